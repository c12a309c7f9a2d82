/** `figure` on a disk: the figure of earlier results, drawn again from their files. */
import { join } from 'node:path';
import { DataFileError, OutputError } from '../../errors.ts';
import { readKernels } from '../../io/kernelsHdf5.ts';
import { readBytes, writeFileAtomic } from '../../io/node/files.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import { readSignals } from '../../io/signalsHdf5.ts';
import { readRates, readSpikes } from '../../io/spikesHdf5.ts';
import { parseStudy } from '../../study/load.ts';
import type { Progress } from '../../study/progress.ts';
import type { OutputOptions, Report } from '../../study/report.ts';
import { FIGURE_FILES, resultFigures, type FigureFile } from './resultFigures.ts';
import { STUDY_COPY } from './resultFiles.ts';
import { intoFolder } from './resultFolder.ts';

/** Draws the figure of a folder of results again: over the one that is there (with `replace`), or into `out`. */
export async function drawFigure(
  folder: string,
  { out, replace }: OutputOptions,
  progress: Progress,
): Promise<Report> {
  for (const name of [STUDY_COPY, 'rates.h5'])
    if (!(await nodeStudyFiles.exists(join(folder, name))))
      throw new DataFileError(
        folder,
        undefined,
        `no results of spikefield (no ${name} in this folder); give a folder that predict or simulate wrote`,
      );
  if (out === undefined) await checkReplaceable(folder, replace);
  const draw = () => progress.task('figure', 1, () => figureOf(folder));
  if (out !== undefined)
    return intoFolder(out, replace, async (target) => {
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
  const path = (name: string) => join(folder, name);
  const read = async <T>(name: string, reader: (file: string, bytes: Uint8Array) => Promise<T>) =>
    (await nodeStudyFiles.exists(path(name))) ? reader(path(name), await readBytes(path(name))) : undefined;
  const text = await nodeStudyFiles.readText(path(STUDY_COPY));
  // The files that the study names are not needed any more.
  const study = await parseStudy(text, path(STUDY_COPY), {
    ...nodeStudyFiles,
    exists: () => Promise.resolve(true),
  });
  const { rates } = await readRates(path('rates.h5'), await readBytes(path('rates.h5')));
  const { spikes } = (await read('spikes.h5', readSpikes)) ?? {};
  const { kernels = [] } = (await read('kernels.h5', readKernels)) ?? {};
  const { signals = [] } = (await read('signals.h5', readSignals)) ?? {};
  const { dynamics } = study;
  const start = dynamics?.type === 'lif' ? dynamics.transient : dynamics?.start;
  const from = start ?? rates[0]?.t0 ?? 0;
  return resultFigures(study, { ...(spikes ? { spikes } : {}), counts: rates, from }, kernels, signals);
}
