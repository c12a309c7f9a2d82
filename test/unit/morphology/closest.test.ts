import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestSegments } from '../../../src/morphology/closest.ts';
import { branchedCell, stick } from '../../support/cells.ts';

const { geometry } = branchedCell(4, 3, 'passive');
const coordinate = fc.double({ min: -400, max: 400, noNaN: true });

describe('the closest segment', () => {
  it('is the one a search finds', () => {
    const { n, start, end } = geometry;
    const mid = (i: number) =>
      [0, 1, 2].map((axis) => (start.data[axis * n + i] + end.data[axis * n + i]) / 2);
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate, coordinate), { maxLength: 4 }), (points) => {
        const expected = points.map((p) => {
          const far = Array.from({ length: n }, (_, i) =>
            Math.hypot(...mid(i).map((v, axis) => v - p[axis])),
          );
          return far.indexOf(Math.min(...far));
        });
        expect([...closestSegments(geometry, points)]).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('may be sought by distance to the axis and among some segments only', () => {
    // Two segments of 50 um: the point is nearer to the mid-point of the second, at the axis of the first.
    const line = stick(2, { from: 0, to: 100 }).geometry;
    expect([...closestSegments(line, [[0, 0, 49]])]).toEqual([0]);
    expect([
      ...closestSegments(
        line,
        [
          [0, 0, 51],
          [9, 9, 500],
        ],
        { distanceTo: 'axis' },
      ),
    ]).toEqual([1, 1]);
    expect([...closestSegments(line, [[0, 0, 0]], { zMin: 50 })]).toEqual([1]);
    expect([...closestSegments(geometry, [[0, 0, 0]], { sections: ['dend_apic'] })][0]).toBeGreaterThan(0);
    expect([...closestSegments(geometry, [[0, 0, 0]], { types: ['soma'] })]).toEqual([0]);
  });

  it('is the first of several, and there must be one', () => {
    expect([...closestSegments(stick(2, { from: -50, to: 50 }).geometry, [[0, 0, 0]])]).toEqual([0]);
    expect(() => closestSegments(geometry, [[0, 0, 0]], { zMin: 1e6 })).toThrow(
      'selection: Expected at least one segment to choose from',
    );
    expect(() => closestSegments(geometry, [[0, NaN, 0]])).toThrow('points[0][1]');
  });
});
