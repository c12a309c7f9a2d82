/**
 * An extracellular potential along the cell (the ephaptic effect): the inner potential v + v_ext drives the axial currents. Given in samples,
 * as a staircase (NEURON's: the step from t uses the latest sample up to t + dt/2, as it delivers events) or interpolated; or as a function of time.
 */
import { ParameterError } from '../errors.ts';
import type { Array2D } from '../numerics/array2d.ts';

/** v_ext sampled: (n_segments, n_times) in mV at ascending times (ms); before the first and after the last sample it is held. */
export interface SampledField {
  readonly v: Array2D;
  readonly times: ArrayLike<number>;
  /**
   * `linear` (default): interpolated, read at the end of the step (backward Euler) or its middle (Crank-Nicolson);
   * `staircase`: as NEURON plays it.
   */
  readonly interpolation?: 'linear' | 'staircase';
}

/** v_ext as a function: writes the potential of every segment (mV) at time t (ms) to `out`. */
export type FieldFunction = (t: number, out: Float64Array) => void;

export type ExtracellularField = SampledField | FieldFunction;

export interface ExtracellularState {
  /** Inner potential per node in the step that starts at step * dt. */
  innerPotentials(step: number, v: Float64Array, out: Float64Array): void;
  fault(): boolean;
}

/** Prepares a field for a run. Throws ParameterError unless shapes fit, times ascend and potentials are finite. */
export function extracellularState(
  field: ExtracellularField,
  { nodeOf, n, dt, readAt }: { nodeOf: Int32Array; n: number; dt: number; readAt: 0.5 | 1 },
): ExtracellularState {
  const potential = new Float64Array(n);
  const write = typeof field === 'function' ? field : sampled(field, n);
  const staircase = typeof field !== 'function' && field.interpolation === 'staircase';
  // A sample at the middle of a step is reached in spite of rounding.
  const at = staircase ? 0.5 + 1e-9 : readAt;
  return {
    innerPotentials(step, v, out) {
      write((step + at) * dt, potential);
      out.set(v);
      for (let i = 0; i < n; i++) out[nodeOf[i]] += potential[i];
    },
    fault: () => potential.some((x) => !Number.isFinite(x)),
  };
}

/** A sampled field, complete. Throws ParameterError unless shapes fit, times ascend and potentials are finite. */
export function checkField(
  { v, times, interpolation = 'linear' }: SampledField,
  n: number,
): Required<SampledField> {
  const [rows, columns] = v.shape;
  if (rows !== n || columns !== times.length || columns === 0)
    throw new ParameterError(
      'extracellular.v',
      `${n} segments x ${Math.max(1, times.length)} times`,
      `${rows} x ${columns}`,
    );
  if (interpolation !== 'linear' && interpolation !== 'staircase')
    throw new ParameterError('extracellular.interpolation', 'linear or staircase', interpolation);
  for (let k = 0; k < columns; k++)
    if (!Number.isFinite(times[k]) || (k > 0 && !(times[k] > times[k - 1])))
      throw new ParameterError(`extracellular.times[${k}]`, 'ascending finite times', times[k]);
  const bad = v.data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new ParameterError('extracellular.v', 'finite potentials', v.data[bad]);
  return { v, times, interpolation };
}

function sampled(field: SampledField, n: number): FieldFunction {
  const { v, times, interpolation } = checkField(field, n);
  const columns = times.length;
  let k = 0;
  return (t, out) => {
    while (k > 0 && times[k] > t) k--;
    while (k + 1 < columns && times[k + 1] <= t) k++;
    const next = Math.min(k + 1, columns - 1);
    const x =
      interpolation === 'staircase' || next === k || t < times[k]
        ? 0
        : (t - times[k]) / (times[next] - times[k]);
    for (let i = 0; i < n; i++) {
      const a = v.data[i * columns + k];
      out[i] = a + x * (v.data[i * columns + next] - a);
    }
  };
}
