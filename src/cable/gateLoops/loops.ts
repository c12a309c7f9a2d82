/**
 * The loops of an active cell, in two versions that give the same results to the bit: WebAssembly (both functions of a gate in the two lanes
 * of an instruction), and plain TypeScript, where WebAssembly with SIMD is missing. Arrays lie in the loops' own memory.
 */
import { bytesOfArrays, type ArraysIn } from '../../numerics/wasmCode.ts';
import type { Cell } from '../cell.ts';
import type { TableArrays } from '../rateTable.ts';
import { plainLoops } from './plain.ts';
import { wasmLoops } from './wasm.ts';

/** What a step of the tree works on, per node; units mV, nA, uS. */
export interface TreeArrays {
  readonly parent: Int32Array;
  readonly axial: Float64Array;
  /** Capacitance over the time step. */
  readonly C: Float64Array;
  readonly v: Float64Array;
  /** Inner potential, which drives the axial currents: `v` itself without an extracellular field. */
  readonly inner: Float64Array;
  /** Transmembrane current i(v) and its slope. */
  readonly current: Float64Array;
  readonly slope: Float64Array;
  /** What electrodes take out of the cell, and its slope; cleared by `solve`. */
  readonly outward: Float64Array;
  readonly extra: Float64Array;
  /** Results of elimination. */
  readonly own: Float64Array;
  readonly factor: Float64Array;
  /** Results: change of the potential (before scaling), and transmembrane current, capacitive part included. */
  readonly dv: Float64Array;
  readonly imem: Float64Array;
}

/** Bytes of `treeArrays` at most. */
export function treeBytes(nNodes: number): number {
  return bytesOfArrays([4 * nNodes, ...Array.from({ length: 12 }, () => 8 * nNodes)]);
}

/** The arrays of a tree, zero but for its shape; `apart`: the inner potential is not the potential across the membrane. */
export function treeArrays(
  { tree: { nNodes, parent, axial } }: Pick<Cell, 'tree'>,
  arrays: ArraysIn,
  apart: boolean,
): TreeArrays {
  const perNode = (): Float64Array => arrays.float64(nNodes);
  const v = perNode();
  const own: TreeArrays = {
    parent: arrays.int32(nNodes),
    axial: perNode(),
    C: perNode(),
    v,
    inner: apart ? perNode() : v,
    current: perNode(),
    slope: perNode(),
    outward: perNode(),
    extra: perNode(),
    own: perNode(),
    factor: perNode(),
    dv: perNode(),
    imem: perNode(),
  };
  own.parent.set(parent);
  own.axial.set(axial);
  return own;
}

/**
 * Segments that carry the same channels. Each has a record: leak (uS) and its reversal (mV), calcium current (nA, a result), then per
 * channel gbar (uS), reversal (mV) and the state of each gate.
 */
export interface SegmentGroup {
  /** Node of each segment. */
  readonly nodes: Int32Array;
  readonly records: Float64Array;
  readonly recordLength: number;
  /** Per channel 2 * gates + (1 if it conducts calcium), then per gate its place in the table's records (bytes; -1: not in it) and its power. */
  readonly channels: Int32Array;
  /** The same with no gate in the table. */
  readonly held: Int32Array;
}

/**
 * Advances the gates of segments from .. to - 1 of a group to the end of a step, then adds up the currents and slopes of leak and channels.
 * @param update false: gates stay as they are
 * @returns the first segment that was not served because the table has no piece for its potential, else `to`
 */
export type Advance = (from: number, to: number, update: boolean) => number;

export interface GateLoops {
  readonly kind: 'wasm' | 'plain';
  readonly arrays: ArraysIn;
  /** What solves one step; the potential gains `scale` times the solution. */
  solving(tree: TreeArrays, scale: number): () => void;
  /** @param table of the gates, if there is one */
  advancing(
    group: SegmentGroup,
    tree: Pick<TreeArrays, 'v' | 'current' | 'slope'>,
    table?: TableArrays,
  ): Advance;
}

/**
 * @param bytes memory that is enough for all arrays (`bytesOfArrays`)
 * @param webAssembly false: plain TypeScript in any case
 */
export function createGateLoops(bytes: number, webAssembly = true): GateLoops {
  return (webAssembly ? wasmLoops(bytes) : undefined) ?? plainLoops(bytes);
}
