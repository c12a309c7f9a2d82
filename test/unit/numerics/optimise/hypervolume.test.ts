import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypervolume } from '../../../../src/numerics/optimise/hypervolume.ts';

/** Cells of a grid of integers that some point dominates, one by one. */
function counted(points: readonly (readonly number[])[], size: number, objectives: number): number {
  let count = 0;
  for (let cell = 0; cell < size ** objectives; cell++) {
    const corner = Array.from({ length: objectives }, (_, m) => Math.floor(cell / size ** m) % size);
    if (points.some((p) => p.every((value, m) => value <= corner[m]))) count++;
  }
  return count;
}

describe('hypervolume', () => {
  test('of nothing, one point, two, and one beyond the reference', () => {
    expect(hypervolume([], [1, 1])).toBe(0);
    expect(hypervolume([[0.25, 0.5]], [1, 1])).toBe(0.375);
    expect(
      hypervolume(
        [
          [0, 0.5],
          [0.5, 0],
        ],
        [1, 1],
      ),
    ).toBe(0.75);
    expect(hypervolume([[0.5, 1]], [1, 1])).toBe(0);
    expect(hypervolume([[-1, 2]], [1, 1])).toBe(0);
    expect(hypervolume([[3], [2]], [5])).toBe(3);
  });

  test('equals cells counted one by one, with 1 to 4 objectives', () => {
    const size = 5;
    const fronts = fc.integer({ min: 1, max: 4 }).chain((objectives) =>
      fc.tuple(
        fc.constant(objectives),
        fc.array(
          // Up to beyond the reference, and with many equal values.
          fc.array(fc.integer({ min: 0, max: size + 1 }), { minLength: objectives, maxLength: objectives }),
          { maxLength: 12 },
        ),
      ),
    );
    fc.assert(
      fc.property(fronts, ([objectives, points]) => {
        const reference = Array.from({ length: objectives }, () => size);
        // Sums of small integers: exact.
        expect(hypervolume(points, reference)).toBe(counted(points, size, objectives));
      }),
    );
  });

  test('of a large front in four objectives is quick and within bounds', () => {
    // On the sphere of radius 1 no point dominates another; it cuts pi^2/32 = 0.308 off the cube.
    const front = Array.from({ length: 120 }, (_, i) => {
      const p = [1, 2, 3, 5].map((k) => Math.abs(Math.sin((i + 1) * Math.sqrt(k) * k)) + 0.01);
      const norm = Math.hypot(...p);
      return p.map((value) => value / norm);
    });
    const found = hypervolume(front, [1, 1, 1, 1]);
    expect(found).toBeGreaterThan(0.2);
    expect(found).toBeLessThan(1 - Math.PI ** 2 / 32);
  });

  test('refuses points of another length', () => {
    expect(() => hypervolume([[1, 2], [1]], [3, 3])).toThrow('points[1]: Expected 2 numbers');
  });
});
