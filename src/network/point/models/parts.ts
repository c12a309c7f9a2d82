/** What the models with a leaky membrane have in common: parameters, receptors, the membrane potential. Defaults are NEST's. */
import type {
  ParameterDefinition,
  ParameterProblem,
  RecordableDefinition,
  ReceptorDefinition,
  StateDefinition,
  Values,
} from '../model.ts';

export const LEAKY_MEMBRANE = {
  C_m: { default: 250, unit: 'pF', rule: 'positive', description: 'membrane capacitance' },
  tau_m: { default: 10, unit: 'ms', rule: 'positive', description: 'membrane time constant' },
  E_L: { default: -70, unit: 'mV', description: 'resting potential' },
  V_reset: { default: -70, unit: 'mV', description: 'reset potential, below V_th' },
  V_th: { default: -55, unit: 'mV', description: 'threshold; V = V_th spikes' },
  t_ref: {
    default: 2,
    unit: 'ms',
    rule: 'nonNegative',
    description: 'refractory period, rounded up to whole steps',
  },
  I_e: { default: 0, unit: 'pA', description: 'constant current' },
} as const satisfies Record<string, ParameterDefinition>;

export const SYNAPTIC_TIMES = {
  tau_syn_ex: {
    default: 2,
    unit: 'ms',
    rule: 'positive',
    description: 'time constant of excitatory synapses',
  },
  tau_syn_in: {
    default: 2,
    unit: 'ms',
    rule: 'positive',
    description: 'time constant of inhibitory synapses',
  },
} as const satisfies Record<string, ParameterDefinition>;

/** Two receptors, chosen by the sign of the weight, in pA. */
export const EX_IN_CURRENTS: readonly ReceptorDefinition[] = [
  { name: 'ex', unit: 'pA', weights: 'positive' },
  { name: 'in', unit: 'pA', weights: 'negative' },
];

/** Starts at E_L. */
export const V_M: StateDefinition = {
  unit: 'mV',
  initial: (p) => p.E_L,
  description: 'membrane potential',
};

/** For models that keep V - E_L. */
export const potential: RecordableDefinition = {
  unit: 'mV',
  value: ({ V_m }, { E_L }, n) => V_m[n] + E_L[n],
  description: 'membrane potential',
};

export function leakyMembraneProblem({ V_reset, V_th }: Values): ParameterProblem | undefined {
  return V_reset < V_th
    ? undefined
    : { parameter: 'V_reset', expected: `a potential below V_th = ${V_th} mV` };
}
