/** Measures of spike trains against their definitions, spelled out naively, and against renewal theory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autocovariance,
  crossCorrelogram,
  crossCovariance,
} from '../../../../src/network/analysis/correlogram.ts';
import { countFano, neuronFanoFactors } from '../../../../src/network/analysis/counts.ts';
import {
  cv,
  cv2,
  localVariation,
  perNeuron,
  revisedLocalVariation,
} from '../../../../src/network/analysis/irregularity.ts';
import { rateCoherence, rateSpectrum } from '../../../../src/network/analysis/rateSpectra.ts';
import { randomStream } from '../../../../src/numerics/random.ts';
import { welch } from '../../../../src/numerics/spectra.ts';
import { interspikeIntervals, neuronCounts, populationRate } from '../../../../src/network/statistics.ts';
import { spikesOf } from '../../../support/spikes.ts';

/** Intervals of a gamma process: sums of `order` exponential numbers. */
function gammaIntervals(order: number, count: number): Float64Array {
  const stream = randomStream(7, `gamma ${order}`);
  return Float64Array.from({ length: count }, () => {
    let sum = 0;
    for (let i = 0; i < order; i++) sum -= Math.log1p(-stream.uniform());
    return sum;
  });
}

describe('irregularity', () => {
  it('follows the definitions', () => {
    const isi = [4, 2, 6, 6];
    expect(cv(isi)).toBeCloseTo(Math.sqrt((0.25 + 6.25 + 2.25 + 2.25) / 4) / 4.5, 14);
    expect(cv2(isi)).toBeCloseTo((2 * (2 / 6) + 2 * (4 / 8) + 0) / 3, 14);
    expect(localVariation(isi)).toBeCloseTo((3 * (4 / 36) + 3 * (16 / 64)) / 3, 14);
    expect(revisedLocalVariation(isi, 0)).toBe(localVariation(isi));
    // 3 (1 - 4 a b/(a + b)^2)(1 + 4 R/(a + b))
    expect(revisedLocalVariation(isi, 1)).toBeCloseTo(
      (3 * (1 - 32 / 36) * (1 + 4 / 6) + 3 * (1 - 48 / 64) * (1 + 4 / 8)) / 3,
      14,
    );
    expect(() => revisedLocalVariation(isi, -1)).toThrow(/R: Expected a finite number >= 0/);
  });

  it.each([1, 2, 5])('is that of renewal theory for gamma intervals of order %d', (order) => {
    const isi = gammaIntervals(order, 40_000);
    // CV = order^(-1/2), LV = 3/(2 order + 1); 2 % are about four standard errors of 40000 intervals.
    expect(Math.abs(cv(isi) * Math.sqrt(order) - 1)).toBeLessThan(0.02);
    expect(Math.abs((localVariation(isi) * (2 * order + 1)) / 3 - 1)).toBeLessThan(0.02);
    if (order === 1) expect(Math.abs(cv2(isi) - 1)).toBeLessThan(0.02);
  });

  it('LV and CV2 do not see a slow change of rate, CV does', () => {
    const clock = Array.from({ length: 200 }, (_, i) => 10 + i);
    expect(cv(clock)).toBeGreaterThan(0.4);
    expect(localVariation(clock)).toBeLessThan(0.001);
    expect(cv2(clock)).toBeLessThan(0.03);
  });

  it('takes what is too short', () => {
    for (const measure of [cv2, localVariation, revisedLocalVariation])
      for (const isi of [[], [3]]) expect(measure(isi)).toBeNaN();
    expect(cv([])).toBeNaN();
    expect(cv([3])).toBe(0);
    expect(perNeuron([[], [1], [1, 1, 1], [2, 2, 2, 4]], localVariation)).toEqual(
      Float64Array.of((3 * 4) / 36 / 3),
    );
    expect(perNeuron([[], [1], [1, 1]], localVariation, 1)).toEqual(Float64Array.of(0));
  });

  it('works on the intervals of a network', () => {
    const spikes = spikesOf(
      2,
      [10, 20, 40, 50, 70, 80].map((s) => [s, 1] as const),
    );
    const isi = interspikeIntervals(spikes, { t0: 0, t1: 10 });
    expect(perNeuron(isi, cv2)[0]).toBeCloseTo(2 / 3, 12);
  });
});

