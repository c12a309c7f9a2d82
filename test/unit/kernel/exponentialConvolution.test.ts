import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/kernel/delayedExponentials.ts';
import {
  exponentialConvolution,
  partialFractions,
  type Rate,
} from '../../../src/kernel/exponentialConvolution.ts';
import { integrateAdaptive } from '../../../src/numerics/quadrature.ts';

const TIMES = Float64Array.of(0, 0.1, 0.5, 1, 3, 10, 40);

/** exp(-z t) at TIMES: no delay at all. */
const E = (zRe: number, zIm: number): Series => ({
  re: TIMES.map((t) => Math.exp(-zRe * t) * Math.cos(zIm * t)),
  im: TIMES.map((t) => -Math.exp(-zRe * t) * Math.sin(zIm * t)),
});
const real = (...rates: number[]): Rate[] => rates.map((re) => ({ re, im: 0 }));

describe('convolutions of exponentials', () => {
  it('of two and three equal rates are t exp(-a t) and t^2/2 exp(-a t)', () => {
    expect(exponentialConvolution(E, real(0.7, 0.7)).re).toBeAllclose(
      TIMES.map((t) => t * Math.exp(-0.7 * t)),
      { atol: 1e-14 },
    );
    expect(exponentialConvolution(E, real(0.7, 0.7, 0.7)).re).toBeAllclose(
      TIMES.map((t) => (t * t * Math.exp(-0.7 * t)) / 2),
      { atol: 1e-14 },
    );
  });

  it.each([
    [[2, 0.5]],
    [[2, 0.5, 0.05]],
    [[2, 2.001, 0.05]],
    [[2, 2.02, 2.04]],
    [[2, 2, 0.05]],
    [[5, 5.02, 5.1]],
    [[0.05, 0.05 * (1 + 1e-9), 20]],
    [[100, 100.49, 0.001]],
  ])('of rates %o agree with quadrature', (rates) => {
    const { re } = exponentialConvolution(E, real(...rates));
    const D2 = (t: number) => {
      const [a, b] = rates;
      return a === b ? t * Math.exp(-a * t) : (Math.exp(-a * t) * -Math.expm1((a - b) * t)) / (b - a);
    };
    const largest = Math.max(...re.map(Math.abs));
    for (const [k, t] of TIMES.entries()) {
      const expected =
        rates.length === 2
          ? D2(t)
          : integrateAdaptive((s) => D2(s) * Math.exp(-rates[2] * (t - s)), 0, t, {
              breakpoints: [0.01, 0.1, 1, 5].filter((x) => x < t),
            });
      expect(re[k]).toBeAllclose(expected, { atol: 1e-12 * Math.max(largest, 1e-3) });
    }
  });

  it('of a complex rate with a real one is that of the pair by parts', () => {
    const [a, x, y] = [0.5, 0.4, 3];
    const { re, im } = exponentialConvolution(E, [...real(a), { re: x, im: y }]);
    for (const [k, t] of TIMES.entries()) {
      const part = (f: (u: number) => number) =>
        integrateAdaptive((s) => Math.exp(-a * (t - s)) * Math.exp(-x * s) * f(y * s), 0, t, {
          breakpoints: [1, 2, 5, 10, 20, 30].filter((u) => u < t),
        });
      expect(re[k]).toBeAllclose(part(Math.cos), { atol: 1e-13 });
      expect(im[k]).toBeAllclose(-part(Math.sin), { atol: 1e-13 });
    }
  });
});

describe('partial fractions', () => {
  it('give the weights by hand', () => {
    // exp(-t) * exp(-3t) = (exp(-t) - exp(-3t))/2
    expect(partialFractions(real(1, 3))).toEqual([
      [0.5, 0],
      [-0.5, 0],
    ]);
    const [a, b, c] = partialFractions(real(1, 2, 4))!.map(([w]) => w);
    expect([a, b, c]).toBeAllclose([1 / 3, -1 / 2, 1 / 6]);
  });

  it('agree with the divided difference just outside the cluster', () => {
    const rates = [...real(2, 2.0101), { re: 1, im: 0.3 }];
    const weights = partialFractions(rates)!;
    const expected = exponentialConvolution(E, rates);
    for (const part of ['re', 'im'] as const) {
      const sum = TIMES.map((_, k) =>
        weights.reduce((total, [wr, wi], j) => {
          const { re, im } = E(rates[j].re, rates[j].im);
          return total + (part === 're' ? wr * re[k] - wi * im[k] : wr * im[k] + wi * re[k]);
        }, 0),
      );
      // The gap of 0.5 % costs 1/0.005 in digits.
      expect(sum).toBeAllclose(expected[part], { atol: 1e-12 });
    }
  });

  it('are declined where rates nearly coincide, relative to their own size', () => {
    expect(partialFractions(real(2, 2, 5))).toBeUndefined();
    expect(partialFractions(real(1000, 1001, 0.01))).toBeUndefined();
    expect(partialFractions(real(1000, 1010, 0.01))).toBeDefined();
  });
});
