/**
 * Fourier transforms over typed arrays: complex and real plans of power-of-two size on fft.js, and a real plan of any length.
 *
 * A plan owns its tables and scratch; nothing is shared or remembered between plans. Complex arrays are interleaved (re, im).
 * Convention: X[k] = sum_j x[j] exp(-2 pi i j k / n), unscaled; the inverse divides by n. Real plans transform n/2 complex
 * pairs and untangle (W. H. Press et al., Numerical Recipes, section 12.3); other lengths by L. I. Bluestein (1970), "A linear
 * filtering approach to the computation of the discrete Fourier transform", IEEE Trans. Audio Electroacoust. 18:451-455.
 */
import FFT from 'fft.js';
import { InternalError, ParameterError, integer } from '../errors.ts';

/** Largest size of a plan: tables of 2^24 points take half a gigabyte, and fft.js counts in 32 bits. */
export const MAX_FFT_SIZE = 2 ** 24;

/** The smallest power of two >= max(n, 4). Throws ParameterError above 2^24. */
export function fftSize(n: number): number {
  let size = 4;
  while (size < n) size *= 2;
  if (size > MAX_FFT_SIZE)
    throw new ParameterError('n', `a transform of at most ${MAX_FFT_SIZE} points`, n, 'work in blocks');
  return size;
}

function checkSize(size: number): number {
  if (!(size >= 2 && size <= MAX_FFT_SIZE && Number.isInteger(Math.log2(size))))
    throw new ParameterError('size', `a power of two from 2 to ${MAX_FFT_SIZE}`, size);
  return size;
}

function checkLength(what: string, array: Float64Array, length: number): void {
  if (array.length !== length)
    throw new InternalError(`fft: ${what} has ${array.length} values instead of ${length}`);
}

/** Complex transforms of `size` points, a power of two from 2 to 2^24 (ParameterError otherwise). */
export class ComplexFft {
  readonly size: number;
  readonly #fft: FFT;

  constructor(size: number) {
    this.size = checkSize(size);
    this.#fft = new FFT(size);
  }

  /** out = transform of data, both 2 * size long and distinct. */
  forward(out: Float64Array, data: Float64Array): void {
    checkLength('out', out, 2 * this.size);
    checkLength('data', data, 2 * this.size);
    if (out === data) throw new InternalError('fft: out and data are the same array');
    this.#fft.transform(out, data);
  }

  /** out = inverse transform of data, both 2 * size long and distinct. */
  inverse(out: Float64Array, data: Float64Array): void {
    checkLength('out', out, 2 * this.size);
    checkLength('data', data, 2 * this.size);
    if (out === data) throw new InternalError('fft: out and data are the same array');
    this.#fft.inverseTransform(out, data);
  }
}

/** Transforms between `size` real numbers and their size/2 + 1 complex coefficients; size a power of two from 4 to 2^24. */
export class RealFft {
  readonly size: number;
  readonly #half: ComplexFft;
  /** exp(-2 pi i k / size) for k = 0 .. size/4. */
  readonly #twiddles: Float64Array;
  readonly #packed: Float64Array;

  constructor(size: number) {
    if (size === 2) throw new ParameterError('size', `a power of two from 4 to ${MAX_FFT_SIZE}`, size);
    this.size = checkSize(size);
    this.#half = new ComplexFft(size / 2);
    this.#packed = new Float64Array(size);
    this.#twiddles = new Float64Array(size / 2 + 2);
    for (let k = 0; k <= size / 4; k++) {
      this.#twiddles[2 * k] = Math.cos((2 * Math.PI * k) / size);
      this.#twiddles[2 * k + 1] = -Math.sin((2 * Math.PI * k) / size);
    }
  }

  /** spectrum (size + 2 values: coefficients 0 .. size/2) = transform of data (size values). */
  forward(spectrum: Float64Array, data: Float64Array): void {
    const n = this.size;
    checkLength('spectrum', spectrum, n + 2);
    // Even samples as real and odd samples as imaginary parts: the data as they lie in memory.
    this.#half.forward(this.#packed, data);
    const z = this.#packed;
    const w = this.#twiddles;
    spectrum[0] = z[0] + z[1];
    spectrum[1] = 0;
    spectrum[n] = z[0] - z[1];
    spectrum[n + 1] = 0;
    for (let k = 2; k <= n / 2; k += 2) {
      const j = n - k;
      const evenRe = 0.5 * (z[k] + z[j]);
      const evenIm = 0.5 * (z[k + 1] - z[j + 1]);
      const oddRe = 0.5 * (z[k + 1] + z[j + 1]);
      const oddIm = 0.5 * (z[j] - z[k]);
      const re = oddRe * w[k] - oddIm * w[k + 1];
      const im = oddRe * w[k + 1] + oddIm * w[k];
      spectrum[k] = evenRe + re;
      spectrum[k + 1] = evenIm + im;
      spectrum[j] = evenRe - re;
      spectrum[j + 1] = im - evenIm;
    }
  }

