/** From kernels and counts to the signals of a study, the transient left out. */
import type { Kernel } from '../kernel/kernel.ts';
import { array2d } from '../numerics/array2d.ts';
import { predict } from '../predict/predict.ts';
import type { Signal } from '../predict/signal.ts';
import type { Activity } from './dynamicsStage.ts';

/** Signals of a study from `activity.from` on. */
export interface StudySignals {
  /** One per probe: all pathways together. */
  readonly sums: readonly Signal[];
  /** One per probe and pathway; empty unless asked for. */
  readonly pathways: readonly Signal[];
}

/** Predicts all signals. Populations without spikes in the activity are silent (the study's notes say so). */
export function predictSignals(
  kernels: readonly Kernel[],
  activity: Activity,
  pathways: boolean,
): StudySignals {
  const prediction = predict(kernels, activity.counts, { pathways, silent: 'absent' });
  const after = (signals: readonly Signal[]) => signals.map((signal) => crop(signal, activity.from));
  return { sums: after(prediction.signals), pathways: after(prediction.pathways) };
}

/** The part of a signal after `from` (ms, on the grid). */
export function crop(signal: Signal, from: number): Signal {
  const skip = Math.round((from - signal.t0) / signal.dt);
  if (skip <= 0) return signal;
  const [rows, n] = signal.data.shape;
  const kept = Math.max(0, n - skip);
  const data = array2d(rows, kept);
  for (let i = 0; i < rows; i++)
    data.data.set(signal.data.data.subarray(i * n + skip, (i + 1) * n), i * kept);
  return { ...signal, data, t0: from };
}
