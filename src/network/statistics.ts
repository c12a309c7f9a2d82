/**
 * Statistics of spike trains in a window t0 < t <= t1: rates, intervals, irregularity, synchrony. Definitions as usual in the field:
 * CV = population standard deviation / mean of the intervals of a neuron; Fano factor = variance / mean of counts, variances over
 * n; correlation = Pearson's, of binned counts. A quantity that cannot be computed is NaN.
 */
import { InternalError, ParameterError, integer } from '../errors.ts';
import { randomStream } from '../numerics/random.ts';
import { binning, spikeCounts, type CountOptions } from './rates.ts';
import { stepsPerMs } from './grid.ts';
import type { Spikes } from './spikes.ts';

/** A window t0 < t <= t1, ms. */
export type Window = Pick<CountOptions, 't0' | 't1'>;

/** Mean; NaN of no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Standard deviation over n (not n - 1); NaN of no values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const m = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - m) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Percentiles (0 to 100) with linear interpolation between order statistics, as numpy's default; NaN of no values. */
export function percentiles(values: ArrayLike<number>, percents: readonly number[]): Float64Array {
  const sorted = Float64Array.from(values).toSorted();
  return Float64Array.from(percents, (percent) => {
    const position = (percent / 100) * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

/** Firing rates of the single neurons, spikes/s. */
export function neuronRates(spikes: Spikes, window: Window): Float64Array {
  const { first, last } = binning(spikes.dt, window);
  const rates = new Float64Array(spikes.size);
  const perSpike = (1000 * stepsPerMs(spikes.dt)) / (last - first);
  for (let i = 0; i < spikes.steps.length; i++)
    if (spikes.steps[i] > first && spikes.steps[i] <= last) rates[spikes.ids[i]] += perSpike;
  return rates;
}

/** Inter-spike intervals of every neuron, ms, in the order of time. */
export function interspikeIntervals(spikes: Spikes, window: Window): number[][] {
  const { first, last } = binning(spikes.dt, window);
  const perMs = stepsPerMs(spikes.dt);
  const previous = new Int32Array(spikes.size).fill(-1);
  const intervals: number[][] = Array.from({ length: spikes.size }, () => []);
  for (let i = 0; i < spikes.steps.length; i++) {
    const step = spikes.steps[i];
    if (step <= first || step > last) continue;
    const id = spikes.ids[i];
    if (previous[id] >= 0) intervals[id].push((step - previous[id]) / perMs);
    previous[id] = step;
  }
  return intervals;
}

/** CV of the intervals of every neuron with at least `minSpikes` spikes (default 5). */
export function coefficientsOfVariation(intervals: readonly number[][], minSpikes = 5): Float64Array {
  const used = intervals.filter((isi) => isi.length >= Math.max(1, minSpikes - 1));
  return Float64Array.from(used, (isi) => standardDeviation(isi) / mean(isi));
}

/** Rate of the population per neuron, spikes/s, in bins. */
export function populationRate(spikes: Spikes, options: CountOptions): Float64Array {
  const { counts, dt } = spikeCounts(spikes, options);
  return counts.map((n) => (1000 * n) / (spikes.size * dt));
}

/** Variance/mean of the population's spike count in bins. */
export function fanoFactor(spikes: Spikes, options: CountOptions): number {
  const { counts } = spikeCounts(spikes, options);
  return standardDeviation(counts) ** 2 / mean(counts);
}

/** Spike counts per bin of chosen neurons, one row each. */
export function neuronCounts(
  spikes: Spikes,
  neurons: ArrayLike<number>,
  options: CountOptions,
): Float64Array[] {
  const { first, perBin, bins } = binning(spikes.dt, options);
  const rows: (Float64Array | undefined)[] = Array.from({ length: spikes.size });
  const chosen = Array.from(neurons, (n, i) => {
    integer(`neurons[${i}]`, n, 0, spikes.size - 1);
    if (rows[n]) throw new ParameterError(`neurons[${i}]`, 'every neuron once', n);
    return (rows[n] = new Float64Array(bins));
  });
  for (let i = 0; i < spikes.steps.length; i++) {
    const bin = Math.floor((spikes.steps[i] - first - 1) / perBin);
    const row = rows[spikes.ids[i]];
    if (row && bin >= 0 && bin < bins) row[bin]++;
  }
  return chosen;
}

/** Up to `count` neurons that spiked in the window, drawn without replacement and in ascending order. */
export function activeNeurons(spikes: Spikes, window: Window, count: number, seed: number): Int32Array {
  const rates = neuronRates(spikes, window);
  const active = Int32Array.from(rates.keys()).filter((n) => rates[n] > 0);
  const stream = randomStream(seed, `active neurons of ${spikes.population}`);
  const chosen = Math.min(count, active.length);
  for (let i = 0; i < chosen; i++) {
    const j = i + Math.floor(stream.uniform() * (active.length - i));
    [active[i], active[j]] = [active[j], active[i]];
  }
  return active.slice(0, chosen).toSorted();
}

/** Pearson correlations of all pairs of rows (a constant row gives NaN, which is left out). */
export function pairCorrelations(rows: readonly Float64Array[]): Float64Array {
  const z = rows.map(normalised);
  const out: number[] = [];
  for (let i = 0; i < z.length; i++) for (let j = 0; j < i; j++) out.push(dot(z[i], z[j]));
  return Float64Array.from(out).filter((c) => !Number.isNaN(c));
}

/** Pearson correlations of every row of `a` with every row of `b`. */
export function crossCorrelations(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array {
  const za = a.map(normalised);
  const zb = b.map(normalised);
  const out = za.flatMap((x) => zb.map((y) => dot(x, y)));
  return Float64Array.from(out).filter((c) => !Number.isNaN(c));
}

/** Without mean, of norm 1. */
function normalised(row: Float64Array): Float64Array {
  const m = mean(row);
  const norm = standardDeviation(row) * Math.sqrt(row.length);
  return row.map((x) => (x - m) / norm);
}

function dot(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new InternalError('dot: lengths differ');
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
