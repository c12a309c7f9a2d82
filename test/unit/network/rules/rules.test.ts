/** Every connection rule: the law of its degrees, autapses and multapses, parts that make up the whole, bad parameters, degenerate sizes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionRule } from '../../../../src/network/projectionSpec.ts';
import { BLOCK } from '../../../../src/network/rules/rule.ts';
import { normal, truncatedNormal } from '../../../../src/numerics/distributions/index.ts';
import {
  projectionOf,
  range,
  synapses,
  synapsesOf,
  type ProjectionCase,
  type Synapse,
} from '../../../support/synapses.ts';

const degreesOf = (all: readonly Synapse[], n: number, key: 'source' | 'target'): Float64Array => {
  const degrees = new Float64Array(n);
  for (const s of all) degrees[s[key]]++;
  return degrees;
};

/** Pairs that are connected more than once. */
const repeated = (all: readonly Synapse[]): number =>
  all.length - new Set(all.map((s) => s.source * 2 ** 20 + s.target)).size;

const selves = (all: readonly Synapse[]): number => all.filter((s) => s.source === s.target).length;

/** Standardised deviation of a sum of squares (x - mean)²/variance from its expectation, for numbers that are nearly normal. */
const spread = (x: Float64Array, mean: number, variance: number, freedom = x.length): number =>
  (x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / variance - freedom) / Math.sqrt(2 * freedom);

/** 5 standard deviations: 6e-7 per check for a sum of many squares; seeds are fixed. */
const SD = 5;

describe('fixed_indegree', () => {
  const rule = { rule: 'fixed_indegree' as const, indegree: 40 };

  it('gives every target its sources, uniformly and with replacement', () => {
    const [preSize, postSize] = [300, 1100];
    const all = synapses({ rule, preSize, postSize });
    expect(degreesOf(all, postSize, 'target').every((d) => d === 40)).toBe(true);
    // Out-degrees are multinomial: n = 44000 balls, 300 boxes.
    const mean = (40 * postSize) / preSize;
    expect(Math.abs(spread(degreesOf(all, preSize, 'source'), mean, mean, preSize - 1))).toBeLessThan(SD);
    // Repeated pairs: of 40 draws among 300 sources 40 - 300 (1 - (1 - 1/300)^40) = 2.5 on the average.
    const expected = postSize * (40 - preSize * (1 - (1 - 1 / preSize) ** 40));
    expect(Math.abs(repeated(all) - expected)).toBeLessThan(SD * Math.sqrt(expected));
  });

  it('draws without replacement if asked, few or nearly all sources', () => {
    for (const [indegree, preSize] of [
      [40, 300],
      [3, 300],
      [290, 300],
      [300, 300],
    ]) {
      const all = synapses({ rule: { ...rule, indegree, multapses: false }, preSize, postSize: 400 });
      expect(all.length).toBe(400 * indegree);
      expect(repeated(all)).toBe(0);
      const p = indegree / preSize;
      const degrees = degreesOf(all, preSize, 'source');
      if (p < 1)
        // Each out-degree is binomial (400, p); their sum is fixed.
        expect(Math.abs(spread(degrees, 400 * p, 400 * p * (1 - p), preSize - 1))).toBeLessThan(SD);
    }
  });

  it('leaves autapses out if asked', () => {
    const own = { pre: 'A', post: 'A', preSize: 700, postSize: 700 };
    for (const multapses of [true, false]) {
      const without = synapses({ ...own, rule: { ...rule, multapses, autapses: false } });
      expect(selves(without)).toBe(0);
      expect(without.length).toBe(28_000);
      // The neighbours of the gap are drawn like others.
      const next = without.filter((s) => s.source === s.target + 1).length;
      expect(Math.abs(next - 40)).toBeLessThan(SD * Math.sqrt(40));
      expect(Math.abs(selves(synapses({ ...own, rule: { ...rule, multapses } })) - 40)).toBeLessThan(
        SD * Math.sqrt(40),
      );
    }
    const all = { ...own, rule: { ...rule, indegree: 699, multapses: false, autapses: false } };
    expect(synapses(all).length).toBe(700 * 699);
  });
});

