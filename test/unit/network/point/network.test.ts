/** The simulator against a naive one, determinism, stimuli, recording, errors, degenerate networks. */
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../src/errors.ts';
import { delaySteps, refractorySteps } from '../../../../src/network/grid.ts';
import { buildNetwork, buildNetworkAsync } from '../../../../src/network/point/buildNetwork.ts';
import {
  IAF_PSC_EXP_DEFAULTS,
  propagators,
  type IafPscExpParameters,
} from '../../../../src/network/point/models/iafPscExp.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import type { Spikes } from '../../../../src/network/spikes.ts';
import { row } from '../../../../src/numerics/array2d.ts';
import { normal, truncatedNormal } from '../../../../src/numerics/distributions/index.ts';
import { randomStream } from '../../../../src/numerics/random.ts';

const DT = 0.1;
const params = {
  C_m: 100,
  tau_m: 10,
  E_L: -65,
  V_reset: -65,
  V_th: -55,
  t_ref: 1,
  tau_syn_ex: 2,
  tau_syn_in: 3,
};

/** E and I with random connections and Poisson drive. */
function balanced(change: Partial<NetworkSpec> = {}, dt = DT, taus = {}): NetworkSpec {
  const neuron = { model: 'iaf_psc_exp' as const, params: { ...params, ...taus } };
  return {
    dt,
    populations: [
      { name: 'E', size: 205, ...neuron, V_m: normal({ mean: -62, sd: 4 }) },
      { name: 'I', size: 50, ...neuron },
    ],
    projections: ['E', 'I'].flatMap((pre) =>
      ['E', 'I'].map((post) => ({
        pre,
        post,
        rule: { rule: 'pairwise_bernoulli' as const, p: 0.1 },
        weight: pre === 'E' ? 20 : truncatedNormal({ mean: -70, sd: 7, max: 0 }),
        delay: truncatedNormal({ mean: 1.5, sd: 0.7, min: 0.4 }),
      })),
    ),
    drives: ['E', 'I'].map((post) => ({ type: 'poisson', post, rate: 8000, weight: 13, delay: 1 })),
    ...change,
  };
}

/** Spikes as numbers that sort by time, population, neuron. */
const flat = (spikes: readonly Spikes[]): number[] =>
  spikes.flatMap((s) =>
    Array.from(s.steps, (step, i) => step * 1e6 + (s.population === 'E' ? 0 : 1e5) + s.ids[i]),
  );

/** The grid scheme as it is written, neuron by neuron, with a queue of arrivals per step. */
function naive(
  parameters: IafPscExpParameters[],
  V: number[],
  connections: [source: number, target: number, weight: number, delay: number][],
  arrivals: Map<number, [neuron: number, weight: number][]>,
  steps: number,
  dt: number,
): { spikes: [step: number, neuron: number][]; V: number[][] } {
  const n = V.length;
  const I = [new Float64Array(n), new Float64Array(n)];
  const refractory = new Int32Array(n);
  const spikes: [number, number][] = [];
  const traces: number[][] = [];
  const v = Float64Array.from(V);
  for (let step = 1; step <= steps; step++) {
    for (let j = 0; j < n; j++) {
      const p = parameters[j];
      const { Pm, P0, A_ex, A_in } = propagators(p, dt);
      if (refractory[j] > 0) refractory[j]--;
      else v[j] = p.E_L + Pm * (v[j] - p.E_L) + A_ex * I[0][j] + A_in * I[1][j] + P0 * p.I_e;
    }
    for (let j = 0; j < n; j++) {
      const { P_ex, P_in } = propagators(parameters[j], dt);
      I[0][j] *= P_ex;
      I[1][j] *= P_in;
    }
    for (const [j, w] of arrivals.get(step) ?? []) I[w >= 0 ? 0 : 1][j] += w;
    for (let j = 0; j < n; j++)
      if (v[j] >= parameters[j].V_th && refractory[j] === 0) {
        spikes.push([step, j]);
        v[j] = parameters[j].V_reset;
        refractory[j] = refractorySteps(parameters[j].t_ref, dt);
        for (const [source, target, w, d] of connections) {
          if (source !== j) continue;
          const at = step + delaySteps(d, dt);
          arrivals.set(at, [...(arrivals.get(at) ?? []), [target, w]]);
        }
      }
    traces.push(Array.from(v));
  }
  return { spikes, V: traces };
}

