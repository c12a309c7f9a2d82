/** Projections: pairwise_bernoulli and lists, the laws of weights and delays, the receptor of a weight, and synapses in memory. */
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { delayBin } from '../../../src/network/grid.ts';
import type { ConnectionRule } from '../../../src/network/projectionSpec.ts';
import { StoredSynapses } from '../../../src/network/storedSynapses.ts';
import { SynapseRow } from '../../../src/network/synapseRow.ts';
import { synapseGroups } from '../../../src/network/synapseGroups.ts';
import { runTask } from '../../../src/numerics/task.ts';
import { normal, truncatedNormal, uniform } from '../../../src/numerics/distributions/index.ts';
import {
  DT,
  projectionOf,
  synapses,
  synapsesOf,
  type ProjectionCase as Case,
} from '../../support/synapses.ts';

const bernoulli = (p: number, autapses = true): ConnectionRule => ({
  rule: 'pairwise_bernoulli',
  p,
  autapses,
});

describe('pairwise_bernoulli', () => {
  it.each([
    [0.5, 200, 2100],
    [0.1, 300, 1500],
    [0.003, 400, 3000],
    [0.97, 50, 1100],
  ])('connects a binomial number of pairs, p = %s', (p, preSize, postSize) => {
    const all = synapses({ rule: bernoulli(p), preSize, postSize });
    const pairs = preSize * postSize;
    expect(Math.abs(all.length - p * pairs)).toBeLessThan(5 * Math.sqrt(p * (1 - p) * pairs));
    expect(new Set(all.map((s) => s.source * postSize + s.target)).size).toBe(all.length);
    // In- and out-degrees spread as binomial numbers: their chi-squares have the right size.
    for (const [n, other, key] of [
      [preSize, postSize, 'source'],
      [postSize, preSize, 'target'],
    ] as const) {
      const degrees = new Float64Array(n);
      for (const s of all) degrees[s[key]]++;
      const variance = p * (1 - p) * other;
      const chi2 = degrees.reduce((sum, d) => sum + (d - p * other) ** 2 / variance, 0);
      expect(Math.abs(chi2 - n) / Math.sqrt(2 * n)).toBeLessThan(5);
    }
  });

  it('connects nobody for p = 0 and everybody for p = 1', () => {
    expect(synapses({ rule: bernoulli(0), preSize: 10, postSize: 1500 })).toEqual([]);
    expect(synapses({ rule: bernoulli(1), preSize: 3, postSize: 1500 })).toHaveLength(4500);
  });

  it('leaves autapses out only if asked, and only within a population', () => {
    const size = 1200;
    const own = { preSize: size, postSize: size, pre: 'A', post: 'A' };
    const selves = (c: Case) => synapses(c).filter((s) => s.source === s.target).length;
    expect(selves({ ...own, rule: bernoulli(0.02, false) })).toBe(0);
    expect(selves({ ...own, rule: bernoulli(0.02) })).toBeGreaterThan(5);
    expect(selves({ ...own, post: 'B', rule: bernoulli(0.02, false) })).toBeGreaterThan(5);
    // The other pairs are the same.
    const withSelves = synapses({ ...own, rule: bernoulli(0.02) }).filter((s) => s.source !== s.target);
    const without = synapses({ ...own, rule: bernoulli(0.02, false) });
    expect(without.map((s) => [s.source, s.target])).toEqual(withSelves.map((s) => [s.source, s.target]));
  });

  it('has rows that depend on their source only', () => {
    const c = {
      rule: bernoulli(0.2),
      weight: normal({ mean: 1, sd: 3 }),
      preSize: 5,
      postSize: 3000,
      seed: 9,
    };
    const expected = synapsesOf(projectionOf(c), [0, 1, 2, 3]);
    const backwards = synapsesOf(projectionOf(c), [3, 2, 1, 0]);
    expect(expected).not.toEqual(backwards);
    expect(backwards.toSorted((a, b) => a.source - b.source)).toEqual(expected);
  });

  it('shifts targets to global indices and is empty for empty populations', () => {
    const shifted = synapses({ rule: bernoulli(1), preSize: 1, postSize: 3, firstTarget: 7 });
    expect(shifted.map((s) => s.target)).toEqual([7, 8, 9]);
    expect(synapses({ rule: bernoulli(0.5), preSize: 0, postSize: 5 })).toEqual([]);
    expect(synapses({ rule: bernoulli(0.5), preSize: 5, postSize: 0 })).toEqual([]);
  });

  it.each([-0.1, 1.1, NaN])('refuses p = %s', (p) => {
    expect(() => synapses({ rule: bernoulli(p), preSize: 1, postSize: 1 })).toThrow(/p\.rule\.p/);
  });
});

