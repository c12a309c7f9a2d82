/** What a simulation keeps: spikes of populations, and V or currents of chosen neurons. */
import { ParameterError, integer } from '../../errors.ts';
import { array2d, type Array2D } from '../../numerics/array2d.ts';
import { gridStep } from '../grid.ts';
import type { Spikes } from '../spikes.ts';
import type { IafPscExpPopulation, IafPscExpQuantity } from './iafPscExpPopulation.ts';

/** Asks for traces of some neurons. */
export interface TraceRequest {
  readonly population: string;
  /** Indices within the population. */
  readonly neurons: readonly number[];
  readonly quantities: readonly IafPscExpQuantity[];
  /** ms, a multiple of dt; default dt. */
  readonly interval?: number;
}

/** What to record. */
export interface RecordOptions {
  /** Populations whose spikes are kept; default all. */
  readonly spikes?: readonly string[];
  readonly traces?: readonly TraceRequest[];
}

/** Recorded time courses of one quantity. */
export interface Trace {
  readonly population: string;
  readonly quantity: IafPscExpQuantity;
  readonly unit: 'mV' | 'pA';
  readonly neurons: readonly number[];
  /** (n_neurons, n_samples); column m is at t0 + (m + 1) interval. */
  readonly data: Array2D;
  /** ms. */
  readonly t0: number;
  readonly interval: number;
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

/** Samples one quantity of some neurons of a population. */
export class TraceRecorder {
  readonly #data: Array2D;
  readonly #every: number;
  readonly #quantity: IafPscExpQuantity;

  /**
   * @param from step after which recording starts; @param steps how many steps are recorded at most
   * @throws ParameterError on an unknown neuron or quantity, or an interval off the grid
   */
  constructor(
    name: string,
    readonly request: TraceRequest,
    quantity: IafPscExpQuantity,
    readonly state: IafPscExpPopulation,
    readonly from: number,
    steps: number,
    size: number,
    readonly dt: number,
  ) {
    if (!['V_m', 'I_syn_ex', 'I_syn_in'].includes(quantity))
      throw new ParameterError(`${name}.quantities`, 'V_m, I_syn_ex or I_syn_in', quantity);
    request.neurons.forEach((n, i) => integer(`${name}.neurons[${i}]`, n, 0, size - 1));
    this.#quantity = quantity;
    if (size > 0) state.value(quantity, 0);
    this.#every = Math.max(1, gridStep(`${name}.interval`, request.interval ?? dt, dt));
    this.#data = array2d(request.neurons.length, Math.floor(steps / this.#every));
  }

  /** Whether one of the neurons begin .. end - 1 is recorded. */
  watches(begin: number, end: number): boolean {
    return this.request.neurons.some((n) => n >= begin && n < end);
  }

  /** Samples a neuron at the end of a step, if it is recorded and the step is one to be sampled. */
  sample(step: number, neuron: number): void {
    const after = step - this.from;
    if (after <= 0 || after % this.#every !== 0) return;
    const columns = this.#data.shape[1];
    const { neurons } = this.request;
    for (let i = 0; i < neurons.length; i++)
      if (neurons[i] === neuron)
        this.#data.data[i * columns + after / this.#every - 1] = this.state.value(this.#quantity, neuron);
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
      unit: this.#quantity === 'V_m' ? 'mV' : 'pA',
      neurons: this.request.neurons,
      data,
      t0: this.from * this.dt,
      interval: this.#every * this.dt,
    };
  }
}