describe('against a naive simulation', () => {
  // Delays from 1 step on (chunks of one step), from 5 (chunks of four), from 13 (three chunks between exchanges); one and two currents.
  it.each([
    [1, 3],
    [5, 3],
    [5, 2],
    [2, 2],
    [13, 3],
  ])('a network with delays from %s steps and tau_syn_in = %s ms', (shortest, tau_syn_in) => {
    const stream = randomStream(1, 'naive', shortest);
    const n = 30;
    const given = { ...IAF_PSC_EXP_DEFAULTS, ...params, tau_syn_in };
    const drawn: [number, number, number, number][] = [];
    for (let i = 0; i < 200; i++)
      drawn.push([
        Math.floor(n * stream.uniform()),
        Math.floor(n * stream.uniform()),
        // Multiples of 1/64: sums are exact in any order.
        Math.round(64 * (stream.uniform() < 0.7 ? 150 : -100) * stream.uniform()) / 64,
        (shortest + Math.floor(20 * stream.uniform())) * DT,
      ]);
    const trains = Array.from({ length: n }, () =>
      Array.from({ length: 80 }, () => Math.floor(1500 * stream.uniform()) * DT),
    );
    const V_m = Array.from({ length: n }, () => -65 + 9 * stream.uniform());
    const arrivals = new Map<number, [number, number][]>();
    trains.forEach((train, j) => {
      for (const t of train) {
        const at = Math.round(t / DT) + 7;
        arrivals.set(at, [...(arrivals.get(at) ?? []), [j, 200]]);
      }
    });
    const oracle = naive(
      Array.from({ length: n }, () => given),
      V_m,
      drawn,
      arrivals,
      1500,
      DT,
    );

    const net = buildNetwork({
      dt: DT,
      populations: [{ name: 'N', size: n, model: 'iaf_psc_exp', params: given, V_m }],
      projections: [
        {
          pre: 'N',
          post: 'N',
          rule: {
            rule: 'explicit',
            sources: drawn.map((c) => c[0]),
            targets: drawn.map((c) => c[1]),
            weights: drawn.map((c) => c[2]),
            delays: drawn.map((c) => c[3]),
          },
        },
      ],
      drives: [{ type: 'spikes', post: 'N', trains, weight: 200, delay: 7 * DT }],
    });
    // Half the time recorded, half not: recording takes the careful loop.
    const first = net.simulate({ duration: 75.3 });
    const second = net.simulate({
      duration: 150 - 75.3,
      record: { traces: [{ population: 'N', neurons: [3, 0], quantities: ['V_m'] }] },
    });
    const spikes = [first, second].flatMap(({ spikes: [s] }) => Array.from(s.steps, (t, i) => [t, s.ids[i]]));
    expect(oracle.spikes.length).toBeGreaterThan(50);
    expect(spikes).toEqual(oracle.spikes);
    expect(second.t0).toBeAllclose(75.3);
    for (const [i, j] of [3, 0].entries())
      expect(row(second.traces[0].data, i)).toBeAllclose(
        oracle.V.slice(753).map((v) => v[j]),
        { rtol: 0, atol: 1e-11 },
      );
  });
});

