/** The defining sum of a filter bank, for sparse signals and short filters: exact zeros cost nothing. */
import { ParameterError } from '../errors.ts';
import type { Filter } from './filterTransform.ts';

/** Time of a transform of n points, divided by n log2 n, over the time of one multiply-add of the direct sum (Node 20). */
const TRANSFORM_COST = 2;

/** Whether the direct sum over the non-zero samples beats this number of complex transforms of `size` points. */
export function directIsFaster(
  filters: readonly Filter[],
  signals: readonly Float64Array[],
  transforms: number,
  size: number,
): boolean {
  return directWork(filters, signals) < TRANSFORM_COST * transforms * size * Math.log2(size);
}

/** Multiply-adds of directSum. */
function directWork(filters: readonly Filter[], signals: readonly Float64Array[]): number {
  const nonZero = signals.map((signal) => {
    let count = 0;
    for (let j = 0; j < signal.length; j++) if (signal[j] !== 0) count++;
    return count;
  });
  let work = 0;
  for (const f of filters) work += nonZero[f.input] * f.taps.length;
  return work;
}

/** Adds the defining sum to out[o][column + t], t = 0 .. count-1, where sample j of a signal is at time t = offset + j. */
export function directSum(
  filters: readonly Filter[],
  signals: readonly Float64Array[],
  offset: number,
  out: readonly Float64Array[],
  column: number,
  count: number,
): void {
  for (const { input, output, first, taps } of filters) {
    const x = signals[input];
    const y = out[output];
    for (let j = 0; j < x.length; j++) {
      const value = x[j];
      if (value === 0) continue;
      const t0 = offset + j + first;
      const from = Math.max(0, -t0);
      const to = Math.min(taps.length, count - t0);
      for (let k = from; k < to; k++) y[column + t0 + k] += value * taps[k];
    }
  }
}

/** Throws ParameterError, with the index, if a value is NaN or infinite. */
export function checkFinite(name: string, values: Float64Array): void {
  for (let j = 0; j < values.length; j++)
    if (!Number.isFinite(values[j])) throw new ParameterError(`${name}[${j}]`, 'a finite number', values[j]);
}
