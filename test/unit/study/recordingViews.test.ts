/** What people see of recordings: a table, panels of a figure, the predicted LFP at the times of proxies. */
import { describe, expect, it } from 'vitest';
import { lineFigure } from '../../../src/figures/lineFigure.ts';
import type { Recordings } from '../../../src/network/recordings.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { atTimes, strongestChannel } from '../../../src/study/besideSignal.ts';
import { recordingPanels } from '../../../src/study/recordingPanels.ts';
import { recordingTable } from '../../../src/study/recordingTable.ts';

const floats = (...values: number[]) => Float64Array.from(values);
const wave = (n: number, f: (m: number) => number) => Float64Array.from({ length: n }, (_, m) => f(m));
const signal = (rows: Float64Array[], dt: number, t0: number): Signal => ({
  probe: 'lfp',
  data: array2d(rows.length, rows[0]!.length, floats(...rows.flatMap((row) => [...row]))),
  channels: rows.map((_, c) => ({ name: `ch${c}` })),
  unit: 'mV',
  dt,
  t0,
});

/** 100 ms, of which 20 are transient; one trace at every ms, proxies at every 2 ms. */
const proxy = (values: Float64Array, t0 = 20) => ({ values, unit: 'pA', t0, interval: 2 });
const course = wave(40, (m) => Math.sin(m));
const recordings: Recordings = {
  traces: [
    {
      population: 'E',
      quantity: 'V_m',
      unit: 'mV',
      neurons: [5, 2],
      data: array2d(
        2,
        100,
        wave(200, (m) => (m % 100 < 20 ? 1000 : -60 + (m % 2) + (m < 100 ? 0 : 10))),
      ),
      t0: 0,
      interval: 1,
    },
  ],
  sums: [true, false].map((magnitude) => ({
    population: 'I',
    size: 7,
    quantity: 'I_syn_in',
    magnitude,
    unit: 'pA',
    values: wave(100, (m) => (magnitude ? 1 : -1) * 1000 * m),
    t0: 0,
    interval: 1,
  })),
  proxies: [
    {
      population: 'E',
      delay: 6,
      alpha: 1.65,
      current: proxy(course),
      magnitude: proxy(course.map((x) => 5 - 2 * x)),
      weighted: proxy(course.slice(3), 26),
      potential: { ...proxy(new Float64Array(40).fill(3)), unit: 'mV' },
    },
  ],
};
const spikes = [
  { population: 'E', size: 9, dt: 0.5, steps: Int32Array.of(100, 121, 121), ids: Int32Array.of(5, 2, 0) },
];
const counts = [{ population: 'E', size: 9, dt: 0.5, t0: 0, counts: new Float64Array(200) }];
const activity = { recordings, spikes, counts, from: 20 };
const lfp = signal([new Float64Array(160), wave(160, (n) => Math.sin((n + 1) / 4 - 1) / 3)], 0.5, 20);

describe('a signal beside proxies', () => {
  it('is its strongest channel, at their times', () => {
    const channel = strongestChannel(lfp)!;
    expect(channel).toMatchObject({ name: 'lfp[ch1]', dt: 0.5, t0: 20 });
    const { channel: values, course: own, first } = atTimes(channel, proxy(course));
    expect([first, own]).toEqual([0, course]);
    expect(values).toEqual(wave(40, (m) => channel.values[4 * m + 3]!));
  });

  it('has the times that both have', () => {
    const channel = { name: '', values: floats(1, 2, 3), dt: 1, t0: 10 };
    expect(atTimes(channel, { values: floats(7, 8, 9, 10), t0: 7, interval: 2 })).toEqual({
      channel: floats(1, 3),
      course: floats(8, 9),
      first: 1,
    });
    expect(atTimes(channel, { values: floats(7), t0: 50, interval: 2 }).course.length).toBe(0);
    expect(strongestChannel(undefined)).toBeUndefined();
    expect(strongestChannel(signal([floats()], 1, 0))).toBeUndefined();
  });
});

