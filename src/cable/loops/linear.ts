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
  /**
   * Per such node, `most` steps each, nA: change of the injected (inward) current since the step before; outward current of its synapses.
   */
  readonly changes: Float64Array;
  readonly currents: Float64Array;
  readonly most: number;
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
   * What multiplies M (channels, 2 pairs) with the rows first, first + every … of a block: out[s * channels + c] = sum over places of
   * M[c, place] rows[(first + s every) * width + place], summed over even and odd places apart.
   */
  multiplying(
    M: Float64Array,
    block: { readonly pairs: number; readonly width: number; readonly rows: Float64Array },
    out: Float64Array,
  ): (first: number, every: number, count: number) => void;
}

/**
 * @param bytes memory that is enough for all arrays (`bytesOfArrays`)
 * @param webAssembly false: plain TypeScript in any case
 */
export function createLinearLoops(bytes: number, webAssembly = true): LinearLoops {
  return (webAssembly ? wasmLinearLoops(bytes) : undefined) ?? plainLinearLoops;
}
