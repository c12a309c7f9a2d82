/**
 * A long simulation that outlives its program: every so often the state goes to safety with what was recorded, spikes as they come, and what was interrupted
 * goes on from there to the same spikes and samples. Where to is the business of `Checkpoints` (in Node: files, `RunFolder`).
 */
import { ParameterError, nonNegative } from '../../errors.ts';
import { gridStep } from '../grid.ts';
import type { Spikes } from '../spikes.ts';
import type { OnProgress } from '../../numerics/task.ts';
import type { PointNetwork } from './pointNetwork.ts';
import type { RecordedQuantities } from './checkRecord.ts';
import { joinSamples, samplesOf } from './recordedSamples.ts';
import type { SpikeSink } from './recording.ts';
import type { NetworkRecord } from './shareRecorders.ts';
import type { NetworkState } from './state.ts';
import type { ThreadedNetwork } from './threads/threadedNetwork.ts';

/** Keeps what a simulation has computed. */
export interface Checkpoints extends SpikeSink {
  /** Time between two checkpoints, ms of the clock on the wall; Infinity: only an interrupted run is kept. */
  readonly interval: number;
  /** State to go on from, if there is one; the spikes before it are here already. */
  readonly resumed: NetworkState | undefined;
  /**
   * Takes samples recorded since the last ones.
   * @param course index of the recorded time course: the traces in their order, then the sums
   * @param values of a trace, one neuron after the other
   */
  samples(course: number, values: Float64Array): void;
  /** Keeps a state, to which the spikes and samples taken so far belong. */
  save(state: NetworkState): Promise<void>;
  /** All that was taken since the beginning: spikes of the given populations in their order, samples in the order in which they came. `dt` in ms. */
  read(
    populations: readonly { readonly name: string; readonly size: number }[],
    dt: number,
  ): Promise<KeptRun>;
}

/** What was taken. */
export interface KeptRun {
  readonly spikes: readonly Spikes[];
  /** By the index of the time course; there is no list where nothing was taken. */
  readonly samples: readonly (readonly Float64Array[] | undefined)[];
}

export interface LongRunOptions {
  /** End of the simulation, ms from the start of the network, a multiple of dt. */
  readonly duration: number;
  /** Traces and sums, over the whole run; the same when a run goes on. Default none. */
  readonly record?: RecordedQuantities;
  readonly checkpoints?: Checkpoints;
  /** Ends the run; what it computed is kept if there are checkpoints. */
  readonly signal?: AbortSignal;
  /** Hears the share done of the whole, the part before a resumed state included; not called after an abort. */
  readonly onProgress?: OnProgress;
}

/** An interrupted run without regular checkpoints is kept if it took longer than this, ms. */
export const WORTH_KEEPING = 10_000;

/** What a long run gives. */
export interface LongRunResult extends NetworkRecord {
  /** All spikes from the start of the network. */
  readonly spikes: readonly Spikes[];
  /** Whether the run was cancelled; what went to the checkpoints is then not here. */
  readonly cancelled: boolean;
}

/**
 * Simulates from the state to resume, or from where the network is, up to `duration`. Spikes, traces and sums depend neither on checkpoints nor on interruptions:
 * they are those of one simulation.
 * @throws ParameterError on a duration off the grid, a state of another network, a recording of what does not exist, or checkpoints of a network that has
 *   run before; what `checkpoints` throws
 */
export async function simulateLong(
  network: PointNetwork | ThreadedNetwork,
  { duration, record, checkpoints, signal, onProgress }: LongRunOptions,
): Promise<LongRunResult> {
  const { dt } = network;
  const end = gridStep('duration', nonNegative('duration', duration), dt);
  const regular =
    checkpoints !== undefined && Number.isFinite(checkpoints.interval) ? checkpoints : undefined;
  const sink = regular ?? (checkpoints?.resumed === undefined ? undefined : checkpoints);
  if (checkpoints !== undefined && checkpoints.resumed === undefined && network.time > 0)
    throw new ParameterError(
      'network',
      'one at its start, of which a checkpoint holds all',
      `${network.time} ms`,
    );
  if (checkpoints?.resumed !== undefined) await network.restore(checkpoints.resumed);
  const origin = checkpoints === undefined ? Math.round(network.time / dt) : 0;
  const began = performance.now();
  for (;;) {
    const start = Math.round(network.time / dt);
    const result = await piece(signal, regular?.interval, (stop) =>
      network.simulateAsync({
        duration: (end - start) * dt,
        record: { ...record, origin: origin * dt },
        ...(sink === undefined ? {} : { sink }),
        signal: stop,
        onProgress(fraction) {
          if (!signal?.aborted) onProgress?.((start + fraction * (end - start)) / Math.max(1, end));
        },
      }),
    );
    const cancelled = result.cancelled && (signal?.aborted ?? false);
    const { spikes, traces, sums } = result;
    const whole = { spikes, traces, sums, cancelled };
    if (sink === undefined) {
      if (cancelled && checkpoints !== undefined && performance.now() - began >= WORTH_KEEPING) {
        for (const { population, steps, ids } of spikes) checkpoints.spikes(population, steps, ids);
        samplesOf(result).forEach((values, course) => checkpoints.samples(course, values));
        await checkpoints.save(await network.save());
      }
      return whole;
    }
    samplesOf(result).forEach((values, course) => sink.samples(course, values));
    await sink.save(await network.save());
    if (cancelled) return { spikes, traces: [], sums: [], cancelled };
    if (!result.cancelled) {
      const kept = await sink.read(network.populations, dt);
      return { spikes: kept.spikes, ...joinSamples(result, kept.samples, end * dt), cancelled };
    }
  }
}

/** Runs `run` with a signal that is aborted with `signal` or after `interval` ms. */
async function piece<T>(
  signal: AbortSignal | undefined,
  interval: number | undefined,
  run: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = interval === undefined ? undefined : setTimeout(abort, interval);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
