import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataFileError, ParameterError } from '../../../src/errors.ts';
import { idsKnown } from '../../../src/io/spikeGrid.ts';
import { readSpikesCsv, type SpikesCsvOptions } from '../../../src/io/spikesCsv.ts';
import { sourceFile } from '../../../src/io/text.ts';

const populations = { E: { first: 1, size: 4 }, I: { first: 5, size: 2 } };
const options: SpikesCsvOptions = { dt: 0.0625, timeUnit: 'ms', populations };
const read = (text: string, more: Partial<SpikesCsvOptions> = {}) =>
  readSpikesCsv([sourceFile('s.csv', text)], { ...options, ...more });

describe('readSpikesCsv', () => {
  test('time,id: neurons by population, sorted by time and neuron, CRLF and quotes and any order of columns', () => {
    const [E, I] = read('"id", time\r\n4,0.125\r\n\r\n6,0\r\n"1",0.125\r\n3,0.0625\r\n');
    expect(E).toEqual({
      population: 'E',
      size: 4,
      dt: 0.0625,
      steps: Int32Array.of(1, 2, 2),
      ids: Int32Array.of(2, 0, 3),
    });
    expect(I).toEqual({
      population: 'I',
      size: 2,
      dt: 0.0625,
      steps: Int32Array.of(0),
      ids: Int32Array.of(1),
    });
    expect(idsKnown(E!)).toBe(true);
  });

  test('time,population: names with commas, ids unknown, repeated times kept', () => {
    const spikes = read('time,population\n1,"L2/3,E"\n0.5, I \n1,"L2/3,E"\n', {
      populations: { 'L2/3,E': { first: 0, size: 10 }, I: { first: 0, size: 5 }, T: { first: 0, size: 1 } },
    });
    expect(spikes.map((s) => [s.population, ...s.steps])).toEqual([['L2/3,E', 16, 16], ['I', 8], ['T']]);
    expect([...spikes[0]!.ids]).toEqual([-1, -1]);
    expect(spikes.map(idsKnown)).toEqual([false, false, true]);
  });

  test('spikes survive any order of lines, either unit and the split over files', () => {
    const spike = fc.record({ step: fc.nat(10 ** 7), id: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(
        fc.array(spike),
        fc.boolean(),
        fc.constantFrom(0.0625, 0.1, 0.25),
        (spikes, seconds, dt) => {
          const line = ({ step, id }: { step: number; id: number }) =>
            `${seconds ? (step * dt) / 1000 : step * dt},${id}\n`;
          const text = (list: typeof spikes) => sourceFile('s', 'time,id\n' + list.map(line).join(''));
          const half = spikes.length >> 1;
          const files = [text(spikes.slice(half)), text(spikes.slice(0, half))];
          const result = readSpikesCsv(files, { dt, timeUnit: seconds ? 's' : 'ms', populations });
          for (const { population, steps, ids } of result) {
            const { first, size } = populations[population as 'E' | 'I'];
            const expected = spikes
              .filter(({ id }) => id >= first && id < first + size)
              .toSorted((a, b) => a.step - b.step || a.id - b.id);
            expect([...steps]).toEqual(expected.map((s) => s.step));
            expect([...ids]).toEqual(expected.map((s) => s.id - first));
          }
        },
      ),
    );
  });

  test('times printed with three decimals meet the grid of 1/16 ms', () => {
    const text = Array.from({ length: 200 }, (_, k) => `${(k * 0.0625).toFixed(3)},1\n`).join('');
    expect([...read(`time,id\n${text}`)[0]!.steps]).toEqual(Array.from({ length: 200 }, (_, k) => k));
    expect([...read('time,id\n0.062,1\n0.063,1\n')[0]!.steps]).toEqual([1, 1]);
  });

  test('times off the grid go to the end of their step if asked', () => {
    const text = 'time,id\n0.01,1\n0.0625,1\n0.07,1\n';
    expect([...read(text, { offGrid: 'end_of_step' })[0]!.steps]).toEqual([1, 1, 2]);
  });

  test('a larger tolerance admits coarser printing', () => {
    expect([...read('time,id\n0.06,1\n0.19,1\n', { tolerance: 0.005 })[0]!.steps]).toEqual([1, 3]);
  });

  test('a header alone means that nobody spiked', () => {
    expect(read('time,id\n').map((s) => s.steps.length)).toEqual([0, 0]);
  });

  test.each([
    ['', 's.csv: the file is empty'],
    ['\n', 's.csv: Expected a header line "time,id" or "time,population", but received ""'],
    ['1.0,3\n', 's.csv:1: Expected a header line "time,id" or "time,population", but received "1.0,3"'],
    [
      'time;id\n1;3\n',
      's.csv:1: Expected a header line "time,id" or "time,population", but received "time;id"',
    ],
    ['time,id,population\n', 's.csv:1: Expected a header line'],
    ['time,id\n1,2\n\n1\n', 's.csv:4: Expected 2 columns as in the header, but received 1'],
    ['time,id\n1,2,3\n', 's.csv:2: Expected 2 columns as in the header, but received 3'],
    ['time,id\n1,\n', 's.csv:2: id: Expected a number, but received ""'],
    ['time,id\nx,1\n', 's.csv:2: time: Expected a number, but received "x"'],
    ['time,id\nNaN,1\n', 's.csv:2: time: Expected a number, but received "NaN"'],
    ['time,id\n-1,1\n', 's.csv:2: Expected a time >= 0, but received -1 ms'],
    ['time,id\n1e12,1\n', 's.csv:2: Expected a time below'],
    [
      'time,id\n1,1\n1.03,1\n',
      's.csv:3: Expected a time on the grid of 0.0625 ms (within 0.0005 ms), but received 1.03 ms',
    ],
    ['time,id\n1,0\n', 's.csv:2: Expected a neuron id from 1 to 4 of E or 5 to 6 of I, but received 0'],
    ['time,id\n1,7\n', 's.csv:2: Expected a neuron id from 1 to 4 of E or 5 to 6 of I, but received 7'],
    ['time,id\n1,1.5\n', 's.csv:2: Expected a neuron id from 1 to 4 of E or 5 to 6 of I, but received 1.5'],
    ['time,population\n1,E\n1,X\n', 's.csv:3: Expected one of the populations E, I, but received "X"'],
  ])('%j is refused with its line', (text, message) => {
    expect(() => read(text)).toThrow(DataFileError);
    expect(() => read(text)).toThrow(message);
  });

  test('files of different forms are not merged', () => {
    const files = [sourceFile('a', 'time,id\n'), sourceFile('b', 'time,population\n')];
    expect(() => readSpikesCsv(files, options)).toThrow('b:1: Expected the same columns in all files');
  });

  test.each([
    [{ timeUnit: undefined as never }, 'timeUnit: Expected "ms" or "s", but received nothing'],
    [{ dt: 0 }, 'dt: Expected a finite number > 0'],
    [{ tolerance: 0.04 }, 'tolerance: Expected a time from 0 to dt/2 = 0.03125 ms'],
    [{ offGrid: 'nearest' as never }, 'offGrid: Expected "error" or "end_of_step"'],
    [{ populations: {} }, 'populations: Expected at least one population'],
    [{ populations: { E: { first: 0, size: 1.5 } } }, 'populations.E.size: Expected an integer >= 0'],
    [
      { populations: { E: { first: 0, size: 5 }, I: { first: 4, size: 1 } } },
      'populations.I.first: Expected ids that are not those of E (0 to 4), but received 4',
    ],
  ])('options %j are refused', (more, message) => {
    expect(() => read('time,id\n', more as Partial<SpikesCsvOptions>)).toThrow(ParameterError);
    expect(() => read('time,id\n', more as Partial<SpikesCsvOptions>)).toThrow(message);
  });

  test('no file is refused', () => {
    expect(() => readSpikesCsv([], options)).toThrow('files: Expected at least one file');
  });
});
