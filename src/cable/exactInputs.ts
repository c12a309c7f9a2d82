/**
 * Inputs of the exact solver: currents that are sums of polynomials times exponentials from some times on. One component follows
 *     q' = p - r q,   p' = -r p,
 * its current being q: a step (r = 0), an exponential, a ramp (r = 0, p > 0) or an alpha function (q = p t exp(-r t)), with jumps of q and p.
 * Left out: conductances, clamps of the potential and point processes of one's own.
 */
import { ParameterError } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { checkField, type ExtracellularField } from './extracellular.ts';
import { isOwn, type Input } from './inputs.ts';
import { doubleExponentialPeak } from './synapse.ts';

/** At `time` (ms), q (nA, or mV of a field) and p (per ms) jump. */
export type Jump = readonly [time: number, dq: number, dp: number];

export interface Component {
  /** Index of the input whose current this is part of; -1 where it is none's. */
  readonly input: number;
  /** 1/ms */
  readonly rate: number;
  /** Ascending in time. */
  readonly jumps: readonly Jump[];
}

/** The current (nA, inward) of an input from t0 on. Throws ParameterError if it is no current of this form. */
export function componentsOf(input: Input, k: number, t0: number): Component[] {
  const component = (rate: number, jumps: readonly Jump[]): Component => ({
    input: k,
    rate,
    jumps: jumps.toSorted((a, b) => a[0] - b[0]),
  });
  if (!isOwn(input)) {
    if (input.type === 'IClamp') {
      const { delay, dur, amp } = input;
      if (delay + dur <= t0 || dur <= 0) return [];
      return [
        component(0, [
          [Math.max(delay, t0), amp, 0],
          [delay + dur, -amp, 0],
        ]),
      ];
    }
    if (input.type === 'AlphaSynapseI') {
      const { onset, tau, imax } = input;
      const start = Math.max(onset, t0);
      const x = (start - onset) / tau;
      if (x > 10) return [];
      const scale = imax * Math.exp(1 - x);
      // x exp(1 - x) from x on; after 10 tau the same is taken off again.
      const rest = imax * Math.exp(-9);
      return [
        component(1 / tau, [
          [start, x * scale, scale / tau],
          [onset + 10 * tau, -10 * rest, -rest / tau],
        ]),
      ];
    }
    if (input.type === 'ExpSynI' || input.type === 'Exp2SynI') {
      const { times, weight } = input;
      const events = (factor: number): Jump[] =>
        Array.from(times, (t, j) => [t, factor * (typeof weight === 'number' ? weight : weight[j]), 0]);
      if (input.type === 'ExpSynI') return [component(1 / input.tau, events(1))];
      const { tau1, tau2 } = input;
      const factor = 1 / doubleExponentialPeak(tau1, tau2);
      return [component(1 / tau2, events(factor)), component(1 / tau1, events(-factor))];
    }
  }
  throw new ParameterError(
    `inputs[${k}].type`,
    'ExpSynI, Exp2SynI, AlphaSynapseI or IClamp (method exact)',
    input.type,
    'use another method for inputs that change conductances',
  );
}

/** A field as few patterns along the cell (n_patterns, n_segments, orthonormal), each with its course in time (mV). */
export interface FieldPatterns {
  readonly patterns: Array2D;
  readonly courses: readonly Component[];
}

/** What of a column may be left out as rounding, relative to the largest potential. */
const NEGLIGIBLE = 1e-14;

/**
 * A sampled field from t0 on, its columns spanned by as few patterns as they need. Throws ParameterError if it is a function of time, whose course
 * between samples is not known, or is no admissible field.
 */
export function fieldPatterns(field: ExtracellularField, n: number, t0: number): FieldPatterns {
  if (typeof field === 'function')
    throw new ParameterError(
      'extracellular',
      'a sampled field (method exact)',
      'a function of time',
      'sample it, or use another method',
    );
  const { v, times, interpolation } = checkField(field, n);
  const samples = times.length;
  const basis: Float64Array[] = [];
  const coefficients: Float64Array[] = [];
  const largest = v.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let k = 0; k < samples; k++) {
    const column = Float64Array.from({ length: n }, (_, i) => v.data[i * samples + k]);
    const c = new Float64Array(n);
    // Twice, because once leaves rounding along the patterns that there are.
    for (let pass = 0; pass < 2; pass++)
      for (const [j, b] of basis.entries()) {
        const along = b.reduce((sum, x, i) => sum + x * column[i], 0);
        c[j] += along;
        for (let i = 0; i < n; i++) column[i] -= along * b[i];
      }
    const size = Math.hypot(...column);
    if (size > NEGLIGIBLE * largest * Math.sqrt(n) && basis.length < n) {
      c[basis.length] = size;
      basis.push(column.map((x) => x / size));
    }
    coefficients.push(c);
  }
  const patterns = array2d(basis.length, n);
  for (const [j, b] of basis.entries()) patterns.data.set(b, j * n);
  const courses = basis.map((_, j) => ({
    input: -1,
    rate: 0,
    jumps: courseOf(
      coefficients.map((c) => c[j]),
      times,
      interpolation === 'staircase',
      t0,
    ),
  }));
  return { patterns, courses };
}

/** Values at times, as a staircase or joined by lines, held before the first and after the last: jumps from t0 on. */
function courseOf(
  values: readonly number[],
  times: ArrayLike<number>,
  staircase: boolean,
  t0: number,
): Jump[] {
  const slope = (k: number): number =>
    staircase || k < 0 || k + 1 >= values.length
      ? 0
      : (values[k + 1] - values[k]) / (times[k + 1] - times[k]);
  let k = -1;
  while (k + 1 < values.length && times[k + 1] <= t0) k++;
  const start = k < 0 ? values[0] : values[k] + slope(k) * (t0 - times[k]);
  const jumps: Jump[] = [[t0, start, slope(k)]];
  for (k++; k < values.length; k++)
    jumps.push([times[k], staircase && k > 0 ? values[k] - values[k - 1] : 0, slope(k) - slope(k - 1)]);
  return jumps;
}