describe('laws of weights and delays', () => {
  const sizes = { preSize: 100, postSize: 2000, rule: bernoulli(0.5) };

  it('redraws truncated normal weights', () => {
    const law = truncatedNormal({ mean: 1, sd: 1, min: 0, max: 2.5 });
    const w = synapses({ ...sizes, weight: law }).map((s) => s.weight);
    expect(Math.min(...w.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
    expect(w.every((x) => x >= 0 && x <= 2.5)).toBe(true);
    const mean = w.reduce((a, b) => a + b, 0) / w.length;
    expect(Math.abs(mean - law.mean)).toBeLessThan((5 * law.sd) / Math.sqrt(w.length));
    for (const x of [0.2, 1, 1.7]) {
      const p = law.cdf(x);
      const below = w.filter((v) => v <= x).length;
      expect(Math.abs(below - p * w.length)).toBeLessThan(5 * Math.sqrt(p * (1 - p) * w.length));
    }
  });

  it('uses the law itself where redrawing would hardly ever accept', () => {
    const law = truncatedNormal({ mean: 0, sd: 1, min: 5 });
    const w = synapses({ preSize: 10, postSize: 1000, rule: bernoulli(0.5), weight: law }).map(
      (s) => s.weight,
    );
    const mean = w.reduce((a, b) => a + b, 0) / w.length;
    expect(w.every((x) => x >= 5)).toBe(true);
    expect(Math.abs(mean - law.mean)).toBeLessThan((5 * law.sd) / Math.sqrt(w.length));
  });

  it('sorts weights of both signs by receptor', () => {
    const all = synapses({ ...sizes, weight: normal({ mean: 0.5, sd: 1 }) });
    expect(all.every((s) => s.receptor === (s.weight >= 0 ? 0 : 1))).toBe(true);
    expect(all.filter((s) => s.receptor === 1).length).toBeGreaterThan(1000);
  });

  it('sends negative weights to the inhibitory receptor', () => {
    const negative = truncatedNormal({ mean: -1, sd: 0.1, max: 0 });
    for (const weight of [-2, negative])
      expect(synapses({ ...sizes, preSize: 2, weight }).every((s) => s.receptor === 1)).toBe(true);
  });

  it.each([
    ['truncated normal', truncatedNormal({ mean: 1.2, sd: 0.9, min: 0.3 })],
    ['uniform', uniform({ min: 0.05, max: 1.23 })],
  ])('draws delays of every step with the mass of its bin: %s', (_, law) => {
    const d = synapses({ ...sizes, delay: law }).map((s) => s.delay);
    const counts = new Map<number, number>();
    for (const steps of d) counts.set(steps, (counts.get(steps) ?? 0) + 1);
    expect(Math.min(...counts.keys())).toBe(Math.max(1, Math.floor(law.support[0] / DT + 0.5)));
    for (let steps = 1; steps < 60; steps++) {
      const [from, to] = delayBin(steps, DT);
      const expected = d.length * law.mass(from, to);
      const sd = Math.sqrt(expected) + 1e-9;
      expect(Math.abs((counts.get(steps) ?? 0) - expected)).toBeLessThanOrEqual(
        5 * sd + (expected < 1 ? 4 : 0),
      );
    }
  });

  it('refuses delays that can be negative, endless or longer than the store', () => {
    expect(() => synapses({ ...sizes, delay: normal({ mean: 1, sd: 1 }) })).toThrow(/negative delays/);
    expect(() => synapses({ ...sizes, delay: -1 })).toThrow(ParameterError);
    expect(() => synapses({ ...sizes, delay: NaN })).toThrow(ParameterError);
    expect(() => synapses({ ...sizes, delay: 1e6 })).toThrow(/steps/);
    expect(() => synapses({ ...sizes, weight: Infinity })).toThrow(ParameterError);
  });
});

describe('explicit', () => {
  it('keeps the list, repeated pairs included', () => {
    const all = synapses({
      rule: {
        rule: 'explicit',
        sources: [1, 0, 1, 1],
        targets: [0, 2, 0, 1],
        weights: [0.1, -2, 0.3, 4],
        delays: [0.1, 0.25, 1, 0],
      },
      preSize: 2,
      postSize: 3,
    });
    expect(all).toEqual([
      { source: 0, target: 2, delay: 3, weight: -2, receptor: 1 },
      { source: 1, target: 0, delay: 1, weight: 0.1, receptor: 0 },
      { source: 1, target: 0, delay: 10, weight: 0.3, receptor: 0 },
      { source: 1, target: 1, delay: 1, weight: 4, receptor: 0 },
    ]);
  });

  it.each([
    ['sources', { sources: [2] }],
    ['targets', { targets: [-1] }],
    ['weights', { weights: [NaN] }],
    ['delays', { delays: [-1] }],
    ['weights', { weights: [] }],
  ])('refuses bad %s', (part, change) => {
    const rule = {
      rule: 'explicit' as const,
      sources: [0],
      targets: [0],
      weights: [1],
      delays: [1],
      ...change,
    };
    expect(() => synapses({ rule, preSize: 2, postSize: 2 })).toThrow(new RegExp(`p\\.rule\\.${part}`));
  });
});

describe('StoredSynapses', () => {
  const row = (entries: [target: number, delay: number, weight: number][]): SynapseRow => {
    const r = new SynapseRow();
    for (const [t, d, w] of entries) r.push(t, d, w);
    return r;
  };

  it.each([
    ['single', 100, false],
    ['double', 100, true],
    ['wide single', 70_000, false],
    ['wide double', 70_000, true],
  ])('sorts rows by delay and delivers every weight in its step: %s', (_, neurons, exact) => {
    const group = new StoredSynapses({
      sources: 3,
      neurons,
      kind: { receptor: 0, precision: exact ? 'double' : 'single', weight: 0 },
      expected: 10,
      slices: 10,
      mostPerTarget: 10,
    });
    const far = neurons - 1;
    group.addRow(
      0,
      row([
        [4, 3, 1],
        [5, 1, 2],
        [far, 3, 4],
        [4, 3, 8],
        [6, 40, 16],
      ]),
    );
    group.addRow(1, row([]));
    group.addRow(2, row([[0, 2, 0.1]]));
    group.finish();
    expect(group.length).toBe(6);
    const stored = group.row(0);
    expect(Array.from(stored.delays.subarray(0, 5))).toEqual([1, 3, 3, 3, 40]);
    expect(Array.from(stored.targets.subarray(0, 5))).toEqual([5, 4, far, 4, 6]);
    expect(group.row(2).weights[0]).toBe(exact ? 0.1 : Math.fround(0.1));

    const expected = new Map([
      ['1 5', 2],
      ['3 4', 9],
      [`3 ${far}`, 4],
      ['40 6', 16],
    ]);
    for (const chunk of [1, 2, 5]) {
      group.clear();
      group.spike(0, 0);
      group.spike(1, 0);
      const seen = new Map<string, number>();
      for (let from = 0; from < 50; from += chunk) {
        const input = new Float64Array(chunk * neurons);
        group.deliver(from, chunk, input, neurons);
        input.forEach((w, i) => {
          if (w !== 0) seen.set(`${from + 1 + Math.floor(i / neurons)} ${i % neurons}`, w);
        });
      }
      expect(seen).toEqual(expected);
    }
  });

  it('takes at most 6.1 bytes per synapse beside the index of delays', () => {
    const projection = projectionOf({
      rule: bernoulli(0.5),
      weight: uniform({ min: 0, max: 1 }),
      preSize: 500,
      postSize: 4000,
    });
    const [group] = runTask(synapseGroups([projection.part()], 500, 4000));
    expect(group.bytes / group.length).toBeLessThan(6.1);
  });
});
