/** The dynamics of a study: spikes and counts per time step, from the built-in network or from files. */
import { DataFileError, InternalError, StudyError } from '../errors.ts';
import { readCountsCsv, readCountsJson } from '../io/counts.ts';
import { readNestSpikes } from '../io/nest.ts';
import { readSpikesCsv } from '../io/spikesCsv.ts';
import { idsKnown } from '../io/spikeGrid.ts';
import { readRates, readSpikes } from '../io/spikesHdf5.ts';
import { contentBytes, type SourceFile } from '../io/text.ts';
import { buildNetworkAsync } from '../network/point/buildNetwork.ts';
import type { NetworkSpec } from '../network/populations.ts';
import { spikeCounts } from '../network/rates.ts';
import type { SpikeCounts, Spikes } from '../network/spikes.ts';
import { distribution, type ContinuousDistribution } from '../numerics/distributions/index.ts';
import { Cancelled, type Progress } from './progress.ts';
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
  /** Counts per time step of every population, transient included: what is convolved. */
  readonly counts: readonly SpikeCounts[];
  /** Rates, signals and figures start here, ms. */
  readonly from: number;
  /** Whether there was activity before the first bin that the counts do not hold (a file that starts in the middle). */
  readonly pastUnknown: boolean;
  /** Seed of the simulation; absent where the activity comes from files. */
  readonly seed?: number;
}

/** Reads a file that the study names, e.g. `readSource` of `spikefield/node`. */
export type ReadSource = (path: string) => Promise<SourceFile>;

/** Share of building in building and simulating the network, for progress. */
const BUILDING = 0.6;

/**
 * Simulates or reads the dynamics. `seed` replaces that of the study. Throws StudyError if the study has no dynamics or a seed is given where
 * nothing is random, DataFileError for files that cannot be read, Cancelled.
 */
export async function runDynamics(
  study: ResolvedStudy,
  progress: Progress,
  readSource: ReadSource,
  seed?: number,
): Promise<Activity> {
  const { dynamics } = study;
  if (dynamics === undefined)
    throw new StudyError(
      study.file,
      'dynamics',
      'missing; say where the spikes come from (lif, spikes or counts)',
    );
  if (dynamics.type === 'lif') return simulate(dynamics, progress, seed ?? dynamics.seed);
  if (seed !== undefined)
    throw new StudyError(
      study.file,
      'dynamics',
      `a seed was given, but the ${dynamics.type} of this study come from files`,
    );
  return fromFiles(study, dynamics, readSource);
}

async function simulate(lif: ResolvedLif, progress: Progress, seed: number): Promise<Activity> {
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
  const network = await progress.task('building the network', BUILDING, (task) =>
    cancellable(buildNetworkAsync(networkSpec(lif), { seed, onProgress: (f) => task.report(f), ...abort })),
  );
  const { spikes, cancelled } = await progress.task('simulating the network', 1 - BUILDING, (task) =>
    cancellable(
      network.simulateAsync({ duration: lif.duration, onProgress: (f) => task.report(f), ...abort }),
    ),
  );
  if (cancelled) throw new Cancelled();
  const counts = spikes.map((s) => spikeCounts(s, { t0: 0, t1: lif.duration }));
  return { spikes, counts, from: lif.transient, pastUnknown: false, seed };
}

/** The network of a study in the terms of the simulator. */
export function networkSpec(lif: ResolvedLif): NetworkSpec {
  const law = (spec: Parameters<typeof distribution>[0]) => distribution(spec) as ContinuousDistribution;
  return {
    dt: lif.dt,
    populations: lif.neurons.map(({ population, size, model, params, V_m }) => ({
      name: population,
      size,
      model,
      params,
      V_m: law(V_m),
    })),
    projections: lif.projections.map(({ pre, post, rule, weight, delay }) => ({
      pre,
      post,
      rule: { rule: rule.type, p: rule.probability, autapses: rule.autapses },
      weight: law(weight),
      delay: law(delay),
    })),
    drives: lif.drives,
  };
}

async function fromFiles(
  study: ResolvedStudy,
  dynamics: Exclude<ResolvedDynamics, ResolvedLif>,
  readSource: ReadSource,
): Promise<Activity> {
  const activity =
    dynamics.type === 'spikes' ? await spikesOf(dynamics, readSource) : await countsOf(dynamics, readSource);
  const dt = study.kernels?.dt;
  const [first] = activity.counts;
  const file = 'file' in dynamics ? dynamics.file : dynamics.files[0];
  if (first === undefined) throw new DataFileError(file, undefined, 'holds no population');
  if (dt !== undefined && Math.abs(first.dt - dt) > 1e-12 * dt)
    throw new DataFileError(
      file,
      undefined,
      `its time step is ${first.dt} ms, but kernels.dt is ${dt} ms; compute the kernels with that step`,
    );
  for (const { population } of activity.counts)
    if (!study.populations.some(({ name }) => name === population))
      throw new DataFileError(
        file,
        undefined,
        `unknown population ${JSON.stringify(population)}; the study defines ${study.populations.map((p) => p.name).join(', ')}`,
      );
  return activity;
}

async function spikesOf(files: ResolvedSpikeFiles, readSource: ReadSource): Promise<Activity> {
  if (files.format === 'hdf5') {
    const { spikes } = await readSpikes(files.file, contentBytes(await readSource(files.file)));
    const end = Math.max(0, ...spikes.map((s) => (s.steps.at(-1) ?? 0) * s.dt));
    const counts = spikes.map((s) => spikeCounts(s, { t0: 0, t1: end }));
    return { ...(spikes.every(idsKnown) ? { spikes } : {}), counts, from: 0, pastUnknown: false };
  }
  const sources = await Promise.all(files.files.map(readSource));
  const populations = Object.fromEntries(
    files.populations.map(({ name, size, first }) => [name, { size, first }]),
  );
  const { dt, offGrid, start, stop } = files;
  let spikes: Spikes[];
  if (files.format === 'nest') spikes = readNestSpikes(sources, { dt, offGrid, populations });
  else {
    if (files.timeUnit === undefined) throw new InternalError('a CSV of spikes without a time unit');
    spikes = readSpikesCsv(sources, { dt, offGrid, populations, timeUnit: files.timeUnit });
  }
  const counts = spikes.map((s) => spikeCounts(s, { t0: start, t1: stop }));
  return { ...(spikes.every(idsKnown) ? { spikes } : {}), counts, from: start, pastUnknown: start > 0 };
}

async function countsOf(counts: ResolvedCountsFile, readSource: ReadSource): Promise<Activity> {
  const source = await readSource(counts.file);
  const read = await (async (): Promise<SpikeCounts[]> => {
    if (counts.format === 'hdf5') return (await readRates(counts.file, contentBytes(source))).rates;
    if (counts.format === 'json') return readCountsJson(source);
    if (counts.timeUnit === undefined) throw new InternalError('a CSV of counts without a time unit');
    return readCountsCsv(source, {
      dt: counts.dt,
      unit: 'spikes per bin',
      timeUnit: counts.timeUnit,
      populations: Object.fromEntries(counts.populations.map(({ name, size }) => [name, { size }])),
    });
  })();
  const t0 = read[0]?.t0 ?? 0;
  return { counts: read, from: t0, pastUnknown: t0 > 0 };
}
