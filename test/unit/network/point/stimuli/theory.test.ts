/** Drives against theory, with fixed seeds: moments, autocovariances, correlations and rates of what they deliver. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import type { CurrentSource } from '../../../../../src/network/point/currents.ts';
import type { InputSource } from '../../../../../src/network/point/drives.ts';
import { plainLoops } from '../../../../../src/network/point/loops/plain.ts';
import { resolveNetwork } from '../../../../../src/network/point/resolveNetwork.ts';
import { resolveDrive } from '../../../../../src/network/point/shareDrives.ts';
import type { Drive } from '../../../../../src/network/stimuli.ts';
import { drawPoisson } from '../../../../../src/numerics/drawCounts.ts';
import { randomStream } from '../../../../../src/numerics/random.ts';
import { poissonWeight } from '../../../../../src/numerics/special.ts';

const DT = 0.1;

/** What a drive delivers: rows of all steps, one column per neuron. */
function delivered(drive: Drive, size: number, steps: number): Float64Array {
  const network = resolveNetwork(
    { dt: DT, populations: [{ name: 'A', size, model: 'iaf_psc_exp' }] },
    { seed: 4 },
  );
  const target = { population: 'A', populationSize: size, begin: 0, size, first: 0 };
  const source: InputSource | CurrentSource = resolveDrive('drives[0]', drive, network).make(
    target,
    plainLoops,
  );
  const out = new Float64Array(steps * size);
  for (let from = 0; from < steps; from += 4)
    source.deliver(from, Math.min(4, steps - from), out.subarray(from * size), size);
  return out;
}

const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

/** Mean over neurons and times of the product of deviations from `about`, `lag` steps apart. */
function autocovariance(x: Float64Array, size: number, lag: number, about: number): number {
  let sum = 0;
  const end = x.length - lag * size;
  for (let i = 0; i < end; i++) sum += (x[i] - about) * (x[i + lag * size] - about);
  return sum / end;
}

describe('Ornstein-Uhlenbeck current', () => {
  const [mu, sigma, tau] = [20, 7, 2];
  const size = 300;
  const steps = 2000;
  // Independent samples: one per neuron and 2 tau, the integral of the squared correlation on both sides being tau.
  const independent = (size * steps * DT) / (2 * tau);
  const five = (sd: number): number => (5 * sd) / Math.sqrt(independent);

  it('has its moments and autocovariance from the start on, on any grid', () => {
    for (const interval of [DT, 1]) {
      const x = delivered(
        { type: 'ornstein_uhlenbeck', post: 'A', mean: mu, sigma, tau, interval },
        size,
        steps,
      );
      expect(Math.abs(mean(x) - mu)).toBeLessThan(five(sigma));
      const first = x.subarray(0, size);
      expect(Math.abs(autocovariance(first, size, 0, mu) / sigma ** 2 - 1)).toBeLessThan(
        5 * Math.sqrt(2 / size),
      );
      for (const lag of [0, 10, 20, 50])
        expect(
          Math.abs(autocovariance(x, size, lag, mu) - sigma ** 2 * Math.exp((-lag * DT) / tau)),
          // Held between points, the process is compared at lags of whole intervals.
        ).toBeLessThan(five(Math.SQRT2 * sigma ** 2));
    }
  });

  it('relaxes from a given start, and is the recursion without noise', () => {
    const x = delivered(
      { type: 'ornstein_uhlenbeck', post: 'A', mean: mu, sigma: 0, tau, initial: 90 },
      1,
      100,
    );
    x.forEach((v, k) => expect(v).toBeCloseTo(mu + 70 * Math.exp((-k * DT) / tau), 10));
  });

  it('is one for all if shared, each its own if not', () => {
    const shared = delivered({ type: 'ornstein_uhlenbeck', post: 'A', sigma, tau, shared: true }, 3, 50);
    for (let i = 0; i < 150; i += 3) expect([shared[i + 1], shared[i + 2]]).toEqual([shared[i], shared[i]]);
    const own = delivered({ type: 'ornstein_uhlenbeck', post: 'A', sigma, tau }, 300, 1);
    expect(new Set(own).size).toBe(300);
  });
});

