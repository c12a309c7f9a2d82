import { describe, expect, test } from 'vitest';
import { DataFileError, StudyError } from '../../../src/errors.ts';
import { writeRates, writeSpikes } from '../../../src/io/spikesHdf5.ts';
import type { SpikeCounts, Spikes } from '../../../src/network/spikes.ts';
import { probeKernels } from '../../../src/study/kernelStage.ts';
import { predictSignals } from '../../../src/study/predictStage.ts';
import { Progress } from '../../../src/study/progress.ts';
import { runDynamics } from '../../../src/study/dynamicsStage.ts';
import { loadTiny, runTiny, tinyCurrents, tinySignals, type Files } from '../../support/tinyRun.ts';

const study = await loadTiny();
const activity = await runTiny(study);
const reference = predictSignals(probeKernels(study, await tinyCurrents(study)), activity, true);
const spikes = activity.spikes!;
const provenance = { version: '0', hash: '0' };

/** Ids as NEST gives them: E 1 ... 40, I 41 ... 50. */
const first = { E: 1, I: 41 } as Record<string, number>;
const ids = { E: { first: 1, last: 40 }, I: { first: 41, last: 50 } };
const window = { dt: 0.125, start: 10, stop: 50 };

/** All spikes as lines, the populations one after the other, so that they are not in the order of time. */
function lines(spike: (time: number, population: string, id: number) => string): string {
  return spikes
    .flatMap(({ population, dt, steps, ids: neurons }) =>
      Array.from(steps, (step, i) => spike(step * dt, population, first[population] + neurons[i])),
    )
    .map((line) => `${line}\n`)
    .join('');
}

const bins = activity.counts[0].counts.length;
const json = (counts: readonly SpikeCounts[]) =>
  JSON.stringify({
    input: { dt: 0.125, t0: 0, t1: 50 },
    output: Object.fromEntries(
      counts.map(({ population, size, counts: c }) => [population, { N: size, counts: [...c] }]),
    ),
  });
const csv = Array.from(
  { length: bins },
  (_, n) => `${(n + 1) * 0.125},${activity.counts.map(({ counts }) => counts[n]).join(',')}\n`,
).join('');

const files: Files = {
  'ids.csv': `time,id\n${lines((time, _, id) => `${time},${id}`)}`,
  'seconds.csv': `id,time\n${lines((time, _, id) => `${id},${time / 1000}`)}`,
  'names.csv': `time,population\n${lines((time, population) => `${time},${population}`)}`,
  // Three decimals: 0.125 ms are printed exactly, times of 2^-4 ms would be rounded.
  'a-1.dat': `# NEST version: 3.9\nsender\ttime_ms\n${lines((time, population, id) => (population === 'E' ? `${id}\t${time.toFixed(3)}` : '')).replaceAll(/^\n/gm, '')}`,
  'a-2.dat': `sender\ttime_step\ttime_offset\n${lines((time, population, id) => (population === 'I' ? `${id}\t${time / 0.125}\t0.000` : '')).replaceAll(/^\n/gm, '')}`,
  'spikes.h5': await writeSpikes(spikes, provenance),
  'rates.h5': await writeRates(activity.counts, provenance),
  'counts.json': json(activity.counts),
  'counts.csv': `time,E,I\n${csv}`,
};

const csvSpikes = { type: 'spikes', format: 'csv', time_unit: 'ms', ...window };
const forms: [string, object][] = [
  ['a CSV of ids', { ...csvSpikes, files: 'ids.csv', ids }],
  ['a CSV in seconds', { ...csvSpikes, files: 'seconds.csv', time_unit: 's', ids }],
  ['a CSV of populations', { ...csvSpikes, files: 'names.csv' }],
  ['two files of NEST', { type: 'spikes', format: 'nest', files: ['a-1.dat', 'a-2.dat'], ...window, ids }],
  ['spikes.h5', { type: 'spikes', format: 'hdf5', file: 'spikes.h5', start: 10, stop: 50 }],
  ['rates.h5', { type: 'counts', format: 'hdf5', file: 'rates.h5', start: 10 }],
  [
    'a JSON of counts',
    { type: 'counts', format: 'json', file: 'counts.json', unit: 'spikes_per_bin', dt: 0.125, start: 10 },
  ],
  [
    'a CSV of counts',
    {
      type: 'counts',
      format: 'csv',
      file: 'counts.csv',
      unit: 'spikes_per_bin',
      time_unit: 'ms',
      dt: 0.125,
      start: 10,
    },
  ],
];

