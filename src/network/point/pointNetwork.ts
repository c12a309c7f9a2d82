/**
 * A network of point neurons in time. It advances in chunks of at most the shortest delay: within a chunk no spike can reach
 * another neuron, so first all that arrives in its steps is gathered, then block after block of neurons runs through its steps while
 * its state is in the cache. Spikes come out in the order of their times and neurons. No result depends on the length of the chunks.
 */
import { ParameterError, nonNegative } from '../../errors.ts';
import { gridStep } from '../grid.ts';
import type { Spikes } from '../spikes.ts';
import type { SynapseGroup } from '../synapses.ts';
import { runTask, runTaskAsync, type OnProgress } from '../task.ts';
import {
  BLOCK,
  PACK,
  type PackedPoisson,
  type SpikeTrains,
  type StepCurrents,
  type StepwisePoisson,
} from './drives.ts';
import type { Loops } from './loops/loops.ts';
import type { ChunkInput, IafPscExpPopulation } from './iafPscExpPopulation.ts';
import { SpikeRecorder, TraceRecorder, type RecordOptions, type Trace } from './recording.ts';

export interface SimulateOptions {
  /** Recorded time, ms, a multiple of dt. */
  readonly duration: number;
  /** Time simulated before, without recording, ms; default 0. */
  readonly transient?: number;
  /** Default: the spikes of all populations. */
  readonly record?: RecordOptions;
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
  /** Whether the run was cancelled: t1 then is the time that was reached. */
  readonly cancelled: boolean;
}

/** A population at work, with what acts on it. */
export interface PopulationParts {
  readonly name: string;
  readonly size: number;
  readonly first: number;
  readonly state: IafPscExpPopulation;
  /** Poisson drives that are part of the step of `state`. */
  readonly poisson: readonly PackedPoisson[];
  readonly currents: readonly StepCurrents[];
  /** Synapses of which this population is the source. */
  readonly synapses: readonly SynapseGroup[];
}

/** Bytes of the input of a chunk, at most. */
export function inputBytes(neurons: number): number {
  return 2 * (8 * PACK * neurons + 16);
}

/** Everything that `buildNetwork` puts together. */
export interface NetworkParts {
  readonly dt: number;
  readonly seed: number;
  readonly populations: readonly PopulationParts[];
  /** What else arrives from outside. */
  readonly arrivals: readonly (SpikeTrains | StepwisePoisson)[];
  /** Shortest delay between neurons, steps; Infinity without synapses. */
  readonly minDelay: number;
  /** Whether the populations keep one synaptic current. */
  readonly merged: boolean;
  readonly loops: Loops;
}

