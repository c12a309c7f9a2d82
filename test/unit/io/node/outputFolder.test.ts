import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InternalError, OutputError } from '../../../../src/errors.ts';
import { MANIFEST, OutputFolder, withOutputFolder } from '../../../../src/io/node/outputFolder.ts';

let root: string;
let results: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikefield-output-'));
  results = join(root, 'results');
});
afterEach(() => rm(root, { recursive: true }));

/** All files below the root with their contents, manifests left out; hidden files included. */
async function files(): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((e) => e.isFile() && e.name !== MANIFEST)
    .map((e) => join(e.parentPath, e.name));
  const contents = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return Object.fromEntries(paths.map((path, i) => [path.slice(root.length + 1), contents[i]!]));
}

const write = (contents: Record<string, string>, replace = false, path = results) =>
  withOutputFolder(path, { replace }, async (folder) => {
    for (const [name, content] of Object.entries(contents)) await folder.write(name, content);
  });

describe('new results', () => {
  test('appear at the end, with a manifest', async () => {
    await withOutputFolder(join(root, 'a', 'b'), {}, async (folder) => {
      await folder.write('kernels.h5', 'k');
      await folder.write('figures/lfp.svg', ['<svg', '/>']);
      expect(folder.files).toEqual(['kernels.h5', 'figures/lfp.svg']);
      await expect(stat(folder.path)).rejects.toThrow('ENOENT');
    });
    expect(await files()).toEqual({ 'a/b/kernels.h5': 'k', 'a/b/figures/lfp.svg': '<svg/>' });
    const manifest = JSON.parse(await readFile(join(root, 'a', 'b', MANIFEST), 'utf8'));
    expect(manifest).toEqual({ format: 'spikefield results', files: ['figures/lfp.svg', 'kernels.h5'] });
    // The folder must be as open to others as any folder that its user makes.
    await mkdir(join(root, 'plain'));
    expect((await stat(join(root, 'a', 'b'))).mode).toBe((await stat(join(root, 'plain'))).mode);
  });

  test('go into an empty folder, a link to one, and one with leftovers of a killed run', async () => {
    await mkdir(results);
    await symlink(results, join(root, 'link'));
    await mkdir(join(results, '.results.0123456789ab.partial'));
    await write({ a: '1' }, false, join(root, 'link'));
    expect(await files()).toEqual({ 'results/a': '1' });
  });

  test('without any file still give a folder', async () => {
    await write({});
    expect(await readdir(results)).toEqual([MANIFEST]);
  });
});

