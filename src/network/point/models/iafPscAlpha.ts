/**
 * `iaf_psc_alpha`: leaky integrate-and-fire neurons with alpha-shaped synaptic currents, integrated exactly (Rotter S, Diesmann M (1999)
 * Biol. Cybern. 81:381):
 *
 *     dV/dt = -(V - E_L)/tau_m + (I_ex + I_in + I_e + I_ext)/C_m,   i(t) = w (e t/tau_syn) exp(-t/tau_syn)
 *
 * The weight is the peak of the current. Its state is (y, i): i' = e^{-h/tau_syn} (i + h y), y' = e^{-h/tau_syn} y; an arrival adds
 * w e/tau_syn to y.
 */
import { refractorySteps } from '../../grid.ts';
import type { NeuronModel } from '../model.ts';
import { constantToVoltage, currentToVoltage, decay, slopeToVoltage } from '../propagators.ts';
import {
  EX_IN_CURRENTS,
  LEAKY_MEMBRANE,
  SYNAPTIC_TIMES,
  V_M,
  leakyMembraneProblem,
  potential,
} from './parts.ts';

export const iafPscAlpha: NeuronModel = {
  name: 'iaf_psc_alpha',
  description: 'leaky integrate-and-fire neuron with alpha-shaped synaptic currents',
  parameters: { ...LEAKY_MEMBRANE, ...SYNAPTIC_TIMES },
  state: {
    V_m: V_M,
    I_syn_ex: { unit: 'pA', initial: 0, description: 'excitatory synaptic current' },
    I_syn_in: { unit: 'pA', initial: 0, description: 'inhibitory synaptic current' },
    dI_syn_ex: { unit: 'pA/ms', initial: 0, description: 'slope that feeds the excitatory current' },
    dI_syn_in: { unit: 'pA/ms', initial: 0, description: 'slope that feeds the inhibitory current' },
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
    const { V_m: u, I_syn_ex: iEx, I_syn_in: iIn, dI_syn_ex: yEx, dI_syn_in: yIn, refractory } = state;
    const { E_L, tau_m, C_m, tau_syn_ex, tau_syn_in, I_e } = p;
    u.forEach((V, n) => (u[n] = V - E_L[n]));
    const Pm = column((n) => decay(tau_m[n], dt));
    const P0 = column((n) => constantToVoltage(tau_m[n], C_m[n], dt));
    const P_ex = column((n) => decay(tau_syn_ex[n], dt));
    const P_in = column((n) => decay(tau_syn_in[n], dt));
    const A_ex = column((n) => currentToVoltage(tau_syn_ex[n], tau_m[n], C_m[n], dt));
    const A_in = column((n) => currentToVoltage(tau_syn_in[n], tau_m[n], C_m[n], dt));
    const B_ex = column((n) => slopeToVoltage(tau_syn_ex[n], tau_m[n], C_m[n], dt));
    const B_in = column((n) => slopeToVoltage(tau_syn_in[n], tau_m[n], C_m[n], dt));
    const slope_ex = column((n) => Math.E / tau_syn_ex[n]);
    const slope_in = column((n) => Math.E / tau_syn_in[n]);
    const threshold = column((n) => p.V_th[n] - E_L[n]);
    const reset = column((n) => p.V_reset[n] - E_L[n]);
    const R = column((n) => refractorySteps(p.t_ref[n], dt));
    return ({ begin, end, input: [inputEx, inputIn], at, current, currentAt, spikes }) => {
      let count = 0;
      for (let n = begin; n < end; n++) {
        const ie = iEx[n];
        const ii = iIn[n];
        const ye = yEx[n];
        const yi = yIn[n];
        iEx[n] = P_ex[n] * (ie + dt * ye);
        iIn[n] = P_in[n] * (ii + dt * yi);
        yEx[n] = P_ex[n] * ye + slope_ex[n] * inputEx[at + n];
        yIn[n] = P_in[n] * yi + slope_in[n] * inputIn[at + n];
        if (refractory[n] > 0) {
          refractory[n]--;
          continue;
        }
        const shift = P0[n] * (I_e[n] + current[currentAt + n]);
        const v = Pm[n] * u[n] + B_ex[n] * ye + A_ex[n] * ie + B_in[n] * yi + A_in[n] * ii + shift;
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
