/** Kernel sets as a user builds, shows, verifies, uses and damages them. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyOf, folderWith, listing, run } from '../support/spikefield.ts';

let built: string;
let stdout: string;

beforeAll(async () => {
  built = folderWith((s) => {
    s.kernels.set = 'mine';
    s.title = 'My kernels';
    s.output = { figure: false, csv: false };
  });
  const outcome = await run(built, 'kernels', 'build', 'study.json');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  stdout = outcome.stdout;
});

const lines = (text: string) => text.trimEnd().split('\n');

describe('kernels', () => {
  test('build writes a set and says what is in it', () => {
    expect(listing(join(built, 'kernels/mine'))).toEqual([
      'kernel.json',
      'kernels.h5',
      'spikefield-manifest.json',
    ]);
    expect(stdout).toMatch(/E -> I +2 +41 /);
    expect(stdout).toMatch(
      /Results in kernels\/mine\n {2}kernel\.json +recipe and provenance \(hash [0-9a-f]{12}\)\n/,
    );
  });

  test('build does not replace a set unless asked', async () => {
    expect(await run(built, 'kernels', 'build', 'study.json')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'spikefield: kernels/mine: exists and is not empty (choose another folder, or replace its results with --replace)\n',
    });
    const again = await run(copyOf(built), 'kernels', 'build', 'study.json', '--replace');
    expect(again).toMatchObject({ status: 0, stdout });
  });

  test('list, show and verify fit into 80 columns', async () => {
    const list = await run(built, 'kernels', 'list');
    expect(list.stdout).toMatch(/^ {2}mine +4 +[0-9a-f]{12} +kernels\/mine +My/m);
    expect(list.stdout).toMatch(/^ {2}hagen-2022 +4 +[0-9a-f]{12} /m);
    const show = await run(built, 'kernels', 'show', 'mine');
    expect(show.stdout).toMatch(/^My kernels\n\nKernel set mine\n/);
    expect(show.stdout).toMatch(/recipe +[0-9a-f]{64}\n/);
    expect(show.stdout).toMatch(/time step +0\.125 ms, lags to 5 ms\n/);
    expect(show.stdout).toMatch(/solver +exact, delay rule binned\n/);
    expect(show.stdout).toMatch(/I -> E +2 +41 +-?[\d.]+ +[\d.]+\n/);
    const verify = await run(built, 'kernels', 'verify', 'kernels/mine');
    expect(verify.stdout).toMatch(/Kernel set mine: recomputed, all pathways agree/);
    for (const outcome of [list, show, verify]) {
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      for (const line of lines(outcome.stdout)) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test('show draws a figure if asked', async () => {
    const folder = copyOf(built);
    const { status } = await run(folder, 'kernels', 'show', 'mine', '--out', 'figures');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'figures/kernels.svg'), 'utf8')).toContain('</svg>');
    expect([...readFileSync(join(folder, 'figures/kernels.png')).subarray(1, 4)]).toEqual(
      [...'PNG'].map((c) => c.charCodeAt(0)),
    );
  });
});

test.concurrent('the published set belongs to the example', async () => {
  const { status, stderr } = await run('.', 'kernels', 'verify', 'hagen-2022');
  expect([status, stderr]).toEqual([0, '']);
});

describe.concurrent('a damaged set is one line and exit code 1:', () => {
  const set = 'kernels/mine/';
  const json = (change: (d: any) => void) => (folder: string) => {
    const file = join(folder, set, 'kernel.json');
    const description = JSON.parse(readFileSync(file, 'utf8'));
    change(description);
    writeFileSync(file, JSON.stringify(description, null, 2));
  };
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'a flipped byte',
      (folder) => {
        const file = join(folder, set, 'kernels.h5');
        const bytes = readFileSync(file);
        bytes[bytes.length >> 1] ^= 4;
        writeFileSync(file, bytes);
      },
      /kernels\.h5: damaged or edited: .*; build the set again$/,
    ],
    [
      'a truncated file',
      (folder) => truncateSync(join(folder, set, 'kernels.h5'), 5000),
      /kernels\.h5: damaged or edited/,
    ],
    ['no data', (folder) => rmSync(join(folder, set, 'kernels.h5')), /kernels\.h5: no such file/],
    [
      'an edited number',
      json((d) => (d.recipe.kernels.rates.values.E += 1)),
      /kernel\.json: the recipe or its hash was edited/,
    ],
    [
      'an edited hash',
      json((d) => (d.hash = d.hash.toUpperCase())),
      /kernel\.json: the recipe or its hash was edited/,
    ],
    ['an edited checksum', json((d) => (d.sha256 = '0')), /kernel\.json: damaged or edited/],
  ])('%s', async (what, damage, message) => {
    const folder = copyOf(built);
    damage(folder);
    const before = listing(folder);
    const calls = [['kernels', 'verify', 'mine']];
    // All commands read sets in one way; two kinds of damage are enough to see that.
    if (/flipped|number/.test(what)) calls.push(['kernels', 'show', 'mine'], ['predict', 'study.json']);
    for (const outcome of await Promise.all(calls.map((args) => run(folder, ...args)))) {
      expect([outcome.status, outcome.stdout]).toEqual([1, '']);
      expect(lines(outcome.stderr)).toHaveLength(1);
      expect(lines(outcome.stderr)[0]).toMatch(message);
      expect(outcome.stderr).toMatch(/^spikefield: kernels\/mine\//);
    }
    expect(listing(folder)).toEqual(before);
  });

  test('a set without description is none', async () => {
    const folder = copyOf(built);
    rmSync(join(folder, set, 'kernel.json'));
    const { status, stderr } = await run(folder, 'kernels', 'verify', 'kernels/mine');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^spikefield: kernels\/mine: no kernel set of this name or in this folder \(there is .*\)\n$/,
    );
  });

  test("somebody else's damaged set is in nobody's way", async () => {
    const folder = folderWith(
      (s) => {
        s.kernels.set = 'hagen-2022';
        s.output = { figure: false, csv: false };
      },
      { 'kernels/a/kernel.json': '{}' },
    );
    const predicted = await run(folder, 'predict', 'study.json');
    expect(predicted.status).toBe(0);
    const list = await run(folder, 'kernels', 'list');
    expect(list.stdout).toContain('hagen-2022');
    expect(list.stderr).toMatch(/^note: left out: kernels\/a\/kernel\.json: expected the format .*\n$/);
    expect((await run(folder, 'kernels', 'show', 'a')).status).toBe(1);
  });
});

describe.concurrent('predict', () => {
  const note = async (folder: string, ...args: string[]) => {
    const { status, stderr } = await run(folder, 'predict', 'study.json', ...args);
    expect(status).toBe(0);
    return lines(stderr)[0];
  };
  const edit = (folder: string, change: (s: any) => void) => {
    const file = join(folder, 'study.json');
    const study = JSON.parse(readFileSync(file, 'utf8'));
    change(study);
    writeFileSync(file, JSON.stringify(study));
  };

  test('takes kernels from the set that the study names', async () => {
    expect(await note(copyOf(built))).toMatch(
      /^note: kernels from the set kernels\/mine \(recipe [0-9a-f]{12}\)$/,
    );
  });

  test('takes them also for other probes', async () => {
    const folder = copyOf(built);
    edit(folder, (s) => (s.probes = { p: { type: 'GaussCylinderPotential', z: [1], sigma: 1, radius: 9 } }));
    expect(await note(folder)).toMatch(/^note: kernels from the set kernels\/mine /);
  });

  test('computes them if the recipe is another one', async () => {
    const folder = copyOf(built);
    edit(folder, (s) => (s.kernels.connections[0].synapse.weight = 1.1e-3));
    expect(await note(folder)).toBe('note: kernels computed (the recipe of kernels/mine is another one)');
  });

  test('computes them if there is no such set, or none is named', async () => {
    const folder = copyOf(built);
    edit(folder, (s) => (s.kernels.set = 'yours'));
    expect(await note(folder)).toMatch(
      /^note: kernels (computed \(no set "yours" was found\)|from the set kernels\/mine)/,
    );
    edit(folder, (s) => delete s.kernels.set);
    expect(await note(folder, '--replace')).toBe('note: kernels computed (the study names no set)');
  });

  test('takes them from a folder given with --set', async () => {
    const folder = copyOf(built);
    edit(folder, (s) => delete s.kernels.set);
    expect(await note(folder, '--set', join(built, 'kernels/mine'))).toContain(
      `kernels from the set ${built}`,
    );
  });
});