describe('counts', () => {
  it('have a Fano factor', () => {
    expect(countFano([1, 3])).toBe(0.5);
    expect(countFano([2, 2])).toBe(0);
    expect(countFano([0, 0])).toBeNaN();
    expect(countFano([])).toBeNaN();
  });

  it('per neuron, over block borders, without silent ones', () => {
    const stream = randomStream(1, 'fano');
    const pairs = Array.from(
      { length: 4000 },
      () => [1 + Math.floor(stream.uniform() * 400), Math.floor(stream.uniform() * 300)] as const,
    ).filter(([, id]) => id !== 257);
    const spikes = spikesOf(300, pairs);
    const window = { t0: 2, t1: 38, bin: 4 };
    const expected = neuronCounts(
      spikes,
      Array.from({ length: 300 }, (_, n) => n),
      window,
    ).map(countFano);
    const found = neuronFanoFactors(spikes, window);
    expect(Array.from(found)).toEqual(expected.filter((f) => !Number.isNaN(f)));
    expect(expected[257]).toBeNaN();
    // Poisson counts: variance over mean 1, less 1/bins for the variance over n.
    const average = found.reduce((a, b) => a + b, 0) / found.length;
    expect(Math.abs(average - 8 / 9)).toBeLessThan(5 * Math.sqrt(2 / 9 / found.length));
    expect(neuronFanoFactors(spikesOf(0, []), window).length).toBe(0);
  });
});

