/** `simulate` on a disk: the network alone. */
import { StudyError } from '../../errors.ts';
import { readSource } from '../../io/node/files.ts';
import { OutputFolder } from '../../io/node/outputFolder.ts';
import { runDynamics } from '../../study/dynamicsStage.ts';
import type { Progress } from '../../study/progress.ts';
import type { Report, SimulateOptions } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { populationTable } from '../../study/summary.ts';
import { writeActivity } from './activityFiles.ts';
import { resultFigures } from './resultFigures.ts';
import { resultProvenance, STUDY_COPY, studyCopy } from './resultFiles.ts';

/** Simulates the network of a study and writes spikes, rates and their figure. */
export async function runSimulate(
  study: ResolvedStudy,
  options: SimulateOptions,
  progress: Progress,
): Promise<Report> {
  if (study.dynamics?.type !== 'lif')
    throw new StudyError(
      study.file,
      'dynamics.type',
      `expected "lif", but received ${JSON.stringify(study.dynamics?.type ?? null)}; there is no network to simulate`,
    );
  const path = options.out ?? study.output.folder;
  const folder = await OutputFolder.open(path, { replace: options.replace });
  try {
    const activity = await progress.task('spikes', 0.9, (task) =>
      runDynamics(study, task, readSource, options.seed),
    );
    const files: { name: string; what: string }[] = [];
    await progress.task('writing', 0.1, async () => {
      const provenance = await resultProvenance(study, activity.seed);
      const put = async (name: string, content: Parameters<OutputFolder['write']>[1], what: string) => {
        await folder.write(name, content);
        files.push({ name, what });
      };
      await put(STUDY_COPY, studyCopy(study, activity.seed), 'the study with all defaults written out');
      await writeActivity(activity, provenance, put);
      if (study.output.figure)
        for (const { name, content, what } of resultFigures(study, activity, [], []))
          await put(name, content, what);
      await folder.finish();
    });
    return { tables: [populationTable(activity)], folder: path, files };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
