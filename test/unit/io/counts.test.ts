import { readFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { DataFileError, ParameterError } from '../../../src/errors.ts';
import { readCountsCsv, readCountsJson, type CountsCsvOptions } from '../../../src/io/counts.ts';
import { sourceFile } from '../../../src/io/text.ts';

const options: CountsCsvOptions = {
  dt: 0.5,
  timeUnit: 'ms',
  unit: 'spikes per time bin',
  populations: { E: { size: 8 }, I: { size: 2 } },
};
const readCsv = (text: string, more: Partial<CountsCsvOptions> = {}) =>
  readCountsCsv(sourceFile('c.csv', text), { ...options, ...more });
const example = (more: object = {}, output: object = { E: { N: 8, total: 3, counts: [0, 3, 0] } }) =>
  JSON.stringify({ input: { dt: 0.0625, t0: 500, t1: 500.1875, ...more }, output });
const readJson = (text: string) => readCountsJson(sourceFile('c.json', text));

describe('readCountsCsv', () => {
  test('columns by name, in any order; the window starts one step before the first time', () => {
    const [E, I] = readCsv('I,time,note,E\r\n0,10.5,x,2\r\n1,11,y,0\r\n');
    expect(E).toEqual({ population: 'E', size: 8, dt: 0.5, t0: 10, counts: Float64Array.of(2, 0) });
    expect([...I!.counts]).toEqual([0, 1]);
    expect(readCsv('time,E,I\n0.0105,2,0\n', { timeUnit: 's', unit: 'spikes per bin' })[0]!.t0).toBe(10);
  });

  test.each([
    ['time,E\n1,2\n', 'c.csv:1: Expected a header line with the columns time,E,I, but received "time,E"'],
    ['time,E,I\n', 'c.csv: Expected at least one row of counts'],
    ['time,E,I\n0.5,1,0\n1.5,0,0\n', 'c.csv:3: Expected the time 1 ms of the next bin, but received 1.5 ms'],
    ['time,E,I\n1,1,0\n0.5,0,0\n', 'c.csv:3: Expected the time 1.5 ms of the next bin, but received 0.5 ms'],
    ['time,E,I\n0.6,1,0\n', 'c.csv:2: Expected a time on the grid of 0.5 ms'],
    ['time,E,I\n0.5,1,-1\n', 'c.csv:2: I: Expected a whole number of spikes, but received -1'],
    ['time,E,I\n0.5,1.5,0\n', 'c.csv:2: E: Expected a whole number of spikes, but received 1.5'],
    ['time,E,I\n0.5,nan,0\n', 'c.csv:2: E: Expected a number, but received "nan"'],
    ['time,E,I\n0.5,1\n', 'c.csv:2: Expected 3 columns as in the header, but received 2'],
  ])('%j is refused', (text, message) => {
    expect(() => readCsv(text)).toThrow(DataFileError);
    expect(() => readCsv(text)).toThrow(message);
  });

  test('rates are not taken for counts', () => {
    expect(() => readCsv('time,E,I\n0.5,1,0\n', { unit: 'spikes/s' as never })).toThrow(ParameterError);
    expect(() => readCsv('time,E,I\n0.5,1,0\n', { unit: 'spikes/s' as never })).toThrow(
      'unit: Expected "spikes per time bin", but received "spikes/s" (convert rates to counts first)',
    );
  });
});

describe('readCountsJson', () => {
  test('reads the counts of every population, gzipped or not', () => {
    const text = example({}, { E: { N: 8, counts: [0, 3, 0] }, I: { N: 2, total: 0, counts: [0, 0, 0] } });
    const counts = readJson(text);
    expect(counts[0]).toEqual({
      population: 'E',
      size: 8,
      dt: 0.0625,
      t0: 500,
      counts: Float64Array.of(0, 3, 0),
    });
    expect(counts[1]!.population).toBe('I');
    expect(readCountsJson({ name: 'c.json.gz', bytes: gzipSync(new TextEncoder().encode(text)) })).toEqual(
      counts,
    );
  });

  test('reads the counts of a NEST run of the network of Hagen et al. (2022)', () => {
    const path = new URL('../../conformance/fixtures/lif/net_hagen2022_full_counts.json.gz', import.meta.url);
    const [E, I] = readCountsJson({ name: 'counts.json.gz', bytes: readFileSync(path) });
    expect([E!.population, E!.size, E!.dt, E!.t0, E!.counts.length]).toEqual(['E', 8192, 0.0625, 500, 48000]);
    expect([I!.population, I!.size, I!.counts.length]).toEqual(['I', 1024, 48000]);
    // `output.E.total` of the file.
    expect(E!.counts.reduce((a, b) => a + b, 0)).toBe(56837);
  });

  test('an empty window has no counts', () => {
    expect(readJson(example({ t1: 500 }, { E: { N: 8, counts: [] } }))[0]!.counts).toHaveLength(0);
  });

  test.each([
    ['{"input":', 'c.json: Expected JSON'],
    ['[]', 'c.json: file: Expected an object'],
    ['{}', 'c.json: input: Expected an object, but received nothing'],
    [example({ dt: 0 }), 'c.json: input.dt: Expected a time step > 0, but received 0'],
    [example({ dt: '0.1' }), 'c.json: input.dt: Expected a finite number, but received "0.1"'],
    [example({ t1: undefined }), 'c.json: input.t1: Expected a finite number, but received nothing'],
    [
      example({ t1: 501 }),
      'c.json: output.E.counts: Expected 16 values, (t1 - t0)/dt, but received "3 values"',
    ],
    [example({}, {}), 'c.json: output: Expected at least one population'],
    [
      example({}, { E: { N: 8, counts: [0, 0.5, 0] } }),
      'c.json: output.E.counts[1]: Expected a whole number of spikes, but received 0.5',
    ],
    [
      example({}, { E: { N: 8, counts: [0, null, 0] } }),
      'c.json: output.E.counts[1]: Expected a whole number of spikes, but received null',
    ],
    [
      example({}, { E: { counts: [0, 1, 0] } }),
      'c.json: output.E.N: Expected a finite number, but received nothing',
    ],
    [
      example({}, { E: { N: 8, total: 4, counts: [0, 3, 0] } }),
      'c.json: output.E.total: Expected 3, the sum of the counts, but received 4',
    ],
  ])('%j is refused', (text, message) => {
    expect(() => readJson(text)).toThrow(DataFileError);
    expect(() => readJson(text)).toThrow(message);
  });
});
