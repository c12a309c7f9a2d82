/** The prediction for counts that come in blocks: the same numbers as `predict` on the whole, to rounding. */
import { ParameterError } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SpikeCounts } from '../network/spikes.ts';
import type { FilterStream } from '../numerics/filterBank.ts';
import {
  orderCounts,
  pathwayBank,
  sameTime,
  type PathwayBank,
  type PredictOptions,
  type Prediction,
} from './pathways.ts';

/** Options of a StreamingPredictor. */
export interface StreamingOptions extends PredictOptions {
  /** Bins per push for which the transforms are laid out; any number may be pushed. Default: what makes long blocks fastest. */
  readonly blockLength?: number;
}

/**
 * Predicts signals block by block. With causal kernels every push of n bins gives n columns at once; kernels with negative lags look
 * ahead, and their columns come `latency` bins late (`flush` gives the last ones).
 *
 *   const predictor = new StreamingPredictor(kernels);
 *   for (const block of blocks) show(predictor.push(block).signals);
 */
export class StreamingPredictor {
  /** Number of bins by which columns lag behind the counts. */
  readonly latency: number;
  readonly #pathways: PathwayBank;
  readonly #stream: FilterStream;
  readonly #silent: readonly string[] | 'absent';
  #start: number | undefined;
  #received = 0;
  #given = 0;

  /** @throws ParameterError as `predict` does for the kernels */
  constructor(kernels: readonly Kernel[], options: StreamingOptions = {}) {
    this.#pathways = pathwayBank(kernels, options);
    this.#stream = this.#pathways.bank.stream(options.blockLength);
    this.#silent = options.silent ?? [];
    this.latency = this.#stream.latency;
  }

  /**
   * Takes the next bins of every population and gives the columns that are now complete, `t0` set accordingly.
   * @throws ParameterError as `predict`, and if the block does not begin where the last one ended
   */
  push(counts: readonly SpikeCounts[]): Prediction {
    const { dt, populations } = this.#pathways;
    const { inputs, length, t0 } = orderCounts(counts, populations, this.#silent, dt);
    this.#start ??= t0;
    const expected = this.#start + this.#received * dt;
    if (!sameTime(t0, expected, dt))
      throw new ParameterError(
        't0',
        `${expected} ms, the end of the last block`,
        t0,
        'push blocks in order, without gaps',
      );
    this.#received += length;
    return this.#give(this.#stream.push(inputs, length));
  }

  /** The columns still waiting for counts, if none follow. The next push may begin anywhere, with an empty past. */
  flush(): Prediction {
    const prediction = this.#give(this.#stream.flush());
    this.#start = undefined;
    this.#received = 0;
    this.#given = 0;
    return prediction;
  }

  #give({ columns, data }: { columns: number; data: Float64Array }): Prediction {
    const t0 = (this.#start ?? 0) + this.#given * this.#pathways.dt;
    this.#given += columns;
    return this.#pathways.prediction(data, columns, t0);
  }
}
