/** iaf_psc_exp, iaf_psc_alpha, iaf_psc_delta: responses in closed form, the general path against the fast one, refractory input, receptors. */
import { describe, expect, it } from 'vitest';
import { refractorySteps } from '../../../../../src/network/grid.ts';
import { buildNetwork, type BuildOptions } from '../../../../../src/network/point/buildNetwork.ts';
import type { NetworkSpec } from '../../../../../src/network/populations.ts';
import { row } from '../../../../../src/numerics/array2d.ts';
import { mixedNetwork, outcome } from '../../../../support/pointNetworks.ts';

const DT = 0.1;

function one(
  model: string,
  params: object,
  drives: NetworkSpec['drives'] = [],
  change: object = {},
): NetworkSpec {
  return {
    dt: DT,
    populations: [{ name: 'A', size: 1, model, params: params as Record<string, number>, ...change }],
    drives: drives!,
  };
}

function trace(
  spec: NetworkSpec,
  duration: number,
  quantity = 'V_m',
  options: BuildOptions = {},
): Float64Array {
  const net = buildNetwork(spec, options);
  const record = { traces: [{ population: 'A', neurons: [0], quantities: [quantity] }] };
  return row(net.simulate({ duration, record }).traces[0].data, 0);
}

describe('the general path', () => {
  /** The same parameters for all, as one number or as one per neuron. */
  const spec = (perNeuron: boolean): NetworkSpec => {
    const { populations, ...rest } = mixedNetwork();
    const params = { C_m: 100, E_L: -65, V_reset: -65, t_ref: 1, tau_syn_in: 3 };
    const size = populations[0].size;
    const many = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, new Float64Array(size).fill(value)]),
    );
    return {
      ...rest,
      populations: [{ ...populations[0], params: perNeuron ? many : params }, ...populations.slice(1)],
    };
  };

  it('gives what the fast loops of iaf_psc_exp give, to the bit', () => {
    const fast = outcome(buildNetwork(spec(false), { seed: 2 }), spec(false), [20, 0.3, 19.9]);
    expect(fast.spikes.filter((s) => s < 1e9).length).toBeGreaterThan(100);
    const general = outcome(buildNetwork(spec(true), { seed: 2 }), spec(true), [20, 0.3, 19.9]);
    expect(general).toEqual(fast);
  });

  it('takes up the state of the fast one', () => {
    const fast = buildNetwork(spec(false), { seed: 2 });
    fast.simulate({ duration: 11.1 });
    const general = buildNetwork(spec(true), { seed: 2 });
    general.restore(fast.save());
    expect(outcome(general, spec(true), [20])).toEqual(outcome(fast, spec(false), [20]));
  });

  it('gives each neuron its own parameters', () => {
    const E_L = [-70, -65, -60];
    const t_ref = [0, 1.05, 5];
    const net = buildNetwork({
      dt: DT,
      populations: [
        {
          name: 'A',
          size: 3,
          model: 'iaf_psc_exp',
          params: { E_L, V_reset: E_L, V_th: -50, t_ref, I_e: 1e6 },
        },
      ],
    });
    const { spikes } = net.simulate({ duration: 20 });
    [0, 1, 2].forEach((n) => {
      const own = Array.from(spikes[0].steps.filter((_, i) => spikes[0].ids[i] === n));
      const interval = refractorySteps(t_ref[n], DT) + 1;
      expect(own).toEqual(Array.from({ length: Math.ceil(200 / interval) }, (_, i) => 1 + i * interval));
    });
  });
});

describe('responses to one input', () => {
  const params = { C_m: 200, tau_m: 12, E_L: -65, V_th: 1e9, tau_syn_ex: 3, tau_syn_in: 3 };
  const w = 37;
  const arrival = 1;
  const input: NetworkSpec['drives'] = [
    { type: 'spikes', post: 'A', trains: [[0.5]], weight: w, delay: 0.5 },
  ];

  it('iaf_psc_alpha: the current peaks with the weight after tau_syn, the potential is the closed form', () => {
    const I = trace(one('iaf_psc_alpha', params, input), 30, 'I_syn_ex');
    const V = trace(one('iaf_psc_alpha', params, input), 30);
    const { tau_m, tau_syn_ex: tau, C_m } = params;
    const k = 1 / tau - 1 / tau_m;
    for (let i = 0; i < I.length; i++) {
      const t = Math.max(0, (i + 1) * DT - arrival);
      expect(I[i]).toBeAllclose(((w * Math.E * t) / tau) * Math.exp(-t / tau), { rtol: 1e-12, atol: 1e-13 });
      // Integral of e^{-(t - s)/tau_m} s e^{-s/tau}.
      const moment = (Math.exp(-t / tau_m) - Math.exp(-t / tau) * (1 + k * t)) / (k * k);
      expect(V[i] + 65).toBeAllclose(((w * Math.E) / (tau * C_m)) * moment, { rtol: 1e-10, atol: 1e-12 });
    }
    expect(Math.max(...I)).toBeAllclose(w, { rtol: 1e-14 });
  });

  it('iaf_psc_delta: the potential jumps by the weight when the input arrives, and decays', () => {
    const V = trace(one('iaf_psc_delta', { C_m: 200, tau_m: 12, E_L: -65, V_th: 1e9 }, input), 30);
    for (let i = 0; i < V.length; i++) {
      const t = (i + 1) * DT - arrival;
      expect(V[i] + 65).toBeAllclose(t < -1e-9 ? 0 : w * Math.exp(-t / 12), { rtol: 1e-12, atol: 1e-12 });
    }
  });
});

