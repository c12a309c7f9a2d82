/** How many threads pay for the network of a study: threads wait for each other at every step of exchange, which small networks do not repay. */
import { expectedNetworkTime } from './expectedTime.ts';
import type { ResolvedLif } from './resolved.ts';

/** Work of one thread below which another does not pay, ms in all: starting a thread takes a tenth of a second. */
const WORK = 500;
/** Neurons of one thread below which the waiting costs more than it saves. */
const NEURONS = 1000;

/** From 1 to `available`. */
export function usefulThreads(lif: ResolvedLif, available: number): number {
  const { building, simulating } = expectedNetworkTime(lif);
  const neurons = lif.neurons.reduce((sum, { size }) => sum + size, 0);
  const paying = Math.floor(Math.min((building + simulating) / WORK, neurons / NEURONS));
  return Math.max(1, Math.min(available, paying));
}
