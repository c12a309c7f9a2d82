/**
 * Second-order statistics in time: auto- and cross-covariance of sampled signals, and cross-correlograms of spike trains.
 *
 * Covariances are the biased ones, divided by the number of samples whatever the lag, of signals less their mean: their spectrum is not
 * negative. Computed by fast Fourier transform, padded so that nothing wraps round.
 */
import { ParameterError, integer } from '../../errors.ts';
import { convolve } from '../../numerics/convolve.ts';
import { gridStep, stepsPerMs } from '../grid.ts';
import { binning, type CountOptions } from '../rates.ts';
import type { Spikes } from '../spikes.ts';
import { mean } from '../statistics.ts';

/**
 * (1/n) sum_k (x[k] - mean x)(y[k + lag] - mean y) for lag = -maxLag .. maxLag: element maxLag + lag. A peak at a positive lag says that y
 * follows x.
 * @param maxLag samples, an integer below the number of samples
 * @throws ParameterError on signals of different or no lengths, or a maxLag out of range
 */
export function crossCovariance(x: Float64Array, y: Float64Array, maxLag: number): Float64Array {
  const n = x.length;
  if (n === 0) throw new ParameterError('x', 'at least one sample', 'none');
  if (y.length !== n) throw new ParameterError('y', `as many samples as x, ${n}`, y.length);
  integer('maxLag', maxLag, 0, n - 1);
  const mx = mean(x);
  const my = mean(y);
  const reversed = x.map((v) => v - mx).toReversed();
  // Element n - 1 + lag of the convolution of x reversed with y.
  const all = convolve(
    y.map((v) => v - my),
    reversed,
  );
  return all.slice(n - 1 - maxLag, n + maxLag).map((c) => c / n);
}

/**
 * The autocovariance for lag = 0 .. maxLag; the first is the variance.
 * @throws ParameterError as `crossCovariance`
 */
export function autocovariance(x: Float64Array, maxLag: number): Float64Array {
  return crossCovariance(x, x, maxLag).slice(maxLag);
}

export interface CorrelogramOptions extends Pick<CountOptions, 't0' | 't1'> {
  /** Width of a bin, ms, a multiple of dt; default dt. */
  readonly bin?: number;
  /** Largest lag, ms: the centre of the last bin, a multiple of the bin. */
  readonly maxLag: number;
}

/** Pairs of spikes by the time between them. */
export interface Correlogram {
  /** Centres of the bins, ms. */
  readonly lags: Float64Array;
  /** Pairs whose lag lies in the bin: on the grid, lag - bin/2 <= difference < lag + bin/2. */
  readonly counts: Float64Array;
}

/**
 * Cross-correlogram: how many pairs of a spike of `a` and one of `b` are apart by each lag (time of b less time of a), both spikes in the
 * window t0 < t <= t1. Trains of two populations are pooled; choose neurons with `neurons`. Of a train with itself (`a` and `b` the same
 * object, the same neurons), the pairs of a spike with itself are left out. Not corrected for the rates or the edges of the window.
 * @param neurons of a and b; default all
 * @throws ParameterError if the time steps differ, or a time lies off the grid
 */
export function crossCorrelogram(
  a: Spikes,
  b: Spikes,
  { t0, t1, bin, maxLag }: CorrelogramOptions,
  neurons: { readonly a?: readonly number[]; readonly b?: readonly number[] } = {},
): Correlogram {
  if (a.dt !== b.dt) throw new ParameterError('b.dt', `${a.dt} ms, as in a`, b.dt);
  const { first, last, perBin } = binning(a.dt, { t0, t1, ...(bin === undefined ? {} : { bin }) });
  const width = perBin / stepsPerMs(a.dt);
  const steps = gridStep('maxLag', maxLag, a.dt);
  if (steps % perBin !== 0) throw new ParameterError('maxLag', `a multiple of the bin, ${width} ms`, maxLag);
  const half = steps / perBin;
  const counts = new Float64Array(2 * half + 1);
  const lags = Float64Array.from(counts, (_, i) => (i - half) * width);
  const ta = chosen(a, neurons.a, first, last);
  const tb = chosen(b, neurons.b, first, last);
  // Differences below begin at -(steps + perBin/2).
  const reach = steps + perBin / 2;
  let low = 0;
  for (const t of ta) {
    while (low < tb.length && tb[low] - t < -reach) low++;
    for (let j = low; j < tb.length && tb[j] - t < reach; j++)
      counts[Math.floor((tb[j] - t + reach) / perBin)]++;
  }
  if (a === b && sameNeurons(neurons.a, neurons.b)) counts[half] -= ta.length;
  return { lags, counts };
}

function chosen(
  spikes: Spikes,
  neurons: readonly number[] | undefined,
  first: number,
  last: number,
): Int32Array {
  const wanted = neurons && new Set(neurons.map((n, i) => integer(`neurons[${i}]`, n, 0, spikes.size - 1)));
  return spikes.steps.filter(
    (step, i) => step > first && step <= last && (wanted === undefined || wanted.has(spikes.ids[i])),
  );
}

function sameNeurons(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const other = new Set(b);
  return new Set(a).size === other.size && a.every((n) => other.has(n));
}
