import type { Spikes } from '../../src/network/spikes.ts';

/** Spikes of a population A from [step, id] pairs, sorted. */
export function spikesOf(
  size: number,
  pairs: readonly (readonly [step: number, id: number])[],
  dt = 0.1,
): Spikes {
  const sorted = pairs.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    population: 'A',
    size,
    dt,
    steps: Int32Array.from(sorted, (p) => p[0]),
    ids: Int32Array.from(sorted, (p) => p[1]),
  };
}
