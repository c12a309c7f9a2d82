/** Single draws of binomial and hypergeometric numbers, divisions, uniform integers and subsets, families of streams: against exact probabilities. */
import { describe, expect, it } from 'vitest';
import { divide, drawBinomial, drawHypergeometric } from '../../../src/numerics/drawCounts.ts';
import { randomStream } from '../../../src/numerics/random.ts';
import { StreamFamily } from '../../../src/numerics/streamFamily.ts';
import { fillIntegers, fillSubset, uniformInteger } from '../../../src/numerics/uniformIntegers.ts';

/** C(n, k), exact for the small numbers here. */
const choose = (n: number, k: number): number => {
  let c = 1;
  for (let i = 1; i <= k; i++) c = (c * (n - k + i)) / i;
  return k < 0 || k > n ? 0 : c;
};

/** Standardised chi-square of draws against probabilities; values expected less than 5 times are put together. */
function chiSquare(draws: readonly number[], probability: (k: number) => number, most: number): number {
  const counts = new Float64Array(most + 1);
  for (const k of draws) counts[k]++;
  let chi2 = 0;
  let bins = -1;
  let rest = [0, 0];
  for (let k = 0; k <= most; k++) {
    rest = [rest[0] + counts[k], rest[1] + draws.length * probability(k)];
    if (rest[1] < 5 && k < most) continue;
    if (rest[1] > 0) {
      chi2 += (rest[0] - rest[1]) ** 2 / rest[1];
      bins++;
    } else expect(rest[0]).toBe(0);
    rest = [0, 0];
  }
  return bins === 0 ? 0 : (chi2 - bins) / Math.sqrt(2 * bins);
}

const DRAWS = 20_000;
const draws = (name: string, draw: (stream: ReturnType<typeof randomStream>) => number): number[] => {
  const stream = randomStream(1, name);
  return Array.from({ length: DRAWS }, () => draw(stream));
};

describe('drawBinomial', () => {
  it.each([
    [1, 1, 3],
    [10, 1, 2],
    [40, 3, 100],
    [40, 97, 100],
    [25, 1, 1000],
  ])('has the binomial law: n = %d, p = %d/%d', (n, hits, total) => {
    const p = hits / total;
    const k = draws(`${n} ${hits} ${total}`, (s) => drawBinomial(s, n, hits, total));
    expect(Math.abs(chiSquare(k, (j) => choose(n, j) * p ** j * (1 - p) ** (n - j), n))).toBeLessThan(5);
  });

  it('has mean and variance of large numbers', () => {
    const [n, p] = [40_000_000, 1 / 36];
    const k = Array.from({ length: 300 }, (_, i) => drawBinomial(randomStream(1, 'large', i), n, 1, 36));
    const variance = n * p * (1 - p);
    const mean = k.reduce((a, b) => a + b, 0) / 300;
    expect(Math.abs(mean - n * p)).toBeLessThan(5 * Math.sqrt(variance / 300));
    const chi2 = k.reduce((sum, x) => sum + (x - n * p) ** 2 / variance, 0);
    expect(Math.abs(chi2 - 300) / Math.sqrt(600)).toBeLessThan(5);
  });

  it('is certain where there is nothing to draw', () => {
    const stream = randomStream(1, 'certain');
    expect(drawBinomial(stream, 0, 1, 2)).toBe(0);
    expect(drawBinomial(stream, 7, 0, 2)).toBe(0);
    expect(drawBinomial(stream, 7, 2, 2)).toBe(7);
  });
});

describe('drawHypergeometric', () => {
  it.each([
    [5, 10, 20],
    [12, 7, 30],
    [25, 20, 30],
    [1, 1, 2],
    [30, 3, 60],
  ])('has the hypergeometric law: %d of %d marked among %d', (n, marked, total) => {
    const k = draws(`${n} ${marked} ${total}`, (s) => drawHypergeometric(s, n, marked, total));
    const p = (j: number) => (choose(marked, j) * choose(total - marked, n - j)) / choose(total, n);
    expect(Math.abs(chiSquare(k, p, Math.min(n, marked)))).toBeLessThan(5);
  });

  it('is certain at the ends', () => {
    const stream = randomStream(1, 'certain');
    expect(drawHypergeometric(stream, 0, 3, 5)).toBe(0);
    expect(drawHypergeometric(stream, 5, 3, 5)).toBe(3);
    expect(drawHypergeometric(stream, 2, 5, 5)).toBe(2);
    expect(drawHypergeometric(stream, 2, 0, 5)).toBe(0);
  });
});

describe('divide', () => {
  it.each([true, false])('gives away all balls, replacement %s', (replacement) => {
    const sizes = [3, 0, 10, 1, 6];
    for (let n = 0; n <= 20; n++) {
      const counts = new Float64Array(5);
      const stream = randomStream(1, 'divide', n);
      divide(
        stream,
        n,
        5,
        (i) => sizes[i],
        20,
        replacement,
        (box, count) => void (counts[box] += count),
      );
      expect(counts.reduce((a, b) => a + b, 0)).toBe(n);
      expect(counts[1]).toBe(0);
      if (!replacement) expect(counts.every((c, i) => c <= sizes[i])).toBe(true);
    }
  });
});

