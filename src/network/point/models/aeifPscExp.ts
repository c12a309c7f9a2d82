/**
 * `aeif_psc_exp`: adaptive exponential integrate-and-fire neurons (Brette R, Gerstner W (2005) J. Neurophysiol. 94:3637) with exponential
 * synaptic currents. An example of a model that users may write: it uses nothing but the public definition.
 *
 *     C_m dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_th)/Delta_T) - w + I_ex + I_in + I_e + I_ext
 *     tau_w dw/dt = a (V - E_L) - w
 *
 * V >= V_peak makes a spike with the time stamp of the step's end; V is then set to V_reset for the rest of the step and the refractory
 * period, and w grows by b. Names and defaults are NEST's; NEST lets a neuron without refractory period go on within the step.
 *
 * Inside a step the fourth-order Runge-Kutta method with sub-steps in which V moves by at most a fifth of Delta_T, and no longer than
 * a quarter of a synaptic time constant: potentials are right to about 1e-6 mV up to the upswing of a spike.
 */
import { refractorySteps } from '../../grid.ts';
import type { NeuronModel } from '../model.ts';
import { EX_IN_CURRENTS, LEAKY_MEMBRANE, SYNAPTIC_TIMES, V_M } from './parts.ts';

const { tau_m: _, ...membrane } = LEAKY_MEMBRANE;

