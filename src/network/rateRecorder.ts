/** Population rates while a network runs: a sink that counts spikes in bins and keeps none of them. */
import { ParameterError } from '../errors.ts';
import { binning, type CountOptions } from './rates.ts';
import { stepsPerMs } from './grid.ts';
import type { SpikeCounts } from './spikes.ts';

/** Takes spikes as the `sink` of a simulation, or of several that follow each other. */
export class RateRecorder {
  readonly #first: number;
  readonly #perBin: number;
  readonly #binWidth: number;
  readonly #counts: Map<string, SpikeCounts>;

  /**
   * @param populations names and sizes, e.g. those of the network
   * @param options of the window t0 < t <= t1 and its bins, ms; bins that do not fit whole into the window are left out
   * @param dt time step of the network, ms
   * @throws ParameterError if t0, t1 or bin lies off the grid, or t1 < t0
   */
  constructor(
    populations: readonly { readonly name: string; readonly size: number }[],
    options: CountOptions,
    dt: number,
  ) {
    const { first, perBin, bins } = binning(dt, options);
    this.#first = first;
    this.#perBin = perBin;
    this.#binWidth = perBin === 1 ? dt : perBin / stepsPerMs(dt);
    this.#counts = new Map(
      populations.map(({ name, size }) => [
        name,
        { population: name, size, dt: this.#binWidth, t0: options.t0, counts: new Float64Array(bins) },
      ]),
    );
  }

  /** Counts spikes of one population; those outside the window are left out. */
  spikes(population: string, steps: Int32Array): void {
    const { counts } = this.#of(population);
    for (const step of steps) {
      const bin = Math.floor((step - this.#first - 1) / this.#perBin);
      if (bin >= 0 && bin < counts.length) counts[bin]++;
    }
  }

  /** Spikes per bin so far, in the order of the populations. */
  get counts(): readonly SpikeCounts[] {
    return [...this.#counts.values()];
  }

  /** Rates per neuron so far, spikes/s. @throws ParameterError if the population is not recorded, or empty */
  rate(population: string): Float64Array {
    return ratePerNeuron(this.#of(population));
  }

  #of(population: string): SpikeCounts {
    const counts = this.#counts.get(population);
    if (counts !== undefined) return counts;
    throw new ParameterError('population', [...this.#counts.keys()].join(' or '), population);
  }
}

/** Rate of a population per neuron, spikes/s, from its counts. @throws ParameterError if it has no neurons */
export function ratePerNeuron({ population, size, dt, counts }: SpikeCounts): Float64Array {
  if (size === 0) throw new ParameterError(population, 'a population with neurons', 'none');
  return counts.map((n) => (1000 * n) / (size * dt));
}
