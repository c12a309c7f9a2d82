/** Networks in a page: in threads where it may have some, else in the page itself with pauses; the spikes are the same. */
import type { NetworkSpec } from '../../populations.ts';
import { buildNetworkAsync } from '../buildNetwork.ts';
import type { PointNetwork } from '../pointNetwork.ts';
import { startWebWorker, whyOneThread } from './startWebWorker.ts';
import { buildThreadedNetwork, type ThreadedNetwork, type ThreadOptions } from './threadedNetwork.ts';

/** Made by `buildPageNetwork`. */
export interface PageNetwork {
  /** Simulate with `simulateAsync`. */
  readonly network: PointNetwork | ThreadedNetwork;
  /** Threads at work. */
  readonly threads: number;
  /** One line for users where there are fewer threads than wanted: why, and what would help. */
  readonly note?: string;
  /** Ends the threads; the network cannot be used any more. */
  close(): Promise<void>;
}

/**
 * Builds a network for a page without blocking it: in web workers where the page is isolated from other origins, else in the page.
 * @throws ParameterError as `buildThreadedNetwork` does; the reason of an aborted signal
 */
export async function buildPageNetwork(spec: NetworkSpec, options: ThreadOptions): Promise<PageNetwork> {
  const why = whyOneThread();
  if (why === undefined) {
    const network = await buildThreadedNetwork(spec, options, startWebWorker);
    return { network, threads: network.threads, close: () => network.close() };
  }
  const { threads, modules: _modules, ...rest } = options;
  const network = await buildNetworkAsync(spec, rest);
  return {
    network,
    threads: 1,
    ...(threads > 1 ? { note: `one thread instead of ${threads}: ${why}` } : {}),
    close: () => Promise.resolve(),
  };
}
