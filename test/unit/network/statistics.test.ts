/** Spike counts and statistics against hand-made trains and naive loops. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { spikeCounts } from '../../../src/network/rates.ts';
import {
  activeNeurons,
  coefficientsOfVariation,
  crossCorrelations,
  fanoFactor,
  interspikeIntervals,
  mean,
  neuronCounts,
  neuronRates,
  pairCorrelations,
  percentiles,
  populationRate,
  standardDeviation,
} from '../../../src/network/statistics.ts';
import { spikesOf } from '../../support/spikes.ts';

const trains = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(4)), { maxLength: 200 });

describe('spikeCounts', () => {
  it('counts t0 < t <= t1', () => {
    const spikes = spikesOf(3, [
      [10, 0],
      [11, 0],
      [11, 2],
      [15, 1],
      [30, 1],
      [31, 1],
    ]);
    const { counts, dt, t0, size } = spikeCounts(spikes, { t0: 1, t1: 3 });
    expect([dt, t0, size]).toEqual([0.1, 1, 3]);
    expect(counts.length).toBe(20);
    expect(Array.from(counts.subarray(0, 6))).toEqual([2, 0, 0, 0, 1, 0]);
    expect(counts[19]).toBe(1);
    expect(counts.reduce((a, b) => a + b)).toBe(4);
  });

  it('sums the steps of a bin, and leaves out a last bin that does not fit', () => {
    fc.assert(
      fc.property(trains, fc.integer({ min: 1, max: 30 }), fc.nat(50), (pairs, perBin, first) => {
        const spikes = spikesOf(5, pairs);
        const window = { t0: first / 10, t1: 40 };
        const fine = spikeCounts(spikes, window).counts;
        const coarse = spikeCounts(spikes, { ...window, bin: perBin / 10 });
        expect(coarse.dt).toBeAllclose(perBin / 10);
        expect(coarse.counts.length).toBe(Math.floor(fine.length / perBin));
        coarse.counts.forEach((n, b) =>
          expect(n).toBe(fine.subarray(b * perBin, (b + 1) * perBin).reduce((x, y) => x + y, 0)),
        );
      }),
    );
  });

  it('gives no bins for an empty window, zeros for no spikes', () => {
    const none = spikesOf(2, []);
    expect(spikeCounts(none, { t0: 5, t1: 5 }).counts).toEqual(new Float64Array(0));
    expect(spikeCounts(none, { t0: 0, t1: 0.5 }).counts).toEqual(new Float64Array(5));
  });

  it.each([
    ['t0', { t0: 0.05, t1: 1 }],
    ['t0', { t0: -1, t1: 1 }],
    ['t1', { t0: 2, t1: 1 }],
    ['t1', { t0: 0, t1: NaN }],
    ['bin', { t0: 0, t1: 1, bin: 0 }],
    ['bin', { t0: 0, t1: 1, bin: 0.25 }],
    ['bin', { t0: 0, t1: 1, bin: 1e-9 }],
  ])('refuses %s of %o', (name, options) => {
    expect(() => spikeCounts(spikesOf(1, []), options)).toThrow(ParameterError);
    expect(() => spikeCounts(spikesOf(1, []), options)).toThrow(new RegExp(`^${name}`));
  });
});

describe('of single neurons', () => {
  const spikes = spikesOf(4, [
    [50, 0],
    [100, 0],
    [150, 0],
    [250, 0],
    [350, 0],
    [120, 1],
    [101, 3],
    [501, 3],
  ]);
  const window = { t0: 5, t1: 50 };

  it('rates count spikes per second of the window', () => {
    expect(neuronRates(spikes, window)).toBeAllclose([4 / 0.045, 1 / 0.045, 0, 1 / 0.045]);
  });

  it('intervals lie within the window', () => {
    const isi = interspikeIntervals(spikes, window);
    expect(isi).toEqual([[5, 10, 10], [], [], []]);
    expect(coefficientsOfVariation(isi, 4)).toBeAllclose([Math.sqrt(50 / 9) / (25 / 3)]);
    expect(coefficientsOfVariation(isi)).toEqual(new Float64Array(0));
  });

  it('a regular train has CV 0', () => {
    const regular = spikesOf(
      1,
      Array.from({ length: 20 }, (_, i) => [10 * (i + 1), 0]),
    );
    expect(coefficientsOfVariation(interspikeIntervals(regular, { t0: 0, t1: 30 }))[0]).toBeAllclose(0, {
      atol: 1e-15,
    });
  });
});

describe('of the population', () => {
  it('rate is per neuron and second; Fano factor is variance/mean', () => {
    const spikes = spikesOf(2, [
      [1, 0],
      [5, 1],
      [10, 0],
      [25, 0],
    ]);
    const options = { t0: 0, t1: 3, bin: 1 };
    expect(populationRate(spikes, options)).toBeAllclose([1500, 0, 500]);
    expect(fanoFactor(spikes, options)).toBeAllclose(14 / 9 / (4 / 3));
  });
});

describe('correlations', () => {
  it('are those of the definition', () => {
    fc.assert(
      fc.property(trains, (pairs) => {
        const rows = neuronCounts(spikesOf(5, pairs), [0, 1, 2, 3], { t0: 0, t1: 40, bin: 2 });
        const expected: number[] = [];
        const pearson = (a: Float64Array, b: Float64Array) => {
          const cov = mean(a.map((x, i) => (x - mean(a)) * (b[i] - mean(b))));
          return cov / standardDeviation(a) / standardDeviation(b);
        };
        for (let i = 0; i < 4; i++)
          for (let j = 0; j < i; j++) {
            const c = pearson(rows[i], rows[j]);
            if (!Number.isNaN(c)) expected.push(c);
          }
        expect(pairCorrelations(rows)).toBeAllclose(expected, { rtol: 1e-9, atol: 1e-12 });
        const cross = crossCorrelations([rows[0]], [rows[1]]);
        const c = pearson(rows[0], rows[1]);
        expect(cross).toBeAllclose(Number.isNaN(c) ? [] : [c], { rtol: 1e-9, atol: 1e-12 });
      }),
    );
  });

  it('are taken among active neurons, each once', () => {
    const spikes = spikesOf(
      100,
      Array.from({ length: 60 }, (_, i) => [i + 1, i] as [number, number]),
    );
    const window = { t0: 1, t1: 10 };
    const chosen = activeNeurons(spikes, window, 30, 1);
    expect(new Set(chosen).size).toBe(30);
    expect(chosen.every((n) => n >= 10 && n < 60)).toBe(true);
    expect(activeNeurons(spikes, window, 30, 1)).toEqual(chosen);
    expect(activeNeurons(spikes, window, 30, 2)).not.toEqual(chosen);
    expect(activeNeurons(spikes, window, 1000, 1).length).toBe(50);
  });

  it('refuse neurons that do not exist or come twice', () => {
    const spikes = spikesOf(2, []);
    const options = { t0: 0, t1: 1 };
    expect(() => neuronCounts(spikes, [2], options)).toThrow(ParameterError);
    expect(() => neuronCounts(spikes, [1, 1], options)).toThrow(ParameterError);
  });
});

describe('percentiles', () => {
  it('interpolate linearly', () => {
    expect(percentiles([3, 1, 2, 10], [0, 10, 50, 75, 100])).toBeAllclose([1, 1.3, 2.5, 4.75, 10]);
    expect(percentiles([7], [10, 90])).toBeAllclose([7, 7]);
  });

  it('of nothing are NaN, as are mean and standard deviation', () => {
    expect(percentiles([], [50])[0]).toBeNaN();
    expect(mean([])).toBeNaN();
    expect(standardDeviation([])).toBeNaN();
  });
});
