/** Reads the description of a network in reference cases, and computes the statistics that these list. */
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import type { ConnectionRule } from '../../../../src/network/projectionSpec.ts';
import type { Spikes } from '../../../../src/network/spikes.ts';
import {
  activeNeurons,
  coefficientsOfVariation,
  crossCorrelations,
  fanoFactor,
  interspikeIntervals,
  mean,
  neuronCounts,
  neuronRates,
  pairCorrelations,
  percentiles,
  populationRate,
  standardDeviation,
} from '../../../../src/network/statistics.ts';
import { normal, truncatedNormal, uniform } from '../../../../src/numerics/distributions/index.ts';
import { welch } from '../../../../src/numerics/spectra.ts';

/** `{distribution, ...}` as a number or a law. */
function law(spec: any) {
  switch (spec.distribution) {
    case 'constant':
      return spec.value as number;
    case 'normal':
      return spec.sd === 0 ? (spec.mean as number) : normal({ mean: spec.mean, sd: spec.sd });
    case 'normal_redrawn':
      return spec.sd === 0
        ? (spec.mean as number)
        : truncatedNormal({ mean: spec.mean, sd: spec.sd, min: spec.min, max: spec.max });
    case 'uniform':
      return uniform({ min: spec.min, max: spec.max });
    default:
      throw new Error(`unknown distribution ${spec.distribution}`);
  }
}

/** Rules of the files that are known: the number of connections has another name there. */
const RULES: Readonly<Record<string, (rule: any) => ConnectionRule>> = {
  pairwise_bernoulli: (rule) => rule,
  fixed_indegree: (rule) => rule,
  fixed_outdegree: (rule) => rule,
  fixed_total_number: ({ number, ...rule }) => ({ N: number, ...rule }),
  one_to_one: (rule) => rule,
  all_to_all: (rule) => rule,
};

/** Whether a rule of a file is known. */
export const knownRule = (rule: any): boolean => Object.hasOwn(RULES, rule?.rule);

const connectionRule = (rule: any): ConnectionRule => RULES[rule.rule]!(rule);

/** Number of connections that a rule makes: mean, and variance over networks. */
export function expectedConnections(
  rule: any,
  preSize: number,
  postSize: number,
  recurrent: boolean,
): { readonly mean: number; readonly variance: number } {
  const pairs = preSize * (postSize - (rule.autapses === false && recurrent ? 1 : 0));
  const exactly = (mean: number) => ({ mean, variance: 0 });
  switch (rule.rule) {
    case 'pairwise_bernoulli':
      return { mean: rule.p * pairs, variance: rule.p * (1 - rule.p) * pairs };
    case 'fixed_indegree':
      return exactly(rule.indegree * postSize);
    case 'fixed_outdegree':
      return exactly(rule.outdegree * preSize);
    case 'fixed_total_number':
      return exactly(rule.number);
    case 'one_to_one':
      return exactly(preSize);
    case 'all_to_all':
      return exactly(pairs);
    default:
      throw new Error(`unknown rule ${rule.rule}`);
  }
}

/** `input.network` of a network_statistics case. */
export function networkSpec(network: any): NetworkSpec {
  return {
    dt: network.dt,
    populations: network.populations.map((p: any) => ({
      name: p.name,
      size: p.N,
      model: p.model,
      params: p.params,
      V_m: law(p.V_m_init),
    })),
    projections: network.projections.map((p: any) => ({
      pre: p.pre,
      post: p.post,
      rule: connectionRule(p.rule),
      weight: law(p.weight),
      delay: law(p.delay),
    })),
    drives: network.external.map((e: any) => {
      if (e.kind !== 'poisson') throw new Error(`unknown external input ${e.kind}`);
      return { type: 'poisson', post: e.post, rate: e.rate_per_neuron, weight: e.weight, delay: e.delay };
    }),
  };
}

/** Values per population (or `cross_population`) and quantity; a scalar is a list of one. */
export type Statistics = Record<string, Record<string, ArrayLike<number>>>;

/** The quantities of network_statistics cases, from one run. */
export function networkStatistics(
  spikes: readonly Spikes[],
  window: { t0: number; t1: number },
  analysis: any,
  seed: number,
): Statistics {
  const { rate_bin_ms: rateBin, correlation_bin_ms: countBin, percentiles: percents } = analysis;
  const counts = spikes.map((s) =>
    neuronCounts(s, activeNeurons(s, window, analysis.correlation_neurons_per_population, seed), {
      ...window,
      bin: countBin,
    }),
  );
  const out: Statistics = {};
  spikes.forEach((s, i) => {
    const rates = neuronRates(s, window);
    const isi = interspikeIntervals(s, window);
    const cv = coefficientsOfVariation(isi, analysis.min_spikes_for_cv);
    const rate = populationRate(s, { ...window, bin: rateBin });
    const { fs_hz: fs, nperseg, noverlap } = analysis.welch;
    const { psd, frequencies } = welch(rate, { fs, nperseg, noverlap });
    const correlations = pairCorrelations(counts[i]);
    const peak = psd.indexOf(
      psd.subarray(1).reduce((a, b) => Math.max(a, b), 0),
      1,
    );
    out[s.population] = {
      rate_mean: [mean(rates)],
      rate_sd_over_neurons: [standardDeviation(rates)],
      rate_percentiles: percentiles(rates, percents),
      fraction_silent: [mean(rates.map((r) => (r === 0 ? 1 : 0)))],
      cv_isi_mean: [mean(cv)],
      cv_isi_sd_over_neurons: [standardDeviation(cv)],
      cv_isi_percentiles: percentiles(cv, percents),
      cv_isi_fraction_used: [cv.length / s.size],
      isi_percentiles: percentiles(isi.flat(), percents),
      population_rate_sd_1ms: [standardDeviation(rate)],
      population_count_fano_5ms: [fanoFactor(s, { ...window, bin: countBin })],
      correlation_mean: [mean(correlations)],
      correlation_sd_over_pairs: [standardDeviation(correlations)],
      psd,
      psd_peak_frequency: [frequencies[peak]],
    };
  });
  if (counts.length === 2)
    out.cross_population = { correlation_mean: [mean(crossCorrelations(counts[0], counts[1]))] };
  return out;
}