describe('determinism', () => {
  const run = (seed: number, pieces: number[], spec = balanced()) => {
    const net = buildNetwork(spec, { seed });
    return flat(pieces.flatMap((duration) => net.simulate({ duration }).spikes)).toSorted((a, b) => a - b);
  };

  it('repeats to the bit for a seed, and differs for another', () => {
    const once = run(1, [100]);
    expect(once.length).toBeGreaterThan(200);
    expect(run(1, [100])).toEqual(once);
    expect(run(2, [100])).not.toEqual(once);
  });

  it('does not depend on how the time is cut', () => {
    expect(run(1, [0.1, 3.3, 0, 46.6, 50])).toEqual(run(1, [100]));
  });

  it('does not depend on what is recorded', () => {
    const plain = buildNetwork(balanced()).simulate({ duration: 50 });
    const watched = buildNetwork(balanced()).simulate({
      duration: 50,
      record: { traces: [{ population: 'E', neurons: [0, 100, 204], quantities: ['V_m', 'I_syn_in'] }] },
    });
    expect(flat(watched.spikes)).toEqual(flat(plain.spikes));
  });

  it('lets two networks live side by side', () => {
    const a = buildNetwork(balanced());
    const b = buildNetwork(balanced());
    const spikes: number[][] = [[], []];
    for (let i = 0; i < 5; i++)
      [a, b].forEach((net, j) => spikes[j].push(...flat(net.simulate({ duration: 7 }).spikes)));
    expect(spikes[0]).toEqual(spikes[1]);
  });

  it('gives the same in pauses', async () => {
    const net = await buildNetworkAsync(balanced());
    const fractions: number[] = [];
    const { spikes, cancelled } = await net.simulateAsync({
      duration: 100,
      onProgress: (f) => fractions.push(f),
    });
    expect(cancelled).toBe(false);
    expect(flat(spikes)).toEqual(flat(buildNetwork(balanced()).simulate({ duration: 100 }).spikes));
    expect(fractions.every((f) => f > 0 && f <= 1)).toBe(true);
  });

  it('sums currents of equal time constants: potentials to rounding', () => {
    const spec = balanced({}, DT, { tau_syn_in: 2 });
    const record = { traces: [{ population: 'E', neurons: [1, 2], quantities: ['V_m' as const] }] };
    // 20 ms: rounding differences have not grown to spikes yet.
    const [merged, separate] = [false, true].map((separateCurrents) =>
      buildNetwork(spec, { separateCurrents }).simulate({ duration: 20, record }),
    );
    expect(merged.traces[0].data.data).toBeAllclose(separate.traces[0].data.data, { rtol: 1e-12 });
  });
});

describe('spikes', () => {
  it('come sorted by time, then neuron, and respect the refractory period', () => {
    for (const { steps, ids, size } of buildNetwork(balanced()).simulate({ duration: 200 }).spikes) {
      const last = new Int32Array(size).fill(-1000);
      for (let i = 0; i < steps.length; i++) {
        if (i > 0)
          expect(steps[i] > steps[i - 1] || (steps[i] === steps[i - 1] && ids[i] > ids[i - 1])).toBe(true);
        expect(steps[i] - last[ids[i]]).toBeGreaterThan(10);
        last[ids[i]] = steps[i];
      }
    }
  });

  it('are recorded after the transient only, with steps from the start', () => {
    const all = buildNetwork(balanced()).simulate({ duration: 60 }).spikes;
    const late = buildNetwork(balanced()).simulate({
      transient: 20,
      duration: 40,
      record: { spikes: ['I'] },
    });
    expect([late.t0, late.t1]).toEqual([20, 60]);
    expect(late.spikes.map((s) => s.population)).toEqual(['I']);
    const keep = all[1].steps.findIndex((s) => s > 200);
    expect(late.spikes[0].steps).toEqual(all[1].steps.slice(keep));
  });

  it('arrive after a delay of one step', () => {
    const two = (delay: number) =>
      buildNetwork({
        dt: DT,
        populations: [
          { name: 'A', size: 1, model: 'iaf_psc_exp', params, V_m: -50 },
          { name: 'B', size: 1, model: 'iaf_psc_exp', params },
        ],
        projections: [
          { pre: 'A', post: 'B', rule: { rule: 'pairwise_bernoulli', p: 1 }, weight: 1000, delay },
        ],
      }).simulate({
        duration: 3,
        record: { traces: [{ population: 'B', neurons: [0], quantities: ['I_syn_ex', 'V_m'] }] },
      });
    for (const steps of [1, 4, 7]) {
      const { spikes, traces } = two(steps * DT);
      expect(Array.from(spikes[0].steps)).toEqual([1]);
      const current = row(traces[0].data, 0);
      expect(current.findIndex((i) => i > 0)).toBe(steps);
      expect(current[steps]).toBe(1000);
      expect(row(traces[1].data, 0).findIndex((v) => v > -65)).toBe(steps + 1);
    }
  });

  it('follow every step without a refractory period', () => {
    const strong = { ...params, t_ref: 0, I_e: 1e5 };
    const spec = {
      dt: DT,
      populations: [{ name: 'A', size: 2, model: 'iaf_psc_exp' as const, params: strong }],
    };
    expect(Array.from(buildNetwork(spec).simulate({ duration: 1 }).spikes[0].steps)).toEqual(
      Array.from({ length: 20 }, (_, i) => 1 + Math.floor(i / 2)),
    );
  });
});

