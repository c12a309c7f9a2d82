/** Results as a user gets them: the same for the same seed, replaced only if asked, drawn again, run again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readKernels } from '../../src/io/kernelsHdf5.ts';
import { readSignals } from '../../src/io/signalsHdf5.ts';
import { readRates, readSpikes } from '../../src/io/spikesHdf5.ts';
import { probeKernels } from '../../src/study/kernelStage.ts';
import { predictSignals } from '../../src/study/predictStage.ts';
import { copyOf, folderWith, listing, run, type Outcome } from '../support/spikefield.ts';
import { loadTiny, runTiny, tinyCurrents } from '../support/tinyRun.ts';

const RESULTS = [
  'channels.csv',
  'figure.png',
  'figure.svg',
  'kernels.h5',
  'rates.h5',
  'signals.csv',
  'signals.h5',
  'spikefield-manifest.json',
  'spikes.h5',
  'study.json',
];

let folder: string;
let first: Outcome;
const bytes = (path: string) => new Uint8Array(readFileSync(path));
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** Everything that the HDF5 files of a folder of results hold. */
async function contents(path: string) {
  const { signals, provenance } = await readSignals('s', bytes(join(path, 'signals.h5')));
  const { spikes } = await readSpikes('s', bytes(join(path, 'spikes.h5')));
  const { rates } = await readRates('r', bytes(join(path, 'rates.h5')));
  const { kernels, currentKernels } = await readKernels('k', bytes(join(path, 'kernels.h5')));
  return { signals, spikes, rates, kernels, currentKernels, provenance };
}

beforeAll(async () => {
  folder = folderWith();
  first = await run(folder, 'predict', 'study.json');
});

