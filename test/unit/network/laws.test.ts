/** Clipped laws of weights and delays, and which kinds of synapses laws and lists give. */
import { describe, expect, it } from 'vitest';
import { delaySampler, weightSampler } from '../../../src/network/laws.ts';
import { delayBin, delaySteps } from '../../../src/network/grid.ts';
import { synapseKinds } from '../../../src/network/synapseKind.ts';
import { constant, normal, truncatedNormal, uniform } from '../../../src/numerics/distributions/index.ts';
import { randomStream } from '../../../src/numerics/random.ts';

const DT = 0.1;
const n = 40_000;

describe('clipped laws', () => {
  const law = normal({ mean: 1, sd: 1 });

  it('put what lies beyond a bound onto it: weights', () => {
    const sampler = weightSampler('w', { clipped: law, min: 0, max: 2.5 });
    expect([sampler.min, sampler.max]).toEqual([0, 2.5]);
    const out = new Float64Array(n + 2).fill(-7);
    sampler.fill(randomStream(1, 'clipped'), out, n, 1);
    expect([out[0], out[n + 1]]).toEqual([-7, -7]);
    const w = out.subarray(1, n + 1);
    const share = (accept: (x: number) => boolean): number => w.filter(accept).length / n;
    // 5 standard deviations of a share of n draws are below 0.0125.
    expect(Math.abs(share((x) => x === 0) - law.cdf(0))).toBeLessThan(0.0125);
    expect(Math.abs(share((x) => x === 2.5) - law.sf(2.5))).toBeLessThan(0.0125);
    expect(Math.abs(share((x) => x > 0 && x <= 1.3) - law.mass(0, 1.3))).toBeLessThan(0.0125);
    expect(w.every((x) => x >= 0 && x <= 2.5)).toBe(true);
  });

  it.each([
    [0.25, 1.65],
    [0.3, 1.6],
    [0, Infinity],
  ])('put what lies beyond a bound onto it: delays from %d to %d', (min, max) => {
    const sampler = delaySampler('d', { clipped: law, min, ...(max < Infinity ? { max } : {}) }, DT);
    const first = delaySteps(min, DT);
    const last = max < Infinity ? delaySteps(max, DT) : Infinity;
    expect(sampler.min).toBe(first);
    if (last < Infinity) expect(sampler.max).toBe(last);
    const out = new Uint16Array(n + 2);
    sampler.fill(randomStream(1, 'clipped delays'), out, n);
    const counts = new Map<number, number>();
    for (const d of out.subarray(0, n)) counts.set(d, (counts.get(d) ?? 0) + 1);
    for (let d = first; d <= Math.min(last, first + 60); d++) {
      const [from, to] = delayBin(d, DT);
      const p = (d === last ? 1 : law.cdf(to)) - (d === first ? 0 : law.cdf(from));
      expect(Math.abs((counts.get(d) ?? 0) - n * p)).toBeLessThan(5 * Math.sqrt(n * p) + 4);
    }
    expect(Math.min(...counts.keys())).toBe(first);
  });

  it('need bounds in order, which the law can reach', () => {
    expect(() => weightSampler('w', { clipped: law, min: 2, max: 1 })).toThrow(/w\.max: .*> min = 2/);
    expect(() => delaySampler('d', { clipped: law, max: 2 }, DT)).toThrow(/negative delays/);
    const narrow = uniform({ min: 0, max: 1 });
    expect(() => weightSampler('w', { clipped: narrow, min: 2 })).toThrow(/w\.clipped: .*reaches/);
  });
});

describe('kinds of synapses', () => {
  const signs = (w: number): number => (w >= 0 ? 0 : 1);
  const kinds = (weights: Parameters<typeof synapseKinds>[0], receptor = signs) =>
    synapseKinds(weights, receptor).map((k) => [k.receptor, k.precision, k.weight, k.share]);

  it('of constants and laws', () => {
    expect(kinds(3)).toEqual([[0, 'constant', 3, 1]]);
    expect(kinds(constant({ value: -3 }))).toEqual([[1, 'constant', -3, 1]]);
    expect(kinds(uniform({ min: 0, max: 1 }))).toEqual([[0, 'single', 0, 1]]);
    expect(kinds(truncatedNormal({ mean: -1, sd: 1, max: 0 }))).toEqual([[1, 'single', 0, 1]]);
    expect(kinds({ clipped: normal({ mean: -1, sd: 1 }), max: 0 })).toEqual([[1, 'single', 0, 1]]);
    const [positive, negative] = kinds(normal({ mean: 1, sd: 1 }));
    expect([positive.slice(0, 3), negative.slice(0, 3)]).toEqual([
      [0, 'single', 0],
      [1, 'single', 0],
    ]);
    expect(positive[3]).toBeCloseTo(0.8413447460685429, 12);
    expect((positive[3] as number) + (negative[3] as number)).toBeCloseTo(1, 12);
  });

  it('one where both signs go to one receptor', () => {
    expect(kinds(normal({ mean: 1, sd: 1 }), () => 2)).toEqual([[2, 'single', 0, 1]]);
    expect(kinds([0.1, -0.2], () => 0)).toEqual([[0, 'double', 0, 1]]);
  });

  it('of lists', () => {
    expect(kinds([])).toHaveLength(1);
    expect(kinds([0.1, 0.1])).toEqual([[0, 'constant', 0.1, 1]]);
    expect(kinds([0.5, 0.25])).toEqual([[0, 'single', 0, 1]]);
    expect(kinds([0.1, 0.25])).toEqual([[0, 'double', 0, 1]]);
    expect(kinds([0.1, -4, 0.1, -5])).toEqual([
      [0, 'constant', 0.1, 0.5],
      [1, 'single', 0, 0.5],
    ]);
  });

  it('asks the receptor only of signs that occur', () => {
    const positiveOnly = (w: number): number => {
      if (w < 0) throw new Error('negative');
      return 0;
    };
    expect(kinds(uniform({ min: 0, max: 1 }), positiveOnly)).toHaveLength(1);
    expect(kinds([1, 2], positiveOnly)).toHaveLength(1);
    expect(() => kinds([1, -2], positiveOnly)).toThrow('negative');
  });
});
