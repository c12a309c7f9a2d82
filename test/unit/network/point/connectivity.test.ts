/** Networks with every connection rule: the same spikes stored, made again at every spike, and divided into shares; receptors by name. */
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import type { ProjectionSpec } from '../../../../src/network/projectionSpec.ts';
import { uniform } from '../../../../src/numerics/distributions/index.ts';

const E = 700;
const I = 300;

function network(projections: readonly ProjectionSpec[]): NetworkSpec {
  const population = (name: string, size: number) => ({
    name,
    size,
    model: 'iaf_psc_exp',
    params: { C_m: 100, t_ref: 1, V_reset: -65, E_L: -65, tau_syn_ex: 2, tau_syn_in: 3 },
  });
  return {
    dt: 0.1,
    populations: [population('E', E), population('I', I)],
    projections,
    drives: ['E', 'I'].map((post) => ({ type: 'poisson' as const, post, rate: 8000, weight: 14 })),
  };
}

const delay = uniform({ min: 0.4, max: 2 });
const local: ProjectionSpec = {
  pre: 'I',
  post: 'E',
  rule: {
    rule: 'distance_dependent',
    sheet: { width: 1000, height: 1000, periodic: true },
    prePositions: { layout: 'random' },
    postPositions: { layout: 'grid', columns: 28 },
    profile: 'exponential',
    p0: 0.6,
    width: 150,
  },
  weight: -20,
  delay: { offset: 0.5, velocity: 300 },
};

const alone: ProjectionSpec[] = [
  {
    pre: 'E',
    post: 'E',
    rule: { rule: 'fixed_outdegree', outdegree: 40 },
    weight: uniform({ min: 2, max: 9 }),
    delay,
  },
  { pre: 'E', post: 'I', rule: { rule: 'fixed_total_number', N: 20_000 }, weight: 6, delay: 1.5 },
  local,
  { pre: 'I', post: 'I', rule: { rule: 'pairwise_bernoulli', p: 0.2 }, weight: -8, delay: 0.7 },
];

const spikesOf = (net: ReturnType<typeof buildNetwork>) =>
  net.simulate({ duration: 150 }).spikes.map((s) => [Array.from(s.steps), Array.from(s.ids)]);

it('every rule, with and without stored synapses, in 1 to 3 shares', () => {
  const spec = network(alone);
  const stored = buildNetwork(spec, { seed: 5 });
  const expected = spikesOf(stored);
  expect(expected[0][0].length).toBeGreaterThan(500);
  for (const webAssembly of [true, false])
    expect(spikesOf(buildNetwork(spec, { seed: 5, connectivity: 'procedural', webAssembly }))).toEqual(
      expected,
    );
  for (const shares of [2, 3])
    for (const connectivity of ['stored', 'procedural'] as const) {
      const shared = buildSharedNetwork(spec, shares, { seed: 5, connectivity });
      expect(spikesOf(shared)).toEqual(expected);
      if (connectivity === 'stored') expect(shared.synapseCount).toBe(stored.synapseCount);
    }
  expect(spikesOf(buildNetwork(spec, { seed: 6 }))).not.toEqual(expected);
});

it('rules that draw target by target run in shares, but not without stored synapses', () => {
  const spec = network([
    { pre: 'E', post: 'E', rule: { rule: 'fixed_indegree', indegree: 50 }, weight: 5, delay: 1.5 },
    { pre: 'I', post: 'E', rule: { rule: 'fixed_indegree', indegree: 20 }, weight: -20, delay: 1.5 },
    { pre: 'E', post: 'I', rule: { rule: 'fixed_indegree', indegree: 30 }, weight: 5, delay },
  ]);
  const net = buildNetwork(spec, { seed: 5 });
  expect(net.synapseCount).toBe(70 * E + 30 * I);
  const expected = spikesOf(net);
  expect(expected[0][0].length).toBeGreaterThan(500);
  for (const shares of [2, 3])
    expect(spikesOf(buildSharedNetwork(spec, shares, { seed: 5 }))).toEqual(expected);
  expect(() => buildNetwork(spec, { connectivity: 'procedural' })).toThrow(
    /connectivity: Expected stored, as projections\[0\] E>E is of the rule fixed_indegree/,
  );
  expect(() => buildNetwork(spec, { connectivity: 'none' as 'stored' })).toThrow(/stored or procedural/);
});

describe('receptor', () => {
  const one = (change: Partial<ProjectionSpec>): NetworkSpec => ({
    ...network([{ pre: 'E', post: 'I', rule: { rule: 'all_to_all' }, weight: 0.3, delay: 1, ...change }]),
    drives: [{ type: 'poisson', post: 'E', rate: 9000, weight: 14 }],
  });

  it('goes by the sign of the weight, or by name or index', () => {
    const V = (change: Partial<ProjectionSpec>) => {
      const record = { traces: [{ population: 'I', neurons: [0], quantities: ['V_m' as const] }] };
      const net = buildNetwork(one(change), { seed: 2 });
      return net.simulate({ duration: 50, record }).traces[0].data.data.at(-1)!;
    };
    expect(V({ weight: 0.3 })).toBeGreaterThan(-65);
    expect(V({ weight: -0.3 })).toBeLessThan(-65);
    expect(buildNetwork(one({}), { seed: 2 }).synapseCount).toBe(E * I);
    for (const receptor of [0, 'ex']) expect(V({ receptor })).toBe(V({}));
  });

  it.each([
    [{ receptor: 'nmda' }, /projections\[0\]\.receptor/],
    [{ receptor: 2 }, /projections\[0\]\.receptor/],
    [{ receptor: 1 }, /projections\[0\]\.weight/],
    [{ weight: -3, receptor: 0 }, /projections\[0\]\.weight/],
  ])('refuses %j', (change, message) => {
    expect(() => buildNetwork(one(change))).toThrow(message);
  });
});
