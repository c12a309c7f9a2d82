/**
 * Files in Node: reading with errors that say which file, and atomic writing: under a temporary name (`.<name>.<id>.partial`) in the same
 * folder, then renamed, so that a file under its final name is always complete.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataFileError, OutputError } from '../../errors.ts';
import type { SourceFile } from '../text.ts';

/** What can be written: bytes, text, or pieces of either that are produced while they are written. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/**
 * A file's bytes. Throws DataFileError with the resolved path if there is no such file, it is a folder, or it may not be read.
 * `shown` is the name that messages show (default: the path as given).
 */
export async function readBytes(path: string, shown = path): Promise<Uint8Array> {
  try {
    const buffer = await readFile(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const where = resolve(path) === shown ? '' : ` (looked for ${resolve(path)})`;
    const reason = { ENOENT: 'no such file', ENOTDIR: 'no such file', EISDIR: 'is a folder, not a file' }[
      code ?? ''
    ];
    const message =
      reason ?? { EACCES: 'no permission to read it' }[code ?? ''] ?? `cannot be read: ${code ?? cause}`;
    throw new DataFileError(shown, undefined, `${message}${where}`);
  }
}

/** A file for the readers of text: its bytes with the name that messages show. Throws as readBytes. */
export async function readSource(path: string, shown = path): Promise<SourceFile> {
  return { name: shown, bytes: await readBytes(path, shown) };
}

/**
 * Writes a file atomically, and its folder if need be; an existing file is replaced in one step.
 * Throws OutputError if that fails (no permission, disk full …), and then leaves neither the file nor the temporary one, or the old file untouched.
 */
export async function writeFileAtomic(path: string, content: Content): Promise<void> {
  const partial = join(dirname(path), partialName(basename(path)));
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeContent(partial, content);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw outputError(path, cause);
  }
}

/** Writes a new file, piece by piece; fails if it exists. Throws what the file system or the content throws. */
export async function writeContent(path: string, content: Content): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    for (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}

/** A temporary name beside `name`. */
export function partialName(name: string): string {
  return `.${name}.${randomBytes(6).toString('hex')}.partial`;
}

/** Whether a name is one that partialName makes: left over from a run that was killed. */
export function isPartial(name: string): boolean {
  return /^\..*\.[0-9a-f]{12}\.partial$/s.test(name);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: the disk is full (free some space or choose another folder)',
  EDQUOT: 'cannot be written: the disk quota is used up (free some space or choose another folder)',
  EACCES: 'cannot be written: no permission (choose another folder)',
  EPERM: 'cannot be written: not permitted (choose another folder)',
  EROFS: 'cannot be written: the file system is read-only (choose another folder)',
  ENOTDIR: 'cannot be written: part of the path is a file, not a folder (choose another folder)',
  EISDIR: 'cannot be written: there is a folder of that name (choose another name)',
  ENOTEMPTY: 'appeared during the run (choose another folder)',
  EEXIST: 'appeared during the run (choose another name)',
  ENAMETOOLONG: 'cannot be written: the name is too long (choose a shorter one)',
};

/** The OutputError for a failure of the file system; errors of other kinds (a bug while producing the content) are returned as they are. */
export function outputError(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (
    !(cause instanceof Error) ||
    cause instanceof OutputError ||
    typeof code !== 'string' ||
    !/^E[A-Z0-9]+$/.test(code)
  )
    return cause;
  return new OutputError(path, REASONS[code] ?? `cannot be written: ${code}`);
}
