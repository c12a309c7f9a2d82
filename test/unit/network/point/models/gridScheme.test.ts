/**
 * The linear models against the grid scheme as it is written down, neuron by neuron and step by step, with integrals by quadrature: all
 * ratios of time constants, refractory periods, delays off the grid, currents, starts above threshold, inputs while refractory.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delaySteps, refractorySteps } from '../../../../../src/network/grid.ts';
import { buildNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import { row } from '../../../../../src/numerics/array2d.ts';
import { integrateGauss } from '../../../../../src/numerics/quadrature.ts';

const STEPS = 300;

interface Case {
  model: string;
  dt: number;
  params: Record<string, number>;
  refractory_input: boolean;
  V_m: number;
  inputs: { weight: number; delay: number; steps: number[] }[];
  times: number[];
  amplitudes: number[];
}

/** One neuron; returns V after every step, spikes, and the smallest distance of V to the threshold. */
function scheme(c: Case): { V: number[]; spikes: number[]; distance: number } {
  const { model, dt: h, params: p } = c;
  const alpha = model === 'iaf_psc_alpha';
  const delta = model === 'iaf_psc_delta';
  const Pm = Math.exp(-h / p.tau_m);
  const integral = (f: (s: number) => number): number => integrateGauss(f, 0, h, 12) / p.C_m;
  const P0 = integral((s) => Math.exp(-(h - s) / p.tau_m));
  const channels = [p.tau_syn_ex, p.tau_syn_in].map((tau) => ({
    tau,
    P: Math.exp(-h / tau),
    A: integral((s) => Math.exp(-(h - s) / p.tau_m - s / tau)),
    B: integral((s) => s * Math.exp(-(h - s) / p.tau_m - s / tau)),
    y: 0,
    i: 0,
  }));
  const R = refractorySteps(p.t_ref, h);
  let u = c.V_m - p.E_L;
  let r = 0;
  let kept = 0;
  let distance = Infinity;
  const V: number[] = [];
  const spikes: number[] = [];
  for (let k = 0; k < STEPS; k++) {
    const on = c.times.findLastIndex((t) => t <= k);
    const I = p.I_e + (on < 0 ? 0 : c.amplitudes[on]);
    const arrivals = c.inputs.flatMap(({ weight, delay, steps }) =>
      steps.filter((s) => s + delaySteps(delay, h) === k + 1).map(() => weight),
    );
    const jump = arrivals.reduce((a, b) => a + b, 0);
    const free = r === 0;
    if (free) {
      u = Pm * u + P0 * I;
      if (delta) {
        u += jump + kept;
        kept = 0;
      } else for (const { A, B, y, i } of channels) u += A * i + (alpha ? B * y : 0);
    } else {
      if (delta && c.refractory_input) kept += jump * Math.exp((-r * h) / p.tau_m);
      r--;
    }
    for (const channel of channels) {
      channel.i = channel.P * (channel.i + (alpha ? h * channel.y : 0));
      channel.y *= channel.P;
    }
    for (const w of arrivals) {
      const channel = channels[w >= 0 ? 0 : 1];
      if (alpha) channel.y += (w * Math.E) / channel.tau;
      else channel.i += w;
    }
    if (free) distance = Math.min(distance, Math.abs(u + p.E_L - p.V_th));
    if (free && u + p.E_L >= p.V_th) {
      spikes.push(k + 1);
      u = p.V_reset - p.E_L;
      r = R;
    }
    V.push(u + p.E_L);
  }
  return { V, spikes, distance };
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    model: fc.constantFrom('iaf_psc_exp', 'iaf_psc_alpha', 'iaf_psc_delta'),
    dt: fc.constantFrom(0.1, 0.0625, 0.05),
    tau_m: between(1, 30),
    C_m: between(50, 500),
    tau_syn_ex: between(0.2, 30),
    tau_syn_in: between(0.2, 30),
    equal: fc.boolean(),
    t_ref: fc.oneof(fc.constant(0), between(0, 4)),
    I_e: between(-100, 600),
    refractory_input: fc.boolean(),
    V_m: between(-75, -45),
    steps: fc.array(fc.integer({ min: 0, max: STEPS }), { maxLength: 40 }),
    late: fc.array(fc.integer({ min: 0, max: STEPS }), { maxLength: 20 }),
    strength: between(0, 1),
    delay: between(0, 3),
    times: fc.uniqueArray(fc.integer({ min: 0, max: STEPS }), { maxLength: 5 }),
    amplitude: between(-500, 1500),
  })
  .map((x) => ({
    model: x.model,
    dt: x.dt,
    params: {
      C_m: x.C_m,
      tau_m: x.tau_m,
      E_L: -65,
      V_reset: -67,
      V_th: -52,
      t_ref: x.t_ref,
      I_e: x.I_e,
      tau_syn_ex: x.equal ? x.tau_m : x.tau_syn_ex,
      tau_syn_in: x.tau_syn_in,
    },
    refractory_input: x.refractory_input,
    V_m: x.V_m,
    inputs: [
      { weight: x.strength * (x.model === 'iaf_psc_delta' ? 5 : 800), delay: x.delay, steps: x.steps },
      { weight: -x.strength * (x.model === 'iaf_psc_delta' ? 3 : 500), delay: x.delay / 2, steps: x.late },
    ],
    times: x.times.toSorted((a, b) => a - b),
    amplitudes: x.times.map((_, i) => x.amplitude * (i % 2 === 0 ? 1 : -0.4)),
  }));