describe('stimuli', () => {
  const one = (drives: NetworkSpec['drives'], size = 1): NetworkSpec => ({
    dt: DT,
    populations: [{ name: 'A', size, model: 'iaf_psc_exp', params: { ...params, V_th: 1e9 } }],
    drives: drives!,
  });
  const potentials = (spec: NetworkSpec, duration: number, neuron = 0) =>
    row(
      buildNetwork(spec).simulate({
        duration,
        record: { traces: [{ population: 'A', neurons: [neuron], quantities: ['V_m'] }] },
      }).traces[0].data,
      0,
    );

  it('a current moves V exponentially from its onset on', () => {
    const V = potentials(one([{ type: 'current', post: 'A', times: [5, 20], amplitudes: [50, 0] }]), 30);
    const R = params.tau_m / params.C_m;
    const end = 50 * R * (1 - Math.exp(-15 / 10));
    for (let k = 0; k < V.length; k++) {
      const t = (k + 1) * DT;
      const rise =
        t <= 5 ? 0 : t <= 20 ? 50 * R * (1 - Math.exp(-(t - 5) / 10)) : end * Math.exp(-(t - 20) / 10);
      expect(V[k]).toBeAllclose(-65 + rise, { rtol: 1e-13 });
    }
  });

  it('currents add up, per neuron', () => {
    const spec = one(
      [
        { type: 'current', post: 'A', times: [0], amplitudes: [30] },
        { type: 'current', post: 'A', neurons: [1], times: [0, 10], amplitudes: [20, -30] },
      ],
      2,
    );
    const R = params.tau_m / params.C_m;
    expect(potentials(spec, 200, 0).at(-1)).toBeAllclose(-65 + 30 * R, { rtol: 1e-9 });
    expect(potentials(spec, 200, 1).at(-1)).toBeAllclose(-65, { rtol: 1e-9 });
  });

  it('a current may change every step', () => {
    const n = 50;
    const times = Array.from({ length: n }, (_, k) => k * DT);
    const amplitudes = times.map((t) => 40 * Math.sin(t));
    const V = potentials(one([{ type: 'current', post: 'A', times, amplitudes }]), n * DT);
    const { Pm, P0 } = propagators({ ...IAF_PSC_EXP_DEFAULTS, ...params }, DT);
    let u = 0;
    amplitudes.forEach((a, k) => {
      u = Pm * u + P0 * a;
      expect(V[k]).toBeAllclose(-65 + u, { rtol: 1e-13 });
    });
  });

  it('a Poisson drive is silent until its delay, and of rate zero always', () => {
    expect(
      potentials(one([{ type: 'poisson', post: 'A', rate: 0, weight: 10 }]), 20).every((v) => v === -65),
    ).toBe(true);
    const V = potentials(one([{ type: 'poisson', post: 'A', rate: 1e6, weight: 10, delay: 2 }]), 5);
    expect(V.subarray(0, 21).every((v) => v === -65)).toBe(true);
    expect(V[21]).toBeGreaterThan(-65);
  });

  it('several Poisson drives of one population are independent and add up', () => {
    // A thousand neurons, stationary: mean current = sum of weight rate tau_syn.
    const size = 1000;
    const spec = one(
      [
        { type: 'poisson', post: 'A', rate: 500, weight: 10 },
        { type: 'poisson', post: 'A', rate: 700, weight: 5 },
        { type: 'poisson', post: 'A', rate: 600, weight: -8 },
      ],
      size,
    );
    const neurons = Array.from({ length: size }, (_, i) => i);
    const { traces } = buildNetwork(spec).simulate({
      transient: 50,
      duration: DT,
      record: { traces: [{ population: 'A', neurons, quantities: ['I_syn_ex', 'I_syn_in'] }] },
    });
    // On the grid, right after the arrivals of a step: mean lambda w/(1 - P), variance lambda w^2/(1 - P^2).
    const expected = (sources: [number, number][], tau: number) => {
      const P = Math.exp(-DT / tau);
      const lambda = (rate: number) => (rate * DT) / 1000;
      return {
        mean: sources.reduce((s, [r, w]) => s + (lambda(r) * w) / (1 - P), 0),
        variance: sources.reduce((s, [r, w]) => s + (lambda(r) * w * w) / (1 - P * P), 0),
      };
    };
    const [ex, inh] = traces.map((t) => t.data.data);
    for (const [values, e] of [
      [
        ex,
        expected(
          [
            [500, 10],
            [700, 5],
          ],
          params.tau_syn_ex,
        ),
      ],
      [inh, expected([[600, -8]], params.tau_syn_in)],
    ] as const) {
      const mean = values.reduce((a, b) => a + b, 0) / size;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / size;
      expect(Math.abs(mean - e.mean)).toBeLessThan(5 * Math.sqrt(e.variance / size));
      // Kurtosis of shot noise is above that of a normal law: a wide bound.
      expect(Math.abs(variance / e.variance - 1)).toBeLessThan(10 * Math.sqrt(2 / size));
    }
  });

  it('the free membrane has the mean and autocovariance of theory', () => {
    const size = 300;
    const rate = 8000;
    const weight = 9;
    const spec = one([{ type: 'poisson', post: 'A', rate, weight }], size);
    const neurons = Array.from({ length: size }, (_, i) => i);
    const { traces } = buildNetwork(spec).simulate({
      transient: 100,
      duration: 1000,
      record: { traces: [{ population: 'A', neurons, quantities: ['V_m'], interval: 1 }] },
    });
    // u(k dt): response to one input, from the naive scheme.
    const { V } = naive(
      [{ ...IAF_PSC_EXP_DEFAULTS, ...params, V_th: 1e9 }],
      [-65],
      [],
      new Map([[1, [[0, weight] as [number, number]]]]),
      3000,
      DT,
    );
    const u = V.map(([v]) => v + 65);
    const lambda = (rate * DT) / 1000;
    const mean = -65 + lambda * u.reduce((a, b) => a + b, 0);
    const means = neurons.map((n) => row(traces[0].data, n).reduce((a, b) => a + b, 0) / 1000);
    const average = means.reduce((a, b) => a + b, 0) / size;
    const sem = Math.sqrt(means.reduce((s, m) => s + (m - average) ** 2, 0) / size / (size - 1));
    expect(Math.abs(average - mean)).toBeLessThan(5 * sem);
    for (const lag of [0, 1, 5, 20]) {
      const theory = lambda * u.reduce((s, x, k) => s + x * (u[k + 10 * lag] ?? 0), 0);
      const c = neurons.map((n) => {
        const v = row(traces[0].data, n);
        let sum = 0;
        for (let k = 0; k + lag < 1000; k++) sum += (v[k] - mean) * (v[k + lag] - mean);
        return sum / (1000 - lag);
      });
      const value = c.reduce((a, b) => a + b, 0) / size;
      const error = Math.sqrt(c.reduce((s, x) => s + (x - value) ** 2, 0) / size / (size - 1));
      expect(Math.abs(value - theory)).toBeLessThan(5 * error);
    }
  });
});

