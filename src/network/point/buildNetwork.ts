/** From the description of a network to a `PointNetwork`. */
import { runTask, runTaskAsync, type OnProgress } from '../../numerics/task.ts';
import type { NetworkSpec } from '../populations.ts';
import type { Connectivity } from '../synapseGroups.ts';
import { buildShare } from './buildShare.ts';
import { partition, undivided } from './partition.ts';
import { PointNetwork } from './pointNetwork.ts';
import { resolveNetwork } from './resolveNetwork.ts';

export interface BuildOptions {
  /** Integer >= 0 that fixes all random numbers; default 1. */
  readonly seed?: number;
  /**
   * Keeps excitatory and inhibitory synaptic currents apart where their time constants are equal, so that each can be recorded. Default
   * false: in populations of `iaf_psc_exp` whose time constants are equal only their sum is kept, which is faster and gives the same
   * potentials to rounding.
   */
  readonly separateCurrents?: boolean;
  /** Default true: the innermost loops run as WebAssembly where it is available. Results are the same to the bit. */
  readonly webAssembly?: boolean;
  /**
   * Default `stored`. `procedural` keeps no synapses but makes those of a neuron again from their random stream whenever it spikes: slower, the same
   * spikes to the bit, and next to no memory. Not possible with the rule `fixed_indegree`.
   */
  readonly connectivity?: Connectivity;
  readonly onProgress?: OnProgress;
}

/**
 * Builds a network. The same description and seed give the same synapses and spikes, bit for bit.
 * @throws ParameterError on anything the description may not be, with the path of the offending part
 */
export function buildNetwork(spec: NetworkSpec, options: BuildOptions = {}): PointNetwork {
  return runTask(build(spec, options), options.onProgress);
}

/**
 * The same without blocking. An aborted `signal` rejects with its reason.
 */
export async function buildNetworkAsync(
  spec: NetworkSpec,
  options: BuildOptions & { readonly signal?: AbortSignal } = {},
): Promise<PointNetwork> {
  return runTaskAsync(build(spec, options), options, () => {
    throw options.signal!.reason;
  });
}

/** Divides a network into so many shares that run one after the other: what threads do at once. */
export function buildSharedNetwork(
  spec: NetworkSpec,
  shares: number,
  options: BuildOptions = {},
): PointNetwork {
  const network = resolveNetwork(spec, options);
  const ranges = partition(
    spec.populations.map((p) => p.size),
    shares,
  );
  return new PointNetwork(
    network,
    ranges.map((own) => runTask(buildShare(network, own))),
  );
}

function* build(spec: NetworkSpec, options: BuildOptions): Generator<number, PointNetwork> {
  const network = resolveNetwork(spec, options);
  const share = yield* buildShare(network, undivided(spec.populations.map((p) => p.size)));
  return new PointNetwork(network, [share]);
}
