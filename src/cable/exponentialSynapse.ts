/** Exponential synapses as states that decay by constant factors: at an event both rise by weight * scale, the current or conductance is b - a. */
import type { ExponentialSynapse } from './inputs.ts';
import { doubleExponentialPeak } from './synapse.ts';

export interface Decays {
  /** Factors of the two states over a step; a is 0 where there is no rise. */
  readonly a: number;
  readonly b: number;
  /** Whether there is a state a. */
  readonly rises: boolean;
  /** State per unit of weight. */
  readonly scale: number;
}

/** The decays of a synapse over dt (ms). */
export function decaysOf(synapse: ExponentialSynapse, dt: number): Decays {
  if ('tau' in synapse) return { a: 0, b: Math.exp(-dt / synapse.tau), rises: false, scale: 1 };
  const { tau1, tau2 } = synapse;
  return {
    a: Math.exp(-dt / tau1),
    b: Math.exp(-dt / tau2),
    rises: true,
    scale: 1 / doubleExponentialPeak(tau1, tau2),
  };
}

/**
 * Number of the step that delivers an event at time t (ms): the step from m dt delivers what is due up to its middle. The slack catches
 * times that are multiples of dt/2 but for rounding.
 */
export function deliveryStep(t: number, dt: number): number {
  return Math.ceil(t / dt - 0.5 - 1e-9);
}