describe('degenerate networks', () => {
  it('run: no population, nobody in it, no time', () => {
    expect(buildNetwork({ dt: DT, populations: [] }).simulate({ duration: 1 }).spikes).toEqual([]);
    const spec = balanced({
      populations: ['E', 'I'].map((name) => ({ name, size: 0, model: 'iaf_psc_exp' as const })),
    });
    const net = buildNetwork(spec);
    expect(net.synapseCount).toBe(0);
    expect(net.simulate({ duration: 1 }).spikes.map((s) => s.steps.length)).toEqual([0, 0]);
    const idle = buildNetwork(balanced());
    const { t0, t1, spikes } = idle.simulate({ duration: 0 });
    expect([t0, t1, flat(spikes).length, idle.time]).toEqual([0, 0, 0, 0]);
  });

  it('run with one neuron on itself', () => {
    const spec: NetworkSpec = {
      dt: DT,
      populations: [{ name: 'A', size: 1, model: 'iaf_psc_exp', params, V_m: -50 }],
      projections: [
        { pre: 'A', post: 'A', rule: { rule: 'pairwise_bernoulli', p: 1 }, weight: 1000, delay: 3 },
      ],
    };
    const net = buildNetwork(spec);
    expect(net.synapseCount).toBe(1);
    expect(net.simulate({ duration: 20 }).spikes[0].steps.length).toBeGreaterThan(2);
    const alone = buildNetwork({
      ...spec,
      projections: [{ ...spec.projections![0], rule: { rule: 'pairwise_bernoulli', p: 1, autapses: false } }],
    });
    expect(alone.synapseCount).toBe(0);
    expect(alone.simulate({ duration: 20 }).spikes[0].steps.length).toBe(1);
  });
});

