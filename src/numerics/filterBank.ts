/**
 * Many finite filters between a few inputs and many outputs: output_o[t] = sum over filters (i -> o) and lags l of
 * taps[l - first] input_i[t - l].
 *
 * By blocks of fast Fourier transforms (filterTransform.ts): one forward transform per input and block, products summed over the
 * inputs in the frequency domain, one inverse transform per two outputs. Sparse or short work is done by the direct sum
 * instead. `apply` treats whole signals, `stream` blocks as they come. Left out: recursive filters.
 */
import { InternalError, integer } from '../errors.ts';
import { checkFinite, directIsFaster, directSum } from './directSum.ts';
import { MAX_FFT_SIZE, fftSize } from './fft.ts';
import { FilterStream } from './filterStream.ts';
import { FilterTransform, pairOutputs, type Filter, type FilterPair } from './filterTransform.ts';

export type { Filter } from './filterTransform.ts';
export type { FilterStream, StreamedOutputs } from './filterStream.ts';

/** Input spectra kept at once by `apply`, in values: 64 MB. */
const SPECTRA_AT_ONCE = 2 ** 23;

/** A fixed set of filters. */
export class FilterBank {
  /** Range of lags over all filters, widened to hold lag 0. */
  readonly first: number;
  readonly last: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly #filters: readonly Filter[];
  readonly #pairs: readonly FilterPair[];

  /**
   * @param filters any number; several with the same input and output add up
   * @param inputs, outputs how many there are, >= 0
   * @throws ParameterError if taps are not finite or the lags span more than 2^23 samples; InternalError if an index is out of range
   */
  constructor(filters: readonly Filter[], inputs: number, outputs: number) {
    let first = 0;
    let last = 0;
    for (const f of filters) {
      if (!(f.input >= 0 && f.input < inputs && f.output >= 0 && f.output < outputs))
        throw new InternalError(`filter ${f.input} -> ${f.output} is outside ${inputs} -> ${outputs}`);
      integer('first', f.first, -MAX_FFT_SIZE, MAX_FFT_SIZE);
      checkFinite('taps', f.taps);
      if (f.taps.length === 0) continue;
      first = Math.min(first, f.first);
      last = Math.max(last, f.first + f.taps.length - 1);
    }
    integer('range of lags', last - first, 0, MAX_FFT_SIZE / 2);
    this.first = first;
    this.last = last;
    this.inputs = inputs;
    this.outputs = outputs;
    this.#filters = filters.filter((f) => f.taps.length > 0);
    this.#pairs = pairOutputs(this.#filters, outputs);
  }

  /**
   * All outputs, as long as the inputs, which count as zero before their first and after their last sample.
   * @param signals one array per input, of equal length, finite
   * @param options.direct forces the direct sum (true) or the transforms (false); by default the faster of them
   * @returns (outputs x length) values, row-major
   * @throws ParameterError if a signal is not finite
   */
  apply(signals: readonly Float64Array[], options: { direct?: boolean } = {}): Float64Array {
    const length = this.#check(signals);
    const all = new Float64Array(this.outputs * length);
    const out = Array.from({ length: this.outputs }, (_, o) => all.subarray(o * length, (o + 1) * length));
    if (length === 0 || this.#pairs.length === 0) return all;
    const size = this.#bestSize(length);
    const blocks = Math.ceil(length / (size - (this.last - this.first)));
    if (options.direct ?? this.#directIsFaster(signals, blocks, size))
      directSum(this.#filters, signals, 0, out, 0, length);
    else this.#transform(signals, size, out, length);
    return all;
  }

  #transform(signals: readonly Float64Array[], size: number, out: Float64Array[], length: number): void {
    const transform = new FilterTransform(size, this.first, this.last);
    const { block } = transform;
    const atOnce = Math.max(1, Math.floor(SPECTRA_AT_ONCE / ((size + 2) * signals.length)));
    for (let from = 0; from < length; from += atOnce * block) {
      const starts: number[] = [];
      for (let t = from; t < Math.min(length, from + atOnce * block); t += block) starts.push(t);
      const windows = starts.map((t) =>
        signals.map((signal) => {
          const spectrum = new Float64Array(size + 2);
          return transform.inputSpectrum(signal, t - this.last, spectrum) ? spectrum : undefined;
        }),
      );
      for (const pair of this.#pairs) {
        const spectra = transform.filterSpectra(pair);
        const [a, b] = [out[pair.a], out[Math.max(pair.b, 0)]];
        for (const [i, t] of starts.entries()) {
          const own = pair.inputs.map((input) => windows[i][input]);
          transform.output(pair, spectra, own, a, b, t, Math.min(block, length - t));
        }
      }
    }
  }

  /**
   * The bank as a stream of blocks.
   * @param blockLength samples per push for which the transforms are laid out (any number may be pushed); default: what makes long
   *   recordings fastest
   */
  stream(blockLength?: number): FilterStream {
    const span = this.last - this.first;
    const size =
      blockLength === undefined
        ? this.#bestSize(Infinity)
        : fftSize(integer('blockLength', blockLength, 1) + span);
    return new FilterStream(
      this,
      this.#filters,
      this.#pairs,
      new FilterTransform(size, this.first, this.last),
    );
  }

  #check(signals: readonly Float64Array[]): number {
    if (signals.length !== this.inputs)
      throw new InternalError(`filter bank: ${signals.length} signals for ${this.inputs} inputs`);
    for (const signal of signals) {
      if (signal.length !== signals[0].length)
        throw new InternalError('filter bank: signals differ in length');
      checkFinite('signal', signal);
    }
    return signals.length === 0 ? 0 : signals[0].length;
  }

  /** The size of transform with the least work for `length` samples. */
  #bestSize(length: number): number {
    const span = this.last - this.first;
    const smallest = fftSize(span + 1);
    let best = smallest;
    let least = Infinity;
    for (let size = smallest; size <= Math.min(MAX_FFT_SIZE, 64 * smallest); size *= 2) {
      const block = size - span;
      // Above 8192 points the arrays leave the second-level cache, and a transform takes half as long again.
      const work = size * Math.log2(size) * (size > 8192 ? 1.5 : 1);
      const total = length === Infinity ? work / block : Math.ceil(length / block) * work;
      if (total < least) {
        least = total;
        best = size;
      }
      if (block >= length) break;
    }
    return best;
  }

  #directIsFaster(signals: readonly Float64Array[], blocks: number, size: number): boolean {
    let transforms = blocks * (this.#pairs.length + 0.5 * this.inputs);
    for (const pair of this.#pairs) transforms += pair.inputs.length;
    return directIsFaster(this.#filters, signals, transforms, size);
  }
}
