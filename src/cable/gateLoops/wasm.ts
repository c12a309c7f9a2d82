/** The loops in WebAssembly (`loops.wat`). */
import { WasmCode } from '../../numerics/wasmCode.ts';
import type { Grid } from '../rateGrid.ts';
import type { TableArrays } from '../rateTable.ts';
import { COLUMN } from './groups.ts';
import type { GateLoops } from './loops.ts';
import { WASM } from './wasmBytes.ts';

const code = new WasmCode<{
  readonly solve: (...values: number[]) => void;
  readonly locate: (...values: number[]) => number;
  readonly locateCalcium: (...values: number[]) => number;
  readonly fillShells: (...values: number[]) => void;
  readonly advance: (...values: number[]) => void;
}>(WASM);

/** Undefined where there is no WebAssembly with SIMD, or not so much memory can be had. */
export function wasmLoops(bytes: number): GateLoops | undefined {
  const instance = code.instance(bytes);
  if (instance === undefined) return undefined;
  const { arrays, exports } = instance;
  const { solve, locate, locateCalcium, fillShells, advance } = exports;
  return {
    kind: 'wasm',
    arrays,
    solving(tree, scale) {
      const n = tree.parent.length;
      const parent = tree.parent.byteOffset;
      const axial = tree.axial.byteOffset;
      const C = tree.C.byteOffset;
      const v = tree.v.byteOffset;
      const inner = tree.inner.byteOffset;
      const current = tree.current.byteOffset;
      const slope = tree.slope.byteOffset;
      const outward = tree.outward.byteOffset;
      const extra = tree.extra.byteOffset;
      const own = tree.own.byteOffset;
      const factor = tree.factor.byteOffset;
      const dv = tree.dv.byteOffset;
      const imem = tree.imem.byteOffset;
      return () =>
        solve(n, scale, parent, axial, C, v, inner, current, slope, outward, extra, own, factor, dv, imem);
    },
    over({ n, nodes, columns, stride, shell, channels, held, entries, calciumEntries }, tree, tables) {
      const [node, base, vEntries, caEntries] = [nodes, columns, entries, calciumEntries].map(address);
      const [v, current, slope] = [tree.v, tree.current, tree.slope].map(address);
      const bytes = 8 * stride;
      const column = (k: number): number => base + bytes * k;
      const through = (list: Int32Array, shells: number): (() => void) => {
        const first = address(list);
        const last = first + list.byteLength;
        return () =>
          advance(
            n,
            node,
            base,
            bytes,
            first,
            last,
            vEntries,
            caEntries,
            shells,
            tables.nernst,
            v,
            current,
            slope,
          );
      };
      return {
        locate: locating(tables.potentials, ({ least, perUnit, pieces }, index, record) => {
          const place = column(COLUMN.place);
          return (from) => locate(from, n, node, v, place, vEntries, least, perUnit, pieces, index, record);
        }),
        locateCalcium: locating(tables.calcium, ({ first, pieces }, index, record) => {
          const [calcium, place] = [column(COLUMN.calcium), column(COLUMN.calciumPlace)];
          return (from) => locateCalcium(from, n, calcium, place, caEntries, first, pieces, index, record);
        }),
        fillShells: () => fillShells(base, bytes),
        advance: through(channels, shell ? 1 : 0),
        currents: through(held, 0),
      };
    },
  };
}

const address = (array: { readonly byteOffset: number }): number => array.byteOffset;

/** A search in a table; without one nothing is found. */
function locating<G extends Grid>(
  table: TableArrays<G> | undefined,
  search: (grid: G, index: number, record: number) => (from: number) => number,
): (from: number) => number {
  if (table === undefined) return (from) => from;
  return search(table.grid, address(table.index), 8 * table.recordLength);
}
