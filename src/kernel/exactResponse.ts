/**
 * The current kernel without time-step error: the cell's modes (sums of exponentials), the synapse's exponentials and
 * the delay law, all convolved in continuous time and then sampled at the lags.
 */
import type { ModalResponse } from '../cable/modes.ts';
import { asExponentials, type TimeCourse } from '../cable/synapse.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { partOf } from '../numerics/task.ts';
import type { DelayRule } from './delay.ts';
import { delayedExponentials, type Series } from './delayedExponentials.ts';
import { exponentialConvolution, partialFractions, type Rate } from './exponentialConvolution.ts';

/** Products between two reports of progress. */
const REPORT = 2e6;

/**
 * A task that yields the share done. Gives the transmembrane current per segment (n_segments, n + 1), lags 0 … n dt, nA; `modes` is the response to
 * the amplitudes (nA).
 */
export function* exactResponseTask(
  modes: ModalResponse,
  course: TimeCourse,
  law: ContinuousDistribution,
  dt: number,
  n: number,
  rule: DelayRule,
): Generator<number, Array2D> {
  const [nSegments, nModes] = modes.residueRe.shape;
  const E = memoise(delayedExponentials(law, dt, n, rule));
  const { factor, rates } = asExponentials(course);
  const synapse: Rate[] = rates.map((re) => ({ re, im: 0 }));
  // H = coefficients x real series; every mode adds its own series and, by partial fractions, to those of the synapse.
  const terms = new Map<Float64Array, Float64Array>();
  const add = (series: Float64Array, weight: number, residues: Array2D, m: number): void => {
    if (weight === 0) return;
    let column = terms.get(series);
    if (column === undefined) terms.set(series, (column = new Float64Array(nSegments)));
    for (let i = 0; i < nSegments; i++) column[i] += factor * weight * residues.data[i * nModes + m];
  };
  for (let m = 0; m < nModes; m++) {
    const all = [...synapse, { re: modes.zRe[m], im: modes.zIm[m] }];
    const fractions = partialFractions(all);
    const parts: { series: Series; weight: readonly [number, number] }[] =
      fractions === undefined
        ? [{ series: exponentialConvolution(E, all), weight: [1, 0] }]
        : all.map((z, j) => ({ series: E(z.re, z.im), weight: fractions[j] }));
    // Re[(R_re + i R_im) (w_re + i w_im) (s_re + i s_im)]
    for (const { series, weight } of parts) {
      add(series.re, weight[0], modes.residueRe, m);
      if (modes.zIm[m] === 0) continue;
      add(series.re, -weight[1], modes.residueIm, m);
      add(series.im, -weight[1], modes.residueRe, m);
      add(series.im, -weight[0], modes.residueIm, m);
    }
    yield (0.5 * (m + 1)) / nModes;
  }
  return yield* partOf(combine([...terms], nSegments, n), 0.5, 1);
}

/** Values of a series beyond the last that is larger than this fraction of its peak are left out. */
const FADED = 1e-32;

/**
 * H(i, k) = sum over series of column[i] series[k], k = 1 … n; column 0 stays zero, since the kernel is causal. Four series at a time, those of
 * fast modes only as long as they last.
 */
function* combine(
  terms: (readonly [Float64Array, Float64Array])[],
  nSegments: number,
  n: number,
): Generator<number, Array2D> {
  const lasting = terms
    .map(([series, column]) => ({ series, column, end: duration(series) }))
    .toSorted((p, q) => q.end - p.end);
  const H = array2d(nSegments, n + 1);
  const blank = { series: new Float64Array(n + 1), column: new Float64Array(nSegments) };
  let products = 0;
  for (let j = 0; j < lasting.length; j += 4) {
    const [p, q = blank, r = blank, s = blank] = lasting.slice(j, j + 4);
    const [a, b, c, d] = [p.series, q.series, r.series, s.series];
    for (let i = 0; i < nSegments; i++) {
      const h = H.data.subarray(i * (n + 1), (i + 1) * (n + 1));
      addFour(h, p.end, p.column[i], a, q.column[i], b, r.column[i], c, s.column[i], d);
      products += 4 * p.end;
      if (products < REPORT) continue;
      products = 0;
      yield (j + (4 * i) / nSegments) / (lasting.length + 4);
    }
  }
  return H;
}

// Outside the task: engines optimise functions that pause less well.
function addFour(
  h: Float64Array,
  end: number,
  wa: number,
  a: Float64Array,
  wb: number,
  b: Float64Array,
  wc: number,
  c: Float64Array,
  wd: number,
  d: Float64Array,
): void {
  for (let k = 1; k < end; k++) h[k] += wa * a[k] + wb * b[k] + wc * c[k] + wd * d[k];
}

/** Number of samples up to the last one that matters. */
function duration(series: Float64Array): number {
  let peak = 0;
  for (const x of series) if (Math.abs(x) > peak) peak = Math.abs(x);
  let end = series.length;
  while (end > 0 && !(Math.abs(series[end - 1]) > FADED * peak)) end--;
  return end;
}

function memoise(E: (zRe: number, zIm: number) => Series): (zRe: number, zIm: number) => Series {
  const known = new Map<string, Series>();
  return (zRe, zIm) => {
    const key = `${zRe} ${zIm}`;
    const series = known.get(key) ?? E(zRe, zIm);
    known.set(key, series);
    return series;
  };
}
