/**
 * The prediction: signals as population spike counts convolved with kernels (method, section 1; Hagen et al. 2022, eq. 8),
 *
 *   phi_c[n] = sum over pathways X -> Y and lags k of H_YX[c, k] nu_X[n - k].
 *
 * Products are summed over the populations in the frequency domain, with one inverse transform per two channels
 * (numerics/filterBank.ts). Left out: what the kernels leave out, such as external drives without a kernel.
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { SpikeCounts } from '../network/spikes.ts';
import { orderCounts, pathwayBank, type PredictOptions, type Prediction } from './pathways.ts';

export type { PredictOptions, Prediction } from './pathways.ts';

/**
 * Predicts the signal of every probe that the kernels name.
 * @param kernels of one or several probes, all of one time step; lags may be negative, and more than there are counts
 * @param counts spikes per bin of every presynaptic population (others are not used), of one length, start and time step;
 *   before and after them no spikes are assumed
 * @returns signals as long as the counts: column n is at t0 + (n + 1) dt, like count n; a spike in bin n moves column n + k by the
 *   kernel at lag k dt
 * @throws ParameterError, with the names, if counts are missing, given twice, or contradict each other or the kernels
 */
export function predict(
  kernels: readonly Kernel[],
  counts: readonly SpikeCounts[],
  options: PredictOptions = {},
): Prediction {
  const { dt, populations, bank, prediction } = pathwayBank(kernels, options);
  const { inputs, length, t0 } = orderCounts(counts, populations, options.silent ?? [], dt);
  const data = inputs.length === 0 ? new Float64Array(bank.outputs * length) : bank.apply(inputs);
  return prediction(data, length, t0);
}
