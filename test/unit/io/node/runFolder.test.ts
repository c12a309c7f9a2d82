import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { RunFolder, unfinishedFolder } from '../../../../src/io/node/runFolder.ts';
import { readSpikeStream, SpikeStream } from '../../../../src/io/node/spikeStream.ts';
import type { NetworkState } from '../../../../src/network/point/state.ts';

const folder = mkdtempSync(join(tmpdir(), 'spikefield-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let last = 0;
const fresh = () => join(folder, String(++last));

const populations = [
  { name: 'I', size: 2 },
  { name: 'Eü', size: 3 },
];
const ints = (...values: number[]) => Int32Array.from(values);
const state = (step: number): NetworkState => ({
  dt: 0.5,
  seed: 1,
  step,
  populations: [],
  sources: {},
  spikes: { steps: ints(), neurons: ints() },
});
const options = { interval: 1000, resume: false, replace: false, duration: 100_000 };
const description = { dynamics: { dt: 0.5 } };

describe('a stream of spikes', () => {
  test('gives them back by population, in the order they came', () => {
    const path = fresh();
    const stream = new SpikeStream(path);
    const { spikes } = readSpikeStream(path, stream.sync(), populations, 0.5);
    expect(spikes.map((s) => s.steps.length)).toEqual([0, 0]);
    stream.spikes('Eü', ints(1, 2), ints(0, 2));
    stream.samples(2, Float64Array.of(0.1, -0));
    stream.spikes('I', ints(2), ints(1));
    stream.samples(0, Float64Array.of(NaN));
    stream.spikes('Eü', ints(3), ints(1));
    stream.samples(2, Float64Array.of(1e-300));
    const length = stream.sync();
    stream.close();
    expect(length).toBe(readFileSync(path).length);
    const kept = readSpikeStream(path, length, populations, 0.5);
    expect(kept.spikes).toEqual([
      { population: 'I', size: 2, dt: 0.5, steps: ints(2), ids: ints(1) },
      { population: 'Eü', size: 3, dt: 0.5, steps: ints(1, 2, 3), ids: ints(0, 2, 1) },
    ]);
    expect(kept.samples[0]).toEqual([Float64Array.of(NaN)]);
    expect(kept.samples[1]).toBeUndefined();
    expect(kept.samples[2]).toEqual([Float64Array.of(0.1, -0), Float64Array.of(1e-300)]);
  });

  test('goes on after the last whole length, without what was torn', () => {
    const path = fresh();
    const first = new SpikeStream(path);
    first.spikes('I', ints(1), ints(0));
    const length = first.sync();
    first.close();
    appendFileSync(path, readFileSync(path).subarray(0, 17));
    const second = new SpikeStream(path, length);
    second.spikes('I', ints(5), ints(1));
    const [i] = readSpikeStream(path, second.sync(), populations, 0.5).spikes;
    second.close();
    expect([i.steps, i.ids]).toEqual([ints(1, 5), ints(0, 1)]);
  });

  test('finds every damage', () => {
    const path = fresh();
    const stream = new SpikeStream(path);
    stream.spikes('Eü', ints(1, 2), ints(0, 2));
    stream.samples(1, Float64Array.of(-65, -64.5));
    const length = stream.sync();
    stream.close();
    const whole = readFileSync(path);
    const refused = () => expect(() => readSpikeStream(path, length, populations, 0.5)).toThrow(/damaged: /);
    for (let i = 0; i < whole.length; i++) {
      const changed = Buffer.from(whole);
      changed[i] ^= 0x10;
      writeFileSync(path, changed);
      refused();
    }
    writeFileSync(path, whole.subarray(0, -1));
    refused();
  });

  test.skipIf(!existsSync('/dev/full'))('says in one line that the disk is full', () => {
    const stream = new SpikeStream('/dev/full');
    expect(() => stream.spikes('I', ints(1), ints(0))).toThrow(
      '/dev/full: cannot be written: the disk is full (free some space or choose another folder)',
    );
    stream.close();
  });
});

describe('the folder of a run', () => {
  test('keeps nothing unless there is a checkpoint', async () => {
    const results = fresh();
    const idle = await RunFolder.open(join(results, 'a'), description, { ...options, interval: Infinity });
    idle.begin();
    expect(existsSync(results)).toBe(false);
    const run = await RunFolder.open(join(results, 'a'), description, options);
    run.begin();
    expect(existsSync(unfinishedFolder(join(results, 'a')))).toBe(true);
    run.spikes('I', ints(1), ints(0));
    run.close();
    expect(run.kept).toBeUndefined();
    expect(existsSync(results)).toBe(false);
  });

  test('is resumed with the spikes of its checkpoint and without later ones', async () => {
    const results = fresh();
    const run = await RunFolder.open(results, description, options);
    run.spikes('I', ints(1), ints(0));
    run.samples(0, Float64Array.of(2));
    await run.save(state(4));
    run.samples(0, Float64Array.of(3));
    run.samples(1, new Float64Array(0));
    expect(run.kept).toBe(
      `0.002 of 100 s of the network are kept in ${results}.unfinished: the same command with --resume goes on from there`,
    );
    run.spikes('I', ints(7), ints(1));
    run.close();
    await expect(RunFolder.open(results, description, options)).rejects.toThrow(
      `${results}.unfinished: holds an unfinished run, 0.002 of 100 s (go on with --resume, `,
    );
    const again = await RunFolder.open(`${results}/`, description, {
      ...options,
      resume: true,
      replace: true,
    });
    expect(again.resumed).toEqual(state(4));
    again.begin();
    again.spikes('Eü', ints(5), ints(2));
    again.samples(0, Float64Array.of(4));
    await again.save(state(6));
    const { spikes, samples } = await again.read(populations, 0.5);
    expect(spikes.map(({ steps }) => steps)).toEqual([ints(1), ints(5)]);
    expect(samples).toEqual([[Float64Array.of(2), Float64Array.of(4)]]);
    again.discard();
    expect(existsSync(`${results}.unfinished`)).toBe(false);
  });

  test('refuses to resume another network, or what is damaged; is replaced if asked', async () => {
    const results = fresh();
    const run = await RunFolder.open(results, description, options);
    run.spikes('I', ints(1), ints(0));
    await run.save(state(4));
    run.close();
    const resume = { ...options, resume: true };
    await expect(RunFolder.open(results, { dynamics: { dt: 0.25 } }, resume)).rejects.toThrow(
      `${results}.unfinished: holds an unfinished run of another network: dynamics.dt: 0.5 then, 0.25 now (`,
    );
    truncateSync(join(`${results}.unfinished`, 'spikes.bin'), 3);
    await expect(RunFolder.open(results, description, resume)).rejects.toThrow(
      /spikes\.bin: damaged: shorter/,
    );
    truncateSync(join(`${results}.unfinished`, 'state.bin'), 3);
    await expect(RunFolder.open(results, description, resume)).rejects.toThrow(/state\.bin: damaged: /);
    const anew = await RunFolder.open(results, description, { ...options, replace: true });
    expect(anew.resumed).toBeUndefined();
    anew.begin();
    expect(readdirSync(`${results}.unfinished`)).toEqual(['lock', 'spikes.bin']);
    anew.close();
    expect(existsSync(`${results}.unfinished`)).toBe(false);
  });
});
