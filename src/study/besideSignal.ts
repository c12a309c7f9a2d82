/** A predicted signal beside the LFP proxies: the channel that varies most, at the times of the proxies. */
import { row } from '../numerics/array2d.ts';
import type { Proxy } from '../network/proxies.ts';
import type { Signal } from '../predict/signal.ts';
import { strongest } from './studySpectra.ts';

/** The channel of a signal that is shown beside proxies. */
export interface SignalChannel {
  /** Probe and channel. */
  readonly name: string;
  readonly values: Float64Array;
  readonly dt: number;
  readonly t0: number;
}

/** The strongest channel of a signal; undefined without samples. */
export function strongestChannel(signal: Signal | undefined): SignalChannel | undefined {
  if (signal === undefined || signal.data.shape[1] === 0) return undefined;
  const c = strongest(signal);
  const { probe, dt, t0, data, channels } = signal;
  return { name: `${probe}[${channels[c]!.name}]`, values: row(data, c), dt, t0 };
}

/** Samples of a channel at those of a course, by the index of the latter; only where both have one. */
export function atTimes(
  { values, dt, t0 }: SignalChannel,
  course: Pick<Proxy, 'values' | 't0' | 'interval'>,
): { readonly channel: Float64Array; readonly course: Float64Array; readonly first: number } {
  const index = (m: number): number => Math.round((course.t0 + (m + 1) * course.interval - t0) / dt) - 1;
  const n = course.values.length;
  let first = 0;
  while (first < n && index(first) < 0) first++;
  let end = first;
  while (end < n && index(end) < values.length) end++;
  return {
    channel: Float64Array.from({ length: end - first }, (_, i) => values[index(first + i)]!),
    course: course.values.subarray(first, end),
    first,
  };
}
