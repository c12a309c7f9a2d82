import { describe, expect, test } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { parseCsv } from '../../../src/io/csv.ts';
import { signalsCsv, writeSignalsCsv } from '../../../src/io/signalsCsv.ts';
import { sourceFile } from '../../../src/io/text.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';

const signal = (rows: number, columns: number, more: Partial<Signal> = {}): Signal => ({
  probe: 'lfp',
  data: array2d(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(i) / 7),
  ),
  channels: Array.from({ length: rows }, (_, i) => ({ name: `z=${1000 - 100 * i} um` })),
  unit: 'mV',
  dt: 0.0625,
  t0: 500,
  ...more,
});

describe('signalsCsv', () => {
  test('header with probe, pathway, channel and unit; times are time stamps', () => {
    const text = writeSignalsCsv([
      signal(2, 2),
      signal(1, 2, { probe: 'P_z, all', channels: [{ name: 'z' }], unit: 'nA um', X: 'E', Y: 'I' }),
    ]);
    const { header, rows } = parseCsv(sourceFile('s.csv', text));
    expect(header).toEqual([
      'time (ms)',
      'lfp[z=1000 um] (mV)',
      'lfp[z=900 um] (mV)',
      'P_z, all E->I[z] (nA um)',
    ]);
    expect(rows.map((row) => row[0])).toEqual(['500.0625', '500.125']);
    expect(rows[1]).toEqual(['500.125', '0.120210141', '0.0201600012', '0.120210141']);
  });

  test('nine digits by default, all bits with 17; zeros and whole numbers are short', () => {
    const data = array2d(1, 5, Float64Array.of(1 / 3, 0, -3, 1e-300 / 3, 123456789012));
    const values = (digits?: number) =>
      writeSignalsCsv([signal(1, 5, { data })], digits === undefined ? {} : { digits })
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[1]);
    expect(values()).toEqual(['0.333333333', '0', '-3', '3.33333333e-301', '1.23456789e+11']);
    expect(values(17).map(Number)).toEqual([...data.data]);
  });

  test('every n-th sample, counted so that the times are whole multiples', () => {
    const times = (every: number, samples = 10) =>
      writeSignalsCsv([signal(1, samples, { dt: 0.5, t0: 0 })], { every })
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[0]));
    expect(times(4)).toEqual([2, 4]);
    expect(times(10)).toEqual([5]);
    expect(times(11)).toEqual([]);
  });

  test('comes in pieces that together are the file', () => {
    const long = signal(3, 5000);
    const pieces = [...signalsCsv([long])];
    expect(pieces.length).toBeGreaterThan(3);
    const { rows } = parseCsv(sourceFile('s.csv', pieces.join('')));
    expect(rows).toHaveLength(5000);
    expect(Number(rows[4999]![3])).toBeAllclose(long.data.data[14999]!, { rtol: 5e-9 });
  });

  test('no channels and no samples still give a header', () => {
    expect(writeSignalsCsv([signal(0, 0)])).toBe('time (ms)\n');
    expect(writeSignalsCsv([signal(1, 0)])).toBe('time (ms),lfp[z=1000 um] (mV)\n');
  });

  test.each([
    [[], {}, 'signals: Expected at least one signal'],
    [
      [signal(1, 4), signal(1, 5)],
      {},
      'signals.lfp: Expected the times of lfp (dt 0.0625 ms, t0 500 ms, 4 samples)',
    ],
    [[signal(1, 4), signal(1, 4, { t0: 0 })], {}, 'signals.lfp: Expected the times of lfp'],
    [[signal(1, 4)], { every: 0 }, 'every: Expected an integer >= 1, but received 0'],
    [[signal(1, 4)], { digits: 18 }, 'digits: Expected an integer from 1 to 17, but received 18'],
  ])('refuses what cannot be one table', (signals, options, message) => {
    expect(() => writeSignalsCsv(signals, options)).toThrow(ParameterError);
    expect(() => writeSignalsCsv(signals, options)).toThrow(message);
  });
});
