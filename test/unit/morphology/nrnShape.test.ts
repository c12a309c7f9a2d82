import { describe, expect, it } from 'vitest';
import type { Morphology } from '../../../src/morphology/morphology.ts';
import { nrnShape } from '../../../src/morphology/nrnShape.ts';

const morphology: Morphology = {
  sections: [
    // Listed before its parent; 0.1 is not a single-precision number.
    {
      name: 'twig',
      parent: 'dend',
      parentX: 0.25,
      points: [
        [9, 9, 9, 0.1],
        [9, 9, 19.1, 0.1],
      ],
    },
    {
      name: 'soma',
      points: [
        [0, 0, -10, 20],
        [0, 0, 10, 20],
      ],
    },
    {
      name: 'dend',
      parent: 'soma',
      parentX: 0.5,
      points: [
        [10, 0, 0, 2],
        [110, 0, 0, 2],
      ],
    },
    {
      name: 'wired',
      parent: 'soma',
      parentX: 1,
      wire: [0, 0, 8],
      points: [
        [0, 5, 8, 2],
        [0, 50, 8, 2],
      ],
    },
    {
      name: 'back',
      parent: 'dend',
      childEnd: 1,
      points: [
        [0, 0, 0, 2],
        [0, 80, 0, 2],
      ],
    },
    {
      name: 'onBack',
      parent: 'back',
      parentX: 0,
      points: [
        [0, 0, 0, 2],
        [0, 0, 4, 2],
      ],
    },
  ],
};

describe("NEURON's shape", () => {
  const shaped = nrnShape(morphology);
  const points = (name: string) =>
    shaped.sections.find((s) => s.name === name)!.points.map((p) => p.slice(0, 3));

  it('moves sections to where they hang, parents first, and wires with them', () => {
    expect(points('dend')).toEqual([
      [0, 0, 0],
      [100, 0, 0],
    ]);
    expect(points('twig')[0]).toEqual([25, 0, 0]);
    expect(points('wired')).toEqual([
      [0, 5, 10],
      [0, 50, 10],
    ]);
    expect(shaped.sections[3].wire).toEqual([0, 0, 10]);
  });

  it('takes the straight line between the ends of a bent parent for the parent', () => {
    const bent = (parentX: number): Morphology => ({
      sections: [
        {
          name: 'a',
          points: [
            [0, 0, 0, 2],
            [10, 0, 0, 2],
            [10, 30, 0, 2],
            [10, 30, 40, 2],
            [0, 30, 40, 2],
          ],
        },
        {
          name: 'b',
          parent: 'a',
          parentX,
          points: [
            [100, 100, 100, 2],
            [110, 100, 100, 2],
          ],
        },
      ],
    });
    // Numbers of NEURON 8.2.2 after define_shape().
    expect(nrnShape(bent(0.5)).sections[1].points[0]).toEqual([0, 15, 20, 2]);
    expect(nrnShape(bent(0.3)).sections[1].points[0]).toEqual([0, 9, 12, 2]);
    expect(nrnShape(bent(1)).sections[1].points[0]).toEqual([0, 30, 40, 2]);
  });

  it('places children on a section that hangs by its end 1 at its own x', () => {
    expect(points('back')).toEqual([
      [100, 0, 0],
      [100, 80, 0],
    ]);
    // x = 0 is the free end.
    expect(points('onBack')[0]).toEqual([100, 80, 0]);
  });

  it('holds points in single precision, and arc lengths from before the move', () => {
    const twig = shaped.sections[0];
    expect(twig.points[0][3]).toBe(Math.fround(0.1));
    expect(twig.arc).toEqual([0, Math.fround(Math.fround(19.1) - 9)]);
    expect(twig.points[1][2]).toBe(Math.fround(Math.fround(19.1) - 9));
  });

  it('moves in single precision', () => {
    // The place, the way to it and the points are rounded, each; so are 300 cells made by chance in NEURON 8.2.2, to the bit.
    const [a, b] = [-12.345678, 65.4321];
    const shape = nrnShape({
      sections: [
        {
          name: 'a',
          points: [
            [a, 0, 0, 1],
            [b, 0, 0, 1],
          ],
        },
        {
          name: 'b',
          parent: 'a',
          parentX: 0.3,
          points: [
            [7.7, 0, 0, 1],
            [181.3, 0, 0, 1],
          ],
        },
      ],
    });
    const place = Math.fround(0.7 * Math.fround(a) + 0.3 * Math.fround(b));
    const by = Math.fround(place - Math.fround(7.7));
    expect(shape.sections[1].points.map(([x]) => x)).toEqual([
      Math.fround(Math.fround(7.7) + by),
      Math.fround(Math.fround(181.3) + by),
    ]);
  });

  it('changes nothing the second time', () => {
    expect(nrnShape(shaped)).toEqual(shaped);
  });

  it('leaves the morphology it was given', () => {
    expect(morphology.sections[2].points[0]).toEqual([10, 0, 0, 2]);
  });
});
