/**
 * The loops in which a linear cell spends its time, in two versions that give the same results to the bit: WebAssembly, two nodes per
 * instruction, and plain TypeScript, where WebAssembly with SIMD is missing. They work on arrays of their own allocation: those of
 * WebAssembly lie in its memory.
 *
 * Nodes are laid out in pairs of places (lanes.ts). Where an array holds a record per pair, a quantity of the pair is two numbers side by
 * side.
 */
import { plainLinearLoops } from './linearPlain.ts';
import { wasmLinearLoops } from './linearWasm.ts';

/** Records of `elimination`: quantities per pair, and which is which. */
export const ELIMINATION = 2;
/** axial/(load + axial) after elimination of what hangs below. */
export const FACTOR = 0;
/** Right-hand side, nA. */
export const RHS = 1;

/** Records of `membrane`. */
export const MEMBRANE = 5;
/** 1/(load + axial), MOhm. */
export const INVERSE = 0;
/** C/h, uS. */
export const CAPACITY = 1;
/** uS */
export const LEAK = 2;
/** Potential less the reversal potential, mV. */
export const W = 3;
/** Its change in the step (half of it: Crank-Nicolson), mV. */
export const DW = 4;

/** Records of one gate: its current is K y, its change over a step fraction (w + offset - y). */
export const GATE = 4;
export const GATE_K = 0;
export const GATE_FRACTION = 1;
export const GATE_OFFSET = 2;
export const GATE_Y = 3;

/** Where a quantity of the node at a place is in an array of records of so many quantities. */
export function placeIn(record: number, quantity: number, place: number): number {
  return 2 * (record * (place >> 1) + quantity) + (place & 1);
}

/** Numbers per pair of chains in `groups`. */
export const GROUP = 6;

/** A linear cell in the middle of a simulation. */
export interface LinearCable {
  readonly pairs: number;
  /** Pairs of chains, those nearer the root first: first pair, pair after the last; per lane, where the right-hand side is of the node on which it hangs, in `elimination`; and the change of the potential, in `membrane`. */
  readonly groups: Int32Array;
  readonly elimination: Float64Array;
  readonly membrane: Float64Array;
  /** Right-hand sides before elimination, for Crank-Nicolson; absent: backward Euler. */
  readonly before?: Float64Array;
  readonly gates: readonly Float64Array[];
  /** For every node with inputs: where its right-hand side is in `elimination`, and its place. */
  readonly inputs: Int32Array;
  /** Per step and such node, nA: change of the injected (inward) current since the step before; outward current of its synapses. */
  readonly changes: Float64Array;
  readonly currents: Float64Array;
  /** Transmembrane currents, nA: one row of `width` places per step. */
  readonly imem: Float64Array;
  /** Potentials less reversal potentials, mV; absent: not kept. */
  readonly w?: Float64Array;
  /** Length of such a row: twice the number of pairs, or a little more. */
  readonly width: number;
}

export interface LinearLoops {
  readonly kind: 'wasm' | 'plain';
  float64(length: number): Float64Array;
  int32(length: number): Int32Array;
  /** What takes a cable through so many steps at once and returns how many it has taken when the potential of the root stops to be a number. */
  stepping(cable: LinearCable): (count: number) => number;
  /**
   * What brings the rows first, first + every … of a block into columns: out[place * columns + s] = rows[(first + s every) * width + place] +
   * shift[place], for s = 0 … count - 1.
   */
  turning(
    block: { readonly pairs: number; readonly width: number; readonly rows: Float64Array },
    shift: Float64Array,
    out: Float64Array,
    columns: number,
  ): (first: number, every: number, count: number) => void;
  /**
   * What multiplies M (channels, places.length) with rows of a block in columns (as `turning` leaves it, `columns` a multiple of 8): out[c * columns + s] =
   * sum over i of M[c, i] in[places[i] * columns + s], summed in this order. Columns from `count` on may be anything.
   */
  multiplying(
    M: Float64Array,
    places: Int32Array,
    block: Float64Array,
    out: Float64Array,
    columns: number,
  ): (count: number) => void;
}

/**
 * @param bytes memory that is enough for all arrays (`bytesOfArrays`)
 * @param webAssembly false: plain TypeScript in any case
 */
export function createLinearLoops(bytes: number, webAssembly = true): LinearLoops {
  return (webAssembly ? wasmLinearLoops(bytes) : undefined) ?? plainLinearLoops;
}
