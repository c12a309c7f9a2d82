/** The dynamics of a study: spikes and counts per time step, from the built-in network or from files. */
import { DataFileError, InternalError, show, StudyError } from '../errors.ts';
import { readCountsCsv, readCountsJson } from '../io/counts.ts';
import { readNestSpikes } from '../io/nest.ts';
import { readSpikesCsv } from '../io/spikesCsv.ts';
import { idsKnown } from '../io/spikeGrid.ts';
import { readRates, readSpikes } from '../io/spikesHdf5.ts';
import { contentBytes, type SourceFile } from '../io/text.ts';
import { buildNetworkAsync } from '../network/point/buildNetwork.ts';
import { simulateLong, type Checkpoints } from '../network/point/longRun.ts';
import type { PointNetwork } from '../network/point/pointNetwork.ts';
import {
  buildThreadedNetwork,
  ThreadedNetwork,
  type StartThread,
} from '../network/point/threads/threadedNetwork.ts';
import { spikeCounts } from '../network/rates.ts';
import type { Recordings } from '../network/recordings.ts';
import type { SpikeCounts, Spikes } from '../network/spikes.ts';
import { isMultiple } from './context.ts';
import { expectedNetworkTime } from './expectedTime.ts';
import { networkSpec } from './networkSpec.ts';
import { Cancelled, type Progress } from './progress.ts';
import { recordingsOf } from './recordStage.ts';
import { simulatorRequests } from './resolveRecord.ts';
import type {
  ResolvedCountsFile,
  ResolvedDynamics,
  ResolvedLif,
  ResolvedSpikeFiles,
  ResolvedStudy,
} from './resolved.ts';

/** What the network did. */
export interface Activity {
  /** All spikes, transient included; absent where only counts are known. */
  readonly spikes?: readonly Spikes[];
  /** Counts per time step of every population: what is convolved. They may start before `from`, with the past that signals still feel. */
  readonly counts: readonly SpikeCounts[];
  /** What was recorded beside spikes; absent where nothing was. */
  readonly recordings?: Recordings;
  /** Rates, signals and figures start here, ms. */
  readonly from: number;
  /** Spikes before this time (ms) are unknown; at most 0 where the activity is known from its beginning. */
  readonly knownFrom: number;
  /** Seed of the simulation; absent where the activity comes from files. */
  readonly seed?: number;
  /** Threads that simulated; absent where the activity comes from files. */
  readonly threads?: number;
}

/** How the network of a study runs; what it does depends on none of it. */
export interface NetworkRun {
  /** Threads to simulate in, and what starts one, e.g. `startNodeWorker` of `spikefield/node`; default: this one. */
  readonly threads?: { readonly count: number; readonly start: StartThread };
  /** Where the run is kept while it goes on, and what it goes on from. */
  readonly checkpoints?: Checkpoints;
}

/** Reads a file that the study names, e.g. `readSource` of `spikefield/node`. */
export type ReadSource = (path: string) => Promise<SourceFile>;

/**
 * Simulates or reads the dynamics. `seed` replaces that of the study; `run` says how a network is simulated. Throws StudyError if the study has no
 * dynamics or a seed is given where nothing is random, DataFileError for files that cannot be read, Cancelled.
 */
export async function runDynamics(
  study: ResolvedStudy,
  progress: Progress,
  readSource: ReadSource,
  seed?: number,
  run: NetworkRun = {},
): Promise<Activity> {
  const { dynamics } = study;
  if (dynamics === undefined)
    throw new StudyError(
      study.file,
      'dynamics',
      'missing; say where the spikes come from (lif, spikes or counts)',
    );
  if (dynamics.type === 'lif') return simulate(dynamics, progress, seed ?? dynamics.seed, run);
  if (seed !== undefined)
    throw new StudyError(
      study.file,
      'dynamics',
      `a seed was given, but the ${dynamics.type} of this study come from files`,
    );
  return fromFiles(study, dynamics, readSource);
}

async function simulate(
  lif: ResolvedLif,
  progress: Progress,
  seed: number,
  { threads, checkpoints }: NetworkRun,
): Promise<Activity> {
  const signal = progress.signal;
  const abort = signal === undefined ? {} : { signal };
  const cancellable = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (signal?.aborted) throw new Cancelled();
      throw error;
    }
  };
  const { building, simulating } = expectedNetworkTime(lif);
  const share = building / (building + simulating);
  const several = threads !== undefined && threads.count > 1 ? threads : undefined;
  const network = await progress.task('building the network', share, (task) => {
    const spec = networkSpec(lif);
    const onProgress = (f: number): void => {
      if (!signal?.aborted) task.report(f);
    };
    const { connectivity, separateCurrents } = lif;
    const options = { seed, connectivity, separateCurrents, onProgress, ...abort };
    return cancellable<PointNetwork | ThreadedNetwork>(
      several === undefined
        ? buildNetworkAsync(spec, options)
        : buildThreadedNetwork(spec, { ...options, threads: several.count }, several.start),
    );
  });
  const { record, transient } = lif;
  try {
    const { cancelled, ...result } = await progress.task('simulating the network', 1 - share, (task) => {
      // The part that was simulated before says nothing about the time left.
      const { resumed } = checkpoints ?? {};
      if (resumed !== undefined) task.skip((resumed.step * resumed.dt) / lif.duration);
      return cancellable(
        simulateLong(network, {
          duration: lif.duration,
          ...(record === undefined ? {} : { record: simulatorRequests(record) }),
          ...(checkpoints === undefined ? {} : { checkpoints }),
          onProgress: (f) => task.report(f),
          ...abort,
        }),
      );
    });
    if (cancelled) throw new Cancelled();
    const { spikes } = result;
    const counts = spikes.map((s) => spikeCounts(s, { t0: 0, t1: lif.duration }));
    const used = network instanceof ThreadedNetwork ? network.threads : 1;
    const recordings = record === undefined ? {} : { recordings: recordingsOf(record, result, transient) };
    return { spikes, counts, ...recordings, from: transient, knownFrom: 0, seed, threads: used };
  } finally {
    if (network instanceof ThreadedNetwork) await network.close();
  }
}

