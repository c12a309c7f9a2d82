/** Other probes after the fact: `predict RESULTS --probe FILE` against a run of the study with those probes from the start. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readKernels, writeKernels } from '../../src/io/kernelsHdf5.ts';
import { readSignals } from '../../src/io/signalsHdf5.ts';
import { readSpikes } from '../../src/io/spikesHdf5.ts';
import type { Signal } from '../../src/predict/signal.ts';
import { Progress } from '../../src/study/progress.ts';
import { copyOf, folderWith, listing, run } from '../support/spikefield.ts';

/** Switched on while nothing may be simulated. */
const forbidden = vi.hoisted(() => ({ cells: false, networks: false, calls: 0 }));

vi.mock('../../src/kernel/KernelApprox.ts', async (original) => {
  const real = await original<typeof import('../../src/kernel/KernelApprox.ts')>();
  class KernelApprox extends real.KernelApprox {
    constructor(...args: ConstructorParameters<typeof real.KernelApprox>) {
      forbidden.calls++;
      if (forbidden.cells) throw new Error('a cell is simulated');
      super(...args);
    }
  }
  return { ...real, KernelApprox };
});
vi.mock('../../src/network/point/buildNetwork.ts', async (original) => {
  const real = await original<typeof import('../../src/network/point/buildNetwork.ts')>();
  return {
    ...real,
    buildNetworkAsync: (...args: Parameters<typeof real.buildNetworkAsync>) => {
      forbidden.calls++;
      if (forbidden.networks) throw new Error('a network is built');
      return real.buildNetworkAsync(...args);
    },
  };
});
const { predictAgain, runPredict } = await import('../../src/cli/stages/predict.ts');
const { buildKernels } = await import('../../src/cli/stages/kernelSets.ts');
const { loadStudy } = await import('../../src/study/load.ts');
const { nodeStudyFiles } = await import('../../src/io/node/studyFiles.ts');

const bare = { figure: false, csv: false };
/** Probes that the tiny study does not have. */
const probes = {
  beside: {
    type: 'CylinderPotential',
    sigma: 0.3,
    contacts: [
      [0, 0, 100],
      [200, 30, -50],
    ],
  },
  lfp: { type: 'GaussCylinderPotential', z: [250, 50], sigma: 0.2 },
};
const head = {
  meg: {
    type: 'SphericallySymmetricVolCondMEG',
    field: 'B',
    dipole_location: [20000, 0, 70000],
    sensors: { positions: [[0, 0, 120000]] },
  },
};
const part = { depth_axis: 'up', probes, head };

let folder: string;
const bytes = (path: string) => new Uint8Array(readFileSync(path));
const signalsOf = async (path: string) => (await readSignals('s', bytes(join(path, 'signals.h5')))).signals;
const options = (out: string, files: readonly string[]) => ({
  out,
  replace: false,
  sets: [],
  probes: { files, standing: {} },
});

beforeAll(async () => {
  folder = folderWith((s) => (s.output = bare), {
    'part.json': JSON.stringify(part),
    'full.json': JSON.stringify({ extends: 'study.json', name: 'full', probes, head, output: bare }),
  });
  for (const name of ['study', 'full']) {
    const study = await loadStudy(join(folder, `${name}.json`), nodeStudyFiles);
    await runPredict(study, { replace: false, sets: [] }, Progress.silent);
  }
});

