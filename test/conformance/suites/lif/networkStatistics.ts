/**
 * Statistics of random networks against NEST: z = difference / sqrt(sem² + own sem²) <= 4. The variance over seeds is that of the reference's
 * and our seeds together, as either alone is estimated from few. Where the values can only be multiples of something (the
 * percentiles of rates: one spike per window), the variance of rounding is added, since equal values in all seeds have no sd.
 * Spectra: rms of z over frequencies, as single values are far from Gaussian. As the reference's README says, a deviation is repeated with
 * new seeds before it is called real.
 */
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { Check, ReferenceCase } from '../../suite.ts';
import {
  expectedConnections,
  networkSpec,
  networkStatistics as statisticsOf,
  type Statistics,
} from './network.ts';

const LARGEST_Z = 4;
/** Between simulators whose agreement is beyond doubt it is 0.8 to 1.5. */
const LARGEST_RMS_Z = 2;

/** Seconds that one case may take on a slow machine, before repetition. */
const BUDGET = 15;

interface Run {
  statistics: Statistics;
  synapses: number;
}

/** Number of seeds: at least 10 if these take less than the budget, never less than 2. */
function affordableSeeds({ input, output }: ReferenceCase): number {
  const { populations, projections, t_sim: duration, dt } = input.network;
  const size = (name: string) => populations.find((p: any) => p.name === name).N;
  const rate = (name: string) => output.populations[name].rate_mean.mean ?? 0;
  let seconds = 0;
  for (const p of populations) seconds += 8e-9 * p.N * (duration / dt);
  for (const p of projections) {
    const synapses = expectedConnections(p.rule, size(p.pre), size(p.post), p.pre === p.post).mean;
    seconds += synapses * (1.5e-7 + 8e-12 * rate(p.pre) * duration);
  }
  return Math.min(10, Math.max(2, Math.floor(BUDGET / seconds)));
}

function simulate({ input }: ReferenceCase, seed: number): Run {
  const { t_sim: duration, t_transient: transient } = input.network;
  const net = buildNetwork(networkSpec(input.network), { seed });
  const { spikes, t0, t1 } = net.simulate({ transient, duration: duration - transient });
  return { statistics: statisticsOf(spikes, { t0, t1 }, input.analysis, seed), synapses: net.synapseCount };
}

/** The smallest difference that a quantity can show, beside its randomness; 0 if it is continuous. */
function resolution(quantity: string, size: number, { input, output }: ReferenceCase): number {
  const { network } = input;
  if (quantity === 'rate_percentiles') return 1000 / (network.t_sim - network.t_transient);
  if (quantity === 'isi_percentiles') return network.dt;
  if (quantity === 'fraction_silent' || quantity === 'cv_isi_fraction_used') return 1 / size;
  if (quantity === 'psd_peak_frequency') return output.psd_frequencies_hz[1] - output.psd_frequencies_hz[0];
  return 0;
}

/** z of every element of a quantity. */
function scores(own: ArrayLike<number>[], reference: any, step: number): number[] {
  const means = [reference.mean].flat() as number[];
  const sds = [reference.sd_over_seeds].flat() as number[];
  const n = own.length;
  return means.map((m, i) => {
    const values = own.map((v) => (v.length === means.length ? v[i] : NaN));
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) + (reference.n - 1) * sds[i] ** 2;
    const variance = squares / (n + reference.n - 2) + step ** 2 / 12;
    const difference = mean - m;
    return difference === 0 ? 0 : difference / Math.sqrt(variance * (1 / n + 1 / reference.n));
  });
}

function compare(reference: ReferenceCase, runs: readonly Run[]): Check[] {
  const { input, output } = reference;
  const checks: Check[] = [];
  const { populations, projections } = input.network;
  const sizeOf = (name: string) => populations.find((p: any) => p.name === name)?.N ?? 1;
  const groups = { ...output.populations, cross_population: output.cross_population ?? {} };
  for (const [group, quantities] of Object.entries<any>(groups))
    for (const [quantity, expected] of Object.entries<any>(quantities)) {
      if (expected === null || [expected.mean].flat().includes(null)) continue;
      const own = runs.map((r) => r.statistics[group]?.[quantity] ?? []);
      const z = scores(own, expected, resolution(quantity, sizeOf(group), reference));
      const name = `${group} ${quantity} (z, ${runs.length} seeds)`;
      if (quantity === 'psd') {
        const rms = Math.sqrt(z.reduce((sum, x) => sum + x * x, 0) / z.length);
        checks.push({ quantity: `${name}, rms`, error: rms, tolerance: LARGEST_RMS_Z });
      } else {
        const largest = z.some(Number.isNaN) ? NaN : Math.max(...z.map(Math.abs));
        checks.push({ quantity: name, error: largest, tolerance: LARGEST_Z });
      }
    }
  let expected = 0;
  let variance = 0;
  for (const { pre, post, rule } of projections) {
    const number = expectedConnections(rule, sizeOf(pre), sizeOf(post), pre === post);
    expected += number.mean;
    variance += number.variance;
  }
  const total = runs.reduce((sum, r) => sum + r.synapses, 0);
  checks.push({
    quantity: `number of synapses (z, ${runs.length} seeds)`,
    // An exact number has no variance: any difference is then one of whole synapses.
    error: Math.abs(total - runs.length * expected) / Math.sqrt(runs.length * variance || 1),
    tolerance: variance > 0 ? LARGEST_Z : 0,
  });
  return checks;
}

/**
 * Runs a case and compares its statistics.
 * @param seeds default: as many as a continuous integration can afford
 */
export function networkStatistics(reference: ReferenceCase, seeds = affordableSeeds(reference)): Check[] {
  const runs: Run[] = [];
  // Seeds far from small numbers, so that other uses of small seeds are not repeated here.
  for (let i = 0; i < seeds; i++) runs.push(simulate(reference, 1001 + i));
  const first = compare(reference, runs);
  if (first.every((c) => c.error <= c.tolerance)) return first;
  for (let i = 0; i < seeds; i++) runs.push(simulate(reference, 2001 + i));
  return compare(reference, runs);
}
