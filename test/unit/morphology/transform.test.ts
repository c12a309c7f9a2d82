import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arcLengths } from '../../../src/morphology/arc.ts';
import { discretise } from '../../../src/morphology/discretise.ts';
import type { Morphology } from '../../../src/morphology/morphology.ts';
import { nrnShape } from '../../../src/morphology/nrnShape.ts';
import { rotationMatrix, type RotationOrder } from '../../../src/morphology/placement.ts';
import { mirror, rotate, scale, scaleCoordinates, translate } from '../../../src/morphology/transform.ts';

const morphology: Morphology = {
  sections: [
    {
      name: 'soma',
      points: [
        [1, 2, 3, 20],
        [1, 2, 23, 18],
      ],
    },
    {
      name: 'dend',
      parent: 'soma',
      parentX: 0.5,
      wire: [1, 2, 13],
      points: [
        [9, 2, 13, 2],
        [40, 20, -13, 1],
        [40, 20, -13, 0.5],
        [90, 0, 0, 0.5],
      ],
    },
    {
      name: 'apic',
      parent: 'soma',
      childEnd: 1,
      points: [
        [1, 2, 23, 4],
        [10, 20, 200, 2],
      ],
    },
  ],
};
const cut = (m: Morphology) => discretise(m, [1, 3, 5], [100, 100, 100]);
const angles = fc.record({
  x: fc.double({ min: -9, max: 9, noNaN: true }),
  y: fc.double({ min: -9, max: 9, noNaN: true }),
  z: fc.double({ min: -9, max: 9, noNaN: true }),
});
const ORDERS: RotationOrder[] = ['xyz', 'xzy', 'yxz', 'yzx', 'zxy', 'zyx'];
const flat = (m: Morphology) => m.sections.flatMap((s) => [...s.points.flat(), ...(s.wire ?? [])]);

/** Each axis by hand: a quarter turn about x takes y to z, about y z to x, about z x to y. */
const single = (axis: 'x' | 'y' | 'z', a: number) => {
  const [c, s] = [Math.cos(a), Math.sin(a)];
  return {
    x: [
      [1, 0, 0],
      [0, c, -s],
      [0, s, c],
    ],
    y: [
      [c, 0, s],
      [0, 1, 0],
      [-s, 0, c],
    ],
    z: [
      [c, -s, 0],
      [s, c, 0],
      [0, 0, 1],
    ],
  }[axis];
};
const product = (A: number[][], B: number[][]) =>
  A.map((row) => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)));

describe('rotation', () => {
  it.each(ORDERS)('about fixed axes in the order %s', (order) => {
    fc.assert(
      fc.property(angles, (a) => {
        const expected = [...order].reduce(
          (R, axis) => product(single(axis as 'x', a[axis as 'x']), R),
          [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
        );
        expect(rotationMatrix({ ...a, order }).flat()).toBeAllclose(expected.flat(), {
          rtol: 0,
          atol: 1e-14,
        });
      }),
      { numRuns: 20 },
    );
  });

  it('turns morphologies as it turns geometries, about any point', () => {
    fc.assert(
      fc.property(angles, fc.constantFrom(...ORDERS), (a, order) => {
        const about = [3, -4, 5] as const;
        const first = cut(rotate(morphology, { ...a, order }, about)).geometry;
        const second = rotate(cut(morphology).geometry, { ...a, order }, about);
        expect(first.start.data).toBeAllclose(second.start.data, { rtol: 0, atol: 1e-11 });
        expect(first.end.data).toBeAllclose(second.end.data, { rtol: 0, atol: 1e-11 });
        expect(first.area).toBeAllclose(second.area, { rtol: 1e-11 });
      }),
      { numRuns: 20 },
    );
  });

  it('refuses other orders and angles', () => {
    expect(() => rotationMatrix({ order: 'xyx' as never })).toThrow(
      'rotation.order: Expected the letters x, y and z, each once, but received "xyx"',
    );
    expect(() => rotate(morphology, { y: NaN })).toThrow(
      'rotation.y: Expected a finite number, but received NaN',
    );
    expect(() => rotate(morphology, {}, [0, Infinity, 0])).toThrow('about[1]');
  });
});

describe('moving and mirroring', () => {
  it('moves points and wires', () => {
    const moved = translate(morphology, [10, 20, 30]);
    expect(moved.sections[1].wire).toEqual([11, 22, 43]);
    expect(moved.sections[0].points[1]).toEqual([11, 22, 53, 18]);
    expect(flat(translate(moved, [-10, -20, -30]))).toEqual(flat(morphology));
    expect(() => translate(morphology, [0, 0, NaN])).toThrow('by[2]');
  });

  it('mirrors at a plane, twice is nothing', () => {
    const mirrored = mirror(morphology, 'z', 5);
    expect(mirrored.sections[0].points).toEqual([
      [1, 2, 7, 20],
      [1, 2, -13, 18],
    ]);
    expect(mirrored.sections[1].wire).toEqual([1, 2, -3]);
    expect(mirror(mirrored, 'z', 5)).toEqual(morphology);
    const geometry = mirror(cut(morphology).geometry, 'x');
    expect(geometry.start.data.slice(0, 9)).toBeAllclose(
      cut(morphology)
        .geometry.start.data.slice(0, 9)
        .map((x) => -x),
    );
    expect(() => mirror(morphology, 'w' as never)).toThrow('axis: Expected x, y or z');
  });
});

describe('scaling', () => {
  it('of a morphology is that of its geometry: areas by the square, resistances by the inverse', () => {
    const [first, second] = [cut(scale(morphology, 2.5)), cut(morphology)];
    const scaled = scale(second.geometry, 2.5);
    for (const key of ['area', 'length', 'diameter'] as const)
      expect(first.geometry[key]).toBeAllclose(scaled[key]);
    expect(first.geometry.end.data).toBeAllclose(scaled.end.data, { atol: 1e-12 });
    expect(first.startHalf).toBeAllclose(second.startHalf.map((r) => r / 2.5));
    expect(flat(scale(morphology, 2))).toEqual(flat(morphology).map((v) => 2 * v));
  });

  it('along single axes leaves diameters and measures lengths anew', () => {
    const shrunk = scaleCoordinates(nrnShape(morphology), [1, 1, 0.5]);
    expect(shrunk.sections[0].points[1].slice(2)).toEqual([11.5, 18]);
    expect(shrunk.sections[0].arc).toBeUndefined();
    expect(arcLengths(shrunk.sections[0])).toEqual(Float64Array.of(0, 10));
    expect(scaleCoordinates(nrnShape(morphology), 2).sections[0].arc).toEqual([0, 40]);
    expect(scaleCoordinates(morphology, 1, 3).sections[0].points[0]).toEqual([1, 2, 3, 60]);
  });

  it('refuses factors that are not > 0', () => {
    expect(() => scale(morphology, 0)).toThrow('factor: Expected a finite number > 0, but received 0');
    expect(() => scaleCoordinates(morphology, [1, -1, 1])).toThrow('factor[1]');
    expect(() => scaleCoordinates(morphology, 1, NaN)).toThrow('diameters');
  });
});