  /** data (size values) = inverse transform of spectrum (size + 2 values), taken as that of a real sequence. */
  inverse(data: Float64Array, spectrum: Float64Array): void {
    const n = this.size;
    checkLength('spectrum', spectrum, n + 2);
    const z = this.#packed;
    const w = this.#twiddles;
    z[0] = 0.5 * (spectrum[0] + spectrum[n]);
    z[1] = 0.5 * (spectrum[0] - spectrum[n]);
    for (let k = 2; k <= n / 2; k += 2) {
      const j = n - k;
      const evenRe = 0.5 * (spectrum[k] + spectrum[j]);
      const evenIm = 0.5 * (spectrum[k + 1] - spectrum[j + 1]);
      const re = 0.5 * (spectrum[k] - spectrum[j]);
      const im = 0.5 * (spectrum[k + 1] + spectrum[j + 1]);
      const oddRe = re * w[k] + im * w[k + 1];
      const oddIm = im * w[k] - re * w[k + 1];
      z[k] = evenRe - oddIm;
      z[k + 1] = evenIm + oddRe;
      z[j] = evenRe + oddIm;
      z[j + 1] = oddRe - evenIm;
    }
    this.#half.inverse(data, z);
  }
}

/** The transform of `length` >= 1 real numbers, any length up to 2^22, to floor(length/2) + 1 complex coefficients. */
export class RealDft {
  readonly length: number;
  /** Number of coefficients, floor(length/2) + 1. */
  readonly count: number;
  readonly #transform: (spectrum: Float64Array, data: Float64Array) => void;

  constructor(length: number) {
    this.length = integer('length', length, 1, 2 ** 22);
    this.count = Math.floor(length / 2) + 1;
    if (length >= 4 && Number.isInteger(Math.log2(length))) {
      const plan = new RealFft(length);
      this.#transform = (spectrum, data) => plan.forward(spectrum, data);
    } else this.#transform = bluestein(length, this.count);
  }

  /** spectrum (2 * count values) = transform of data (length values). */
  forward(spectrum: Float64Array, data: Float64Array): void {
    checkLength('spectrum', spectrum, 2 * this.count);
    checkLength('data', data, this.length);
    this.#transform(spectrum, data);
  }
}

/** -jk = ((k - j)^2 - j^2 - k^2)/2 turns the transform into a convolution with the chirp exp(i pi m^2 / n). */
function bluestein(n: number, count: number): (spectrum: Float64Array, data: Float64Array) => void {
  const plan = new ComplexFft(fftSize(2 * n - 1));
  const size = plan.size;
  const chirp = new Float64Array(2 * n);
  for (let m = 0; m < n; m++) {
    const angle = (Math.PI * ((m * m) % (2 * n))) / n; // reduced while still an exact integer
    chirp[2 * m] = Math.cos(angle);
    chirp[2 * m + 1] = Math.sin(angle);
  }
  const a = new Float64Array(2 * size);
  const b = new Float64Array(2 * size);
  for (let m = 0; m < n; m++)
    for (const place of m === 0 ? [0] : [m, size - m]) {
      a[2 * place] = chirp[2 * m];
      a[2 * place + 1] = chirp[2 * m + 1];
    }
  const filter = new Float64Array(2 * size);
  plan.forward(filter, a);
  return (spectrum, data) => {
    a.fill(0);
    for (let j = 0; j < n; j++) {
      a[2 * j] = data[j] * chirp[2 * j];
      a[2 * j + 1] = -data[j] * chirp[2 * j + 1];
    }
    plan.forward(b, a);
    for (let k = 0; k < 2 * size; k += 2) {
      a[k] = b[k] * filter[k] - b[k + 1] * filter[k + 1];
      a[k + 1] = b[k] * filter[k + 1] + b[k + 1] * filter[k];
    }
    plan.inverse(b, a);
    for (let k = 0; k < 2 * count; k += 2) {
      spectrum[k] = b[k] * chirp[k] + b[k + 1] * chirp[k + 1];
      spectrum[k + 1] = b[k + 1] * chirp[k] - b[k] * chirp[k + 1];
    }
  };
}
