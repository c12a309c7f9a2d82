/**
 * `iaf_psc_exp` neurons that share all parameters, fast: most neurons neither spike nor are refractory, and a loop takes them through
 * four steps at once, in registers; those that do are left to a loop that treats every case, with the same arithmetic.
 *
 * Where both synaptic time constants are equal the two currents obey the same equation, and their sum is one current (`merged`):
 * the same membrane potential to rounding, with two thirds of the work.
 */
import { ParameterError } from '../../errors.ts';
import { refractorySteps } from '../grid.ts';
import type { ChunkSpikes } from './chunkSpikes.ts';
import { PACK, type PackedPoisson } from './drives.ts';
import type { Loops } from './loops/loops.ts';
import type { Columns } from './model.ts';
import { iafPscExp, propagators, type IafPscExpParameters, type Propagators } from './models/iafPscExp.ts';
import { checkRecordable, type Chunk, type PopulationAtWork, type Watcher } from './population.ts';
import { BLOCK, type Target } from './target.ts';

type Counts = Pick<PackedPoisson, 'weight' | 'counts'>;

export class IafPscExpPopulation implements PopulationAtWork {
  readonly model = iafPscExp;
  readonly #size: number;
  readonly #first: number;
  /** Per neuron, one quantity after the other: V - E_L (mV); I_ex, or the sum of both (pA); I_in (pA); effect of I_e and steady external currents on V in one step (mV). */
  readonly #state: Float64Array;
  /** Last step of the refractory period. */
  readonly #refractoryUntil: Int32Array;
  readonly #parameters: IafPscExpParameters;
  readonly #propagators: Propagators;
  readonly #refractorySteps: number;
  readonly #threshold: number;
  readonly #reset: number;
  readonly #left: Int32Array;
  readonly #poisson: readonly [Counts, Counts];
  readonly #loops: Loops;

  /**
   * @param state initial values, as in the model
   * @param merged whether both synaptic currents are kept as their sum; the time constants are equal then
   * @param poisson drives onto the excitatory and the inhibitory current, if any; if merged, only the first one counts
   */
  constructor(
    parameters: IafPscExpParameters,
    state: Columns,
    dt: number,
    target: Target,
    readonly merged: boolean,
    poisson: readonly [PackedPoisson | undefined, PackedPoisson | undefined],
    loops: Loops,
  ) {
    const { size, first } = target;
    this.#loops = loops;
    this.#size = size;
    this.#first = first;
    const silent = { weight: 0, counts: loops.uint16(2 * size) };
    this.#poisson = [poisson[0] ?? silent, poisson[1] ?? silent];
    this.#parameters = parameters;
    this.#propagators = propagators(parameters, dt);
    this.#refractorySteps = refractorySteps(parameters.t_ref, dt);
    this.#threshold = parameters.V_th - parameters.E_L;
    this.#reset = parameters.V_reset - parameters.E_L;
    this.#state = loops.float64(4 * size);
    this.#refractoryUntil = loops.int32(size);
    this.#left = loops.int32(size);
    const V_m = state.V_m.map((V) => V - parameters.E_L);
    const both = state.I_syn_ex.map((I, n) => I + state.I_syn_in[n]);
    this.restore(
      merged ? { ...state, V_m, I_syn_ex: both, I_syn_in: new Float64Array(size) } : { ...state, V_m },
      0,
    );
    this.setCurrent(undefined);
  }

  /** Bytes of the arrays of a population, at most. */
  static bytes(size: number): number {
    return 48 * size + 5 * 16;
  }

