/**
 * Segments grouped by what they carry, so that a loop over a group does the same everywhere; and the columns in which a group's numbers stand
 * side by side, one place per segment and one more if their number is odd (two are taken at a time).
 */
import { bytesOfArrays, type ArraysIn } from '../../numerics/wasmCode.ts';
import type { ActiveChannel, ActiveMembrane } from '../activeMembrane.ts';
import type { SegmentGroup } from './loops.ts';

/** The first columns of every group; those of the channels follow. */
export const COLUMN = {
  /** Potential, mV, and its place in the piece of the table. */
  potential: 0,
  place: 1,
  /** What is linear: uS, and mV. */
  leak: 2,
  leakReversal: 3,
  /** Results: current (nA), slope (uS). */
  current: 4,
  slope: 5,
  /** Conductance of the channel at hand. */
  open: 6,
  /** Calcium: current (nA), concentration (mM), reversal potential (mV), place in the piece of its table. */
  calciumCurrent: 7,
  calcium: 8,
  calciumReversal: 9,
  calciumPlace: 10,
  /** The shell, where there is one: concentration without current (mM), change per nA (mM), share per step, logarithm outside. */
  minimum: 11,
  influx: 12,
  fraction: 13,
  logOutside: 14,
} as const;
export const CHANNELS = 15;

/** By what a gate is advanced: the table of potentials, or that of calcium. */
export const OF_POTENTIAL = 1;
export const OF_CALCIUM = 2;

/** Columns of a channel. */
export interface ChannelColumns {
  /** Number of the channel in the membrane. */
  readonly channel: number;
  /** gbar, uS, and reversal, mV; the reversal of calcium, if it follows that. */
  readonly density: number;
  readonly reversal: number;
  /** States of the gates. */
  readonly gates: readonly number[];
}

/** A group: its segments, what they carry, and where their numbers are. */
export interface GroupPlan {
  readonly segments: Int32Array;
  /** Segments of calcium shells. */
  readonly shell: boolean;
  readonly channels: readonly ChannelColumns[];
  /** Length of a column, and the number of columns. */
  readonly stride: number;
  readonly columns: number;
  /** Place of the first column among those of all groups. */
  readonly first: number;
}

/** The groups of n segments, those without channels among them. */
export function groupsOf(
  { channels, calcium }: Pick<ActiveMembrane, 'channels' | 'calcium'>,
  n: number,
): GroupPlan[] {
  const present = Array.from({ length: n }, (): { channel: number; nernst: boolean }[] => []);
  for (const [channel, { segments, reversal }] of channels.entries())
    for (const [k, i] of segments.entries()) present[i].push({ channel, nernst: Number.isNaN(reversal[k]) });
  const shells = new Set(calcium?.segments);
  const groups = new Map<string, number[]>();
  for (const [i, here] of present.entries()) {
    const key = JSON.stringify([here, shells.has(i)]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(i);
  }
  let first = 0;
  return [...groups.values()].map((segments) => {
    let columns = CHANNELS;
    const places = present[segments[0]].map(({ channel, nernst }) => {
      const density = columns;
      const gates = channels[channel].channel.gates.map((_, g) => density + 2 + g);
      columns += 2 + gates.length;
      return { channel, density, reversal: nernst ? COLUMN.calciumReversal : density + 1, gates };
    });
    const stride = 2 * Math.ceil(segments.length / 2);
    const plan: GroupPlan = {
      segments: Int32Array.from(segments),
      shell: shells.has(segments[0]),
      channels: places,
      stride,
      columns,
      first,
    };
    first += columns * stride;
    return plan;
  });
}

/** Numbers in the columns of all groups. */
export function columnsLength(plans: readonly GroupPlan[]): number {
  return plans.reduce((sum, { stride, columns }) => sum + stride * columns, 0);
}

/** Bytes of the arrays of groups, columns included. */
export function groupBytes(plans: readonly GroupPlan[]): number {
  // A list of channels has two numbers per channel and three per gate.
  return bytesOfArrays([
    8 * columnsLength(plans),
    ...plans.flatMap(({ stride, columns }) => [
      4 * stride,
      4 * stride,
      4 * stride,
      12 * columns,
      12 * columns,
    ]),
  ]);
}

/**
 * The arrays of a group.
 * @param rateOf of a gate, what it depends on (OF_POTENTIAL, OF_CALCIUM) and the place of its numbers in the table's records, bytes
 */
export function groupArrays(
  plan: GroupPlan,
  { all, values, nodeOf, arrays }: GroupParts,
  rateOf: (channel: number, gate: number) => readonly [number, number],
): SegmentGroup {
  const { segments, channels, stride, columns, first, shell } = plan;
  const nodes = arrays.int32(stride);
  nodes.set(segments.map((i) => nodeOf[i]));
  const list = channels.flatMap(({ channel: c, reversal }) => {
    const { gates, ion } = all[c].channel;
    const head = 2 * gates.length + (ion === 'ca' ? 1 : 0);
    return [head, reversal, ...gates.flatMap(({ power }, g) => [...rateOf(c, g), power])];
  });
  const numbers = arrays.int32(list.length);
  numbers.set(list);
  return {
    n: segments.length,
    nodes,
    columns: values.subarray(first, first + columns * stride),
    stride,
    shell,
    channels: numbers,
    entries: arrays.int32(stride),
    calciumEntries: arrays.int32(stride),
  };
}

/** What the groups of a cell share. */
export interface GroupParts {
  readonly all: readonly ActiveChannel[];
  /** Columns of all groups. */
  readonly values: Float64Array;
  readonly nodeOf: Int32Array;
  readonly arrays: ArraysIn;
}
