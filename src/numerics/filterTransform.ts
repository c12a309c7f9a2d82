/**
 * The block step of a filter bank by fast Fourier transforms (overlap-save: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal
 * Processing, section 8.7): spectra of input windows times spectra of filters, summed over the inputs, transformed back.
 *
 * Two outputs a and b share one inverse transform, because real inputs through the complex filter a + i b give both at once. The
 * two are first scaled by powers of two to like size, so that a large output leaves no rounding noise in a small one. An output
 * that is left over takes a real transform of half the work.
 */
import { ComplexFft, RealFft } from './fft.ts';

/** One filter of a bank: `taps[k]` acts at lag first + k (samples; negative lags look ahead). */
export interface Filter {
  readonly input: number;
  readonly output: number;
  readonly first: number;
  readonly taps: Float64Array;
}

/** The filters of two outputs, of which b may be absent (-1). */
export interface FilterPair {
  readonly a: number;
  readonly b: number;
  /** Powers of two by which the taps are multiplied before, and the outputs divided after, the transforms. */
  readonly scaleA: number;
  readonly scaleB: number;
  /** Inputs that reach a or b, ascending. */
  readonly inputs: readonly number[];
  readonly filters: readonly Filter[];
}

/** Outputs that any filter reaches, two by two: outputs of the same inputs together. */
export function pairOutputs(filters: readonly Filter[], outputs: number): FilterPair[] {
  const byOutput: Filter[][] = Array.from({ length: outputs }, () => []);
  for (const f of filters) byOutput[f.output].push(f);
  const inputsOf = (o: number) => [...new Set(byOutput[o].map((f) => f.input))].toSorted((x, y) => x - y);
  const open = new Map<string, number>();
  const pairs: FilterPair[] = [];
  const close = (a: number, b: number) =>
    pairs.push({
      a,
      b,
      scaleA: scaleOf(byOutput[a]),
      scaleB: b < 0 ? 1 : scaleOf(byOutput[b]),
      inputs: inputsOf(a),
      filters: b < 0 ? byOutput[a] : [...byOutput[a], ...byOutput[b]],
    });
  for (let o = 0; o < outputs; o++) {
    if (byOutput[o].length === 0) continue;
    const key = inputsOf(o).join();
    const partner = open.get(key);
    if (partner === undefined) open.set(key, o);
    else {
      open.delete(key);
      close(partner, o);
    }
  }
  for (const o of open.values()) close(o, -1);
  return pairs;
}

/** The power of two that brings the largest tap into [1, 2). */
function scaleOf(filters: readonly Filter[]): number {
  let largest = 0;
  for (const f of filters)
    for (let k = 0; k < f.taps.length; k++) largest = Math.max(largest, Math.abs(f.taps[k]));
  return largest === 0 ? 1 : 2 ** Math.min(1000, -Math.floor(Math.log2(largest)));
}

/** Transforms of one size for filters of lags first .. last: windows of `size` inputs give blocks of `block` outputs. */
export class FilterTransform {
  readonly size: number;
  /** New outputs per window, size - (last - first). */
  readonly block: number;
  readonly #first: number;
  readonly #lags: number;
  readonly #complex: ComplexFft;
  readonly #real: RealFft;
  readonly #window: Float64Array;
  readonly #half: Float64Array;
  readonly #product: Float64Array;
  readonly #result: Float64Array;

  /** @param size a power of two > last - first, as for RealFft */
  constructor(size: number, first: number, last: number) {
    this.size = size;
    this.block = size - (last - first);
    this.#first = first;
    this.#lags = last - first + 1;
    this.#complex = new ComplexFft(size);
    this.#real = new RealFft(size);
    this.#window = new Float64Array(size);
    this.#half = new Float64Array(size + 2);
    this.#product = new Float64Array(2 * size);
    this.#result = new Float64Array(2 * size);
  }

  /**
   * Writes the spectrum (size + 2 values) of the window of `signal` from index `start` (may be negative; outside the signal: 0).
   * @returns whether the window has any non-zero sample
   */
  inputSpectrum(signal: Float64Array, start: number, spectrum: Float64Array): boolean {
    const window = this.#window;
    const from = Math.max(start, 0);
    const to = Math.min(start + this.size, signal.length);
    window.fill(0);
    let any = false;
    for (let j = from; j < to; j++) {
      window[j - start] = signal[j];
      if (signal[j] !== 0) any = true;
    }
    if (any) this.#real.forward(spectrum, window);
    return any;
  }

