import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataFileError, OutputError } from '../../../../src/errors.ts';
import {
  isPartial,
  outputError,
  partialName,
  readBytes,
  readSource,
  writeFileAtomic,
} from '../../../../src/io/node/files.ts';
import { readKernels } from '../../../../src/io/kernelsHdf5.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikefield-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('reading', () => {
  test('gives the bytes with a name', async () => {
    await writeFile(join(folder, 'a.csv'), 'time,id\n');
    const source = await readSource(join(folder, 'a.csv'), 'a.csv');
    expect([source.name, new TextDecoder().decode(source.bytes)]).toEqual(['a.csv', 'time,id\n']);
  });

  test('a missing file is named as given and as looked for', async () => {
    const path = join(folder, 'none.h5');
    await expect(readBytes(path)).rejects.toThrow(DataFileError);
    await expect(readBytes(path)).rejects.toThrow(`${path}: no such file`);
    await expect(readBytes(path, 'none.h5')).rejects.toThrow(`none.h5: no such file (looked for ${path})`);
    await expect(readBytes(path).then((bytes) => readKernels(path, bytes))).rejects.toThrow('no such file');
  });

  test('a folder is no file', async () => {
    await expect(readBytes(folder)).rejects.toThrow(`${folder}: is a folder, not a file`);
    await writeFile(join(folder, 'a'), '');
    await expect(readBytes(join(folder, 'a', 'b'))).rejects.toThrow('no such file');
  });
});

describe('writeFileAtomic', () => {
  test('writes text, bytes and pieces, and makes the folder', async () => {
    const path = join(folder, 'new', 'a.txt');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, new Uint8Array([0x74, 0x77, 0x6f]));
    expect(await readFile(path, 'utf8')).toBe('two');
    await writeFileAtomic(path, ['th', 'r', new Uint8Array([0x65, 0x65])]);
    expect(await readFile(path, 'utf8')).toBe('three');
    expect(await readdir(join(folder, 'new'))).toEqual(['a.txt']);
  });

  test('content that fails leaves the old file and nothing else', async () => {
    const path = join(folder, 'a.txt');
    await writeFileAtomic(path, 'old');
    function* failing() {
      yield 'new';
      throw new RangeError('no more');
    }
    await expect(writeFileAtomic(path, failing())).rejects.toThrow(RangeError);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  test('a place that cannot be written is an OutputError', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeFileAtomic(join(folder, 'file', 'a'), 'x')).rejects.toThrow(OutputError);
    await mkdir(join(folder, 'taken'));
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow(
      'there is a folder of that name',
    );
    expect((await readdir(folder)).toSorted()).toEqual(['file', 'taken']);
  });
});

test('failures of the file system become clear errors, bugs stay what they are', () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });
  expect(outputError('out', failure('ENOSPC'))).toBeInstanceOf(OutputError);
  expect((outputError('out', failure('ENOSPC')) as Error).message).toBe(
    'out: cannot be written: the disk is full (free some space or choose another folder)',
  );
  expect((outputError('out', failure('EACCES')) as Error).message).toContain('no permission');
  expect((outputError('out', failure('EIO')) as Error).message).toBe('out: cannot be written: EIO');
  const bug = new TypeError('x is not a function');
  expect(outputError('out', bug)).toBe(bug);
  const argument = failure('ERR_INVALID_ARG_TYPE');
  expect(outputError('out', argument)).toBe(argument);
});

test('temporary names are hidden, end in .partial and differ', () => {
  const names = [partialName('signals.h5'), partialName('signals.h5')];
  expect(names[0]).not.toBe(names[1]);
  for (const name of names) {
    expect(name).toMatch(/^\.signals\.h5\..*\.partial$/);
    expect(isPartial(name)).toBe(true);
  }
  expect(isPartial('signals.partial')).toBe(false);
});
