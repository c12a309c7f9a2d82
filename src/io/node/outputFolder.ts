/**
 * A folder of results that appears complete or not at all. Files are written into a temporary folder (beside the final one, or inside it if it
 * exists already, so that the last step is a rename on one file system) and put in place by `finish`; a run that fails or is interrupted
 * leaves what was there before. Which files are ours stands in a manifest
 * (`spikefield-manifest.json`), and only those are ever removed when results are replaced.
 */
import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { access, constants, mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InternalError, OutputError } from '../../errors.ts';
import { isPartial, outputError, partialName, writeContent, type Content } from './files.ts';

/** Name of the file that lists the files of a result folder. */
export const MANIFEST = 'spikefield-manifest.json';

/** How an existing folder is treated. */
export interface OutputFolderOptions {
  /**
   * Replace results that spikefield wrote there (default false: refuse a folder that is not empty). Files that the folder's manifest does not
   * list stay; if one of them has the name of a new file, the run fails.
   */
  readonly replace?: boolean;
  /** Names of files that are going to be written, as far as they are known: none may be taken by a file that is not ours. */
  readonly names?: readonly string[];
}

/** The signals that end a program while results are half written. */
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Half-written results of this process, which are removed whatever ends it. */
const temporaries = new Set<string>();

function keepTemporary(folder: string): void {
  if (temporaries.size === 0) {
    process.on('exit', removeTemporaries);
    for (const signal of INTERRUPTIONS) process.on(signal, onInterruption);
  }
  temporaries.add(folder);
}

function forgetTemporary(folder: string): void {
  temporaries.delete(folder);
  if (temporaries.size > 0) return;
  process.removeListener('exit', removeTemporaries);
  for (const signal of INTERRUPTIONS) process.removeListener(signal, onInterruption);
}

function removeTemporaries(): void {
  for (const folder of temporaries) {
    rmSync(folder, { recursive: true, force: true });
    forgetTemporary(folder);
  }
}

/** Ends the program, unless somebody else listens, who then ends it, or the work in good order. */
function onInterruption(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  removeTemporaries();
  process.kill(process.pid, signal);
}

/** A result folder in the making. Call `finish` or `discard` at the end, or use `withOutputFolder`. */
export class OutputFolder {
  /** Absolute path of the folder. */
  readonly path: string;
  /** Whether the folder existed at the start. */
  private readonly existed: boolean;
  /** Files (relative, with `/`) that the folder's manifest lists so far: those that are going to be replaced. */
  private readonly replaced: ReadonlySet<string>;
  private readonly written = new Set<string>();
  private temporary: string | undefined;
  private createdParent: string | undefined;

  private constructor(path: string, existed: boolean, replaced: ReadonlySet<string>) {
    this.path = path;
    this.existed = existed;
    this.replaced = replaced;
  }

  /**
   * Checks that results may be written to `path`; creates nothing yet.
   * Throws OutputError if it is a file, lies in a folder without permission to write, is a folder that is not empty and may not be replaced, or holds
   * somebody else's file under the name of a result.
   */
  static async open(path: string, options: OutputFolderOptions = {}): Promise<OutputFolder> {
    const full = await realpath(path).catch(() => resolve(path));
    const present = await namesIn(path, full);
    await checkWritable(path, full);
    if (present === undefined) return new OutputFolder(full, false, new Set());
    const leftovers = present.filter(isPartial);
    if (present.length === leftovers.length) return new OutputFolder(full, true, new Set());
    if (options.replace !== true)
      throw new OutputError(
        path,
        'exists and is not empty (choose another folder, or replace its results with --replace)',
      );
    const folder = new OutputFolder(full, true, new Set(await manifestFiles(path, full, present)));
    for (const name of options.names ?? []) folder.checkFree(name);
    return folder;
  }

  /** Names of the files written so far, in order. */
  get files(): string[] {
    return [...this.written];
  }

  /**
   * Writes one file of the results; `name` is relative to the folder, `/` separates subfolders.
   * Throws OutputError if the file cannot be written or would replace a file that is not ours.
   */
  async write(name: string, content: Content): Promise<void> {
    if (!/^[^/\\]+(\/[^/\\]+)*$/.test(name) || name.split('/').some((part) => part === '.' || part === '..'))
      throw new InternalError(`output folder: ${name} is no relative file name`);
    if (this.written.has(name)) throw new InternalError(`output folder: ${name} is written twice`);
    const target = this.checkFree(name);
    try {
      const file = join(await this.temporaryFolder(), name);
      await mkdir(dirname(file), { recursive: true });
      await writeContent(file, content);
    } catch (cause) {
      throw outputError(target, cause);
    }
    this.written.add(name);
  }

  /** Puts the results in place of the old ones. Throws OutputError, with the old results back in place, if that fails. */
  async finish(): Promise<void> {
    const files = [...this.written].toSorted();
    await this.write(MANIFEST, `${JSON.stringify({ format: 'spikefield results', files }, undefined, 2)}\n`);
    const temporary = this.temporary!;
    try {
      // Synchronous, so that no interruption finds it half done.
      if (this.existed) this.exchange(temporary);
      else renameSync(temporary, this.path);
    } catch (cause) {
      throw outputError(this.path, cause);
    }
    this.forget();
  }

