/** Transforms against the defining sum, and their symmetries. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComplexFft, MAX_FFT_SIZE, RealDft, RealFft, fftSize } from '../../../src/numerics/fft.ts';
import { InternalError, ParameterError } from '../../../src/errors.ts';
import { randomStream } from '../../../src/numerics/random.ts';

/** sum_j x_j exp(-2 pi i j k / n) of interleaved complex data. */
function naive(x: Float64Array): Float64Array {
  const n = x.length / 2;
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      out[2 * k] += x[2 * j] * Math.cos(angle) - x[2 * j + 1] * Math.sin(angle);
      out[2 * k + 1] += x[2 * j] * Math.sin(angle) + x[2 * j + 1] * Math.cos(angle);
    }
  return out;
}
const noise = (n: number) => {
  const stream = randomStream(1, 'fft test', n);
  return Float64Array.from({ length: n }, () => stream.normal());
};
const asComplex = (x: Float64Array) =>
  Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 === 0 ? x[i / 2] : 0));

// The naive sum itself carries eps sqrt(n) |x|; n <= 512 here.
const atol = 2e-12;

describe('ComplexFft', () => {
  it.each([2, 4, 8, 16, 64, 512])('size %i is the defining sum, and inverts', (n) => {
    const x = noise(2 * n);
    const plan = new ComplexFft(n);
    const X = new Float64Array(2 * n);
    plan.forward(X, x);
    expect(X).toBeAllclose(naive(x), { atol });
    const back = new Float64Array(2 * n);
    plan.inverse(back, X);
    expect(back).toBeAllclose(x, { atol: 1e-14 });
  });

  it('refuses other sizes, lengths that do not fit, and work in place', () => {
    for (const n of [0, 1, 3, 12, 2.5, NaN, 2 * MAX_FFT_SIZE])
      expect(() => new ComplexFft(n)).toThrow(ParameterError);
    const plan = new ComplexFft(4);
    const x = new Float64Array(8);
    expect(() => plan.forward(x, new Float64Array(6))).toThrow(InternalError);
    expect(() => plan.forward(new Float64Array(9), x)).toThrow(InternalError);
    expect(() => plan.inverse(x, x)).toThrow(InternalError);
    expect(() => plan.forward(x, x)).toThrow(InternalError);
  });
});

describe('RealFft', () => {
  it.each([4, 8, 16, 32, 256])('size %i is the defining sum, and inverts', (n) => {
    const x = noise(n);
    const plan = new RealFft(n);
    const X = new Float64Array(n + 2);
    plan.forward(X, x);
    expect(X).toBeAllclose(naive(asComplex(x)).subarray(0, n + 2), { atol });
    const back = new Float64Array(n);
    plan.inverse(back, X);
    expect(back).toBeAllclose(x, { atol: 1e-14 });
  });

  it('obeys Parseval, also for large sizes', () => {
    const n = 2 ** 16;
    const x = noise(n);
    const X = new Float64Array(n + 2);
    new RealFft(n).forward(X, x);
    let time = 0;
    for (const v of x) time += v * v;
    let frequency = 0;
    for (let k = 0; k <= n / 2; k++)
      frequency += (k % (n / 2) === 0 ? 1 : 2) * (X[2 * k] ** 2 + X[2 * k + 1] ** 2);
    expect(frequency / n).toBeAllclose(time, { rtol: 1e-13 });
  });

  it('refuses other sizes and lengths', () => {
    for (const n of [1, 2, 6]) expect(() => new RealFft(n)).toThrow(ParameterError);
    const plan = new RealFft(8);
    expect(() => plan.forward(new Float64Array(8), new Float64Array(8))).toThrow(InternalError);
    expect(() => plan.forward(new Float64Array(10), new Float64Array(7))).toThrow(InternalError);
    expect(() => plan.inverse(new Float64Array(8), new Float64Array(8))).toThrow(InternalError);
  });
});

describe('RealDft', () => {
  it('is the defining sum for every length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (n) => {
        const x = noise(n);
        const plan = new RealDft(n);
        const X = new Float64Array(2 * plan.count);
        plan.forward(X, x);
        expect(X).toBeAllclose(naive(asComplex(x)).subarray(0, X.length), { atol });
        // A plan may be used again.
        plan.forward(X, x);
        expect(X).toBeAllclose(naive(asComplex(x)).subarray(0, X.length), { atol });
      }),
      { numRuns: 40, examples: [[1], [2], [3], [4], [255], [256]] },
    );
  });

  it('refuses lengths that are none', () => {
    for (const n of [0, -1, 1.5, 2 ** 23]) expect(() => new RealDft(n)).toThrow(ParameterError);
  });
});

it('fftSize is the next power of two', () => {
  expect([0, 1, 4, 5, 1024, 1025].map(fftSize)).toEqual([4, 4, 4, 8, 1024, 2048]);
  expect(() => fftSize(MAX_FFT_SIZE + 1)).toThrow('work in blocks');
});
