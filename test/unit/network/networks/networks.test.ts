/** The reference networks against the complete specifications of the reference data, and scaling down by its moments. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downscale } from '../../../../src/network/downscale.ts';
import { BRUNEL_STATES, brunelNetwork, type BrunelState } from '../../../../src/network/networks/brunel.ts';
import {
  MICROCIRCUIT_POPULATIONS,
  potjansDiesmannNetwork,
} from '../../../../src/network/networks/potjansDiesmann.ts';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import {
  gamma,
  normal,
  truncatedNormal,
  type ContinuousDistribution,
} from '../../../../src/numerics/distributions/index.ts';
import { readCase } from '../../../conformance/read.ts';
import { networkSpec } from '../../../conformance/suites/lif/network.ts';

const reference = (name: string): NetworkSpec =>
  networkSpec(
    readCase(join(import.meta.dirname, `../../../conformance/fixtures/lif/${name}.json`)).input.network,
  );

/** Numbers only, laws by their parameters; without options that only repeat defaults. */
function plain(spec: NetworkSpec): any {
  return JSON.parse(
    JSON.stringify(spec, (key, value) => (key === 'autapses' || key === 'multapses' ? undefined : value)),
  );
}

/** Equal but for rounding. */
function expectSame(own: any, other: any, path = ''): void {
  if (typeof other === 'number') {
    // Rounding of sums of eight terms. The currents of the data were computed with ln((n - 1)/n) of n = 10^7 ... 10^8 pairs, whose
    // rounding of 1e-16 n makes up to 4e-8 of terms that nearly cancel (with that formula ours equal them to 1e-14); ours is ln1p(-1/n).
    const tolerance = path.endsWith('I_e') ? 3e-7 : 1e-12;
    expect(Math.abs(own - other), `${path}: ${own} ${other}`).toBeLessThanOrEqual(
      tolerance * Math.abs(other),
    );
    return;
  }
  if (typeof other !== 'object' || other === null) {
    expect(own, path).toEqual(other);
    return;
  }
  expect(Object.keys(own).toSorted(), path).toEqual(Object.keys(other).toSorted());
  for (const key of Object.keys(other)) expectSame(own[key], other[key], `${path}.${key}`);
}

const byPathway = (spec: NetworkSpec): NetworkSpec => ({
  ...spec,
  projections: [...(spec.projections ?? [])].toSorted((a, b) =>
    `${a.pre}>${a.post}`.localeCompare(`${b.pre}>${b.post}`),
  ),
});

describe('brunelNetwork', () => {
  it('is the network of the reference data, small and at full size', () => {
    expectSame(
      plain(byPathway(brunelNetwork({ excitatory: 2000, J: 0.2 }))),
      plain(byPathway(reference('net_brunel_ai'))),
    );
    expectSame(plain(byPathway(brunelNetwork())), plain(byPathway(reference('net_brunel_full_ai'))));
  });

  it('has its states by inhibition and drive', () => {
    const expected: Record<BrunelState, [weight: number, rate: number]> = {
      SR: [-0.3, 20_000],
      SI_fast: [-0.6, 40_000],
      AI: [-0.5, 20_000],
      SI_slow: [-0.45, 9_000],
    };
    for (const [state, [weight, rate]] of Object.entries(expected) as [BrunelState, [number, number]][]) {
      const { projections, drives } = brunelNetwork({ state });
      expect(projections!.find((p) => p.pre === 'I')!.weight).toBeCloseTo(weight, 14);
      expect(drives!.map((d) => (d as { rate: number }).rate)).toEqual(
        [rate, rate].map((r) => expect.closeTo(r, 8)),
      );
    }
  });

  it('can be built at any size, and refuses what is no network', () => {
    const { spikes } = buildNetwork(brunelNetwork({ excitatory: 40, J: 2 })).simulate({ duration: 100 });
    expect(spikes.map((s) => s.size)).toEqual([40, 10]);
    expect(spikes[0]!.steps.length).toBeGreaterThan(10);
    expect(() => brunelNetwork({ state: 'XX' as BrunelState })).toThrow(/SR, SI_fast, AI, SI_slow/);
    expect(() => brunelNetwork({ epsilon: 0 })).toThrow(/epsilon/);
    expect(() => brunelNetwork({ excitatory: 1 })).toThrow(/excitatory/);
    expect(BRUNEL_STATES.AI.g).toBe(5);
  });
});

describe('potjansDiesmannNetwork', () => {
  it('at 10 % is the network of the reference data', () => {
    expectSame(
      plain(byPathway(potjansDiesmannNetwork({ scale: 0.1 }))),
      plain(byPathway(reference('net_microcircuit_10pct'))),
    );
  });

  it('at full scale has the sizes of the paper and no constant current', () => {
    const full = potjansDiesmannNetwork({ scale: 1 });
    expect(full.populations.reduce((sum, p) => sum + p.size, 0)).toBe(77169);
    const total = full.projections!.reduce((sum, p) => sum + (p.rule as { N: number }).N, 0);
    // About 0.3 billion synapses.
    expect(total).toBeGreaterThan(2.9e8);
    expect(total).toBeLessThan(3.1e8);
    expect(full.populations.every((p) => p.params!.I_e === 0)).toBe(true);
    expect(full.populations.map((p) => p.name)).toEqual([...MICROCIRCUIT_POPULATIONS]);
  });

  it('can be small, and refuses fractions that are none', () => {
    const tiny = potjansDiesmannNetwork({ scale: 0.01 });
    expect(tiny.populations[0]!.size).toBe(207);
    expect(buildNetwork(tiny).simulate({ duration: 20 }).t1).toBe(20);
    expect(() => potjansDiesmannNetwork({ scale: 0 })).toThrow(/scale/);
    expect(() => potjansDiesmannNetwork({ neurons: 1.5 })).toThrow(/neurons/);
  });
});

