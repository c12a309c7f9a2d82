/** `predict` on a disk: kernels from a set or computed, spikes, signals, figure, all into one folder that appears complete or not at all. */
import { StudyError } from '../../errors.ts';
import { writeKernels } from '../../io/kernelsHdf5.ts';
import { signalsCsv } from '../../io/signalsCsv.ts';
import { writeSignals } from '../../io/signalsHdf5.ts';
import type { CurrentKernel } from '../../kernel/kernel.ts';
import { runDynamics, type Activity } from '../../study/dynamicsStage.ts';
import { expectedTime } from '../../study/expectedTime.ts';
import { kernelProvenance } from '../../study/kernelSet.ts';
import { computeCurrentKernels, probeKernels } from '../../study/kernelStage.ts';
import { predictSignals } from '../../study/predictStage.ts';
import type { Progress } from '../../study/progress.ts';
import type { PredictOptions, Report } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { pathwayTable, populationTable, signalTable } from '../../study/summary.ts';
import { findKernelSet } from './findKernelSet.ts';
import { Inputs, resultProvenance, STUDY_COPY, studyCopy } from './resultFiles.ts';
import { intoFolder } from './resultFolder.ts';

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
  const path = options.out ?? study.output.folder;
  const expected = expectedTime(study);
  const total = Object.values(expected).reduce((sum, ms) => sum + ms, 0);
  return intoFolder(path, options.replace, async (folder) => {
    const { probes, currents, note } = await progress.task(
      'kernels',
      expected.kernels / total,
      async (task) => {
        const found = await studyKernels(study, options, task);
        return { ...found, probes: probeKernels(study, found.currents) };
      },
    );
    const inputs = new Inputs();
    const activity = await progress.task('spikes', expected.spikes / total, (task) =>
      runDynamics(study, task, inputs.read, options.seed),
    );
    const signals = await progress.task('signals', expected.signals / total, () =>
      predictSignals(probes, activity, study.output.pathways),
    );
    await progress.task('writing', 1, async (task) => {
      const provenance = await resultProvenance(study, inputs.digests, activity.seed);
      await folder.put(
        STUDY_COPY,
        studyCopy(study, path, activity.seed),
        'the study with all defaults written out',
      );
      await folder.put(
        'kernels.h5',
        await writeKernels(currents, probes, provenance),
        'kernels: currents and every probe',
      );
      await folder.putActivity(activity, provenance);
      await task.update(0.1);
      const all = [...signals.sums, ...signals.pathways];
      await folder.put('signals.h5', await writeSignals(all, provenance), 'signals, summed and per pathway');
      await task.update(0.5);
      if (study.output.csv)
        await folder.put('signals.csv', signalsCsv(signals.sums), 'signals for spreadsheets');
      await task.update(0.6);
      if (study.output.figure) {
        // Loaded late: drawing takes longest to load, and not all studies come so far.
        const { resultFigures } = await import('./resultFigures.ts');
        for (const { name, content, what } of resultFigures(study, activity, probes, signals.sums))
          await folder.put(name, content, what);
      }
    });
    const shares = pathwayTable(signals);
    return {
      tables: [populationTable(activity), signalTable(signals.sums), ...(shares ? [shares] : [])],
      notes: [note, ...activityNotes(study, activity)],
    };
  });
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

/** What the signals lack. */
function activityNotes(study: ResolvedStudy, { counts, from, knownFrom }: Activity): string[] {
  const { tau, connections } = study.kernels!;
  const notes: string[] = [];
  if (knownFrom > 0 && from < knownFrom + tau)
    notes.push(
      `no spikes are known before ${knownFrom} ms: if there were any, signals up to ${knownFrom + tau} ms lack their contribution`,
    );
  const pres = [...new Set(connections.map(({ pre }) => pre))];
  const absent = pres.filter((pre) => !counts.some(({ population }) => population === pre));
  const { dynamics } = study;
  // Of other dynamics the study's own notes say so, before anything is computed.
  if (absent.length > 0 && dynamics?.type !== 'lif' && dynamics?.format === 'hdf5')
    notes.push(
      `${dynamics.file} has no spikes of ${absent.join(', ')}: what they contribute is not in the signals`,
    );
  if (dynamics?.type === 'lif' && dynamics.drives.length > 0)
    notes.push(
      `the field of the external drive of ${[...new Set(dynamics.drives.map(({ post }) => post))].join(', ')} is not in the signals ` +
        `(only spikes of ${pres.join(', ')} have kernels)`,
    );
  return notes;
}
