import { describe, expect, test } from 'vitest';
import { writeSpikes } from '../../../../src/io/spikesHdf5.ts';
import { sourceFile, type SourceFile } from '../../../../src/io/text.ts';
import type { Spikes } from '../../../../src/network/spikes.ts';
import { welch } from '../../../../src/numerics/spectra.ts';
import type { Activity } from '../../../../src/study/dynamicsStage.ts';
import { comparison, distance, objective } from '../../../../src/study/fit/objectives.ts';
import { fit } from '../../../../src/study/schema/fit.ts';
import { COUNTS } from './tinyFit.ts';

const recording = { dt: 0.5, duration: 200 };
const read = (path: string): Promise<SourceFile> => Promise.resolve(sourceFile(path, COUNTS));
/** With the defaults of the schema. */
const load = (o: object, source = read) =>
  objective('o', fit.shape.objectives.parse([{ population: 'A', ...o }])[0], recording, source);

/** Activity whose counts per ms are given, after a transient of 50 ms. */
function activity(counts: ArrayLike<number>, spikes: readonly Spikes[] = []): Activity {
  const all = Float64Array.from([...Array.from({ length: 50 }, () => 7), ...Array.from(counts)]);
  return {
    counts: [{ population: 'A', size: 20, dt: 1, t0: 0, counts: all }],
    spikes,
    from: 50,
    knownFrom: 0,
  };
}
const target = (JSON.parse(COUNTS) as any).output.A.counts as number[];

describe('rate', () => {
  test('is relative, and leaves the transient out', async () => {
    const given = await load({ type: 'rate', target: 40 });
    // 200 spikes of 20 neurons in 0.2 s: 50 spikes/s.
    expect(distance(given, activity(target))).toBeAllclose(0.25, { rtol: 1e-14 });
    expect(distance(given, activity(new Float64Array(200)))).toBe(1);
  });

  test('from a file, or a part of it', async () => {
    expect((await load({ type: 'rate', target: { file: 'x.json' } })).targetRate).toBe(50);
    // The bin of 0 ms has 10 spikes, those up to the next ten none: 190 in 0.199 s.
    expect((await load({ type: 'rate', target: { file: 'x.json', start: 1 } })).targetRate).toBeAllclose(
      190 / 20 / 0.199,
      { rtol: 1e-14 },
    );
    await expect(load({ type: 'rate', target: { file: 'x.json', start: 200 } })).rejects.toThrow(
      'x.json: holds nothing after 200 ms',
    );
  });

  test('refuses a file without the population', async () => {
    await expect(load({ type: 'rate', population: 'B', target: { file: 'x.json' } })).rejects.toThrow(
      'x.json: holds nothing of "B", only of A',
    );
  });
});

describe('comparison', () => {
  test('has what is found beside what is wanted', async () => {
    const rate = await load({ type: 'rate', target: 40 });
    expect(comparison(rate, activity(target))).toEqual({ name: 'o', type: 'rate', target: 40, found: 50 });
    const cv = await load({ type: 'cv', target: 0.8 });
    const none = { population: 'A', size: 20, dt: 1, steps: new Int32Array(0), ids: new Int32Array(0) };
    expect(comparison(cv, activity(target, [none]))).toEqual({
      name: 'o',
      type: 'cv',
      target: 0.8,
      found: 0,
    });
    const spectrum = await load({
      type: 'spectrum',
      target: { file: 'x.json' },
      segment: 50,
      max_frequency: 95,
    });
    const found = comparison(spectrum, activity(target));
    expect(found).toMatchObject({ frequencies: Float64Array.of(20, 40, 60, 80) });
    expect(found.found).toEqual(found.target);
  });
});

describe('spectrum', () => {
  const spec = { type: 'spectrum', target: { file: 'x.json' }, segment: 50, max_frequency: 300 };

  test('of the same activity is 0, of twice the rate log10 of 4', async () => {
    const o = await load(spec);
    expect(distance(o, activity(target))).toBe(0);
    // Power is 4 times as large; less where it is small beside the floor of 1e-4 of the mean.
    const twice = target.map((n) => 2 * n);
    const rate = (counts: number[]) => Float64Array.from(counts, (n) => (1000 * n) / 20);
    const [a, b] = [twice, target].map((counts) => {
      const { frequencies, psd } = welch(rate(counts), { fs: 1000, nperseg: 50 });
      return psd.filter((_, k) => frequencies[k] > 0 && frequencies[k] <= 300);
    });
    const floor = (1e-4 * b.reduce((x, y) => x + y, 0)) / b.length;
    const squares = b.map((p, k) => Math.log10((a[k] + floor) / (p + floor)) ** 2);
    const rms = Math.sqrt(squares.reduce((x, y) => x + y, 0) / squares.length);
    expect(distance(o, activity(twice))).toBeAllclose(rms, { rtol: 1e-10 });
  });

  test('without spikes is finite, and larger than with', async () => {
    const o = await load(spec);
    const silent = distance(o, activity(new Float64Array(200)));
    expect(Number.isFinite(silent)).toBe(true);
    expect(silent).toBeGreaterThan(1);
  });
});

describe('cv', () => {
  const train = (times: number[]): Spikes => ({
    population: 'A',
    size: 20,
    dt: 1,
    steps: Int32Array.from(times),
    ids: new Int32Array(times.length),
  });
  /** Intervals 10, 30, 10, 30: mean 20, sd 10. */
  const irregular = train([60, 70, 100, 110, 140]);

  test('of intervals by hand', async () => {
    const o = await load({ type: 'cv', target: 0.8 });
    expect(distance(o, activity(target, [irregular]))).toBeAllclose(0.3, { rtol: 1e-12 });
    // Four spikes are too few, as are none.
    expect(distance(o, activity(target, [train([60, 70, 100, 110])]))).toBe(0.8);
    expect(distance(o, activity(target, [train([])]))).toBe(0.8);
  });

  test('target from a longer spikes.h5: in windows of the length of the simulation', async () => {
    // Intervals 10, 30, 10, 30 in the first 200 ms after 50, even ones in the next, and a rest of no whole window.
    const long = train([60, 70, 100, 110, 140, 260, 280, 300, 320, 340, 460, 461]);
    const bytes = await writeSpikes([long], { version: '0', hash: '0', study: 's' });
    const target = { file: 'spikes.h5', start: 50 };
    const o = await load({ type: 'cv', target }, (name) => Promise.resolve({ name, bytes }));
    expect(o.target).toBeAllclose((0.5 + 0) / 2, { rtol: 1e-12 });
  });

  test('target from spikes.h5', async () => {
    const bytes = await writeSpikes([irregular], { version: '0', hash: '0', study: 's' });
    const o = await load({ type: 'cv', target: { file: 'spikes.h5' } }, (name) =>
      Promise.resolve({ name, bytes }),
    );
    expect(distance(o, activity(target, [irregular]))).toBe(0);
    expect(distance(o, activity(target, [train([])]))).toBeAllclose(0.5, { rtol: 1e-12 });
  });
});