describe('downscale', () => {
  const params = { C_m: 200, tau_m: 10, tau_syn_ex: 0.5, tau_syn_in: 2, I_e: 30 };
  const rates = { A: 5, B: 12 };
  const models = ['iaf_psc_exp', 'iaf_psc_alpha', 'iaf_psc_delta'] as const;
  const network = (model: string): NetworkSpec => ({
    dt: 0.1,
    populations: ['A', 'B'].map((name) => ({
      name,
      size: name === 'A' ? 1000 : 400,
      model,
      params: model === 'iaf_psc_delta' ? { C_m: 200, tau_m: 10, I_e: 30 } : params,
    })),
    projections: [
      {
        pre: 'A',
        post: 'B',
        rule: { rule: 'pairwise_bernoulli', p: 0.1 },
        weight: truncatedNormal({ mean: 3, sd: 1, min: 0, max: null }),
        delay: 1,
      },
      { pre: 'B', post: 'A', rule: { rule: 'fixed_indegree', indegree: 100 }, weight: -8, delay: 1 },
      {
        pre: 'B',
        post: 'B',
        rule: { rule: 'fixed_total_number', N: 40_000 },
        weight: { clipped: normal({ mean: -4, sd: 1 }), max: 0 },
        delay: 1,
      },
      { pre: 'A', post: 'A', rule: { rule: 'fixed_outdegree', outdegree: 64 }, weight: 2, delay: 1 },
    ],
    drives: [{ type: 'poisson', post: 'A', rate: 9000, weight: 2 }],
  });

  /** Mean current (pA), and the sum of squared weights per second, of the input of a population. */
  function moments(spec: NetworkSpec, post: string): { mean: number; square: number } {
    const p = spec.populations.find(({ name }) => name === post)!;
    const size = (name: string) => spec.populations.find((q) => q.name === name)!.size;
    const given = p.params as Record<string, number>;
    const charge = (w: number): number => {
      if (p.model === 'iaf_psc_delta') return (w * given.C_m!) / 1000;
      const tau = w < 0 ? given.tau_syn_in! : given.tau_syn_ex!;
      return (w * tau * (p.model === 'iaf_psc_alpha' ? Math.E : 1)) / 1000;
    };
    let mean = given.I_e!;
    let square = 0;
    const add = (perSecond: number, w: number): void => {
      mean += perSecond * charge(w);
      square += perSecond * w * w;
    };
    for (const q of spec.projections!) {
      if (q.post !== post) continue;
      const rule = q.rule as any;
      const K =
        rule.indegree ??
        (rule.p === undefined ? undefined : rule.p * size(q.pre)) ??
        (rule.N === undefined ? undefined : rule.N / size(post)) ??
        (rule.outdegree * size(q.pre)) / size(post);
      const law = q.weight as any;
      const w =
        typeof law === 'number' ? law : ((law.clipped ?? law) as ContinuousDistribution).parameters.mean!;
      add(K * rates[q.pre as 'A' | 'B'], w);
    }
    for (const d of spec.drives!)
      if (d.post === post && d.type === 'poisson') add(d.rate as number, d.weight);
    return { mean, square };
  }

  it.each(models)('keeps mean and variance of the input of %s', (model) => {
    const full = network(model);
    const small = downscale(full, { neurons: 0.5, indegrees: 0.25, rates });
    expect(small.populations.map((p) => p.size)).toEqual([500, 200]);
    for (const post of ['A', 'B']) {
      const [before, after] = [moments(full, post), moments(small, post)];
      expect(after.mean).toBeCloseTo(before.mean, 9);
      expect(after.square).toBeCloseTo(before.square, 9);
    }
    const laws = small.projections!.map((p) => p.weight as any);
    expect(laws[0].parameters).toMatchObject({ mean: 6, sd: 2, min: 0 });
    expect(laws[2].clipped.parameters).toMatchObject({ mean: -8, sd: 2 });
    expect(laws[2].max).toBe(0);
  });

  it('fewer neurons alone leave in-degrees, weights and currents as they are', () => {
    const small = downscale(network('iaf_psc_exp'), { neurons: 0.5 });
    expect(small.projections![0]!.rule).toEqual({ rule: 'pairwise_bernoulli', p: 0.2 });
    expect(small.projections![1]!.rule).toEqual({ rule: 'fixed_indegree', indegree: 100 });
    expect(small.projections![2]!.rule).toEqual({ rule: 'fixed_total_number', N: 20_000 });
    expect(small.populations[0]!.params!.I_e).toBe(30);
    expect(small.drives).toEqual(network('iaf_psc_exp').drives);
  });

  it('says what is missing or not understood', () => {
    const full = network('iaf_psc_exp');
    expect(() => downscale(full, { neurons: 0.5, indegrees: 0.5 })).toThrow(/rates.A/);
    expect(() => downscale(full, { neurons: 0.05, indegrees: 1 })).toThrow(/indegrees.*at most 0.5/);
    expect(() => downscale(full, { neurons: 0, rates })).toThrow(/neurons/);
    const other = {
      ...full,
      populations: full.populations.map((p) => ({ ...p, model: 'iaf_cond_exp', params: {} })),
    };
    expect(() => downscale(other, { neurons: 1, indegrees: 0.5, rates })).toThrow(/iaf_cond_exp/);
    const drawn = {
      ...full,
      projections: [{ ...full.projections![0]!, weight: gamma({ shape: 2, scale: 1 }) }],
    };
    expect(() => downscale(drawn, { neurons: 1, indegrees: 0.5, rates })).toThrow(/gamma/);
  });
});
