/**
 * A long simulation that outlives its program: every so often the state goes to safety, spikes as they come, and what was interrupted goes on from there
 * to the same spikes. Where to is the business of `Checkpoints` (in Node: files, `RunFolder`).
 */
import { nonNegative } from '../../errors.ts';
import { gridStep } from '../grid.ts';
import type { Spikes } from '../spikes.ts';
import type { OnProgress } from '../task.ts';
import type { PointNetwork } from './pointNetwork.ts';
import type { SpikeSink } from './recording.ts';
import type { NetworkState } from './state.ts';
import type { ThreadedNetwork } from './threads/threadedNetwork.ts';

/** Keeps what a simulation has computed. */
export interface Checkpoints extends SpikeSink {
  /** Time between two checkpoints, ms of the clock on the wall; Infinity: only an interrupted run is kept. */
  readonly interval: number;
  /** State to go on from, if there is one; the spikes before it are here already. */
  readonly resumed: NetworkState | undefined;
  /** Keeps a state, to which the spikes taken so far belong. */
  save(state: NetworkState): Promise<void>;
  /** All spikes taken since the beginning, of the given populations in their order. `dt` in ms. */
  read(
    populations: readonly { readonly name: string; readonly size: number }[],
    dt: number,
  ): Promise<Spikes[]>;
}

export interface LongRunOptions {
  /** End of the simulation, ms from the start of the network, a multiple of dt. */
  readonly duration: number;
  readonly checkpoints?: Checkpoints;
  /** Ends the run; what it computed is kept if there are checkpoints. */
  readonly signal?: AbortSignal;
  /** Hears the share done of the whole, the part before a resumed state included; not called after an abort. */
  readonly onProgress?: OnProgress;
}

/** An interrupted run without regular checkpoints is kept if it took longer than this, ms. */
export const WORTH_KEEPING = 10_000;

/**
 * Simulates from the state to resume, or from the start, up to `duration`. Gives all spikes from the start of the network, and whether the run was cancelled (then no spikes if
 * they went to the checkpoints). The spikes depend neither on checkpoints nor on interruptions.
 * @throws ParameterError on a duration off the grid or a state of another network; what `checkpoints` throws
 */
export async function simulateLong(
  network: PointNetwork | ThreadedNetwork,
  { duration, checkpoints, signal, onProgress }: LongRunOptions,
): Promise<{ readonly spikes: readonly Spikes[]; readonly cancelled: boolean }> {
  const { dt } = network;
  const end = gridStep('duration', nonNegative('duration', duration), dt);
  const regular =
    checkpoints !== undefined && Number.isFinite(checkpoints.interval) ? checkpoints : undefined;
  const sink = regular ?? (checkpoints?.resumed === undefined ? undefined : checkpoints);
  if (checkpoints?.resumed !== undefined) await network.restore(checkpoints.resumed);
  const began = performance.now();
  for (;;) {
    const start = Math.round(network.time / dt);
    const result = await piece(signal, regular?.interval, (stop) =>
      network.simulateAsync({
        duration: (end - start) * dt,
        ...(sink === undefined ? {} : { sink }),
        signal: stop,
        onProgress(fraction) {
          if (!signal?.aborted) onProgress?.((start + fraction * (end - start)) / Math.max(1, end));
        },
      }),
    );
    const cancelled = result.cancelled && (signal?.aborted ?? false);
    if (cancelled && checkpoints !== undefined && sink === undefined) {
      if (performance.now() - began < WORTH_KEEPING) return result;
      for (const { population, steps, ids } of result.spikes) checkpoints.spikes(population, steps, ids);
      await checkpoints.save(await network.save());
      return result;
    }
    if (sink !== undefined) await checkpoints!.save(await network.save());
    if (cancelled || (sink === undefined && !result.cancelled)) return { spikes: result.spikes, cancelled };
    if (!result.cancelled)
      return { spikes: await checkpoints!.read(network.populations, dt), cancelled: false };
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
