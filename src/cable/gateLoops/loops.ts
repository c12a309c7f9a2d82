/**
 * The loops of an active cell, in two versions that give the same results to the bit: WebAssembly (two segments at a time), and plain TypeScript, where WebAssembly with SIMD is missing. Arrays lie in the loops' own memory.
 */
import { bytesOfArrays, type ArraysIn } from '../../numerics/wasmCode.ts';
import type { Cell } from '../cell.ts';
import type { OctaveGrid, UniformGrid } from '../rateGrid.ts';
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
  /** Results: change of the potential (before scaling); transmembrane current, capacitive part included, a row per step. */
  readonly dv: Float64Array;
  readonly imem: Float64Array;
}

/** Bytes of `treeArrays` at most. */
export function treeBytes(nNodes: number, rows: number): number {
  return bytesOfArrays([4 * nNodes, 8 * nNodes * rows, ...Array.from({ length: 11 }, () => 8 * nNodes)]);
}

/**
 * The arrays of a tree, zero but for its shape, with room for the currents of so many steps; `apart`: the inner potential is not the potential
 * across the membrane.
 */
export function treeArrays(
  { tree: { nNodes, parent, axial } }: Pick<Cell, 'tree'>,
  arrays: ArraysIn,
  { rows, apart }: { readonly rows: number; readonly apart: boolean },
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
    imem: arrays.float64(rows * nNodes),
  };
  own.parent.set(parent);
  own.axial.set(axial);
  return own;
}

/** Segments that carry the same (`groups.ts`). */
export interface SegmentGroup {
  readonly n: number;
  /** Node of each segment. */
  readonly nodes: Int32Array;
  /** Columns of `stride` numbers each. */
  readonly columns: Float64Array;
  readonly stride: number;
  /** Whether calcium moves. */
  readonly shell: boolean;
  /**
   * Per channel 2 * gates + (1 if it conducts calcium) and the column of its reversal potential, then per gate what it depends on, the place of its
   * numbers in the table's records (bytes) and its power.
   */
  readonly channels: Int32Array;
  /** Per segment the record (address in bytes) that holds its rates: of the potential, of calcium. */
  readonly entries: Int32Array;
  readonly calciumEntries: Int32Array;
}

/** The loops over one group. */
export interface GroupLoops {
  /** Finds the records of the table for the potentials of the segments from `from` on; returns the first that has none, else n. */
  locate(from: number): number;
  /** The same for calcium. */
  locateCalcium(from: number): number;
  /** Calcium at the end of a step, by the currents of its start. */
  fillShells(): void;
  /** Reversal potentials of calcium and gates at the end of a step, by the records located; then currents and slopes. */
  advance(): void;
  /** Currents and slopes at the states as they stand. */
  currents(): void;
}

export interface GroupTables {
  readonly potentials: TableArrays<UniformGrid> | undefined;
  readonly calcium: TableArrays<OctaveGrid> | undefined;
  /** Reversal potential of calcium per unit of the logarithm of the ratio of concentrations, mV. */
  readonly nernst: number;
}

export interface GateLoops {
  readonly kind: 'wasm' | 'plain';
  readonly arrays: ArraysIn;
  /** What solves one step and writes its transmembrane currents into a row of `imem`; the potential gains `scale` times the solution. */
  solving(tree: TreeArrays, scale: number): (row: number) => void;
  /** The loops over a group, which read and write potentials, currents and slopes of its nodes. */
  over(
    group: SegmentGroup,
    tree: Pick<TreeArrays, 'v' | 'current' | 'slope'>,
    tables: GroupTables,
  ): GroupLoops;
}

/**
 * @param bytes memory that is enough for all arrays (`bytesOfArrays`)
 * @param groups number of groups
 * @param webAssembly false: plain TypeScript in any case
 */
export function createGateLoops(bytes: number, groups: number, webAssembly = true): GateLoops {
  return (webAssembly ? wasmLoops(bytes, groups) : undefined) ?? plainLoops(bytes);
}
