/** Connections on a sheet: probability at every distance, positions, edges, delays that grow with distance, bad parameters. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delaySteps } from '../../../../src/network/grid.ts';
import type { DistanceDependent } from '../../../../src/network/rules/distanceDependent.ts';
import {
  separation,
  separationFromInterval,
  sheetPositions,
  type Layout,
} from '../../../../src/network/rules/sheet.ts';
import { DT, projectionOf, range, synapses, type ProjectionCase } from '../../../support/synapses.ts';

const sheet = { width: 1000, height: 600 };
const random: Layout = { layout: 'random' };
const rule: DistanceDependent = {
  rule: 'distance_dependent',
  sheet,
  prePositions: random,
  postPositions: random,
  profile: 'gaussian',
  p0: 0.8,
  width: 120,
};
const sizes = { preSize: 90, postSize: 1100, seed: 7 };

const positionsOf = (layout: Layout, population: string, size: number, on = sheet) =>
  sheetPositions('x', layout, population, size, on, sizes.seed);

/** Distance as it is meant: the shortest of all images. */
function distanceOf(a: readonly number[], b: readonly number[], periodic: boolean): number {
  let least = Infinity;
  for (let i = -1; i <= 1; i++)
    for (let j = -1; j <= 1; j++)
      if (periodic || (i === 0 && j === 0))
        least = Math.min(least, (a[0] - b[0] + i * sheet.width) ** 2 + (a[1] - b[1] + j * sheet.height) ** 2);
  return Math.sqrt(least);
}

describe.each([
  ['gaussian', (r: number) => Math.exp(-0.5 * r * r)],
  ['exponential', (r: number) => Math.exp(-r)],
  ['linear', (r: number) => Math.max(0, 1 - r)],
  ['box', (r: number) => (r <= 1 ? 1 : 0)],
] as const)('profile %s', (profile, shape) => {
  it.each([
    [false, undefined],
    [true, undefined],
    [true, 150],
  ])('connects with its probability at every distance, periodic %s, cut-off %s', (periodic, cutoff) => {
    const own = {
      ...rule,
      profile,
      sheet: { ...sheet, periodic },
      ...(cutoff === undefined ? {} : { cutoff }),
    };
    const all = synapses({ ...sizes, rule: own });
    const connected = new Set(all.map((s) => s.source * sizes.postSize + s.target));
    expect(connected.size).toBe(all.length);
    const pre = positionsOf(random, 'A', sizes.preSize);
    const post = positionsOf(random, 'B', sizes.postSize);
    // Pairs by distance in bins of 10 µm: connected against expected numbers.
    const [found, expected, variance] = [0, 1, 2].map(() => new Float64Array(130));
    for (let s = 0; s < sizes.preSize; s++)
      for (let t = 0; t < sizes.postSize; t++) {
        const d = distanceOf([pre.x[s], pre.y[s]], [post.x[t], post.y[t]], periodic);
        const p = cutoff !== undefined && d > cutoff ? 0 : 0.8 * shape(d / 120);
        const bin = Math.floor(d / 10);
        expected[bin] += p;
        variance[bin] += p * (1 - p);
        if (connected.has(s * sizes.postSize + t)) found[bin]++;
      }
    found.forEach((n, bin) => {
      if (variance[bin] === 0) expect(n).toBe(expected[bin]);
      else if (expected[bin] > 5)
        expect(Math.abs(n - expected[bin])).toBeLessThan(5 * Math.sqrt(variance[bin]));
    });
    const total = expected.reduce((a, b) => a + b, 0);
    expect(Math.abs(all.length - total)).toBeLessThan(5 * Math.sqrt(variance.reduce((a, b) => a + b, 0)));
    // The expected number has a margin of three standard errors of its estimate.
    const estimate = projectionOf({ ...sizes, rule: own }).expected;
    expect(estimate).toBeGreaterThan(0.97 * total);
    expect(estimate).toBeLessThan(1.15 * total);
  });
});

it('connects within a population, with or without autapses', () => {
  const own = { ...sizes, preSize: 900, postSize: 900, pre: 'A', post: 'A' };
  const dense = { ...rule, p0: 1, width: 20 };
  const selves = (c: ProjectionCase) => synapses(c).filter((s) => s.source === s.target).length;
  expect(selves({ ...own, rule: dense })).toBe(900);
  expect(selves({ ...own, rule: { ...dense, autapses: false } })).toBe(0);
});

