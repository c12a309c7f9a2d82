/** A predicted signal: channels over time, with everything a reader must know to plot it. */
import type { Array2D } from '../numerics/array2d.ts';
import type { Channel } from '../forward/forwardModel.ts';
import type { Unit } from '../units.ts';

export interface Signal {
  /** Name of the probe. */
  readonly probe: string;
  /** (n_channels, n_times); column n is at t0 + (n + 1) dt, the time stamps of the spike counts. */
  readonly data: Array2D;
  readonly channels: readonly Channel[];
  readonly unit: Unit;
  readonly dt: number;
  readonly t0: number;
  /** Set on a single pathway's contribution; absent on the sum. */
  readonly X?: string;
  readonly Y?: string;
}
