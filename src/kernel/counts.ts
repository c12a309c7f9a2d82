/** How many synapses a pathway has (method, section 3; Hagen et al. 2022, eqs. 11-13). */
import { ParameterError, integer, nonNegative } from '../errors.ts';
import type { Distribution } from '../numerics/distributions/distribution.ts';

/** Largest count at which a continuous multapse law is sampled. */
const LARGEST = 99;

/**
 * Mean number of synapses per connection. A continuous density is sampled at the integers 1 … 99 and normalised. A discrete law
 * is conditioned on at least one synapse (a connection without a synapse is none); `zeros: 'counted'` takes its plain mean instead.
 * Throws ParameterError if the law has no mass at 1, 2, ….
 */
export function multapseMean(law: Distribution, zeros: 'excluded' | 'counted' = 'excluded'): number {
  if (law.kind === 'continuous' && law.atoms.length > 0) {
    const mean = law.atoms.reduce((sum, { x, mass }) => sum + x * mass, 0);
    if (!(mean >= 1)) throw new ParameterError('multapse', 'at least one synapse per connection', mean);
    return mean;
  }
  let mass = 0;
  let sum = 0;
  if (law.kind === 'continuous')
    for (let k = 1; k <= LARGEST; k++) {
      const f = law.pdf(k);
      mass += f;
      sum += k * f;
    }
  else if (zeros === 'counted') return law.mean;
  else {
    if (law.support[0] < 0)
      throw new ParameterError('multapse', 'a law on counts >= 0', `${law.name} from ${law.support[0]}`);
    mass = 1 - (law.support[0] <= 0 ? law.pmf(0) : 0);
    sum = law.mean;
  }
  if (!(mass > 0 && Number.isFinite(sum)))
    throw new ParameterError('multapse', 'a law with mass at 1, 2, …', law.name, 'check its parameters');
  return sum / mass;
}

export interface SynapseCounts {
  readonly multapseMean: number;
  /** Synapses of the whole pathway. */
  readonly K: number;
  /** Synapses onto one postsynaptic neuron. */
  readonly kIn: number;
  /** Synapses of one presynaptic neuron. */
  readonly kOut: number;
}

/**
 * K = C N_X N_Y E[m], k_in = K/N_Y, k_out = K/N_X. `pairs`: number of ordered pairs of neurons that may connect, if not all N_X N_Y (a population
 * onto itself without autapses has N (N - 1)).
 */
export function synapseCounts(
  N_X: number,
  N_Y: number,
  C_YX: number,
  mean: number,
  pairs: number = N_X * N_Y,
): SynapseCounts {
  integer('N_X', N_X, 1);
  integer('N_Y', N_Y, 1);
  if (!(C_YX >= 0 && C_YX <= 1)) throw new ParameterError('probability', 'a number from 0 to 1', C_YX);
  nonNegative('multapse mean', mean);
  const K = C_YX * pairs * mean;
  return { multapseMean: mean, K, kIn: K / N_Y, kOut: K / N_X };
}
