import { expect, it } from 'vitest';
import { editDistance, nearest } from '../../../src/numerics/nearest.ts';

it('editDistance counts insertions, deletions, substitutions and swaps of neighbours', () => {
  for (const [a, b, d] of [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['weight', 'wieght', 1],
    ['populations', 'population', 1],
  ] as const)
    expect(editDistance(a, b), `${a} ${b}`).toBe(d);
});

it('nearest finds the intended name, or none', () => {
  expect(nearest('wieght', ['width', 'weight', 'height'])).toBe('weight');
  expect(nearest('NU_X', ['nu_X', 'N_X'])).toBe('nu_X');
  expect(nearest('zzz', ['weight'])).toBeUndefined();
  expect(nearest('a', [])).toBeUndefined();
});
