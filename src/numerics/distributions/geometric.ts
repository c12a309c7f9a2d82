/** The (shifted) geometric law on 1, 2, ...: trials up to the first success. scipy: geom(p, loc = shift). */
import { ParameterError, integer } from '../../errors.ts';
import type { DiscreteDistribution } from './distribution.ts';

/** shift (an integer, default 0) + the number of trials of probability p, 0 < p <= 1, up to the first success. Throws ParameterError. */
export function geometric({ p, shift = 0 }: { p: number; shift?: number }): DiscreteDistribution {
  if (typeof p !== 'number' || !(p > 0 && p <= 1)) throw new ParameterError('p', 'a number > 0 and <= 1', p);
  integer('shift', shift, Number.MIN_SAFE_INTEGER);
  const logQ = Math.log1p(-p);
  return {
    kind: 'discrete',
    name: 'geometric',
    parameters: { p, shift },
    support: [shift + 1, p === 1 ? shift + 1 : Infinity],
    mean: shift + 1 / p,
    sd: Math.sqrt(1 - p) / p,
    pmf: (k) => {
      const j = k - shift;
      if (!Number.isInteger(j) || j < 1) return 0;
      return j === 1 ? p : p * Math.exp((j - 1) * logQ);
    },
    cdf: (x) => {
      const k = Math.floor(x - shift);
      return k < 1 ? 0 : -Math.expm1(k * logQ);
    },
    sample: (stream) => shift + Math.max(1, Math.ceil(Math.log1p(-stream.uniform()) / logQ)),
  };
}
