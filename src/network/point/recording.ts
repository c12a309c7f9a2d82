/** What a simulation keeps: spikes of populations, and V or currents of chosen neurons. */
import { integer } from '../../errors.ts';
import { array2d, type Array2D } from '../../numerics/array2d.ts';
import { gridStep } from '../grid.ts';
import type { Spikes } from '../spikes.ts';
import type { PopulationAtWork, Watcher } from './population.ts';
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

/** Joins the traces of shares: each has filled some rows. */
export function joinTraces(
  parts: readonly { readonly trace: Trace; readonly rows: readonly number[] }[],
): Trace {
  const [{ trace }] = parts;
  const [rows, columns] = trace.data.shape;
  const data = array2d(rows, columns);
  for (const part of parts)
    for (const r of part.rows) {
      const own = part.trace.data.data.subarray(r * columns, (r + 1) * columns);
      data.data.set(own, r * columns);
    }
  return { ...trace, data };
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
export class TraceRecorder implements Watcher {
  readonly #data: Array2D;
  readonly #every: number;
  readonly #quantity: string;
  /** Neurons that the share holds, ascending by their index in it, and the row of each. */
  readonly #own: { readonly neuron: number; readonly row: number }[];

  /**
   * @param from step after which recording starts; @param steps how many steps are recorded at most
   * @throws ParameterError on an unknown neuron or quantity, or an interval off the grid
   */
  constructor(
    name: string,
    readonly request: TraceRequest,
    quantity: string,
    readonly state: PopulationAtWork,
    target: Target,
    readonly from: number,
    steps: number,
    readonly dt: number,
  ) {
    state.checkQuantity(`${name}.quantities`, quantity);
    request.neurons.forEach((n, i) => integer(`${name}.neurons[${i}]`, n, 0, target.populationSize - 1));
    this.#quantity = quantity;
    this.#every = Math.max(1, gridStep(`${name}.interval`, request.interval ?? dt, dt));
    this.#data = array2d(request.neurons.length, Math.floor(steps / this.#every));
    this.#own = request.neurons
      .map((n, row) => ({ neuron: n - target.begin, row }))
      .filter(({ neuron }) => neuron >= 0 && neuron < target.size)
      .toSorted((a, b) => a.neuron - b.neuron);
  }

  /** Rows of the data that the share fills. */
  get rows(): number[] {
    return this.#own.map(({ row }) => row);
  }

  watches(begin: number, end: number): boolean {
    const i = this.#firstFrom(begin);
    return i < this.#own.length && this.#own[i].neuron < end;
  }

  due(step: number): boolean {
    return step > this.from && (step - this.from) % this.#every === 0;
  }

  /** Samples those of the neurons begin .. end - 1 that are recorded, at the end of a step, if it is one to be sampled. */
  sample(step: number, begin: number, end: number): void {
    if (!this.due(step)) return;
    const columns = this.#data.shape[1];
    const column = (step - this.from) / this.#every - 1;
    for (let i = this.#firstFrom(begin); i < this.#own.length; i++) {
      const { neuron, row } = this.#own[i];
      if (neuron >= end) break;
      this.#data.data[row * columns + column] = this.state.value(this.#quantity, neuron);
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
  trace(step: number): Trace {
    const [rows, columns] = this.#data.shape;
    const taken = Math.max(0, Math.min(columns, Math.floor((step - this.from) / this.#every)));
    const data = taken === columns ? this.#data : array2d(rows, taken);
    if (taken < columns)
      for (let i = 0; i < rows; i++)
        data.data.set(this.#data.data.subarray(i * columns, i * columns + taken), i * taken);
    return {
      population: this.request.population,
      quantity: this.#quantity,
      unit: this.state.model.recordables[this.#quantity].unit,
      neurons: this.request.neurons,
      data,
      t0: this.from * this.dt,
      interval: this.#every * this.dt,
    };
  }
}
