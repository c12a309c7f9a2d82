/** The samples of a record as plain lists, in which they are kept, and back: pieces of a run joined to the record of the whole. */
import { InternalError } from '../../errors.ts';
import { array2d } from '../../numerics/array2d.ts';
import type { Trace } from './recording.ts';
import type { NetworkRecord } from './shareRecorders.ts';

/** Values of all recorded time courses: the traces in their order, each one neuron after the other, then the sums. */
export function samplesOf({ traces, sums }: NetworkRecord): Float64Array[] {
  return [...traces.map(({ data }) => data.data), ...sums.map(({ values }) => values)];
}

/**
 * The record of a whole run.
 * @param last the record of its last piece: says what was recorded
 * @param samples per time course, those of all pieces in their order, that of the last included
 * @param t1 end of the run, which began at 0 ms
 * @throws InternalError if samples are missing
 */
export function joinSamples(
  last: NetworkRecord,
  samples: readonly (readonly Float64Array[] | undefined)[],
  t1: number,
): NetworkRecord {
  const count = (interval: number): number => Math.floor(t1 / interval + 1e-6);
  const { traces, sums } = last;
  return {
    traces: traces.map((trace, i) => joinTrace(trace, samples[i] ?? [], count(trace.interval))),
    sums: sums.map((sum, i) => {
      const values = joinRows(samples[traces.length + i] ?? [], 1, count(sum.interval));
      return { ...sum, t0: 0, values };
    }),
  };
}

function joinTrace(trace: Trace, pieces: readonly Float64Array[], columns: number): Trace {
  const rows = trace.neurons.length;
  return { ...trace, t0: 0, data: array2d(rows, columns, joinRows(pieces, rows, columns)) };
}

/** Rows side by side. */
function joinRows(pieces: readonly Float64Array[], rows: number, columns: number): Float64Array {
  const all = new Float64Array(rows * columns);
  if (pieces.reduce((sum, { length }) => sum + length, 0) !== all.length)
    throw new InternalError(`of ${all.length} recorded values others were kept`);
  let at = 0;
  for (const piece of pieces) {
    const width = piece.length / rows;
    for (let r = 0; r < rows; r++) all.set(piece.subarray(r * width, (r + 1) * width), r * columns + at);
    at += width;
  }
  return all;
}
