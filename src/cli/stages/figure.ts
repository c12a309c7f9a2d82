/** `figure` on a disk: the figure of earlier results, drawn again from their files. */
import { join } from 'node:path';
import { OutputError } from '../../errors.ts';
import { writeFileAtomic } from '../../io/node/files.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import type { Progress } from '../../study/progress.ts';
import type { OutputOptions, Report } from '../../study/report.ts';
import { checkResults, readEarlierResults } from './earlierResults.ts';
import { resultFigures, type FigureFile } from './resultFigures.ts';
import { RECORDING_FIGURES } from './recordingFiles.ts';
import { FIGURE_FILES } from './resultFiles.ts';
import { intoFolder } from './resultFolder.ts';

/** Draws the figure of a folder of results again: over the one that is there (with `replace`), or into `out`. */
export async function drawFigure(
  folder: string,
  { out, replace }: OutputOptions,
  progress: Progress,
): Promise<Report> {
  await checkResults(folder);
  if (out === undefined) await checkReplaceable(folder, replace);
  const draw = () => progress.task('figure', 1, () => figureOf(folder));
  if (out !== undefined)
    return intoFolder(out, replace, [...FIGURE_FILES, ...RECORDING_FIGURES], async (target) => {
      for (const { name, content, what } of await draw()) await target.put(name, content, what);
      return { tables: [] };
    });
  const files = await draw();
  for (const { name, content } of files) await writeFileAtomic(join(folder, name), content);
  return { tables: [], folder, files: files.map(({ name, what }) => ({ name, what })) };
}

/** A figure that is there may be replaced if asked; where there is none, the results were wanted without. */
async function checkReplaceable(folder: string, replace: boolean): Promise<void> {
  for (const name of FIGURE_FILES)
    if (!(await nodeStudyFiles.exists(join(folder, name))))
      throw new OutputError(folder, `these results have no ${name} to replace (choose a folder with --out)`);
  if (!replace)
    throw new OutputError(
      folder,
      'has its figure already (choose a folder with --out, or replace it with --replace)',
    );
}

async function figureOf(folder: string): Promise<FigureFile[]> {
  const { study, activity, kernels, signals } = await readEarlierResults(folder);
  return resultFigures(study, activity, kernels, signals);
}
