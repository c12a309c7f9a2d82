import { describe, expect, test } from 'vitest';
import { atRest, coverage, worst } from '../../../../src/study/fit/convergence.ts';

const points = (...all: readonly (readonly number[])[]) =>
  all.map((values) => ({ objectives: Object.fromEntries(values.map((v, i) => [`o${i}`, v])) }));

describe('worst', () => {
  test('leaves out networks that were stopped, if there are others', () => {
    const stopped = { at: 100, population: 'A', rate: 90 };
    const [a, b, c] = points([1, 5], [2, 0], [30, 30]);
    expect(worst([a, b, { ...c, stopped }])).toEqual({ o0: 2, o1: 5 });
    expect(worst([{ ...c, stopped }])).toEqual({ o0: 30, o1: 30 });
    expect(worst(points([0, 3]))).toEqual({ o0: 1, o1: 3 });
  });
});

describe('coverage', () => {
  test('is the share of the box that is dominated', () => {
    const reference = { o0: 2, o1: 4 };
    expect(coverage([], reference)).toBe(0);
    expect(coverage(points([1, 2]), reference)).toBe(0.25);
    const some = points([1, 2], [1, 3], [0.5, 3], [2, 0], [40, 40]);
    expect(coverage(some, reference)).toBe(0.25 + 0.25 * 0.25);
    expect(coverage(points([0, 0, 0]), { o0: 1, o1: 2, o2: 3 })).toBe(1);
  });
});

describe('atRest', () => {
  const patience = { generations: 2, improvement: 0.1 };

  test('when there was no improvement for so many generations', () => {
    expect(atRest([], patience)).toBe(false);
    expect(atRest([0.5], patience)).toBe(false);
    expect(atRest([0.5, 0.5], patience)).toBe(false);
    expect(atRest([0.5, 0.5, 0.5], patience)).toBe(true);
    expect(atRest([0.5, 0.5, 0.54], patience)).toBe(true);
    expect(atRest([0.5, 0.5, 0.56], patience)).toBe(false);
    expect(atRest([0.1, 0.5, 0.5], patience)).toBe(false);
    expect(atRest([0.5, 0.5, 0.51], { generations: 1, improvement: 0 })).toBe(false);
  });

  test('not before anything was found', () => {
    expect(atRest([0, 0, 0, 0], patience)).toBe(false);
    expect(atRest([0, 0, 0, 0.1, 0.1], patience)).toBe(false);
    expect(atRest([0, 0, 0.1, 0.1, 0.1], patience)).toBe(true);
  });
});
