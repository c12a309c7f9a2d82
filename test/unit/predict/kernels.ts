/** Small kernels and counts for the tests of predictions. */
import type { Kernel } from '../../../src/kernel/kernel.ts';
import type { SpikeCounts } from '../../../src/network/spikes.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import { randomStream } from '../../../src/numerics/random.ts';

export const DT = 2 ** -4;

/** A kernel of noise, the same for the same names and sizes. */
export function makeKernel(
  X: string,
  Y: string,
  probe = 'LFP',
  { channels = 2, count = 5, first = 0, dt = DT } = {},
): Kernel {
  const stream = randomStream(1, `${X}>${Y}@${probe}`, count);
  const values = Float64Array.from({ length: channels * count }, () => stream.normal());
  return {
    X,
    Y,
    probe,
    H: array2d(channels, count, values),
    lags: { dt, first, count },
    channels: Array.from({ length: channels }, (_, c) => ({ name: `ch${c}` })),
    unit: 'mV',
  };
}

/** Counts of a population, Poisson-like noise unless given. */
export function makeCounts(
  population: string,
  counts: number | ArrayLike<number>,
  t0 = 0,
  dt = DT,
): SpikeCounts {
  const stream = randomStream(2, population);
  const values =
    typeof counts === 'number'
      ? Float64Array.from({ length: counts }, () => Math.floor(4 * stream.uniform()))
      : Float64Array.from(counts);
  return { population, size: 100, dt, t0, counts: values };
}
