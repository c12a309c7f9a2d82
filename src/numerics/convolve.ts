/** The convolution of two sequences, directly or by fast Fourier transforms, whichever is faster. */
import { FilterBank } from './filterBank.ts';

/**
 * The full linear convolution out[n] = sum_k a[k] b[n - k], a.length + b.length - 1 long (empty if either is). By transforms its
 * error is a few 1e-16 of the largest value. Throws ParameterError if a value is not finite.
 * @param options.direct forces the defining sum (true) or the transforms (false); by default the faster of them
 */
export function convolve(a: Float64Array, b: Float64Array, options: { direct?: boolean } = {}): Float64Array {
  if (a.length === 0 || b.length === 0) return new Float64Array(0);
  const [signal, taps] = a.length >= b.length ? [a, b] : [b, a];
  const padded = new Float64Array(a.length + b.length - 1);
  padded.set(signal);
  return new FilterBank([{ input: 0, output: 0, first: 0, taps }], 1, 1).apply([padded], options);
}
