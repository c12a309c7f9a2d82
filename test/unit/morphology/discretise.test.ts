import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { row } from '../../../src/numerics/array2d.ts';
import { discretise, segmentAt } from '../../../src/morphology/discretise.ts';
import type { Morphology } from '../../../src/morphology/morphology.ts';

const yMorphology: Morphology = {
  sections: [
    {
      name: 'soma',
      points: [
        [0, 0, 0, 10],
        [0, 0, 20, 10],
      ],
    },
    {
      name: 'apic',
      parent: 'soma',
      points: [
        [0, 0, 20, 4],
        [0, 0, 120, 2],
      ],
    },
    {
      name: 'oblique',
      parent: 'apic',
      parentX: 0.5,
      points: [
        [0, 0, 70, 1],
        [30, 40, 70, 1],
      ],
    },
    {
      name: 'basal',
      parent: 'apic',
      parentX: 0,
      points: [
        [0, 0, 20, 1],
        [0, -50, 20, 1],
      ],
    },
  ],
};

describe('cutting sections into segments', () => {
  it('gives a cone of two segments by hand', () => {
    const { geometry, startHalf, endHalf } = discretise(
      {
        sections: [
          {
            name: 's',
            points: [
              [0, 0, 0, 6],
              [0, 0, 40, 2],
            ],
          },
        ],
      },
      [2],
      [100],
    );
    expect(geometry.n).toBe(2);
    // Diameters 6, 5, 4, 3, 2 at arc lengths 0, 10 … 40.
    expect(geometry.area).toBeAllclose([Math.PI * 5 * Math.hypot(20, 1), Math.PI * 3 * Math.hypot(20, 1)]);
    expect(geometry.diameter).toBeAllclose([5, 3]);
    expect(geometry.length).toBeAllclose([20, 20]);
    const R = (d1: number, d2: number) => (0.01 * 100 * 4 * 10) / (Math.PI * d1 * d2);
    expect(startHalf).toBeAllclose([R(6, 5), R(4, 3)]);
    expect(endHalf).toBeAllclose([R(5, 4), R(3, 2)]);
    expect(row(geometry.start, 2)).toBeAllclose([0, 20]);
    expect(row(geometry.end, 2)).toBeAllclose([20, 40]);
  });

  it('orders segments by section and names parents', () => {
    const { geometry, first } = discretise(yMorphology, [1, 5, 2, 1], [100, 100, 100, 100]);
    expect(first).toEqual(Int32Array.of(0, 1, 6, 8, 9));
    expect(geometry.section).toEqual(Int32Array.of(0, 1, 1, 1, 1, 1, 2, 2, 3));
    expect(geometry.parent).toEqual(Int32Array.of(-1, 0, 1, 2, 3, 4, 3, 6, 1));
    expect(geometry.sectionNames).toEqual(['soma', 'apic', 'oblique', 'basal']);
  });

  it('conserves area and total resistance under any segmentation', () => {
    const sums = (counts: number[]) => {
      const { geometry, startHalf, endHalf, first } = discretise(yMorphology, counts, [100, 50, 150, 70]);
      return counts.map((_, s) => {
        let [area, resistance] = [0, 0];
        for (let i = first[s]; i < first[s + 1]; i++) {
          area += geometry.area[i];
          resistance += startHalf[i] + endHalf[i];
        }
        return [area, resistance];
      });
    };
    const reference = sums([1, 1, 1, 1]).flat();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 4 }), (counts) => {
        expect(sums(counts).flat()).toBeAllclose(reference, { rtol: 1e-11 });
      }),
      { numRuns: 30 },
    );
  });

  it('finds the segment that holds a place', () => {
    expect([0, 0.19, 0.2, 0.5, 0.99, 1].map((x) => segmentAt(x, 5))).toEqual([0, 0, 1, 2, 4, 4]);
    expect(segmentAt(1, 1)).toBe(0);
  });

  describe('a section that hangs by its end 1', () => {
    const points = [
      [0, 0, 0, 6],
      [0, 0, 10, 4],
      [0, 30, 50, 1],
    ] as const;
    const cell = (childEnd: 0 | 1): Morphology => ({
      sections: [
        // Before its parent, on a place counted in the parent's own x.
        {
          name: 'twig',
          parent: 'dend',
          parentX: childEnd === 1 ? 0.1 : 0.9,
          points: [
            [0, 0, 0, 1],
            [0, 0, 5, 1],
          ],
        },
        {
          name: 'soma',
          points: [
            [0, 0, -10, 20],
            [0, 0, 0, 20],
          ],
        },
        { name: 'dend', parent: 'soma', childEnd, points },
      ],
    });
    const cut = (childEnd: 0 | 1, endpoints: 'exact' | 'lfpy' = 'exact') =>
      discretise(cell(childEnd), [1, 1, 5], [100, 100, 100], { endpoints });
    const [from, by] = [cut(0), cut(1)];
    const dendrite = (values: ArrayLike<number>) => Array.from(values).slice(2, 7);

    it('has the segments of the other way round, in the opposite order', () => {
      for (const key of ['area', 'diameter', 'length'] as const)
        expect(dendrite(by.geometry[key])).toBeAllclose(dendrite(from.geometry[key]).toReversed());
      expect(dendrite(by.startHalf)).toBeAllclose(dendrite(from.endHalf).toReversed());
      expect(dendrite(by.endHalf)).toBeAllclose(dendrite(from.startHalf).toReversed());
      expect(dendrite(row(by.geometry.start, 2))).toBeAllclose(
        dendrite(row(from.geometry.end, 2)).toReversed(),
      );
      expect(by.childEnd).toEqual(Uint8Array.of(0, 0, 1));
    });

    it('has parents towards its end 1', () => {
      expect(from.geometry.parent).toEqual(Int32Array.of(6, -1, 1, 2, 3, 4, 5));
      expect(by.geometry.parent).toEqual(Int32Array.of(2, -1, 3, 4, 5, 6, 1));
    });

    it('has its ends mirrored where LFPy has', () => {
      const lfpy = cut(1, 'lfpy');
      expect(row(lfpy.geometry.start, 1)).toBeAllclose(row(from.geometry.start, 1), { atol: 1e-12 });
      expect(lfpy.geometry.area).toEqual(by.geometry.area);
    });
  });

  it('rounds ends of segments to six decimals of the length as LFPy does', () => {
    const line: Morphology = {
      sections: [
        {
          name: 's',
          points: [
            [0, 0, 0, 1],
            [0, 0, 300, 1],
          ],
        },
      ],
    };
    const ends = (endpoints: 'exact' | 'lfpy') =>
      row(discretise(line, [3], [100], { endpoints }).geometry.end, 2);
    expect(ends('exact')).toBeAllclose([100, 200, 300]);
    expect(ends('lfpy')).toBeAllclose([99.9999, 200.0001, 300]);
  });

  it('measures along given arc lengths', () => {
    const bent = {
      name: 's',
      points: [
        [0, 0, 0, 2],
        [0, 0, 10, 2],
      ],
      arc: [0, 11],
    } as const;
    const { geometry } = discretise({ sections: [bent] }, [2], [100]);
    expect(geometry.length).toBeAllclose([5.5, 5.5]);
    expect(geometry.area).toBeAllclose([11 * Math.PI, 11 * Math.PI]);
    expect(row(geometry.end, 2)).toBeAllclose([5, 10]);
  });

  it('refuses counts and resistivities that are none', () => {
    expect(() => discretise(yMorphology, [1, 0, 1, 1], [1, 1, 1, 1])).toThrow(
      'segments of apic: Expected an integer >= 1, but received 0',
    );
    expect(() => discretise(yMorphology, [1, 1, 1, 1], [1, 1, 1])).toThrow('Ra of basal');
  });
});
