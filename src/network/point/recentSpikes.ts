/** Keeps the spikes whose synapses may still be due, for checkpoints. */
import { concatenate, type SpikeList } from './state.ts';

export interface RecentSpikes {
  /** Takes spikes up to a step, in the order of time, and forgets those whose last synapse was due by then. */
  add(spikes: SpikeList, step: number): void;
  list(): SpikeList;
  clear(): void;
}

/** @param maxDelay longest delay, steps */
export function recentSpikes(maxDelay: number): RecentSpikes {
  let lists: SpikeList[] = [];
  let oldest = 0;
  return {
    add(spikes, step) {
      if (spikes.steps.length > 0) lists.push(spikes);
      while (oldest < lists.length && lists[oldest].steps.at(-1)! + maxDelay <= step) oldest++;
      // Cut now and then: taking the first element of a long list is not free.
      if (oldest > 1000) {
        lists = lists.slice(oldest);
        oldest = 0;
      }
    },
    list() {
      const kept = lists.slice(oldest);
      const none = new Int32Array(0);
      return {
        steps: concatenate([none, ...kept.map((l) => l.steps)]),
        neurons: concatenate([none, ...kept.map((l) => l.neurons)]),
      };
    },
    clear() {
      lists = [];
      oldest = 0;
    },
  };
}
