/** The (shifted) binomial law. scipy: binom(n, p, loc = shift). */
import { ParameterError, integer } from '../../errors.ts';
import { betaI, binomialWeight } from '../special.ts';
import type { DiscreteDistribution } from './distribution.ts';
import { sampleFromMode } from './sampleFromMode.ts';

/** shift (an integer, default 0) + successes in n >= 0 trials of probability p. Throws ParameterError. */
export function binomial({
  n,
  p,
  shift = 0,
}: {
  n: number;
  p: number;
  shift?: number;
}): DiscreteDistribution {
  integer('n', n);
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) throw new ParameterError('p', 'a number from 0 to 1', p);
  integer('shift', shift, Number.MIN_SAFE_INTEGER);
  const q = 1 - p;
  const pmf = (k: number) => {
    const j = k - shift;
    return Number.isInteger(j) && j >= 0 && j <= n ? binomialWeight(j, n, p, q) : 0;
  };
  const mode = Math.min(Math.floor((n + 1) * p), n);
  const pmfMode = pmf(mode + shift);
  return {
    kind: 'discrete',
    name: 'binomial',
    parameters: { n, p, shift },
    support: [shift, shift + n],
    mean: shift + n * p,
    sd: Math.sqrt(n * p * q),
    pmf,
    cdf: (x) => {
      const k = Math.floor(x - shift);
      return k < 0 ? 0 : k >= n ? 1 : betaI(n - k, k + 1, q, p);
    },
    sample: (stream) =>
      shift +
      sampleFromMode(
        stream,
        mode,
        pmfMode,
        (k) => (k < n ? ((n - k) * p) / ((k + 1) * q) : 0),
        (k) => (k > 0 ? (k * q) / ((n - k + 1) * p) : 0),
      ),
  };
}
