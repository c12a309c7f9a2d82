/**
 * What a long run has computed so far, in a folder `<results>.unfinished` beside its results: `spikes.bin`, with samples beside the spikes, which only grows, and `state.bin`, which is
 * replaced in one step. `state.bin` says how much of `spikes.bin` belongs to it, so the two agree whenever the program was killed; the next
 * run cuts off the rest and computes it again. The folder goes when the results are in place.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DataFileError, OutputError } from '../../errors.ts';
import type { Checkpoints, KeptRun } from '../../network/point/longRun.ts';
import type { NetworkState } from '../../network/point/state.ts';
import {
  firstDifference,
  readCheckpoint,
  writeCheckpoint,
  type Checkpoint,
  type Json,
} from '../checkpoint.ts';
import { outputError, readBytes } from './files.ts';
import { FolderLock } from './folderLock.ts';
import { removeEmptyUpTo } from './outputFolder.ts';
import { readSpikeStream, SpikeStream } from './spikeStream.ts';

export interface RunFolderOptions {
  /** Time between two checkpoints, ms; Infinity: only an interrupted run is kept. */
  readonly interval: number;
  /** Goes on from what an earlier run left, if it left anything. */
  readonly resume: boolean;
  /** Discards what an earlier run left. */
  readonly replace: boolean;
  /** End of the simulation, ms: for messages. */
  readonly duration: number;
}

export class RunFolder implements Checkpoints {
  readonly interval: number;
  readonly #path: string;
  readonly #shown: string;
  readonly #description: Json;
  readonly #duration: number;
  readonly #left: Checkpoint | undefined;
  #stream: SpikeStream | undefined;
  #lock: FolderLock | undefined;
  #createdParent: string | undefined;
  /** Time of the last checkpoint, ms, and bytes of spikes that belong to it. */
  #saved: { readonly time: number; readonly bytes: number } | undefined;

  private constructor(
    results: string,
    description: Json,
    options: RunFolderOptions,
    left: Checkpoint | undefined,
  ) {
    this.#shown = unfinishedFolder(results);
    this.#path = resolve(this.#shown);
    this.interval = options.interval;
    this.#description = description;
    this.#duration = options.duration;
    this.#left = left;
    if (left !== undefined) this.#saved = { time: left.state.step * left.state.dt, bytes: left.spikeBytes };
  }

  /**
   * Looks at what an earlier run left beside the folder `results`; writes nothing. `description` tells networks apart. Throws OutputError if another process is at
   * work there, or if there is an unfinished run that is neither to be resumed nor replaced, or that of another network, naming what differs;
   * DataFileError if it is damaged.
   */
  static async open(results: string, description: Json, options: RunFolderOptions): Promise<RunFolder> {
    const shown = unfinishedFolder(results);
    FolderLock.check(shown);
    const state = join(shown, STATE);
    const none = () => new RunFolder(results, description, options, undefined);
    if (size(state) === undefined || (options.replace && !options.resume)) return none();
    const left = await readCheckpoint(state, await readBytes(state));
    const reached = progress(left.state.step * left.state.dt, options.duration);
    if (!options.resume)
      throw new OutputError(
        shown,
        `holds an unfinished run, ${reached} (go on with --resume, discard it with --replace, or choose another folder)`,
      );
    const difference = firstDifference(left.description, description);
    if (difference !== undefined)
      throw new OutputError(
        shown,
        `holds an unfinished run of another network: ${difference} (undo the change, discard the run with --replace instead of --resume, or choose another folder)`,
      );
    const spikes = join(shown, SPIKES);
    if ((size(spikes) ?? 0) < left.spikeBytes)
      throw new DataFileError(
        spikes,
        undefined,
        'damaged: shorter than spikefield wrote it (remove the folder and begin anew)',
      );
    return new RunFolder(results, description, options, left);
  }

  get resumed(): NetworkState | undefined {
    return this.#left?.state;
  }

  /** One line on the process that was killed at work there, if there was one. */
  get takenOver(): string | undefined {
    return this.#lock?.takenOver;
  }

