/**
 * Neurons that share all parameters, fast: most of them neither spike nor are refractory, and a loop takes them through several steps at
 * once, in registers; those that do are left to a loop that treats every case, with the same arithmetic.
 */
import { refractorySteps } from '../grid.ts';
import type { ChunkSpikes } from './chunkSpikes.ts';
import type { PackedPoisson } from './drives.ts';
import type { Arrivals, Loops, Membranes, Move } from './loops/loops.ts';
import type { Columns, NeuronModel } from './model.ts';
import type { Chunk, ChunkInput, PopulationAtWork, Watcher } from './population.ts';
import { constantToVoltage, decay } from './propagators.ts';
import type { Target } from './target.ts';

/** The parameters of a leaky membrane, units as in NEST. */
export interface LeakyMembrane {
  readonly C_m: number;
  readonly tau_m: number;
  readonly E_L: number;
  readonly V_reset: number;
  readonly V_th: number;
  readonly t_ref: number;
  readonly I_e: number;
}

/** Poisson inputs that the population adds itself. */
export type Counts = Pick<PackedPoisson, 'weight' | 'counts'>;

export abstract class UniformPopulation implements PopulationAtWork {
  abstract readonly model: NeuronModel;
  protected readonly size: number;
  protected readonly first: number;
  /** With the state, per neuron, one quantity after the other: V - E_L (mV); two of the model; effect of steady currents on V in one step (mV). */
  protected readonly membranes: Membranes;
  /** Effect of a current of 1 pA on V in one step, mV. */
  protected readonly P0: number;
  protected readonly loops: Loops;
  readonly #refractory: number;
  readonly #reset: number;
  readonly #parameters: LeakyMembrane;
  /** Moves most neurons, as long as the arrays of input are the same. */
  #move: Move | undefined;
  #input: ChunkInput | undefined;
  #watcher: Watcher | undefined;
  #runs: readonly Run[] = [];

  constructor(parameters: LeakyMembrane, dt: number, { size, first }: Target, loops: Loops) {
    this.loops = loops;
    this.size = size;
    this.first = first;
    this.#parameters = parameters;
    const { C_m, tau_m, E_L, V_th, V_reset, t_ref } = parameters;
    this.#refractory = refractorySteps(t_ref, dt);
    this.#reset = V_reset - E_L;
    this.P0 = constantToVoltage(tau_m, C_m, dt);
    this.membranes = {
      state: loops.float64(4 * size),
      until: loops.int32(size),
      left: loops.int32(size),
      Pm: decay(tau_m, dt),
      threshold: V_th - E_L,
    };
    this.setCurrent(undefined);
  }

  /** Bytes of the arrays of a population, at most. */
  static bytes(size: number): number {
    return 48 * size + 5 * 16;
  }

  setCurrent(current: Float64Array | undefined): void {
    if (current === undefined) this.membranes.state.fill(this.P0 * this.#parameters.I_e, 3 * this.size);
    else this.#shiftBy(current, 0, 0, this.size);
  }

  /** Sets what the neurons begin .. end - 1 gain from current per step; that of element 0 is at `row`. */
  #shiftBy(current: Float64Array, row: number, begin: number, end: number): void {
    const { state } = this.membranes;
    const { I_e } = this.#parameters;
    const shifts = 3 * this.size;
    const at = row + this.first;
    for (let n = begin; n < end; n++) state[shifts + n] = this.P0 * (I_e + current[at + n]);
  }

  value(_quantity: string, neuron: number): number {
    return this.membranes.state[neuron] + this.#parameters.E_L;
  }

  values(_quantity: string, out: Float64Array): void {
    const { state } = this.membranes;
    const { E_L } = this.#parameters;
    for (let n = 0; n < this.size; n++) out[n] = state[n] + E_L;
  }

  advance(chunk: Chunk, spikes: ChunkSpikes, watcher?: Watcher): void {
    const { size } = this;
    const end = chunk.from + chunk.steps;
    if (watcher === undefined || !dueWithin(watcher, chunk)) {
      this.#allSteps(chunk, 0, size, spikes);
      watcher?.sample(end, 0, size);
    } else
      for (const run of this.#runsOf(watcher)) {
        if (!run.followed) this.#allSteps(chunk, run.begin, run.end, spikes);
        else
          for (let k = 0; k < chunk.steps; k++) {
            for (let n = run.begin; n < run.end; n++) this.anySteps(n, chunk, k, k + 1, spikes);
            watcher.sample(chunk.from + 1 + k, run.begin, run.end);
          }
      }
    watcher?.sampleAll(end);
  }