describe('uniform integers', () => {
  it.each([1, 2, 3, 10, 1000, 2 ** 21, 3_000_000, 2 ** 32])('are uniform below %d', (n) => {
    const bins = Math.min(n, 10);
    const list = draws(`below ${n}`, (s) => uniformInteger(s, n));
    expect(list.every((k) => Number.isInteger(k) && k >= 0 && k < n)).toBe(true);
    const binned = list.map((k) => Math.floor((k / n) * bins));
    const edge = (b: number): number => Math.ceil((b * n) / bins) / n;
    expect(Math.abs(chiSquare(binned, (b) => edge(b + 1) - edge(b), bins - 1))).toBeLessThan(5);
  });

  it.each([1, 3, 1000, 3_000_000])('fill arrays, below %d', (n) => {
    const out = new Int32Array(3010).fill(-1);
    fillIntegers(randomStream(1, 'fill'), n, out, 3000, 4);
    expect(out.subarray(4, 3004).every((k) => k >= 0 && k < n)).toBe(true);
    expect([...out.subarray(0, 4), ...out.subarray(3004)].every((k) => k === -1)).toBe(true);
    const mean = out.subarray(4, 3004).reduce((a, b) => a + b, 0) / 3000;
    expect(Math.abs(mean - (n - 1) / 2)).toBeLessThanOrEqual((5 * n) / Math.sqrt(12 * 3000));
  });

  it('reject the words that would favour some numbers', () => {
    // Of 2^32 words times 3, the low half is below 2^32 mod 3 = 1 for the word 0 only.
    const words = [0, 0, 0x80000000];
    const stream = { uint32: () => words.shift()!, uniform: () => 0, normal: () => 0 };
    expect(uniformInteger(stream, 3)).toBe(1);
    expect(words).toEqual([]);
    const list = [0, 5];
    const filling = {
      ...stream,
      uint32: () => 0xffffffff,
      fillWords: (out: Int32Array) => out.set(list),
      state: () => new Int32Array(4),
    };
    const out = new Uint16Array(2);
    fillIntegers(filling, 3, out, 2);
    expect(Array.from(out)).toEqual([2, 0]);
  });
});

describe('fillSubset', () => {
  it.each([
    [5, 2],
    [5, 4],
    [6, 3],
    [200, 2],
  ])('chooses every subset of %d with %d elements equally often', (n, k) => {
    const out = new Uint16Array(k);
    const marks = new Uint8Array(n);
    const stream = randomStream(1, `subset ${n} ${k}`);
    const list = Array.from({ length: DRAWS }, () => {
      fillSubset(stream, n, k, out, marks);
      expect(marks.every((m) => m === 0)).toBe(true);
      // Its number in the combinatorial number system: the sum of C(c_i, i + 1).
      return out.reduce((rank, element, i) => rank + choose(element, i + 1), 0);
    });
    const subsets = choose(n, k);
    expect(Math.abs(chiSquare(list, () => 1 / subsets, subsets - 1))).toBeLessThan(5);
  });

  it('is ascending, distinct, and takes all or nothing', () => {
    const stream = randomStream(1, 'subset');
    for (const [n, k] of [
      [1, 0],
      [1, 1],
      [50, 50],
      [50, 49],
      [5000, 7],
      [5000, 3000],
    ]) {
      const out = new Int32Array(k + 2).fill(-1);
      fillSubset(stream, n, k, out, new Uint8Array(n), 1);
      const subset = Array.from(out.subarray(1, k + 1));
      expect([out[0], out[k + 1]]).toEqual([-1, -1]);
      expect(subset.every((x, i) => x >= 0 && x < n && (i === 0 || x > subset[i - 1]))).toBe(true);
    }
    expect(() => fillSubset(stream, 2, 3, new Int32Array(3), new Uint8Array(2))).toThrow(/3 of 2/);
  });
});

describe('StreamFamily', () => {
  const first = (family: StreamFamily, i: number, j: number): number[] => {
    const stream = family.at(i, j);
    return [stream.uint32(), stream.uint32(), stream.uint32()];
  };

  it('gives the same numbers for the same name and pair, others for any other', () => {
    const seen = new Map<string, string>();
    for (const [seed, purpose] of [
      [1, 'a'],
      [2, 'a'],
      [1, 'b'],
    ] as const)
      for (const [i, j] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
        [2 ** 31, 5],
        [5, 2 ** 32 - 1],
      ]) {
        const words = first(new StreamFamily(seed, purpose), i, j).join();
        expect(first(new StreamFamily(seed, purpose), i, j).join()).toBe(words);
        expect(seen.get(words)).toBeUndefined();
        seen.set(words, `${seed} ${purpose} ${i} ${j}`);
      }
    expect(seen.size).toBe(18);
  });

  it('does not remember what was drawn before', () => {
    const family = new StreamFamily(1, 'x');
    const expected = first(family, 3, 4);
    first(family, 7, 7);
    expect(first(family, 3, 4)).toEqual(expected);
  });

  it('starts neighbouring streams independently: bits and their pairs are fair', () => {
    const family = new StreamFamily(1, 'neighbours');
    const n = 4000;
    const ones = new Float64Array(32);
    const equal = new Float64Array(32);
    let before = 0;
    for (let i = 0; i < n; i++) {
      const word = family.at(i >> 3, i & 7).uint32();
      for (let b = 0; b < 32; b++) {
        ones[b] += (word >>> b) & 1;
        equal[b] += 1 - (((word ^ before) >>> b) & 1);
      }
      before = word;
    }
    // 64 binomial numbers (n, 1/2), within 5 standard deviations each.
    for (const count of [...ones, ...equal]) expect(Math.abs(count - n / 2)).toBeLessThan(2.5 * Math.sqrt(n));
  });
});
