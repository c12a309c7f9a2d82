/**
 * A network of point neurons in time: drives its shares chunk by chunk and records. Spikes come out in the order of their times and
 * neurons. No result depends on the length of the chunks, the number of shares, or what is recorded.
 */
import { ParameterError, nonNegative } from '../../errors.ts';
import { gridStep } from '../grid.ts';
import type { Spikes } from '../spikes.ts';
import { runTask, runTaskAsync, type OnProgress } from '../../numerics/task.ts';
import { checkRecord } from './checkRecord.ts';
import type { RecordOptions, SpikeSink, Trace } from './recording.ts';
import type { ResolvedNetwork } from './resolveNetwork.ts';
import type { NetworkShare, ShareState } from './share.ts';
import { joinRecords, type NetworkRecord, type RecordRequests } from './shareRecorders.ts';
import { SpikeOutput } from './spikeOutput.ts';
import { joinParts, mergeSpikes, type NetworkState } from './state.ts';
import type { Sums } from './sums.ts';

export interface SimulateOptions {
  /** Recorded time, ms, a multiple of dt. */
  readonly duration: number;
  /** Time simulated before, without recording, ms; default 0. */
  readonly transient?: number;
  /** Default: the spikes of all populations. */
  readonly record?: RecordOptions;
  /** Takes the recorded spikes as they come; the result then has none. */
  readonly sink?: SpikeSink;
  readonly onProgress?: OnProgress;
}

/** What a simulation gives. */
export interface SimulationResult {
  /** The recorded window is t0 < t <= t1, ms. */
  readonly t0: number;
  readonly t1: number;
  readonly dt: number;
  /** Per recorded population, in the order of the network. Steps count from the start of the network, not of the window. */
  readonly spikes: readonly Spikes[];
  /** In the order of the requests, one per quantity. */
  readonly traces: readonly Trace[];
  /** In the order of the requests, one per quantity, those of magnitudes last. */
  readonly sums: readonly Sums[];
  /** Whether the run was cancelled: t1 then is the time that was reached. */
  readonly cancelled: boolean;
}

/** Made by `buildNetwork`. Simulations continue where the last one ended; any number of networks can live side by side. */
export class PointNetwork {
  readonly #network: ResolvedNetwork;
  readonly #shares: readonly NetworkShare[];

  /** @param shares of all neurons together; one or more */
  constructor(network: ResolvedNetwork, shares: readonly NetworkShare[]) {
    this.#network = network;
    this.#shares = shares;
  }

  /** ms. */
  get dt(): number {
    return this.#network.dt;
  }

  get seed(): number {
    return this.#network.seed;
  }

  /** Time reached, ms. */
  get time(): number {
    return this.#shares[0].step * this.dt;
  }

  /** Names and sizes. */
  get populations(): readonly { readonly name: string; readonly size: number }[] {
    return this.#network.populations.map(({ name, size }) => ({ name, size }));
  }

  /** Number of synapses between neurons. */
  get synapseCount(): number {
    return this.#shares.reduce((sum, s) => sum + s.synapses.count, 0);
  }

  /** Bytes held by the synapses. */
  get synapseBytes(): number {
    return this.#shares.reduce((sum, s) => sum + s.synapses.bytes, 0);
  }

  /**
   * Simulates transient + duration from the time reached.
   * @throws ParameterError on times off the grid or a recording of what does not exist
   */
  simulate(options: SimulateOptions): SimulationResult {
    const run = this.#prepare(options);
    runTask(run.task, options.onProgress);
    return run.result(false);
  }

  /** The same without blocking: progress can be shown, and an aborted `signal` ends the run with what was computed (`cancelled`). */
  async simulateAsync(
    options: SimulateOptions & { readonly signal?: AbortSignal },
  ): Promise<SimulationResult> {
    const run = this.#prepare(options);
    let cancelled = false;
    await runTaskAsync(run.task, options, () => {
      cancelled = true;
    });
    return run.result(cancelled);
  }

