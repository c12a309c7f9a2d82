/** Sums over populations against sums of recorded traces; the same bits in any number of shares; LFP proxies and rates made of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { buildThreadedNetwork } from '../../../../src/network/point/threads/threadedNetwork.ts';
import { startNodeWorker } from '../../../../src/network/point/threads/startNodeWorker.ts';
import { joinSums, type PartialSums, type SumRequest } from '../../../../src/network/point/sums.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import {
  lfpProxies,
  proxyRequest,
  referenceWeightedSum,
  standardised,
} from '../../../../src/network/proxies.ts';
import { RateRecorder, ratePerNeuron } from '../../../../src/network/rateRecorder.ts';
import { spikeCounts } from '../../../../src/network/rates.ts';

const N = 600;
const spec: NetworkSpec = {
  dt: 0.1,
  populations: [
    { name: 'A', size: N, model: 'iaf_psc_exp', params: { C_m: 200, t_ref: 1 } },
    { name: 'B', size: 300, model: 'iaf_psc_alpha' },
  ],
  projections: [
    { pre: 'A', post: 'A', rule: { rule: 'pairwise_bernoulli', p: 0.05 }, weight: 20, delay: 1.1 },
    { pre: 'B', post: 'A', rule: { rule: 'pairwise_bernoulli', p: 0.05 }, weight: -50, delay: 0.9 },
    { pre: 'A', post: 'B', rule: { rule: 'pairwise_bernoulli', p: 0.05 }, weight: 20, delay: 0.8 },
  ],
  drives: [
    { type: 'poisson', post: 'A', rate: 9000, weight: 45 },
    { type: 'poisson', post: 'B', rate: 9000, weight: 25 },
  ],
};
const options = { seed: 2, separateCurrents: true };
const all = (size: number): number[] => Array.from({ length: size }, (_, n) => n);

describe('sums over a population', () => {
  const requests = (interval: number): SumRequest[] => [
    proxyRequest('A', interval),
    { population: 'B', quantities: ['V_m'], interval: 0.3 },
  ];

  // In every step, at the ends of chunks of four, at any places, less often than chunks.
  it.each([0.1, 0.4, 0.7, 2])('are the sums of traces, at every %s ms', (interval) => {
    const result = buildNetwork(spec, options).simulate({
      duration: 25,
      transient: 5.2,
      record: {
        sums: requests(interval),
        traces: [{ population: 'A', neurons: all(N), quantities: ['I_syn_ex', 'I_syn_in', 'V_m'], interval }],
      },
    });
    expect(result.sums.map((s) => [s.quantity, s.magnitude, s.unit])).toEqual([
      ['I_syn_ex', false, 'pA'],
      ['I_syn_in', false, 'pA'],
      ['V_m', false, 'mV'],
      ['I_syn_ex', true, 'pA'],
      ['I_syn_in', true, 'pA'],
      ['V_m', false, 'mV'],
    ]);
    const times = { t0: 5.2, interval };
    for (const [i, trace] of [0, 1, 2, 0, 1].entries()) {
      const { values, magnitude, ...sums } = result.sums[i];
      expect(sums).toMatchObject(times);
      const { data, shape } = result.traces[trace].data;
      expect(values.length).toBe(Math.floor(25 / interval + 1e-9));
      values.forEach((sum, m) => {
        let naive = 0;
        for (let n = 0; n < N; n++) {
          const v = data[n * shape[1] + m];
          naive += magnitude ? Math.abs(v) : v;
        }
        // Each value is rounded to 2^-39; the naive sum of numbers up to 1000 to 1e-13 each.
        expect(Math.abs(sum - naive)).toBeLessThan(N * 4e-12);
      });
    }
    expect(result.sums[0].values.some((v) => v > 0)).toBe(true);
    expect(result.sums[4].values).toEqual(result.sums[1].values.map((v) => 0 - v));
  });

  it('are the same bits in shares, in threads, with other chunks, and beside the spikes without any', async () => {
    const record = { sums: requests(0.6) };
    const whole = buildNetwork(spec, options).simulate({ duration: 30, record });
    const shared = buildSharedNetwork(spec, 3, options).simulate({ duration: 30, record });
    expect(shared).toEqual(whole);
    expect(buildNetwork(spec, options).simulate({ duration: 30 }).spikes).toEqual(whole.spikes);
    const net = await buildThreadedNetwork(spec, { ...options, threads: 2 }, startNodeWorker);
    expect(await net.simulateAsync({ duration: 30, record })).toEqual(whole);
    await net.close();
  });

  it('refuse what is not there', () => {
    const net = buildNetwork(spec);
    const run = (sums: SumRequest) => () => net.simulate({ duration: 1, record: { sums: [sums] } });
    expect(run({ population: 'C', quantities: [] })).toThrow(/record\.sums\[0\]\.population.*A, B.*"C"/);
    expect(run({ population: 'A', quantities: ['w'] })).toThrow(/record\.sums\[0\]\.quantities.*V_m.*"w"/);
    expect(run({ population: 'A', quantities: ['V_m'], magnitudes: ['I_syn_ex'] })).toThrow(
      /sums\[0\]\.magnitudes.*separateCurrents/,
    );
    expect(run({ population: 'A', quantities: ['V_m'], interval: 0 })).toThrow(/interval.*at least dt/);
    expect(run({ population: 'A', quantities: ['V_m'], interval: 0.15 })).toThrow(/interval.*multiple of dt/);
  });

  it('of no neurons are 0, of no time empty', () => {
    const empty: NetworkSpec = { dt: 0.1, populations: [{ name: 'A', size: 0, model: 'iaf_psc_exp' }] };
    const record = { sums: [{ population: 'A', quantities: ['V_m'] }] };
    const net = buildNetwork(empty);
    expect(net.simulate({ duration: 0.3, record }).sums[0].values).toEqual(new Float64Array(3));
    expect(net.simulate({ duration: 0, record }).sums[0].values.length).toBe(0);
    expect(buildNetwork(spec).simulate({ duration: 0.1 }).sums).toEqual([]);
  });
});

it('sums do not depend on how neurons are divided', () => {
  const rest = { population: 'A', size: 3, quantity: 'x', magnitude: false, unit: '', t0: 0, interval: 1 };
  const part = (coarse: number, fine: number): PartialSums => ({
    ...rest,
    coarse: Float64Array.of(coarse),
    fine: Float64Array.of(fine),
  });
  const eighth = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((n) => n * 2 ** -8);
  const small = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((n) => n * 2 ** -38);
  fc.assert(
    fc.property(fc.array(fc.tuple(eighth, small), { minLength: 1, maxLength: 20 }), (values) => {
      const parts = values.map(([c, f]) => part(c, f));
      expect(joinSums(parts.toReversed())).toEqual(joinSums(parts));
    }),
  );
});

describe('LFP proxies', () => {
  const result = buildNetwork(spec, options).simulate({
    duration: 40,
    record: { sums: [proxyRequest('A', 0.5)] },
  });

  it('are those of Mazzoni et al. (2015)', () => {
    const [ex, inh, v, exSize, inSize] = result.sums.map((s) => s.values);
    const proxies = lfpProxies(result.sums, 'A');
    expect(proxies.current.values).toEqual(ex.map((x, m) => x + inh[m]));
    expect(proxies.magnitude.values).toEqual(exSize.map((x, m) => x + inSize[m]));
    expect(proxies.potential).toMatchObject({ unit: 'mV', t0: 0, interval: 0.5 });
    expect(proxies.potential.values).toEqual(v.map((x) => x / N));
    const { weighted } = proxies;
    expect(weighted).toMatchObject({ t0: 6, interval: 0.5, unit: 'pA' });
    expect(weighted.values.length).toBe(80 - 12);
    // At t = 6.5 ms: excitation of t = 0.5 ms, inhibition of 6.5 ms.
    weighted.values.forEach((x, m) => expect(x).toBe(ex[m] - 1.65 * inh[m + 12]));
    expect(Math.min(...weighted.values)).toBeGreaterThan(0);
  });

  it('say what is missing', () => {
    expect(() => lfpProxies(result.sums, 'B')).toThrow(/sums.*I_syn_ex of B.*proxyRequest/);
    expect(() => lfpProxies([], 'A')).toThrow(/received "none"/);
    expect(() => lfpProxies(result.sums, 'A', { delay: 0.7 })).toThrow(/delay.*multiple of the interval/);
    const [ex, inh] = result.sums;
    expect(referenceWeightedSum(ex, inh, { delay: 100 }).values.length).toBe(0);
    expect(referenceWeightedSum(ex, inh, { delay: 0, alpha: -1 }).values).toEqual(
      ex.values.map((x, m) => x + inh.values[m]),
    );
  });

  it('standardised have mean 0 and deviation 1', () => {
    const z = standardised(Float64Array.of(1, 2, 6));
    expect(z.reduce((a, b) => a + b)).toBeCloseTo(0, 14);
    expect(z.reduce((a, b) => a + b * b, 0) / 3).toBeCloseTo(1, 14);
    expect(() => standardised(new Float64Array(3).fill(2))).toThrow(/varies/);
    expect(() => standardised(new Float64Array(0))).toThrow(/varies/);
  });
});

describe('RateRecorder', () => {
  it('counts what spikeCounts counts, without keeping a spike, over several runs', () => {
    const window = { t0: 3, t1: 41, bin: 2.5 };
    const { spikes } = buildNetwork(spec, options).simulate({ duration: 45 });
    const net = buildNetwork(spec, options);
    const sink = new RateRecorder(net.populations, window, net.dt);
    expect(net.simulate({ duration: 20, sink }).spikes.every((s) => s.steps.length === 0)).toBe(true);
    net.simulate({ duration: 25, sink });
    expect(sink.counts).toEqual(spikes.map((s) => spikeCounts(s, window)));
    expect(sink.counts[0].counts.length).toBe(15);
    expect(sink.rate('A')).toEqual(sink.counts[0].counts.map((n) => (1000 * n) / (N * 2.5)));
    expect(sink.rate('A').some((r) => r > 1)).toBe(true);
  });

  it('refuses other populations, empty ones, and times off the grid', () => {
    const sink = new RateRecorder([{ name: 'A', size: 0 }], { t0: 0, t1: 1 }, 0.1);
    expect(() => sink.spikes('B', Int32Array.of(1))).toThrow(/Expected A, but received "B"/);
    expect(() => ratePerNeuron(sink.counts[0])).toThrow(/population with neurons/);
    expect(() => new RateRecorder([], { t0: 0.05, t1: 1 }, 0.1)).toThrow(/t0.*multiple/);
  });
});