  /** Removes what was written so far; the folder is as it was before. */
  async discard(): Promise<void> {
    if (this.temporary !== undefined) await rm(this.temporary, { recursive: true, force: true });
    if (this.createdParent !== undefined) removeEmptyUpTo(dirname(this.path), this.createdParent);
    this.forget();
  }

  /** The path of a result. Throws OutputError if there is a file that is not ours. */
  private checkFree(name: string): string {
    const target = join(this.path, name);
    if (!this.replaced.has(name) && exists(target))
      throw new OutputError(
        target,
        'exists and was not written by spikefield (move it away, or choose another folder)',
      );
    return target;
  }

  private async temporaryFolder(): Promise<string> {
    if (this.temporary === undefined) {
      const parent = this.existed ? this.path : dirname(this.path);
      this.createdParent = await mkdir(parent, { recursive: true });
      const folder = join(parent, partialName(basename(this.path)));
      await mkdir(folder);
      this.temporary = folder;
      keepTemporary(folder);
    }
    return this.temporary;
  }

  private forget(): void {
    if (this.temporary !== undefined) forgetTemporary(this.temporary);
    this.temporary = undefined;
  }

  /**
   * Moves the old files away, the new ones in, and everything back if any move fails. Synchronous, so that no interruption finds it half done.
   */
  private exchange(temporary: string): void {
    const old = join(this.path, partialName('old'));
    const moved: [from: string, to: string][] = [];
    const move = (from: string, to: string): void => {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
      moved.push([from, to]);
    };
    try {
      for (const name of this.replaced) {
        const file = join(this.path, name);
        if (exists(file)) move(file, join(old, name));
      }
      for (const name of this.written) {
        const target = join(this.path, name);
        if (exists(target)) throw new OutputError(target, 'appeared during the run (move it away)');
        move(join(temporary, name), target);
      }
    } catch (cause) {
      for (const [from, to] of moved.toReversed()) renameSync(to, from);
      rmSync(old, { recursive: true, force: true });
      throw cause;
    }
    rmSync(old, { recursive: true, force: true });
    rmSync(temporary, { recursive: true, force: true });
    for (const name of this.replaced)
      removeEmptyUpTo(dirname(join(this.path, name)), join(this.path, name.split('/')[0]!));
  }
}

/**
 * Runs `work` with a folder of results: finished if it succeeds, discarded if it throws. Gives what `work` gives.
 * Throws what `work` throws, and OutputError as OutputFolder does.
 */
export async function withOutputFolder<T>(
  path: string,
  options: OutputFolderOptions,
  work: (folder: OutputFolder) => Promise<T>,
): Promise<T> {
  const folder = await OutputFolder.open(path, options);
  try {
    const result = await work(folder);
    await folder.finish();
    return result;
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

/** Names in a folder; undefined if it does not exist. */
async function namesIn(shown: string, full: string): Promise<string[] | undefined> {
  try {
    return await readdir(full);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR' && exists(full))
      throw new OutputError(shown, 'is a file, but a folder is needed for the results (choose another name)');
    throw outputError(shown, cause);
  }
}

/** Throws OutputError unless the folder, or the nearest one above it that exists, may be written to. */
async function checkWritable(shown: string, full: string): Promise<void> {
  let folder = full;
  while (!exists(folder)) folder = dirname(folder);
  await access(folder, constants.W_OK | constants.X_OK).catch((cause) => {
    throw outputError(shown, cause);
  });
}

/** The files that the manifest of a folder lists, itself included; none if the folder has no manifest. */
async function manifestFiles(shown: string, full: string, present: readonly string[]): Promise<string[]> {
  if (!present.includes(MANIFEST)) return [];
  const unreadable = new OutputError(
    join(shown, MANIFEST),
    'cannot be understood, so what may be replaced is not known (choose another folder, or remove the old results yourself)',
  );
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(join(full, MANIFEST), 'utf8'));
  } catch {
    throw unreadable;
  }
  const files = (manifest as { files?: unknown } | null)?.files;
  const inside = (file: unknown): boolean =>
    typeof file === 'string' && file !== '' && resolve(full, file).startsWith(full + sep);
  if (!Array.isArray(files) || !files.every(inside)) throw unreadable;
  return [...(files as string[]), MANIFEST];
}

/** Whether anything is at `path`, a broken link included. */
function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code!)) return false;
    throw cause;
  }
}

/** Removes empty folders from `folder` up to and including `last`. */
export function removeEmptyUpTo(folder: string, last: string): void {
  for (let current = folder; current.startsWith(last); current = dirname(current)) {
    if (!exists(current)) continue;
    if (readdirSync(current).length > 0) return;
    rmdirSync(current);
  }
}
