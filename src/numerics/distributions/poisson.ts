/** The (shifted) Poisson law. scipy: poisson(mu = mean, loc = shift). */
import { integer, nonNegative } from '../../errors.ts';
import { gammaQ, poissonWeight } from '../special.ts';
import type { DiscreteDistribution } from './distribution.ts';
import { sampleFromMode } from './sampleFromMode.ts';

/** shift (an integer, default 0) + a Poisson number of this `mean` >= 0. Throws ParameterError. */
export function poisson({ mean, shift = 0 }: { mean: number; shift?: number }): DiscreteDistribution {
  nonNegative('mean', mean);
  integer('shift', shift, Number.MIN_SAFE_INTEGER);
  const mode = Math.floor(mean);
  const pmfMode = poissonWeight(mode, mean);
  return {
    kind: 'discrete',
    name: 'poisson',
    parameters: { mean, shift },
    support: [shift, mean === 0 ? shift : Infinity],
    mean: shift + mean,
    sd: Math.sqrt(mean),
    pmf: (k) => (Number.isInteger(k) && k >= shift ? poissonWeight(k - shift, mean) : 0),
    cdf: (x) => (x < shift ? 0 : gammaQ(Math.floor(x - shift) + 1, mean)),
    sample: (stream) =>
      shift +
      sampleFromMode(
        stream,
        mode,
        pmfMode,
        (k) => mean / (k + 1),
        (k) => (k > 0 ? k / mean : 0),
      ),
  };
}
