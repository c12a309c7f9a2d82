/**
 * Power spectra, cross spectra and coherence by averaged periodograms, with the definitions of scipy.signal.welch, csd and
 * coherence: periodic Hann window, each segment less its mean, density scaling, one-sided.
 *
 * Source: P. D. Welch (1967), "The use of fast Fourier transform for the estimation of power spectra", IEEE Trans. Audio
 * Electroacoust. 15:70-73. Left out: other windows, linear detrending, median averaging, padding of the last segment (a rest too
 * short for a segment is not used, as in scipy).
 */
import { ParameterError, integer, positive } from '../errors.ts';
import { RealDft } from './fft.ts';

/** How a signal is cut into segments. */
export interface SegmentOptions {
  /** Samples per unit of time; frequencies come in the same unit. Default 1. */
  readonly fs?: number;
  /** Samples per segment, at most the length of the signal. Default 256, or the length of a shorter signal. */
  readonly nperseg?: number;
  /** Samples that neighbouring segments share, less than nperseg. Default floor(nperseg / 2). */
  readonly noverlap?: number;
}

/** A spectrum at the frequencies k fs / nperseg, k = 0 .. floor(nperseg / 2). */
export interface Spectrum {
  readonly frequencies: Float64Array;
  /** Unit of the signal squared per unit of frequency. */
  readonly psd: Float64Array;
}

/** A cross spectrum: density of conj(X) Y, real and imaginary part. */
export interface CrossSpectrum {
  readonly frequencies: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The one-sided power spectral density of x; summed over the frequencies times their step it estimates the variance. Throws ParameterError. */
export function welch(x: Float64Array, options: SegmentOptions = {}): Spectrum {
  const [frequencies, [psd]] = averages([x], options, ([X], out, k) => {
    out[0][k] += X[2 * k] ** 2 + X[2 * k + 1] ** 2;
  });
  return { frequencies, psd };
}

/** The one-sided cross spectral density of x and y, conj(X) Y as in scipy.signal.csd. Throws ParameterError. */
export function csd(x: Float64Array, y: Float64Array, options: SegmentOptions = {}): CrossSpectrum {
  const [frequencies, [re, im]] = averages([x, y], options, ([X, Y], out, k) => {
    out[0][k] += X[2 * k] * Y[2 * k] + X[2 * k + 1] * Y[2 * k + 1];
    out[1][k] += X[2 * k] * Y[2 * k + 1] - X[2 * k + 1] * Y[2 * k];
  });
  return { frequencies, re, im };
}

/**
 * Magnitude-squared coherence |Pxy|^2 / (Pxx Pyy), from 0 to 1; 0 where either power is zero. With a single segment it is 1
 * by definition, so at least two are required. Throws ParameterError.
 */
export function coherence(
  x: Float64Array,
  y: Float64Array,
  options: SegmentOptions = {},
): { frequencies: Float64Array; coherence: Float64Array } {
  const { nperseg, noverlap } = resolve(x.length, options);
  if (x.length < 2 * nperseg - noverlap)
    throw new ParameterError('nperseg', `segments of which ${x.length} samples hold at least two`, nperseg);
  const cross = csd(x, y, options);
  const px = welch(x, options).psd;
  const py = welch(y, options).psd;
  const ratio = px.map((p, k) => (p * py[k] > 0 ? (cross.re[k] ** 2 + cross.im[k] ** 2) / (p * py[k]) : 0));
  return { frequencies: cross.frequencies, coherence: ratio };
}

function resolve(length: number, options: SegmentOptions): Required<SegmentOptions> {
  if (length === 0) throw new ParameterError('x', 'at least one sample', 'none');
  const nperseg = integer('nperseg', options.nperseg ?? Math.min(256, length), 1, length);
  const noverlap = integer('noverlap', options.noverlap ?? Math.floor(nperseg / 2), 0, nperseg - 1);
  return { fs: positive('fs', options.fs ?? 1), nperseg, noverlap };
}

/** The periodic Hann window, sin^2(pi j / n); 1 for n = 1. */
function hann(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, j) => (n === 1 ? 1 : Math.sin((Math.PI * j) / n) ** 2));
}

/** Averages over segments of what `accumulate` adds for frequency k into the two sums, scaled to a one-sided density. */
function averages(
  signals: readonly Float64Array[],
  options: SegmentOptions,
  accumulate: (
    spectra: readonly Float64Array[],
    out: readonly [Float64Array, Float64Array],
    k: number,
  ) => void,
): [frequencies: Float64Array, sums: [Float64Array, Float64Array]] {
  const length = signals[0].length;
  for (const signal of signals) {
    if (signal.length !== length)
      throw new ParameterError('y', `as many samples as x, ${length}`, signal.length);
    for (let j = 0; j < length; j++)
      if (!Number.isFinite(signal[j])) throw new ParameterError(`signal[${j}]`, 'a finite number', signal[j]);
  }
  const { fs, nperseg, noverlap } = resolve(length, options);
  const plan = new RealDft(nperseg);
  const window = hann(nperseg);
  const segment = new Float64Array(nperseg);
  const spectra = signals.map(() => new Float64Array(2 * plan.count));
  const sums: [Float64Array, Float64Array] = [new Float64Array(plan.count), new Float64Array(plan.count)];
  let segments = 0;
  for (let start = 0; start + nperseg <= length; start += nperseg - noverlap, segments++) {
    for (const [i, signal] of signals.entries()) {
      let mean = 0;
      for (let j = 0; j < nperseg; j++) mean += signal[start + j];
      mean /= nperseg;
      for (let j = 0; j < nperseg; j++) segment[j] = (signal[start + j] - mean) * window[j];
      plan.forward(spectra[i], segment);
    }
    for (let k = 0; k < plan.count; k++) accumulate(spectra, sums, k);
  }
  let power = 0;
  for (const w of window) power += w * w;
  for (let k = 0; k < plan.count; k++) {
    // Negative frequencies are folded onto the positive ones; 0 and, for even nperseg, the highest stand alone.
    const fold = k === 0 || 2 * k === nperseg ? 1 : 2;
    for (const sum of sums) sum[k] *= fold / (fs * power * segments);
  }
  return [Float64Array.from({ length: plan.count }, (_, k) => (k * fs) / nperseg), sums];
}
