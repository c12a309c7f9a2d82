/** The loops in WebAssembly (`loops.wat`). */
import { WasmCode } from '../../numerics/wasmCode.ts';
import type { GateLoops } from './loops.ts';
import { WASM } from './wasmBytes.ts';

const code = new WasmCode<{
  readonly solve: (...values: number[]) => void;
  readonly advance: (...values: number[]) => number;
}>(WASM);

/** Undefined where there is no WebAssembly with SIMD, or not so much memory can be had. */
export function wasmLoops(bytes: number): GateLoops | undefined {
  const instance = code.instance(bytes);
  if (instance === undefined) return undefined;
  const { arrays, exports } = instance;
  const { solve, advance } = exports;
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
    advancing(group, tree, table) {
      const nodes = group.nodes.byteOffset;
      const records = group.records.byteOffset;
      const bytes = 8 * group.recordLength;
      const channels = group.channels.byteOffset;
      const held = group.held.byteOffset;
      const size = group.channels.byteLength;
      const v = tree.v.byteOffset;
      const current = tree.current.byteOffset;
      const slope = tree.slope.byteOffset;
      const { least, perUnit, pieces } = table?.range ?? { least: 0, perUnit: 0, pieces: 0 };
      const index = table?.index.byteOffset ?? 0;
      const recordBytes = 8 * (table?.recordLength ?? 0);
      return (from, to, update) => {
        const list = update ? channels : held;
        return advance(
          from,
          to,
          update ? 1 : 0,
          nodes,
          records,
          bytes,
          list,
          list + size,
          v,
          current,
          slope,
          least,
          perUnit,
          pieces,
          index,
          recordBytes,
        );
      };
    },
  };
}
