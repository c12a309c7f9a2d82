/** Steps of a stepper that takes one at a time, handed over in blocks: a recorder then turns rows of many steps at once. */
import type { BlockStepping, Kept, StepRows } from './cableStepper.ts';

/** Steps in a block of a cell of so many nodes: what a processor keeps nearest, at least a cache line's worth of each row. */
export function blockLength(nNodes: number): number {
  return Math.max(8, Math.min(64, Math.floor(4096 / nNodes)));
}

/** What takes the steps. */
export interface RowStepping {
  /** Room for the transmembrane currents of a block, a row of all nodes per step. */
  readonly imem: Float64Array;
  /** Potential per node after the last step. */
  readonly v: Float64Array;
  readonly nodeOf: Int32Array;
  /** Takes a step and writes its transmembrane currents into a row. */
  step(step: number, row: number): void;
}

export function stepBlocks({ imem, v, nodeOf, step }: RowStepping, keep: Kept): BlockStepping {
  const width = v.length;
  const most = imem.length / width;
  const potentials = keep.v ? new Float64Array(imem.length) : undefined;
  const rowsOf = (values: Float64Array, columns: number): StepRows => ({
    values,
    width: columns,
    shift: new Float64Array(columns),
  });
  const signals = keep.matrices.map(({ shape: [channels] }) =>
    rowsOf(new Float64Array(channels * most), channels),
  );
  return {
    most,
    steps(first, count) {
      for (let s = 0; s < count; s++) {
        step(first + s, s);
        potentials?.set(v, s * width);
        // What is no number reaches the root within the step.
        if (v[0] - v[0] !== 0) return s + 1;
      }
      return count;
    },
    multiply(first, every, count) {
      for (const [k, { shape, data }] of keep.matrices.entries())
        product(data, shape, imem.subarray(first * width), every * width, nodeOf, signals[k].values, count);
    },
    place: Int32Array.from({ length: width }, (_, k) => k),
    imem: rowsOf(imem, width),
    v: potentials === undefined ? undefined : rowsOf(potentials, width),
    signals,
  };
}

/** out[b, c] = sum over segments of M[c, i] rows[b, nodeOf[i]], for `count` rows. */
function product(
  M: Float64Array,
  [channels, n]: readonly [number, number],
  rows: Float64Array,
  stride: number,
  nodeOf: Int32Array,
  out: Float64Array,
  count: number,
): void {
  for (let b = 0; b < count; b++)
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += M[c * n + i] * rows[b * stride + nodeOf[i]];
      out[b * channels + c] = sum;
    }
}
