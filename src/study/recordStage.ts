/** From what the simulator records to the recordings of a study: its traces and sums, and proxies made of the other sums. */
import type { NetworkRecord } from '../network/point/shareRecorders.ts';
import { lfpProxies } from '../network/proxies.ts';
import { courseAfter, type Recordings } from '../network/recordings.ts';
import type { ResolvedRecord } from './resolved.ts';

/**
 * The recordings. Traces and sums hold the whole run, as spikes do; proxies what is after `from` (ms), as signals do.
 * @param recorded what `simulatorRequests` of the same study asked for
 */
export function recordingsOf(record: ResolvedRecord, recorded: NetworkRecord, from: number): Recordings {
  const { traces, sums } = recorded;
  const own = record.sums.reduce((n, s) => n + s.quantities.length + (s.magnitudes?.length ?? 0), 0);
  const parts = sums.slice(own);
  const proxies = record.proxies.map(({ population, delay, alpha }) => {
    const { current, magnitude, weighted, potential } = lfpProxies(parts, population, { delay, alpha });
    return {
      population,
      delay,
      alpha,
      current: courseAfter(current, from),
      magnitude: courseAfter(magnitude, from),
      weighted: courseAfter(weighted, from),
      potential: courseAfter(potential, from),
    };
  });
  return { traces, sums: sums.slice(0, own), proxies };
}
