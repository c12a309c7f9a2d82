/**
 * The state of a population of `iaf_psc_exp` neurons and its steps. Most neurons neither spike nor are refractory: a fast loop takes them
 * through four steps at once, in registers; those that do are left to a loop that treats every case, with the same arithmetic.
 *
 * Where both synaptic time constants are equal the two currents obey the same equation, and their sum is one current (`merged`):
 * the same membrane potential to rounding, with two thirds of the work.
 */
import { ParameterError } from '../../errors.ts';
import { refractorySteps } from '../grid.ts';
import { PACK, type PackedPoisson } from './drives.ts';
import type { Loops } from './loops/loops.ts';
import { propagators, type IafPscExpParameters, type Propagators } from './iafPscExp.ts';

/** What can be recorded of a neuron. */
export type IafPscExpQuantity = 'V_m' | 'I_syn_ex' | 'I_syn_in';

/** What arrives in a chunk of steps. */
export interface ChunkInput {
  /**
   * Excitatory and inhibitory input; one and the same array if the currents are merged: what arrives at neuron n of the network in
   * step k is at k * neurons + n. Set to zero as it is used.
   */
  readonly receptors: readonly [Float64Array, Float64Array];
  /** Number of neurons of the network. */
  readonly neurons: number;
}

type Counts = Pick<PackedPoisson, 'weight' | 'counts'>;

export class IafPscExpPopulation {
  readonly #size: number;
  /** Per neuron, one quantity after the other: V - E_L (mV); I_ex, or the sum of both (pA); I_in (pA); effect of I_e and external currents on V in one step (mV). */
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
   * @param V_m initial potential per neuron, mV
   * @param first global index of the first neuron
   * @param merged whether both synaptic currents are kept as their sum; the time constants are equal then
   * @param poisson drives onto the excitatory and the inhibitory current, if any; if merged, only the first one counts
   */
  constructor(
    parameters: IafPscExpParameters,
    dt: number,
    V_m: Float64Array,
    readonly first: number,
    readonly merged: boolean,
    poisson: readonly [PackedPoisson | undefined, PackedPoisson | undefined],
    loops: Loops,
  ) {
    const size = V_m.length;
    this.#loops = loops;
    const silent = { weight: 0, counts: loops.uint16(2 * size) };
    this.#poisson = [poisson[0] ?? silent, poisson[1] ?? silent];
    this.#size = size;
    this.#parameters = parameters;
    this.#propagators = propagators(parameters, dt);
    this.#refractorySteps = refractorySteps(parameters.t_ref, dt);
    this.#threshold = parameters.V_th - parameters.E_L;
    this.#reset = parameters.V_reset - parameters.E_L;
    this.#state = loops.float64(4 * size);
    for (let n = 0; n < size; n++) {
      this.#state[n] = V_m[n] - parameters.E_L;
      this.setCurrent(n, 0);
    }
    this.#refractoryUntil = loops.int32(size).fill(-1);
    this.#left = loops.int32(size);
  }

  /** Bytes of the arrays of a population, at most. */
  static bytes(size: number): number {
    return 48 * size + 5 * 16;
  }

  /** Sets the external current (pA, beside I_e) of a neuron from the next step on. */
  setCurrent(neuron: number, current: number): void {
    this.#state[3 * this.#size + neuron] = this.#propagators.P0 * (this.#parameters.I_e + current);
  }

  /**
   * The value of a quantity at the end of the last step.
   * @throws ParameterError if it is a synaptic current and these are merged
   */
  value(quantity: IafPscExpQuantity, neuron: number): number {
    if (quantity === 'V_m') return this.#state[neuron] + this.#parameters.E_L;
    if (this.merged)
      throw new ParameterError(
        'quantities',
        'V_m, as this network adds up synaptic currents of equal time constants',
        quantity,
        'build it with { separateCurrents: true }',
      );
    return this.#state[(quantity === 'I_syn_ex' ? 1 : 2) * this.#size + neuron];
  }

  /**
   * Takes the neurons begin .. end - 1 through the steps time + 1 .. time + steps.
   * @param onSpike called with the step, counted from 0, and the index within the population; ascending indices for every step
   * @param onStep called after every step of every neuron, if given (this is slower)
   */
  advance(
    time: number,
    steps: number,
    begin: number,
    end: number,
    input: ChunkInput,
    onSpike: (k: number, neuron: number) => void,
    onStep?: (step: number, neuron: number) => void,
  ): void {
    if (steps !== PACK || onStep !== undefined) {
      for (let n = begin; n < end; n++) this.#anySteps(n, time, steps, input, onSpike, onStep);
      return;
    }
    const { Pm, A_ex, A_in, P_ex, P_in } = this.#propagators;
    const { receptors, neurons } = input;
    const [driveEx, driveIn] = this.#poisson;
    const left = this.#left;
    const row = this.first;
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
    const count = this.#loops.fourSteps(membranes, ex, inh, begin, end, time);
    for (let i = 0; i < count; i++) this.#anySteps(left[i], time, steps, input, onSpike);
  }

  /** One neuron through any number of steps, whatever happens in them. */
  #anySteps(
    n: number,
    time: number,
    steps: number,
    { receptors, neurons }: ChunkInput,
    onSpike: (k: number, neuron: number) => void,
    onStep?: (step: number, neuron: number) => void,
  ): void {
    const { Pm, A_ex, A_in, P_ex, P_in } = this.#propagators;
    const [ex, inh] = receptors;
    const state = this.#state;
    const size = this.#size;
    const shift = state[3 * size + n];
    const [driveEx, driveIn] = this.#poisson;
    for (let k = 0, g = this.first + n; k < steps; k++, g += neurons) {
      const step = time + 1 + k;
      const half = 2 * n + (((time + k) >> 1) & 1);
      const bits = 8 * ((time + k) & 1);
      const u = state[n];
      const ie = state[size + n];
      const ii = state[2 * size + n];
      state[size + n] = P_ex * ie + (ex[g] + driveEx.weight * ((driveEx.counts[half] >> bits) & 255));
      ex[g] = 0;
      if (!this.merged) {
        state[2 * size + n] = P_in * ii + (inh[g] + driveIn.weight * ((driveIn.counts[half] >> bits) & 255));
        inh[g] = 0;
      }
      if (this.#refractoryUntil[n] < step) {
        state[n] = this.merged ? Pm * u + A_ex * ie + shift : Pm * u + A_ex * ie + A_in * ii + shift;
        if (state[n] >= this.#threshold) {
          state[n] = this.#reset;
          this.#refractoryUntil[n] = step + this.#refractorySteps;
          onSpike(k, n);
        }
      }
      onStep?.(step, n);
    }
  }
}
