/** The table sampler: the law is that of the probabilities, not of their rounding to table entries. */
import { describe, expect, it } from 'vitest';
import { InternalError, ParameterError } from '../../../src/errors.ts';
import { LookupSampler, SPARE } from '../../../src/numerics/lookupSampler.ts';
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
    const values = Uint16Array.from(probabilities, (_, i) => first + i);
    const sampler = new LookupSampler(probabilities, values);
    const out = new Uint16Array(n + SPARE);
    sampler.fill(randomStream(1, 'lookup'), out, n);
    expect(Math.abs(chiSquare(out.subarray(0, n), probabilities, first))).toBeLessThan(5);
  });

  it('has independent draws, within a word and from word to word', () => {
    const p = poissonProbabilities(1.125).probabilities;
    for (const probabilities of [p, new Float64Array(100).fill(0.01)]) {
      const out = new Uint16Array(n + SPARE);
      new LookupSampler(probabilities).fill(randomStream(2, 'lookup'), out, n);
      const mean = out.subarray(0, n).reduce((a, b) => a + b, 0) / n;
      const variance = out.subarray(0, n).reduce((a, b) => a + (b - mean) ** 2, 0) / n;
      for (const lag of [1, 2, 3]) {
        let sum = 0;
        for (let i = 0; i + lag < n; i++) sum += (out[i] - mean) * (out[i + lag] - mean);
        expect(Math.abs(sum / n / variance)).toBeLessThan(5 / Math.sqrt(n));
      }
    }
  });

  it('fills the asked part, and at most the spare room behind it', () => {
    for (const probabilities of [poissonProbabilities(2).probabilities, new Float64Array(100).fill(0.01)]) {
      const sampler = new LookupSampler(probabilities);
      for (let count = 0; count < 12; count++) {
        const out = new Uint16Array(20).fill(999);
        sampler.fill(randomStream(3, 'part'), out, count, 4);
        expect(out.subarray(0, 4).every((x) => x === 999)).toBe(true);
        expect(out.subarray(4, 4 + count).every((x) => x < 100)).toBe(true);
        expect(out.subarray(4 + count + SPARE).every((x) => x === 999)).toBe(true);
      }
    }
  });

  it('goes on in batches as if there were none', () => {
    const sampler = new LookupSampler(new Float64Array(100).fill(0.01));
    const many = new Uint16Array(5000 + SPARE);
    const stream = randomStream(4, 'batches');
    sampler.fill(stream, many, 5000);
    expect(many.subarray(0, 5000).every((x) => x < 100)).toBe(true);
    expect(new Set(many.subarray(0, 5000)).size).toBe(100);
  });

  it('draws certain values', () => {
    const out = new Uint16Array(16);
    const values = Uint16Array.of(1, 0xffff, 2);
    new LookupSampler(Float64Array.of(0, 1, 0), values).fill(randomStream(1, 'certain'), out, 10);
    expect(out.subarray(0, 10).every((x) => x === 0xffff)).toBe(true);
  });

  it('refuses what is no law', () => {
    expect(() => new LookupSampler(Float64Array.of(0.5, 0.4))).toThrow(ParameterError);
    expect(() => new LookupSampler(Float64Array.of(1.5, -0.5))).toThrow(ParameterError);
    expect(() => new LookupSampler(Float64Array.of(NaN))).toThrow(ParameterError);
    expect(() => new LookupSampler(Float64Array.of(1), Uint16Array.of(1, 2))).toThrow(InternalError);
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
