/**
 * A network whose shares run in threads, one each. Spikes, potentials and states are those of one thread, to the bit, whatever the number
 * of threads. The thread that leads only waits, so that progress can be shown and a run cancelled.
 */
import { InternalError, ParameterError } from '../../../errors.ts';
import type { NetworkSpec } from '../../populations.ts';
import type { BuildOptions } from '../buildNetwork.ts';
import { partition, type Range } from '../partition.ts';
import {
  checkState,
  joinShares,
  prepareRun,
  type SimulateOptions,
  type SimulationResult,
} from '../pointNetwork.ts';
import { resolveNetwork, type ResolvedNetwork } from '../resolveNetwork.ts';
import { joinRecords } from '../shareRecorders.ts';
import type { NetworkState } from '../state.ts';
import { cancel, exchangeMemory, fail, type ExchangeMemory } from './exchange.ts';
import { receiveError, type Order, type Report, type ThreadPort } from './messages.ts';
import { toWire } from './wire.ts';

export interface ThreadOptions extends BuildOptions {
  /** Number of threads, >= 1. */
  readonly threads: number;
  /** URLs of modules that export the models of users that the description uses as objects. */
  readonly modules?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Starts a thread that runs `serve`. */
export type StartThread = () => ThreadPort;

/**
 * Builds a network in threads, every thread its share of the synapses. `close` ends the threads.
 * @throws ParameterError as `buildNetwork` does, and on a model given as an object without a module that exports it; the reason of an
 *   aborted signal
 */
export async function buildThreadedNetwork(
  spec: NetworkSpec,
  { threads, modules = [], signal, onProgress, ...options }: ThreadOptions,
  start: StartThread,
): Promise<ThreadedNetwork> {
  const network = resolveNetwork(spec, options);
  const shares = shareNeurons(network, threads);
  const wire = toWire(spec, modules.length > 0);
  const memory = exchangeMemory(
    shares.map((ranges) => ranges.reduce((sum, { begin, end }) => sum + end - begin, 0)),
  );
  const crew = new Crew(
    shares.map(() => start()),
    memory,
  );
  const progress = new Float64Array(shares.length);
  const orders = shares.map((ranges, thread): Order => ({
    type: 'build',
    thread,
    ranges,
    memory,
    spec: wire,
    options,
    modules,
  }));
  const abort = (): void => crew.stop(signal!.reason as Error);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    const built = await crew.ask(orders, 'built', (report, thread) => {
      if (report.type !== 'progress') return;
      progress[thread] = report.done;
      onProgress?.(progress.reduce((a, b) => Math.min(a, b)));
    });
    const sum = (key: 'count' | 'bytes'): number => built.reduce((total, b) => total + b[key], 0);
    return new ThreadedNetwork(network, crew, memory, sum('count'), sum('bytes'));
  } catch (error) {
    await crew.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** The ranges of every thread that gets any neurons. */
function shareNeurons({ populations }: ResolvedNetwork, threads: number): Range[][] {
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024)
    throw new ParameterError('threads', 'an integer from 1 to 1024', threads);
  const shares = partition(
    populations.map((p) => p.size),
    threads,
  );
  const busy = shares.filter((ranges) => ranges.some(({ begin, end }) => end > begin));
  return busy.length > 0 ? busy : shares.slice(0, 1);
}

/** Made by `buildThreadedNetwork`; works like a PointNetwork that never blocks. One run at a time. */
export class ThreadedNetwork {
  readonly #network: ResolvedNetwork;
  readonly #crew: Crew;
  readonly #memory: ExchangeMemory;
  #step = 0;

  /** Number of synapses between neurons, and the bytes they take. */
  constructor(
    network: ResolvedNetwork,
    crew: Crew,
    memory: ExchangeMemory,
    readonly synapseCount: number,
    readonly synapseBytes: number,
  ) {
    this.#network = network;
    this.#crew = crew;
    this.#memory = memory;
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
    return this.#step * this.dt;
  }

  /** Names and sizes. */
  get populations(): readonly { readonly name: string; readonly size: number }[] {
    return this.#network.populations.map(({ name, size }) => ({ name, size }));
  }

  /** Threads at work. */
  get threads(): number {
    return this.#crew.size;
  }