describe('fixed_outdegree', () => {
  const rule = { rule: 'fixed_outdegree' as const, outdegree: 40 };

  it('gives every source its targets, uniformly and with replacement', () => {
    const [preSize, postSize] = [1100, 300];
    const all = synapses({ rule, preSize, postSize });
    expect(degreesOf(all, preSize, 'source').every((d) => d === 40)).toBe(true);
    const mean = (40 * preSize) / postSize;
    expect(Math.abs(spread(degreesOf(all, postSize, 'target'), mean, mean, postSize - 1))).toBeLessThan(SD);
    const expected = preSize * (40 - postSize * (1 - (1 - 1 / postSize) ** 40));
    expect(Math.abs(repeated(all) - expected)).toBeLessThan(SD * Math.sqrt(expected));
  });

  it('draws without replacement and without autapses if asked', () => {
    for (const outdegree of [5, 40, 690, 699]) {
      const all = synapses({
        rule: { ...rule, outdegree, multapses: false, autapses: false },
        pre: 'A',
        post: 'A',
        preSize: 700,
        postSize: 700,
      });
      expect([all.length, repeated(all), selves(all)]).toEqual([700 * outdegree, 0, 0]);
      const p = outdegree / 699;
      const degrees = degreesOf(all, 700, 'target');
      if (p < 1) expect(Math.abs(spread(degrees, outdegree, 699 * p * (1 - p), 699))).toBeLessThan(SD);
    }
  });
});

describe('fixed_total_number', () => {
  const rule = { rule: 'fixed_total_number' as const, N: 50_000 };

  it.each([
    [400, 700, 50_000],
    [70, 3000, 50_000],
    [2000, 200, 50_000],
    [1000, 1000, 3000],
  ])('draws sources and targets uniformly: %d to %d, N = %d', (preSize, postSize, N) => {
    const all = synapses({ rule: { ...rule, N }, preSize, postSize });
    expect(all.length).toBe(N);
    for (const [n, key] of [
      [preSize, 'source'],
      [postSize, 'target'],
    ] as const)
      // Multinomial; the variance of a sum of squares of Poisson-like numbers of mean m is larger than normal by 1/m.
      expect(
        Math.abs(spread(degreesOf(all, n, key), N / n, N / n, n - 1)) / Math.sqrt(1 + n / (2 * N)),
      ).toBeLessThan(SD);
    // How often a pair repeats: n - pairs (1 - (1 - 1/pairs)^n).
    const pairs = preSize * postSize;
    const expected = N - pairs * (1 - (1 - 1 / pairs) ** N);
    expect(Math.abs(repeated(all) - expected)).toBeLessThan(SD * Math.sqrt(expected));
  });

  it.each([0.02, 0.5, 0.97])(
    'chooses every set of pairs equally likely without multapses, density %d',
    (p) => {
      const [preSize, postSize] = [120, 900];
      const pairs = preSize * postSize;
      const N = Math.round(p * pairs);
      const all = synapses({ rule: { ...rule, N, multapses: false }, preSize, postSize });
      expect([all.length, repeated(all)]).toEqual([N, 0]);
      for (const [n, other, key] of [
        [preSize, postSize, 'source'],
        [postSize, preSize, 'target'],
      ] as const)
        // Hypergeometric: mean other p, variance other p (1 - p) to 1/n, of a sum that is fixed.
        expect(Math.abs(spread(degreesOf(all, n, key), other * p, other * p * (1 - p), n - 1))).toBeLessThan(
          SD,
        );
    },
  );

  it('leaves autapses out if asked, and can take every pair', () => {
    const own = { pre: 'A', post: 'A', preSize: 600, postSize: 600 };
    for (const multapses of [true, false]) {
      const all = synapses({ ...own, rule: { ...rule, multapses, autapses: false } });
      expect([all.length, selves(all)]).toEqual([50_000, 0]);
      const mean = 50_000 / 600;
      const variance = mean * (multapses ? 1 : 1 - 50_000 / (600 * 599));
      expect(Math.abs(spread(degreesOf(all, 600, 'target'), mean, variance, 599))).toBeLessThan(SD);
    }
    const every = synapses({ ...own, rule: { ...rule, N: 600 * 599, multapses: false, autapses: false } });
    expect([every.length, repeated(every), selves(every)]).toEqual([600 * 599, 0, 0]);
  });
});