export const aeifPscExp: NeuronModel = {
  name: 'aeif_psc_exp',
  description: 'adaptive exponential integrate-and-fire neuron with exponential synaptic currents',
  parameters: {
    ...membrane,
    C_m: { ...membrane.C_m, default: 281 },
    E_L: { ...membrane.E_L, default: -70.6 },
    V_reset: { ...membrane.V_reset, default: -60, description: 'reset potential, below V_peak' },
    t_ref: { ...membrane.t_ref, default: 0 },
    V_th: { default: -50.4, unit: 'mV', description: 'where the exponential upswing begins' },
    V_peak: { default: 0, unit: 'mV', description: 'where a spike is cut off and counted; above V_th' },
    g_L: { default: 30, unit: 'nS', rule: 'positive', description: 'leak conductance' },
    Delta_T: { default: 2, unit: 'mV', rule: 'positive', description: 'sharpness of the upswing' },
    a: { default: 4, unit: 'nS', description: 'adaptation to the potential' },
    b: { default: 80.5, unit: 'pA', description: 'adaptation to spikes' },
    tau_w: { default: 144, unit: 'ms', rule: 'positive', description: 'time constant of adaptation' },
    ...SYNAPTIC_TIMES,
    tau_syn_ex: { ...SYNAPTIC_TIMES.tau_syn_ex, default: 0.2 },
  },
  state: {
    V_m: V_M,
    w: { unit: 'pA', initial: 0, description: 'adaptation current' },
    I_syn_ex: { unit: 'pA', initial: 0, description: 'excitatory synaptic current' },
    I_syn_in: { unit: 'pA', initial: 0, description: 'inhibitory synaptic current' },
    refractory: { unit: 'steps', initial: 0, description: 'steps left of the refractory period' },
  },
  receptors: EX_IN_CURRENTS,
  recordables: {
    V_m: { unit: 'mV', description: 'membrane potential' },
    w: { unit: 'pA', description: 'adaptation current' },
    I_syn_ex: { unit: 'pA', description: 'excitatory synaptic current' },
    I_syn_in: { unit: 'pA', description: 'inhibitory synaptic current' },
  },
  check({ V_peak, V_th, V_reset }) {
    if (!(V_peak > V_th)) return { parameter: 'V_peak', expected: `a potential above V_th = ${V_th} mV` };
    if (V_reset < V_peak) return undefined;
    return { parameter: 'V_reset', expected: `a potential below V_peak = ${V_peak} mV` };
  },
  create({ dt, parameters: p, state, column }) {
    const { V_m, w, I_syn_ex, I_syn_in, refractory } = state;
    const R = column((n) => refractorySteps(p.t_ref[n], dt));
    const longest = column((n) => Math.min(dt, p.tau_syn_ex[n] / 4, p.tau_syn_in[n] / 4));

    /** Leak and upswing, pA. */
    const membrane = (V: number, g: number, E: number, threshold: number, slope: number): number =>
      g * (E - V + slope * Math.exp((V - threshold) / slope));

    /** One neuron through one step, with a steady current; true if it spikes. */
    const move = (n: number, steady: number): boolean => {
      const C = p.C_m[n];
      const g = p.g_L[n];
      const E = p.E_L[n];
      const th = p.V_th[n];
      const slope = p.Delta_T[n];
      const peak = p.V_peak[n];
      const a = p.a[n];
      const tau = p.tau_w[n];
      let V = V_m[n];
      let z = w[n];
      let ex = I_syn_ex[n];
      let inh = I_syn_in[n];
      let left = dt;
      while (V < peak && left > 0) {
        const k1 = (membrane(V, g, E, th, slope) - z + ex + inh + steady) / C;
        const m1 = (a * (V - E) - z) / tau;
        const h = Math.min(left, longest[n], (0.2 * slope) / Math.max(Math.abs(k1), 1e-9));
        left = h === left ? 0 : left - h;
        const halfEx = Math.exp((-0.5 * h) / p.tau_syn_ex[n]);
        const halfIn = Math.exp((-0.5 * h) / p.tau_syn_in[n]);
        const middle = ex * halfEx + inh * halfIn + steady;
        ex *= halfEx * halfEx;
        inh *= halfIn * halfIn;
        const V2 = Math.min(peak, V + 0.5 * h * k1);
        const z2 = z + 0.5 * h * m1;
        const k2 = (membrane(V2, g, E, th, slope) - z2 + middle) / C;
        const m2 = (a * (V2 - E) - z2) / tau;
        const V3 = Math.min(peak, V + 0.5 * h * k2);
        const z3 = z + 0.5 * h * m2;
        const k3 = (membrane(V3, g, E, th, slope) - z3 + middle) / C;
        const m3 = (a * (V3 - E) - z3) / tau;
        const V4 = Math.min(peak, V + h * k3);
        const z4 = z + h * m3;
        const k4 = (membrane(V4, g, E, th, slope) - z4 + ex + inh + steady) / C;
        const m4 = (a * (V4 - E) - z4) / tau;
        V += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
        z += (h / 6) * (m1 + 2 * m2 + 2 * m3 + m4);
      }
      V_m[n] = V;
      w[n] = V < peak ? z : rested(n, z + p.b[n], left);
      return V >= peak;
    };
    /** The adaptation after a time at V_reset, from its value. */
    const rested = (n: number, value: number, time: number): number => {
      const end = p.a[n] * (p.V_reset[n] - p.E_L[n]);
      return end + (value - end) * Math.exp(-time / p.tau_w[n]);
    };
    const P_ex = column((n) => Math.exp(-dt / p.tau_syn_ex[n]));
    const P_in = column((n) => Math.exp(-dt / p.tau_syn_in[n]));

    return ({ begin, end, input: [inputEx, inputIn], at, current, currentAt, spikes }) => {
      let count = 0;
      for (let n = begin; n < end; n++) {
        if (refractory[n] > 0) {
          refractory[n]--;
          w[n] = rested(n, w[n], dt);
        } else if (move(n, p.I_e[n] + current[currentAt + n])) {
          V_m[n] = p.V_reset[n];
          refractory[n] = R[n];
          spikes[count++] = n;
        }
        I_syn_ex[n] = P_ex[n] * I_syn_ex[n] + inputEx[at + n];
        I_syn_in[n] = P_in[n] * I_syn_in[n] + inputIn[at + n];
      }
      return count;
    };
  },
};