describe('the grid scheme', () => {
  it('is what the simulator does', () => {
    let spikes = 0;
    fc.assert(
      fc.property(anyCase, (c) => {
        const expected = scheme(c);
        // Rounding may decide a spike within this distance.
        fc.pre(expected.distance > 1e-9);
        spikes += expected.spikes.length;
        const { tau_syn_ex, tau_syn_in, ...membrane } = c.params;
        const params =
          c.model === 'iaf_psc_delta'
            ? { ...membrane, refractory_input: c.refractory_input }
            : { ...membrane, tau_syn_ex, tau_syn_in };
        const drives = [
          ...c.inputs.map(({ weight, delay, steps }) => ({
            type: 'spikes' as const,
            post: 'A',
            trains: [steps.map((s) => s * c.dt)],
            weight,
            delay,
          })),
          {
            type: 'current' as const,
            post: 'A',
            times: c.times.map((s) => s * c.dt),
            amplitudes: c.amplitudes,
          },
        ];
        const net = buildNetwork({
          dt: c.dt,
          populations: [{ name: 'A', size: 1, model: c.model, params, V_m: c.V_m }],
          drives,
        });
        const run = net.simulate({
          duration: STEPS * c.dt,
          record: { traces: [{ population: 'A', neurons: [0], quantities: ['V_m'] }] },
        });
        expect(Array.from(run.spikes[0].steps)).toEqual(expected.spikes);
        expect(row(run.traces[0].data, 0)).toBeAllclose(expected.V, { rtol: 0, atol: 1e-10 });
        // Without recording the fast loops run.
        const again = buildNetwork({
          dt: c.dt,
          populations: [{ name: 'A', size: 3, model: c.model, params, V_m: c.V_m }],
          drives: drives.map((d) =>
            d.type === 'spikes' ? { ...d, trains: [d.trains[0], d.trains[0], d.trains[0]] } : d,
          ),
        }).simulate({ duration: STEPS * c.dt });
        expect(Array.from(again.spikes[0].steps)).toEqual(expected.spikes.flatMap((s) => [s, s, s]));
      }),
      // A given seed, so that the number of spikes is one.
      { numRuns: 200, seed: 7 },
    );
    expect(spikes).toBeGreaterThan(100);
  });
});