  /**
   * Simulates transient + duration from the time reached; an aborted `signal` ends the run with what was computed (`cancelled`).
   * @throws ParameterError on times off the grid or a recording of what does not exist
   */
  async simulateAsync(
    options: SimulateOptions & { readonly signal?: AbortSignal },
  ): Promise<SimulationResult> {
    const start = this.#step;
    const { output, requests, from, end, result } = prepareRun(this.#network, start, options);
    const { signal, onProgress } = options;
    cancel(this.#memory, signal?.aborted ?? false);
    const abort = (): void => cancel(this.#memory);
    signal?.addEventListener('abort', abort);
    try {
      const order: Order = { type: 'simulate', requests, from, end };
      const done = await this.#crew.ask(
        Array.from({ length: this.threads }, () => order),
        'simulated',
        (report) => {
          if (report.type !== 'spikes') return;
          output.take(report.list);
          if (end > start) onProgress?.((report.step - start) / (end - start));
        },
      );
      this.#step = done[0].step;
      return result(this.#step, joinRecords(done.map(({ record }) => record)), done[0].stopped);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Everything but the synapses, as `PointNetwork.save` gives it. */
  async save(): Promise<NetworkState> {
    const saved = await this.#crew.ask(
      Array.from({ length: this.threads }, (): Order => ({ type: 'save' })),
      'saved',
    );
    return joinShares(saved.map(({ state }) => state));
  }

  /** Goes on from a state. @throws ParameterError if it is the state of another network */
  async restore(state: NetworkState): Promise<void> {
    checkState(this.#network, state);
    const order: Order = { type: 'restore', state };
    await this.#crew.ask(
      Array.from({ length: this.threads }, () => order),
      'restored',
    );
    this.#step = state.step;
  }

  /** Ends the threads; the network cannot be used any more. */
  async close(): Promise<void> {
    await this.#crew.close();
  }
}

type Answer<T extends Report['type']> = Extract<Report, { type: T }>;

/** The threads, and what is expected of them. */
class Crew {
  readonly #ports: readonly ThreadPort[];
  readonly #memory: ExchangeMemory;
  #receive: ((report: Report, thread: number) => void) | undefined;
  #reject: ((reason: Error) => void) | undefined;
  /** Why no more orders are taken. */
  #ended: Error | undefined;

  constructor(ports: readonly ThreadPort[], memory: ExchangeMemory) {
    this.#ports = ports;
    this.#memory = memory;
    ports.forEach((port, thread) => {
      port.listen((message) => {
        const report = message as Report;
        if (report.type === 'failed') this.stop(receiveError(report.error));
        else this.#receive?.(report, thread);
      });
      port.onDeath((reason) => this.stop(reason));
    });
  }

  get size(): number {
    return this.#ports.length;
  }

  /** Gives every thread an order and waits for all answers; other reports go to `meanwhile`. Rejects when a thread fails. */
  async ask<T extends Report['type']>(
    orders: readonly Order[],
    expected: T,
    meanwhile?: (report: Report, thread: number) => void,
  ): Promise<Answer<T>[]> {
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#receive !== undefined) throw new InternalError('a network in threads does one thing at a time');
    const answers: (Answer<T> | undefined)[] = orders.map(() => undefined);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#reject = reject;
        let missing = orders.length;
        this.#receive = (report, thread) => {
          if (report.type !== expected) {
            try {
              meanwhile?.(report, thread);
            } catch (error) {
              // What takes the spikes or shows progress has failed: the threads have nothing to run for.
              this.stop(error as Error);
            }
            return;
          }
          answers[thread] = report as Answer<T>;
          if (--missing === 0) resolve();
        };
        orders.forEach((order, thread) => this.#ports[thread].post(order));
      });
    } finally {
      this.#receive = undefined;
      this.#reject = undefined;
    }
    return answers as Answer<T>[];
  }

  /** Ends all threads because of an error. */
  stop(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    fail(this.#memory);
    for (const port of this.#ports) void port.terminate();
    this.#reject?.(reason);
  }

  async close(): Promise<void> {
    this.#ended ??= new InternalError('the network has been closed');
    await Promise.all(this.#ports.map((port) => port.terminate()));
  }
}