describe('the table of recordings', () => {
  it('has sizes after the transient, and correlations with the LFP', () => {
    const { rows, columns } = recordingTable(activity, strongestChannel(lfp))!;
    expect(columns.at(-1)).toMatchObject({ title: 'r with lfp[ch1]' });
    // Means -59.5 and -49.5: 5 from their mean, and half a step within.
    const sd = String(Number(Math.sqrt(25 + 0.25).toPrecision(4)));
    expect(rows[0]).toMatchObject({
      recorded: 'E V_m',
      neurons: 2,
      interval: 1,
      mean: '-54.5',
      sd,
      unit: 'mV',
    });
    expect(rows[1]).toMatchObject({ recorded: 'I sum of |I_syn_in|', neurons: 7, mean: '59500', unit: 'pA' });
    const r = Object.fromEntries(rows.slice(3).map((row) => [row.recorded, row.r]));
    expect(r['E current']).toBeAllclose(1, { rtol: 1e-12 });
    expect(r['E magnitude']).toBeAllclose(-1, { rtol: 1e-12 });
    expect(r['E weighted']).toBeAllclose(1, { rtol: 1e-12 });
    // It does not vary.
    expect(r['E potential']).toBeNull();
  });

  it('has no correlations without a signal, no rows without anything, nothing where nothing was recorded', () => {
    expect(recordingTable(activity)!.columns.map(({ key }) => key)).not.toContain('r');
    expect(recordingTable({ from: 0 })).toBeUndefined();
    const empty = { recordings: { ...recordings, traces: [], sums: [], proxies: [] }, from: 0 };
    expect(recordingTable(empty)!.rows).toEqual([]);
    expect(recordingTable({ ...activity, from: 100 })!.rows[0]).toMatchObject({ mean: null, sd: null });
  });
});

describe('the panels of recordings', () => {
  it('show potentials with spikes, sums in nA, proxies beside the LFP', () => {
    const [V, sums, proxies] = recordingPanels(activity, strongestChannel(lfp));
    expect(V).toMatchObject({ heading: 'V_m of E', symbol: 'V', unit: 'mV' });
    expect([V!.x[0], V!.x.length]).toEqual([21, 80]);
    const [five, two] = V!.lines.map(({ name, values }) => ({ name, values: Array.from(values) }));
    expect([five!.name, two!.name]).toEqual(['neuron 5', 'neuron 2']);
    // At 50 ms, and at 61 ms, the first sample after 60.5 ms; the highest potential is -49 mV, the lowest -60 mV.
    const peak = -49 + 0.75 * 11;
    expect(five!.values.flatMap((v, i) => (v === peak ? [V!.x[i]] : []))).toEqual([50]);
    expect(two!.values.flatMap((v, i) => (v === peak ? [V!.x[i]] : []))).toEqual([61]);
    expect(sums).toMatchObject({ heading: 'Sums over the 7 neurons of I', unit: 'nA' });
    expect(sums!.lines.map(({ name, values }) => [name, values[0]])).toEqual([
      ['|I_syn_in|', 20],
      ['I_syn_in', -20],
    ]);
    // From where the weighted sum begins.
    expect([proxies!.x[0], proxies!.x.length]).toEqual([28, 37]);
    expect(proxies!.lines.map(({ name }) => name)).toEqual([
      'sum of currents',
      'of magnitudes',
      'weighted sum',
      'lfp[ch1]',
    ]);
    const [current, magnitude, , beside] = proxies!.lines;
    expect(beside!.values).toBeAllclose(current!.values, { atol: 1e-12 });
    expect(Array.from(magnitude!.values, (v) => -v)).toBeAllclose(current!.values, { atol: 1e-12 });
    expect(lineFigure(recordingPanels(activity), { columns: 1 })).toContain('LFP proxies of E');
  });

  it('show four neurons at most, and nothing of what is empty', () => {
    const neurons = [0, 1, 2, 3, 4];
    const many = {
      ...recordings.traces[0]!,
      neurons,
      data: array2d(
        5,
        100,
        wave(500, (m) => m),
      ),
    };
    const [panel] = recordingPanels({ ...activity, recordings: { traces: [many], sums: [], proxies: [] } });
    expect([panel!.heading, panel!.lines.length]).toEqual(['V_m of E, 4 of 5 neurons', 4]);
    expect(recordingPanels({ ...activity, from: 100 })).toEqual([]);
    expect(recordingPanels({ counts, from: 0 })).toEqual([]);
  });
});
