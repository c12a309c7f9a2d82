import { describe, expect, it } from 'vitest';
import { delayWeights } from '../../../src/kernel/delay.ts';
import { delayedExponentials } from '../../../src/kernel/delayedExponentials.ts';
import {
  constant,
  exponential,
  gamma,
  logNormal,
  normal,
  truncatedNormal,
  uniform,
  type ContinuousDistribution,
} from '../../../src/numerics/distributions/index.ts';
import { integrateTanhSinh } from '../../../src/numerics/quadrature.ts';
import { gammaP, normalCdf } from '../../../src/numerics/special.ts';

const DT = 1 / 16;
const N = 320;
/** From modes slower than the window to modes that have gone within a thousandth of a step. */
const RATES = [0.01, 0.05, 0.5, 5, 100, 5000];

/** E_z(t) in closed form, where it has one. */
type Closed = (z: number, t: number) => number;

const uniformLaw =
  (min: number, max: number): Closed =>
  (z, t) => {
    const to = Math.min(t, max);
    return to <= min ? 0 : (Math.exp(-z * (t - to)) - Math.exp(-z * (t - min))) / (z * (max - min));
  };
const exponentialLaw =
  (mean: number, shift: number): Closed =>
  (z, t) => {
    const [l, u] = [1 / mean, t - shift];
    return u <= 0 ? 0 : (l * (Math.exp(-l * u) - Math.exp(-z * u))) / (z - l);
  };
const normalLaw =
  (mean: number, sd: number): Closed =>
  (z, t) =>
    Math.exp(-z * (t - mean) + (z * sd) ** 2 / 2) * normalCdf((t - mean) / sd - z * sd);
/** For z < 1/scale. */
const gammaLaw =
  (shape: number, scale: number, shift = 0): Closed =>
  (z, t) =>
    t <= shift
      ? 0
      : Math.exp(-z * (t - shift)) * (1 - z * scale) ** -shape * gammaP(shape, (1 / scale - z) * (t - shift));

const closed: [string, ContinuousDistribution, Closed, (z: number) => boolean][] = [
  ['uniform with edges off the grid', uniform({ min: 0.33, max: 1.77 }), uniformLaw(0.33, 1.77), () => true],
  ['uniform with edges on the grid', uniform({ min: 0.5, max: 1.75 }), uniformLaw(0.5, 1.75), () => true],
  ['uniform within a step', uniform({ min: 0.501, max: 0.511 }), uniformLaw(0.501, 0.511), () => true],
  ['exponential', exponential({ mean: 1.3, shift: 0.21 }), exponentialLaw(1.3, 0.21), () => true],
  ['exponential within a step', exponential({ mean: 1e-3 }), exponentialLaw(1e-3, 0), () => true],
  ['normal', normal({ mean: 4, sd: 0.4 }), normalLaw(4, 0.4), (z) => z * 0.4 < 5],
  ['near-delta normal', normal({ mean: 1.03, sd: 1e-6 }), normalLaw(1.03, 1e-6), (z) => z < 1000],
  ['gamma of shape 0.5', gamma({ shape: 0.5, scale: 1.5 }), gammaLaw(0.5, 1.5), (z) => z < 0.6],
  ['gamma of shape 0.1', gamma({ shape: 0.1, scale: 1.5 }), gammaLaw(0.1, 1.5), (z) => z < 0.6],
  [
    'gamma of shape 1.5 that starts next to a grid point',
    gamma({ shape: 1.5, scale: 1, shift: 0.06249 }),
    gammaLaw(1.5, 1, 0.06249),
    (z) => z < 0.6,
  ],
  [
    'gamma of shape 0.3 that starts next to a grid point',
    gamma({ shape: 0.3, scale: 1, shift: 0.06249 }),
    gammaLaw(0.3, 1, 0.06249),
    (z) => z < 0.6,
  ],
  ['gamma narrower than a step', gamma({ shape: 0.5, scale: 1e-4 }), gammaLaw(0.5, 1e-4), (z) => z < 6000],
  [
    'constant on the grid',
    constant({ value: 1 }),
    (z, t) => (t >= 1 ? Math.exp(-z * (t - 1)) : 0),
    () => true,
  ],
  [
    'constant off the grid',
    constant({ value: 1.03 }),
    (z, t) => (t >= 1.03 ? Math.exp(-z * (t - 1.03)) : 0),
    () => true,
  ],
  ['no delay', constant({ value: 0 }), (z, t) => Math.exp(-z * t), () => true],
];

