/** The loops in plain TypeScript; the algorithm of `solve` is that of sweeps over a tree (Hines 1984). */
import { ArraysIn } from '../../numerics/wasmCode.ts';
import type { TableArrays } from '../rateTable.ts';
import type { GateLoops, SegmentGroup, TreeArrays } from './loops.ts';

export function plainLoops(bytes: number): GateLoops {
  const buffer = new ArrayBuffer(bytes);
  return {
    kind: 'plain',
    arrays: new ArraysIn(buffer),
    solving: (tree, scale) => () => {
      eliminate(tree);
      substitute(tree, scale);
    },
    advancing: (group, tree, table) => (from, to, update) => advance(group, tree, table, from, to, update),
  };
}

function eliminate(tree: TreeArrays): void {
  const { parent, axial, C, inner, current, slope, outward, extra, own, factor } = tree;
  let carry = 0;
  let carried = 0;
  for (let k = parent.length - 1; k > 0; k--) {
    const p = parent[k];
    const g = axial[k];
    const load = C[k] + slope[k] + extra[k] + carried;
    const inverse = 1 / (load + g);
    const flow = g * (inner[p] - inner[k]);
    const b = flow - current[k] - outward[k] + carry;
    own[k] = b * inverse;
    factor[k] = g * inverse;
    outward[k] = 0;
    extra[k] = 0;
    carry = g * inverse * b - flow;
    carried = g * load * inverse;
    if (p !== k - 1) {
      outward[p] -= carry;
      extra[p] += carried;
      carry = 0;
      carried = 0;
    }
  }
  own[0] = (carry - current[0] - outward[0]) / (C[0] + slope[0] + extra[0] + carried);
  outward[0] = 0;
  extra[0] = 0;
}

function substitute(
  { parent, C, v, current, slope, own, factor, dv, imem }: TreeArrays,
  scale: number,
): void {
  let d = own[0];
  for (let k = 0; ;) {
    dv[k] = d;
    v[k] += scale * d;
    imem[k] = current[k] + (C[k] + slope[k]) * d;
    if (++k >= parent.length) return;
    const p = parent[k];
    d = own[k] + factor[k] * (p === k - 1 ? d : dv[p]);
  }
}

function advance(
  { nodes, records, recordLength, channels, held }: SegmentGroup,
  { v, current, slope }: Pick<TreeArrays, 'v' | 'current' | 'slope'>,
  table: TableArrays | undefined,
  from: number,
  to: number,
  update: boolean,
): number {
  const list = update ? channels : held;
  for (let j = from; j < to; j++) {
    const node = nodes[j];
    const V = v[node];
    let entry = 0;
    let s = 0;
    if (update) {
      const { range, index, coefficients } = table!;
      const place = (V - range.least) * range.perUnit;
      if (!(place >= 0 && place < range.pieces)) return j;
      const piece = Math.trunc(place);
      entry = index[piece];
      if (entry <= 0) return j;
      s = place - piece;
      if ((entry & 1) === 1) {
        const part = Math.trunc(16 * s);
        s = 16 * s - part;
        entry += 8 * part * table!.recordLength - 1;
      }
      s -= 0.5;
      entry = (entry - coefficients.byteOffset) >> 3;
    }
    const polynomials = table?.coefficients ?? records;
    const start = j * recordLength;
    let p = start + 3;
    let conductance = records[start];
    let sum = conductance * (V - records[start + 1]);
    let calcium = 0;
    for (let c = 0; c < list.length;) {
      const head = list[c++];
      let G = records[p];
      const E = records[p + 1];
      p += 2;
      for (let gates = head >> 1; gates > 0; gates--, p++, c += 2) {
        let x = records[p];
        const rate = list[c];
        if (rate >= 0) {
          const o = entry + (rate >> 3);
          let inf = polynomials[o] * s + polynomials[o + 2];
          inf = inf * s + polynomials[o + 4];
          inf = inf * s + polynomials[o + 6];
          inf = inf * s + polynomials[o + 8];
          inf = inf * s + polynomials[o + 10];
          let fraction = polynomials[o + 1] * s + polynomials[o + 3];
          fraction = fraction * s + polynomials[o + 5];
          fraction = fraction * s + polynomials[o + 7];
          fraction = fraction * s + polynomials[o + 9];
          fraction = fraction * s + polynomials[o + 11];
          x += fraction * (inf - x);
          records[p] = x;
        }
        for (let power = list[c + 1]; power > 0; power--) G *= x;
      }
      const i = G * (V - E);
      sum += i;
      conductance += G;
      if ((head & 1) === 1) calcium += i;
    }
    records[start + 2] = calcium;
    current[node] = sum;
    slope[node] = conductance;
  }
  return to;
}