describe('cancelling', () => {
  it('keeps what was computed, and the network goes on from there', async () => {
    const net = buildNetwork(balanced());
    const abort = new AbortController();
    const run = await net.simulateAsync({
      duration: 1e5,
      signal: abort.signal,
      onProgress: () => abort.abort(),
      record: { traces: [{ population: 'I', neurons: [0], quantities: ['V_m'], interval: 1 }] },
    });
    expect(run.cancelled).toBe(true);
    expect(run.t1).toBe(net.time);
    expect(run.t1).toBeLessThan(1e5);
    expect(run.traces[0].data.shape[1]).toBe(Math.floor(run.t1));
    const rest = net.simulate({ duration: 10 });
    const whole = buildNetwork(balanced()).simulate({ duration: Math.round((run.t1 + 10) / DT) * DT });
    expect([...flat(run.spikes), ...flat(rest.spikes)].toSorted((a, b) => a - b)).toEqual(
      flat(whole.spikes).toSorted((a, b) => a - b),
    );
  });

  it('ends the building of a network with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(buildNetworkAsync(balanced(), { signal })).rejects.toThrow('enough');
  });
});

describe('bad input', () => {
  const population = { name: 'A', size: 2, model: 'iaf_psc_exp' as const };
  const spec = (change: object): NetworkSpec => ({ dt: DT, populations: [population], ...change });
  const all = { rule: 'pairwise_bernoulli' as const, p: 1 };
  it.each([
    ['dt', { dt: 0 }],
    ['dt', { dt: NaN }],
    ['populations[0].size', { populations: [{ ...population, size: -1 }] }],
    ['populations[0].size', { populations: [{ ...population, size: 1.5 }] }],
    ['populations[1].name', { populations: [population, population] }],
    ['populations[0].model', { populations: [{ ...population, model: 'hh' }] }],
    ['populations[0].params.tau_m', { populations: [{ ...population, params: { tau_m: 0 } }] }],
    ['populations[0].V_m', { populations: [{ ...population, V_m: [1] }] }],
    ['populations[0].V_m[1]', { populations: [{ ...population, V_m: [1, NaN] }] }],
    ['populations[0].V_m', { populations: [{ ...population, V_m: NaN }] }],
    ['projections[0].post', { projections: [{ pre: 'A', post: 'B', rule: all, weight: 1, delay: 1 }] }],
    ['projections[0] A>A.rule', { projections: [{ pre: 'A', post: 'A', rule: { rule: 'none' } }] }],
    ['projections[0] A>A.weight', { projections: [{ pre: 'A', post: 'A', rule: all, delay: 1 }] }],
    ['projections[0] A>A.delay', { projections: [{ pre: 'A', post: 'A', rule: all, weight: 1 }] }],
    ['drives[0].post', { drives: [{ type: 'poisson', post: 'X', rate: 1, weight: 1 }] }],
    ['drives[0].rate', { drives: [{ type: 'poisson', post: 'A', rate: -1, weight: 1 }] }],
    ['drives[0].rate', { drives: [{ type: 'poisson', post: 'A', rate: 1e12, weight: 1 }] }],
    ['drives[0].weight', { drives: [{ type: 'poisson', post: 'A', rate: 1, weight: NaN }] }],
    ['drives[0].delay', { drives: [{ type: 'poisson', post: 'A', rate: 1, weight: 1, delay: -1 }] }],
    ['drives[0].type', { drives: [{ type: 'ramp', post: 'A' }] }],
    ['drives[0].trains', { drives: [{ type: 'spikes', post: 'A', trains: [[1]], weight: 1 }] }],
    ['drives[0].trains[1][0]', { drives: [{ type: 'spikes', post: 'A', trains: [[], [0.123]], weight: 1 }] }],
    ['drives[0].times[1]', { drives: [{ type: 'current', post: 'A', times: [2, 1], amplitudes: [1, 1] }] }],
    ['drives[0].amplitudes', { drives: [{ type: 'current', post: 'A', times: [2], amplitudes: [] }] }],
    [
      'drives[0].neurons[0]',
      { drives: [{ type: 'current', post: 'A', neurons: [2], times: [], amplitudes: [] }] },
    ],
  ])('%s is named', (path, change) => {
    expect(() => buildNetwork(spec(change))).toThrow(ParameterError);
    expect(() => buildNetwork(spec(change))).toThrow(`${path}: `);
  });

  it('of a simulation is named', () => {
    const net = buildNetwork(spec({}));
    expect(() => buildNetwork(spec({}), { seed: -1 })).toThrow(/^seed/);
    expect(() => net.simulate({ duration: -1 })).toThrow(/^duration/);
    expect(() => net.simulate({ duration: 0.05 })).toThrow(/^duration.*multiple of dt/);
    expect(() => net.simulate({ duration: 1, transient: NaN })).toThrow(/^transient/);
    expect(() => net.simulate({ duration: 1, record: { spikes: ['B'] } })).toThrow(/^record.spikes.*A.*"B"/);
    const trace = (change: object) => ({
      duration: 1,
      record: { traces: [{ population: 'A', neurons: [0], quantities: ['V_m' as const], ...change }] },
    });
    expect(() => net.simulate(trace({ neurons: [2] }))).toThrow(/neurons\[0\]/);
    expect(() => net.simulate(trace({ quantities: ['g'] }))).toThrow(/quantities/);
    expect(() => net.simulate(trace({ quantities: ['I_syn_ex'] }))).toThrow(/separateCurrents/);
    expect(() => net.simulate(trace({ interval: 0.25 }))).toThrow(/interval/);
    expect(net.time).toBe(0);
  });
});
