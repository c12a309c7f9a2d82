/** What a simulation keeps: spikes of populations, and V or currents of chosen neurons. */
import { array2d, type Array2D } from '../../numerics/array2d.ts';
import type { Spikes } from '../spikes.ts';
import type { PopulationAtWork } from './population.ts';
import { Sampling, type RecordedWindow } from './sampling.ts';
import type { SumRequest } from './sums.ts';
import type { Target } from './target.ts';

/** Asks for traces of some neurons. */
export interface TraceRequest {
  readonly population: string;
  /** Indices within the population. */
  readonly neurons: readonly number[];
  /** Recordable quantities of the model, e.g. V_m. */
  readonly quantities: readonly string[];
  /** ms, a multiple of dt; default dt. */
  readonly interval?: number;
}

/** What to record. */
export interface RecordOptions {
  /** Populations whose spikes are kept; default all. */
  readonly spikes?: readonly string[];
  readonly traces?: readonly TraceRequest[];
  /** Sums over whole populations; default none. */
  readonly sums?: readonly SumRequest[];
  /**
   * Time from which the intervals of traces and sums are counted, ms, a multiple of dt, at most the start of the recorded window; default
   * that start. With the start of the first of several runs, their samples follow each other as those of one run do.
   */
  readonly origin?: number;
}

/** Recorded time courses of one quantity. */
export interface Trace {
  readonly population: string;
  readonly quantity: string;
  readonly unit: string;
  readonly neurons: readonly number[];
  /** (n_neurons, n_samples); column m is at t0 + (m + 1) interval. */
  readonly data: Array2D;
  /** ms. */
  readonly t0: number;
  readonly interval: number;
}

/** Takes spikes as they come, e.g. to write them to a file. */
export interface SpikeSink {
  /**
   * Spikes of one population, in the order of time, then neuron; the arrays are used again after the call.
   * @param steps grid indices: time = steps * dt
   * @param ids indices within the population
   */
  spikes(population: string, steps: Int32Array, ids: Int32Array): void;
}

/** The rows of a trace that a share has filled, and nothing of the others. */
export interface PartialTrace extends Trace {
  /** Which rows of the whole trace these are, ascending. */
  readonly rows: readonly number[];
}

/** The whole trace from the rows of shares. */
export function joinTraces(parts: readonly PartialTrace[]): Trace {
  const { rows: _, data: first, ...rest } = parts[0];
  if (parts.length === 1) return { ...rest, data: first };
  const columns = first.shape[1];
  const data = array2d(rest.neurons.length, columns);
  for (const { rows, data: own } of parts)
    rows.forEach((row, i) => data.data.set(own.data.subarray(i * columns, (i + 1) * columns), row * columns));
  return { ...rest, data };
}

/** Spikes of one population as they come. */
export class SpikeRecorder {
  #steps = new Int32Array(1024);
  #ids = new Int32Array(1024);
  #count = 0;

  push(step: number, id: number): void {
    if (this.#count === this.#steps.length) {
      const steps = new Int32Array(2 * this.#count);
      const ids = new Int32Array(2 * this.#count);
      steps.set(this.#steps);
      ids.set(this.#ids);
      this.#steps = steps;
      this.#ids = ids;
    }
    this.#steps[this.#count] = step;
    this.#ids[this.#count++] = id;
  }

  get count(): number {
    return this.#count;
  }

  /** Views of the spikes, until the next one. */
  recent(): { steps: Int32Array; ids: Int32Array } {
    return { steps: this.#steps.subarray(0, this.#count), ids: this.#ids.subarray(0, this.#count) };
  }

  clear(): void {
    this.#count = 0;
  }

  spikes(population: string, size: number, dt: number): Spikes {
    return {
      population,
      size,
      dt,
      steps: this.#steps.slice(0, this.#count),
      ids: this.#ids.slice(0, this.#count),
    };
  }
}

/** Samples one quantity of some neurons of a population, as far as a share holds them. */
export class TraceRecorder {
  readonly #sampling: Sampling;
  readonly #request: TraceRequest;
  readonly #quantity: string;
  readonly #state: PopulationAtWork;
  /** Neurons that the share holds, ascending by their index in it, and the row of each in the data. */
  readonly #own: readonly { readonly neuron: number; readonly row: number }[];
  /** Their rows in the whole trace, ascending. */
  readonly #rows: readonly number[];
  readonly #data: Array2D;

  /** @param request one that `checkRecord` has found right */
  constructor(
    request: TraceRequest,
    quantity: string,
    state: PopulationAtWork,
    target: Target,
    window: RecordedWindow,
  ) {
    this.#sampling = new Sampling(request.interval, window);
    this.#request = request;
    this.#quantity = quantity;
    this.#state = state;
    const held = request.neurons
      .map((n, row) => ({ neuron: n - target.begin, row }))
      .filter(({ neuron }) => neuron >= 0 && neuron < target.size);
    this.#rows = held.map(({ row }) => row);
    this.#own = held.map(({ neuron }, row) => ({ neuron, row })).toSorted((a, b) => a.neuron - b.neuron);
    this.#data = array2d(held.length, this.#sampling.count);
  }

  /** The neurons that the share holds, ascending. */
  get neurons(): readonly number[] {
    return this.#own.map(({ neuron }) => neuron);
  }

  get sampling(): Sampling {
    return this.#sampling;
  }

  /** Samples those of the neurons begin .. end - 1 that are recorded, at the end of a step, if it is one to be sampled. */
  sample(step: number, begin: number, end: number): void {
    if (!this.#sampling.due(step)) return;
    const columns = this.#data.shape[1];
    const column = this.#sampling.upTo(step) - 1;
    for (let i = this.#firstFrom(begin); i < this.#own.length; i++) {
      const { neuron, row } = this.#own[i];
      if (neuron >= end) break;
      this.#data.data[row * columns + column] = this.#state.value(this.#quantity, neuron);
    }
  }

  /** Position of the first recorded neuron that is not below `begin`. */
  #firstFrom(begin: number): number {
    let low = 0;
    let high = this.#own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#own[middle].neuron < begin) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The samples up to a step. */
  trace(step: number): PartialTrace {
    const { population, neurons } = this.#request;
    return {
      population,
      quantity: this.#quantity,
      unit: this.#state.model.recordables[this.#quantity].unit,
      neurons,
      ...this.#sampling.times,
      rows: this.#rows,
      data: firstColumns(this.#data, this.#sampling.upTo(step)),
    };
  }
}

function firstColumns(all: Array2D, taken: number): Array2D {
  const [rows, columns] = all.shape;
  if (taken === columns) return all;
  const data = array2d(rows, taken);
  for (let i = 0; i < rows; i++)
    data.data.set(all.data.subarray(i * columns, i * columns + taken), i * taken);
  return data;
}