  /**
   * The spectra of a pair's filters, one per entry of pair.inputs: those of the complex filters a + i b (2 size values), scaled by
   * 1/size; without a b, those of the real filters (size + 2 values).
   */
  filterSpectra(pair: FilterPair): Float64Array[] {
    const single = pair.b < 0;
    const stride = single ? 1 : 2;
    const h = single ? this.#window : this.#product;
    return pair.inputs.map((input) => {
      h.fill(0);
      for (const f of pair.filters) {
        if (f.input !== input) continue;
        const part = f.output === pair.a ? 0 : 1;
        const scale = (part === 0 ? pair.scaleA : pair.scaleB) / (single ? 1 : this.size);
        const offset = stride * (f.first - this.#first) + part;
        for (let k = 0; k < f.taps.length; k++) h[offset + stride * k] += scale * f.taps[k];
      }
      const spectrum = new Float64Array(single ? this.size + 2 : 2 * this.size);
      if (single) this.#real.forward(spectrum, h);
      else this.#complex.forward(spectrum, h);
      return spectrum;
    });
  }

  /**
   * Writes `count` <= block outputs of a pair, into outA and outB from index `column`.
   * @param filters as made by filterSpectra
   * @param windows one input spectrum per entry of pair.inputs; undefined where the window is zero throughout
   * @param outB ignored if the pair has no b
   */
  output(
    pair: FilterPair,
    filters: readonly Float64Array[],
    windows: readonly (Float64Array | undefined)[],
    outA: Float64Array,
    outB: Float64Array,
    column: number,
    count: number,
  ): void {
    const single = pair.b < 0;
    if (windows.every((window) => window === undefined)) {
      outA.fill(0, column, column + count);
      if (!single) outB.fill(0, column, column + count);
      return;
    }
    this.#multiply(filters, windows, single);
    const result = this.#result;
    const unscaleA = 1 / pair.scaleA;
    if (single) {
      this.#real.inverse(this.#window, this.#half);
      for (let t = 0; t < count; t++) outA[column + t] = unscaleA * this.#window[this.#lags - 1 + t];
      return;
    }
    // The products are conjugated: a forward transform of them is the conjugate of the inverse transform, without its division.
    this.#complex.forward(result, this.#product);
    const base = 2 * (this.#lags - 1);
    const unscaleB = -1 / pair.scaleB;
    for (let t = 0, k = base; t < count; t++, k += 2) {
      outA[column + t] = unscaleA * result[k];
      outB[column + t] = unscaleB * result[k + 1];
    }
  }

  /** Sums the products over the inputs, a stretch of frequencies at a time so that the sum stays in the first-level cache. */
  #multiply(
    filters: readonly Float64Array[],
    windows: readonly (Float64Array | undefined)[],
    single: boolean,
  ): void {
    const n = this.size;
    for (let from = 0; from < n; from += STRETCH) {
      const to = Math.min(from + STRETCH, n);
      let add = false;
      for (let i = 0; i < filters.length; i++) {
        const r = windows[i];
        if (r === undefined) continue;
        if (single) multiplyHalf(this.#half, filters[i], r, from, to === n ? n + 2 : to, add);
        else multiplyFull(this.#product, filters[i], r, n, from, to, add);
        add = true;
      }
    }
  }
}

/** Values of a half spectrum that are multiplied at a time. */
const STRETCH = 512;

/** z[k] = h[k] r[k], or += if `add`, for interleaved half spectra between the values `from` and `to`. */
function multiplyHalf(
  z: Float64Array,
  h: Float64Array,
  r: Float64Array,
  from: number,
  to: number,
  add: boolean,
): void {
  for (let k = from; k < to; k += 2) {
    const re = h[k] * r[k] - h[k + 1] * r[k + 1];
    const im = h[k] * r[k + 1] + h[k + 1] * r[k];
    z[k] = add ? z[k] + re : re;
    z[k + 1] = add ? z[k + 1] + im : im;
  }
}

/**
 * z = conj(h r), or += if `add`, for a complex spectrum h of n points and the half spectrum r of a real signal: the values from .. to
 * of the lower half and their mirror images.
 */
function multiplyFull(
  z: Float64Array,
  h: Float64Array,
  r: Float64Array,
  n: number,
  from: number,
  to: number,
  add: boolean,
): void {
  if (from === 0) {
    // Frequency 0 and the highest one have no mirror image; r is real there.
    for (const k of [0, n]) {
      z[k] = (add ? z[k] : 0) + h[k] * r[k];
      z[k + 1] = (add ? z[k + 1] : 0) - h[k + 1] * r[k];
    }
    from = 2;
  }
  if (add) {
    for (let k = from, j = 2 * n - from; k < to; k += 2, j -= 2) {
      const re = r[k];
      const im = r[k + 1];
      z[k] += h[k] * re - h[k + 1] * im;
      z[k + 1] -= h[k] * im + h[k + 1] * re;
      z[j] += h[j] * re + h[j + 1] * im;
      z[j + 1] += h[j] * im - h[j + 1] * re;
    }
  } else {
    for (let k = from, j = 2 * n - from; k < to; k += 2, j -= 2) {
      const re = r[k];
      const im = r[k + 1];
      z[k] = h[k] * re - h[k + 1] * im;
      z[k + 1] = -h[k] * im - h[k + 1] * re;
      z[j] = h[j] * re + h[j + 1] * im;
      z[j + 1] = h[j] * im - h[j + 1] * re;
    }
  }
}
