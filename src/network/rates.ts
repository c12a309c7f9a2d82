/** From spikes to spike counts per time bin: what kernels are convolved with, and what statistics are made of. */
import { ParameterError, positive } from '../errors.ts';
import { gridStep, stepsPerMs } from './grid.ts';
import type { SpikeCounts, Spikes } from './spikes.ts';

/** A window t0 < t <= t1 (ms, on the grid) and bins. */
export interface CountOptions {
  readonly t0: number;
  readonly t1: number;
  /** Bin width, ms, a multiple of dt; default dt. Bins that do not fit whole into the window are left out. */
  readonly bin?: number;
}

/**
 * Counts the spikes of the whole population: a spike at step k belongs to bin floor((k - k0 - 1)/steps per bin), k0 = t0/dt. Spikes
 * outside the window are not counted.
 * @throws ParameterError if t0, t1 or bin lies off the grid, or t1 < t0
 */
export function spikeCounts(spikes: Spikes, options: CountOptions): SpikeCounts {
  const { first, bins, perBin } = binning(spikes.dt, options);
  const counts = new Float64Array(bins);
  for (const step of spikes.steps) {
    const bin = Math.floor((step - first - 1) / perBin);
    if (bin >= 0 && bin < bins) counts[bin]++;
  }
  return {
    population: spikes.population,
    size: spikes.size,
    dt: perBin === 1 ? spikes.dt : perBin / stepsPerMs(spikes.dt),
    t0: options.t0,
    counts,
  };
}

/** The bins of a window: step k is in bin floor((k - first - 1)/perBin). */
export function binning(
  dt: number,
  { t0, t1, bin = dt }: CountOptions,
): { first: number; last: number; perBin: number; bins: number } {
  const first = gridStep('t0', t0, dt);
  const last = gridStep('t1', t1, dt);
  if (last < first) throw new ParameterError('t1', `a time not before t0 = ${t0} ms`, t1);
  const perBin = gridStep('bin', positive('bin', bin), dt);
  if (perBin === 0) throw new ParameterError('bin', `at least dt = ${dt} ms`, bin);
  return { first, last, perBin, bins: Math.floor((last - first) / perBin) };
}