/** Made by `buildNetwork`. Simulations continue where the last one ended; any number of networks can live side by side. */
export class PointNetwork {
  readonly #parts: NetworkParts;
  readonly #chunk: number;
  readonly #input: ChunkInput;
  readonly #spikes = new ChunkSpikes();
  /** Population of every neuron. */
  readonly #populationOf: Uint16Array;
  #step = 0;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
    const neurons = parts.populations.reduce((sum, p) => sum + p.size, 0);
    this.#chunk = Math.min(PACK, parts.minDelay);
    const excitatory = parts.loops.float64(this.#chunk * neurons);
    const inhibitory = parts.merged ? excitatory : parts.loops.float64(this.#chunk * neurons);
    this.#input = { receptors: [excitatory, inhibitory], neurons };
    this.#populationOf = new Uint16Array(neurons);
    parts.populations.forEach((p, i) => this.#populationOf.fill(i, p.first, p.first + p.size));
  }

  /** ms. */
  get dt(): number {
    return this.#parts.dt;
  }

  get seed(): number {
    return this.#parts.seed;
  }

  /** Time reached, ms. */
  get time(): number {
    return this.#step * this.dt;
  }

  /** Names and sizes. */
  get populations(): readonly { readonly name: string; readonly size: number }[] {
    return this.#parts.populations.map(({ name, size }) => ({ name, size }));
  }

  /** Number of synapses between neurons. */
  get synapseCount(): number {
    return this.#groups().reduce((sum, g) => sum + g.length, 0);
  }

  /** Bytes held by the synapses. */
  get synapseBytes(): number {
    return this.#groups().reduce((sum, g) => sum + g.bytes, 0);
  }

  /**
   * Simulates transient + duration from the time reached.
   * @throws ParameterError on times off the grid or a recording of what does not exist
   */
  simulate(options: SimulateOptions): SimulationResult {
    const run = this.#prepare(options);
    runTask(this.#run(run.end), options.onProgress);
    return run.result(false);
  }

  /** The same without blocking: progress can be shown, and an aborted `signal` ends the run with what was computed (`cancelled`). */
  async simulateAsync(
    options: SimulateOptions & { readonly signal?: AbortSignal },
  ): Promise<SimulationResult> {
    const run = this.#prepare(options);
    let cancelled = false;
    await runTaskAsync(this.#run(run.end), options, () => {
      cancelled = true;
    });
    return run.result(cancelled);
  }

  #groups(): SynapseGroup[] {
    return this.#parts.populations.flatMap((p) => p.synapses);
  }

  #recorders: (SpikeRecorder | undefined)[] = [];
  #traces: TraceRecorder[] = [];
  #recordFrom = 0;

  /** Checks the options and sets up the recorders. */
  #prepare(options: SimulateOptions): { end: number; result: (cancelled: boolean) => SimulationResult } {
    const { dt, populations } = this.#parts;
    const { duration, transient = 0, record = {} } = options;
    const from = this.#step + gridStep('transient', nonNegative('transient', transient), dt);
    const end = from + gridStep('duration', nonNegative('duration', duration), dt);
    const find = (name: string, population: string): PopulationParts => {
      const found = populations.find((p) => p.name === population);
      if (found) return found;
      const names = populations.map((p) => p.name).join(', ');
      throw new ParameterError(name, `a population of the network (${names})`, population);
    };
    const recorded = new Set(record.spikes?.map((p) => find('record.spikes', p)) ?? populations);
    const recorders = populations.map((p) => (recorded.has(p) ? new SpikeRecorder() : undefined));
    const traces = (record.traces ?? []).flatMap((request, i) => {
      const name = `record.traces[${i}]`;
      const p = find(`${name}.population`, request.population);
      return request.quantities.map(
        (quantity) => new TraceRecorder(name, request, quantity, p.state, from, end - from, p.size, dt),
      );
    });
    this.#recorders = recorders;
    this.#traces = traces;
    this.#recordFrom = from;
    return {
      end,
      result: (cancelled) => ({
        t0: from * dt,
        t1: Math.max(from, this.#step) * dt,
        dt,
        spikes: populations.flatMap((p, i) => recorders[i]?.spikes(p.name, p.size, dt) ?? []),
        traces: traces.map((t) => t.trace(this.#step)),
        cancelled,
      }),
    };
  }

  /** Advances to step `end`; yields the share done after every chunk. */
  *#run(end: number): Generator<number, void> {
    const start = this.#step;
    while (this.#step < end) {
      const inPack = this.#step % PACK;
      if (inPack === 0)
        for (const { poisson } of this.#parts.populations) for (const p of poisson) p.draw(this.#step);
      let steps = Math.min(this.#chunk, end - this.#step, PACK - inPack);
      for (const p of this.#parts.populations) steps = Math.min(steps, this.#updateCurrents(p));
      this.#gather(steps);
      for (const p of this.#parts.populations) this.#advance(p, steps);
      this.#emit(steps);
      this.#step += steps;
      yield (this.#step - start) / (end - start);
    }
  }

  /** Sets the external currents from the present step on; returns the steps for which they hold. */
  #updateCurrents({ currents, size, state }: PopulationParts): number {
    let changed = false;
    for (const c of currents) changed = c.advance(this.#step) || changed;
    if (changed) {
      const total = new Float64Array(size);
      for (const c of currents) for (const n of c.neurons) total[n] += c.amplitude;
      total.forEach((current, n) => state.setCurrent(n, current));
    }
    return currents.reduce((steps, c) => Math.min(steps, c.untilChange(this.#step)), Infinity);
  }

  /** Adds up what arrives in the next steps: from outside, and from neurons. */
  #gather(steps: number): void {
    const { receptors, neurons } = this.#input;
    for (const a of this.#parts.arrivals) a.deliver(this.#step, steps, receptors[a.receptor], neurons);
    for (const p of this.#parts.populations)
      for (const g of p.synapses) g.deliver(this.#step, steps, receptors[g.receptor], neurons);
  }

  #advance({ name, size, first, state }: PopulationParts, steps: number): void {
    const input = this.#input;
    const onSpike = (k: number, n: number): void => this.#spikes.push(k, first + n);
    const traces = this.#traces.filter((t) => t.request.population === name);
    const onStep = (step: number, n: number): void => {
      for (const trace of traces) trace.sample(step, n);
    };
    // All neurons at once where nobody is watched.
    const block = traces.length > 0 ? BLOCK : size;
    for (let begin = 0; begin < size; begin += block) {
      const end = Math.min(size, begin + block);
      const watched = traces.some((t) => t.watches(begin, end));
      state.advance(this.#step, steps, begin, end, input, onSpike, watched ? onStep : undefined);
    }
  }

  /** Sends the spikes of the chunk to synapses and recorders, step by step. */
  #emit(steps: number): void {
    const { populations } = this.#parts;
    this.#spikes.drain(steps, (k, neuron) => {
      const index = this.#populationOf[neuron];
      const p = populations[index];
      const step = this.#step + 1 + k;
      for (const g of p.synapses) g.spike(neuron - p.first, step);
      if (step > this.#recordFrom) this.#recorders[index]?.push(step, neuron - p.first);
    });
  }
}

/** The spikes of one chunk, which come block by block and leave step by step. */
class ChunkSpikes {
  readonly #neurons: number[][] = [];

  push(step: number, neuron: number): void {
    (this.#neurons[step] ??= []).push(neuron);
  }

  drain(steps: number, take: (step: number, neuron: number) => void): void {
    for (let k = 0; k < steps; k++) {
      const neurons = this.#neurons[k];
      if (neurons === undefined) continue;
      for (const n of neurons) take(k, n);
      neurons.length = 0;
    }
  }
}
