/** What a network has recorded beside its spikes, as results keep it. */
import type { Trace } from './point/recording.ts';
import type { Sums } from './point/sums.ts';
import type { LfpProxies, Proxy } from './proxies.ts';

/** LFP proxies of one population, and the parameters of their weighted sum. */
export interface PopulationProxies extends LfpProxies {
  readonly population: string;
  /** ms. */
  readonly delay: number;
  readonly alpha: number;
}

export interface Recordings {
  /** A population and quantity at most once. */
  readonly traces: readonly Trace[];
  /** A population, quantity and `magnitude` at most once. */
  readonly sums: readonly Sums[];
  /** A population at most once. */
  readonly proxies: readonly PopulationProxies[];
}

/** The part of a time course after a time (ms). */
export function courseAfter<T extends Proxy>(course: T, time: number): T {
  const { values, t0, interval } = course;
  const skip = Math.min(values.length, Math.max(0, Math.ceil((time - t0) / interval - 1e-6)));
  return skip === 0 ? course : { ...course, values: values.slice(skip), t0: t0 + skip * interval };
}
