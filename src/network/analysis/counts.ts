/** Variability of spike counts of single neurons. The Fano factor of a whole population's counts is `fanoFactor`. */
import type { CountOptions } from '../rates.ts';
import type { Spikes } from '../spikes.ts';
import { mean, neuronCounts, standardDeviation } from '../statistics.ts';

/**
 * Variance over mean of counts (variance over n): 1 for a Poisson process, 0 for a clock; NaN if there is no spike, or no bin.
 */
export function countFano(counts: ArrayLike<number>): number {
  return standardDeviation(counts) ** 2 / mean(counts);
}

/**
 * Fano factor of the counts of every neuron that spikes in the bins of a window.
 * @throws ParameterError if t0, t1 or bin lies off the grid, or t1 < t0
 */
export function neuronFanoFactors(spikes: Spikes, options: CountOptions): Float64Array {
  const factors: number[] = [];
  // A block at a time: one by one would pass through all spikes each time, and all at once take size * bins numbers.
  const block = 256;
  for (let begin = 0; begin < spikes.size; begin += block) {
    const neurons = Array.from({ length: Math.min(block, spikes.size - begin) }, (_, i) => begin + i);
    for (const counts of neuronCounts(spikes, neurons, options)) {
      const factor = countFano(counts);
      if (!Number.isNaN(factor)) factors.push(factor);
    }
  }
  return Float64Array.from(factors);
}
