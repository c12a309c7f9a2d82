/**
 * The network of N. Brunel (2000), "Dynamics of sparsely connected networks of excitatory and inhibitory spiking neurons", J. Comput.
 * Neurosci. 8:183-208, model A: sparse random connections of one strength J and one delay onto identical neurons that integrate
 * jumps of their potential. Its four states differ in inhibition g and in the external drive.
 */
import { ParameterError, finite, integer, positive } from '../../errors.ts';
import type { NetworkSpec } from '../populations.ts';

/** The four states of the paper's figure 8, by g and the external rate relative to threshold. */
export const BRUNEL_STATES = Object.freeze({
  /** Synchronous regular: nearly fully synchronised, neurons fire regularly. */
  SR: { g: 3, eta: 2 },
  /** Synchronous irregular with fast oscillations of the global rate. */
  SI_fast: { g: 6, eta: 4 },
  /** Asynchronous irregular. */
  AI: { g: 5, eta: 2 },
  /** Synchronous irregular with slow oscillations. */
  SI_slow: { g: 4.5, eta: 0.9 },
});

export type BrunelState = keyof typeof BRUNEL_STATES;

export interface BrunelOptions {
  /** Sets g and eta; default AI. */
  readonly state?: BrunelState;
  /** Relative strength of inhibition; default that of the state. */
  readonly g?: number;
  /** External rate per neuron as a multiple of the rate that reaches threshold; default that of the state. */
  readonly eta?: number;
  /** Excitatory neurons; default 10000. A quarter as many are inhibitory. */
  readonly excitatory?: number;
  /** Connection probability; default 0.1: every neuron has exactly 0.1 N_E excitatory and 0.1 N_I inhibitory sources. */
  readonly epsilon?: number;
  /** Jump of the potential per excitatory spike, mV; default 0.1, as in the paper, whose neurons have 1000 excitatory sources. */
  readonly J?: number;
  /** ms; default 0.1. */
  readonly dt?: number;
}

/** tau (ms), threshold and reset (mV, rest at 0), refractory period and delay (ms) of the paper. */
const TAU = 20;
const THETA = 20;
const RESET = 10;
const T_REF = 2;
const DELAY = 1.5;

/**
 * @returns populations E and I of `iaf_psc_delta`, fixed in-degrees, one Poisson train per neuron. All potentials start at 0.
 * @throws ParameterError on an unknown state, or sizes and probabilities that leave no source
 */
export function brunelNetwork(options: BrunelOptions = {}): NetworkSpec {
  const { state = 'AI', excitatory = 10_000, epsilon = 0.1, dt = 0.1 } = options;
  if (!Object.hasOwn(BRUNEL_STATES, state))
    throw new ParameterError('state', `one of ${Object.keys(BRUNEL_STATES).join(', ')}`, state);
  const g = finite('g', options.g ?? BRUNEL_STATES[state].g);
  const eta = positive('eta', options.eta ?? BRUNEL_STATES[state].eta);
  integer('excitatory', excitatory, 4);
  const inhibitory = Math.round(excitatory / 4);
  const [C_E, C_I] = [Math.round(epsilon * excitatory), Math.round(epsilon * inhibitory)];
  if (!(C_E >= 1 && C_E <= excitatory))
    throw new ParameterError('epsilon', `a probability that gives 1 to ${excitatory} sources`, epsilon);
  const J = positive('J', options.J ?? 0.1);
  // Brunel's eq. 3: nu_thr = theta/(J C_E tau), in spikes/s per source; C_E sources from outside.
  const rate = eta * ((1000 * THETA) / (J * TAU));
  const params = { tau_m: TAU, C_m: 1, E_L: 0, V_reset: RESET, V_th: THETA, t_ref: T_REF, I_e: 0 };
  const names = ['E', 'I'] as const;
  const sizes = { E: excitatory, I: inhibitory };
  const indegree = { E: C_E, I: C_I };
  const weight = { E: J, I: -g * J };
  return {
    dt,
    populations: names.map((name) => ({ name, size: sizes[name], model: 'iaf_psc_delta', params, V_m: 0 })),
    projections: names.flatMap((pre) =>
      names.map((post) => ({
        pre,
        post,
        rule: { rule: 'fixed_indegree' as const, indegree: indegree[pre] },
        weight: weight[pre],
        delay: DELAY,
      })),
    ),
    drives: names.map((post) => ({ type: 'poisson', post, rate, weight: J, delay: DELAY })),
  };
}