describe('a run that fails', () => {
  const failing = (replace: boolean, path = results) =>
    withOutputFolder(path, { replace }, async (folder) => {
      await folder.write('a', 'new');
      await folder.write('sub/b', 'new');
      throw new RangeError('diverged');
    });

  test('leaves nothing, folders made on the way included', async () => {
    await expect(failing(false, join(root, 'x', 'y', 'z'))).rejects.toThrow(RangeError);
    expect(await readdir(root)).toEqual([]);
  });

  test('leaves an empty folder empty and old results as they were', async () => {
    await mkdir(join(root, 'empty'));
    await expect(failing(false, join(root, 'empty'))).rejects.toThrow(RangeError);
    expect(await readdir(join(root, 'empty'))).toEqual([]);
    await write({ a: 'old', 'sub/c': 'old' });
    await expect(failing(true)).rejects.toThrow(RangeError);
    expect(await files()).toEqual({ 'results/a': 'old', 'results/sub/c': 'old' });
  });

  test('while the results are put in place leaves the old ones', async () => {
    await write({ a: 'old', 'sub/c': 'old' });
    const folder = await OutputFolder.open(results, { replace: true });
    await folder.write('a', 'new');
    await folder.write('z', 'new');
    await writeFile(join(results, 'z'), 'of the user');
    await expect(folder.finish()).rejects.toThrow('appeared during the run');
    await folder.discard();
    expect(await files()).toEqual({ 'results/a': 'old', 'results/sub/c': 'old', 'results/z': 'of the user' });
  });

  test.each([
    ['by a signal', '', 'SIGINT'],
    ['by a signal that somebody hears', "process.on('SIGINT', () => process.exit(3));", 3],
    ['by its own will', "process.on('SIGINT', () => undefined); setTimeout(() => process.exit(4), 100);", 4],
  ])('because the program was ended %s leaves nothing', async (_how, listener, expected) => {
    const module = resolve(import.meta.dirname, '../../../../src/io/node/outputFolder.ts');
    const program = `
      const { OutputFolder } = await import(${JSON.stringify(module)});
      const folder = await OutputFolder.open(${JSON.stringify(results)});
      await folder.write('a', 'half');
      ${listener}
      console.log('written');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const ended = await new Promise((done) => child.once('exit', (code, by) => done(by ?? code)));
    expect(ended).toBe(expected);
    expect(await readdir(root)).toEqual([]);
  });

  test('leaves no listeners behind', async () => {
    const before = process.listenerCount('SIGINT');
    await expect(failing(false)).rejects.toThrow(RangeError);
    await write({ a: '1' });
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

describe('an existing folder', () => {
  test('that is not empty is refused unless replacement is asked for', async () => {
    await write({ a: 'old' });
    await expect(write({ a: 'new' })).rejects.toThrow(OutputError);
    await expect(write({ a: 'new' })).rejects.toThrow(
      `${results}: exists and is not empty (choose another folder, or replace its results with --replace)`,
    );
    expect(await files()).toEqual({ 'results/a': 'old' });
  });

  test('replacement removes what the manifest lists, and only that', async () => {
    await write({ a: 'old', b: 'old', 'figures/c': 'old', 'more/d': 'old' });
    await writeFile(join(results, 'notes.txt'), 'mine');
    await writeFile(join(results, 'more', 'mine'), 'mine');
    await rm(join(results, 'b'));
    await write({ a: 'new', 'data/e': 'new' }, true);
    expect(await files()).toEqual({
      'results/a': 'new',
      'results/data/e': 'new',
      'results/notes.txt': 'mine',
      'results/more/mine': 'mine',
    });
    expect((await readdir(results)).toSorted()).toEqual(
      ['a', 'data', 'more', 'notes.txt', MANIFEST].toSorted(),
    );
  });

  test("someone's file of the same name stops the run", async () => {
    await mkdir(results);
    await writeFile(join(results, 'a'), 'mine');
    await expect(write({ a: 'new' }, true)).rejects.toThrow(
      'a: exists and was not written by spikefield (move it away, or choose another folder)',
    );
    expect(await files()).toEqual({ 'results/a': 'mine' });
    await write({ b: 'new' }, true);
    expect(await files()).toEqual({ 'results/a': 'mine', 'results/b': 'new' });
  });

  test.each([
    'not json',
    '{}',
    '{"files": ["../victim"]}',
    '{"files": ["/etc/passwd"]}',
    '{"files": [""]}',
    '{"files": [1]}',
    '{"files": ["."]}',
  ])('a manifest that says %j is not trusted', async (manifest) => {
    await writeFile(join(root, 'victim'), 'mine');
    await mkdir(results);
    await writeFile(join(results, MANIFEST), manifest);
    await expect(write({ a: 'new' }, true)).rejects.toThrow('cannot be understood');
    expect(await files()).toEqual({ victim: 'mine' });
  });

  test('that is a file, or lies in one, is refused at once', async () => {
    await writeFile(results, '');
    await expect(OutputFolder.open(results)).rejects.toThrow('is a file, but a folder is needed');
    await expect(OutputFolder.open(join(results, 'sub'))).rejects.toThrow('part of the path is a file');
  });

  // Permissions do not bind the superuser.
  test.skipIf(process.getuid?.() === 0)('in a folder without permission is refused at once', async () => {
    await mkdir(results, { mode: 0o500 });
    await expect(OutputFolder.open(join(results, 'sub'))).rejects.toThrow('cannot be written: no permission');
    await chmod(results, 0o700);
  });
});

test('file names must stay inside, once each', async () => {
  const folder = await OutputFolder.open(results);
  for (const name of ['', '/a', '../a', 'a/../../b', './a', 'a//b', 'a/'])
    await expect(folder.write(name, 'x'), name).rejects.toThrow(InternalError);
  await folder.write('a', 'x');
  await expect(folder.write('a', 'x')).rejects.toThrow('a is written twice');
  await folder.discard();
  expect(await readdir(root)).toEqual([]);
});
