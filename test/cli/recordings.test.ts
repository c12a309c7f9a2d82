/** What a network records, as a user finds it: files, tables and a figure beside spikes and signals; the same after kills. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readHdf5 } from '../../src/io/hdf5.ts';
import { readRecordings } from '../../src/io/recordingsHdf5.ts';
import { folderWith, listing, run, start } from '../support/spikefield.ts';

/** Traces, sums and proxies, with intervals that do not divide each other. */
const recording = (study: any): void => {
  study.dynamics.separate_currents = true;
  study.dynamics.record = {
    traces: [{ population: 'E', neurons: [3, 0], quantities: ['V_m'], interval: 0.375 }],
    sums: [{ population: 'I', quantities: ['V_m'], magnitudes: ['I_syn_ex'], interval: 0.25 }],
    proxies: [{ population: 'E', interval: 0.5 }],
  };
};
const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
const contentOf = async (folder: string): Promise<string> =>
  (await readHdf5('r', bytes(join(folder, 'recordings.h5')), 'recordings')).contentHash;
const FILES = ['recordings.h5', 'traces.csv', 'sums.csv', 'proxies.csv', 'recordings.svg', 'recordings.png'];

describe('a study that records', () => {
  let folder: string;
  let stdout: string;
  beforeAll(async () => {
    folder = folderWith(recording);
    const predicted = await run(folder, 'predict', 'study.json', '--out', 'p');
    expect(predicted.status).toBe(0);
    ({ stdout } = predicted);
  });

  test('has recordings, tables and a figure beside the prediction, and a table that correlates', async () => {
    expect(listing(folder)).toEqual(expect.arrayContaining(FILES.map((name) => `p/${name}`)));
    expect(stdout).toMatch(/Recorded \(after the transient\)\n.*r with lfp\[/s);
    expect(stdout).toMatch(/E weighted .* pA +-?[01]\.\d+\n/);
    const { recordings } = await readRecordings('r', bytes(join(folder, 'p/recordings.h5')));
    const [trace] = recordings.traces;
    expect(trace).toMatchObject({ population: 'E', neurons: [3, 0], t0: 0, interval: 0.375 });
    expect(trace!.data.shape).toEqual([2, 133]);
    expect(recordings.proxies[0]!.weighted).toMatchObject({ t0: 10, interval: 0.5 });
    const lines = readFileSync(join(folder, 'p/traces.csv'), 'utf8').split('\n');
    expect(lines.length).toBe(1 + 133 + 1);
    expect(lines[0]).toBe('time (ms),E[3] V_m (mV),E[0] V_m (mV)');
    expect(lines[1]!.split(',').map(Number)).toBeAllclose(
      [0.375, trace!.data.data[0]!, trace!.data.data[133]!],
      {
        rtol: 1e-8,
      },
    );
  });

  test('has the same with simulate; no tables and no figure where none are wanted', async () => {
    const alone = folderWith((study) => {
      recording(study);
      study.output = { csv: false, figure: false };
    });
    expect((await run(alone, 'simulate', 'study.json', '--out', 's')).status).toBe(0);
    const found = listing(alone).filter((name) => FILES.includes(name.slice(2)));
    expect(found).toEqual(['s/recordings.h5']);
    expect(await contentOf(join(alone, 's'))).toBe(await contentOf(join(folder, 'p')));
  });

  test('keeps them with other probes, and draws them again', async () => {
    const probe = { type: 'GaussCylinderPotential', z: [-50], sigma: 0.3 };
    writeFileSync(join(folder, 'probe.json'), JSON.stringify({ depth_axis: 'up', probes: { deep: probe } }));
    const other = await run(folder, 'predict', 'p', '--probe', 'probe.json', '--out', 'q');
    expect(other).toMatchObject({ status: 0, stdout: expect.stringContaining('r with deep[') });
    const of = (results: string) =>
      readRecordings('r', bytes(join(folder, results, 'recordings.h5'))).then((r) => r.recordings);
    expect(await of('q')).toEqual(await of('p'));
    expect((await run(folder, 'figure', 'p', '--out', 'f')).status).toBe(0);
    const figure = (results: string) => readFileSync(join(folder, results, 'recordings.svg'), 'utf8');
    expect(figure('f')).toBe(figure('p'));
  });

  test('that asks for what is not there ends with one line that says where', async () => {
    const wrong = folderWith((study) => {
      recording(study);
      study.dynamics.record.traces[0].quantities = ['v'];
    });
    expect(await run(wrong, 'simulate', 'study.json')).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^spikefield: study\.json: dynamics\.record\.traces\[0\]\.quantities: expected quantities of iaf_psc_exp .*"v"\n$/,
      ),
    });
  });
});

test('recordings survive kills, in any number of threads', async () => {
  const longer = (study: any): void => {
    recording(study);
    study.populations = { E: { size: 300 }, I: { size: 20 } };
    study.dynamics.duration = 6000;
    study.output = { figure: false, csv: false };
  };
  const folder = folderWith(longer);
  expect((await run(folder, 'simulate', 'study.json', '--out', 'whole')).status).toBe(0);
  const args = ['simulate', 'study.json', '--out', 'r', '--resume', '--checkpoint-every', '0.05'];
  const state = join(folder, 'r.unfinished/state.bin');
  const saved = (): number => statSync(state, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let status: number | string = '';
  let stderr = '';
  for (const [round, threads] of ['1', '2', '1'].entries()) {
    const before = saved();
    const { process: child, ended } = start(folder, [...args, '--threads', threads]);
    // The first two end after a checkpoint of their own, the last at its end.
    if (round < 2) {
      while (saved() === before && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
      await new Promise((done) => setTimeout(done, 100 * Math.random()));
      child.kill('SIGKILL');
    }
    ({ status, stderr } = await ended);
    if (status === 0) break;
  }
  expect([status, stderr]).toEqual([0, expect.stringContaining('network resumed at ')]);
  expect(await contentOf(join(folder, 'r'))).toBe(await contentOf(join(folder, 'whole')));
});
