/** Long runs as a user meets them: threads, checkpoints, a kill at any moment, Ctrl-C, disks that are full. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHdf5 } from '../../src/io/hdf5.ts';
import { folderWith, listing, run, start } from '../support/spikefield.ts';

/** 320 neurons in blocks for up to three threads; about two seconds. */
const longer = (study: any): void => {
  study.populations = { E: { size: 300 }, I: { size: 20 } };
  study.dynamics.duration = 20_000;
  study.output = { figure: false, csv: false };
};
const often = ['--checkpoint-every', '0.05'];

/** All names and values in the spike file of a folder of results. */
async function spikesOf(results: string): Promise<string> {
  const bytes = new Uint8Array(readFileSync(join(results, 'spikes.h5')));
  return (await readHdf5('spikes.h5', bytes, 'spikes')).contentHash;
}

let reference: string;
beforeAll(async () => {
  const folder = folderWith(longer);
  expect(await run(folder, 'simulate', 'study.json', '--out', 'r')).toMatchObject({ status: 0, stderr: '' });
  reference = await spikesOf(join(folder, 'r'));
});

describe('spikes are the same', () => {
  test.each([
    ['in two threads', ['--threads', '2'], 2],
    ['with checkpoints', ['--threads', '2', '--checkpoint-every', '0.3'], 2],
  ])('%s', async (_what, args, threads) => {
    const folder = folderWith(longer);
    const { status, stderr } = await run(folder, 'simulate', 'study.json', '--out', 'r', ...args);
    expect([status, stderr]).toEqual([
      0,
      `note: network simulated in ${threads} thread${threads === 1 ? '' : 's'}\n`,
    ]);
    expect(await spikesOf(join(folder, 'r'))).toBe(reference);
    expect(listing(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('after kills at random moments, in any number of threads', async () => {
    const folder = folderWith(longer);
    let kills = 0;
    const kept = join(folder, 'r.unfinished');
    const args = ['simulate', 'study.json', '--out', 'r', '--resume', ...often];
    for (let round = 0; ; round++) {
      const { process: child, ended } = start(folder, [...args, '--threads', String(1 + (round % 3))]);
      // At last it may run to its end.
      if (round < 4) {
        while (!existsSync(kept) && child.exitCode === null)
          await new Promise((resolve) => setTimeout(resolve, 20));
        // From before the network is built to well within the simulation, for a machine at rest and a busy one.
        await new Promise((resolve) => setTimeout(resolve, (round % 2 === 0 ? 300 : 3000) * Math.random()));
        child.kill('SIGKILL');
      }
      const { status, stderr } = await ended;
      if (status === 'SIGKILL') {
        kills++;
        expect(existsSync(join(folder, 'r'))).toBe(false);
        continue;
      }
      expect([status, stderr]).toEqual([0, expect.stringContaining('note: network simulated in ')]);
      break;
    }
    expect(kills).toBeGreaterThan(0);
    expect(await spikesOf(join(folder, 'r'))).toBe(reference);
    expect(listing(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  test('keeps what was computed and says how to go on; a changed study is refused', async () => {
    const folder = folderWith(longer);
    const args = ['simulate', 'study.json', '--out', 'r'];
    const { process: child, ended } = start(folder, [...args, ...often]);
    while (!existsSync(join(folder, 'r.unfinished/state.bin')) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect([status, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(
      /^spikefield: interrupted\nspikefield: [\d.]+ of 20 s of the network are kept in r\.unfinished: the same command with --resume goes on from there\n$/,
    );
    const kept = listing(folder);
    expect(kept).toEqual(['r.unfinished', 'r.unfinished/spikes.bin', 'r.unfinished/state.bin', 'study.json']);
    expect((await run(folder, ...args)).stderr).toMatch(
      /^spikefield: r\.unfinished: holds an unfinished run, [\d.]+ of 20 s \(go on with --resume, .*\)\n$/,
    );
    expect(await run(folder, ...args, '--resume', '--seed', '2')).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^spikefield: .*another network: dynamics\.seed: 1 then, 2 now \(.*\)\n$/,
      ),
    });
    expect(listing(folder)).toEqual(kept);
    const again = await run(folder, ...args, '--resume');
    expect([again.status, again.stderr]).toEqual([
      0,
      expect.stringMatching(/^note: network resumed at [\d.]+ s\n$/),
    ]);
    expect(await spikesOf(join(folder, 'r'))).toBe(reference);
  });
});

test('options of a simulation mean nothing where there is none', async () => {
  const folder = folderWith(
    (s) => {
      s.dynamics = { type: 'spikes', format: 'hdf5', file: 'f.h5', start: 0, stop: 50 };
    },
    { 'f.h5': '' },
  );
  const { status, stderr } = await run(folder, 'predict', 'study.json', '--threads', '2');
  expect([status, stderr]).toEqual([
    1,
    'spikefield: study.json: --threads has no meaning: there is no network to simulate\n',
  ]);
  for (const [option, value] of [
    ['--threads', '0'],
    ['--threads', 'many'],
    ['--checkpoint-every', '-1'],
  ])
    expect((await run(folder, 'simulate', 'study.json', option, value)).status).toBe(1);
});

describe('one line and exit code 1 for', () => {
  test('a file in place of the folder', async () => {
    const folder = folderWith(longer, { 'r.unfinished': 'mine' });
    const { status, stderr } = await run(folder, 'simulate', 'study.json', '--out', 'r', ...often);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^spikefield: r\.unfinished: .*\n$/)]);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(readFileSync(join(folder, 'r.unfinished'), 'utf8')).toBe('mine');
    expect(listing(folder)).toEqual(['r.unfinished', 'study.json']);
  });

  test("somebody else's figure, before anything is computed", async () => {
    const folder = folderWith((s) => (s.dynamics.duration = 1e9), { 'r/figure.svg': 'mine' });
    const { status, stderr } = await run(folder, 'simulate', 'study.json', '--out', 'r', '--replace');
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/r\/figure\.svg: exists and was not written by spikefield \(.*\)\n$/),
    ]);
  });

  describe.skipIf(!canMount())('a disk of its own (needs the right to mount)', () => {
    const mounted: string[] = [];
    const mount = (folder: string, mode: string): void => {
      mkdirSync(join(folder, 'disk'));
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', mode, 'none', join(folder, 'disk')]).status).toBe(0);
      mounted.push(join(folder, 'disk'));
    };
    afterAll(() => mounted.forEach((path) => spawnSync('umount', [path])));

    test('that is full; with room again, the run goes on', async () => {
      const folder = folderWith(longer);
      mount(folder, 'size=64k');
      const args = ['simulate', 'study.json', '--out', 'disk/r', ...often];
      const { status, stderr } = await run(folder, ...args);
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/^spikefield: disk\/r\.unfinished\/.*: the disk is full \(.*\n$/),
      ]);
      expect(stderr.split('\n')).toHaveLength(2);
      expect(existsSync(join(folder, 'disk/r'))).toBe(false);
      spawnSync('mount', ['-o', 'remount,size=20m', join(folder, 'disk')]);
      expect((await run(folder, ...args, '--resume')).status).toBe(0);
      expect(await spikesOf(join(folder, 'disk/r'))).toBe(reference);
    });

    test('that is read-only', async () => {
      const folder = folderWith(longer);
      mount(folder, 'ro,size=1m');
      for (const args of [[], often]) {
        const { status, stderr } = await run(folder, 'simulate', 'study.json', '--out', 'disk/r', ...args);
        expect([status, stderr]).toEqual([
          1,
          'spikefield: disk/r: cannot be written: the file system is read-only (choose another folder)\n',
        ]);
      }
    });
  });
});

/** Whether a small disk can be made; says so where not. */
function canMount(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
  const folder = folderWith();
  writeFileSync(join(folder, 'x'), '');
  mkdirSync(join(folder, 'disk'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', join(folder, 'disk')]);
  if (status === 0) spawnSync('umount', [join(folder, 'disk')]);
  else process.stderr.write('no right to mount a disk: full and read-only disks are not tested\n');
  return status === 0;
}
