/**
 * `iaf_psc_delta`: leaky integrate-and-fire neurons whose potential jumps by the weight of an input, integrated exactly:
 *
 *     dV/dt = -(V - E_L)/tau_m + (I_e + I_ext)/C_m + sum of weights arriving
 *
 * What arrives at t_{k+1} changes V at t_{k+1}, before the threshold test. During the refractory period it is lost, or, with
 * `refractory_input`, decays as the membrane would and is added in the first step after the period.
 * Left out: NEST's `V_min`.
 */
import { refractorySteps } from '../../grid.ts';
import type { NeuronModel } from '../model.ts';
import { constantToVoltage, decay } from '../propagators.ts';
import { LEAKY_MEMBRANE, V_M, leakyMembraneProblem, potential } from './parts.ts';

export const iafPscDelta: NeuronModel = {
  name: 'iaf_psc_delta',
  description: 'leaky integrate-and-fire neuron with jumps of the potential',
  parameters: {
    ...LEAKY_MEMBRANE,
    refractory_input: {
      default: 0,
      unit: '',
      rule: 'boolean',
      description: 'whether input that arrives during the refractory period is kept, decaying, until its end',
    },
  },
  state: {
    V_m: V_M,
    kept: { unit: 'mV', initial: 0, description: 'input kept for the end of the refractory period' },
    refractory: { unit: 'steps', initial: 0, description: 'steps left of the refractory period' },
  },
  receptors: [{ name: 'jump', unit: 'mV', weights: 'any' }],
  recordables: { V_m: potential },
  check: leakyMembraneProblem,
  create({ dt, parameters: p, state, column }) {
    const { V_m: u, kept, refractory } = state;
    const { E_L, tau_m, C_m, I_e, refractory_input } = p;
    u.forEach((V, n) => (u[n] = V - E_L[n]));
    const Pm = column((n) => decay(tau_m[n], dt));
    const P0 = column((n) => constantToVoltage(tau_m[n], C_m[n], dt));
    const threshold = column((n) => p.V_th[n] - E_L[n]);
    const reset = column((n) => p.V_reset[n] - E_L[n]);
    const R = column((n) => refractorySteps(p.t_ref[n], dt));
    return ({ begin, end, input: [input], at, current, currentAt, spikes }) => {
      let count = 0;
      for (let n = begin; n < end; n++) {
        const r = refractory[n];
        if (r > 0) {
          if (refractory_input[n] !== 0 && input[at + n] !== 0)
            kept[n] += input[at + n] * Math.exp((-r * dt) / tau_m[n]);
          refractory[n] = r - 1;
          continue;
        }
        const shift = P0[n] * (I_e[n] + current[currentAt + n]);
        const v = Pm[n] * u[n] + shift + (input[at + n] + kept[n]);
        kept[n] = 0;
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
