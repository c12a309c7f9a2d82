/** The record of a fit on a disk: one line is added per evaluation, and lost by nothing but the disk. */
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../errors.ts';
import { outputError, writeFileAtomic } from '../../io/node/files.ts';
import { FolderLock } from '../../io/node/folderLock.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import type { ResolvedFit } from '../../study/fit/loadFit.ts';
import {
  evaluationLine,
  readRecords,
  recordHeader,
  recordText,
  type Evaluation,
  type Recorded,
} from '../../study/fit/records.ts';

/** Its name in the folder of the fit. */
export const RECORD = 'evaluations.jsonl';

export class FitRecord {
  readonly #path: string;
  readonly #header: string;
  readonly #handle: FileHandle;
  readonly #lock: FolderLock;
  readonly #all: Evaluation[];
  /** The text of the file. */
  #text: string;

  /** Opens the record of a folder: a new one, or with `resume` the one there, without a line that was cut off. Throws DataFileError, OutputError, also where another process is at work in the folder. */
  static async open(fit: ResolvedFit, folder: string, resume: boolean): Promise<FitRecord> {
    const path = join(folder, RECORD);
    const header = await recordHeader(fit);
    if (!resume) await checkEmpty(folder);
    await guarded(folder, () => mkdir(folder, { recursive: true }));
    const lock = FolderLock.take(folder);
    try {
      const text = resume && (await nodeStudyFiles.exists(path)) ? await nodeStudyFiles.readText(path) : '';
      const { evaluations, complete } = readRecords(text, path, header);
      const handle = await guarded(path, async () => {
        const file = await open(path, 'a');
        await file.truncate(new TextEncoder().encode(complete).length);
        if (complete === '') await file.appendFile(header);
        return file;
      });
      return new FitRecord(path, header, handle, lock, evaluations, complete === '' ? header : complete);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(
    path: string,
    header: string,
    handle: FileHandle,
    lock: FolderLock,
    /** Evaluations of earlier runs. */
    readonly earlier: readonly Recorded[],
    text: string,
  ) {
    this.#path = path;
    this.#header = header;
    this.#handle = handle;
    this.#lock = lock;
    this.#all = [...earlier];
    this.#text = text;
  }

  /** Evaluations in the record. */
  get count(): number {
    return this.#all.length;
  }

  async append(evaluation: Evaluation): Promise<void> {
    const text = evaluationLine(evaluation);
    await guarded(this.#path, () => this.#handle.appendFile(text));
    this.#all.push(evaluation);
    this.#text += text;
  }

  /** Puts the lines into the order of generations, if they are not. */
  async arrange(): Promise<void> {
    const ordered = this.#all.toSorted((a, b) => a.generation - b.generation || a.index - b.index);
    const text = recordText(this.#header, ordered);
    if (text !== this.#text) await writeFileAtomic(this.#path, text);
    this.#text = text;
  }

  /** One line, if the lock of a process that is gone was taken over. */
  get takenOver(): string | undefined {
    return this.#lock.takenOver;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    this.#lock.release();
  }
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw outputError(path, cause);
  }
}

async function checkEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw outputError(folder, cause);
  });
  if (names.includes(RECORD))
    throw new OutputError(
      folder,
      'holds a fit already (go on with it by --resume, or choose another folder with --out)',
    );
  if (names.length > 0)
    throw new OutputError(folder, 'exists and is not empty (choose another folder with --out)');
}