describe('other probes on earlier results', () => {
  test('give the numbers of a full run, and nothing is simulated', async () => {
    const out = join(folder, 'again');
    forbidden.calls = 0;
    forbidden.cells = forbidden.networks = true;
    try {
      const { notes } = await predictAgain(
        join(folder, 'results/tiny'),
        options(out, [join(folder, 'part.json')]),
        Progress.silent,
      );
      expect(notes).toEqual([
        expect.stringMatching(/^kernels from .*kernels\.h5 \(recipe [0-9a-f]{12}\): no cell was simulated$/),
        expect.stringMatching(/^spikes from .*results\/tiny: no network was simulated$/),
        expect.stringMatching(/^the field of the external drive/),
      ]);
    } finally {
      forbidden.cells = forbidden.networks = false;
    }
    expect(forbidden.calls).toBe(0);
    const full = await signalsOf(join(folder, 'results/full'));
    const again = await signalsOf(out);
    expect(again.length).toBe(full.length);
    expect(new Set(again.map(({ probe }) => probe))).toEqual(new Set(['beside', 'lfp', 'meg']));
    for (const [i, { data, ...rest }] of full.entries()) {
      const { data: other, ...meta } = again[i];
      expect(meta).toEqual(rest);
      const largest = data.data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(largest).toBeGreaterThan(0);
      expect(other.data).toBeAllclose(data.data, { rtol: 0, atol: 1e-12 * largest });
    }
    expect((await readSpikes('s', bytes(join(out, 'spikes.h5')))).spikes).toEqual(
      (await readSpikes('s', bytes(join(folder, 'results/full/spikes.h5')))).spikes,
    );
  });

  test('come from the stored currents: doubled currents, doubled signals', async () => {
    const other = copyOf(folder);
    const path = join(other, 'results/tiny/kernels.h5');
    const { currentKernels, kernels, provenance } = await readKernels(path, bytes(path));
    const doubled = currentKernels.map((kernel) => ({
      ...kernel,
      H: { ...kernel.H, data: kernel.H.data.map((v) => 2 * v) },
    }));
    writeFileSync(path, await writeKernels(doubled, kernels, provenance));
    const sources = { results: join(other, 'results/tiny'), part: [join(other, 'part.json')] };
    await predictAgain(sources.results, options(join(other, 'b'), sources.part), Progress.silent);
    const before = await signalsOf(join(folder, 'results/full'));
    const after = await signalsOf(join(other, 'b'));
    const of = (signals: readonly Signal[], probe: string) =>
      signals.find((s) => s.probe === probe && s.X === undefined)!.data.data;
    for (const probe of ['beside', 'lfp', 'meg']) {
      const expected = of(before, probe).map((v) => 2 * v);
      const largest = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(of(after, probe)).toBeAllclose(expected, { rtol: 0, atol: 1e-12 * largest });
    }
  });

  test('may be asked for with the study: kernels of earlier results are used, the network runs', async () => {
    const study = await loadStudy(join(folder, 'study.json'), nodeStudyFiles);
    forbidden.cells = true;
    try {
      const { notes } = await runPredict(
        study,
        options(join(folder, 'asked'), [join(folder, 'part.json')]),
        Progress.silent,
      );
      expect(notes![0]).toMatch(/results\/tiny\/kernels\.h5 .*no cell was simulated$/);
    } finally {
      forbidden.cells = false;
    }
    const [a, b] = await Promise.all(['asked', 'results/full'].map((name) => signalsOf(join(folder, name))));
    expect(a).toEqual(b);
    // A file of kernels that is named is used, whatever the study's own probes.
    const kernels = join(folder, 'results/tiny/kernels.h5');
    const named = { replace: false, sets: [], out: join(folder, 'named'), kernels };
    expect((await runPredict(study, named, Progress.silent)).notes![0]).toMatch(/no cell was simulated$/);
    expect(await signalsOf(named.out)).toEqual(await signalsOf(join(folder, 'results/tiny')));
  });
});

describe('on the command line', () => {
  test('files of all kinds, results beside those of the study', async () => {
    const other = copyOf(folder);
    writeFileSync(join(other, 'grid.json'), JSON.stringify({ depth_axis: 'up', ...probes.beside }));
    writeFileSync(join(other, 'meg 2.json'), JSON.stringify(head.meg));
    writeFileSync(
      join(other, 'np.json'),
      JSON.stringify({
        specification: 'probeinterface',
        version: '0.2.21',
        probes: [
          {
            ndim: 2,
            si_units: 'um',
            annotations: {},
            contact_positions: [
              [0, 0],
              [0, 100],
            ],
            contact_shapes: ['circle', 'circle'],
            contact_shape_params: [{ radius: 0 }, { radius: 0 }],
          },
        ],
      }),
    );
    const probe = ['--probe', 'grid.json', '--probe', 'meg 2.json', '--probe', 'np.json', '--sigma', '0.3'];
    const place = ['--plane', 'xz', '--probe-y', 'up', '--origin', '200,30,-50'];
    const outcome = await run(other, 'predict', 'results/tiny', ...probe, ...place);
    expect(outcome.stderr).toMatch(/^note: kernels from results\/tiny\/kernels\.h5 /);
    expect(outcome).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Results in results/tiny-grid-np-meg_2\n'),
    });
    const signals = await signalsOf(join(other, 'results/tiny-grid-np-meg_2'));
    const sum = (probe: string) => signals.find((s) => s.probe === probe && s.X === undefined)!;
    expect(sum('np').channels.map(({ x, y, z }) => [x, y, z])).toEqual([
      [200, 30, -50],
      [200, 30, 50],
    ]);
    // The second contact of the grid is the first one of the probe.
    const n = sum('np').data.shape[1];
    expect(sum('np').data.data.subarray(0, n)).toBeAllclose(sum('grid').data.data.subarray(n), {
      rtol: 1e-12,
      atol: 1e-18,
    });
    // Results of other probes are results like any other.
    const part = [join(other, 'part.json')];
    const results = join(other, 'results/tiny-grid-np-meg_2');
    await predictAgain(results, { ...options('', part), out: join(other, 'p') }, Progress.silent);
    const [a, b] = await Promise.all([join(other, 'p'), join(folder, 'results/full')].map(signalsOf));
    expect(a).toEqual(b);
  });

  test('refuses a folder without a probe, and options that mean nothing', async () => {
    const other = copyOf(folder);
    const before = listing(other);
    const { status, stdout, stderr } = await run(other, 'predict', 'results/tiny');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'spikefield: results/tiny: is a folder, not a file; give a study file, or --probe to predict other signals from results in it\n',
    );
    const badPoint = await run(other, 'predict', 'results/tiny', '--probe', 'p.json', '--origin', '1,2');
    expect(badPoint.stderr).toMatch(/^spikefield: .*--origin.*Expected three numbers: x,y,z/);
    expect(listing(other)).toEqual(before);
  });
});

