/**
 * Sums of a quantity over a population, sampled while a network runs: what LFP proxies are made of, without keeping a trace per neuron.
 *
 * Sums do not depend on the order of the neurons, and so not on the number of threads: each value is split into a multiple of 2^-8 and
 * a rest that is rounded to a multiple of 2^-38, and both parts add up exactly. That is an error of 2e-12 per neuron at most, for up to
 * 2^24 neurons and sums below 2^45. Source: Demmel J, Nguyen HD (2013), Fast reproducible floating-point summation, ARITH 21.
 */
import type { PopulationAtWork } from './population.ts';
import { Sampling, type RecordedWindow } from './sampling.ts';
import type { Target } from './target.ts';

/** Asks for sums over a population. */
export interface SumRequest {
  readonly population: string;
  /** Recordable quantities of the model, e.g. I_syn_ex, whose values are summed. */
  readonly quantities: readonly string[];
  /** Quantities whose magnitudes are summed; default none. */
  readonly magnitudes?: readonly string[];
  /** ms, a multiple of dt; default dt. */
  readonly interval?: number;
}

/** Time course of a sum over all neurons of a population. */
export interface Sums {
  readonly population: string;
  /** Number of neurons. */
  readonly size: number;
  readonly quantity: string;
  /** Whether magnitudes were summed. */
  readonly magnitude: boolean;
  readonly unit: string;
  /** Sample m is at t0 + (m + 1) interval. */
  readonly values: Float64Array;
  /** ms. */
  readonly t0: number;
  readonly interval: number;
}

/** The part of a share, as two sums without rounding. */
export interface PartialSums extends Omit<Sums, 'values'> {
  readonly coarse: Float64Array;
  readonly fine: Float64Array;
}

/** Adding and taking away 1.5 2^(52 - b) leaves multiples of 2^-b. */
const COARSE = 1.5 * 2 ** 44;
const FINE = 1.5 * 2 ** 14;

/** Adds up the parts of shares. */
export function joinSums(parts: readonly PartialSums[]): Sums {
  const { coarse, fine: _, ...rest } = parts[0];
  const values = Float64Array.from(coarse, (__, m) => {
    let high = 0;
    let low = 0;
    for (const part of parts) {
      high += part.coarse[m];
      low += part.fine[m];
    }
    return high + low;
  });
  return { ...rest, values };
}

/** Sums one quantity over the neurons of a population that a share holds. */
export class SumRecorder {
  readonly #sampling: Sampling;
  readonly #coarse: Float64Array;
  readonly #fine: Float64Array;
  readonly #values: Float64Array;

  /** @param request one that `checkRecord` has found right */
  constructor(
    readonly request: SumRequest,
    readonly quantity: string,
    readonly magnitude: boolean,
    readonly state: PopulationAtWork,
    readonly target: Target,
    window: RecordedWindow,
  ) {
    this.#sampling = new Sampling(request.interval, window);
    this.#coarse = new Float64Array(this.#sampling.count);
    this.#fine = new Float64Array(this.#sampling.count);
    this.#values = new Float64Array(target.size);
  }

  get sampling(): Sampling {
    return this.#sampling;
  }

  /** Samples all neurons at the end of a step, if it is one to be sampled. */
  sample(step: number): void {
    if (!this.#sampling.due(step)) return;
    const values = this.#values;
    this.state.values(this.quantity, values);
    if (this.magnitude) for (let n = 0; n < values.length; n++) values[n] = Math.abs(values[n]);
    let high = 0;
    let low = 0;
    for (let n = 0; n < values.length; n++) {
      const v = values[n];
      const c = v + COARSE - COARSE;
      high += c;
      low += v - c + FINE - FINE;
    }
    const m = this.#sampling.upTo(step) - 1;
    this.#coarse[m] = high;
    this.#fine[m] = low;
  }

  /** The samples up to a step. */
  sums(step: number): PartialSums {
    const taken = this.#sampling.upTo(step);
    return {
      population: this.request.population,
      size: this.target.populationSize,
      quantity: this.quantity,
      magnitude: this.magnitude,
      unit: this.state.model.recordables[this.quantity].unit,
      coarse: this.#coarse.slice(0, taken),
      fine: this.#fine.slice(0, taken),
      ...this.#sampling.times,
    };
  }
}
