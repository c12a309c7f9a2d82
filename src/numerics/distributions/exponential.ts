/** The (shifted) exponential law. scipy: expon(loc = shift, scale = mean). */
import { finite, positive } from '../../errors.ts';
import type { ContinuousDistribution } from './distribution.ts';

/** Exponential law from `shift` (default 0) on; `mean` > 0 is counted from the shift. Throws ParameterError. */
export function exponential({ mean, shift = 0 }: { mean: number; shift?: number }): ContinuousDistribution {
  positive('mean', mean);
  finite('shift', shift);
  const y = (x: number) => Math.max((x - shift) / mean, 0);
  return {
    kind: 'continuous',
    name: 'exponential',
    parameters: { mean, shift },
    support: [shift, Infinity],
    mean: shift + mean,
    sd: mean,
    breakpoints: [shift],
    atoms: [],
    pdf: (x) => (x >= shift ? Math.exp(-y(x)) / mean : 0),
    cdf: (x) => -Math.expm1(-y(x)),
    sf: (x) => Math.exp(-y(x)),
    mass: (a, b) => (b > a ? Math.exp(-y(a)) * -Math.expm1(Math.min(y(a) - y(b), 0)) : 0),
    sample: (stream) => shift - mean * Math.log1p(-stream.uniform()),
  };
}
