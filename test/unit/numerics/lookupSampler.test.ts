/** The table sampler: the law is that of the probabilities, not of their rounding to table entries. */
import { describe, expect, it } from 'vitest';
import { InternalError, ParameterError } from '../../../src/errors.ts';
import { LookupSampler } from '../../../src/numerics/lookupSampler.ts';
import { poissonProbabilities } from '../../../src/numerics/poisson.ts';
import { randomStream } from '../../../src/numerics/random.ts';

/** Standard deviations by which chi-square of `n` draws exceeds its mean; values expected fewer than 5 times go together. */
function chiSquare(draws: ArrayLike<number>, probabilities: Float64Array, first: number): number {
  const n = draws.length;
  const counts = new Float64Array(probabilities.length);
  for (let i = 0; i < n; i++) counts[draws[i] - first]++;
  let chi2 = 0;
  let degrees = -1;
  let rest = 0;
  let restExpected = 0;
  probabilities.forEach((p, i) => {
    if (n * p < 5) {
      rest += counts[i];
      restExpected += n * p;
      return;
    }
    chi2 += (counts[i] - n * p) ** 2 / (n * p);
    degrees++;
  });
  if (restExpected > 1) {
    chi2 += (rest - restExpected) ** 2 / restExpected;
    degrees++;
  }
  return (chi2 - degrees) / Math.sqrt(2 * degrees);
}

describe('LookupSampler', () => {
  const n = 300_000;
  // Probabilities well below a table entry (2^-10, 2^-13) make up much of the last two.
  const laws: [string, Float64Array, number][] = [
    ['Poisson 0.4', poissonProbabilities(0.4).probabilities, 0],
    ['Poisson 1.125', poissonProbabilities(1.125).probabilities, 0],
    ['Poisson 60', poissonProbabilities(60).probabilities, poissonProbabilities(60).first],
    ['uniform over 700', new Float64Array(700).fill(1 / 700), 3],
    [
      'rare values',
      Float64Array.from([0.999, ...Array.from({ length: 100 }, () => 1e-5)]).with(0, 1 - 100 * 1e-5),
      0,
    ],
  ];
  it.each(laws)('follows the law: %s', (_, probabilities, first) => {
    const sampler = new LookupSampler(probabilities, first);
    const out = new Uint16Array(n + 4);
    sampler.fill(randomStream(1, 'lookup'), out, n);
    expect(Math.abs(chiSquare(out.subarray(0, n), probabilities, first))).toBeLessThan(5);
    const scaled = new Float64Array(n);
    const stream = randomStream(2, 'lookup');
    for (let at = 0; at < n; at += 100) sampler.setScaled(stream, -2.5, scaled, at, 100);
    expect(
      Math.abs(
        chiSquare(
          scaled.map((x) => x / -2.5),
          probabilities,
          first,
        ),
      ),
    ).toBeLessThan(5);
  });

  it('fills exactly the asked part, whatever its length', () => {
    const sampler = new LookupSampler(poissonProbabilities(2).probabilities);
    for (let count = 0; count < 12; count++) {
      const into = new Float64Array(20).fill(-1);
      sampler.setScaled(randomStream(3, 'part'), 0.5, into, 4, count);
      expect(into.every((x, i) => (i >= 4 && i < 4 + count ? x >= 0 : x === -1))).toBe(true);
    }
  });

  it('draws certain values', () => {
    const out = new Uint16Array(16);
    new LookupSampler(Float64Array.of(0, 1, 0), 5).fill(randomStream(1, 'certain'), out, 10);
    expect(Array.from(out.subarray(0, 10))).toEqual(Array.from({ length: 10 }, () => 6));
  });

  it('refuses what is no law', () => {
    expect(() => new LookupSampler(Float64Array.of(0.5, 0.4))).toThrow(ParameterError);
    expect(() => new LookupSampler(Float64Array.of(1.5, -0.5))).toThrow(ParameterError);
    expect(() => new LookupSampler(Float64Array.of(NaN))).toThrow(ParameterError);
    expect(() => new LookupSampler(Float64Array.of(1), 40000)).toThrow(InternalError);
  });
});

describe('poissonProbabilities', () => {
  it.each([0, 1e-9, 0.3, 1, 7.5, 200, 19999.5])(
    'has sum, mean and variance of the law, lambda %s',
    (lambda) => {
      const { first, probabilities } = poissonProbabilities(lambda);
      const moment = (f: (k: number) => number) => probabilities.reduce((s, p, i) => s + p * f(first + i), 0);
      expect(moment(() => 1)).toBeAllclose(1, { rtol: 1e-12 });
      // Rounding of thousands of terms.
      expect(moment((k) => k)).toBeAllclose(lambda, { rtol: 1e-11, atol: 1e-15 });
      expect(moment((k) => (k - lambda) ** 2)).toBeAllclose(lambda, { rtol: 1e-10, atol: 1e-15 });
    },
  );

  it('agrees with the formula', () => {
    const { first, probabilities } = poissonProbabilities(1.125);
    expect(first).toBe(0);
    expect(probabilities.slice(0, 4)).toBeAllclose(
      [1, 1.125, 1.125 ** 2 / 2, 1.125 ** 3 / 6].map((x) => x * Math.exp(-1.125)),
      { rtol: 1e-14 },
    );
  });

  it('refuses a negative mean', () => {
    expect(() => poissonProbabilities(-1)).toThrow(ParameterError);
    expect(() => poissonProbabilities(NaN)).toThrow(ParameterError);
  });
});
