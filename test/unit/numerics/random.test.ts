/** Random streams: known answers, uniformity, independence of streams, the table sampler, normal numbers. Seeds are fixed, so bounds of 5 sigma never fail by chance. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { murmur3, randomStream, resumeStream, type WordStream } from '../../../src/numerics/random.ts';
import { normalCdf } from '../../../src/numerics/special.ts';
import { fillNormals } from '../../../src/numerics/ziggurat.ts';

/** Chi-square of counts against expected ones, as a number of standard deviations beyond its mean. */
function excess(counts: ArrayLike<number>, expected: (i: number) => number): number {
  let chi2 = 0;
  for (let i = 0; i < counts.length; i++) chi2 += (counts[i] - expected(i)) ** 2 / expected(i);
  const degrees = counts.length - 1;
  return (chi2 - degrees) / Math.sqrt(2 * degrees);
}

describe('xoshiro128++', () => {
  it('gives the published numbers for the state 1, 2, 3, 4', () => {
    // The reference vector of the crate rand_xoshiro, made with the authors' C code.
    const stream = resumeStream(Int32Array.of(1, 2, 3, 4));
    expect(Array.from({ length: 10 }, () => stream.uint32())).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011,
      621204420,
    ]);
  });

  it('fills arrays with the words that single calls give', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (before, count) => {
        const a = randomStream(1, 'fill');
        const b = randomStream(1, 'fill');
        for (let i = 0; i < before; i++) expect(a.uint32()).toBe(b.uint32());
        const words = new Int32Array(count);
        a.fillWords(words);
        for (const word of words) expect(word >>> 0).toBe(b.uint32());
        expect(a.uint32()).toBe(b.uint32());
      }),
    );
  });

  it('continues from a kept state', () => {
    const a = randomStream(7, 'state', 3);
    a.normal();
    const b = resumeStream(a.state());
    for (let i = 0; i < 20; i++) expect(b.uniform()).toBe(a.uniform());
  });
});

describe('MurmurHash3 x86_128', () => {
  /** The definition, with big integers: an oracle written from the description of the algorithm. */
  function oracle(words: number[], seed: number): number[] {
    const M = 0xffffffffn;
    const rot = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & M;
    const c = [0x239b961bn, 0xab0e9789n, 0x38b34ae5n, 0xa1e38b93n];
    const r = [15n, 16n, 17n, 18n];
    const s = [19n, 17n, 15n, 13n];
    const a = [0x561ccd1bn, 0x0bcaa747n, 0x96cd1c35n, 0x32ac3b17n];
    let h = [0, 1, 2, 3].map(() => BigInt(seed));
    for (let i = 0; i < words.length; i += 4)
      for (let j = 0; j < 4; j++) {
        const k = (rot((BigInt(words[i + j] >>> 0) * c[j]) & M, r[j]) * c[(j + 1) % 4]) & M;
        h[j] = ((rot(h[j] ^ k, s[j]) + h[(j + 1) % 4]) * 5n + a[j]) & M;
      }
    h = h.map((x) => x ^ BigInt(4 * words.length));
    const spread = () => {
      h[0] = (h[0] + h[1] + h[2] + h[3]) & M;
      for (let j = 1; j < 4; j++) h[j] = (h[j] + h[0]) & M;
    };
    spread();
    h = h.map((x) => {
      x = ((x ^ (x >> 16n)) * 0x85ebca6bn) & M;
      x = ((x ^ (x >> 13n)) * 0xc2b2ae35n) & M;
      return x ^ (x >> 16n);
    });
    spread();
    return h.map(Number);
  }

  it('agrees with the definition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer()), { maxLength: 5 }),
        fc.nat(1000),
        (blocks, seed) => {
          const words = blocks.flat();
          expect(Array.from(murmur3(Int32Array.from(words), seed), (x) => x >>> 0)).toEqual(
            oracle(words, seed),
          );
        },
      ),
    );
  });
});

