/**
 * What the stages of a study are expected to cost, in ms of one ordinary core, so that progress moves steadily. Rates were measured on the
 * network of Hagen et al. (2022); only their ratios matter.
 */
import type { ResolvedLif, ResolvedProjection, ResolvedStudy } from './resolved.ts';

/** ms per synapse built. */
const SYNAPSE = 95e-6;
/** ms per neuron and time step, its share of spikes delivered included. */
const NEURON_STEP = 8e-6;
/** ms per value of a signal: convolved, and written (to HDF5, CSV, figure). */
const CONVOLVED = 40e-6;
const WRITTEN = 200e-6;
/** Assumed where a file is yet to say it. */
const BINS = 40_000;

/** ms for the network. */
export function expectedNetworkTime(lif: ResolvedLif): {
  readonly building: number;
  readonly simulating: number;
} {
  const { neurons, duration, dt } = lif;
  const cells = neurons.reduce((sum, { size }) => sum + size, 0);
  return {
    building: 1 + SYNAPSE * expectedSynapses(lif),
    simulating: 1 + (NEURON_STEP * cells * duration) / dt,
  };
}

/** Number of synapses of a network, roughly. */
export function expectedSynapses({ neurons, projections }: ResolvedLif): number {
  const size = (name: string) => neurons.find(({ population }) => population === name)?.size ?? 0;
  return projections.reduce(
    (sum, { pre, post, rule }) => sum + expectedConnections(rule, size(pre), size(post)),
    0,
  );
}

/** Number of connections that a rule makes, roughly where it depends on distances. */
function expectedConnections(rule: ResolvedProjection['rule'], pre: number, post: number): number {
  switch (rule.type) {
    case 'pairwise_bernoulli':
      return rule.probability * pre * post;
    case 'fixed_indegree':
      return rule.indegree * post;
    case 'fixed_outdegree':
      return rule.outdegree * pre;
    case 'fixed_total_number':
      return rule.number;
    case 'one_to_one':
      return pre;
    case 'all_to_all':
      return pre * post;
    case 'explicit':
      return rule.sources.length;
    case 'distance_dependent': {
      // The integral of a Gaussian profile over an endless sheet.
      const reach = (2 * Math.PI * rule.width ** 2) / (rule.sheet.width * rule.sheet.height);
      return rule.p0 * Math.min(1, reach) * pre * post;
    }
  }
}

/** ms for everything that `predict` does. */
export function expectedTime(study: ResolvedStudy): {
  readonly kernels: number;
  readonly spikes: number;
  readonly signals: number;
  readonly writing: number;
} {
  const { dynamics, kernels, probes, head, output } = study;
  const pathways = kernels?.connections.length ?? 0;
  const network = dynamics?.type === 'lif' ? expectedNetworkTime(dynamics) : undefined;
  const channels = probes.reduce(
    (sum, probe) => sum + ('z' in probe ? probe.z.length : 'zEdges' in probe ? probe.zEdges.length : 3),
    head.reduce((sum, { sensors }) => sum + sensors.length, 0),
  );
  const values = channels * bins(study);
  const signals = values * (output.pathways ? pathways + 1 : 1);
  return {
    kernels: 300 + 20 * pathways,
    spikes: network === undefined ? 100 : network.building + network.simulating,
    signals: 10 + CONVOLVED * channels * pathways * bins(study),
    writing: 400 + (output.figure ? 800 : 0) + WRITTEN * signals,
  };
}

/** Time steps that are predicted. */
function bins({ dynamics }: ResolvedStudy): number {
  if (dynamics?.type === 'lif') return dynamics.duration / dynamics.dt;
  if (dynamics?.type === 'spikes' && 'dt' in dynamics) return (dynamics.stop - dynamics.start) / dynamics.dt;
  return BINS;
}
