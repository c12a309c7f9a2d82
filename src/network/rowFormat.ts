/**
 * How a row of synapses lies in memory: as one run of 32-bit words, slice after slice in the order of delays, so that reading what is due from a
 * spike touches one stretch of memory. A slice holds the synapses of one source and delay:
 *
 *     header      delay + 65536 * count; where count is 65535 the true one follows in a word of its own
 *     targets     16 bits each, filled up to a whole word, or 32 bits each (`wide`)
 *     weights     none, single precision, or double precision (low word first)
 *
 * A row ends with a header of the delay END. A place in a row is the index of a header.
 */
import type { SynapseRow } from './synapseRow.ts';

/** Ends a row: later than any delay. */
export const END = 0xffff;
/** Count that stands for "in the next word". */
const LONG = 0xffff;

export interface RowFormat {
  /** Whether targets have 32 bits. */
  readonly wide: boolean;
  /** Words per weight. */
  readonly weightWords: 0 | 1 | 2;
}

/** A slice as read from its header. */
export interface Slice {
  readonly delay: number;
  readonly count: number;
  /** Index of the first word of targets, of weights, of the next header. */
  readonly targets: number;
  readonly weights: number;
  readonly next: number;
}

const targetWords = (wide: boolean, count: number): number => (wide ? count : (count + 1) >>> 1);

/** Words of a slice. */
export function sliceWords({ wide, weightWords }: RowFormat, count: number): number {
  return (count < LONG ? 1 : 2) + targetWords(wide, count) + weightWords * count;
}

export function readSlice({ wide, weightWords }: RowFormat, words: Uint32Array, place: number): Slice {
  const header = words[place];
  const short = header >>> 16;
  const targets = place + (short === LONG ? 2 : 1);
  const count = short === LONG ? words[place + 1] : short;
  const weights = targets + targetWords(wide, count);
  return { delay: header & 0xffff, count, targets, weights, next: weights + weightWords * count };
}

/** Views of the same memory. */
export interface RowMemory {
  readonly words: Uint32Array;
  readonly halves: Uint16Array;
  readonly singles: Float32Array;
}

export function rowMemory(words: Uint32Array): RowMemory {
  const { buffer, byteOffset, length } = words;
  return {
    words,
    halves: new Uint16Array(buffer, byteOffset, 2 * length),
    singles: new Float32Array(buffer, byteOffset, length),
  };
}

const double = new Float64Array(1);
const doubleWords = new Uint32Array(double.buffer);

export function writeDouble(words: Uint32Array, at: number, value: number): void {
  double[0] = value;
  words[at] = doubleWords[0];
  words[at + 1] = doubleWords[1];
}

export function readDouble(words: Uint32Array, at: number): number {
  doubleWords[0] = words[at];
  doubleWords[1] = words[at + 1];
  return double[0];
}

/** Sorts rows by delay (stable, by counting) and writes them. */
export class RowWriter {
  readonly #format: RowFormat;
  /** Per delay: its synapses in the row; while writing, where the next target goes, in units of a target. */
  readonly #targetAt = new Uint32Array(END + 1);
  /** Per delay: where the next weight goes, in words. */
  readonly #weightAt = new Uint32Array(END + 1);
  /** The same less where the next target goes: the difference stays, so one number less is counted up. */
  readonly #behind = new Int32Array(END + 1);
  #shortest = END;
  #longest = 0;
  /** Slices of the row measured last, without the end. */
  slices = 0;

  constructor(format: RowFormat) {
    this.#format = format;
  }

  /** Words that a row takes. `write` must follow. */
  measure({ delays, length }: SynapseRow): number {
    const counts = this.#targetAt;
    let shortest = END;
    let longest = 0;
    for (let i = 0; i < length; i++) {
      const d = delays[i];
      counts[d]++;
      if (d < shortest) shortest = d;
      if (d > longest) longest = d;
    }
    this.#shortest = shortest;
    this.#longest = longest;
    let words = 1;
    this.slices = 0;
    for (let d = shortest; d <= longest; d++) {
      if (counts[d] === 0) continue;
      words += sliceWords(this.#format, counts[d]);
      this.slices++;
    }
    return words;
  }

  /** Writes the row measured last, from the word `at` on. */
  write(row: SynapseRow, memory: RowMemory, at: number): void {
    const { wide, weightWords } = this.#format;
    const { words } = memory;
    const targetAt = this.#targetAt;
    const weightAt = this.#weightAt;
    const behind = this.#behind;
    const shortest = this.#shortest;
    const longest = this.#longest;
    let place = at;
    for (let d = shortest; d <= longest; d++) {
      const count = targetAt[d];
      if (count === 0) continue;
      words[place++] = d + 65536 * Math.min(count, LONG);
      if (count >= LONG) words[place++] = count;
      targetAt[d] = wide ? place : 2 * place;
      place += targetWords(wide, count);
      weightAt[d] = place;
      behind[d] = place - targetAt[d];
      place += weightWords * count;
    }
    words[place] = END;
    if (wide) scatterTargets(row, words, targetAt);
    else if (weightWords === 1) scatterBoth(row, memory.halves, targetAt, memory.singles, behind);
    else scatterTargets(row, memory.halves, targetAt);
    if (weightWords === 1 && wide) scatterSingles(row, memory.singles, weightAt);
    if (weightWords === 2) scatterDoubles(row, words, weightAt);
    if (shortest <= longest) targetAt.fill(0, shortest, longest + 1);
  }
}

function scatterBoth(
  { targets, delays, weights, length }: SynapseRow,
  toTargets: Uint16Array,
  targetAt: Uint32Array,
  toWeights: Float32Array,
  behind: Int32Array,
): void {
  for (let i = 0; i < length; i++) {
    const d = delays[i];
    const at = targetAt[d]++;
    toTargets[at] = targets[i];
    toWeights[at + behind[d]] = weights[i];
  }
}

function scatterTargets(
  { targets, delays, length }: SynapseRow,
  to: Uint16Array | Uint32Array,
  at: Uint32Array,
): void {
  for (let i = 0; i < length; i++) to[at[delays[i]]++] = targets[i];
}

function scatterSingles({ weights, delays, length }: SynapseRow, to: Float32Array, at: Uint32Array): void {
  for (let i = 0; i < length; i++) to[at[delays[i]]++] = weights[i];
}

function scatterDoubles({ weights, delays, length }: SynapseRow, to: Uint32Array, at: Uint32Array): void {
  for (let i = 0; i < length; i++) {
    const d = delays[i];
    writeDouble(to, at[d], weights[i]);
    at[d] += 2;
  }
}
