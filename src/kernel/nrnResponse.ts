/** The current kernel with NEURON's fixed step and a delay filter on the grid: first order in dt, for parity with LFPykernels. */
import { backwardEulerTask } from '../cable/backwardEuler.ts';
import type { Cell } from '../cable/cell.ts';
import type { TimeCourse } from '../cable/synapse.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { partOf } from '../numerics/task.ts';

export interface NrnOptions {
  readonly amplitude: Float64Array;
  readonly course: TimeCourse;
  readonly leak: Float64Array;
  readonly dt: number;
  /** Number of lags after lag 0. */
  readonly n: number;
  /** Delay weights for lags -n … n. */
  readonly weights: Float64Array;
  /** Initial potential (mV) and time of the event (ms), to reproduce a run that starts off rest; absent: deviation from rest. */
  readonly start?: { readonly vInit: number; readonly tX: number };
}

/** Currents before the delays (n_segments, samples) with the index of the event, and the kernel (n_segments, n + 1). */
export interface NrnResponse {
  readonly currents: Array2D;
  readonly eventStep: number;
  readonly H: Array2D;
}

/** Simulates, filters with the delays, subtracts the value at lag 0. A task that yields the share done. */
export function* nrnResponseTask(cell: Cell, options: NrnOptions): Generator<number, NrnResponse> {
  const { amplitude, course, leak, dt, n, weights, start } = options;
  // Delivered at the first step n with n dt + dt/2 >= t_X.
  const eventStep = start === undefined ? 0 : Math.max(0, Math.ceil(start.tX / dt - 0.5 - 1e-9));
  const simulation = backwardEulerTask(cell, {
    dt,
    nTimes: eventStep + n + 1,
    eventStep,
    amplitude,
    course,
    leak,
    ...(start === undefined ? {} : { vInit: start.vInit }),
  });
  const currents = yield* partOf(simulation, 0, 0.3);
  const H = yield* partOf(delayFilterTask(currents, weights, n, eventStep), 0.3, 1);
  return { currents, eventStep, H };
}

/** Products between two reports of progress. */
const REPORT = 2e6;

/** D(k) = S_h(event + k) - S_h(event), S_h the convolution with the weights (zero outside the data), k = 0 … n. */
export function* delayFilterTask(
  S: Array2D,
  weights: Float64Array,
  n: number,
  event: number,
): Generator<number, Array2D> {
  const [rows, samples] = S.shape;
  const H = array2d(rows, n + 1);
  const used: number[] = [];
  for (let j = -n; j <= n; j++) if (weights[j + n] !== 0) used.push(j);
  const from = used[0] ?? 0;
  const to = used[used.length - 1] ?? -1;
  let paused = 0;
  for (let i = 0; i < rows; i++) {
    const data = S.data.subarray(i * samples, (i + 1) * samples);
    const out = H.data.subarray(i * (n + 1), (i + 1) * (n + 1));
    for (let k = 0; k <= n; k++) {
      let sum = 0;
      const low = Math.max(from, event + k - samples + 1);
      const high = Math.min(to, event + k);
      for (let j = low; j <= high; j++) sum += weights[j + n] * data[event + k - j];
      out[k] = sum;
    }
    const baseline = out[0];
    for (let k = 0; k <= n; k++) out[k] -= baseline;
    if ((i + 1 - paused) * (n + 1) * (to - from + 1) < REPORT) continue;
    paused = i + 1;
    yield paused / rows;
  }
  return H;
}