async function fromFiles(
  study: ResolvedStudy,
  dynamics: Exclude<ResolvedDynamics, ResolvedLif>,
  readSource: ReadSource,
): Promise<Activity> {
  if (dynamics.type === 'spikes') {
    const spikes = await readSpikeFiles(dynamics, readSource);
    checkPopulations(study, 'file' in dynamics ? dynamics.file : dynamics.files[0], spikes);
    return activityOf(spikes, dynamics, study.kernels?.tau ?? 0);
  }
  const counts = await readCountsFile(dynamics, await readSource(dynamics.file));
  checkPopulations(study, dynamics.file, counts);
  const { t0, dt, counts: bins } = counts[0];
  const { start = t0 } = dynamics;
  if (start < t0 || start >= t0 + bins.length * dt || !isMultiple(start - t0, dt))
    throw new StudyError(
      study.file,
      'dynamics.start',
      `expected a time from ${t0} to below ${t0 + bins.length * dt} ms, where ${dynamics.file} has counts, in steps of ${dt} ms, but received ${start}`,
    );
  return { counts, from: start, knownFrom: t0 };
}

/** Throws DataFileError unless what a file holds are populations of the study, in time steps of its kernels. */
function checkPopulations(
  { kernels, populations }: ResolvedStudy,
  file: string,
  found: readonly { readonly population: string; readonly size: number; readonly dt: number }[],
): void {
  const fail = (message: string) => new DataFileError(file, undefined, message);
  if (found.length === 0) throw fail('holds no population');
  for (const { population, size, dt } of found) {
    const known = populations.find(({ name }) => name === population);
    if (known === undefined)
      throw fail(
        `unknown population ${show(population)}; the study defines ${populations.map((p) => p.name).join(', ')}`,
      );
    if (size !== known.size)
      throw fail(`has ${size} neurons of ${population}, but the study ${known.size}; make them equal`);
    if (kernels !== undefined && Math.abs(dt - kernels.dt) > 1e-12 * kernels.dt)
      throw fail(
        `its time step is ${dt} ms, but kernels.dt is ${kernels.dt} ms; compute the kernels with that step`,
      );
  }
}

/** Counts of a window of spikes, and of the `past` (ms) that its signals still feel. */
function activityOf(
  spikes: readonly Spikes[],
  { start, stop }: { readonly start: number; readonly stop: number },
  past: number,
): Activity {
  const t0 = Math.max(0, start - past);
  const counts = spikes.map((s) => spikeCounts(s, { t0, t1: stop }));
  const pastKnown = spikes.some(({ steps, dt }) => steps.length > 0 && steps[0] * dt <= start);
  const known = spikes.every(idsKnown) ? { spikes } : {};
  return { ...known, counts, from: start, knownFrom: pastKnown ? 0 : start };
}

async function readSpikeFiles(files: ResolvedSpikeFiles, readSource: ReadSource): Promise<Spikes[]> {
  if (files.format === 'hdf5')
    return (await readSpikes(files.file, contentBytes(await readSource(files.file)))).spikes;
  const sources = await Promise.all(files.files.map(readSource));
  const populations = Object.fromEntries(
    files.populations.map(({ name, size, first }) => [name, { size, first }]),
  );
  const { dt, offGrid, timeUnit } = files;
  if (files.format === 'nest') return readNestSpikes(sources, { dt, offGrid, populations });
  if (timeUnit === undefined) throw new InternalError('a CSV of spikes without a time unit');
  return readSpikesCsv(sources, { dt, offGrid, populations, timeUnit });
}

async function readCountsFile(file: ResolvedCountsFile, source: SourceFile): Promise<SpikeCounts[]> {
  if (file.format === 'hdf5') return (await readRates(file.file, contentBytes(source))).rates;
  const { dt, timeUnit, populations } = file;
  if (file.format === 'json') {
    const all = readCountsJson(source);
    return populations.map(({ name }) => {
      const counts = all.find(({ population }) => population === name);
      if (counts !== undefined) return counts;
      throw new DataFileError(
        file.file,
        undefined,
        `holds no counts of ${show(name)}, only of ${all.map((c) => c.population).join(', ')}; say in dynamics.populations which to read`,
      );
    });
  }
  if (timeUnit === undefined) throw new InternalError('a CSV of counts without a time unit');
  return readCountsCsv(source, {
    dt,
    unit: 'spikes per bin',
    timeUnit,
    populations: Object.fromEntries(populations.map(({ name, size }) => [name, { size }])),
  });
}
