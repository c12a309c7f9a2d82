/** The loops in WebAssembly (`loops.wat`). Their parameters lie in memory: a call with many of them costs more than it does. */
import { WasmCode, bytesOfArrays, type ArraysIn } from '../../numerics/wasmCode.ts';
import type { GateLoops } from './loops.ts';
import { WASM } from './wasmBytes.ts';

const code = new WasmCode<{
  readonly solve: (at: number, row: number) => void;
  readonly locate: (at: number, from: number) => number;
  readonly locateCalcium: (at: number, from: number) => number;
  readonly fillShells: (at: number) => void;
  readonly advance: (at: number, held: 0 | 1) => void;
}>(WASM);

/** Room for the parameters of the tree and of so many groups. */
const TREE = 64;
const GROUP = 104;
function parameterBytes(groups: number): number {
  return bytesOfArrays([TREE, ...Array.from({ length: groups }, () => GROUP)]);
}

/** Undefined where there is no WebAssembly with SIMD, or not so much memory can be had. */
export function wasmLoops(bytes: number, groups: number): GateLoops | undefined {
  const instance = code.instance(bytes + parameterBytes(groups));
  if (instance === undefined) return undefined;
  const { arrays, exports } = instance;
  const { solve, locate, locateCalcium, fillShells, advance } = exports;
  return {
    kind: 'wasm',
    arrays,
    solving(tree, scale) {
      const { parent, axial, C, v, inner, current, slope, outward, extra, own, factor, dv, imem } = tree;
      const all = [parent, axial, C, v, inner, current, slope, outward, extra, own, factor, dv, imem];
      const at = parameters(arrays, TREE, [parent.length, ...all.map(address)], [scale]);
      return (row) => solve(at, row);
    },
    over(
      { n, nodes, columns, stride, shell, channels, entries, calciumEntries },
      tree,
      { potentials, calcium, nernst },
    ) {
      const base = address(columns);
      const at = parameters(
        arrays,
        GROUP,
        [
          n,
          address(nodes),
          base,
          8 * stride,
          address(channels),
          address(channels) + channels.byteLength,
          address(entries),
          address(calciumEntries),
          shell ? 1 : 0,
          ...[tree.v, tree.current, tree.slope].map(address),
          ...tableParameters(potentials),
          ...tableParameters(calcium),
          calcium?.grid.first ?? 0,
          calcium?.grid.pieces ?? 0,
        ],
        [nernst, potentials?.grid.least ?? 0, potentials?.grid.perUnit ?? 0, potentials?.grid.pieces ?? 0],
      );
      return {
        locate: (from) => (potentials === undefined ? from : locate(at, from)),
        locateCalcium: (from) => (calcium === undefined ? from : locateCalcium(at, from)),
        fillShells: () => fillShells(at),
        advance: () => advance(at, 0),
        currents: () => advance(at, 1),
      };
    },
  };
}

const address = (array: { readonly byteOffset: number }): number => array.byteOffset;

/** Address of the index, and bytes of a record. */
function tableParameters(
  table: { readonly index: Int32Array; readonly recordLength: number } | undefined,
): number[] {
  return table === undefined ? [0, 0] : [address(table.index), 8 * table.recordLength];
}

/** Writes a block of parameters, integers first, then floating-point numbers up to its end; returns its address. */
function parameters(
  arrays: ArraysIn,
  bytes: number,
  integers: readonly number[],
  numbers: readonly number[],
): number {
  const block = arrays.int32(bytes / 4);
  block.set(integers);
  new Float64Array(block.buffer, block.byteOffset + bytes - 8 * numbers.length, numbers.length).set(numbers);
  return block.byteOffset;
}
