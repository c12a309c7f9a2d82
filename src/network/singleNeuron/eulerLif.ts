/**
 * One leaky integrate-and-fire neuron with a refractory period, by Euler's method, as in the Neuromatch Academy's tutorial on
 * biological neuron models (the tutorial's scheme is kept to the order of its operations):
 *
 *     tau_m dV/dt = -(V - E_L) + I/g_L;   V >= V_th: spike, V = V_reset for t_ref
 *
 * Euler's method is what the lesson teaches; it is first order in dt. Exact integration: exactLif.ts and network/point.
 */
import { nonNegative } from '../../errors.ts';
import { checkCurrent, checkPositive, checkPotentials, type NeuronTrace } from './trace.ts';

/** Parameters: pA, nS, mV, ms. */
export interface EulerLif {
  /** Membrane time constant, ms, > 0; default 10. */
  readonly tau_m: number;
  /** Leak conductance, nS, > 0; default 10. */
  readonly g_L: number;
  /** Resting potential, mV; default -75. */
  readonly E_L: number;
  /** Threshold, mV; default -55; V = V_th spikes. */
  readonly V_th: number;
  /** Potential after a spike, mV, < V_th; default -75. */
  readonly V_reset: number;
  /** Potential at the start, mV; default -75. */
  readonly V_init: number;
  /** Refractory period, ms, >= 0; default 2. */
  readonly t_ref: number;
}

export const EULER_LIF_DEFAULTS: EulerLif = Object.freeze({
  tau_m: 10,
  g_L: 10,
  E_L: -75,
  V_th: -55,
  V_reset: -75,
  V_init: -75,
  t_ref: 2,
});

/**
 * Integrates over the samples of a current; `current[n]` carries V from n dt to (n + 1) dt.
 * @param current pA, one value per step of dt ms
 * @returns v[n] at n dt, as long as the current. During the refractory period, and in the step of the spike, V_reset is recorded
 * @throws ParameterError on a value that is not finite, tau_m, g_L or dt <= 0, t_ref < 0, V_reset >= V_th
 */
export function eulerLif(given: Partial<EulerLif>, current: ArrayLike<number>, dt: number): NeuronTrace {
  const neuron = { ...EULER_LIF_DEFAULTS, ...given };
  const { tau_m, g_L, E_L, V_th, V_reset, V_init, t_ref } = neuron;
  checkPositive({ tau_m, g_L, dt }, ['tau_m', 'g_L', 'dt']);
  checkPotentials(neuron);
  nonNegative('t_ref', t_ref);
  checkCurrent(current);
  const n = current.length;
  const v = new Float64Array(n);
  const spikes: number[] = [];
  if (n > 0) v[0] = V_init;
  const share = dt / tau_m;
  let refractory = 0;
  for (let i = 0; i < n - 1; i++) {
    if (refractory > 0) {
      v[i] = V_reset;
      refractory -= 1;
    } else if (v[i] >= V_th) {
      spikes.push(i);
      v[i] = V_reset;
      refractory = t_ref / dt;
    }
    v[i + 1] = v[i] + share * (-(v[i] - E_L) + current[i] / g_L);
  }
  return { dt, v, spikes: Int32Array.from(spikes) };
}
