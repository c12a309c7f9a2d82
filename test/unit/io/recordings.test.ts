/** Recordings as HDF5, back to the bit, and as CSV. */
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../src/io/csv.ts';
import { coursesCsv, proxyCourses, sumCourse, traceCourses } from '../../../src/io/recordingsCsv.ts';
import { readRecordings, writeRecordings } from '../../../src/io/recordingsHdf5.ts';
import { sourceFile } from '../../../src/io/text.ts';
import { courseAfter, type Recordings } from '../../../src/network/recordings.ts';
import { array2d } from '../../../src/numerics/array2d.ts';

const floats = (...values: number[]) => Float64Array.from(values);
const proxy = (unit: string, t0 = 0) => ({ values: floats(0.1, -2), unit, t0, interval: 0.5 });
const recordings: Recordings = {
  traces: [
    {
      population: 'E/x',
      quantity: 'V_m',
      unit: 'mV',
      neurons: [7, 0],
      data: array2d(2, 3, floats(-65, -64.5, NaN, 1e-300, -0, 3)),
      t0: 0,
      interval: 0.3,
    },
    { population: 'E/x', quantity: 'w', unit: 'pA', neurons: [], data: array2d(0, 4), t0: 1, interval: 1 },
  ],
  sums: [false, true].map((magnitude) => ({
    population: 'I',
    size: 20,
    quantity: 'I_syn_ex',
    magnitude,
    unit: 'pA',
    values: floats(1 / 3, 2),
    t0: 0,
    interval: 0.6,
  })),
  proxies: [
    {
      population: 'E/x',
      delay: 6,
      alpha: 1.65,
      current: proxy('pA'),
      magnitude: proxy('pA'),
      weighted: proxy('pA', 6),
      potential: proxy('mV'),
    },
  ],
};
const provenance = { version: '0', hash: '0' };
const none: Recordings = { traces: [], sums: [], proxies: [] };

describe('recordings.h5', () => {
  test.each([
    ['everything', recordings],
    ['nothing', none],
  ])('comes back to the bit: %s', async (_what, all) => {
    const read = await readRecordings('r.h5', await writeRecordings(all, provenance));
    expect(read).toStrictEqual({ recordings: all, provenance });
  });

  test('holds nothing twice', async () => {
    const [trace] = recordings.traces;
    await expect(writeRecordings({ ...none, traces: [trace!, trace!] }, provenance)).rejects.toThrow(
      /V_m of E\/x occurs twice/,
    );
  });
});

describe('tables', () => {
  const table = (courses: Parameters<typeof coursesCsv>[0]) =>
    parseCsv(sourceFile('t.csv', [...coursesCsv(courses)].join('')));

  test('have a column per time course, named with its unit', () => {
    const titles = [
      ...recordings.traces.flatMap(traceCourses),
      ...recordings.sums.map(sumCourse),
      ...recordings.proxies.flatMap(proxyCourses),
    ].map(({ title }) => title);
    expect(titles).toEqual([
      'E/x[7] V_m (mV)',
      'E/x[0] V_m (mV)',
      'I sum of I_syn_ex (pA)',
      'I sum of |I_syn_ex| (pA)',
      'E/x current (pA)',
      'E/x magnitude (pA)',
      'E/x weighted (pA)',
      'E/x potential (mV)',
    ]);
  });

  test('have a row per time of any sample, and empty fields', () => {
    const { header, rows } = table([...traceCourses(recordings.traces[0]!), sumCourse(recordings.sums[0]!)]);
    expect(header[0]).toBe('time (ms)');
    expect(rows).toEqual([
      ['0.3', '-65', '1.00000000e-300', ''],
      ['0.6', '-64.5000000', '0', '0.333333333'],
      ['0.9', 'NaN', '3', ''],
      ['1.2', '', '', '2'],
    ]);
  });

  test('without samples are a header, of many rows whole', () => {
    expect(table([]).rows).toEqual([]);
    const values = Float64Array.from({ length: 3000 }, (_, m) => m);
    const { rows } = table([
      { title: 'a', values, t0: 0, interval: 0.1 },
      { title: 'b', values, t0: 300, interval: 0.1 },
    ]);
    expect(rows.length).toBe(6000);
    expect(rows[2999]).toEqual(['300', '2999', '']);
    expect(rows[3000]).toEqual(['300.1', '', '0']);
  });
});

test('the part of a course after a time', () => {
  const course = { values: floats(1, 2, 3), unit: '', t0: 6, interval: 0.1 };
  expect(courseAfter(course, 6)).toBe(course);
  expect(courseAfter(course, 0)).toBe(course);
  expect(courseAfter(course, 6.2)).toMatchObject({ values: floats(3), t0: 6.2 });
  expect(courseAfter(course, 9).values.length).toBe(0);
});
