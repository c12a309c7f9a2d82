/** `predict` on a disk: kernels from a set or computed, spikes, signals, figure, all into one folder that appears complete or not at all. */
import { StudyError } from '../../errors.ts';
import { writeKernels } from '../../io/kernelsHdf5.ts';
import { readSource } from '../../io/node/files.ts';
import { OutputFolder } from '../../io/node/outputFolder.ts';
import { signalsCsv } from '../../io/signalsCsv.ts';
import { writeSignals } from '../../io/signalsHdf5.ts';
import type { CurrentKernel } from '../../kernel/kernel.ts';
import { runDynamics } from '../../study/dynamicsStage.ts';
import { kernelProvenance } from '../../study/kernelSet.ts';
import { computeCurrentKernels, probeKernels } from '../../study/kernelStage.ts';
import { predictSignals } from '../../study/predictStage.ts';
import type { Progress } from '../../study/progress.ts';
import type { PredictOptions, Report } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { pathwayTable, populationTable, signalTable } from '../../study/summary.ts';
import { findKernelSet } from './findKernelSet.ts';
import { writeActivity } from './activityFiles.ts';
import { resultFigures } from './resultFigures.ts';
import { resultProvenance, STUDY_COPY, studyCopy } from './resultFiles.ts';

/** Runs a study and writes its results. */
export async function runPredict(
  study: ResolvedStudy,
  options: PredictOptions,
  progress: Progress,
): Promise<Report> {
  const { kernels } = study;
  if (kernels === undefined)
    throw new StudyError(
      study.file,
      'kernels',
      'missing; predict needs kernels (use simulate for the network alone)',
    );
  if (study.probes.length + study.head.length === 0)
    throw new StudyError(study.file, 'probes', 'none; say what is to be predicted');
  const folder = await OutputFolder.open(options.out ?? study.output.folder, { replace: options.replace });
  try {
    const notes: string[] = [];
    const { currents, note } = await progress.task('kernels', 0.03, (task) =>
      studyKernels(study, options, task),
    );
    notes.push(note);
    const probes = probeKernels(study, currents);
    const activity = await progress.task('spikes', 0.8, (task) =>
      runDynamics(study, task, readSource, options.seed),
    );
    if (activity.pastUnknown)
      notes.push(
        `the spikes before ${activity.from} ms are unknown: the first ${kernels.tau} ms of the signals lack their contribution`,
      );
    const unmodelled = externalNote(study);
    if (unmodelled !== undefined) notes.push(unmodelled);
    const signals = await progress.task('signals', 0.04, () =>
      predictSignals(probes, activity, study.output.pathways),
    );
    const files = await progress.task('writing', 0.13, async (task) => {
      const provenance = await resultProvenance(study, activity.seed);
      const written: { name: string; what: string }[] = [];
      const put = async (name: string, content: Parameters<OutputFolder['write']>[1], what: string) => {
        await folder.write(name, content);
        written.push({ name, what });
      };
      await put(STUDY_COPY, studyCopy(study, activity.seed), 'the study with all defaults written out');
      await put(
        'kernels.h5',
        await writeKernels(currents, probes, provenance),
        'kernels: currents and every probe',
      );
      await writeActivity(activity, provenance, put);
      task.report(0.2);
      const all = [...signals.sums, ...signals.pathways];
      await put('signals.h5', await writeSignals(all, provenance), 'signals, summed and per pathway');
      task.report(0.5);
      if (study.output.csv) await put('signals.csv', signalsCsv(signals.sums), 'signals for spreadsheets');
      task.report(0.7);
      if (study.output.figure)
        for (const { name, content, what } of await resultFigures(study, activity, probes, signals.sums))
          await put(name, content, what);
      await folder.finish();
      return written;
    });
    const shares = pathwayTable(signals);
    return {
      tables: [populationTable(activity), signalTable(signals.sums), ...(shares ? [shares] : [])],
      folder: options.out ?? study.output.folder,
      files,
      notes,
    };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/** Current kernels from a set with the same recipe, else computed. */
async function studyKernels(
  study: ResolvedStudy,
  options: PredictOptions,
  progress: Progress,
): Promise<{ currents: readonly CurrentKernel[]; note: string }> {
  const provenance = await kernelProvenance(study);
  const found = await findKernelSet(study, provenance.hash, options.sets);
  if (found.set !== undefined)
    return {
      currents: found.set.currents,
      note: `kernels from the set ${found.set.folder} (recipe ${provenance.hash.slice(0, 12)})`,
    };
  const currents = computeCurrentKernels(study.kernels!, provenance, (f) => progress.report(f));
  return { currents, note: `kernels computed (${found.why})` };
}

/** What of the drive has no kernels, so that its own field is not in the signals. */
function externalNote({ kernels, dynamics }: ResolvedStudy): string | undefined {
  if (dynamics?.type !== 'lif' || dynamics.drives.length === 0) return undefined;
  const modelled = new Set(kernels!.connections.map(({ pre }) => pre));
  const posts = [...new Set(dynamics.drives.map(({ post }) => post))];
  return `the field of the external drive of ${posts.join(', ')} is not in the signals (only spikes of ${[...modelled].join(', ')} have kernels)`;
}
