/** A filter bank over blocks of samples as they come, for signals without end. */
import { InternalError } from '../errors.ts';
import { checkFinite, directIsFaster, directSum } from './directSum.ts';
import type { Filter, FilterPair, FilterTransform } from './filterTransform.ts';

/** Numbers of inputs and outputs, and the range of lags, which holds lag 0. */
interface FilterShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly first: number;
  readonly last: number;
}

/** New samples of every output: (outputs x columns) values, row-major. */
export interface StreamedOutputs {
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * A filter bank applied to blocks as they come. Outputs appear as soon as all their inputs are known: `latency` = -first samples
 * late if lags are negative, else at once. Numbers agree with `apply` on the whole signals to rounding.
 */
export class FilterStream {
  readonly latency: number;
  readonly #bank: FilterShape;
  readonly #filters: readonly Filter[];
  readonly #pairs: readonly FilterPair[];
  readonly #spectra: readonly (readonly Float64Array[])[];
  readonly #transform: FilterTransform;
  readonly #windowSpectra: readonly Float64Array[];
  /** The last `last - first` samples of every input. */
  readonly #history: Float64Array[];
  #received = 0;
  #emitted = 0;

  /** Made by FilterBank.stream. */
  constructor(
    bank: FilterShape,
    filters: readonly Filter[],
    pairs: readonly FilterPair[],
    transform: FilterTransform,
  ) {
    this.latency = 0 - bank.first; // 0, not -0
    this.#bank = bank;
    this.#filters = filters;
    this.#pairs = pairs;
    this.#transform = transform;
    this.#spectra = pairs.map((pair) => transform.filterSpectra(pair));
    this.#windowSpectra = Array.from({ length: bank.inputs }, () => new Float64Array(transform.size + 2));
    this.#history = Array.from({ length: bank.inputs }, () => new Float64Array(bank.last - bank.first));
  }

  /**
   * Takes `length` further samples of every input and gives the outputs that are now complete.
   * @returns `columns` new samples of every output, (outputs x columns) values, row-major: from the sample after the last one given
   * @throws ParameterError if a sample is not finite
   */
  push(
    signals: readonly Float64Array[],
    length = signals.length === 0 ? 0 : signals[0].length,
  ): StreamedOutputs {
    const { inputs, outputs } = this.#bank;
    if (signals.length !== inputs || signals.some((s) => s.length !== length))
      throw new InternalError(`filter stream: expected ${inputs} signals of ${length} samples`);
    for (const signal of signals) checkFinite('signal', signal);
    this.#received += length;
    // Outputs at times before the first input exist for the transform, but not for the caller.
    const columns = Math.max(0, this.#received - this.latency) - this.#emitted;
    const skip = length - columns;
    this.#emitted += columns;
    const data = new Float64Array(outputs * columns);
    const out = Array.from({ length: outputs }, (_, o) => data.subarray(o * columns, (o + 1) * columns));
    for (let from = 0; from < length; from += this.#transform.block) {
      const count = Math.min(this.#transform.block, length - from);
      this.#step(
        signals.map((s) => s.subarray(from, from + count)),
        count,
        out,
        from - skip,
      );
    }
    return { columns, data };
  }

  /** The outputs that still wait for inputs, taking these as zero; `push` begins anew afterwards. */
  flush(): StreamedOutputs {
    const zeros = new Float64Array(this.latency);
    const rest = this.push(
      this.#history.map(() => zeros),
      this.latency,
    );
    for (const h of this.#history) h.fill(0);
    this.#received = 0;
    this.#emitted = 0;
    return rest;
  }

  /** Outputs `column` .. column + count - 1 (negative ones are dropped) from the history and `count` new samples. */
  #step(signals: readonly Float64Array[], count: number, out: readonly Float64Array[], column: number): void {
    const span = this.#bank.last - this.#bank.first;
    const windows = this.#history.map((history, i) => {
      const window = new Float64Array(span + count);
      window.set(history);
      window.set(signals[i], span);
      history.set(window.subarray(count));
      return window;
    });
    const drop = Math.min(count, Math.max(0, -column));
    const keep = count - drop;
    if (keep === 0) return;
    if (
      directIsFaster(this.#filters, windows, this.#pairs.length + 0.5 * windows.length, this.#transform.size)
    ) {
      directSum(this.#filters, windows, -this.#bank.last - drop, out, column + drop, keep);
      return;
    }
    const spectra = windows.map((window, i) =>
      this.#transform.inputSpectrum(window, drop, this.#windowSpectra[i])
        ? this.#windowSpectra[i]
        : undefined,
    );
    for (const [p, pair] of this.#pairs.entries()) {
      const own = pair.inputs.map((input) => spectra[input]);
      this.#transform.output(
        pair,
        this.#spectra[p],
        own,
        out[pair.a],
        out[Math.max(pair.b, 0)],
        column + drop,
        keep,
      );
    }
  }
}
