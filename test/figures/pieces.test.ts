/** The parts that figures are made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/numerics/array2d.ts';
import { depthAxis, evenly } from '../../src/figures/depth.ts';
import {
  displayPowerUnit,
  displayUnit,
  sensorDisplayUnit,
  niceAbove,
  niceBelow,
  shortNumber,
  symbolOf,
} from '../../src/figures/displayUnit.ts';
import { binMeans, envelope } from '../../src/figures/envelope.ts';
import {
  divergingShades,
  orderedColors,
  POPULATION_COLORS,
  populationColors,
  SHADES,
  shadeOf,
} from '../../src/figures/palette.ts';
import { neuronsShown, rasterRow } from '../../src/figures/raster.ts';
import { binnedRate, meanRate, stepsPerBin } from '../../src/figures/rates.ts';
import { scaleBarFor } from '../../src/figures/scaleBar.ts';
import { heldBand, spectrumGroups } from '../../src/figures/spectra.ts';
import { linePath, short } from '../../src/figures/svg.ts';
import { paddedDomain } from '../../src/figures/timeCourse.ts';
import { defaultWindow, samplesIn } from '../../src/figures/timeWindow.ts';
import {
  largestMagnitude,
  magnitudeQuantile,
  traceDomain,
  traceGain,
  windowed,
} from '../../src/figures/traces.ts';

const values = fc.float64Array({ minLength: 1, maxLength: 300, noNaN: true, min: -1e6, max: 1e6 });

describe('envelope', () => {
  it('keeps the extremes of every bin, in order, at most two points per bin', () =>
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (data, bins) => {
        const { position, value } = envelope(data, bins);
        expect(position.length).toBeLessThanOrEqual(Math.max(2 * bins, 0));
        position.forEach((p, i) => {
          expect(value[i]).toBe(data[p]);
          if (i > 0) expect(p).toBeGreaterThanOrEqual(position[i - 1]!);
        });
        expect(Math.max(...value)).toBe(Math.max(...data));
        expect(Math.min(...value)).toBe(Math.min(...data));
      }),
    ));

  it('returns short lines whole, and empty ones empty', () => {
    expect([...envelope([3, 1, 2], 2).value]).toEqual([3, 1, 2]);
    expect(envelope([], 5).position.length).toBe(0);
  });
});

describe('binMeans', () => {
  it('conserves the sum', () =>
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (data, bins) => {
        const { edges, means } = binMeans(data, bins);
        const total = means.reduce((sum, mean, i) => sum + mean * (edges[i + 1]! - edges[i]!), 0);
        // Rounding of up to 300 additions of values up to 1e6.
        expect(total).toBeAllclose(
          data.reduce((a, b) => a + b, 0),
          { atol: 1e-6 },
        );
        expect(edges[0]).toBe(0);
        expect(edges.at(-1)).toBe(data.length);
      }),
    ));

  it('of nothing is nothing', () =>
    expect(binMeans([], 4)).toEqual({ edges: Float64Array.of(0), means: new Float64Array(0) }));
});

describe('units for display', () => {
  it.each([
    ['mV', 0.5, 'mV', 1],
    ['mV', 0.05, 'µV', 1e3],
    ['mV', 2e-7, 'nV', 1e6],
    ['nA um', 2e5, 'nA·m', 1e-6],
    ['nA um', 9934, 'µA·µm', 1e-3],
    ['nA/um3', 5e-5, 'µA/mm³', 1e6],
    ['T', 3e-14, 'fT', 1e15],
    ['spikes/s', 1e-9, 'spikes/s', 1],
    ['mV', 0, 'mV', 1],
  ])('%s up to %d: %s', (unit, largest, symbol, factor) =>
    expect(displayUnit(unit, largest)).toEqual({ symbol, factor }),
  );

  it.each([
    ['mV', 2e-4, 'µV', 1e3],
    ['mV', 50, 'µV', 1e3],
    ['mV', 1e-6, 'µV', 1e3],
    ['mV', 9e-7, 'nV', 1e6],
    ['mV', 0, 'µV', 1e3],
    ['T', 5e-14, 'fT', 1e15],
    ['T', 2e-12, 'fT', 1e15],
    ['T', 2e-10, 'nT', 1e9],
    ['T', 1e-19, 'fT', 1e15],
    ['nA/um', 5e-7, 'nA/m', 1e6],
  ])('of sensors: %s up to %d: %s', (unit, largest, symbol, factor) =>
    expect(sensorDisplayUnit(unit, largest)).toEqual({ symbol, factor }),
  );

  it('is one for a whole panel: a scale bar of microvolts for EEG, of femtotesla for MEG', () => {
    expect(scaleBarFor(0.34, 'mV', sensorDisplayUnit)).toEqual({ length: 0.2, text: '200 µV' });
    expect(scaleBarFor(2.5e-12, 'T', sensorDisplayUnit)?.text).toBe('2000 fT');
  });

  it('scales power densities with the square', () => {
    expect(displayPowerUnit('mV2/Hz', 1e-12)).toEqual({ symbol: 'µV²/Hz', factor: 1e6 });
    expect(displayPowerUnit('mV2/Hz', 1e-4)).toEqual({ symbol: 'mV²/Hz', factor: 1 });
    expect(displayPowerUnit('(nA um)2/Hz', 1e8)).toEqual({ symbol: 'nA²·m²/Hz', factor: 1e-12 });
    expect(displayPowerUnit('(nA/um3)2/Hz', 1e-12)).toEqual({ symbol: '(mA/mm³)²/Hz', factor: 1e6 });
    expect(displayPowerUnit('1/Hz', 1)).toEqual({ symbol: '1/Hz', factor: 1 });
  });

  it('writes symbols and numbers', () => {
    expect(symbolOf('nA um')).toBe('nA·µm');
    expect(symbolOf('MOhm')).toBe('MΩ');
    expect(symbolOf('S/cm2')).toBe('S/cm²');
    expect([0, -20, 0.05, 2e-7, 1.5e6, 0.1 + 0.2].map(shortNumber)).toEqual([
      '0',
      '−20',
      '0.05',
      '2e−7',
      '1.5e6',
      '0.3',
    ]);
  });

  it('rounds to numbers that read well', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (x) => {
        // 1e-9: a number that is round up to rounding errors counts as round.
        expect(niceBelow(x)).toBeLessThanOrEqual(x * (1 + 1e-9));
        expect(niceBelow(x)).toBeGreaterThan(x / 2.51);
        expect(niceAbove(x)).toBeGreaterThanOrEqual(x * (1 - 1e-9));
        expect(niceAbove(x)).toBeLessThan(x * 1.4);
      }),
    ));

  it('gives 0 for what is not positive', () => {
    for (const x of [0, -1, NaN, Infinity]) expect([niceBelow(x), niceAbove(x)]).toEqual([0, 0]);
    expect(scaleBarFor(0, 'mV')).toBeUndefined();
  });

  it('makes a scale bar not longer than its limit', () => {
    expect(scaleBarFor(0.34, 'mV')).toEqual({ length: 0.2, text: '0.2 mV' });
    expect(scaleBarFor(0.034, 'mV')).toEqual({ length: 0.02, text: '20 µV' });
  });
});

describe('raster', () => {
  it('shows all of few neurons, and shares of many in which no population vanishes', () => {
    expect(neuronsShown([3, 4], 10)).toEqual([3, 4]);
    expect(neuronsShown([8192, 1024], 500)).toEqual([444, 56]);
    expect(neuronsShown([100_000, 10], 120)).toEqual([120, 10]);
    expect(neuronsShown([], 10)).toEqual([]);
  });

  it('picks exactly as many neurons as it says, rows ascending with ids', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2500 }), (size, wanted) => {
        const shown = Math.min(size, wanted);
        const rows = Array.from({ length: size }, (_, id) => rasterRow(id, size, shown)).filter(
          (r) => r >= 0,
        );
        expect(rows).toEqual(Array.from({ length: shown }, (_, r) => r));
      }),
    ));
});

describe('rates', () => {
  const counts = {
    population: 'E',
    size: 10,
    dt: 0.5,
    t0: 100,
    counts: Float64Array.from([1, 2, 3, 4, 5, 6, 7]),
  };

  it('are spikes per second and neuron; the incomplete last bin is left out', () => {
    const { edges, rate } = binnedRate(counts, { start: 100, stop: 103.5 }, stepsPerBin(counts, 1));
    // 3, 7 and 11 spikes of 10 neurons in 1 ms each.
    expect([...rate]).toEqual([300, 700, 1100].map((r) => expect.closeTo(r, 9)));
    expect([...edges]).toEqual([100, 101, 102, 103]);
    expect(meanRate(counts)).toBeCloseTo(28 / 10 / 3.5e-3, 9);
  });

  it('of nothing are nothing', () => {
    expect(binnedRate(counts, { start: 0, stop: 1 }, 2).rate.length).toBe(0);
    expect(meanRate({ ...counts, size: 0 })).toBe(0);
    expect(stepsPerBin(counts, 0.01)).toBe(1);
  });
});

describe('windows of time', () => {
  const sampled = { t0: 10, dt: 0.1, count: 100 };

  it('hold the samples with start < t <= stop', () => {
    // Sample n is at 10 + (n + 1) 0.1 ms: the first after 10.3 is n = 3, the last up to 10.7 is n = 6.
    expect(samplesIn({ start: 10.3, stop: 10.7 }, sampled)).toEqual({ from: 3, to: 7 });
    expect(samplesIn({ start: 0, stop: 1e4 }, sampled)).toEqual({ from: 0, to: 100 });
    expect(samplesIn({ start: 30, stop: 40 }, sampled)).toEqual({ from: 100, to: 100 });
    expect(samplesIn({ start: 0, stop: 5 }, sampled)).toEqual({ from: 0, to: 0 });
  });

  it('are by default 300 ms after the transient, or what there is', () => {
    expect(defaultWindow([{ t0: 0, dt: 1, count: 2000 }])).toEqual({ start: 500, stop: 800 });
    expect(defaultWindow([{ t0: 0, dt: 1, count: 600 }])).toEqual({ start: 300, stop: 600 });
    expect(defaultWindow([{ t0: 0, dt: 1, count: 100 }])).toEqual({ start: 0, stop: 100 });
    expect(defaultWindow([])).toEqual({ start: 0, stop: 1 });
  });
});

describe('depth axis', () => {
  it('bands reach half way to the neighbours, in any order of channels', () => {
    const { positions, spacing, edges, axis } = depthAxis([0, 300, 100].map((z) => ({ name: '', z })));
    expect([...positions]).toEqual([0, 300, 100]);
    expect(spacing).toBe(100);
    expect(edges).toEqual([
      [-50, 50],
      [200, 400],
      [50, 200],
    ]);
    expect(axis.domain).toEqual([-50, 400]);
  });

  it('with depths that differ by rounding alone, as on a probe turned in space, stacks by order', () => {
    const { spacing } = depthAxis([0, 100, 100 + 1e-10].map((z) => ({ name: '', z })));
    expect(spacing).toBe(1);
  });

  it('without depths, or with equal ones, stacks by order with names', () => {
    for (const channels of [
      [{ name: 'a' }, { name: 'b' }],
      [
        { name: 'a', z: 1 },
        { name: 'b', z: 1 },
      ],
    ]) {
      const { positions, axis } = depthAxis(channels);
      expect([...positions]).toEqual([1, 0]);
      expect([axis.format!(1), axis.format!(0)]).toEqual(['a', 'b']);
    }
  });

  it('has contacts as ticks, at most eight', () => {
    const channels = Array.from({ length: 13 }, (_, i) => ({ name: '', z: 1000 - 100 * i }));
    expect(depthAxis(channels).axis.ticks).toEqual([-200, 0, 200, 400, 600, 800, 1000]);
  });

  it('picks channels evenly, both ends included', () => {
    expect(evenly(3, 5)).toEqual([0, 1, 2]);
    expect(evenly(10, 4)).toEqual([0, 3, 6, 9]);
    expect(evenly(10, 1)).toEqual([5]);
    expect(evenly(0, 4)).toEqual([]);
  });

  it('stands one or no channel', () => {
    expect(depthAxis([{ name: 'a', z: 7 }]).edges).toEqual([[-43, 57]]);
    expect(depthAxis([]).axis.domain).toEqual([0, 1]);
  });
});

describe('traces', () => {
  const data = fromRows([
    [1, 3, 5],
    [0, 0, 6],
  ]);

  it('cuts and centres', () => {
    expect(windowed(data, 1, 3, true).map((r) => [...r])).toEqual([
      [-1, 1],
      [-3, 3],
    ]);
    expect(windowed(data, 0, 2, false).map((r) => [...r])).toEqual([
      [1, 3],
      [0, 0],
    ]);
  });

  it('scales the largest value to the overlap, and widens the domain for it', () => {
    const depth = depthAxis([0, 100].map((z) => ({ name: '', z })));
    const rows = windowed(data, 0, 3, false);
    const gain = traceGain(rows, depth, 1.5);
    expect(gain).toBe(25);
    expect(traceDomain(rows, depth, gain)).toEqual([-50, 250]);
    expect(traceGain([[0, 0]], depth, 1.5)).toBe(0);
  });

  it('ignores what is not finite', () => {
    expect(largestMagnitude([[NaN, -2, Infinity]])).toBe(2);
    expect(
      magnitudeQuantile(
        [
          [NaN, -4, 1],
          [3, 2],
        ],
        0.75,
      ),
    ).toBe(3);
    expect(magnitudeQuantile([], 0.5)).toBe(0);
    expect(paddedDomain([NaN])).toEqual([-1, 1]);
    expect(paddedDomain([5, 5])).toEqual([0, 10]);
  });
});

describe('colours', () => {
  it('are white at zero, blue below, red above, and end at the limit', () => {
    const shades = divergingShades();
    expect(shades).toHaveLength(SHADES);
    expect(shades[shadeOf(0, 1)]).toBe('rgb(255, 255, 255)');
    const channels = (value: number) => shades[shadeOf(value, 2)]!.match(/\d+/g)!.map(Number);
    expect(channels(1)[0]).toBeGreaterThan(channels(1)[2]!);
    expect(channels(-1)[2]).toBeGreaterThan(channels(-1)[0]!);
    expect(shadeOf(99, 2)).toBe(SHADES - 1);
    expect(shadeOf(-99, 2)).toBe(0);
    expect(shadeOf(5, 0)).toBe((SHADES - 1) / 2);
  });

  it('belong to populations in order of appearance, or as chosen', () => {
    const colors = populationColors(['E', 'I', 'E', 'X'], { I: 'red' });
    expect([...colors]).toEqual([
      ['E', POPULATION_COLORS[0]],
      ['I', 'red'],
      ['X', POPULATION_COLORS[2]],
    ]);
  });

  it('of lines are all different', () => {
    for (const n of [0, 1, 2, 9]) expect(new Set(orderedColors(n)).size).toBe(Math.max(1, n));
  });
});

describe('spectra', () => {
  const spectrum = (group: string, values: number[]) => ({
    group,
    label: '',
    unit: 'mV2/Hz',
    frequencies: [0, 1, 2, 3],
    values,
  });

  it('drop what a logarithm cannot show, and groups without a line', () => {
    const groups = spectrumGroups([spectrum('a', [1, 1, 0, 4]), spectrum('b', [1, NaN, 2, -1])], [1, 3]);
    expect([...groups.keys()]).toEqual(['a']);
    expect(groups.get('a')![0]).toMatchObject({ frequencies: [1, 3], values: [1, 4] });
  });

  it('are shown between 1 and 500 Hz at most', () => {
    expect(heldBand([spectrum('a', [1, 1, 1, 1])])).toEqual([1, 3]);
    expect(heldBand([])).toEqual([1, 500]);
  });
});

describe('svg text', () => {
  it('is short and never NaN', () => {
    expect([1.005, -0.001, 2, 1 / 3].map(short)).toEqual(['1', '0', '2', '0.33']);
    expect(linePath([0, 1, 2, 3], [0, NaN, 5, 6])).toBe('M0,0M2,5L3,6');
    expect(linePath([], [])).toBe('');
  });
});