describe('white noise', () => {
  it('has its moments, and no correlation beyond its interval', () => {
    const size = 200;
    const x = delivered({ type: 'noise', post: 'A', mean: -3, std: 5, interval: 0.3 }, size, 1500);
    const n = (size * 1500) / 3;
    expect(Math.abs(mean(x) + 3)).toBeLessThan((5 * 5) / Math.sqrt(n));
    // Held for three steps: correlation 1 - lag/3.
    for (const lag of [0, 1, 2, 3, 4])
      expect(Math.abs(autocovariance(x, size, lag, -3) - 25 * Math.max(0, 1 - lag / 3))).toBeLessThan(
        (5 * Math.SQRT2 * 25) / Math.sqrt(n),
      );
  });

  it('gives a free membrane the variance of theory', () => {
    const [tau, C, std, size] = [10, 250, 400, 400];
    const net = buildNetwork({
      dt: DT,
      populations: [
        {
          name: 'A',
          size,
          model: 'iaf_psc_exp',
          params: { tau_m: tau, C_m: C, V_th: 1e6, E_L: -70 },
        },
      ],
      drives: [{ type: 'noise', post: 'A', std }],
    });
    const neurons = Array.from({ length: size }, (_, n) => n);
    const { traces } = net.simulate({
      duration: 200,
      transient: 100,
      record: { traces: [{ population: 'A', neurons, quantities: ['V_m'], interval: 20 }] },
    });
    const v = traces[0].data.data;
    // V' = a V + R (1 - a) I with I new in every step: variance R^2 (1 - a)^2 std^2/(1 - a^2).
    const a = Math.exp(-DT / tau);
    const theory = ((tau / C) * (1 - a) * std) ** 2 / (1 - a * a);
    const variance = mean(v.map((x) => (x + 70) ** 2));
    // Samples are two time constants apart, correlated by exp(-2).
    expect(Math.abs(variance / theory - 1)).toBeLessThan(
      5 * Math.sqrt((2 / v.length) * (1 + 2 * Math.exp(-4))),
    );
  });
});

it('direct, alternating and sampled currents are what they say', () => {
  const column = (drive: Drive, n: number): number[] =>
    Array.from(delivered(drive, 2, 10).filter((_, i) => i % 2 === n));
  const dc: Drive = { type: 'dc', post: 'A', amplitude: [3, -4], start: 0.2, stop: 0.7 };
  expect(column(dc, 1)).toEqual([0, 0, -4, -4, -4, -4, -4, 0, 0, 0]);
  const ac: Drive = {
    type: 'ac',
    post: 'A',
    amplitude: 2,
    offset: 1,
    frequency: 1000,
    phase: 90,
    start: 0.3,
  };
  column(ac, 0).forEach((v, k) =>
    expect(v).toBeCloseTo(k < 3 ? 0 : 1 + 2 * Math.cos(2 * Math.PI * k * DT), 12),
  );
  const own: Drive = {
    type: 'sampled_current',
    post: 'A',
    neurons: [1, 0],
    values: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    interval: 0.2,
    start: 0.1,
  };
  expect([column(own, 1), column(own, 0)]).toEqual([
    [0, 1, 1, 2, 2, 3, 3, 0, 0, 0],
    [0, 4, 4, 5, 5, 6, 6, 0, 0, 0],
  ]);
  expect(column({ ...own, neurons: [0], values: [7, 8], stop: 0.4 } as Drive, 0)).toEqual([
    0, 7, 7, 8, 0, 0, 0, 0, 0, 0,
  ]);
});

/** Counts of inputs per neuron in pieces of `bin` steps. */
function counts(x: Float64Array, size: number, bin: number): Float64Array[] {
  const bins = Math.floor(x.length / size / bin);
  return Array.from({ length: size }, (_, n) =>
    Float64Array.from({ length: bins }, (_, b) => {
      let sum = 0;
      for (let k = b * bin; k < (b + 1) * bin; k++) sum += x[k * size + n];
      return sum;
    }),
  );
}

