/** `simulate` on a disk: the network alone. */
import { StudyError } from '../../errors.ts';
import { runDynamics } from '../../study/dynamicsStage.ts';
import { expectedTime } from '../../study/expectedTime.ts';
import type { Progress } from '../../study/progress.ts';
import { recordingTable } from '../../study/recordingTable.ts';
import type { Report, SimulateOptions } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { statisticsTable } from '../../study/statisticsTable.ts';
import { populationTable } from '../../study/summary.ts';
import { putRecordings, recordingFiles } from './recordingFiles.ts';
import { ACTIVITY_FILES } from './resultFolder.ts';
import { FIGURE_FILES, Inputs, resultProvenance, STUDY_COPY, studyCopy } from './resultFiles.ts';
import { intoFolderWithNetwork, runNotes } from './networkRun.ts';

/** Share of writing spikes, rates and figure; ms as in expectedTime. */
const WRITING = 800;

/** Simulates the network of a study and writes spikes, rates, what else it records, and figures. */
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
  const { spikes } = expectedTime(study);
  const names = [
    STUDY_COPY,
    ...ACTIVITY_FILES,
    ...recordingFiles(study),
    ...(study.output.figure ? FIGURE_FILES : []),
  ];
  return intoFolderWithNetwork(study, path, options, names, async (folder, run) => {
    const activity = await progress.task('spikes', spikes / (spikes + WRITING), (task) =>
      runDynamics(study, task, new Inputs().read, options.seed, run),
    );
    await progress.task('writing', 1, async () => {
      const provenance = await resultProvenance(study, [], activity.seed);
      await folder.put(
        STUDY_COPY,
        studyCopy(study, path, activity.seed),
        'the study with all defaults written out',
      );
      await folder.putActivity(activity, provenance);
      await putRecordings(folder, study, activity, provenance);
      if (study.output.figure) {
        // Loaded late: drawing takes longest to load, and not all studies come so far.
        const { resultFigures } = await import('./resultFigures.ts');
        for (const { name, content, what } of resultFigures(study, activity, [], []))
          await folder.put(name, content, what);
      }
    });
    const more = [statisticsTable(activity), recordingTable(activity)].filter((table) => table !== undefined);
    return {
      tables: [populationTable(activity), ...more],
      notes: runNotes(options, run, activity),
    };
  });
}