describe('one_to_one and all_to_all', () => {
  it('connects each neuron to its counterpart', () => {
    const all = synapses({ rule: { rule: 'one_to_one' }, preSize: 600, postSize: 600, firstTarget: 10 });
    expect(all.map((s) => [s.source, s.target])).toEqual(range(600).map((n) => [n, n + 10]));
  });

  it('connects everybody to everybody, once', () => {
    const all = synapses({ rule: { rule: 'all_to_all' }, preSize: 3, postSize: 600 });
    expect(all.map((s) => s.source * 600 + s.target)).toEqual(range(1800));
    const own = { pre: 'A', post: 'A', preSize: 300, postSize: 300 };
    const others = synapses({ ...own, rule: { rule: 'all_to_all', autapses: false } });
    expect([others.length, selves(others), repeated(others)]).toEqual([300 * 299, 0, 0]);
  });
});

const sheet = { width: 1000, height: 500 };
const laws = {
  weight: normal({ mean: 0.5, sd: 1 }),
  delay: truncatedNormal({ mean: 1.5, sd: 0.5, min: 0.1 }),
};

/** Rules whose parts can be cut anywhere, with few and with many synapses per source and block. */
const rules: [string, ConnectionRule][] = [
  ['pairwise_bernoulli, dense', { rule: 'pairwise_bernoulli', p: 0.4 }],
  ['pairwise_bernoulli, sparse', { rule: 'pairwise_bernoulli', p: 0.01, autapses: false }],
  ['fixed_indegree', { rule: 'fixed_indegree', indegree: 9 }],
  [
    'fixed_indegree, no multapses',
    { rule: 'fixed_indegree', indegree: 4, multapses: false, autapses: false },
  ],
  ['fixed_outdegree', { rule: 'fixed_outdegree', outdegree: 100 }],
  ['fixed_outdegree, no multapses', { rule: 'fixed_outdegree', outdegree: 9, multapses: false }],
  ['fixed_total_number', { rule: 'fixed_total_number', N: 3000 }],
  ['fixed_total_number, sparse', { rule: 'fixed_total_number', N: 30, autapses: false }],
  ['fixed_total_number, no multapses', { rule: 'fixed_total_number', N: 3000, multapses: false }],
  ['one_to_one', { rule: 'one_to_one' }],
  ['all_to_all', { rule: 'all_to_all', autapses: false }],
  [
    'explicit, with laws',
    {
      rule: 'explicit',
      sources: range(500).map((i) => (i * 7) % 12),
      targets: range(500).map((i) => (i * i * 13) % 1300),
    },
  ],
  [
    'explicit, with weights and delays',
    {
      rule: 'explicit',
      sources: range(500).map((i) => (i * 7) % 12),
      targets: range(500).map((i) => (i * i * 13) % 1300),
      weights: range(500).map((i) => Math.sin(i)),
      delays: range(500).map((i) => 0.1 * (1 + (i % 20))),
    },
  ],
  [
    'distance_dependent',
    {
      rule: 'distance_dependent',
      sheet,
      prePositions: { layout: 'random' },
      postPositions: { layout: 'random' },
      profile: 'gaussian',
      p0: 0.8,
      width: 150,
    },
  ],
];

const caseOf = (rule: ConnectionRule): ProjectionCase => {
  const same = rule.rule === 'one_to_one';
  return { rule, ...laws, preSize: same ? 1300 : 12, postSize: 1300, seed: 3 };
};

