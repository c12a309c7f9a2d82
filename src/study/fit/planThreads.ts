/**
 * How threads are used in a fit: each takes a network of its own, since these need not wait for each other; where memory or the points of a generation
 * do not suffice for so many networks, each network gets several threads.
 */
import { expectedSynapses } from '../expectedTime.ts';
import type { ResolvedLif } from '../resolved.ts';
import { usefulThreads } from '../usefulThreads.ts';
import type { ResolvedFit } from './loadFit.ts';

/** Bytes per synapse while a network is evaluated: 2 to 6.2 are stored, and the network before it may not be gone yet. */
const SYNAPSE = 13;
/** Bytes of a thread and of all that is not synapses. */
const THREAD = 150e6;
/** Share of the free memory that is used. */
const SHARE = 0.8;

/** What there is. */
export interface Machine {
  readonly cores: number;
  /** Free memory, bytes. */
  readonly memory: number;
}

export interface ThreadPlan {
  /** Networks at once. */
  readonly networks: number;
  /** Threads of each. */
  readonly perNetwork: number;
  /** Whether there is no memory for more networks at once. */
  readonly short: boolean;
}

/** @param threads in all; `auto`: as many as there are cores */
export function planThreads(
  fit: Pick<ResolvedFit, 'study' | 'population'>,
  threads: number | 'auto',
  { cores, memory }: Machine,
): ThreadPlan {
  const { dynamics } = fit.study;
  const all = threads === 'auto' ? Math.max(1, cores) : threads;
  const fitting = Math.max(1, Math.floor((SHARE * memory) / expectedMemory(dynamics)));
  const networks = Math.min(all, fit.population, fitting);
  return {
    networks,
    perNetwork: usefulThreads(dynamics, Math.floor(all / networks)),
    short: fitting < Math.min(all, fit.population),
  };
}

/** Bytes that the evaluation of a network takes, roughly and rather too many. */
export function expectedMemory(lif: ResolvedLif): number {
  return THREAD + (lif.connectivity === 'stored' ? SYNAPSE * expectedSynapses(lif) : 0);
}
