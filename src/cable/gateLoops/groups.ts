/**
 * Segments grouped by the channels that they carry, so that a loop over a group meets the same channels everywhere; and the records in
 * which each segment's numbers stand side by side.
 */
import { bytesOfArrays, type ArraysIn } from '../../numerics/wasmCode.ts';
import type { ActiveChannel } from '../activeMembrane.ts';
import type { SegmentGroup } from './loops.ts';

/** Places in a record: leak, its reversal, calcium current; then come the channels. */
export const LEAK = 0;
export const LEAK_REVERSAL = 1;
export const CALCIUM_CURRENT = 2;
const CHANNELS = 3;

/** Places in a record of a channel's numbers. */
export interface ChannelPlaces {
  /** Number of the channel in the membrane. */
  readonly channel: number;
  /** gbar, uS, and reversal, mV. */
  readonly density: number;
  readonly reversal: number;
  /** States of the gates. */
  readonly gates: readonly number[];
}

/** A group: its segments, what they carry, and where their records are. */
export interface GroupPlan {
  readonly segments: Int32Array;
  readonly channels: readonly ChannelPlaces[];
  readonly recordLength: number;
  /** Place of the first record among those of all groups. */
  readonly first: number;
}

/** The groups of n segments, those without channels among them. */
export function groupsOf(channels: readonly ActiveChannel[], n: number): GroupPlan[] {
  const present = Array.from({ length: n }, (): number[] => []);
  for (const [c, { segments }] of channels.entries()) for (const i of segments) present[i].push(c);
  const groups = new Map<string, number[]>();
  for (const [i, here] of present.entries()) {
    const group = groups.get(here.join()) ?? [];
    groups.set(here.join(), group);
    group.push(i);
  }
  let first = 0;
  return [...groups.values()].map((segments) => {
    let length = CHANNELS;
    const places = present[segments[0]].map((channel) => {
      const density = length;
      const gates = channels[channel].channel.gates.map((_, g) => density + 2 + g);
      length += 2 + gates.length;
      return { channel, density, reversal: density + 1, gates };
    });
    const plan = { segments: Int32Array.from(segments), channels: places, recordLength: length, first };
    first += length * segments.length;
    return plan;
  });
}

/** Numbers in the records of all groups. */
export function recordsLength(plans: readonly GroupPlan[]): number {
  return plans.reduce((sum, { segments, recordLength }) => sum + segments.length * recordLength, 0);
}

/** Bytes of the arrays of groups, records included. */
export function groupBytes(plans: readonly GroupPlan[]): number {
  // A list of channels has a number per channel and two per gate: no more than a record.
  return bytesOfArrays([
    8 * recordsLength(plans),
    ...plans.flatMap(({ segments, recordLength }) => [
      4 * segments.length,
      8 * recordLength,
      8 * recordLength,
    ]),
  ]);
}

/**
 * The arrays of a group.
 * @param rateOf place of a gate in the table's records, bytes; -1 if it is not in the table
 */
export function groupArrays(
  { segments, channels, recordLength, first }: GroupPlan,
  { all, records, nodeOf, arrays }: GroupParts,
  rateOf: (channel: number, gate: number) => number,
): SegmentGroup {
  const nodes = arrays.int32(segments.length);
  nodes.set(segments.map((i) => nodeOf[i]));
  const list = (place: typeof rateOf): Int32Array => {
    const values = channels.flatMap(({ channel: c }) => {
      const { gates, ion } = all[c].channel;
      const head = 2 * gates.length + (ion === 'ca' ? 1 : 0);
      return [head, ...gates.flatMap(({ power }, g) => [place(c, g), power])];
    });
    const out = arrays.int32(values.length);
    out.set(values);
    return out;
  };
  return {
    nodes,
    records: records.subarray(first, first + recordLength * segments.length),
    recordLength,
    channels: list(rateOf),
    held: list(() => -1),
  };
}

/** What the groups of a cell share. */
export interface GroupParts {
  readonly all: readonly ActiveChannel[];
  readonly records: Float64Array;
  readonly nodeOf: Int32Array;
  readonly arrays: ArraysIn;
}
