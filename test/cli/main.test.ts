/** What every command has: help, version, one line per fault, output that nobody reads. */
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { folderWith, listing, run, start } from '../support/spikefield.ts';

describe.concurrent('spikefield', () => {
  test('prints its version', async () => {
    expect(await run('.', '--version')).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test.each<[string, string[], string[]]>([
    ['itself', [], ['predict', 'simulate', 'kernels', 'figure', '$ spikefield predict study.json']],
    ['predict', ['predict'], ['--out', '--replace', '--seed', '--set', '$ spikefield predict']],
    ['simulate', ['simulate'], ['--out', '--replace', '--seed', '$ spikefield simulate']],
    ['kernels', ['kernels'], ['build', 'list', 'show', 'verify', '$ spikefield kernels build']],
    ['kernels build', ['kernels', 'build'], ['--out', '--replace']],
    ['figure', ['figure'], ['--out', '--replace', '$ spikefield figure']],
  ])('explains %s in 80 columns, with examples', async (_what, words, contents) => {
    const { status, stdout, stderr } = await run('.', ...words, '--help');
    expect([status, stderr]).toEqual([0, '']);
    for (const text of contents) expect(stdout).toContain(text);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('explains itself where no command is given, which is a fault', async () => {
    const { status, stdout, stderr } = await run('.');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Usage: spikefield');
  });

  test('ends with one line per fault, exit code 1 and nothing written on a study with several', async () => {
    const folder = folderWith((s) => {
      s.populations.E.size = -80;
      s.kernels.cells.E.memebrane = {};
    });
    expect(await run(folder, 'predict', 'study.json')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'spikefield: study.json: kernels.cells.E.memebrane: unknown key; did you mean "membrane"?\n' +
        'spikefield: study.json: populations.E.size: expected an integer >= 1, but received -80\n',
    });
    expect(listing(folder)).toEqual(['study.json']);
  });

  test('does not mind if nobody reads what it prints', async () => {
    const { process: child, ended } = start('.', ['kernels', 'show', 'hagen-2022']);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
  });
});
