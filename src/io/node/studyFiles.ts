/** The files of a disk, as loading a study needs them. */
import { stat } from 'node:fs/promises';
import { contentText } from '../text.ts';
import { readBytes } from './files.ts';

/** Files on disk, relative to the working folder; UTF-8, gzipped or not. */
export const nodeStudyFiles = {
  /** Text of a file. Throws DataFileError if it cannot be read or is not UTF-8. */
  async readText(path: string): Promise<string> {
    return contentText({ name: path, bytes: await readBytes(path) });
  },
  /** Bytes of a file. Throws DataFileError if it cannot be read. */
  readBytes(path: string): Promise<Uint8Array> {
    return readBytes(path);
  },
  /** Whether there is a file (not a folder). */
  async exists(path: string): Promise<boolean> {
    return (await stat(path).catch(() => undefined))?.isFile() ?? false;
  },
};
