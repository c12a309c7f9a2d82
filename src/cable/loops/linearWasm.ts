/** The loops of a linear cell in WebAssembly (`linear.wat`). */
import { WasmCode } from '../../numerics/wasmCode.ts';
import type { LinearLoops } from './linear.ts';
import { WASM } from './linearWasmBytes.ts';

interface Exports {
  readonly steps: (...values: number[]) => number;
  readonly turn: (...values: number[]) => void;
  readonly multiply: (...values: number[]) => void;
}

const CODE = new WasmCode<Exports>(WASM);

/** Undefined where WebAssembly with SIMD, or so much memory, is not to be had. */
export function wasmLinearLoops(bytes: number): LinearLoops | undefined {
  const instance = CODE.instance(bytes);
  if (instance === undefined) return undefined;
  const { arrays, exports } = instance;
  const { steps, turn, multiply } = exports;
  const at = (array: { readonly byteOffset: number }): number => array.byteOffset;
  return {
    kind: 'wasm',
    float64: (length) => arrays.float64(length),
    int32: (length) => arrays.int32(length),
    stepping(cable) {
      const { pairs, groups, elimination, membrane, before, gates, inputs, changes, currents, imem, w } =
        cable;
      const list = arrays.int32(gates.length);
      list.set(gates.map(at));
      const record = arrays.int32(15);
      record.set([
        pairs,
        at(groups),
        at(groups) + 4 * groups.length,
        at(elimination),
        at(membrane),
        before === undefined ? -1 : at(before),
        at(list),
        gates.length,
        at(inputs),
        inputs.length / 2,
        at(changes),
        at(currents),
        at(imem),
        w === undefined ? -1 : at(w),
        8 * cable.width,
      ]);
      const address = at(record);
      return (count) => steps(count, address);
    },
    turning:
      ({ pairs, width, rows }, shift, out, columns) =>
      (first, every, count) =>
        turn(at(rows) + 8 * width * first, 8 * width * every, count, pairs, at(shift), at(out), 8 * columns),
    multiplying(M, places, block, out, columns) {
      const n = places.length;
      const channels = n === 0 ? 0 : M.length / n;
      return (count) => multiply(at(M), channels, at(places), n, at(block), at(out), 8 * columns, count);
    },
  };
}
