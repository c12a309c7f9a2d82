/**
 * The targets of a sheet, block by block and within each block in groups of neighbours, with the rectangle around every group: so that what is
 * out of reach can be left out, however positions are ordered.
 */
import { BLOCK } from './rule.ts';
import { separationFromInterval, type Positions, type Sheet } from './sheet.ts';

/** Targets per group. A block is cut into strips along x, these along y. */
export const GROUP = 16;
const STRIP = 64;

export interface Neighbourhoods {
  /** Targets, block by block: group g holds those from order[g GROUP] on, up to `ends[g]`. */
  readonly order: Int32Array;
  readonly ends: Int32Array;
  /** Smallest distance of a point from a group. */
  fromGroup(x: number, y: number, group: number): number;
  /** Whether some target of a block may lie within a distance of a point. */
  blockWithin(x: number, y: number, block: number, reach: number): boolean;
}

export function neighbourhoods({ x, y }: Positions, sheet: Required<Sheet>): Neighbourhoods {
  const size = x.length;
  const order = Int32Array.from(x, (_, n) => n);
  const sort = (from: number, to: number, by: Float64Array): void => {
    order.subarray(from, Math.min(to, size)).sort((a, b) => by[a] - by[b] || a - b);
  };
  for (let block = 0; block < size; block += BLOCK) {
    sort(block, block + BLOCK, x);
    for (let strip = block; strip < Math.min(block + BLOCK, size); strip += STRIP)
      sort(strip, strip + STRIP, y);
  }
  const groups = boxes(order, GROUP, x, y);
  const blocks = boxes(order, BLOCK, x, y);
  const ends = Int32Array.from({ length: Math.ceil(size / GROUP) }, (_, g) =>
    Math.min(size, (g + 1) * GROUP),
  );
  const { width, height, periodic } = sheet;
  return {
    order,
    ends,
    fromGroup(px, py, group) {
      const i = 4 * group;
      const dx = separationFromInterval(px, groups[i], groups[i + 1], width, periodic);
      const dy = separationFromInterval(py, groups[i + 2], groups[i + 3], height, periodic);
      return Math.sqrt(dx * dx + dy * dy);
    },
    blockWithin(px, py, block, reach) {
      const i = 4 * block;
      return (
        separationFromInterval(py, blocks[i + 2], blocks[i + 3], height, periodic) <= reach &&
        separationFromInterval(px, blocks[i], blocks[i + 1], width, periodic) <= reach
      );
    },
  };
}

/** Left, right, bottom and top of every `length` targets of the order. */
function boxes(order: Int32Array, length: number, x: Float64Array, y: Float64Array): Float64Array {
  const box = new Float64Array(4 * Math.ceil(order.length / length));
  for (let i = 0; i < box.length; i += 4) box.set([Infinity, -Infinity, Infinity, -Infinity], i);
  order.forEach((n, at) => {
    const i = 4 * Math.floor(at / length);
    box[i] = Math.min(box[i], x[n]);
    box[i + 1] = Math.max(box[i + 1], x[n]);
    box[i + 2] = Math.min(box[i + 2], y[n]);
    box[i + 3] = Math.max(box[i + 3], y[n]);
  });
  return box;
}
