import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arcLengths, arcPiece, pointAt } from '../../../src/morphology/arc.ts';
import type { Section } from '../../../src/morphology/morphology.ts';

const section = (points: Section['points']): Section => ({ name: 's', points });
const piece = (s: Section, from: number, to: number) => arcPiece(s, arcLengths(s), from, to);

describe('a section as a function of its arc length', () => {
  it('adds distances between points, oblique ones and none', () => {
    expect(
      arcLengths(
        section([
          [0, 0, 0, 1],
          [3, 4, 0, 1],
          [3, 4, 0, 2],
          [3, 4, 12, 2],
        ]),
      ),
    ).toBeAllclose([0, 5, 5, 17]);
  });

  it('gives a cylinder by hand', () => {
    const { area, diameterIntegral, resistanceIntegral } = piece(
      section([
        [0, 0, 0, 4],
        [0, 0, 100, 4],
      ]),
      20,
      50,
    );
    expect(area).toBeAllclose(Math.PI * 4 * 30);
    expect(diameterIntegral).toBeAllclose(4 * 30);
    expect(resistanceIntegral).toBeAllclose((4 * 30) / (Math.PI * 16));
  });

  it('gives a cone by hand: slant height, mean diameter, and 4h/(pi d1 d2)', () => {
    const { area, diameterIntegral, resistanceIntegral } = piece(
      section([
        [0, 0, 0, 6],
        [0, 0, 40, 2],
      ]),
      0,
      40,
    );
    expect(area).toBeAllclose(Math.PI * (3 + 1) * Math.hypot(2, 40));
    expect(diameterIntegral).toBeAllclose(4 * 40);
    expect(resistanceIntegral).toBeAllclose((4 * 40) / (Math.PI * 12));
  });

  it.each([
    [
      'at the start',
      [
        [0, 0, 0, 8],
        [0, 0, 0, 2],
        [0, 0, 10, 2],
      ],
    ],
    [
      'inside',
      [
        [0, 0, 0, 2],
        [0, 0, 3, 2],
        [0, 0, 3, 8],
        [0, 0, 3, 2],
        [0, 0, 10, 2],
      ],
    ],
    [
      'at a border between pieces',
      [
        [0, 0, 0, 2],
        [0, 0, 5, 2],
        [0, 0, 5, 8],
        [0, 0, 10, 8],
      ],
    ],
    [
      'at the end',
      [
        [0, 0, 0, 2],
        [0, 0, 10, 2],
        [0, 0, 10, 8],
      ],
    ],
    [
      'twice at the end',
      [
        [0, 0, 0, 2],
        [0, 0, 10, 2],
        [0, 0, 10, 8],
        [0, 0, 10, 2],
      ],
    ],
  ] as const)('counts the ring of a jump of diameter exactly once: %s', (_, points) => {
    const s = section(points);
    let rings = 0;
    let lateral = 0;
    for (let j = 1; j < points.length; j++) {
      const [, , z0, d0] = points[j - 1];
      const [, , z1, d1] = points[j];
      if (z0 === z1) rings += (Math.PI / 4) * Math.abs(d1 ** 2 - d0 ** 2);
      else lateral += ((Math.PI * (d0 + d1)) / 2) * Math.hypot(z1 - z0, (d1 - d0) / 2);
    }
    const sum = [0, 5].map((from) => piece(s, from, from + 5).area).reduce((a, b) => a + b);
    expect(sum).toBeAllclose(rings + lateral);
  });

  it('a jump on the border between two pieces belongs to the first, as NEURON has it', () => {
    // Areas over pi of NEURON 8.2.2: lateral 20 and 40, ring 3.
    const jump = (at: number) =>
      section([
        [0, 0, 0, 2],
        [0, 0, at, 2],
        [0, 0, at, 4],
        [0, 0, 20, 4],
      ]);
    const areas = (at: number, n: number) =>
      Array.from({ length: n }, (_, j) => piece(jump(at), (20 * j) / n, (20 * (j + 1)) / n).area / Math.PI);
    expect(areas(10, 2)).toBeAllclose([23, 40]);
    expect(areas(10, 4)).toBeAllclose([10, 13, 20, 20]);
    expect(areas(15, 4)).toBeAllclose([10, 10, 13, 20]);
    expect(areas(0, 2)).toBeAllclose([43, 40]);
  });

  it('conserves area, diameter and resistance under any cut', () => {
    const point = fc.tuple(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 2, maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (points, jump, pieces) => {
          // Every other run has a jump of diameter in it.
          if (jump) points.splice(1, 0, [points[0][0], points[0][1], points[0][2], 5]);
          const s = section(points);
          const L = arcLengths(s).at(-1)!;
          fc.pre(L > 1e-3);
          const whole = piece(s, 0, L);
          const cut = (j: number) => (j === pieces ? L : (L * j) / pieces);
          const parts = Array.from({ length: pieces }, (_, j) => piece(s, cut(j), cut(j + 1)));
          for (const key of ['area', 'diameterIntegral', 'resistanceIntegral'] as const)
            expect(parts.reduce((sum, p) => sum + p[key], 0)).toBeAllclose(whole[key], { rtol: 1e-10 });
        },
      ),
    );
  });

  it('finds places on it, clamped to its ends', () => {
    const s = section([
      [0, 0, 0, 1],
      [10, 0, 0, 1],
      [10, 0, 0, 3],
      [10, 20, 0, 1],
    ]);
    const arc = arcLengths(s);
    expect(pointAt(s, arc, 5)).toEqual([5, 0, 0]);
    expect(pointAt(s, arc, 10)).toEqual([10, 0, 0]);
    expect(pointAt(s, arc, 15)).toEqual([10, 5, 0]);
    expect(pointAt(s, arc, 30)).toEqual([10, 20, 0]);
    expect(pointAt(s, arc, 31)).toEqual([10, 20, 0]);
  });
});
