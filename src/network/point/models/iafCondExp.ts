/**
 * `iaf_cond_exp`: leaky integrate-and-fire neurons with exponentially decaying synaptic conductances:
 *
 *     C_m dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e + I_ext,   dg/dt = -g/tau_syn + sum of |weights| arriving
 *
 * The potential on the right-hand side is bounded by V_th, as in NEST. Inside a step, where the conductances decay exponentially, the
 * membrane is solved to rounding (`condExpStep.ts`); NEST's own solver leaves errors of 1e-5 mV.
 */
import { refractorySteps } from '../../grid.ts';
import type { NeuronModel } from '../model.ts';
import { conductanceSolver } from './condExpStep.ts';
import { LEAKY_MEMBRANE, SYNAPTIC_TIMES, V_M, leakyMembraneProblem } from './parts.ts';

const { tau_m: _, ...membrane } = LEAKY_MEMBRANE;

export const iafCondExp: NeuronModel = {
  name: 'iaf_cond_exp',
  description: 'leaky integrate-and-fire neuron with exponentially decaying synaptic conductances',
  parameters: {
    ...membrane,
    V_reset: { ...membrane.V_reset, default: -60 },
    g_L: { default: 16.6667, unit: 'nS', rule: 'positive', description: 'leak conductance' },
    E_ex: { default: 0, unit: 'mV', description: 'excitatory reversal potential' },
    E_in: { default: -85, unit: 'mV', description: 'inhibitory reversal potential' },
    ...SYNAPTIC_TIMES,
    tau_syn_ex: { ...SYNAPTIC_TIMES.tau_syn_ex, default: 0.2 },
  },
  state: {
    V_m: V_M,
    g_ex: { unit: 'nS', initial: 0, description: 'excitatory conductance' },
    g_in: { unit: 'nS', initial: 0, description: 'inhibitory conductance' },
    refractory: { unit: 'steps', initial: 0, description: 'steps left of the refractory period' },
  },
  receptors: [
    { name: 'ex', unit: 'nS', weights: 'positive' },
    { name: 'in', unit: 'nS', weights: 'negative' },
  ],
  recordables: {
    V_m: {
      unit: 'mV',
      value: (state, parameters, n) => state.V_m[n] + parameters.V_th[n],
      description: 'membrane potential',
    },
    g_ex: { unit: 'nS', description: 'excitatory conductance' },
    g_in: { unit: 'nS', description: 'inhibitory conductance' },
    I_syn_ex: {
      unit: 'pA',
      value: ({ V_m, g_ex }, { V_th, E_ex }, n) => g_ex[n] * (E_ex[n] - V_m[n] - V_th[n]),
      description: 'excitatory synaptic current, inward positive',
    },
    I_syn_in: {
      unit: 'pA',
      value: ({ V_m, g_in }, { V_th, E_in }, n) => g_in[n] * (E_in[n] - V_m[n] - V_th[n]),
      description: 'inhibitory synaptic current, inward positive',
    },
  },
  check: leakyMembraneProblem,
  create({ dt, parameters: p, state, column }) {
    // V - V_th: negative below threshold.
    const { V_m: u, g_ex: gEx, g_in: gIn, refractory } = state;
    u.forEach((V, n) => (u[n] = V - p.V_th[n]));
    const solve = conductanceSolver(p, dt, column);
    const P_ex = column((n) => Math.exp(-dt / p.tau_syn_ex[n]));
    const P_in = column((n) => Math.exp(-dt / p.tau_syn_in[n]));
    const reset = column((n) => p.V_reset[n] - p.V_th[n]);
    const R = column((n) => refractorySteps(p.t_ref[n], dt));
    return ({ begin, end, input: [inputEx, inputIn], at, current, currentAt, spikes }) => {
      solve(u, gEx, gIn, refractory, begin, end, current, currentAt);
      let count = 0;
      for (let n = begin; n < end; n++) {
        gEx[n] = P_ex[n] * gEx[n] + inputEx[at + n];
        gIn[n] = P_in[n] * gIn[n] - inputIn[at + n];
        if (refractory[n] > 0) refractory[n]--;
        else if (u[n] >= 0) {
          u[n] = reset[n];
          refractory[n] = R[n];
          spikes[count++] = n;
        }
      }
      return count;
    };
  },
};