describe('exponentials delayed by a law (rule binned)', () => {
  it.each(closed)('have their closed form: %s', (_, law, form, applies) => {
    const E = delayedExponentials(law, DT, N, 'binned');
    for (const z of RATES.filter(applies)) {
      const expected = Float64Array.from({ length: N + 1 }, (_u, k) => form(z, k * DT));
      // Laws carry mass 1: what is 1e-10 of that at its peak is compared with that.
      const largest = Math.max(...expected, 1e-10);
      const { re, im } = E(z, 0);
      // 1e-11: what the closed forms themselves lose to cancellation; places inside a law of sd 1e-6 are known to 1e-10 of it.
      const atol = law.sd > 0 && law.sd < 1e-5 ? 1e-9 : 1e-11;
      expect(re).toBeAllclose(expected, { atol: atol * largest });
      expect(im).toEqual(new Float64Array(N + 1));
    }
  });

  it.each<[string, ContinuousDistribution]>([
    ['log-normal', logNormal({ median: 1.5, shape: 0.4 })],
    ['wide log-normal', logNormal({ median: 0.5, shape: 2 })],
    ['shifted log-normal', logNormal({ median: 0.5, shape: 1, shift: 0.0624 })],
    ['truncated normal', truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3, max: 4 })],
    ['normal cut at its steep flank', truncatedNormal({ mean: 1, sd: 0.5, min: 1.51, max: 3 })],
    ['gamma of shape 2.5', gamma({ shape: 2.5, scale: 0.4 })],
  ])('agree with tanh-sinh quadrature: %s', (_, law) => {
    const E = delayedExponentials(law, DT, N, 'binned');
    const from = law.support[0];
    for (const z of [0.05, 2, 30]) {
      const { re } = E(z, 0);
      const largest = Math.max(...re);
      for (const k of [1, 2, 17, 30, 80, 300]) {
        const to = Math.min(k * DT, law.support[1]);
        let expected = 0;
        // Pieces of a quarter: tanh-sinh resolves the edges, not a narrow peak.
        const pieces = to > from ? Math.ceil((to - from) / 0.25) : 0;
        for (let p = 0; p < pieces; p++) {
          const [a, b] = [0, 1].map((o) => from + ((to - from) * (p + o)) / pieces);
          expected += integrateTanhSinh((s) => law.pdf(s) * Math.exp(-z * (k * DT - s)), a, b, 1e-13);
        }
        expect(re[k]).toBeAllclose(expected, { atol: 1e-12 * largest });
      }
    }
  });

  it('take complex rates: the real and imaginary part of the closed form', () => {
    const [mean, shift, x, y] = [0.7, 0.4, 0.8, 2.5];
    const { re, im } = delayedExponentials(exponential({ mean, shift }), DT, N, 'binned')(x, y);
    for (const k of [0, 6, 7, 20, 100, N]) {
      const u = k * DT - shift;
      const l = 1 / mean;
      // l (exp(-l u) - exp(-z u)) / (z - l)
      const [a, b] =
        u > 0
          ? [Math.exp(-l * u) - Math.exp(-x * u) * Math.cos(y * u), Math.exp(-x * u) * Math.sin(y * u)]
          : [0, 0];
      const norm = (x - l) ** 2 + y ** 2;
      expect(re[k]).toBeAllclose((l * (a * (x - l) + b * y)) / norm, { atol: 1e-13 });
      expect(im[k]).toBeAllclose((l * (b * (x - l) - a * y)) / norm, { atol: 1e-13 });
    }
  });

  it('take complex rates far above 1/dt', () => {
    const { re, im } = delayedExponentials(uniform({ min: 0.33, max: 1.77 }), DT, N, 'binned')(300, 900);
    // Inside the law the exponential has reached 1/z of the density: 1/(1.44 z).
    const norm = (300 ** 2 + 900 ** 2) * 1.44;
    for (const k of [8, 15, 28]) {
      expect(re[k]).toBeAllclose(300 / norm, { rtol: 1e-10 });
      expect(im[k]).toBeAllclose(-900 / norm, { rtol: 1e-10 });
    }
  });

  it('count delays below zero, which arrive before lag 0', () => {
    const { re } = delayedExponentials(normal({ mean: -1, sd: 0.2 }), DT, N, 'binned')(0.5, 0);
    expect(re[0]).toBeAllclose(normalLaw(-1, 0.2)(0.5, 0), { rtol: 1e-12 });
  });

  it('are zero before the first delay, and for laws beyond the window', () => {
    const { re } = delayedExponentials(uniform({ min: 2, max: 3 }), DT, N, 'binned')(0.5, 0);
    expect([...re.subarray(0, 33)].every((x) => x === 0)).toBe(true);
    expect(re[34]).toBeGreaterThan(0);
    const late = delayedExponentials(constant({ value: 50 }), DT, N, 'binned')(0.5, 0);
    expect([...late.re].every((x) => x === 0)).toBe(true);
  });
});

describe('exponentials delayed on the grid (rules grid and point)', () => {
  it.each(['grid', 'point'] as const)('are the weights, each decaying: %s', (rule) => {
    const law = truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3, max: 4 });
    const E = delayedExponentials(law, DT, N, rule);
    const { re } = E(0.4, 0);
    const weight = (j: number) =>
      rule === 'grid' ? law.mass((j - 0.5) * DT, (j + 0.5) * DT) : law.pdf(j * DT);
    let total = 0;
    for (let j = 0; j <= N; j++) total += weight(j);
    for (const k of [0, 5, 24, 100, N]) {
      let sum = 0;
      for (let j = 0; j <= k; j++) sum += weight(j) * Math.exp(-0.4 * (k - j) * DT);
      expect(re[k]).toBeAllclose(rule === 'grid' ? sum : sum / total, { rtol: 1e-12, atol: 1e-15 });
    }
  });

  it.each(['grid', 'point'] as const)('oscillations, too: %s', (rule) => {
    const law = truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3, max: 4 });
    const E = delayedExponentials(law, DT, N, rule);
    const { weights } = delayWeights(law, DT, N, rule);
    const [zRe, zIm] = [0.4, 3];
    const { re, im } = E(zRe, zIm);
    for (const k of [0, 5, 24, 100, N]) {
      let [x, y] = [0, 0];
      for (let j = 0; j <= k; j++) {
        const t = (k - j) * DT;
        x += weights[j + N] * Math.exp(-zRe * t) * Math.cos(zIm * t);
        y -= weights[j + N] * Math.exp(-zRe * t) * Math.sin(zIm * t);
      }
      expect([re[k], im[k]]).toBeAllclose([x, y], { rtol: 1e-12, atol: 1e-15 });
    }
  });
});