  abstract save(step: number): Columns;
  abstract restore(columns: Columns, step: number): void;

  /** Prepares moving most neurons, with given arrays of input. */
  protected abstract prepare(input: ChunkInput): Move;

  /** One neuron through the steps start .. end - 1 of a chunk, whatever happens in them. */
  protected abstract anySteps(n: number, chunk: Chunk, start: number, end: number, spikes: ChunkSpikes): void;

  /** What arrives at a receptor. */
  protected arrivals(input: ChunkInput, receptor: number, { weight, counts }: Counts): Arrivals {
    return { input: input.receptors[receptor], row: this.first, neurons: input.neurons, weight, counts };
  }

  /** No Poisson input. */
  protected silent(): Counts {
    return { weight: 0, counts: this.loops.uint16(2 * this.size) };
  }

  /** What V gains from current in one step; `steady` is the part of `setCurrent`, `at` the place in the current of the chunk. */
  protected shift({ current }: Chunk, steady: number, at: number): number {
    return current === undefined ? steady : this.P0 * (this.#parameters.I_e + current[at]);
  }

  /** Whether a neuron does not move in a step. */
  protected isRefractory(n: number, step: number): boolean {
    return this.membranes.until[n] >= step;
  }

  /** Sets the potential at the end of step k of a chunk; a neuron at the threshold spikes. */
  protected move(n: number, potential: number, k: number, { from }: Chunk, spikes: ChunkSpikes): void {
    const { state, until, threshold } = this.membranes;
    if (!(potential >= threshold)) {
      state[n] = potential;
      return;
    }
    state[n] = this.#reset;
    until[n] = from + 1 + k + this.#refractory;
    spikes.push(k, this.first + n);
  }

  /** Steps left of refractory periods. */
  protected saveRefractory(step: number): Float64Array {
    return Float64Array.from(this.membranes.until, (until) => Math.max(0, until - step));
  }

  protected restoreRefractory(refractory: Float64Array, step: number): void {
    const { until } = this.membranes;
    for (let n = 0; n < this.size; n++) until[n] = refractory[n] > 0 ? step + refractory[n] : -1;
  }

  /** Neurons that somebody follows go step by step, in pairs; those between them in one go. */
  #runsOf(watcher: Watcher): readonly Run[] {
    if (this.#watcher !== watcher) {
      this.#watcher = watcher;
      this.#runs = runs(watcher.followed, this.size);
    }
    return this.#runs;
  }

  /** The neurons begin .. end - 1 through all steps of a chunk; begin is even. */
  #allSteps(chunk: Chunk, begin: number, end: number, spikes: ChunkSpikes): void {
    const { from, steps, current, input } = chunk;
    if (this.#move === undefined || this.#input !== input) {
      this.#input = input;
      this.#move = this.prepare(input);
    }
    const { left } = this.membranes;
    const move = this.#move;
    // A current that changes within the chunk: step by step, each with its own.
    const length = current === undefined ? steps : 1;
    for (let k = 0; k < steps; k += length) {
      if (current !== undefined) this.#shiftBy(current, k * input.neurons, begin, end);
      const count = move(begin, end, from + k, length, k);
      for (let i = 0; i < count; i++) this.anySteps(left[i], chunk, k, k + length, spikes);
    }
  }
}

/** Neurons begin .. end - 1; begin is even. */
interface Run {
  readonly begin: number;
  readonly end: number;
  /** Whether they are followed, some of them at least. */
  readonly followed: boolean;
}

function runs(followed: readonly number[], size: number): Run[] {
  const all: Run[] = [];
  let begin = 0;
  for (const n of followed) {
    const pair = n - (n % 2);
    if (pair < begin) continue;
    if (pair > begin) all.push({ begin, end: pair, followed: false });
    begin = Math.min(size, pair + 2);
    all.push({ begin: pair, end: begin, followed: true });
  }
  if (begin < size) all.push({ begin, end: size, followed: false });
  return all;
}

/** Whether samples are taken of somebody before the end of a chunk. */
function dueWithin(watcher: Watcher, { from, steps }: Chunk): boolean {
  if (watcher.followed.length === 0) return false;
  for (let step = from + 1; step < from + steps; step++) if (watcher.due(step)) return true;
  return false;
}
