/**
 * The current kernel without time-step error: the cell's modes (sums of exponentials), the synapse's exponentials and
 * the delay law, all convolved in continuous time and then sampled at the lags.
 */
import type { ModalResponse } from '../cable/modes.ts';
import { asExponentials, type TimeCourse } from '../cable/synapse.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import type { DelayRule } from './delay.ts';
import { delayedExponentials, type Series } from './delayedExponentials.ts';
import { exponentialConvolution, type Rate } from './exponentialConvolution.ts';

/** Transmembrane current per segment (n_segments, n + 1), lags 0 … n dt, nA; `modes` is the response to the amplitudes (nA). */
export function exactResponse(
  modes: ModalResponse,
  course: TimeCourse,
  law: ContinuousDistribution,
  dt: number,
  n: number,
  rule: DelayRule,
): Array2D {
  const [nSegments, nModes] = modes.residueRe.shape;
  const E = memoise(delayedExponentials(law, dt, n, rule));
  const { factor, rates } = asExponentials(course);
  const synapse: Rate[] = rates.map((re) => ({ re, im: 0 }));
  const H = array2d(nSegments, n + 1);
  for (let m = 0; m < nModes; m++) {
    const { re, im } = exponentialConvolution(E, [...synapse, { re: modes.zRe[m], im: modes.zIm[m] }]);
    const oscillates = modes.zIm[m] !== 0;
    for (let i = 0; i < nSegments; i++) {
      const a = factor * modes.residueRe.data[i * nModes + m];
      const b = factor * modes.residueIm.data[i * nModes + m];
      const row = i * (n + 1);
      if (oscillates) for (let k = 1; k <= n; k++) H.data[row + k] += a * re[k] - b * im[k];
      else for (let k = 1; k <= n; k++) H.data[row + k] += a * re[k];
    }
  }
  return H;
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
