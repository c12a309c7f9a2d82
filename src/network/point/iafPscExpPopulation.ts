/**
 * `iaf_psc_exp` neurons that share all parameters, fast (`uniformPopulation.ts`).
 *
 * Where both synaptic time constants are equal the two currents obey the same equation, and their sum is one current (`merged`):
 * the same membrane potential to rounding, with two thirds of the work.
 */
import type { ChunkSpikes } from './chunkSpikes.ts';
import type { Loops, Move } from './loops/loops.ts';
import type { Columns } from './model.ts';
import { iafPscExp, propagators, type IafPscExpParameters, type Propagators } from './models/iafPscExp.ts';
import type { Chunk, ChunkInput } from './population.ts';
import type { Target } from './target.ts';
import { UniformPopulation, type Counts } from './uniformPopulation.ts';

export class IafPscExpPopulation extends UniformPopulation {
  readonly model = iafPscExp;
  readonly #propagators: Propagators;
  readonly #poisson: readonly [Counts, Counts];

  /**
   * @param state initial values, as in the model; the quantities of the model here are I_ex, or the sum of both, and I_in (pA)
   * @param merged whether both synaptic currents are kept as their sum; the time constants are equal then
   * @param poisson drives onto the excitatory and the inhibitory current, if any; if merged, only the first one counts
   */
  constructor(
    parameters: IafPscExpParameters,
    state: Columns,
    dt: number,
    target: Target,
    readonly merged: boolean,
    poisson: readonly [Counts | undefined, Counts | undefined],
    loops: Loops,
  ) {
    super(parameters, dt, target, loops);
    const silent = this.silent();
    this.#poisson = [poisson[0] ?? silent, poisson[1] ?? silent];
    this.#propagators = propagators(parameters, dt);
    const V_m = state.V_m.map((V) => V - parameters.E_L);
    const both = state.I_syn_ex.map((I, n) => I + state.I_syn_in[n]);
    this.restore(
      merged ? { ...state, V_m, I_syn_ex: both, I_syn_in: new Float64Array(this.size) } : { ...state, V_m },
      0,
    );
  }

  override value(quantity: string, neuron: number): number {
    if (quantity === 'V_m') return super.value(quantity, neuron);
    return this.membranes.state[(quantity === 'I_syn_ex' ? 1 : 2) * this.size + neuron];
  }

  override values(quantity: string, out: Float64Array): void {
    if (quantity === 'V_m') return super.values(quantity, out);
    const first = (quantity === 'I_syn_ex' ? 1 : 2) * this.size;
    out.set(this.membranes.state.subarray(first, first + this.size));
  }

  save(step: number): Columns {
    const { size } = this;
    const part = (i: number): Float64Array => this.membranes.state.slice(i * size, (i + 1) * size);
    return { V_m: part(0), I_syn_ex: part(1), I_syn_in: part(2), refractory: this.saveRefractory(step) };
  }

  restore({ V_m, I_syn_ex, I_syn_in, refractory }: Columns, step: number): void {
    [V_m, I_syn_ex, I_syn_in].forEach((column, i) => this.membranes.state.set(column, i * this.size));
    this.restoreRefractory(refractory, step);
  }

  protected prepare(input: ChunkInput): Move {
    const { A_ex, A_in, P_ex, P_in } = this.#propagators;
    const [ex, inh] = this.#poisson;
    const first = { ...this.arrivals(input, 0, ex), A: A_ex, P: P_ex };
    const second = this.merged ? undefined : { ...this.arrivals(input, 1, inh), A: A_in, P: P_in };
    return this.loops.currents(this.membranes, first, second);
  }

  protected anySteps(n: number, chunk: Chunk, start: number, end: number, spikes: ChunkSpikes): void {
    const { from, input } = chunk;
    const { receptors, neurons } = input;
    const { A_ex, A_in, P_ex, P_in } = this.#propagators;
    const [ex, inh] = receptors;
    const { merged, size } = this;
    const { state, Pm } = this.membranes;
    const steady = state[3 * size + n];
    const [driveEx, driveIn] = this.#poisson;
    for (let k = start, g = start * neurons + this.first + n; k < end; k++, g += neurons) {
      const half = 2 * n + (((from + k) >> 1) & 1);
      const bits = 8 * ((from + k) & 1);
      const ie = state[size + n];
      const ii = state[2 * size + n];
      state[size + n] = P_ex * ie + (ex[g] + driveEx.weight * ((driveEx.counts[half] >> bits) & 255));
      ex[g] = 0;
      if (!merged) {
        state[2 * size + n] = P_in * ii + (inh[g] + driveIn.weight * ((driveIn.counts[half] >> bits) & 255));
        inh[g] = 0;
      }
      if (this.isRefractory(n, from + 1 + k)) continue;
      const shift = this.shift(chunk, steady, g);
      const leak = Pm * state[n];
      const potential = merged ? leak + A_ex * ie + shift : leak + A_ex * ie + A_in * ii + shift;
      this.move(n, potential, k, chunk, spikes);
    }
  }
}