describe.each(rules)('parts of %s', (_, rule) => {
  const c = caseOf(rule);
  const whole = synapsesOf(projectionOf(c), range(c.preSize));
  /** All numbers, by source, then target; as text, which compares fast. */
  const sorted = (list: readonly Synapse[]): string =>
    list
      .toSorted((a, b) => a.source - b.source || a.target - b.target)
      .map((s) => `${s.source} ${s.target} ${s.delay} ${s.weight} ${s.receptor}`)
      .join();
  const expected = sorted(whole);

  it('make up the whole, in its order, however the targets are divided and sources are ordered', () => {
    expect(whole.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
        fc.boolean(),
        (cuts, backwards) => {
          const bounds = [0, ...cuts.toSorted((a, b) => a - b), 6];
          // Every part as another thread makes it: of a projection of its own.
          const sources = backwards ? range(c.preSize).toReversed() : range(c.preSize);
          const parts = bounds.slice(1).map((end, i) => synapsesOf(projectionOf(c), sources, bounds[i], end));
          parts.forEach((part, i) => {
            const inside = (t: number) => t >= bounds[i] * BLOCK && t < bounds[i + 1] * BLOCK;
            expect(part.every((s) => inside(s.target))).toBe(true);
          });
          // Synapses of one source and target keep their order, which decides the order of sums.
          expect(sorted(parts.flat()) === expected).toBe(true);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('are expected in about the numbers that they have', () => {
    const projection = projectionOf(c);
    const total = range(6).reduce((sum, b) => sum + projection.part(b, b + 1).expected, 0);
    expect(total).toBeCloseTo(projection.expected, 6);
    expect(Math.abs(projection.expected - whole.length)).toBeLessThan(60 + 0.1 * whole.length);
    const most = Math.max(...degreesOf(whole, c.postSize, 'target'));
    expect(most).toBeLessThanOrEqual(projection.mostPerTarget);
  });

  it('have delays within the stated range, and other numbers for another seed', () => {
    const { minDelay, maxDelay } = projectionOf(c);
    expect(whole.every((s) => s.delay >= minDelay && s.delay <= maxDelay)).toBe(true);
    expect(whole.every((s) => s.receptor === (s.weight >= 0 ? 0 : 1))).toBe(true);
    const other = sorted(synapses({ ...c, seed: 4 }));
    if (rule.rule === 'explicit' && rule.weights) expect(other === expected).toBe(true);
    else expect(other === expected).toBe(false);
  });

  it.each([
    [0, 0],
    [1, 1],
    [0, 5],
    [5, 0],
  ])('exist for %d sources and %d targets', (preSize, postSize) => {
    if (rule.rule === 'one_to_one' && preSize !== postSize) return;
    const small: ConnectionRule =
      rule.rule === 'explicit'
        ? { ...rule, sources: [], targets: [], ...(rule.weights ? { weights: [], delays: [] } : {}) }
        : rule;
    const pairs = preSize * postSize;
    const n = pairs > 0 ? 1 : 0;
    const numbers = { autapses: true, indegree: n, outdegree: n, N: n };
    const all = synapses({ ...c, rule: { ...small, ...numbers } as typeof small, preSize, postSize });
    if (rule.rule === 'all_to_all' || rule.rule === 'one_to_one' || rule.rule.startsWith('fixed'))
      expect(all.length).toBe(pairs);
    else expect(all.length).toBeLessThanOrEqual(pairs);
  });
});

describe('bad parameters', () => {
  const own = { pre: 'A', post: 'A' };
  it.each<[RegExp, ConnectionRule, Partial<ProjectionCase>?]>([
    [/p\.rule\.indegree: .*integer/, { rule: 'fixed_indegree', indegree: 1.5 }],
    [
      /p\.rule\.indegree: .*at most 10, .*sources.*allow multapses/,
      { rule: 'fixed_indegree', indegree: 11, multapses: false },
    ],
    [/at most 9,/, { rule: 'fixed_indegree', indegree: 10, multapses: false, autapses: false }, own],
    [/no possible source/, { rule: 'fixed_indegree', indegree: 1 }, { preSize: 0 }],
    [
      /no possible source/,
      { rule: 'fixed_indegree', indegree: 1, autapses: false },
      { ...own, preSize: 1, postSize: 1 },
    ],
    [/p\.rule\.outdegree: .*integer/, { rule: 'fixed_outdegree', outdegree: -1 }],
    [
      /p\.rule\.outdegree: .*at most 10, .*targets/,
      { rule: 'fixed_outdegree', outdegree: 11, multapses: false },
    ],
    [/no possible target/, { rule: 'fixed_outdegree', outdegree: 1 }, { postSize: 0 }],
    [/p\.rule\.N: .*integer/, { rule: 'fixed_total_number', N: NaN }],
    [
      /p\.rule\.N: .*at most 100, the number of pairs/,
      { rule: 'fixed_total_number', N: 101, multapses: false },
    ],
    [/no possible pair/, { rule: 'fixed_total_number', N: 1 }, { preSize: 0 }],
    [/equal size.*10 sources and 9 targets/, { rule: 'one_to_one' }, { postSize: 9 }],
    [/p\.rule: Expected pairwise_bernoulli/, { rule: 'none' } as unknown as ConnectionRule],
    [/p\.delay: .*knows no distances/, { rule: 'all_to_all' }, { delay: { offset: 1, velocity: 1 } }],
    [/p\.weight/, { rule: 'all_to_all' }, { weight: NaN }],
  ])('%s', (message, rule, change = {}) => {
    expect(() => projectionOf({ rule, preSize: 10, postSize: 10, ...change })).toThrow(message);
  });
});
