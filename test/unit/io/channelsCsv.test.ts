import { describe, expect, test } from 'vitest';
import { writeChannelsCsv } from '../../../src/io/channelsCsv.ts';
import { parseCsv } from '../../../src/io/csv.ts';
import { writeSignalsCsv } from '../../../src/io/signalsCsv.ts';
import { sourceFile } from '../../../src/io/text.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';

const signals: Signal[] = [
  {
    probe: 'eeg',
    data: array2d(2, 1),
    channels: [{ name: 'Cz', x: 0, y: 0.1 + 0.2, z: 90000 }, { name: 'a, "b"' }],
    unit: 'mV',
    dt: 1,
    t0: 0,
  },
  {
    probe: 'P',
    data: array2d(1, 1),
    channels: [{ name: 'z', z: -5 }],
    unit: 'nA um',
    dt: 1,
    t0: 0,
    X: 'E',
    Y: 'I',
  },
];

describe('writeChannelsCsv', () => {
  test('names every column of signals.csv with its place and unit', () => {
    const { header, rows } = parseCsv(sourceFile('c.csv', writeChannelsCsv(signals)));
    expect(header).toEqual(['column', 'probe', 'channel', 'unit', 'x (um)', 'y (um)', 'z (um)']);
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['eeg', 'Cz', 'mV', '0', '0.30000000000000004', '90000'],
      ['eeg', 'a, "b"', 'mV', '', '', ''],
      ['P', 'z', 'nA um', '', '', '-5'],
    ]);
    const columns = parseCsv(sourceFile('s.csv', writeSignalsCsv(signals))).header;
    expect(rows.map(([column]) => column)).toEqual(columns.slice(1));
  });

  test('is a header where there is no signal', () => {
    expect(writeChannelsCsv([])).toBe('column,probe,channel,unit,x (um),y (um),z (um)\n');
  });
});