describe('refuses', () => {
  test('results without currents, or with those of other cells', async () => {
    const other = copyOf(folder);
    const path = join(other, 'results/tiny/kernels.h5');
    const files = [join(other, 'part.json')];
    const again = (results = 'results/tiny') =>
      predictAgain(join(other, results), options(join(other, 'out'), files), Progress.silent);
    const { currentKernels, kernels, provenance } = await readKernels(path, bytes(path));
    writeFileSync(path, await writeKernels([], kernels, provenance));
    await expect(again()).rejects.toThrow(/kernels\.h5: holds no current kernels, from which/);
    writeFileSync(path, await writeKernels(currentKernels.slice(1), kernels, provenance));
    await expect(again()).rejects.toThrow(
      /kernels\.h5: holds no kernel E -> E of the study's connections, only I -> E, E -> I, I -> I/,
    );
    const foreign = currentKernels.map((k) => ({ ...k, provenance: { version: '0', hash: 'f'.repeat(64) } }));
    writeFileSync(path, await writeKernels(foreign, kernels, provenance));
    const message =
      /kernels\.h5: its kernel E -> E belongs to the recipe ffffffffffff, but that of the study is/;
    await expect(again()).rejects.toThrow(message);
    const study = await loadStudy(join(other, 'study.json'), nodeStudyFiles);
    const named = { replace: false, sets: [], out: join(other, 'out'), kernels: path };
    await expect(runPredict(study, named, Progress.silent)).rejects.toThrow(message);
    await expect(again('results')).rejects.toThrow(/results: no results of spikefield \(no study\.json/);
    // With the study, kernels that do not fit are computed anew, and the report says why.
    const { notes } = await runPredict(study, options(join(other, 'out'), files), Progress.silent);
    expect(notes![0]).toMatch(/^kernels computed \(.*belongs to the recipe ffffffffffff/);
  });

  test('results of a network alone, unless there is a set of kernels', async () => {
    const other = copyOf(folder);
    const results = join(other, 'results/tiny');
    for (const name of ['kernels.h5', 'signals.h5']) rmSync(join(results, name));
    const files = [join(other, 'part.json')];
    const ask = (sets: string[], out: string) =>
      predictAgain(results, { ...options(join(other, out), files), sets }, Progress.silent);
    await expect(ask([], 'a')).rejects.toThrow(/kernels\.h5: holds no current kernels, from which/);
    const study = await loadStudy(join(other, 'study.json'), nodeStudyFiles);
    await buildKernels(study, { replace: false, out: join(other, 'set') }, Progress.silent);
    expect((await ask([join(other, 'set')], 'a')).notes![0]).toMatch(/^kernels from the set .*set \(recipe/);
    expect(await signalsOf(join(other, 'a'))).toEqual(await signalsOf(join(folder, 'results/full')));
  });

  test('a seed, where spikes are there already', async () => {
    const results = join(folder, 'results/tiny');
    const { probes: other, ...rest } = options(join(folder, 'out'), [join(folder, 'part.json')]);
    await expect(predictAgain(results, { ...rest, probes: other, seed: 2 }, Progress.silent)).rejects.toThrow(
      /a seed was given \(--seed\), but the spikes of these results are there already/,
    );
  });
});
