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
  ) {
    const size = V_m.length;
    const silent = { weight: 0, counts: new Uint16Array(2 * size) };
    this.#poisson = [poisson[0] ?? silent, poisson[1] ?? silent];
    this.#size = size;
    this.#parameters = parameters;
    this.#propagators = propagators(parameters, dt);
    this.#refractorySteps = refractorySteps(parameters.t_ref, dt);
    this.#threshold = parameters.V_th - parameters.E_L;
    this.#reset = parameters.V_reset - parameters.E_L;
    this.#state = new Float64Array(4 * size);
    for (let n = 0; n < size; n++) {
      this.#state[n] = V_m[n] - parameters.E_L;
      this.setCurrent(n, 0);
    }
    this.#refractoryUntil = new Int32Array(size).fill(-1);
    this.#left = new Int32Array(size);
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
    const [ex, inh] = input.receptors;
    const [driveEx, driveIn] = this.#poisson;
    const until = this.#refractoryUntil;
    const left = this.#left;
    const count = this.merged
      ? fourStepsMerged(
          begin,
          end,
          time,
          this.#state,
          until,
          ex,
          this.first,
          input.neurons,
          driveEx.counts,
          driveEx.weight,
          Pm,
          A_ex,
          P_ex,
          this.#threshold,
          left,
        )
      : fourSteps(
          begin,
          end,
          time,
          this.#state,
          until,
          ex,
          inh,
          this.first,
          input.neurons,
          driveEx.counts,
          driveEx.weight,
          driveIn.counts,
          driveIn.weight,
          Pm,
          A_ex,
          A_in,
          P_ex,
          P_in,
          this.#threshold,
          left,
        );
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

// The two loops below call nothing and work on few arrays: a call would make the engine look up the addresses of all arrays again,
// for every neuron. A neuron that spikes or is refractory in one of the four steps is left as it was, and noted.

/** Four steps of the neurons begin .. end - 1, with one synaptic current; returns how many neurons are noted in `left`. */
function fourStepsMerged(
  begin: number,
  end: number,
  time: number,
  state: Float64Array,
  until: Int32Array,
  input: Float64Array,
  row1: number,
  neurons: number,
  counts: Uint16Array,
  weight: number,
  Pm: number,
  A: number,
  P: number,
  threshold: number,
  left: Int32Array,
): number {
  const size = until.length;
  const shifts = 3 * size;
  const row2 = row1 + neurons;
  const row3 = row2 + neurons;
  const row4 = row3 + neurons;
  let count = 0;
  for (let n = begin; n < end; n++) {
    const shift = state[shifts + n];
    const c12 = counts[2 * n];
    const c34 = counts[2 * n + 1];
    const i0 = state[size + n];
    const i1 = P * i0 + (input[row1 + n] + weight * (c12 & 255));
    const i2 = P * i1 + (input[row2 + n] + weight * (c12 >> 8));
    const i3 = P * i2 + (input[row3 + n] + weight * (c34 & 255));
    const i4 = P * i3 + (input[row4 + n] + weight * (c34 >> 8));
    const u1 = Pm * state[n] + A * i0 + shift;
    const u2 = Pm * u1 + A * i1 + shift;
    const u3 = Pm * u2 + A * i2 + shift;
    const u4 = Pm * u3 + A * i3 + shift;
    if (u1 >= threshold || u2 >= threshold || u3 >= threshold || u4 >= threshold || until[n] > time)
      left[count++] = n;
    else {
      state[n] = u4;
      state[size + n] = i4;
      input[row1 + n] = 0;
      input[row2 + n] = 0;
      input[row3 + n] = 0;
      input[row4 + n] = 0;
    }
  }
  return count;
}

/** The same with two synaptic currents. */
function fourSteps(
  begin: number,
  end: number,
  time: number,
  state: Float64Array,
  until: Int32Array,
  ex: Float64Array,
  inh: Float64Array,
  row1: number,
  neurons: number,
  countsEx: Uint16Array,
  weightEx: number,
  countsIn: Uint16Array,
  weightIn: number,
  Pm: number,
  A_ex: number,
  A_in: number,
  P_ex: number,
  P_in: number,
  threshold: number,
  left: Int32Array,
): number {
  const size = until.length;
  const inhibitory = 2 * size;
  const shifts = 3 * size;
  const row2 = row1 + neurons;
  const row3 = row2 + neurons;
  const row4 = row3 + neurons;
  let count = 0;
  for (let n = begin; n < end; n++) {
    const shift = state[shifts + n];
    const a12 = countsEx[2 * n];
    const a34 = countsEx[2 * n + 1];
    const e0 = state[size + n];
    const e1 = P_ex * e0 + (ex[row1 + n] + weightEx * (a12 & 255));
    const e2 = P_ex * e1 + (ex[row2 + n] + weightEx * (a12 >> 8));
    const e3 = P_ex * e2 + (ex[row3 + n] + weightEx * (a34 & 255));
    const e4 = P_ex * e3 + (ex[row4 + n] + weightEx * (a34 >> 8));
    const b12 = countsIn[2 * n];
    const b34 = countsIn[2 * n + 1];
    const i0 = state[inhibitory + n];
    const i1 = P_in * i0 + (inh[row1 + n] + weightIn * (b12 & 255));
    const i2 = P_in * i1 + (inh[row2 + n] + weightIn * (b12 >> 8));
    const i3 = P_in * i2 + (inh[row3 + n] + weightIn * (b34 & 255));
    const i4 = P_in * i3 + (inh[row4 + n] + weightIn * (b34 >> 8));
    const u1 = Pm * state[n] + A_ex * e0 + A_in * i0 + shift;
    const u2 = Pm * u1 + A_ex * e1 + A_in * i1 + shift;
    const u3 = Pm * u2 + A_ex * e2 + A_in * i2 + shift;
    const u4 = Pm * u3 + A_ex * e3 + A_in * i3 + shift;
    if (u1 >= threshold || u2 >= threshold || u3 >= threshold || u4 >= threshold || until[n] > time)
      left[count++] = n;
    else {
      state[n] = u4;
      state[size + n] = e4;
      state[inhibitory + n] = i4;
      ex[row1 + n] = 0;
      ex[row2 + n] = 0;
      ex[row3 + n] = 0;
      ex[row4 + n] = 0;
      inh[row1 + n] = 0;
      inh[row2 + n] = 0;
      inh[row3 + n] = 0;
      inh[row4 + n] = 0;
    }
  }
  return count;
}
