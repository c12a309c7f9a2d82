/** What a simulation of one neuron gives. */
import { ParameterError, finite, positive } from '../../errors.ts';

/** Potential and spikes of one neuron on a grid of steps dt. */
export interface NeuronTrace {
  /** ms. */
  readonly dt: number;
  /** Potential at n dt, in the unit of the thresholds (mV). */
  readonly v: Float64Array;
  /** Indices of the steps with a spike, ascending. */
  readonly spikes: Int32Array;
}

/**
 * Checks a current given sample by sample.
 * @throws ParameterError naming the first sample that is not finite
 */
export function checkCurrent(current: ArrayLike<number>): void {
  for (let i = 0; i < current.length; i++) finite(`current[${i}]`, current[i]);
}

/** Checks the potentials of a neuron. Throws ParameterError if one is not finite or V_reset is not below V_th. */
export function checkPotentials(given: {
  readonly E_L: number;
  readonly V_th: number;
  readonly V_reset: number;
  readonly V_init: number;
}): void {
  for (const key of ['E_L', 'V_th', 'V_reset', 'V_init'] as const) finite(key, given[key]);
  if (given.V_reset >= given.V_th)
    throw new ParameterError('V_reset', `a potential below V_th = ${given.V_th}`, given.V_reset);
}

/** Checks parameters that must be above zero. Throws ParameterError. */
export function checkPositive<T extends object>(given: T, keys: readonly (keyof T & string)[]): void {
  for (const key of keys) positive(key, given[key] as number);
}

/** The potential with every spike drawn up to `peak` (in the unit of v), for figures: the models themselves have no spike shape. */
export function withSpikes({ v, spikes }: NeuronTrace, peak: number): Float64Array {
  const drawn = v.slice();
  for (const s of spikes) drawn[s] = peak;
  return drawn;
}
