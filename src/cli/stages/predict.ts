/**
 * `predict` on a disk: kernels stored or computed, spikes, signals, figure, all into one folder that appears complete or not at all. Other
 * probes may take the place of the study's, also on the results of an earlier run: then no cell and no network is simulated.
 */
import { join } from 'node:path';
import { StudyError, UserError } from '../../errors.ts';
import { writeChannelsCsv } from '../../io/channelsCsv.ts';
import { readKernels, writeKernels } from '../../io/kernelsHdf5.ts';
import { readBytes } from '../../io/node/files.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import { signalsCsv } from '../../io/signalsCsv.ts';
import { writeSignals } from '../../io/signalsHdf5.ts';
import type { CurrentKernel } from '../../kernel/kernel.ts';
import { strongestChannel } from '../../study/besideSignal.ts';
import { runDynamics, type Activity } from '../../study/dynamicsStage.ts';
import { expectedTime } from '../../study/expectedTime.ts';
import { kernelProvenance } from '../../study/kernelSet.ts';
import { currentKernelsTask, probeKernels } from '../../study/kernelStage.ts';
import { predictSignals } from '../../study/predictStage.ts';
import { studyWithProbes } from '../../study/probeFiles.ts';
import type { Progress } from '../../study/progress.ts';
import { recordingTable } from '../../study/recordingTable.ts';
import type { OtherProbes, PredictOptions, Report } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { signalRoles } from '../../study/signalRoles.ts';
import { storedKernels } from '../../study/storedKernels.ts';
import { pathwayTable, populationTable, signalTable } from '../../study/summary.ts';
import { KERNELS_FILE, readEarlierResults, type EarlierResults } from './earlierResults.ts';
import { findKernelSet } from './findKernelSet.ts';
import { intoFolderWithNetwork, refuseRunOptions, runNotes } from './networkRun.ts';
import { putRecordings, recordingFiles } from './recordingFiles.ts';
import { FIGURE_FILES, Inputs, resultProvenance, STUDY_COPY, studyCopy } from './resultFiles.ts';
import { ACTIVITY_FILES } from './resultFolder.ts';

/** Runs a study, with other probes if `options` has some, and writes its results. */
export async function runPredict(
  study: ResolvedStudy,
  options: PredictOptions,
  progress: Progress,
): Promise<Report> {
  const { probes } = options;
  if (probes === undefined) return run(study, options, progress);
  return run(await otherProbes(study, probes), options, progress, {
    kernels: join(study.output.folder, KERNELS_FILE),
  });
}

/** Predicts the signals of other probes from the results in a folder: its kernels and its spike counts. */
export async function predictAgain(
  folder: string,
  options: PredictOptions,
  progress: Progress,
): Promise<Report> {
  if (options.probes === undefined)
    throw new UserError(
      `${folder}: is a folder, not a file; give a study file, or --probe to predict other signals from results in it`,
    );
  if (options.seed !== undefined)
    throw new UserError(
      `${folder}: a seed was given (--seed), but the spikes of these results are there already`,
    );
  refuseRunOptions(options, folder, 'the spikes of these results are there already');
  const earlier = await readEarlierResults(folder);
  const study = await otherProbes(
    { ...earlier.study, output: { ...earlier.study.output, folder } },
    options.probes,
  );
  return run(study, options, progress, { results: earlier });
}

/** The study with other probes, whose results go beside those with its own. */
async function otherProbes(study: ResolvedStudy, { files, standing }: OtherProbes): Promise<ResolvedStudy> {
  const changed = await studyWithProbes(study, files, nodeStudyFiles, standing);
  const names = [...changed.probes, ...changed.head].map(({ name }) => name);
  const suffix = names.length > 3 ? `${names.length}-probes` : names.join('-');
  const { output } = changed;
  return { ...changed, output: { ...output, folder: `${output.folder.replace(/\/+$/, '')}-${suffix}` } };
}

const SIGNALS_FILE = 'signals.h5';
/** Signals, and the channels that are their columns. */
const SIGNAL_TABLES = ['signals.csv', 'channels.csv'] as const;

/** What an earlier run left: its results to go on from, or a file of kernels that may fit. */
interface Earlier {
  readonly results?: EarlierResults;
  readonly kernels?: string;
}

