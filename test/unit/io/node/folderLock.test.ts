import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutputError } from '../../../../src/errors.ts';
import { FolderLock } from '../../../../src/io/node/folderLock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spikefield-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const since = '2026-01-02T03:04:05.678Z';
/** The lock of somebody else. */
const leave = (holder: object): void =>
  writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), since, birth: null, ...holder }));
/** The number of a process that has ended. */
const gone = (): number => spawnSync(process.execPath, ['--version']).pid;

test('is made, names the process, and goes', () => {
  const lock = FolderLock.take(folder);
  expect(lock.takenOver).toBeUndefined();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

describe('a lock that is held', () => {
  test('is refused, and stays', () => {
    const lock = FolderLock.take(folder);
    const refused = new RegExp(
      `^r: process ${process.pid} is at work in it since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC \\(wait for it, end it, or choose another folder\\)$`,
    );
    expect(() => FolderLock.take(folder, 'r')).toThrow(refused);
    expect(() => FolderLock.check(folder, 'r')).toThrow(refused);
    expect(() => FolderLock.check(folder)).toThrow(OutputError);
    expect(readdirSync(folder)).toEqual(['lock']);
    lock.release();
    FolderLock.take(folder).release();
  });

  test('of another machine is refused whatever processes there are here', () => {
    leave({ pid: gone(), host: 'elsewhere' });
    expect(() => FolderLock.take(folder, 'r')).toThrow(
      /^r: process \d+ on elsewhere is at work in it since 2026-01-02 03:04:05 UTC \(wait for it, or choose another folder; if it is gone, remove r[/\\]lock\)$/,
    );
    expect(existsSync(file)).toBe(true);
  });

  test.each(['', '{"pid": 1', 'null', '{"pid":"1"}'])(
    'that is just being written (%j) is refused',
    (text) => {
      writeFileSync(file, text);
      expect(() => FolderLock.take(folder)).toThrow(/another process begins to work in it/);
      // Nobody writes so long at it.
      const then = new Date(Date.now() - 60_000);
      utimesSync(file, then, then);
      FolderLock.check(folder);
      const lock = FolderLock.take(folder, 'r');
      expect(lock.takenOver).toBe('r: took over the lock of a process that is gone');
      expect(readdirSync(folder)).toEqual(['lock']);
    },
  );
});

describe('a lock whose process is gone', () => {
  test('is taken over, which is said', () => {
    const pid = gone();
    leave({ pid });
    FolderLock.check(folder);
    expect(FolderLock.take(folder, 'r').takenOver).toBe(
      `r: took over the lock of process ${pid}, begun 2026-01-02 03:04:05 UTC, which is gone`,
    );
    expect(readdirSync(folder)).toEqual(['lock']);
    expect(() => FolderLock.take(folder)).toThrow(`process ${process.pid} is at work`);
  });

  test.skipIf(process.platform !== 'linux')('and whose number another one has now is taken over', () => {
    leave({ birth: 'an earlier boot 4711' });
    expect(FolderLock.take(folder).takenOver).toContain('which is gone');
  });

  test('is taken over by one of several', async () => {
    leave({ pid: gone() });
    const module = resolve(import.meta.dirname, '../../../../src/io/node/folderLock.ts');
    const program = `
      const { FolderLock } = await import(${JSON.stringify(module)});
      process.stdout.write('ready ');
      await new Promise((done) => process.stdin.once('data', done));
      try { FolderLock.take(${JSON.stringify(folder)}); process.stdout.write('taken'); }
      catch (error) { process.stdout.write(error.name); }
      process.stdin.once('data', () => process.exit());`;
    const children = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
      let said = '';
      let heard: (() => void) | undefined;
      child.stdout.on('data', (data) => {
        said += data;
        heard?.();
      });
      const says = (text: RegExp) =>
        new Promise<string>((done) => {
          heard = () => text.test(said) && done(said);
          heard();
        });
      return { child, says };
    });
    await Promise.all(children.map(({ says }) => says(/ready/)));
    for (const { child } of children) child.stdin.write('go');
    const said = await Promise.all(children.map(({ says }) => says(/taken|Error/)));
    expect(said.toSorted()).toEqual([
      'ready OutputError',
      'ready OutputError',
      'ready OutputError',
      'ready taken',
    ]);
    for (const { child } of children) child.stdin.write('end');
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});
