/** `figure` on a disk: the figure of earlier results, drawn again from their files. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFileError, UserError } from '../../errors.ts';
import { readKernels } from '../../io/kernelsHdf5.ts';
import { readBytes } from '../../io/node/files.ts';
import { OutputFolder } from '../../io/node/outputFolder.ts';
import { writeFileAtomic } from '../../io/node/files.ts';
import { readSignals } from '../../io/signalsHdf5.ts';
import { readRates, readSpikes } from '../../io/spikesHdf5.ts';
import { contentText } from '../../io/text.ts';
import type { Activity } from '../../study/dynamicsStage.ts';
import { parseStudy } from '../../study/load.ts';
import type { Progress } from '../../study/progress.ts';
import type { OutputOptions, Report } from '../../study/report.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import { resultFigures, type FigureFile } from './resultFigures.ts';
import { STUDY_COPY } from './resultFiles.ts';

/** Draws the figure of a folder of results again: into it (with `replace`), or into `out`. */
export async function drawFigure(
  folder: string,
  options: Partial<OutputOptions>,
  progress: Progress,
): Promise<Report> {
  const files = await progress.task('figure', 1, () => figureOf(folder));
  const target = options.out ?? folder;
  if (options.out === undefined) {
    if (options.replace !== true)
      throw new UserError(
        `${folder}: has its figure (choose a folder with --out, or replace it with --replace)`,
      );
    for (const { name, content } of files) await writeFileAtomic(join(folder, name), content);
  } else {
    const output = await OutputFolder.open(target, { replace: options.replace ?? false });
    try {
      for (const { name, content } of files) await output.write(name, content);
      await output.finish();
    } catch (error) {
      await output.discard();
      throw error;
    }
  }
  return { tables: [], folder: target, files: files.map(({ name, what }) => ({ name, what })) };
}

async function figureOf(folder: string): Promise<FigureFile[]> {
  const path = (name: string) => join(folder, name);
  const studyFile = path(STUDY_COPY);
  if (!(await exists(studyFile)))
    throw new DataFileError(folder, undefined, `no results of spikefield (no ${STUDY_COPY} in this folder)`);
  const text = contentText({ name: studyFile, bytes: await readBytes(studyFile) });
  const study = await parseStudy(text, studyFile, { ...nodeStudyFiles, exists: () => Promise.resolve(true) });
  const { rates } = await readRates(path('rates.h5'), await readBytes(path('rates.h5')));
  const spikes = (await exists(path('spikes.h5')))
    ? (await readSpikes(path('spikes.h5'), await readBytes(path('spikes.h5')))).spikes
    : undefined;
  const kernels = (await exists(path('kernels.h5')))
    ? (await readKernels(path('kernels.h5'), await readBytes(path('kernels.h5')))).kernels
    : [];
  const signals = (await exists(path('signals.h5')))
    ? (await readSignals(path('signals.h5'), await readBytes(path('signals.h5')))).signals
    : [];
  const from = study.dynamics?.type === 'lif' ? study.dynamics.transient : (rates[0]?.t0 ?? 0);
  const activity: Activity = { ...(spikes ? { spikes } : {}), counts: rates, from, pastUnknown: false };
  return resultFigures(study, activity, kernels, signals);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
