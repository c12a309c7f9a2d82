/** Connections that were not made source by source, turned round into one row of ascending targets per source. */
import type { StreamFamily } from '../../numerics/streamFamily.ts';
import type { Sink } from './rule.ts';

export interface TurnedRows {
  /** The targets of source s are targets[starts[s]] .. targets[starts[s + 1] - 1]. */
  readonly starts: Uint32Array;
  readonly targets: Uint16Array | Uint32Array;
}

/**
 * @param sources of all connections, in any order
 * @param each calls `turn` with source and target of all connections, in the order that the targets of a source are to have
 */
export function bySource(
  sources: ArrayLike<number>,
  preSize: number,
  postSize: number,
  each: (turn: (source: number, target: number) => void) => void,
): TurnedRows {
  const starts = new Uint32Array(preSize + 1);
  for (let i = 0; i < sources.length; i++) starts[sources[i] + 1]++;
  for (let s = 0; s < preSize; s++) starts[s + 1] += starts[s];
  const next = starts.slice();
  const targets = new (postSize > 0x10000 ? Uint32Array : Uint16Array)(sources.length);
  each((source, target) => {
    targets[next[source]++] = target;
  });
  return { starts, targets };
}

/** Gives the row of a source, span by span. */
export function appendSpans(
  { starts, targets }: TurnedRows,
  source: number,
  span: number,
  streams: StreamFamily,
  sink: Sink,
): void {
  const stop = starts[source + 1];
  for (let i = starts[source]; i < stop;) {
    const index = Math.floor(targets[i] / span);
    const end = (index + 1) * span;
    const { row, offset } = sink;
    const first = i;
    row.reserve(Math.min(stop - i, 64));
    for (; i < stop && targets[i] < end; i++) {
      const to = row.length + i - first;
      if (to === row.targets.length) row.reserve(to - row.length + 1);
      row.targets[to] = offset + targets[i];
    }
    sink.take(streams.at(source, index), i - first);
  }
}
