import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { changed } from '../unit/study/helpers.ts';

/** Runs the command line as a user does, in a process of its own. */
function spikefield(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli/main.ts', ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('spikefield', () => {
  test('prints its version', () => {
    expect(spikefield('--version')).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test('explains itself, with examples', () => {
    const { status, stdout } = spikefield('--help');
    expect(status).toBe(0);
    for (const word of ['predict', 'simulate', 'kernels', 'figure', '$ spikefield predict study.json'])
      expect(stdout).toContain(word);
  });

  test('ends with one line and exit code 1 on an unknown option', () => {
    expect(spikefield('predict', 'study.json', '--sed', '3')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'spikefield: unknown option \'--sed\' (Did you mean one of --seed, --set?) (see "spikefield predict --help")\n',
    });
  });

  test('ends with one line and exit code 1 if there is no such study', () => {
    const { status, stdout, stderr } = spikefield('predict', 'nowhere/study.json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^spikefield: nowhere\/study\.json: no such file \(looked for .*\)\n$/);
  });

  test('ends with one line per fault, exit code 1 and nothing written on a bad study', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spikefield-'));
    const file = join(folder, 'study.json');
    const study = changed((s) => {
      s.populations.E.size = -80;
      s.kernels.cells.E.memebrane = {};
    });
    writeFileSync(file, JSON.stringify(study));
    expect(spikefield('predict', file)).toEqual({
      status: 1,
      stdout: '',
      stderr:
        `spikefield: ${file}: kernels.cells.E.memebrane: unknown key; did you mean "membrane"?\n` +
        `spikefield: ${file}: populations.E.size: expected an integer >= 1, but received -80\n`,
    });
    expect(readdirSync(folder)).toEqual(['study.json']);
  });
});
