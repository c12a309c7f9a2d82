/** The exponential models against integration with fine steps, their rheobase, adaptation. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import { aeifPscExp } from '../../../../../src/network/point/models/aeifPscExp.ts';
import { row } from '../../../../../src/numerics/array2d.ts';

const DT = 0.1;

interface Run {
  spikes: number[];
  V_m: Float64Array;
  w: Float64Array;
}

function simulate(model: string, params: object, I: number, duration: number, trains: number[] = []): Run {
  const net = buildNetwork({
    dt: DT,
    populations: [{ name: 'A', size: 1, model, params: { ...params, I_e: I } }],
    drives: [{ type: 'spikes', post: 'A', trains: [trains], weight: 400, delay: DT }],
  });
  const quantities = model === 'aeif_psc_exp' ? ['V_m', 'w'] : ['V_m'];
  const { spikes, traces } = net.simulate({
    duration,
    record: { traces: [{ population: 'A', neurons: [0], quantities }] },
  });
  return {
    spikes: Array.from(spikes[0].steps),
    V_m: row(traces[0].data, 0),
    w: row((traces[1] ?? traces[0]).data, 0),
  };
}

/** Euler's method with steps of 1e-5 ms, in which V_peak is passed as it comes; inputs jump at grid times. */
function fine(p: Record<string, number>, I: number, duration: number, trains: number[]): Run {
  const perStep = 10_000;
  const h = DT / perStep;
  let V = p.E_L;
  let w = 0;
  let syn = 0;
  let refractory = 0;
  const out: Run = {
    spikes: [],
    V_m: new Float64Array(Math.round(duration / DT)),
    w: new Float64Array(Math.round(duration / DT)),
  };
  for (let k = 0; k < out.V_m.length; k++) {
    let spiked = false;
    for (let i = 0; i < perStep; i++) {
      const held = refractory > 0 || spiked;
      const v = held ? p.V_reset : V;
      // The midpoint of V, from Euler's half step: second order.
      const f = (u: number, z: number): number =>
        (-p.g_L * (u - p.E_L) + p.g_L * p.Delta_T * Math.exp((u - p.V_th) / p.Delta_T) - z + syn + I) / p.C_m;
      const g = (u: number, z: number): number => (p.a * (u - p.E_L) - z) / p.tau_w;
      const vMid = held ? v : Math.min(p.V_peak, v + 0.5 * h * f(v, w));
      const wMid = w + 0.5 * h * g(v, w);
      syn *= Math.exp((-0.5 * h) / p.tau_syn_ex);
      if (!held) V = v + h * f(vMid, wMid);
      w += h * g(vMid, wMid);
      syn *= Math.exp((-0.5 * h) / p.tau_syn_ex);
      if (!held && V >= p.V_peak) {
        spiked = true;
        w += p.b;
      }
    }
    if (refractory > 0) refractory--;
    if (spiked) {
      out.spikes.push(k + 1);
      V = p.V_reset;
      refractory = Math.round(p.t_ref / DT);
    }
    if (trains.some((t) => Math.round(t / DT) === k)) syn += 400;
    out.V_m[k] = V;
    out.w[k] = w;
  }
  return out;
}

const defaults = Object.fromEntries(Object.entries(aeifPscExp.parameters).map(([k, p]) => [k, p.default]));

describe('aeif_psc_exp', () => {
  it.each([
    ['below the upswing, with input', { V_peak: 0 }, 300, [2, 2.1, 5]],
    ['spiking, adapting', { t_ref: 0.5, tau_syn_ex: 1 }, 1500, [3, 7.7, 11]],
    ['bursting: reset above the upswing', { V_reset: -47, a: 2, b: 60, tau_w: 20 }, 1200, []],
  ] as [string, Record<string, number>, number, number[]][])(
    '%s: as with fine steps',
    (_, change, I, trains) => {
      const duration = 20;
      const own = simulate('aeif_psc_exp', change, I, duration, trains);
      const exact = fine({ ...defaults, ...change }, I, duration, trains);
      expect(own.spikes).toEqual(exact.spikes);
      expect(own.spikes.length).toBeGreaterThan(I > 1000 ? 1 : -1);
      // In the upswing an error of time is one of potential: 30 mV within the last 0.1 ms.
      const calm = own.V_m.map((V) => (V < defaults.V_th ? 1 : 0));
      const difference = own.V_m.map((V, k) => (calm[k] ? Math.abs(V - exact.V_m[k]) : 0));
      expect(Math.max(...difference)).toBeLessThan(3e-5);
      // The fine method finds the time of a spike to 1e-5 ms, in which w changes by up to 2e-4.
      expect(own.w).toBeAllclose(exact.w, { rtol: 0, atol: 1e-3 });
    },
  );

  it('has the rheobase of theory for a constant current', () => {
    // Without adaptation V escapes where I exceeds g_L (V_th - E_L - Delta_T), the maximum of the leak over the upswing.
    const { g_L, V_th, E_L, Delta_T } = defaults;
    const rheobase = g_L * (V_th - E_L - Delta_T);
    const calm = { a: 0, b: 0 };
    expect(simulate('aeif_psc_exp', calm, 0.998 * rheobase, 1000).spikes).toEqual([]);
    expect(simulate('aeif_psc_exp', calm, 1.002 * rheobase, 1000).spikes.length).toBeGreaterThan(0);
    expect(simulate('eif_psc_exp', {}, 0.998 * rheobase, 1000).spikes).toEqual([]);
    expect(simulate('eif_psc_exp', {}, 1.002 * rheobase, 1000).spikes.length).toBeGreaterThan(0);
  });

  it('grows by b at a spike, and its intervals lengthen', () => {
    const { spikes, w } = simulate('aeif_psc_exp', { b: 80.5 }, 1000, 300);
    expect(spikes.length).toBeGreaterThan(5);
    // Between two samples w also decays: by at most (w + a |V - E_L|) dt/tau_w.
    const [first] = spikes;
    expect(Math.abs(w[first - 1] - w[first - 2] - 80.5)).toBeLessThan(0.3);
    const intervals = spikes.slice(1).map((s, i) => s - spikes[i]);
    expect(intervals[4]).toBeGreaterThan(1.5 * intervals[0]);
  });

  it('without adaptation is eif_psc_exp, to the bit', () => {
    const calm = simulate('aeif_psc_exp', { a: 0, b: 0 }, 800, 100, [3, 4]);
    const exponential = simulate('eif_psc_exp', {}, 800, 100, [3, 4]);
    expect(calm.spikes.length).toBeGreaterThan(3);
    expect(exponential.spikes).toEqual(calm.spikes);
    expect(Array.from(exponential.V_m)).toEqual(Array.from(calm.V_m));
  });

  it('refuses a peak below the upswing, and a reset above the peak', () => {
    expect(() => simulate('aeif_psc_exp', { V_peak: -60 }, 0, 1)).toThrow(/params.V_peak.*V_th = -50.4/);
    expect(() => simulate('eif_psc_exp', { V_reset: 1 }, 0, 1)).toThrow(/params.V_reset.*V_peak = 0/);
    expect(() => simulate('eif_psc_exp', { a: 1 }, 0, 1)).toThrow(/parameters of eif_psc_exp/);
  });
});