it('lets delays grow with distance, on the grid', () => {
  const delay = { offset: 0.45, velocity: 200 };
  const projection = { ...sizes, rule: { ...rule, sheet: { ...sheet, periodic: true } }, delay };
  const pre = positionsOf(random, 'A', sizes.preSize);
  const post = positionsOf(random, 'B', sizes.postSize);
  const all = synapses(projection);
  const d = all.map((s) =>
    distanceOf([pre.x[s.source], pre.y[s.source]], [post.x[s.target], post.y[s.target]], true),
  );
  // Within 1e-9 ms of the edge between two steps the rounding of the distance decides.
  const expected = d.map((x) => [-1e-9, 1e-9].map((e) => delaySteps(0.45 + x / 200 + e, DT)));
  expect(all.every((s, i) => expected[i].includes(s.delay))).toBe(true);
  expect(new Set(all.map((s) => s.delay)).size).toBeGreaterThan(10);
  const { minDelay, maxDelay } = projectionOf(projection);
  expect(minDelay).toBe(5);
  expect(maxDelay).toBe(delaySteps(0.45 + Math.hypot(500, 300) / 200, DT));
  const linear = { ...projection, rule: { ...projection.rule, profile: 'linear' as const } };
  expect(projectionOf(linear).maxDelay).toBe(delaySteps(0.45 + 120 / 200, DT));
});

describe('positions', () => {
  it('of a grid are the middles of its cells, row by row', () => {
    const { x, y } = positionsOf({ layout: 'grid', columns: 4 }, 'A', 8, { width: 8, height: 4 });
    expect(Array.from(x)).toEqual([-3, -1, 1, 3, -3, -1, 1, 3]);
    expect(Array.from(y)).toEqual([-1, -1, -1, -1, 1, 1, 1, 1]);
  });

  it('that are random fill the rectangle evenly, the same for a population everywhere', () => {
    const { x, y } = positionsOf(random, 'A', 4000);
    for (const [values, extent] of [
      [x, 1000],
      [y, 600],
    ] as const) {
      const counts = new Float64Array(10);
      for (const v of values) counts[Math.floor((v / extent + 0.5) * 10)]++;
      const chi2 = counts.reduce((sum, n) => sum + (n - 400) ** 2 / 400, 0);
      expect(Math.abs(chi2 - 9) / Math.sqrt(18)).toBeLessThan(5);
    }
    expect(positionsOf(random, 'A', 4000)).toEqual({ x, y });
    expect(positionsOf(random, 'B', 4000)).not.toEqual({ x, y });
  });

  it('can be given', () => {
    const layout: Layout = { layout: 'given', x: [-500, 500], y: [0, 300] };
    expect(positionsOf(layout, 'A', 2)).toEqual({
      x: Float64Array.of(-500, 500),
      y: Float64Array.of(0, 300),
    });
    const near = {
      ...rule,
      postPositions: layout,
      prePositions: layout,
      profile: 'box' as const,
      p0: 1,
      width: 1,
    };
    const all = synapses({ rule: near, preSize: 2, postSize: 2 });
    expect(all.map((s) => [s.source, s.target])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

it('separations are the shortest, to intervals too', () => {
  const coordinate = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, fc.boolean(), (a, b, c, periodic) => {
      const images = periodic ? [-10, 0, 10] : [0];
      expect(separation(a, b, 10, periodic)).toBeCloseTo(
        Math.min(...images.map((i) => Math.abs(a - b + i))),
        12,
      );
      const [low, high] = [Math.min(b, c), Math.max(b, c)];
      const nearest = Math.min(
        ...range(101).map((i) => separation(a, low + ((high - low) * i) / 100, 10, periodic)),
      );
      const found = separationFromInterval(a, low, high, 10, periodic);
      expect(found).toBeLessThanOrEqual(nearest + 1e-12);
      expect(found).toBeGreaterThan(nearest - 0.1001);
    }),
  );
});

it.each<[RegExp, Partial<DistanceDependent>, Partial<ProjectionCase>?]>([
  [/p\.rule\.sheet\.width/, { sheet: { width: 0, height: 1 } }],
  [/p\.rule\.sheet\.height/, { sheet: { width: 1, height: NaN } }],
  [/p\.rule\.p0: .*probability/, { p0: 1.1 }],
  [/p\.rule\.width/, { width: 0 }],
  [/p\.rule\.cutoff/, { cutoff: -1 }],
  [/p\.rule\.profile: .*one of gaussian/, { profile: 'cone' as 'box' }],
  [
    /p\.rule\.prePositions\.layout: .*grid, random or given/,
    { prePositions: { layout: 'x' } as unknown as Layout },
  ],
  [/p\.rule\.prePositions\.columns/, { prePositions: { layout: 'grid', columns: 0 } }],
  [/prePositions\.x: .*10 values/, { prePositions: { layout: 'given', x: [1], y: [1] } }],
  [
    /prePositions\.x\[0\]: .*within the sheet/,
    { prePositions: { layout: 'given', x: range(10).fill(501), y: range(10) } },
  ],
  [/postPositions: .*layout of prePositions/, { prePositions: { layout: 'grid', columns: 3 } }, { pre: 'B' }],
  [/p\.delay\.velocity/, {}, { delay: { offset: 1, velocity: 0 } }],
  [/p\.delay\.velocity: .*32766 steps/, {}, { delay: { offset: 1, velocity: 0.01 } }],
  [/p\.delay\.offset/, {}, { delay: { offset: -1, velocity: 1 } }],
])('refuses with %s', (message, part, change = {}) => {
  expect(() => projectionOf({ rule: { ...rule, ...part }, preSize: 10, postSize: 10, ...change })).toThrow(
    message,
  );
});
