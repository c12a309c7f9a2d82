import { describe, expect, it } from 'vitest';
import { chebyshevTable } from '../../../src/numerics/chebyshev.ts';

describe('chebyshevTable', () => {
  it('reproduces polynomials of degree n - 1, the ends of the interval included', () => {
    const f = (x: number) => 2 - x + 3 * x ** 2 - 0.5 * x ** 3;
    const table = chebyshevTable(f, -1, 4, 2, 4);
    for (const x of [-1, -0.3, 1.4999, 1.5, 1.5001, 3, 4])
      expect(table(x)).toBeAllclose(f(x), { atol: 1e-13 });
  });

  it('is as good as its points allow: sin over two periods to 1e-14 with 4 panels of 20', () => {
    const table = chebyshevTable(Math.sin, 0, 4 * Math.PI, 4, 20);
    // exp(1.6 b) rho^-20 at its best rho is 1e-17: what remains is rounding of sums of 20 numbers below 1.
    for (let x = 0; x <= 4 * Math.PI; x += 0.0137)
      expect(table(x)).toBeAllclose(Math.sin(x), { atol: 1e-14 });
  });

  it('calls f only for the panels in use, n times each, strictly inside', () => {
    const calls: number[] = [];
    const table = chebyshevTable((x) => (calls.push(x), x), 0, 10, 5, 7);
    table(3);
    table(2.5);
    expect(calls.length).toBe(7);
    expect(Math.min(...calls)).toBeGreaterThan(2);
    expect(Math.max(...calls)).toBeLessThan(4);
  });

  it('holds a constant in one panel with one point', () => {
    expect(chebyshevTable(() => 3, 0, 1, 1, 1)(0.7)).toBe(3);
  });
});
