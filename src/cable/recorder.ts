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
  #order: Int32Array | undefined;

  /** Records the values at `nodes`, `nTimes` samples; into `earlier` if it has that shape. */
  constructor(nodes: Int32Array, nTimes: number, earlier?: Array2D) {
    this.#nodes = nodes;
    const fits = earlier?.shape[0] === nodes.length && earlier.shape[1] === nTimes;
    this.out = fits ? { shape: earlier.shape, data: earlier.data } : array2d(nodes.length, nTimes);
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
    if (this.#order === undefined) this.#order = inOrderOfPlaces(places);
    const order = this.#order;
    turn(
      values,
      first * width,
      every * width,
      places,
      order,
      shift,
      count,
      this.out.data,
      nTimes,
      this.#written,
    );
    this.#written += count;
  }

  /** Writes what is left in the block. */
  flush(): void {
    spread(this.#block, this.#filled, this.out.data, this.out.shape[1], this.#written);
    this.#written += this.#filled;
    this.#filled = 0;
  }
}

/** Rows turned at once: a cache line of what a step left. */
const TILE = 8;

/** Rows of the result in the order of their places: neighbours share cache lines of the block. */
function inOrderOfPlaces(places: Int32Array): Int32Array {
  return Int32Array.from(places.keys()).toSorted((a, b) => places[a] - places[b] || a - b);
}

/** Rows, `stride` apart, into columns: eight of them together, so that a cache line is read once. `order` lists the rows of `out`. */
function turn(
  rows: Float64Array,
  from: number,
  stride: number,
  places: Int32Array,
  order: Int32Array,
  shift: Float64Array,
  count: number,
  out: Float64Array,
  nTimes: number,
  column: number,
): void {
  const tiled = order.length - (order.length % TILE);
  for (let r = 0; r < tiled; r += TILE) {
    const p0 = places[order[r]];
    const p1 = places[order[r + 1]];
    const p2 = places[order[r + 2]];
    const p3 = places[order[r + 3]];
    const p4 = places[order[r + 4]];
    const p5 = places[order[r + 5]];
    const p6 = places[order[r + 6]];
    const p7 = places[order[r + 7]];
    const o0 = order[r] * nTimes;
    const o1 = order[r + 1] * nTimes;
    const o2 = order[r + 2] * nTimes;
    const o3 = order[r + 3] * nTimes;
    const o4 = order[r + 4] * nTimes;
    const o5 = order[r + 5] * nTimes;
    const o6 = order[r + 6] * nTimes;
    const o7 = order[r + 7] * nTimes;
    const s0 = shift[p0];
    const s1 = shift[p1];
    const s2 = shift[p2];
    const s3 = shift[p3];
    const s4 = shift[p4];
    const s5 = shift[p5];
    const s6 = shift[p6];
    const s7 = shift[p7];
    for (let at = from, to = column, end = column + count; to < end; to++, at += stride) {
      out[o0 + to] = rows[at + p0] + s0;
      out[o1 + to] = rows[at + p1] + s1;
      out[o2 + to] = rows[at + p2] + s2;
      out[o3 + to] = rows[at + p3] + s3;
      out[o4 + to] = rows[at + p4] + s4;
      out[o5 + to] = rows[at + p5] + s5;
      out[o6 + to] = rows[at + p6] + s6;
      out[o7 + to] = rows[at + p7] + s7;
    }
  }
  for (let r = tiled; r < order.length; r++) {
    const by = shift[places[order[r]]];
    const row = order[r] * nTimes + column;
    for (let s = 0, at = from + places[order[r]]; s < count; s++, at += stride) out[row + s] = rows[at] + by;
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
    turn(values, 0, width, all, all, shift, count, this.out.data, nTimes, this.#written);
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