describe('one activity', () => {
  test.each(forms)('as %s gives the signals of the network', async (_form, dynamics) => {
    const signals = await tinySignals(dynamics, files);
    for (const kind of ['sums', 'pathways'] as const) {
      expect(signals[kind]).toHaveLength(reference[kind].length);
      signals[kind].forEach((signal, i) => {
        const { data, ...rest } = reference[kind][i];
        expect(signal).toMatchObject(rest);
        const largest = data.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
        // The window starts tau before the signals instead of at 0, which the transform rounds otherwise.
        expect(signal.data.data).toBeAllclose(data.data, { rtol: 0, atol: 1e-13 * largest });
      });
    }
  });

  test('gives the same spikes where the neurons are known', async () => {
    for (const [form, dynamics] of forms) {
      const read = await runTiny(await loadTiny((s) => (s.dynamics = dynamics), files), files);
      if (/ids|seconds|NEST|spikes/.test(form)) expect(read.spikes).toEqual(spikes);
      else expect(read.spikes).toBeUndefined();
      expect(read.from).toBe(10);
    }
  });
});

describe('a simulated network', () => {
  test('is the same for one seed, and another for another', async () => {
    expect(await runTiny(study)).toEqual(activity);
    expect(await runTiny(study, {}, 1)).toEqual(activity);
    const other = await runTiny(study, {}, 2);
    expect(other.seed).toBe(2);
    expect(other.spikes).not.toEqual(spikes);
  });

  test('is counted over the whole duration, transient included', () => {
    expect(activity).toMatchObject({ from: 10, knownFrom: 0, seed: 1 });
    for (const [i, { steps, ids: neurons, size }] of spikes.entries()) {
      const { counts, t0 } = activity.counts[i];
      expect([t0, counts.length]).toEqual([0, 400]);
      const naive = new Float64Array(400);
      for (const step of steps) naive[step - 1]++;
      expect(counts).toEqual(naive);
      expect(neurons.every((id) => id >= 0 && id < size)).toBe(true);
    }
  });

  test('reports progress that rises from the building to the end, and can be cancelled', async () => {
    const seen: [string, number][] = [];
    const observe = ({ stages, fraction }: { stages: readonly string[]; fraction: number }) =>
      void seen.push([stages.at(-1)!, fraction]);
    const read = () => Promise.reject(new Error('no files'));
    await runDynamics(study, new Progress({ observe }), read);
    const fractions = seen.map(([, fraction]) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(seen[0]).toEqual(['building the network', 0]);
    expect(seen.at(-1)).toEqual(['simulating the network', 1]);
    const aborted = new Progress({ signal: AbortSignal.abort() });
    await expect(runDynamics(study, aborted, read)).rejects.toThrow('cancelled');
  });
});

describe('what came before the signals', () => {
  const dynamics = { ...csvSpikes, files: 'f.csv', ids, start: 20, stop: 40 };
  const read = async (text: string) => {
    const own = { 'f.csv': text };
    return runTiny(await loadTiny((s) => (s.dynamics = dynamics), own), own);
  };

  test('is counted as far back as kernels reach', async () => {
    const { counts, from, knownFrom } = await read(
      'time,id\n15,1\n15.125,1\n20,1\n20.125,1\n40,1\n40.125,1\n',
    );
    expect([from, knownFrom]).toEqual([20, 0]);
    // (15, 40] ms: tau = 5 ms before the signals; the spikes at 15 and 40.125 ms lie outside.
    expect([counts[0].t0, counts[0].counts.length]).toEqual([15, 200]);
    expect(counts[0].counts.reduce((a, b) => a + b)).toBe(4);
  });

  test('is unknown if the file starts with the signals', async () => {
    expect((await read('time,id\n20.125,1\n')).knownFrom).toBe(20);
    expect((await read('time,id\n')).knownFrom).toBe(20);
  });

  test('is unknown before the first count of a file', async () => {
    const late = { 'c.csv': 'time,E,I\n7.125,1,0\n7.25,0,2\n' };
    const counts = {
      type: 'counts',
      format: 'csv',
      file: 'c.csv',
      unit: 'spikes_per_bin',
      time_unit: 'ms',
      dt: 0.125,
    };
    const loaded = await loadTiny((s) => (s.dynamics = counts), late);
    expect(await runTiny(loaded, late)).toMatchObject({ from: 7, knownFrom: 7 });
  });
});

describe('refuses', () => {
  const fails = async (dynamics: object, content: string | Uint8Array, seed?: number): Promise<Error> => {
    const own = { f: content };
    const loaded = await loadTiny((s) => (s.dynamics = dynamics), own);
    return runTiny(loaded, own, seed).then(
      () => new Error('nothing was refused'),
      (error: Error) => error,
    );
  };
  const hdf5Counts = { type: 'counts', format: 'hdf5', file: 'f' };
  const hdf5Spikes = { type: 'spikes', format: 'hdf5', file: 'f', start: 0, stop: 50 };
  const jsonCounts = { type: 'counts', format: 'json', file: 'f', unit: 'spikes_per_bin', dt: 0.125 };
  const count = (change: Partial<SpikeCounts>): SpikeCounts => ({
    population: 'E',
    size: 40,
    dt: 0.125,
    t0: 0,
    counts: new Float64Array(16),
    ...change,
  });

  test('a seed where nothing is random', async () => {
    const error = await fails(hdf5Counts, files['rates.h5'], 3);
    expect(error).toBeInstanceOf(StudyError);
    expect(error.message).toBe(
      's.json: dynamics: a seed was given, but the counts of this study come from files',
    );
  });

  test('a study without dynamics', async () => {
    await expect(runTiny(await loadTiny((s) => delete s.dynamics))).rejects.toThrow(
      's.json: dynamics: missing; say where the spikes come from (lif, spikes or counts)',
    );
  });

  test.each<[string, Partial<SpikeCounts>, string]>([
    [
      'a population that the study does not have',
      { population: 'T' },
      'f: unknown population "T"; the study defines E, I',
    ],
    ['another number of neurons', { size: 41 }, 'f: has 41 neurons of E, but the study 40; make them equal'],
    [
      'another time step',
      { dt: 0.1 },
      'f: its time step is 0.1 ms, but kernels.dt is 0.125 ms; compute the kernels with that step',
    ],
  ])('%s', async (_what, change, message) => {
    const error = await fails(hdf5Counts, await writeRates([count(change)], provenance));
    expect(error).toBeInstanceOf(DataFileError);
    expect(error.message).toBe(message);
    const { population, size, dt } = count(change);
    const train: Spikes = { population, size, dt, steps: Int32Array.of(3), ids: Int32Array.of(0) };
    expect((await fails(hdf5Spikes, await writeSpikes([train], provenance))).message).toBe(message);
  });

  test('a file without populations', async () => {
    expect((await fails(hdf5Counts, await writeRates([], provenance))).message).toBe(
      'f: holds no population',
    );
  });

  test('counts that lack a population; others than those asked for are left alone', async () => {
    const one = json([activity.counts[0]]);
    expect((await fails(jsonCounts, one)).message).toBe(
      'f: holds no counts of "I", only of E; say in dynamics.populations which to read',
    );
    const own = { f: json([activity.counts[0], { ...activity.counts[1], population: 'thalamus' }]) };
    const loaded = await loadTiny((s) => (s.dynamics = { ...jsonCounts, populations: ['E'] }), own);
    expect((await runTiny(loaded, own)).counts).toEqual([activity.counts[0]]);
  });

  test.each([60, 10.3, 2])('signals that start at %d ms, where the file has no counts', async (start) => {
    const rates = await writeRates([count({ t0: 4 })], provenance);
    const error = await fails({ ...hdf5Counts, start }, rates).catch((e) => e);
    expect(error).toBeInstanceOf(StudyError);
    expect(error.message).toMatch(/dynamics\.start: expected a (time from 4 to below 6 ms|multiple of dt)/);
  });
});