describe('randomStream', () => {
  it('depends on every part of its name', () => {
    const first = (seed: number, purpose: string, entity?: number) =>
      randomStream(seed, purpose, entity).uint32();
    const values = [
      first(1, 'a'),
      first(2, 'a'),
      first(1, 'b'),
      first(1, 'a', 1),
      first(1, 'a\0'),
      first(1, ''),
      first(0, 'a'),
      first(2 ** 32 + 1, 'a'),
      first(1, 'a', 2 ** 32),
      first(2 ** 53 - 1, 'a'),
    ];
    expect(new Set(values).size).toBe(values.length);
    expect(first(1, 'a', 0)).toBe(first(1, 'a'));
  });

  it.each([[-1], [0.5], [NaN], [2 ** 53], [Infinity]])('refuses the seed %s', (seed) => {
    expect(() => randomStream(seed, 'x')).toThrow(ParameterError);
    expect(() => randomStream(1, 'x', seed)).toThrow(ParameterError);
  });

  it('is uniform, in every byte', () => {
    const stream = randomStream(3, 'bytes');
    const counts = [0, 8, 16, 24].map(() => new Float64Array(256));
    const n = 200_000;
    for (let i = 0; i < n; i++) {
      const word = stream.uint32();
      for (let b = 0; b < 4; b++) counts[b][(word >>> (8 * b)) & 255]++;
    }
    for (const c of counts) expect(Math.abs(excess(c, () => n / 256))).toBeLessThan(5);
  });

  it('gives uniform numbers in [0, 1) with their mean and variance', () => {
    const stream = randomStream(4, 'uniform');
    const n = 200_000;
    const u = Float64Array.from({ length: n }, () => stream.uniform());
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
    const sum = u.reduce((a, x) => a + x, 0);
    const squares = u.reduce((a, x) => a + x * x, 0);
    expect(Math.abs(sum / n - 1 / 2)).toBeLessThan(5 / Math.sqrt(12 * n));
    expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n));
  });

  it('has uncorrelated neighbours, in time and between entities, purposes and seeds', () => {
    const n = 20_000;
    const draw = (seed: number, purpose: string, entity: number, skip = 0): Float64Array => {
      const stream = randomStream(seed, purpose, entity);
      for (let i = 0; i < skip; i++) stream.uniform();
      return Float64Array.from({ length: n }, () => stream.uniform() - 0.5);
    };
    const base = draw(1, 'correlation', 5);
    const others = [
      draw(1, 'correlation', 5, 1),
      draw(1, 'correlation', 6),
      draw(2, 'correlation', 5),
      draw(1, 'correlatioo', 5),
    ];
    for (const other of others) {
      const sum = base.reduce((s, x, i) => s + x * other[i], 0);
      expect(Math.abs((12 * sum) / n)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  it('has independent first words over entities', () => {
    // What a network draws first for every source: taken together these must be uniform too.
    const counts = new Float64Array(64 * 64);
    const n = 100_000;
    for (let i = 0; i < n; i++) {
      const stream = randomStream(1, 'entities', i);
      counts[(stream.uint32() & 63) * 64 + (stream.uint32() >>> 26)]++;
    }
    expect(Math.abs(excess(counts, () => n / 4096))).toBeLessThan(5);
  });
});

describe('normal numbers', () => {
  const n = 200_000;
  const edges = Array.from({ length: 121 }, (_, i) => -6 + i / 10);
  function histogram(draw: (i: number) => number): number {
    const counts = new Float64Array(edges.length + 1);
    for (let i = 0; i < n; i++) {
      const x = draw(i);
      counts[Math.min(edges.length, Math.max(0, Math.ceil((x + 6) * 10)))]++;
    }
    // Bins with fewer than 10 expected go together.
    let rest = 0;
    let restExpected = 0;
    const kept: number[] = [];
    const expected: number[] = [];
    for (let b = 0; b < counts.length; b++) {
      const from = b === 0 ? 0 : normalCdf(edges[b - 1]);
      const to = b === edges.length ? 1 : normalCdf(edges[b]);
      if (n * (to - from) < 10) {
        rest += counts[b];
        restExpected += n * (to - from);
      } else {
        kept.push(counts[b]);
        expected.push(n * (to - from));
      }
    }
    return Math.abs(excess([...kept, rest], (i) => [...expected, restExpected][i]));
  }

  it('follow the normal law, one at a time', () => {
    const stream = randomStream(5, 'normal');
    expect(histogram(() => stream.normal())).toBeLessThan(5);
  });

  it('takes the position in its strip as it is, and asks for more bits exactly where it is beyond the next strip', () => {
    // The strips by their definition: equal areas v under exp(-x^2/2), the tail beyond r.
    const [r, v] = [3.442619855899, 9.91256303526217e-3];
    const edges = [v / Math.exp(-0.5 * r * r), r];
    for (let i = 2; i < 128; i++)
      edges.push(Math.sqrt(-2 * Math.log(v / edges[i - 1] + Math.exp(-0.5 * edges[i - 1] ** 2))));
    edges.push(0);
    let asked = 0;
    const more = randomStream(8, 'more');
    const streamOf = (word: number): WordStream => ({
      fillWords: (words) => void words.fill(word),
      uint32: () => more.uint32(),
      uniform: () => {
        asked++;
        return more.uniform();
      },
      normal: () => more.normal(),
      state: () => more.state(),
    });
    for (let i = 0; i < 128; i++) {
      const near = Math.ceil((edges[i + 1] / edges[i]) * 2 ** 24);
      for (const position of [0, near - 2, near - 1, near, near + 1, 2 ** 24 - 1])
        for (const sign of [1, -1]) {
          if (position < 0 || position >= 2 ** 24) continue;
          const out = new Float64Array(1);
          asked = 0;
          fillNormals(streamOf((position << 8) | (sign < 0 ? 128 : 0) | i), out, 1);
          const x = position * 2 ** -24 * edges[i];
          const inside = x < edges[i + 1];
          expect([i, position, asked === 0]).toEqual([i, position, inside]);
          if (inside) expect(out[0]).toBe(sign * x);
          else expect(Object.is(out[0], -0) || out[0] < 0).toBe(sign < 0);
        }
    }
  });

  it('follow the normal law, many at a time', () => {
    const out = new Float64Array(n);
    fillNormals(randomStream(6, 'normals'), out, n);
    expect(histogram((i) => out[i])).toBeLessThan(5);
  });

  it('reach the tail beyond the ziggurat with the right probability', () => {
    const out = new Float64Array(1_000_000);
    fillNormals(randomStream(7, 'tail'), out, out.length);
    const beyond = out.filter((x) => Math.abs(x) > 3.6).length;
    const expected = 2 * normalCdf(-3.6) * out.length;
    expect(Math.abs(beyond - expected)).toBeLessThan(5 * Math.sqrt(expected));
    const positive = out.filter((x) => x > 3.6).length;
    expect(Math.abs(positive - expected / 2)).toBeLessThan(5 * Math.sqrt(expected / 2));
  });
});
