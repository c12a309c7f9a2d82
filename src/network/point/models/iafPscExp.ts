/**
 * `iaf_psc_exp`: leaky integrate-and-fire neurons with exponential synaptic currents, integrated exactly from grid point to grid point
 * (Rotter S, Diesmann M (1999) Biol. Cybern. 81:381):
 *
 *     dV/dt = -(V - E_L)/tau_m + (I_ex + I_in + I_e + I_ext)/C_m,   dI/dt = -I/tau_syn + sum of weights arriving
 *
 * Left out: NEST's stochastic threshold (`rho`, `delta`) and current receptors. Populations whose neurons share all parameters run on
 * faster loops with the same arithmetic (`iafPscExpPopulation.ts`).
 */
import { refractorySteps } from '../../grid.ts';
import type { NeuronModel } from '../model.ts';
import { constantToVoltage, currentToVoltage, decay } from '../propagators.ts';
import {
  EX_IN_CURRENTS,
  LEAKY_MEMBRANE,
  SYNAPTIC_TIMES,
  V_M,
  leakyMembraneProblem,
  potential,
} from './parts.ts';

/** Parameters, in NEST's names and units. */
export interface IafPscExpParameters {
  /** Membrane capacitance, pF, > 0; default 250. */
  readonly C_m: number;
  /** Membrane time constant, ms, > 0; default 10. */
  readonly tau_m: number;
  /** Resting potential, mV; default -70. */
  readonly E_L: number;
  /** Reset potential, mV, < V_th; default -70. */
  readonly V_reset: number;
  /** Threshold, mV; default -55. V = V_th spikes. */
  readonly V_th: number;
  /** Refractory period, ms, >= 0, rounded up to whole steps; default 2. */
  readonly t_ref: number;
  /** Time constant of excitatory synaptic currents, ms, > 0; default 2. */
  readonly tau_syn_ex: number;
  /** Time constant of inhibitory synaptic currents, ms, > 0; default 2. */
  readonly tau_syn_in: number;
  /** Constant current, pA; default 0. */
  readonly I_e: number;
}

/** One-step propagators of the linear system. */
export interface Propagators {
  /** V to V. */
  readonly Pm: number;
  /** Constant current (pA) to V (mV). */
  readonly P0: number;
  /** Synaptic current to V. */
  readonly A_ex: number;
  readonly A_in: number;
  /** Synaptic current to itself. */
  readonly P_ex: number;
  readonly P_in: number;
}

/** Exact propagators over a step of dt ms. */
export function propagators(p: IafPscExpParameters, dt: number): Propagators {
  return {
    Pm: decay(p.tau_m, dt),
    P0: constantToVoltage(p.tau_m, p.C_m, dt),
    A_ex: currentToVoltage(p.tau_syn_ex, p.tau_m, p.C_m, dt),
    A_in: currentToVoltage(p.tau_syn_in, p.tau_m, p.C_m, dt),
    P_ex: decay(p.tau_syn_ex, dt),
    P_in: decay(p.tau_syn_in, dt),
  };
}

export const iafPscExp: NeuronModel = {
  name: 'iaf_psc_exp',
  description: 'leaky integrate-and-fire neuron with exponential synaptic currents',
  parameters: { ...LEAKY_MEMBRANE, ...SYNAPTIC_TIMES },
  state: {
    V_m: V_M,
    I_syn_ex: { unit: 'pA', initial: 0, description: 'excitatory synaptic current' },
    I_syn_in: { unit: 'pA', initial: 0, description: 'inhibitory synaptic current' },
    refractory: { unit: 'steps', initial: 0, description: 'steps left of the refractory period' },
  },
  receptors: EX_IN_CURRENTS,
  recordables: {
    V_m: potential,
    I_syn_ex: { unit: 'pA', description: 'excitatory synaptic current' },
    I_syn_in: { unit: 'pA', description: 'inhibitory synaptic current' },
  },
  check: leakyMembraneProblem,
  create({ dt, parameters: p, state, column }) {
    const { V_m: u, I_syn_ex: ex, I_syn_in: inh, refractory } = state;
    const { E_L, tau_m, C_m, tau_syn_ex, tau_syn_in, I_e } = p;
    u.forEach((V, n) => (u[n] = V - E_L[n]));
    const Pm = column((n) => decay(tau_m[n], dt));
    const P0 = column((n) => constantToVoltage(tau_m[n], C_m[n], dt));
    const A_ex = column((n) => currentToVoltage(tau_syn_ex[n], tau_m[n], C_m[n], dt));
    const A_in = column((n) => currentToVoltage(tau_syn_in[n], tau_m[n], C_m[n], dt));
    const P_ex = column((n) => decay(tau_syn_ex[n], dt));
    const P_in = column((n) => decay(tau_syn_in[n], dt));
    const threshold = column((n) => p.V_th[n] - E_L[n]);
    const reset = column((n) => p.V_reset[n] - E_L[n]);
    const R = column((n) => refractorySteps(p.t_ref[n], dt));
    return ({ begin, end, input: [inputEx, inputIn], at, current, currentAt, spikes }) => {
      let count = 0;
      for (let n = begin; n < end; n++) {
        const e = ex[n];
        const i = inh[n];
        ex[n] = P_ex[n] * e + inputEx[at + n];
        inh[n] = P_in[n] * i + inputIn[at + n];
        if (refractory[n] > 0) {
          refractory[n]--;
          continue;
        }
        const shift = P0[n] * (I_e[n] + current[currentAt + n]);
        const v = Pm[n] * u[n] + A_ex[n] * e + A_in[n] * i + shift;
        if (v >= threshold[n]) {
          u[n] = reset[n];
          refractory[n] = R[n];
          spikes[count++] = n;
        } else u[n] = v;
      }
      return count;
    };
  },
};

/** NEST's defaults. */
export const IAF_PSC_EXP_DEFAULTS = Object.freeze(
  Object.fromEntries(Object.entries(iafPscExp.parameters).map(([name, p]) => [name, p.default])),
) as unknown as IafPscExpParameters;