  /** One line that says how far the run came and how it goes on; undefined if nothing is kept. */
  get kept(): string | undefined {
    if (this.#saved === undefined) return undefined;
    return `${progress(this.#saved.time, this.#duration)} of the network are kept in ${this.#shown}: the same command with --resume goes on from there`;
  }

  /** Makes the folder if there will be checkpoints, so that it is known at once if it cannot be. Throws OutputError. */
  begin(): void {
    if (this.#left !== undefined || Number.isFinite(this.interval)) this.#open();
  }

  spikes(population: string, steps: Int32Array, ids: Int32Array): void {
    this.#open().spikes(population, steps, ids);
  }

  samples(course: number, values: Float64Array): void {
    if (values.length > 0) this.#open().samples(course, values);
  }

  async save(state: NetworkState): Promise<void> {
    const spikeBytes = this.#open().sync();
    const bytes = await writeCheckpoint({ description: this.#description, spikeBytes, state });
    this.#write(STATE, bytes);
    this.#saved = { time: state.step * state.dt, bytes: spikeBytes };
  }

  read(
    populations: readonly { readonly name: string; readonly size: number }[],
    dt: number,
  ): Promise<KeptRun> {
    const length = this.#open().sync();
    return Promise.resolve(readSpikeStream(join(this.#path, SPIKES), length, populations, dt));
  }

  /** Removes the folder. */
  discard(): void {
    this.#saved = undefined;
    this.close();
  }

  /** Ends the run: what is kept stays, a folder in which nothing is kept goes. */
  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
    const lock = this.#lock;
    this.#lock = undefined;
    if (lock === undefined) return;
    if (this.#saved !== undefined) {
      lock.release();
      return;
    }
    rmSync(this.#path, { recursive: true, force: true });
    if (this.#createdParent !== undefined) removeEmptyUpTo(dirname(this.#path), this.#createdParent);
  }

  #open(): SpikeStream {
    if (this.#stream !== undefined) return this.#stream;
    const left = this.#left;
    try {
      this.#createdParent ??= mkdirSync(dirname(this.#path), { recursive: true });
      mkdirSync(this.#path, { recursive: true });
      this.#lock ??= FolderLock.take(this.#path, this.#shown);
      // A state without its spikes must never be seen.
      if (left === undefined) rmSync(join(this.#path, STATE), { force: true });
    } catch (cause) {
      throw outputError(this.#shown, cause);
    }
    return (this.#stream = new SpikeStream(
      join(this.#path, SPIKES),
      left?.spikeBytes ?? 0,
      join(this.#shown, SPIKES),
    ));
  }

  /** Writes a file so that it is there as a whole, or as it was before, whatever happens. */
  #write(name: string, bytes: Uint8Array): void {
    const path = join(this.#path, name);
    const partial = `${path}.partial`;
    try {
      const file = openSync(partial, 'w');
      try {
        for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(partial, path);
      syncFolder(dirname(path));
    } catch (cause) {
      rmSync(partial, { force: true });
      throw outputError(join(this.#shown, name), cause);
    }
  }
}

const STATE = 'state.bin';
const SPIKES = 'spikes.bin';

/** Where the unfinished run of a folder of results is kept. */
export function unfinishedFolder(results: string): string {
  const path = results.replace(/(?<=.)[/\\]+$/, '');
  // The folder itself and those above it have another name where they lie.
  return `${/(^|[/\\])\.{0,2}$/.test(path) ? resolve(path) : path}.unfinished`;
}

/** "12.5 of 60 s". */
function progress(time: number, duration: number): string {
  const seconds = (ms: number) => String(Number((ms / 1000).toPrecision(6)));
  return `${seconds(time)} of ${seconds(duration)} s`;
}

/** Bytes of a file; undefined if there is none, or a file stands where its folder should. */
function size(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code!)) return undefined;
    throw outputError(path, cause);
  }
}

/** Makes sure that a renamed file survives a loss of power; not every system can do that for folders. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
