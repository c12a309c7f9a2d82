/**
 * `iaf_psc_exp`: leaky integrate-and-fire neurons with exponential synaptic currents, integrated exactly from grid point to grid point
 * (Rotter S, Diesmann M (1999) Biol. Cybern. 81:381), in the order of operations of NEST:
 *
 *     dV/dt = -(V - E_L)/tau_m + (I_ex + I_in + I_e + I_ext)/C_m,   dI/dt = -I/tau_syn + sum of weights arriving
 *
 * One step: V moves with the currents as they were at its start (not while refractory); the currents decay, arriving weights are added;
 * V >= V_th makes a spike with the time stamp of the step's end, and V stays at V_reset for the refractory steps.
 * Left out: NEST's stochastic threshold (`rho`, `delta`) and current receptors.
 */
import { ParameterError, finite, nonNegative, positive } from '../../errors.ts';

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

export const IAF_PSC_EXP_DEFAULTS: IafPscExpParameters = Object.freeze({
  C_m: 250,
  tau_m: 10,
  E_L: -70,
  V_reset: -70,
  V_th: -55,
  t_ref: 2,
  tau_syn_ex: 2,
  tau_syn_in: 2,
  I_e: 0,
});

/**
 * Completes and checks parameters.
 * @param name of the population, for errors
 * @throws ParameterError on an unknown name, a value that is not finite, a time constant or capacitance <= 0, V_reset >= V_th
 */
export function iafPscExpParameters(
  name: string,
  given: Partial<IafPscExpParameters> = {},
): IafPscExpParameters {
  const known = Object.keys(IAF_PSC_EXP_DEFAULTS);
  for (const key of Object.keys(given))
    if (!known.includes(key))
      throw new ParameterError(`${name}.params`, `parameters of iaf_psc_exp (${known.join(', ')})`, key);
  const p = { ...IAF_PSC_EXP_DEFAULTS, ...given };
  for (const key of ['C_m', 'tau_m', 'tau_syn_ex', 'tau_syn_in'] as const)
    positive(`${name}.params.${key}`, p[key]);
  for (const key of ['E_L', 'V_reset', 'V_th', 'I_e'] as const) finite(`${name}.params.${key}`, p[key]);
  nonNegative(`${name}.params.t_ref`, p.t_ref);
  if (p.V_reset >= p.V_th)
    throw new ParameterError(`${name}.params.V_reset`, `a potential below V_th = ${p.V_th} mV`, p.V_reset);
  return Object.freeze(p);
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

/** Exact propagators over a step of dt ms, accurate to rounding for all ratios of time constants, equal ones included. */
export function propagators(p: IafPscExpParameters, dt: number): Propagators {
  return {
    Pm: Math.exp(-dt / p.tau_m),
    P0: (-p.tau_m / p.C_m) * Math.expm1(-dt / p.tau_m),
    A_ex: currentToVoltage(p.tau_syn_ex, p, dt),
    A_in: currentToVoltage(p.tau_syn_in, p, dt),
    P_ex: Math.exp(-dt / p.tau_syn_ex),
    P_in: Math.exp(-dt / p.tau_syn_in),
  };
}

/**
 * (1/C_m) tau_syn tau_m/(tau_m - tau_syn) (e^{-h/tau_m} - e^{-h/tau_syn}), written as (h/C_m) e^{-h/tau_m} (1 - e^{-x})/x with
 * x = h (1/tau_syn - 1/tau_m): no digit is lost as x goes to 0, where the textbook form is 0/0.
 */
function currentToVoltage(tau_syn: number, { tau_m, C_m }: IafPscExpParameters, h: number): number {
  const x = (h * (tau_m - tau_syn)) / (tau_m * tau_syn);
  const mean = x === 0 ? 1 : -Math.expm1(-x) / x;
  return (h / C_m) * Math.exp(-h / tau_m) * mean;
}