  /** Everything but the synapses: a network built from the same description with the same seed goes on from it. */
  save(): NetworkState {
    return joinShares(this.#shares.map((s) => s.save()));
  }

  /**
   * Goes on from a state: what follows is what followed when it was saved, to the bit.
   * @throws ParameterError if it is the state of another network: another time step, seed, other populations
   */
  restore(state: NetworkState): void {
    checkState(this.#network, state);
    for (const s of this.#shares) s.restore(state);
  }

  /** Checks the options and sets up what is recorded. */
  #prepare(options: SimulateOptions): {
    task: Generator<number, void>;
    result: (cancelled: boolean) => SimulationResult;
  } {
    const run = prepareRun(this.#network, this.#shares[0].step, options);
    const recorders = this.#shares.map((s) => s.record(run.requests, run.from, run.end - run.from));
    return {
      task: this.#run(run.end, run.output),
      result: (cancelled) => {
        const { step } = this.#shares[0];
        return run.result(step, joinRecords(recorders.map((r) => r.record(step))), cancelled);
      },
    };
  }

  /** Advances to step `end`; yields the share done after every chunk. */
  *#run(end: number, output: SpikeOutput): Generator<number, void> {
    const shares = this.#shares;
    const start = shares[0].step;
    while (shares[0].step < end) {
      const steps = shares[0].chunk(end);
      const lists = shares.map((s) => s.advance(steps));
      const spikes = lists.length === 1 ? lists[0] : mergeSpikes(lists);
      for (const s of shares) s.receive(spikes);
      output.take(spikes);
      yield (shares[0].step - start) / (end - start);
    }
  }
}

/** A run that has been checked. */
export interface PreparedRun {
  /** Recorded steps are from + 1 .. end. */
  readonly from: number;
  readonly end: number;
  readonly requests: RecordRequests;
  /** Takes all spikes. */
  readonly output: SpikeOutput;
  /** @param step reached */
  result(step: number, record: NetworkRecord, cancelled: boolean): SimulationResult;
}

/**
 * Checks the options of a run that begins at step `start`.
 * @throws ParameterError on times off the grid or a recording of what does not exist
 */
export function prepareRun(network: ResolvedNetwork, start: number, options: SimulateOptions): PreparedRun {
  const { dt, populations } = network;
  const { duration, transient = 0, record = {}, sink } = options;
  const from = start + gridStep('transient', nonNegative('transient', transient), dt);
  const end = from + gridStep('duration', nonNegative('duration', duration), dt);
  record.spikes?.forEach((name) => {
    if (populations.some((p) => p.name === name)) return;
    const names = populations.map((p) => p.name).join(', ');
    throw new ParameterError('record.spikes', `a population of the network (${names})`, name);
  });
  checkRecord(network, record);
  const origin = record.origin === undefined ? from : gridStep('record.origin', record.origin, dt);
  if (origin > from)
    throw new ParameterError(
      'record.origin',
      `a time up to the start of the window, ${from * dt} ms`,
      record.origin,
    );
  const requests = { traces: record.traces ?? [], sums: record.sums ?? [], origin };
  const output = new SpikeOutput(populations, record.spikes, from, dt, sink);
  return {
    from,
    end,
    requests,
    output,
    result(step, recorded, cancelled) {
      output.flush();
      const t1 = Math.max(from, step) * dt;
      return { t0: from * dt, t1, dt, spikes: output.spikes(), ...recorded, cancelled };
    },
  };
}

/** The state of a network from those of its shares. */
export function joinShares(parts: readonly ShareState[]): NetworkState {
  if (parts.length === 1) return parts[0];
  return {
    ...parts[0],
    populations: parts[0].populations.map((p, i) => ({
      ...p,
      columns: joinParts(parts.map(({ populations }) => ({ neurons: populations[i].columns })))
        .neurons as Readonly<Record<string, Float64Array>>,
    })),
    sources: Object.fromEntries(
      Object.keys(parts[0].sources).map((path) => [path, joinParts(parts.map((p) => p.sources[path]))]),
    ),
  };
}

/** Throws ParameterError if a state is that of another network: another time step, seed, other populations. */
export function checkState({ dt, seed, populations }: ResolvedNetwork, state: NetworkState): void {
  const same = (name: string, own: unknown, received: unknown): void => {
    if (own !== received)
      throw new ParameterError(`state.${name}`, `${String(own)}, as in the network`, received);
  };
  same('dt', dt, state.dt);
  same('seed', seed, state.seed);
  same('populations', populations.length, state.populations.length);
  populations.forEach((p, i) => {
    const other = state.populations[i];
    same(`populations[${i}].name`, p.name, other.name);
    same(`populations[${i}].size`, p.size, other.size);
    same(`populations[${i}].model`, p.model.name, other.model);
  });
}