async function run(
  study: ResolvedStudy,
  options: PredictOptions,
  progress: Progress,
  before: Earlier = {},
): Promise<Report> {
  const { results: earlier } = before;
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
  const names = [
    STUDY_COPY,
    KERNELS_FILE,
    SIGNALS_FILE,
    ...ACTIVITY_FILES,
    ...recordingFiles(study),
    ...(study.output.csv ? SIGNAL_TABLES : []),
    ...(study.output.figure ? FIGURE_FILES : []),
  ];
  return intoFolderWithNetwork(study, path, options, names, async (folder, run) => {
    const { probes, currents, note } = await progress.task(
      'kernels',
      expected.kernels / total,
      async (task) => {
        const found = await studyKernels(study, options, task, before);
        return { ...found, probes: probeKernels(study, found.currents) };
      },
    );
    const inputs = new Inputs();
    const activity =
      earlier?.activity ??
      (await progress.task('spikes', expected.spikes / total, (task) =>
        runDynamics(study, task, inputs.read, options.seed, run),
      ));
    const signals = await progress.task('signals', expected.signals / total, () =>
      predictSignals(probes, activity, study.output.pathways),
    );
    await progress.task('writing', 1, async (task) => {
      const rests = earlier === undefined ? inputs.digests : [earlier.provenance.hash];
      const provenance = await resultProvenance(study, rests, activity.seed);
      await folder.put(
        STUDY_COPY,
        studyCopy(study, path, activity.seed),
        'the study with all defaults written out',
      );
      await folder.put(
        KERNELS_FILE,
        await writeKernels(currents, probes, provenance),
        `kernels: every probe; currents for later ones (${megabytes(currents)})`,
      );
      await folder.putActivity(activity, provenance);
      await putRecordings(folder, study, activity, provenance);
      await task.update(0.1);
      const all = [...signals.sums, ...signals.pathways];
      await folder.put(SIGNALS_FILE, await writeSignals(all, provenance), 'signals, summed and per pathway');
      await task.update(0.5);
      if (study.output.csv) {
        await folder.put(SIGNAL_TABLES[0], signalsCsv(signals.sums), 'signals for spreadsheets');
        await folder.put(
          SIGNAL_TABLES[1],
          writeChannelsCsv(signals.sums),
          'its columns: channels, units and places',
        );
      }
      await task.update(0.6);
      if (study.output.figure) {
        // Loaded late: drawing takes longest to load, and not all studies come so far.
        const { resultFigures } = await import('./resultFigures.ts');
        for (const { name, content, what } of resultFigures(study, activity, probes, signals.sums))
          await folder.put(name, content, what);
      }
    });
    const lfp = strongestChannel(signalRoles(study, signals.sums).lfp);
    const more = [pathwayTable(signals), recordingTable(activity, lfp)].filter(
      (table) => table !== undefined,
    );
    return {
      tables: [populationTable(activity), signalTable(signals.sums), ...more],
      notes: [
        note,
        ...(earlier === undefined ? [] : [`spikes from ${earlier.folder}: no network was simulated`]),
        ...(earlier === undefined ? runNotes(options, run, activity) : []),
        ...activityNotes(study, activity),
      ],
    };
  });
}

/**
 * Current kernels: of the file that was asked for, of the earlier results, of a set or of results in the study's own folder with the same
 * recipe; else computed, unless there are earlier results.
 */
async function studyKernels(
  study: ResolvedStudy,
  options: PredictOptions,
  progress: Progress,
  { results: earlier, kernels: candidate }: Earlier,
): Promise<{ currents: readonly CurrentKernel[]; note: string }> {
  const provenance = await kernelProvenance(study);
  const recipe = `recipe ${provenance.hash.slice(0, 12)}`;
  const from = (file: string) => `kernels from ${file} (${recipe}): no cell was simulated`;
  const stored = (file: string, currents: readonly CurrentKernel[]) => ({
    currents: storedKernels(file, currents, study.kernels!, provenance.hash),
    note: from(file),
  });
  const inFile = async (file: string) =>
    stored(file, (await readKernels(file, await readBytes(file))).currentKernels);
  if (options.kernels !== undefined) return inFile(options.kernels);
  const ofEarlier = () => stored(join(earlier!.folder, KERNELS_FILE), earlier!.currents);
  if (earlier !== undefined && earlier.currents.length > 0) return ofEarlier();
  const found = await findKernelSet(study, provenance.hash, options.sets);
  if (found.set !== undefined)
    return { currents: found.set.currents, note: `kernels from the set ${found.set.folder} (${recipe})` };
  // Results of simulate have no kernels; without a set this says so.
  if (earlier !== undefined) return ofEarlier();
  let { why } = found;
  if (candidate !== undefined && (await nodeStudyFiles.exists(candidate)))
    try {
      return await inFile(candidate);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      why = error.message;
    }
  const currents = await progress.drain(currentKernelsTask(study.kernels!, provenance));
  return { currents, note: `kernels computed (${why})` };
}

/** What current kernels take in a file. */
function megabytes(currents: readonly CurrentKernel[]): string {
  const bytes = currents.reduce((sum, { H }) => sum + H.data.byteLength, 0);
  return `${Number((bytes / 1e6).toPrecision(2))} MB`;
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