describe('iaf_psc_delta', () => {
  const params = { tau_m: 10, E_L: -70, V_reset: -70, V_th: -55, t_ref: 1 };
  /** Spikes at 0.1 ms; refractory until 1.1 ms. */
  const late = (times: number[], weight: number, refractory_input: boolean): Float64Array =>
    trace(
      one(
        'iaf_psc_delta',
        { ...params, refractory_input },
        [{ type: 'spikes', post: 'A', trains: [times], weight, delay: DT }],
        { V_m: -50 },
      ),
      3,
    );

  it('loses what arrives while refractory', () => {
    const V = late([0.5, 0.9], 5, false);
    expect(V.every((v) => v === -70)).toBe(true);
  });

  it('keeps it if asked to, decayed as the membrane would', () => {
    const V = late([0.5, 0.9], 5, true);
    expect(V.subarray(0, 11).every((v) => v === -70)).toBe(true);
    // Arrivals at 0.6 and 1.0 ms, seen at 1.2 ms, the end of the first step after the period: decayed over 6 and 2 steps.
    expect(V[11] + 70).toBeAllclose(5 * (Math.exp(-0.06) + Math.exp(-0.02)), { rtol: 1e-13 });
    expect(V[12] + 70).toBeAllclose((V[11] + 70) * Math.exp(-0.01), { rtol: 1e-12 });
  });

  it('spikes at equality', () => {
    const run = (weight: number) =>
      buildNetwork(
        one('iaf_psc_delta', params, [{ type: 'spikes', post: 'A', trains: [[1]], weight, delay: DT }]),
      ).simulate({ duration: 2 }).spikes[0].steps.length;
    expect([run(15), run(14.999999999999)]).toEqual([1, 0]);
  });
});

describe('receptors', () => {
  it('are chosen by name or by sign', () => {
    const drive = (weight: number, receptor?: string): NetworkSpec['drives'] => [
      { type: 'spikes', post: 'A', trains: [[0]], weight, delay: DT, ...(receptor ? { receptor } : {}) },
    ];
    const current = (drives: NetworkSpec['drives'], quantity: string): number =>
      trace(one('iaf_psc_alpha', {}, drives), 1, quantity)[9];
    expect(current(drive(10), 'I_syn_ex')).toBeGreaterThan(0);
    expect(current(drive(10, 'ex'), 'I_syn_ex')).toBe(current(drive(10), 'I_syn_ex'));
    expect(current(drive(-10), 'I_syn_in')).toBeLessThan(0);
    expect(() => current(drive(10, 'in'), 'V_m')).toThrow(/drives\[0\].weight.*negative weight.*receptor in/);
    expect(() => current(drive(10, 'ampa'), 'V_m')).toThrow(/drives\[0\].receptor.*ex, in.*"ampa"/);
    const spec = one('iaf_psc_alpha', {});
    const projection = {
      pre: 'A',
      post: 'A',
      rule: { rule: 'all_to_all' as const },
      weight: 1,
      delay: 1,
      receptor: 'nmda',
    };
    expect(() => buildNetwork({ ...spec, projections: [projection] })).toThrow(/projections\[0\].*ex, in/);
    expect(() => buildNetwork({ ...spec, projections: [{ ...projection, receptor: 'in' }] })).toThrow(
      /projections\[0\].*negative weight/,
    );
  });

  it('of the fast loops add up where they are merged', () => {
    const drives: NetworkSpec['drives'] = [
      { type: 'spikes', post: 'A', trains: [[1, 2]], weight: 10, delay: DT },
      { type: 'spikes', post: 'A', trains: [[1.5, 7]], weight: -30, delay: DT },
    ];
    const initial = { I_syn_ex: 20, I_syn_in: -50 };
    const spec = one('iaf_psc_exp', {}, drives, { initial });
    expect(trace(spec, 20)).toBeAllclose(trace(spec, 20, 'V_m', { separateCurrents: true }), { rtol: 1e-14 });
  });
});