describe('covariances', () => {
  const signal = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });

  it('are the sums of products', () => {
    fc.assert(
      fc.property(signal, fc.nat(), (values, seed) => {
        const x = Float64Array.from(values);
        const stream = randomStream(seed, 'y');
        const y = x.map(() => 100 * stream.normal());
        const n = x.length;
        const average = (z: Float64Array): number => z.reduce((a, b) => a + b) / n;
        const [mx, my] = [average(x), average(y)];
        const found = crossCovariance(x, y, n - 1);
        for (let lag = 1 - n; lag < n; lag++) {
          let sum = 0;
          for (let k = Math.max(0, -lag); k < n && k + lag < n; k++) sum += (x[k] - mx) * (y[k + lag] - my);
          // Sums of 40 products up to 1e5, by transforms.
          expect(Math.abs(found[n - 1 + lag] - sum / n)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('autocovariances begin with the variance, and belong to a spectrum that is not negative', () => {
    const stream = randomStream(3, 'x');
    const x = Float64Array.from({ length: 64 }, () => stream.normal());
    const c = autocovariance(x, 63);
    const m = x.reduce((a, b) => a + b) / 64;
    expect(c[0]).toBeCloseTo(x.reduce((a, b) => a + (b - m) ** 2, 0) / 64, 12);
    for (let k = 0; k < 64; k++) {
      let power = c[0];
      for (let lag = 1; lag < 64; lag++) power += 2 * c[lag] * Math.cos((Math.PI * k * lag) / 64);
      expect(power).toBeGreaterThan(-1e-12);
    }
  });

  it('refuse other lengths', () => {
    const x = new Float64Array(3);
    expect(() => crossCovariance(x, new Float64Array(2), 1)).toThrow(/y: Expected as many samples as x, 3/);
    expect(() => crossCovariance(new Float64Array(0), new Float64Array(0), 0)).toThrow(/x.*at least one/);
    expect(() => autocovariance(x, 3)).toThrow(/maxLag.*from 0 to 2/);
    expect(autocovariance(Float64Array.of(5), 0)).toEqual(Float64Array.of(0));
  });
});

describe('cross-correlogram', () => {
  const train = fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.nat(2)), { maxLength: 40 });

  it('counts all pairs', () => {
    fc.assert(
      fc.property(train, train, fc.integer({ min: 1, max: 6 }), fc.nat(5), (pa, pb, perBin, half) => {
        const [a, b] = [spikesOf(3, pa), spikesOf(3, pb)];
        const { lags, counts } = crossCorrelogram(a, b, {
          t0: 1,
          t1: 11,
          bin: perBin / 10,
          maxLag: (half * perBin) / 10,
        });
        const inside = ([step]: readonly [number, number]): boolean => step > 10 && step <= 110;
        const naive = new Float64Array(2 * half + 1);
        for (const [s] of pa.filter(inside))
          for (const [t] of pb.filter(inside))
            for (let i = -half; i <= half; i++)
              if (t - s >= (i - 0.5) * perBin && t - s < (i + 0.5) * perBin) naive[i + half]++;
        expect(counts).toEqual(naive);
        expect(lags[0]).toBeCloseTo((-half * perBin) / 10, 12);
      }),
    );
  });

  it('leaves out a spike with itself, and takes chosen neurons', () => {
    const a = spikesOf(3, [
      [5, 0],
      [7, 1],
      [7, 2],
    ]);
    const options = { t0: 0, t1: 2, maxLag: 0.2 };
    expect(crossCorrelogram(a, a, options).counts).toEqual(Float64Array.of(2, 0, 2, 0, 2));
    expect(crossCorrelogram(a, a, options, { a: [0], b: [1] }).counts).toEqual(
      Float64Array.of(0, 0, 0, 0, 1),
    );
    expect(crossCorrelogram(a, a, options, { a: [1], b: [1] }).counts).toEqual(new Float64Array(5));
    expect(() => crossCorrelogram(a, a, options, { a: [3] })).toThrow(/neurons\[0\].*from 0 to 2/);
    expect(() => crossCorrelogram(a, spikesOf(3, [], 0.2), options)).toThrow(/b\.dt/);
    expect(() => crossCorrelogram(a, a, { ...options, bin: 0.3 })).toThrow(/maxLag.*multiple of the bin/);
    expect(crossCorrelogram(spikesOf(1, []), a, options).counts).toEqual(new Float64Array(5));
  });
});

describe('spectra of rates', () => {
  const stream = randomStream(5, 'spikes');
  const size = 50;
  const pairs = Array.from(
    { length: 30_000 },
    () => [1 + Math.floor(stream.uniform() * 100_000), Math.floor(stream.uniform() * size)] as const,
  );
  const spikes = spikesOf(size, pairs);

  it('are those of the binned rate', () => {
    const { frequencies, psd } = rateSpectrum(spikes, { t0: 0, t1: 10_000 });
    const rate = populationRate(spikes, { t0: 0, t1: 10_000, bin: 1 });
    expect(psd).toEqual(welch(rate, { fs: 1000, nperseg: 256, noverlap: 128 }).psd);
    expect(frequencies[1]).toBe(1000 / 256);
    // Poisson of rate r = 60/s per neuron: 2 r/N, on average over 127 frequencies of 77 segments.
    const inner = psd.slice(1, -1);
    const level = inner.reduce((a, b) => a + b) / inner.length;
    expect(Math.abs(level / ((2 * 60) / size) - 1)).toBeLessThan(0.06);
  });

  it('cohere with themselves, and little with others', () => {
    const options = { t0: 0, t1: 10_000, nperseg: 100 };
    expect(rateCoherence(spikes, spikes, options).coherence.every((c) => Math.abs(c - 1) < 1e-12)).toBe(true);
    const others = { ...spikes, steps: spikes.steps.map((s) => 100_001 - s).toReversed() };
    const { coherence } = rateCoherence(spikes, others, options);
    // Expected 1/(number of segments), about 1/150 with their overlap.
    expect(coherence.reduce((a, b) => a + b) / coherence.length).toBeLessThan(0.02);
  });

  it('refuse what has no rate', () => {
    expect(() => rateSpectrum(spikesOf(0, []), { t0: 0, t1: 10 })).toThrow(/population with neurons/);
    expect(() => rateSpectrum(spikes, { t0: 0, t1: 0 })).toThrow(/at least one sample/);
  });
});
