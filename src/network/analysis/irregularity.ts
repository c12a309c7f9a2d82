/**
 * Irregularity of spike trains from their intervals. All of them are 0 for a clock and 1 in the mean for a Poisson process; CV grows when the
 * rate drifts, CV2 and LV compare neighbours only and do not.
 *
 * Sources: Holt GR, Softky WR, Koch C, Douglas RJ (1996), J Neurophysiol 75:1806-1814 (CV2); Shinomoto S, Shima K, Tanji J (2003), Neural
 * Comput 15:2823-2842 (LV); Shinomoto S et al. (2009), PLOS Comput Biol 5:e1000433 (LvR). With too few intervals a measure is NaN.
 */
import { nonNegative } from '../../errors.ts';
import { mean, standardDeviation } from '../statistics.ts';

/** Population standard deviation over mean of intervals; NaN of none. Of one interval, 0. */
export function cv(intervals: ArrayLike<number>): number {
  return standardDeviation(intervals) / mean(intervals);
}

/** CV2: mean of 2 |b - a|/(a + b) over neighbouring intervals a, b; NaN of fewer than two. */
export function cv2(intervals: ArrayLike<number>): number {
  return pairMean(intervals, (a, b) => (2 * Math.abs(b - a)) / (a + b));
}

/** Local variation LV: mean of 3 (a - b)^2/(a + b)^2 over neighbouring intervals a, b; NaN of fewer than two. */
export function localVariation(intervals: ArrayLike<number>): number {
  return pairMean(intervals, (a, b) => 3 * ((a - b) / (a + b)) ** 2);
}

/**
 * LvR, the local variation corrected for refractoriness: mean of 3 (1 - 4ab/(a + b)^2)(1 + 4R/(a + b)); LV for R = 0. NaN of fewer than
 * two intervals.
 * @param R refractoriness constant, ms, >= 0; default 5, as in the source
 * @throws ParameterError if R is negative or not finite
 */
export function revisedLocalVariation(intervals: ArrayLike<number>, R = 5): number {
  nonNegative('R', R);
  return pairMean(intervals, (a, b) => 3 * ((a - b) / (a + b)) ** 2 * (1 + (4 * R) / (a + b)));
}

/**
 * A measure for every neuron with enough spikes, e.g. `perNeuron(interspikeIntervals(spikes, window), localVariation)`.
 * @param minSpikes least number of spikes; default 5, at least 3
 */
export function perNeuron(
  intervals: readonly ArrayLike<number>[],
  measure: (intervals: ArrayLike<number>) => number,
  minSpikes = 5,
): Float64Array {
  return Float64Array.from(
    intervals.filter((isi) => isi.length >= Math.max(2, minSpikes - 1)),
    measure,
  );
}

function pairMean(intervals: ArrayLike<number>, of: (a: number, b: number) => number): number {
  let sum = 0;
  for (let i = 1; i < intervals.length; i++) sum += of(intervals[i - 1], intervals[i]);
  return intervals.length < 2 ? NaN : sum / (intervals.length - 1);
}
