/**
 * One leaky integrate-and-fire neuron under a given current, integrated exactly with the current held over each step:
 *
 *     tau_m dV/dt = -(V - E_L) + R_m I,   V -> V_reset when V > V_th (strictly), no refractory period
 *
 * (W. Gerstner et al., Neuronal Dynamics, Cambridge 2014, section 1.3). For networks, and for NEST's conventions, see network/point.
 */
import { checkCurrent, checkPositive, checkPotentials, type NeuronTrace } from './trace.ts';

/** Parameters of the neuron; any consistent units: potentials in mV with R_m in MOhm and currents in nA. */
export interface ExactLif {
  /** Membrane time constant, ms, > 0. */
  readonly tau_m: number;
  /** Input resistance, MOhm, > 0. */
  readonly R_m: number;
  /** Resting potential, mV. */
  readonly E_L: number;
  /** Threshold, mV. */
  readonly V_th: number;
  /** Potential after a spike, mV, < V_th. */
  readonly V_reset: number;
  /** Potential at the first sample, mV; default E_L. */
  readonly V_init?: number;
}

/**
 * Integrates over the samples of a current.
 * @param current nA, one value per step of dt ms
 * @param options.acts `after`: current[n] flows in (n dt, (n + 1) dt], so v has one value per sample, each *before* its step; `before`:
 *   current[n] flows in ((n - 1) dt, n dt], and v[0] is V_init whatever current[0] is. Default `after`.
 * @returns v[n] at n dt, as long as the current; a spike has the index of the current sample during which V crosses
 * @throws ParameterError on a value that is not finite, tau_m, R_m or dt <= 0, V_reset >= V_th
 */
export function exactLif(
  neuron: ExactLif,
  current: ArrayLike<number>,
  dt: number,
  options: { readonly acts?: 'after' | 'before' } = {},
): NeuronTrace {
  const { tau_m, R_m, E_L, V_th, V_reset, V_init = E_L } = neuron;
  checkPositive({ tau_m, R_m, dt }, ['tau_m', 'R_m', 'dt']);
  checkPotentials({ E_L, V_th, V_reset, V_init });
  checkCurrent(current);
  const n = current.length;
  const v = new Float64Array(n);
  const spikes: number[] = [];
  const decay = Math.exp(-dt / tau_m);
  const before = options.acts === 'before';
  let potential = V_init;
  for (let i = 0; i < n; i++) {
    if (!before) v[i] = potential;
    if (!before || i > 0) {
      const goal = E_L + R_m * current[i];
      potential = goal + (potential - goal) * decay;
      if (potential > V_th) {
        potential = V_reset;
        spikes.push(i);
      }
    }
    if (before) v[i] = potential;
  }
  return { dt, v, spikes: Int32Array.from(spikes) };
}
