/** The uniform law on the integers min .. max. scipy: randint(low = min, high = max + 1). */
import { integer } from '../../errors.ts';
import type { DiscreteDistribution } from './distribution.ts';

/** Every integer from min to max, both included, alike; min = max is the certain value. Throws ParameterError. */
export function discreteUniform({ min, max }: { min: number; max: number }): DiscreteDistribution {
  integer('min', min, Number.MIN_SAFE_INTEGER);
  integer('max', max, min);
  const count = max - min + 1;
  return {
    kind: 'discrete',
    name: 'discrete_uniform',
    parameters: { min, max },
    support: [min, max],
    mean: min + (count - 1) / 2,
    sd: Math.sqrt(((count - 1) * (count + 1)) / 12),
    pmf: (k) => (Number.isInteger(k) && k >= min && k <= max ? 1 / count : 0),
    cdf: (x) => Math.min(Math.max((Math.floor(x) - min + 1) / count, 0), 1),
    sample: (stream) => min + Math.floor(count * stream.uniform()),
  };
}
