/** The files of a disk, as loading a study needs them. */
import { stat } from 'node:fs/promises';
import { readBytes } from '../io/node/files.ts';
import { contentText } from '../io/text.ts';
import type { StudyFiles } from '../study/files.ts';

/** Files on disk, relative to the working folder; UTF-8, gzipped or not. */
export const nodeStudyFiles: StudyFiles = {
  async readText(path) {
    return contentText({ name: path, bytes: await readBytes(path) });
  },
  async exists(path) {
    return (await stat(path).catch(() => undefined))?.isFile() ?? false;
  },
};
