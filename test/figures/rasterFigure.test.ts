import { describe, expect, it } from 'vitest';
import { binnedRate, windowCounts } from '../../src/figures/rates.ts';
import { rasterFigure } from '../../src/figures/rasterFigure.ts';
import { spectraFigure } from '../../src/figures/spectraFigure.ts';
import { rateSpectra } from '../../src/network/analysis/rateSpectra.ts';
import { spikeCounts } from '../../src/network/rates.ts';
import type { Spikes } from '../../src/network/spikes.ts';
import { expectGolden } from './golden.ts';
import { NOT_A_NUMBER, collisions, paths, texts } from './readSvg.ts';

/** Neuron n of `size` spikes every 7 + n % 5 ms. */
function spikes(population: string, size: number, duration = 120): Spikes {
  const pairs: [step: number, id: number][] = [];
  for (let id = 0; id < size; id++)
    for (let t = 1 + (id % 7); t <= duration; t += 7 + (id % 5)) pairs.push([10 * t, id]);
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    population,
    size,
    dt: 0.1,
    steps: Int32Array.from(pairs, (p) => p[0]),
    ids: Int32Array.from(pairs, (p) => p[1]),
  };
}

describe('rasterFigure', () => {
  const window = { start: 20, stop: 80 };
  const network = [spikes('E', 80), spikes('I', 20), spikes('TC', 5)];

  it('has a mark for every spike in the window, in the colour of its population, and rates below', () => {
    const svg = rasterFigure(network, { window, title: 'Network', colors: { I: '#123456' } });
    const marks = paths(svg, 'class', 'spikes').map((d) => d.split('M').length - 1);
    expect(marks).toEqual(network.map(({ steps }) => steps.filter((s) => s > 200 && s <= 800).length));
    expect(svg).toContain('stroke="#123456"');
    for (const text of ['Network', 'Spikes (105 neurons)', 'Rate (spikes/s)', 'Time (ms)', 'E', 'I', 'TC'])
      expect(texts(svg)).toContain(text);
    expect(collisions(svg)).toEqual([]);
    expectGolden(svg, 'raster');
  });

  it('represents large populations by some of their neurons', () => {
    const svg = rasterFigure(network, { window, maxNeurons: 30 });
    expect(texts(svg).some((t) => /^Spikes \(\d+ of 105 neurons\)$/.test(t))).toBe(true);
    expect(svg.length).toBeLessThan(rasterFigure(network, { window }).length);
  });

  it('takes what is silent, empty, short, or on a coarse grid', () => {
    const silent: Spikes = { ...network[0]!, steps: new Int32Array(0), ids: new Int32Array(0) };
    const coarse: Spikes = { ...silent, dt: 3, steps: Int32Array.of(1, 2, 9), ids: Int32Array.of(0, 1, 2) };
    for (const some of [[silent], [coarse], [spikes('A', 1, 1)], [{ ...silent, size: 0 }], []])
      expect(rasterFigure(some)).not.toMatch(NOT_A_NUMBER);
    expect(texts(rasterFigure([]))).toEqual(['Nothing to show']);
    expect(texts(rasterFigure([coarse])).join()).toContain('3 ms bins');
  });

  it('refuses what cannot be drawn', () => {
    const draw = (options: object) => () => rasterFigure(network, options);
    expect(draw({ window: { start: 5, stop: 5 } })).toThrow(/window/);
    expect(draw({ maxNeurons: 0 })).toThrow(/maxNeurons/);
    expect(draw({ rateBin: 0.25 })).toThrow(/rateBin.*multiple of the time step, 0.1 ms/);
    expect(draw({ rateBin: 0.01 })).toThrow(/rateBin/);
    expect(draw({ height: 0 })).toThrow(/height/);
    expect(() => rasterFigure([network[0]!, network[0]!])).toThrow(
      /spikes\[1\]\.population.*name of its own/,
    );
  });
});

it('windowCounts are the counts of the window in whole steps', () => {
  const s = spikes('E', 30);
  const counts = windowCounts(s, { start: 10.3, stop: 50 });
  expect(counts).toEqual(spikeCounts(s, { t0: counts.t0, t1: 50 }));
  expect(counts.t0).toBeCloseTo(10.3, 12);
  expect(binnedRate(counts, { start: 10.3, stop: 50 }, 10).rate.length).toBe(39);
  // A start between two steps leaves the step out that it divides.
  expect(windowCounts(s, { start: 10.25, stop: 50 }).t0).toBeCloseTo(10.3, 12);
  expect(windowCounts(s, { start: 10.21, stop: 10.22 }).counts.length).toBe(0);
});

describe('spectraFigure', () => {
  const network = [spikes('E', 80, 2000), spikes('I', 20, 2000)];

  it('draws the spectra of population rates in the colours of populations', () => {
    const spectra = rateSpectra(network, { t0: 0, t1: 2000 });
    const svg = spectraFigure(spectra, { title: 'Spectra', band: [5, 400], height: 120 });
    for (const color of ['#D55E00', '#0072B2']) expect(paths(svg, 'stroke', color).length).toBe(1);
    for (const text of ['Spectra', 'Population rates', 'Frequency (Hz)', 'E', 'I'])
      expect(texts(svg)).toContain(text);
    expect(spectraFigure(spectra, { colors: { E: '#abcdef' } })).toContain('#abcdef');
    expect(svg).not.toMatch(NOT_A_NUMBER);
  });

  it('takes none, and refuses a band that is none', () => {
    expect(texts(spectraFigure([]))).toEqual(['Nothing to show']);
    expect(rateSpectra([{ ...network[0]!, size: 0 }], { t0: 0, t1: 2000 })).toEqual([]);
    expect(() => spectraFigure([], { band: [0, 10] })).toThrow(/band.*0 < low < high/);
    expect(() => spectraFigure([], { height: -1 })).toThrow(/height/);
  });
});