describe('predict', () => {
  test('writes all results, says where, and nothing else', () => {
    expect(first.status).toBe(0);
    expect(listing(folder)).toEqual(
      ['results', 'results/tiny', ...RESULTS.map((name) => `results/tiny/${name}`), 'study.json'].toSorted(),
    );
    for (const name of RESULTS.filter((n) => n !== 'spikefield-manifest.json'))
      expect(first.stdout).toMatch(new RegExp(`^ {2}${name.replace('.', '\\.')} +\\w`, 'm'));
    expect(first.stdout).toContain('Results in results/tiny\n');
    for (const line of first.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('tells populations, rates and shares', () => {
    expect(first.stdout).toMatch(/^ {2}E +40 +\d+ +[\d.]+ +10-50$/m);
    const shares = [...first.stdout.matchAll(/^ {2}[EI] -> [EI] +(-?[\d.]+)/gm)].map((m) => Number(m[1]));
    expect(shares).toHaveLength(4);
    // One decimal is shown.
    expect(shares.reduce((a, b) => a + b)).toBeAllclose(100, { rtol: 0, atol: 0.2 });
    expect(first.stderr).toBe(
      'note: kernels computed (the study names no set)\n' +
        'note: the field of the external drive of E, I is not in the signals (only spikes of E, I have kernels)\n',
    );
  });

  test('stores what the stages compute, to the bit, with provenance', async () => {
    const study = await loadTiny();
    const currents = await tinyCurrents(study);
    const activity = await runTiny(study);
    const { sums, pathways } = predictSignals(probeKernels(study, currents), activity, true);
    const stored = await contents(join(folder, 'results/tiny'));
    expect(stored.currentKernels).toEqual(currents);
    expect(stored.kernels).toEqual(probeKernels(study, currents));
    expect(stored.spikes).toEqual(activity.spikes);
    expect(stored.rates).toEqual(activity.counts);
    const named = ({ probe, X = '', Y = '' }: { probe: string; X?: string; Y?: string }) =>
      `${probe} ${X} ${Y}`;
    expect(stored.signals.toSorted((a, b) => (named(a) < named(b) ? -1 : 1))).toEqual(
      [...sums, ...pathways].toSorted((a, b) => (named(a) < named(b) ? -1 : 1)),
    );
    expect(stored.provenance).toMatchObject({ study: 'tiny', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('gives the same for the same seed, other spikes for another', async () => {
    const other = copyOf(folder);
    const again = await run(other, 'predict', 'study.json', '--out', 'again', '--seed', '1');
    expect(again.stdout.replace('in again', 'in results/tiny')).toBe(first.stdout);
    const reference = await contents(join(folder, 'results/tiny'));
    expect(await contents(join(other, 'again'))).toEqual(reference);
    for (const name of ['signals.csv', 'channels.csv', 'figure.svg', 'figure.png', 'study.json'])
      expect(bytes(join(other, 'again', name))).toEqual(bytes(join(folder, 'results/tiny', name)));
    const bare = { ...json(join(other, 'study.json')), output: { figure: false, csv: false } };
    writeFileSync(join(other, 'bare.json'), JSON.stringify(bare));
    await run(other, 'predict', 'bare.json', '--out', 'two', '--seed', '2');
    const two = await contents(join(other, 'two'));
    expect(two.spikes).not.toEqual(reference.spikes);
    expect(two.kernels).toEqual(reference.kernels);
    expect(two.provenance.hash).not.toBe(reference.provenance.hash);
    expect(json(join(other, 'two/study.json')).dynamics.seed).toBe(2);
  });

  test('replaces its results if asked, and nothing else', async () => {
    const other = copyOf(folder);
    writeFileSync(join(other, 'results/tiny/notes.txt'), 'mine');
    const study = json(join(other, 'study.json'));
    writeFileSync(
      join(other, 'study.json'),
      JSON.stringify({ ...study, output: { csv: false, figure: false } }),
    );
    expect((await run(other, 'predict', 'study.json')).status).toBe(1);
    expect(listing(join(other, 'results/tiny'))).toEqual([...RESULTS, 'notes.txt'].toSorted());
    expect((await run(other, 'predict', 'study.json', '--replace')).status).toBe(0);
    expect(listing(join(other, 'results/tiny'))).toEqual([
      'kernels.h5',
      'notes.txt',
      'rates.h5',
      'signals.h5',
      'spikefield-manifest.json',
      'spikes.h5',
      'study.json',
    ]);
  });
});

describe('a folder of results', () => {
  test('draws its figure again, the same', async () => {
    const other = copyOf(folder);
    expect((await run(other, 'figure', 'results/tiny', '--out', 'drawn')).status).toBe(0);
    for (const name of ['figure.svg', 'figure.png'])
      expect(bytes(join(other, 'drawn', name))).toEqual(bytes(join(folder, 'results/tiny', name)));
    expect(await run(other, 'figure', 'results/tiny')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'spikefield: results/tiny: has its figure already (choose a folder with --out, or replace it with --replace)\n',
    });
    expect((await run(other, 'figure', 'results/tiny', '--replace')).status).toBe(0);
    expect(listing(join(other, 'results/tiny'))).toEqual(RESULTS);
  });

  test('holds a study that gives the same results where it lies', async () => {
    const other = copyOf(folder);
    expect((await run(other, 'predict', 'results/tiny/study.json', '--replace')).status).toBe(0);
    expect(await contents(join(other, 'results/tiny'))).toEqual(await contents(join(folder, 'results/tiny')));
  });

  test('feeds a study of its spikes, whose copy finds them again', async () => {
    const other = copyOf(folder);
    writeFileSync(
      join(other, 'spikes.json'),
      JSON.stringify({
        extends: 'study.json',
        name: 'spikes',
        output: { figure: false, csv: false },
        depth_axis: undefined,
        dynamics: { type: 'spikes', format: 'hdf5', file: 'results/tiny/spikes.h5', start: 10, stop: 50 },
      }),
    );
    const outcome = await run(other, 'predict', 'spikes.json');
    expect(outcome).toMatchObject({ status: 0, stderr: 'note: kernels computed (the study names no set)\n' });
    const [a, b] = await Promise.all(
      ['tiny', 'spikes'].map((name) => contents(join(other, 'results', name))),
    );
    for (const [i, { data }] of b.signals.entries()) {
      const largest = a.signals[i].data.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      expect(data.data).toBeAllclose(a.signals[i].data.data, { rtol: 0, atol: 1e-13 * largest });
    }
    const copy = join('results/spikes', 'study.json');
    expect(json(join(other, copy)).dynamics.file).toBe('../tiny/spikes.h5');
    expect((await run(other, 'predict', copy, '--replace')).status).toBe(0);
    expect((await run(other, 'figure', 'results/spikes', '--out', 'drawn')).status).toBe(0);
  });

  test('of simulate holds spikes, rates and their figure', async () => {
    const other = folderWith();
    const { status, stdout, stderr } = await run(other, 'simulate', 'study.json', '--out', 'spikes');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Populations\n/);
    expect(listing(join(other, 'spikes'))).toEqual(
      RESULTS.filter((name) => !/kernels|signals|channels/.test(name)),
    );
    const { spikes } = await readSpikes('s', bytes(join(other, 'spikes/spikes.h5')));
    expect(spikes).toEqual((await contents(join(folder, 'results/tiny'))).spikes);
    expect((await run(other, 'figure', 'spikes', '--replace')).status).toBe(0);
  });
});