  setCurrent(current: Float64Array | undefined): void {
    const { I_e } = this.#parameters;
    for (let n = 0; n < this.#size; n++)
      this.#state[3 * this.#size + n] =
        this.#propagators.P0 * (I_e + (current === undefined ? 0 : current[this.#first + n]));
  }

  checkQuantity(name: string, quantity: string): void {
    checkRecordable(name, this.model, quantity);
    if (this.merged && quantity !== 'V_m')
      throw new ParameterError(
        name,
        'V_m, as this network adds up synaptic currents of equal time constants',
        quantity,
        'build it with { separateCurrents: true }',
      );
  }

  value(quantity: string, neuron: number): number {
    if (quantity === 'V_m') return this.#state[neuron] + this.#parameters.E_L;
    return this.#state[(quantity === 'I_syn_ex' ? 1 : 2) * this.#size + neuron];
  }

  advance(chunk: Chunk, spikes: ChunkSpikes, watcher?: Watcher): void {
    const size = this.#size;
    if (watcher === undefined || !dueWithin(watcher, chunk)) {
      this.#allSteps(chunk, 0, size, spikes);
      watcher?.sample(chunk.from + chunk.steps, 0, size);
      return;
    }
    // Blocks in which somebody is watched go step by step; the others in one go.
    for (let begin = 0; begin < size;) {
      const next = Math.min(size, begin + BLOCK);
      if (watcher.watches(begin, next)) {
        for (let k = 0; k < chunk.steps; k++) {
          for (let n = begin; n < next; n++) this.#anySteps(n, chunk, k, k + 1, spikes);
          watcher.sample(chunk.from + 1 + k, begin, next);
        }
      } else this.#allSteps(chunk, begin, next, spikes);
      begin = next;
    }
  }

  /** The neurons begin .. end - 1 through all steps of a chunk; begin is even. */
  #allSteps(chunk: Chunk, begin: number, end: number, spikes: ChunkSpikes): void {
    const { from, steps, input, current } = chunk;
    if (steps !== PACK || current !== undefined) {
      for (let n = begin; n < end; n++) this.#anySteps(n, chunk, 0, steps, spikes);
      return;
    }
    const { Pm, A_ex, A_in, P_ex, P_in } = this.#propagators;
    const { receptors, neurons } = input;
    const [driveEx, driveIn] = this.#poisson;
    const left = this.#left;
    const row = this.#first;
    const membranes = {
      state: this.#state,
      until: this.#refractoryUntil,
      left,
      Pm,
      threshold: this.#threshold,
    };
    const { weight, counts } = driveEx;
    const ex = { input: receptors[0], row, neurons, weight, counts, A: A_ex, P: P_ex };
    const inh = this.merged
      ? undefined
      : {
          input: receptors[1],
          row,
          neurons,
          weight: driveIn.weight,
          counts: driveIn.counts,
          A: A_in,
          P: P_in,
        };
    const count = this.#loops.fourSteps(membranes, ex, inh, begin, end, from);
    for (let i = 0; i < count; i++) this.#anySteps(left[i], chunk, 0, steps, spikes);
  }

  save(step: number): Columns {
    const size = this.#size;
    const part = (i: number): Float64Array => this.#state.slice(i * size, (i + 1) * size);
    const refractory = Float64Array.from(this.#refractoryUntil, (until) => Math.max(0, until - step));
    return { V_m: part(0), I_syn_ex: part(1), I_syn_in: part(2), refractory };
  }

  restore({ V_m, I_syn_ex, I_syn_in, refractory }: Columns, step: number): void {
    const size = this.#size;
    [V_m, I_syn_ex, I_syn_in].forEach((column, i) => this.#state.set(column, i * size));
    for (let n = 0; n < size; n++) this.#refractoryUntil[n] = refractory[n] > 0 ? step + refractory[n] : -1;
  }

  /** One neuron through the steps start .. end - 1 of a chunk, whatever happens in them. */
  #anySteps(n: number, chunk: Chunk, start: number, end: number, spikes: ChunkSpikes): void {
    const { from, input, current } = chunk;
    const { receptors, neurons } = input;
    const { Pm, P0, A_ex, A_in, P_ex, P_in } = this.#propagators;
    const [ex, inh] = receptors;
    const { merged } = this;
    const state = this.#state;
    const size = this.#size;
    const steady = state[3 * size + n];
    const [driveEx, driveIn] = this.#poisson;
    for (let k = start, g = start * neurons + this.#first + n; k < end; k++, g += neurons) {
      const step = from + 1 + k;
      const half = 2 * n + (((from + k) >> 1) & 1);
      const bits = 8 * ((from + k) & 1);
      const u = state[n];
      const ie = state[size + n];
      const ii = state[2 * size + n];
      state[size + n] = P_ex * ie + (ex[g] + driveEx.weight * ((driveEx.counts[half] >> bits) & 255));
      ex[g] = 0;
      if (!merged) {
        state[2 * size + n] = P_in * ii + (inh[g] + driveIn.weight * ((driveIn.counts[half] >> bits) & 255));
        inh[g] = 0;
      }
      if (this.#refractoryUntil[n] >= step) continue;
      const shift = current === undefined ? steady : P0 * (this.#parameters.I_e + current[g]);
      state[n] = merged ? Pm * u + A_ex * ie + shift : Pm * u + A_ex * ie + A_in * ii + shift;
      if (state[n] >= this.#threshold) {
        state[n] = this.#reset;
        this.#refractoryUntil[n] = step + this.#refractorySteps;
        spikes.push(k, this.#first + n);
      }
    }
  }
}

/** Whether samples are taken before the end of a chunk. */
function dueWithin(watcher: Watcher, { from, steps }: Chunk): boolean {
  for (let step = from + 1; step < from + steps; step++) if (watcher.due(step)) return true;
  return false;
}
