/** What ends a program from outside, and what is left then: signals, a kill, and another program at work in the same folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHdf5 } from '../../src/io/hdf5.ts';
import { folderWith, listing, run, start } from '../support/spikefield.ts';

/** 320 neurons; less than a second. */
const longer = (study: any): void => {
  study.populations = { E: { size: 300 }, I: { size: 20 } };
  study.dynamics.duration = 6000;
  study.output = { figure: false, csv: false };
};
const often = ['--checkpoint-every', '0.05'];

/** The hash of all names and values in an HDF5 file of ours. */
async function contentOf(folder: string, file: string, format: string): Promise<string> {
  return (await readHdf5(file, new Uint8Array(readFileSync(join(folder, file))), format)).contentHash;
}

/** Resolves when a file is there, or the program has ended. */
async function appears(file: string, child: { readonly exitCode: number | null }): Promise<void> {
  while (!existsSync(file) && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
}

test.concurrent.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s keeps what was computed, says so, and exits with %i', async (signal, code) => {
  const folder = folderWith((study) => {
    longer(study);
    study.dynamics.duration = 1e7;
  });
  const { process: child, ended } = start(folder, ['simulate', 'study.json', '--out', 'r', ...often]);
  await appears(join(folder, 'r.unfinished/state.bin'), child);
  child.kill(signal);
  const { status, stdout, stderr } = await ended;
  expect([status, stdout]).toEqual([code, '']);
  expect(stderr).toMatch(
    new RegExp(
      `^spikefield: interrupted by ${signal}\\nspikefield: [\\d.]+ of 10000 s of the network are kept in r\\.unfinished: the same command with --resume goes on from there\\n$`,
    ),
  );
  expect(listing(folder)).toEqual([
    'r.unfinished',
    'r.unfinished/spikes.bin',
    'r.unfinished/state.bin',
    'study.json',
  ]);
});

test.concurrent('predict goes on after kills at random moments to the same results', async () => {
  const folder = folderWith(longer);
  expect((await run(folder, 'predict', 'study.json', '--out', 'whole')).status).toBe(0);
  const kept = join(folder, 'r.unfinished/state.bin');
  const args = ['predict', 'study.json', '--out', 'r', '--resume', ...often];
  for (let kills = 0; kills < 2; kills++) {
    const { process: child, ended } = start(folder, args);
    await appears(kept, child);
    await new Promise((done) => setTimeout(done, 400 * Math.random()));
    child.kill('SIGKILL');
    const { status } = await ended;
    // A fast machine may come to its end in a later round.
    if (existsSync(join(folder, 'r'))) break;
    expect(status).toBe('SIGKILL');
    expect(existsSync(kept)).toBe(true);
  }
  if (!existsSync(join(folder, 'r'))) {
    const { status, stderr } = await run(folder, ...args);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^note: r\.unfinished: took over the lock of process \d+, begun .* UTC, which is gone$/m,
    );
    expect(stderr).toMatch(/^note: network resumed at [\d.]+ s$/m);
  }
  for (const format of ['spikes', 'rates', 'kernels', 'signals'])
    expect(await contentOf(folder, `r/${format}.h5`, format)).toBe(
      await contentOf(folder, `whole/${format}.h5`, format),
    );
  expect(listing(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test.concurrent('of two programs with one folder the second is refused', async () => {
  const folder = folderWith((study) => {
    longer(study);
    study.dynamics.duration = 1e7;
  });
  const args = ['simulate', 'study.json', '--out', 'r', ...often];
  const { process: child, ended } = start(folder, args);
  await appears(join(folder, 'r.unfinished/state.bin'), child);
  for (const more of [[], ['--resume'], ['--replace']])
    expect(await run(folder, ...args, ...more)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `^spikefield: r\\.unfinished: process ${child.pid} is at work in it since .* UTC \\(.*\\)\n$`,
        ),
      ),
    });
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
  expect(listing(join(folder, 'r.unfinished'))).toEqual(['spikes.bin', 'state.bin']);
});
