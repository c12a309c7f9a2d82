/** The loops of a linear cell in WebAssembly (`linear.wat`). */
import { WasmCode } from '../../numerics/wasmCode.ts';
import type { LinearLoops } from './linear.ts';
import { GROUP } from './linearRecords.ts';
import { WASM } from './linearWasmBytes.ts';

interface Exports {
  readonly steps: (...values: number[]) => number;
  readonly multiply: (...values: number[]) => void;
}

const CODE = new WasmCode<Exports>(WASM);

/** Undefined where WebAssembly with SIMD, or so much memory, is not to be had. */
export function wasmLinearLoops(bytes: number): LinearLoops | undefined {
  const instance = CODE.instance(bytes);
  if (instance === undefined) return undefined;
  const { arrays, exports } = instance;
  const { steps, multiply } = exports;
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
      const inTwos = groupsInTwos(groups);
      const twos = arrays.int32(inTwos.length);
      twos.set(inTwos);
      const record = arrays.int32(16);
      record.set([
        pairs,
        at(twos),
        at(twos) + 4 * twos.length,
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
        8 * cable.most,
      ]);
      const address = at(record);
      return (count) => steps(count, address);
    },
    multiplying(M, { pairs, width, rows }, out) {
      const channels = M.length / (2 * pairs);
      return (first, every, count) =>
        multiply(
          at(M),
          channels,
          16 * pairs,
          at(rows) + 8 * width * first,
          8 * width * every,
          count,
          at(out),
        );
    },
  };
}

/**
 * Groups in twos that do not wait for each other, the second one no longer than the first: their records side by side. A group
 * that finds no partner has one without pairs.
 */
function groupsInTwos(groups: Int32Array): Int32Array {
  const twos: number[] = [];
  for (let g = 0; g < groups.length; g += GROUP) {
    const [first, end] = groups.subarray(g, g + 2);
    twos.push(...groups.subarray(g, g + GROUP));
    const next = groups.subarray(g + GROUP, g + 2 * GROUP);
    // A right-hand side of pair p is at 4 p + 2 or 4 p + 3.
    const fits =
      next.length > 0 && next[1] - next[0] <= end - first && Math.max(next[2], next[3]) < 4 * first;
    if (fits) g += GROUP;
    twos.push(...(fits ? next : [0, 0, ...groups.subarray(2, GROUP)]));
  }
  return Int32Array.from(twos);
}
