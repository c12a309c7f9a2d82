/**
 * The cortical microcircuit of T. C. Potjans and M. Diesmann (2014), "The cell-type specific cortical microcircuit", Cereb. Cortex 24:785-806:
 * layers 2/3, 4, 5, 6 below 1 mm^2 with one excitatory and one inhibitory population each, 77169 neurons and 0.3 billion synapses; tables 4
 * and 5 of the paper. Smaller networks keep means and variances of the input (downscale.ts; S. J. van Albada, M. Helias, M. Diesmann
 * (2015), PLoS Comput. Biol. 11:e1004490).
 */
import { ParameterError, positive } from '../../errors.ts';
import { normal, truncatedNormal } from '../../numerics/distributions/index.ts';
import { downscale } from '../downscale.ts';
import type { NetworkSpec } from '../populations.ts';
import type { Law, ProjectionSpec } from '../projectionSpec.ts';

/** Populations from the surface down. */
export const MICROCIRCUIT_POPULATIONS = Object.freeze([
  'L23E',
  'L23I',
  'L4E',
  'L4I',
  'L5E',
  'L5I',
  'L6E',
  'L6I',
] as const);

const SIZES = [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948];
/** Probability that a pair is connected at all: rows are targets, columns sources. */
const PROBABILITIES = [
  [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
  [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
  [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0],
  [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
  [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
  [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0],
  [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
  [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
];
/** External sources per neuron, each firing at 8 spikes/s. */
const EXTERNAL = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100];
const EXTERNAL_RATE = 8;
/** Stationary rates of the full network, spikes/s: what replaces the input that a smaller one lacks. */
const RATES = [0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829];
/** Mean and standard deviation of the initial potentials, near the stationary ones, mV. */
const V_INITIAL = [
  [-68.28, 5.36],
  [-63.16, 4.57],
  [-63.33, 4.74],
  [-63.45, 4.94],
  [-63.11, 4.94],
  [-61.66, 4.55],
  [-66.72, 5.46],
  [-61.43, 4.48],
];
const PARAMS = {
  C_m: 250,
  tau_m: 10,
  E_L: -65,
  V_reset: -65,
  V_th: -50,
  t_ref: 2,
  tau_syn_ex: 0.5,
  tau_syn_in: 0.5,
  I_e: 0,
};
/** Mean excitatory postsynaptic potential, mV; inhibition relative to it; relative sd of weights. */
const PSP = 0.15;
const G = -4;
const WEIGHT_SD = 0.1;
/** Delays, ms, and their relative sd. */
const DELAY = { E: 1.5, I: 0.75 };
const DELAY_SD = 0.5;

export interface MicrocircuitOptions {
  /** Fraction of neurons and of synapses per neuron that is kept, in (0, 1]; default 0.1. */
  readonly scale?: number;
  /** Fraction of neurons; default `scale`. */
  readonly neurons?: number;
  /** Fraction of synapses per neuron; default `scale`. */
  readonly indegrees?: number;
  /** ms; default 0.1. */
  readonly dt?: number;
}

/**
 * The microcircuit with Poisson input from outside.
 * @throws ParameterError on fractions outside (0, 1]
 */
export function potjansDiesmannNetwork(options: MicrocircuitOptions = {}): NetworkSpec {
  const { scale = 0.1, neurons = scale, indegrees = scale, dt = 0.1 } = options;
  for (const [name, value] of Object.entries({ scale, neurons, indegrees }))
    if (!(positive(name, value) <= 1)) throw new ParameterError(name, 'a fraction in (0, 1]', value);
  return downscale(fullNetwork(dt), { neurons, indegrees, rates: ratesByName() });
}

const ratesByName = (): Record<string, number> =>
  Object.fromEntries(MICROCIRCUIT_POPULATIONS.map((name, i) => [name, RATES[i]]));

function fullNetwork(dt: number): NetworkSpec {
  const weight = PSP * currentPerPotential(PARAMS);
  const projections: ProjectionSpec[] = [];
  MICROCIRCUIT_POPULATIONS.forEach((post, i) =>
    MICROCIRCUIT_POPULATIONS.forEach((pre, j) => {
      const p = PROBABILITIES[i][j];
      if (p === 0) return;
      // The paper's eq. 1: so many connections, drawn with replacement, connect a fraction p of the pairs.
      const N = Math.log1p(-p) / Math.log1p(-1 / (SIZES[i] * SIZES[j]));
      const inhibitory = pre.endsWith('I');
      // Layer 4 acts on layer 2/3 with twice the strength.
      const mean = weight * (inhibitory ? G : pre === 'L4E' && post === 'L23E' ? 2 : 1);
      const delay = inhibitory ? DELAY.I : DELAY.E;
      projections.push({
        pre,
        post,
        rule: { rule: 'fixed_total_number', N },
        weight: signed(mean),
        delay: truncatedNormal({ mean: delay, sd: DELAY_SD * delay, min: dt / 2, max: null }),
      });
    }),
  );
  return {
    dt,
    populations: MICROCIRCUIT_POPULATIONS.map((name, i) => ({
      name,
      size: SIZES[i],
      model: 'iaf_psc_exp',
      params: PARAMS,
      V_m: normal({ mean: V_INITIAL[i][0], sd: V_INITIAL[i][1] }),
    })),
    projections,
    drives: MICROCIRCUIT_POPULATIONS.map((post, i) => ({
      type: 'poisson',
      post,
      rate: EXTERNAL[i] * EXTERNAL_RATE,
      weight,
      delay: DELAY.E,
    })),
  };
}

/** A normal law that keeps the sign of its mean. */
function signed(mean: number): Law {
  const bounds = mean < 0 ? { min: null, max: 0 } : { min: 0, max: null };
  return truncatedNormal({ mean, sd: WEIGHT_SD * Math.abs(mean), ...bounds });
}

/** Peak current (pA) of an exponential synapse that moves the potential by 1 mV at most. */
function currentPerPotential({ C_m, tau_m, tau_syn_ex }: typeof PARAMS): number {
  const peak = Math.log(tau_m / tau_syn_ex) / (1 / tau_syn_ex - 1 / tau_m);
  const rise = (tau_m * tau_syn_ex) / (tau_m - tau_syn_ex);
  return C_m / (rise * (Math.exp(-peak / tau_m) - Math.exp(-peak / tau_syn_ex)));
}
