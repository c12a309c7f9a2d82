/** Recording while a simulation runs: rows of (what, times) filled in blocks, so that samples are gathered in order and written in long runs. */
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { StepRows } from './cableStepper.ts';

/** Samples per block. */
const BLOCK = 16;

/** Rows of a matrix from one value per node and sample. */
export class TraceRecorder {
  readonly out: Array2D;
  readonly #nodes: Int32Array;
  readonly #block: Float64Array;
  #filled = 0;
  #written = 0;

  /** Records the values at `nodes`, `nTimes` samples. */
  constructor(nodes: Int32Array, nTimes: number) {
    this.#nodes = nodes;
    this.out = array2d(nodes.length, nTimes);
    this.#block = new Float64Array(nodes.length * BLOCK);
  }

  /** Takes a sample. */
  push(values: Float64Array): void {
    gather(values, this.#nodes, this.#block, this.#filled);
    if (++this.#filled === BLOCK) this.flush();
  }

  /** Takes steps `first`, `first + every` … of a block, `count` of them: what is recorded is at these places of its rows. */
  take(rows: StepRows, places: Int32Array, first: number, every: number, count: number): void {
    this.flush();
    const { values, width, shift } = rows;
    const [, nTimes] = this.out.shape;
    turn(values, first * width, every * width, places, shift, count, this.out.data, nTimes, this.#written);
    this.#written += count;
  }

  /** Writes what is left in the block. */
  flush(): void {
    spread(this.#block, this.#filled, this.out.data, this.out.shape[1], this.#written);
    this.#written += this.#filled;
    this.#filled = 0;
  }
}

/** Rows, `stride` apart, into columns. */
function turn(
  rows: Float64Array,
  from: number,
  stride: number,
  places: Int32Array,
  shift: Float64Array,
  count: number,
  out: Float64Array,
  nTimes: number,
  column: number,
): void {
  for (let r = 0, row = column; r < places.length; r++, row += nTimes) {
    const by = shift[places[r]];
    for (let s = 0, at = from + places[r]; s < count; s++, at += stride) out[row + s] = rows[at] + by;
  }
}

/** One sample into its column of the block. */
function gather(values: Float64Array, places: Int32Array, block: Float64Array, column: number): void {
  for (let r = 0, to = column; r < places.length; r++, to += BLOCK) block[to] = values[places[r]];
}

/** The first `count` columns of the block into columns of the rows. */
function spread(block: Float64Array, count: number, out: Float64Array, nTimes: number, column: number): void {
  for (let from = 0, row = column; from < block.length; from += BLOCK, row += nTimes)
    for (let b = 0; b < count; b++) out[row + b] = block[from + b];
}

/** M times the values of every sample: signals of a linear model without keeping the values. */
export class ProbeRecorder {
  readonly out: Array2D;
  /** The linear model, (n_channels, n_segments). */
  readonly M: Array2D;
  readonly #block: Float64Array;
  readonly #nodeOf: Int32Array;
  #filled = 0;
  #written = 0;

  /** `nodeOf` gives the node of every segment. */
  constructor(M: Array2D, nodeOf: Int32Array, nTimes: number) {
    this.M = M;
    this.#nodeOf = nodeOf;
    this.out = array2d(M.shape[0], nTimes);
    this.#block = new Float64Array(nodeOf.length * BLOCK);
  }

  push(values: Float64Array): void {
    const n = this.#nodeOf.length;
    const at = this.#filled * n;
    for (let i = 0; i < n; i++) this.#block[at + i] = values[this.#nodeOf[i]];
    if (++this.#filled === BLOCK) this.flush();
  }

  /** Takes signals that are computed already. */
  take({ values, width, shift }: StepRows, count: number): void {
    this.flush();
    const [channels, nTimes] = this.out.shape;
    const all = Int32Array.from({ length: channels }, (_, c) => c);
    turn(values, 0, width, all, shift, count, this.out.data, nTimes, this.#written);
    this.#written += count;
  }

  flush(): void {
    const [channels, n] = this.M.shape;
    const M = this.M.data;
    const block = this.#block;
    const { data } = this.out;
    const nTimes = this.out.shape[1];
    for (let c = 0; c < channels; c++)
      for (let b = 0; b < this.#filled; b++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += M[c * n + i] * block[b * n + i];
        data[c * nTimes + this.#written + b] = sum;
      }
    this.#written += this.#filled;
    this.#filled = 0;
  }
}