describe('Poisson trains', () => {
  it('have the rates of their neurons, variance equal to the mean, and no correlation', () => {
    const size = 130;
    const rate = Array.from({ length: size }, (_, n) => (n % 3) * 4000);
    const x = delivered({ type: 'poisson', post: 'A', rate, weight: 1 }, size, 4000);
    const bins = counts(x, size, 10);
    bins.forEach((c, n) => {
      const expected = rate[n] / 1000;
      expect(Math.abs(mean(c) - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected / c.length));
      const variance = mean(c.map((v) => (v - expected) ** 2));
      // Fourth central moment of a Poisson number: m + 3 m^2.
      expect(Math.abs(variance - expected)).toBeLessThanOrEqual(
        5 * Math.sqrt((expected + 2 * expected ** 2) / c.length),
      );
    });
    let covariance = 0;
    for (let n = 1; n < size; n += 3)
      covariance += mean(bins[n].map((v, b) => (v - 4) * (bins[n + 1][b] - 8)));
    const pairs = Math.ceil((size - 1) / 3);
    expect(Math.abs(covariance / pairs)).toBeLessThan(5 * Math.sqrt(32 / (pairs * 400)));
  });

  it('follow a piecewise constant and a sinusoidal rate', () => {
    const size = 500;
    const at = (x: Float64Array, begin: number, end: number): number =>
      (mean(x.subarray(begin * size, end * size)) * 1000) / DT;
    const pieces = delivered(
      {
        type: 'inhomogeneous_poisson',
        post: 'A',
        times: [5, 20],
        rates: [800, 300],
        weight: 1,
        delay: 1,
        stop: 30,
      },
      size,
      400,
    );
    // Arrival is one delay, ten steps, later.
    expect([at(pieces, 0, 60), at(pieces, 310, 400)]).toEqual([0, 0]);
    const within = (rate: number, steps: number): number =>
      5 * Math.sqrt(rate / ((size * steps * DT) / 1000));
    expect(Math.abs(at(pieces, 60, 210) - 800)).toBeLessThan(within(800, 150));
    expect(Math.abs(at(pieces, 210, 310) - 300)).toBeLessThan(within(300, 100));

    const wave = delivered(
      {
        type: 'sinusoidal_poisson',
        post: 'A',
        rate: 600,
        amplitude: 600,
        frequency: 50,
        phase: 90,
        weight: 1,
      },
      size,
      2001,
    );
    // Quarters of the period of 200 steps, about maximum, falling flank, minimum, rising flank; delay of one step.
    for (const [quarter, factor] of [
      [0, 1],
      [1, 0],
      [2, -1],
      [3, 0],
    ]) {
      let sum = 0;
      for (let period = 0; period < 9; period++) {
        const begin = 1 + 200 * period + 175 + 50 * quarter;
        sum += at(wave, begin, begin + 50) / 9;
      }
      const rate = 600 * (1 + (factor * Math.sin(Math.PI / 4)) / (Math.PI / 4));
      expect(Math.abs(sum - rate)).toBeLessThan(within(rate, 450));
    }
  });
});

describe('correlated trains', () => {
  it('have rate p motherRate, Poisson variance and correlation p', () => {
    const size = 140;
    const p = 0.3;
    const x = delivered(
      { type: 'correlated_poisson', post: 'A', motherRate: 2000, copyProbability: p, weight: 1 },
      size,
      20000,
    );
    const bins = counts(x, size, 20);
    const m = 2 * 2 * p;
    // All trains follow the mother: its fluctuation remains in means over neurons.
    expect(Math.abs(mean(bins.map(mean)) - m)).toBeLessThan(5 * Math.sqrt((p * m) / 1000));
    expect(Math.abs(mean(bins.map((c) => mean(c.map((v) => (v - m) ** 2)))) / m - 1)).toBeLessThan(0.1);
    let covariance = 0;
    for (let n = 1; n < size; n++) covariance += mean(bins[n].map((v, b) => (v - m) * (bins[n - 1][b] - m)));
    // 1000 bins, of which the mother's counts vary by sqrt(2/1000) = 4.5 % in variance; 3 standard errors.
    expect(Math.abs(covariance / (size - 1) / m - p)).toBeLessThan(0.15 * p);
  });

  it('are the mother train for p = 1', () => {
    const x = delivered(
      { type: 'correlated_poisson', post: 'A', motherRate: 900, copyProbability: 1, weight: 2 },
      5,
      300,
    );
    for (let i = 0; i < x.length; i += 5) expect(new Set(x.subarray(i, i + 5)).size).toBe(1);
    expect(mean(x)).toBeGreaterThan(0);
  });

  it('a shared train reaches a fixed, drawn part of the neurons', () => {
    const size = 200;
    const x = delivered(
      { type: 'shared_poisson', post: 'A', rate: 2000, fraction: 0.25, weight: 1 },
      size,
      5000,
    );
    const bins = counts(x, size, 1);
    const reached = bins.filter((c) => c.some((v) => v > 0));
    expect(reached.length).toBe(50);
    for (const c of reached) expect(c).toEqual(reached[0]);
    expect(Math.abs(mean(reached[0]) - 0.2)).toBeLessThan(5 * Math.sqrt(0.2 / 5000));
    expect(bins.slice(0, 50)).not.toEqual(reached);
  });
});

it('drawPoisson has the Poisson law, also for large and no means', () => {
  const stream = randomStream(1, 'poisson');
  expect(drawPoisson(stream, 0)).toBe(0);
  for (const m of [0.01, 0.9, 7.3]) {
    const draws = Array.from({ length: 20000 }, () => drawPoisson(stream, m));
    for (let k = 0; k < 15; k++) {
      const p = poissonWeight(k, m);
      const found = draws.filter((d) => d === k).length / draws.length;
      expect(Math.abs(found - p)).toBeLessThanOrEqual(5 * Math.sqrt(p / draws.length) + 1e-4);
    }
  }
  const large = Array.from({ length: 200 }, () => drawPoisson(stream, 1e6));
  expect(Math.abs(mean(large) - 1e6)).toBeLessThan((5 * 1e3) / Math.sqrt(200));
  expect(Math.abs(mean(large.map((k) => (k - 1e6) ** 2)) / 1e6 - 1)).toBeLessThan(5 * Math.sqrt(2 / 200));
});
