/** What a share of a network needs of its populations, and the general one, which runs any `NeuronModel`. */
import type { ChunkSpikes } from './chunkSpikes.ts';
import type { PackedPoisson } from './drives.ts';
import type { Columns, NeuronModel, StepFunction } from './model.ts';
import type { ResolvedParameters } from './parameters.ts';
import { BLOCK, type Target } from './target.ts';

/** What arrives in a chunk of steps. */
export interface ChunkInput {
  /**
   * Per receptor: what arrives at element i of the share in step k of the chunk is at k * neurons + i. Set to zero as it is used.
   */
  readonly receptors: readonly Float64Array[];
  /** Number of neurons of the share. */
  readonly neurons: number;
}

/** Steps from + 1 .. from + steps. */
export interface Chunk {
  readonly from: number;
  readonly steps: number;
  readonly input: ChunkInput;
  /** External current in pA, laid out like the input, where it is not the steady one of `setCurrent`. */
  readonly current: Float64Array | undefined;
}

/** Who looks at neurons; indices within the share's part of the population. */
export interface Watcher {
  /** Neurons that are looked at in any step, ascending. */
  readonly followed: readonly number[];
  /** Whether a sample of these is taken at the end of a step. */
  due(step: number): boolean;
  /** Called at the end of a step of the neurons begin .. end - 1, at least where some of them are followed or the step ends a chunk. */
  sample(step: number, begin: number, end: number): void;
  /** Called when all neurons are at the end of a chunk: takes the samples of the others. */
  sampleAll(step: number): void;
}

/** A population at work. Indices of neurons count from the first one of the share. */
export interface PopulationAtWork {
  readonly model: NeuronModel;
  /** The value of a recordable quantity of the model at the end of the last step. */
  value(quantity: string, neuron: number): number;
  /** The same of all neurons, into `out`. */
  values(quantity: string, out: Float64Array): void;
  /** Sets the steady external current from the next step on, pA: that of neuron n is current[first + n]; undefined is none. */
  setCurrent(current: Float64Array | undefined): void;
  /** Takes all neurons through the steps of a chunk, and notes the spikes. */
  advance(chunk: Chunk, spikes: ChunkSpikes, watcher?: Watcher): void;
  /** State variables, as in the model; copies. `step`: steps done. */
  save(step: number): Columns;
  restore(columns: Columns, step: number): void;
}

/** Neurons of any model. */
export class ModelPopulation implements PopulationAtWork {
  readonly #target: Target;
  readonly #parameters: Columns;
  readonly #state: Columns;
  readonly #step: StepFunction;
  /** Steady external current, pA. */
  readonly #steady: Float64Array;
  readonly #spikes = new Int32Array(BLOCK);

  /**
   * @param state initial values; these arrays are taken over
   * @param poisson drives that are added last to the input, block by block
   */
  constructor(
    readonly model: NeuronModel,
    parameters: ResolvedParameters,
    state: Columns,
    dt: number,
    target: Target,
    readonly poisson: readonly PackedPoisson[] = [],
  ) {
    const { size } = target;
    this.#target = target;
    this.#parameters = parameters.columns;
    this.#state = state;
    this.#steady = new Float64Array(size);
    const column = (value: (n: number) => number): Float64Array => {
      // Constants take an exponential or more: once where all neurons are alike.
      if (parameters.uniform && size > 0) return new Float64Array(size).fill(value(0));
      return Float64Array.from(this.#steady, (_, n) => value(n));
    };
    this.#step = model.create({ size, dt, parameters: parameters.columns, state, column });
  }

  value(quantity: string, neuron: number): number {
    const { value } = this.model.recordables[quantity];
    return value ? value(this.#state, this.#parameters, neuron) : this.#state[quantity][neuron];
  }

  values(quantity: string, out: Float64Array): void {
    const { value } = this.model.recordables[quantity];
    if (value === undefined) out.set(this.#state[quantity]);
    else for (let n = 0; n < this.#target.size; n++) out[n] = value(this.#state, this.#parameters, n);
  }

  setCurrent(current: Float64Array | undefined): void {
    const { first, size } = this.#target;
    if (current === undefined) this.#steady.fill(0);
    else this.#steady.set(current.subarray(first, first + size));
  }

  advance({ from, steps, input, current }: Chunk, spikes: ChunkSpikes, watcher?: Watcher): void {
    const { first, size } = this.#target;
    const { neurons } = input;
    const receptors = input.receptors.slice(0, this.model.receptors.length);
    const io = {
      begin: 0,
      end: 0,
      input: receptors,
      at: 0,
      current: current ?? this.#steady,
      currentAt: 0,
      spikes: this.#spikes,
    };
    // Block by block through all steps: the state of a block stays in the cache.
    for (let begin = 0; begin < size; begin += BLOCK) {
      const end = Math.min(size, begin + BLOCK);
      io.begin = begin;
      io.end = end;
      for (const p of this.poisson) p.add(from, steps, input.receptors[p.receptor], neurons, begin, end);
      for (let k = 0; k < steps; k++) {
        io.at = k * neurons + first;
        if (current) io.currentAt = io.at;
        const count = this.#step(io);
        for (let i = 0; i < count; i++) spikes.push(k, first + this.#spikes[i]);
        for (const r of receptors) r.fill(0, io.at + begin, io.at + end);
        watcher?.sample(from + 1 + k, begin, end);
      }
    }
    watcher?.sampleAll(from + steps);
  }

  save(): Columns {
    return Object.fromEntries(Object.entries(this.#state).map(([name, values]) => [name, values.slice()]));
  }

  restore(columns: Columns): void {
    for (const [name, values] of Object.entries(this.#state)) values.set(columns[name]);
  }
}
