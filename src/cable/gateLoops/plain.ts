/** The loops in plain TypeScript; the algorithm of `solve` is that of sweeps over a tree (Hines 1984). */
import { ArraysIn } from '../../numerics/wasmCode.ts';
import type { OctaveGrid, UniformGrid } from '../rateGrid.ts';
import type { TableArrays } from '../rateTable.ts';
import { CHANNELS, COLUMN, OF_POTENTIAL } from './groups.ts';
import type { GateLoops, SegmentGroup, TreeArrays } from './loops.ts';

export function plainLoops(bytes: number): GateLoops {
  const buffer = new ArrayBuffer(8 * Math.ceil(bytes / 8));
  const memory = new Float64Array(buffer);
  return {
    kind: 'plain',
    arrays: new ArraysIn(buffer),
    solving: (tree, scale) => (row) => {
      eliminate(tree);
      substitute(tree, scale, row * tree.parent.length);
    },
    over(group, tree, { potentials, calcium, nernst }) {
      return {
        locate: (from) => (potentials === undefined ? from : locate(group, tree.v, potentials, from)),
        locateCalcium: (from) => (calcium === undefined ? from : locateCalcium(group, calcium, from)),
        fillShells: () => fillShells(group),
        advance: () => {
          if (group.shell) reverse(group, memory, nernst);
          advance(group, memory, tree, false);
        },
        currents: () => advance(group, memory, tree, true),
      };
    },
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
  first: number,
): void {
  let d = own[0];
  for (let k = 0; ;) {
    dv[k] = d;
    v[k] += scale * d;
    imem[first + k] = current[k] + (C[k] + slope[k]) * d;
    if (++k >= parent.length) return;
    const p = parent[k];
    d = own[k] + factor[k] * (p === k - 1 ? d : dv[p]);
  }
}

/** Finds the records for the potentials of segments from `from` on. */
function locate(
  { n, nodes, columns, stride, entries }: SegmentGroup,
  v: Float64Array,
  { grid, index, recordLength }: TableArrays<UniformGrid>,
  from: number,
): number {
  const { least, perUnit, pieces } = grid;
  const places = COLUMN.place * stride;
  for (let j = from; j < n; j++) {
    const place = (v[nodes[j]] - least) * perUnit;
    if (!(place >= 0 && place < pieces)) return j;
    const piece = Math.trunc(place);
    const entry = index[piece];
    if (entry <= 0) return j;
    let s = place - piece;
    let part = 0;
    if ((entry & 1) === 1) {
      part = Math.trunc(16 * s);
      s = 16 * s - part;
    }
    columns[places + j] = s - 0.5;
    entries[j] = (entry & -2) + 8 * part * recordLength;
  }
  return n;
}

/** The same for calcium. */
function locateCalcium(
  { n, columns, stride, calciumEntries }: SegmentGroup,
  { grid, index, recordLength }: TableArrays<OctaveGrid>,
  from: number,
): number {
  for (let j = from; j < n; j++) {
    const calcium = columns[COLUMN.calcium * stride + j];
    const piece = grid.pieceOf(calcium);
    if (!(piece >= 0 && piece < grid.pieces)) return j;
    const entry = index[piece];
    if (entry <= 0) return j;
    let s = grid.placeOf(calcium);
    let part = 0;
    if ((entry & 1) === 1) {
      part = Math.trunc(16 * s);
      s = 16 * s - part;
    }
    columns[COLUMN.calciumPlace * stride + j] = s - 0.5;
    calciumEntries[j] = (entry & -2) + 8 * part * recordLength;
  }
  return n;
}

function fillShells({ columns, stride }: SegmentGroup): void {
  for (let j = 0; j < stride; j++) {
    const at = COLUMN.calcium * stride + j;
    const target =
      columns[COLUMN.minimum * stride + j] +
      columns[COLUMN.influx * stride + j] * columns[COLUMN.calciumCurrent * stride + j];
    columns[at] += columns[COLUMN.fraction * stride + j] * (target - columns[at]);
  }
}

/** Reversal potentials of calcium: the logarithm is the first function of the table. */
function reverse(
  { n, columns, stride, calciumEntries }: SegmentGroup,
  memory: Float64Array,
  nernst: number,
): void {
  for (let j = 0; j < n; j++) {
    const o = calciumEntries[j] >> 3;
    const s = columns[COLUMN.calciumPlace * stride + j];
    const q = s * s;
    const log =
      memory[o + 10] +
      memory[o + 8] * s +
      q * (memory[o + 6] + memory[o + 4] * s + q * (memory[o + 2] + memory[o] * s));
    columns[COLUMN.calciumReversal * stride + j] = nernst * (columns[COLUMN.logOutside * stride + j] - log);
  }
}

/** Gates, then currents and slopes: column by column, so that a loop does one thing. */
function advance(
  { n, nodes, columns, stride, channels: list, entries, calciumEntries }: SegmentGroup,
  memory: Float64Array,
  { v, current, slope }: Pick<TreeArrays, 'v' | 'current' | 'slope'>,
  held: boolean,
): void {
  const [leak, leakReversal] = [COLUMN.leak * stride, COLUMN.leakReversal * stride];
  const [sum, conductance] = [COLUMN.current * stride, COLUMN.slope * stride];
  const [open, calcium] = [COLUMN.open * stride, COLUMN.calciumCurrent * stride];
  for (let j = 0; j < n; j++) {
    const V = v[nodes[j]];
    columns[j] = V;
    columns[conductance + j] = columns[leak + j];
    columns[sum + j] = columns[leak + j] * (V - columns[leakReversal + j]);
    columns[calcium + j] = 0;
  }
  let p = CHANNELS * stride;
  for (let c = 0; c < list.length;) {
    const head = list[c];
    const E = list[c + 1] * stride;
    let from = p;
    p += 2 * stride;
    c += 2;
    for (let gates = head >> 1; gates > 0; gates--, p += stride, c += 3) {
      const kind = list[c];
      if (!held)
        advanceGate(
          columns,
          p,
          n,
          kind === OF_POTENTIAL ? entries : calciumEntries,
          list[c + 1] >> 3,
          (kind === OF_POTENTIAL ? COLUMN.place : COLUMN.calciumPlace) * stride,
          memory,
        );
      for (let j = 0; j < n; j++) {
        const x = columns[p + j];
        let G = columns[from + j];
        let power = list[c + 2];
        for (; power > 1; power -= 2) G *= x * x;
        columns[open + j] = power === 1 ? G * x : G;
      }
      from = open;
    }
    for (let j = 0; j < n; j++) {
      const G = columns[from + j];
      const i = G * (columns[j] - columns[E + j]);
      columns[sum + j] += i;
      columns[conductance + j] += G;
      if ((head & 1) === 1) columns[calcium + j] += i;
    }
  }
  for (let j = 0; j < n; j++) {
    current[nodes[j]] = columns[sum + j];
    slope[nodes[j]] = columns[conductance + j];
  }
}

/** x += (1 - exp(-dt/tau)) (inf - x) in the column at `p`. */
function advanceGate(
  columns: Float64Array,
  p: number,
  n: number,
  entries: Int32Array,
  rate: number,
  places: number,
  memory: Float64Array,
): void {
  for (let j = 0; j < n; j++) {
    const o = (entries[j] >> 3) + rate;
    const s = columns[places + j];
    const q = s * s;
    const inf =
      memory[o + 10] +
      memory[o + 8] * s +
      q * (memory[o + 6] + memory[o + 4] * s + q * (memory[o + 2] + memory[o] * s));
    const fraction =
      memory[o + 11] +
      memory[o + 9] * s +
      q * (memory[o + 7] + memory[o + 5] * s + q * (memory[o + 3] + memory[o + 1] * s));
    columns[p + j] += fraction * (inf - columns[p + j]);
  }
}
