/**
 * `iaf_psc_delta` neurons that share all parameters, fast (`uniformPopulation.ts`); without `refractory_input`, so that nothing is kept of
 * what arrives in the refractory period.
 */
import type { ChunkSpikes } from './chunkSpikes.ts';
import type { Loops, Move } from './loops/loops.ts';
import type { Columns } from './model.ts';
import { iafPscDelta } from './models/iafPscDelta.ts';
import type { Chunk, ChunkInput } from './population.ts';
import type { Target } from './target.ts';
import { UniformPopulation, type Counts, type LeakyMembrane } from './uniformPopulation.ts';

export class IafPscDeltaPopulation extends UniformPopulation {
  readonly model = iafPscDelta;
  readonly #poisson: Counts;

  /**
   * @param state initial values, as in the model; nothing is kept
   * @param poisson drive, if any
   */
  constructor(
    parameters: LeakyMembrane,
    state: Columns,
    dt: number,
    target: Target,
    poisson: Counts | undefined,
    loops: Loops,
  ) {
    super(parameters, dt, target, loops);
    this.#poisson = poisson ?? this.silent();
    this.restore({ ...state, V_m: state.V_m.map((V) => V - parameters.E_L) }, 0);
  }

  /** Whether neurons of these parameters and initial values can be taken. */
  static takes(uniform: Readonly<Record<string, number>>, { kept }: Columns): boolean {
    return uniform.refractory_input === 0 && kept.every((jump) => jump === 0);
  }

  save(step: number): Columns {
    const { size } = this;
    const V_m = this.membranes.state.slice(0, size);
    return { V_m, kept: new Float64Array(size), refractory: this.saveRefractory(step) };
  }

  restore({ V_m, refractory }: Columns, step: number): void {
    this.membranes.state.set(V_m);
    this.restoreRefractory(refractory, step);
  }

  protected prepare(input: ChunkInput): Move {
    return this.loops.jumps(this.membranes, this.arrivals(input, 0, this.#poisson));
  }

  protected anySteps(n: number, chunk: Chunk, start: number, end: number, spikes: ChunkSpikes): void {
    const { from, input } = chunk;
    const { receptors, neurons } = input;
    const [jumps] = receptors;
    const { state, Pm } = this.membranes;
    const { weight, counts } = this.#poisson;
    const steady = state[3 * this.size + n];
    for (let k = start, g = start * neurons + this.first + n; k < end; k++, g += neurons) {
      const count = (counts[2 * n + (((from + k) >> 1) & 1)] >> (8 * ((from + k) & 1))) & 255;
      const jump = jumps[g] + weight * count;
      jumps[g] = 0;
      if (this.isRefractory(n, from + 1 + k)) continue;
      this.move(n, Pm * state[n] + this.shift(chunk, steady, g) + jump, k, chunk, spikes);
    }
  }
}
