import { describe, expect, test } from 'vitest';
import { array2d } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { probeKernels } from '../../../src/study/kernelStage.ts';
import { predictSignals } from '../../../src/study/predictStage.ts';
import { analysedCounts, pathwayTable, populationTable, signalTable } from '../../../src/study/summary.ts';
import { loadTiny, runTiny, tinyCurrents } from '../../support/tinyRun.ts';

const counts = (values: number[], t0 = 0, dt = 0.1, size = 4) => ({
  population: 'E',
  size,
  dt,
  t0,
  counts: Float64Array.from(values),
});
const signal = (rows: number[][], unit: Signal['unit'] = 'mV', probe = 'lfp'): Signal => ({
  probe,
  data: array2d(rows.length, rows[0].length, Float64Array.from(rows.flat())),
  channels: rows.map((_, c) => ({ name: `ch${c}` })),
  unit,
  dt: 0.1,
  t0: 0,
});

describe('the table of populations', () => {
  test('counts spikes and rates after the transient', () => {
    const table = populationTable({ counts: [counts([9, 9, 1, 0, 2, 1])], from: 0.2, knownFrom: 0 });
    // 4 spikes of 4 neurons in 0.4 ms.
    expect(table.rows[0].rate).toBeAllclose(2500);
    expect(table.rows).toMatchObject([{ population: 'E', neurons: 4, spikes: 4, window: '0.2-0.6' }]);
  });

  test('has no rate where there is no time or no neuron', () => {
    const rows = (c: ReturnType<typeof counts>, from: number) =>
      populationTable({ counts: [c], from, knownFrom: 0 }).rows;
    expect(rows(counts([1, 1]), 0.2)).toMatchObject([{ spikes: 0, rate: null, window: '0.2-0.2' }]);
    expect(rows(counts([0, 0], 0, 0.1, 0), 0)).toMatchObject([{ spikes: 0, rate: null }]);
  });

  test('analyses counts from their own start if that is later', () => {
    const own = counts([1, 2, 3], 0.3);
    expect(analysedCounts({ counts: [own], from: 0 })).toEqual([own]);
    const [later] = analysedCounts({ counts: [own], from: 0.5 });
    expect([later.t0, [...later.counts]]).toEqual([0.5, [3]]);
  });
});

test('the table of signals shows the strongest channel in a readable unit', () => {
  const { rows } = signalTable([
    signal([
      [1, 1, 1],
      [1e-3, 3e-3, 2e-3],
    ]),
    signal([[1e-15, 3e-15]], 'T', 'meg'),
    signal([[-2, 2]], 'nA um', 'dipole'),
  ]);
  expect(rows).toMatchObject([
    { signal: 'lfp', channels: 2, strongest: 'ch1', unit: 'uV' },
    { signal: 'meg', unit: 'fT' },
    { signal: 'dipole', unit: 'nA um', min: -2, max: 2, sd: 2 },
  ]);
  expect([rows[0].min, rows[0].max, rows[0].sd] as number[]).toBeAllclose([1, 3, Math.sqrt(2 / 3)]);
  expect([rows[1].min, rows[1].max, rows[1].sd] as number[]).toBeAllclose([1, 3, 1]);
});

describe('the table of pathways', () => {
  test('has shares that add up to 100 % for every signal', async () => {
    const study = await loadTiny();
    const kernels = probeKernels(study, await tinyCurrents(study));
    const table = pathwayTable(predictSignals(kernels, await runTiny(study), true))!;
    expect(table.rows.map(({ pathway }) => pathway)).toEqual(['E -> E', 'I -> E', 'E -> I', 'I -> I']);
    for (const probe of ['lfp', 'csd', 'dipole', 'eeg']) {
      const shares = table.rows.map((row) => row[`probe ${probe}`] as number);
      expect(shares.reduce((a, b) => a + b)).toBeAllclose(100);
      expect(shares.every((share) => share !== 0)).toBe(true);
    }
  });

  test('is left out without pathways, and has no share of a silent signal', () => {
    const silent = signal([[0, 0, 0]]);
    expect(pathwayTable({ sums: [silent], pathways: [] })).toBeUndefined();
    const table = pathwayTable({ sums: [silent], pathways: [{ ...silent, X: 'E', Y: 'I' }] })!;
    expect(table.rows).toEqual([{ pathway: 'E -> I', 'probe lfp': null }]);
  });
});
