import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { midpoints } from '../../../src/morphology/geometry.ts';
import { place, somaMidpoint } from '../../../src/morphology/placement.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

const cell = {
  ...lineGeometry(
    [
      [1, 2, 3],
      [1, 2, 13],
    ],
    [
      [1, 2, 13],
      [4, 2, 13],
    ],
  ),
  section: Int32Array.of(0, 1),
  sectionNames: ['soma[0]', 'dend[0]'],
};

const at = (geometry: ReturnType<typeof place>, i: number) =>
  [0, 1, 2].map((axis) => geometry.end.data[axis * geometry.n + i]);

describe('placing a cell', () => {
  it('takes the mid-point of all soma segments, or of segment 0 without a soma', () => {
    expect(somaMidpoint(cell)).toEqual([1, 2, 8]);
    expect(somaMidpoint({ ...cell, sectionNames: ['dend[1]', 'soma[0]'] })).toEqual([2.5, 2, 13]);
    expect(somaMidpoint({ ...cell, sectionNames: ['axon', 'dend[0]'] })).toEqual([1, 2, 8]);
  });

  it('moves the soma to the position and keeps everything else', () => {
    const moved = place(cell, {}, [0, 0, 100]);
    expect(somaMidpoint(moved)).toEqual([0, 0, 100]);
    expect(at(moved, 1)).toEqual([3, 0, 105]);
    expect(moved.area).toBe(cell.area);
  });

  it.each([
    // The dendrite's tip lies at (3, 0, 5) from the soma; v' = Rz Ry Rx v.
    [{ x: Math.PI / 2 }, [3, -5, 0]],
    [{ y: Math.PI / 2 }, [5, 0, -3]],
    [{ z: Math.PI / 2 }, [0, 3, 5]],
    [{ x: Math.PI / 2, y: Math.PI / 2 }, [0, -5, -3]],
    [{ x: Math.PI / 2, z: Math.PI / 2 }, [5, 3, 0]],
  ])('rotates right-handed about x, then y, then z: %o', (rotation, tip) => {
    expect(at(place(cell, rotation), 1)).toBeAllclose(tip, { atol: 1e-14 });
  });

  it('keeps lengths under rotation', () => {
    const rotated = place(cell, { x: 0.3, y: -1.1, z: 2.2 }, [7, 8, 9]);
    const length = (i: number) =>
      Math.hypot(...[0, 1, 2].map((a) => rotated.end.data[a * 2 + i] - rotated.start.data[a * 2 + i]));
    expect([length(0), length(1)]).toBeAllclose([10, 3], { rtol: 1e-14 });
  });

  it('gives mid-points along every axis', () => {
    expect(midpoints(cell, 0)).toEqual(Float64Array.of(1, 2.5));
    expect(midpoints(cell, 2)).toEqual(Float64Array.of(8, 13));
  });

  it('refuses angles and positions that are not finite', () => {
    expect(() => place(cell, { y: NaN })).toThrow(/rotation\.y: Expected a finite number/);
    expect(() => place(cell, {}, [0, 0, Infinity])).toThrow(ParameterError);
  });
});
