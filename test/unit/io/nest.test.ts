import { describe, expect, test } from 'vitest';
import { DataFileError } from '../../../src/errors.ts';
import { readNestSpikes, type NestSpikesOptions } from '../../../src/io/nest.ts';
import { sourceFile } from '../../../src/io/text.ts';

const HEADER = '# NEST version: 3.9.0\n# RecordingBackendASCII version: 2\n';
const options: NestSpikesOptions = {
  dt: 0.0625,
  populations: { E: { first: 1, size: 8 }, I: { first: 9, size: 2 } },
};
const read = (text: string, more: Partial<NestSpikesOptions> = {}) =>
  readNestSpikes([sourceFile('r.dat', text)], { ...options, ...more });

describe('readNestSpikes', () => {
  test('three decimals at dt = 1/16 ms: every step is found, with trailing tabs and without', () => {
    const steps = Array.from({ length: 4000 }, (_, k) => k);
    const body = steps
      .map((k) => `${1 + (k % 10)}\t${(k * 0.0625).toFixed(3)}${k % 2 ? '\t' : ''}\n`)
      .join('');
    const [E, I] = read(`${HEADER}sender\ttime_ms\n${body}`);
    expect([...E!.steps]).toEqual(steps.filter((k) => k % 10 < 8));
    expect([...E!.ids]).toEqual(steps.filter((k) => k % 10 < 8).map((k) => k % 10));
    expect([...I!.steps]).toEqual(steps.filter((k) => k % 10 >= 8));
  });

  test('steps and offsets: time = step * resolution - offset', () => {
    const text = `${HEADER}sender\ttime_step\ttime_offset\n3\t17\t0.000\n9\t4\t0.000\n`;
    const [E, I] = read(text);
    expect([E!.steps[0], E!.ids[0], I!.steps[0], I!.ids[0]]).toEqual([17, 2, 4, 0]);
    // On a grid twice as fine as NEST's, step 17 less an offset of half of NEST's step is step 33.
    const fine = `${HEADER}sender\ttime_step\ttime_offset\n3\t17\t0.0625\n`;
    expect([...read(fine, { resolution: 0.125 })[0]!.steps]).toEqual([33]);
  });

  test('the files of all virtual processes are merged, whatever their order; files without spikes are fine', () => {
    const files = [
      sourceFile('spikes-9217-0.dat', `${HEADER}sender\ttime_ms\n2\t1.000\n4\t3.000\n`),
      sourceFile('spikes-9217-1.dat', `${HEADER}sender\ttime_ms\r\n1\t1.000\r\n9\t2.000\r\n`),
      sourceFile('spikes-9217-2.dat', `${HEADER}sender\ttime_ms\n`),
    ];
    const merged = readNestSpikes(files, options);
    expect(merged[0]).toEqual({
      population: 'E',
      size: 8,
      dt: 0.0625,
      steps: Int32Array.of(16, 16, 48),
      ids: Int32Array.of(0, 1, 3),
    });
    expect(readNestSpikes(files.toReversed(), options)).toEqual(merged);
  });

  test('further columns and comments in between are passed over', () => {
    const text = `sender time_ms V_m\n1 0.125 -65.2\n# a comment\n2 0.25 -60\n`;
    expect([...read(text)[0]!.steps]).toEqual([2, 4]);
  });

  test.each([
    ['', 'r.dat: the file is empty'],
    [
      HEADER,
      'r.dat: Expected the column names "sender time_ms" or "sender time_step time_offset", but received ""',
    ],
    [
      '1\t0.1\n',
      'r.dat:1: Expected the column names "sender time_ms" or "sender time_step time_offset", but received "1 0.1"',
    ],
    [`${HEADER}sender\ttime_step\n`, 'r.dat:3: Expected the column names'],
    [
      `${HEADER}sender\ttime_ms\n1\t0.125\n1\n`,
      'r.dat:5: Expected 2 columns as in the header, but received 1',
    ],
    [`${HEADER}sender\ttime_ms\n1\t0.1.2\n`, 'r.dat:4: time_ms: Expected a number, but received "0.1.2"'],
    [`${HEADER}sender\ttime_ms\nnan\t0.125\n`, 'r.dat:4: sender: Expected a number, but received "nan"'],
    [`${HEADER}sender\ttime_ms\n1\t-0.125\n`, 'r.dat:4: Expected a time >= 0, but received -0.125 ms'],
    [`${HEADER}sender\ttime_ms\n1\t0.064\n`, 'r.dat:4: Expected a time on the grid of 0.0625 ms'],
    [
      `${HEADER}sender\ttime_ms\n11\t0.125\n`,
      'r.dat:4: Expected a neuron id from 1 to 8 of E or 9 to 10 of I, but received 11',
    ],
    [
      `${HEADER}sender\ttime_step\ttime_offset\n1\t2.5\t0.0\n`,
      'r.dat:4: time_step: Expected an integer, but received 2.5',
    ],
    [
      `${HEADER}sender\ttime_step\ttime_offset\n1\t2\t0.02\n`,
      'r.dat:4: Expected a time on the grid of 0.0625 ms',
    ],
    [
      `${HEADER}sender\ttime_ms\n1\t0.1\u0000\n`,
      'r.dat:4: Expected text, but received the control character 0',
    ],
  ])('%j is refused with its line', (text, message) => {
    expect(() => read(text)).toThrow(DataFileError);
    expect(() => read(text)).toThrow(message);
  });
});
