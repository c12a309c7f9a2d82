/**
 * Where rows of synapses lie, and the innermost loops of a network simulation, which read them: adding what is due from one spike to the
 * input, or counting it. A store may keep arrays in a memory of its own (WebAssembly) and read those faster; here is the plain one.
 */
import { END, readDouble, readSlice, rowMemory, type RowFormat } from './rowFormat.ts';

/** Counts of what arrives, per target. */
export type Counts = Uint16Array | Uint32Array;

/** Spikes of which something is due, up to MOST_PULLS at once. */
export interface PullBatch {
  /** Per spike: the place of its next slice; after taking, that of the first slice that is not yet due, -1 at the end of the row. */
  readonly places: Int32Array;
  /** The delay whose input is the first row of the input. */
  readonly firsts: Int32Array;
  /** After taking: the delay at the place, END at the end of the row. */
  readonly delays: Int32Array;
}

/** Takes what is due in so many steps from the first `count` spikes of the batch, in their order. */
export type Pull = (count: number, steps: number) => void;

/** Spikes in a batch at most. */
export const MOST_PULLS = 256;

/** Adds 1 to the counts of the targets of the slice at a place; returns the next place, -1 at the end of the row. */
export type Count = (place: number) => number;

export interface SynapseStore {
  /** Bytes that arrays may still take here; each takes up to 15 more than its length. */
  readonly free: number;
  /** Whether an array lies in this memory. */
  holds(array: Uint32Array): boolean;
  uint16(length: number): Uint16Array;
  uint32(length: number): Uint32Array;
  float64(length: number): Float64Array;
  /** Where `pulling` finds spikes; used for a moment by whoever pulls. */
  readonly batch: PullBatch;
  /**
   * Prepares adding weights to targets; done once for many spikes. The input of delay d at target t is at (d - first) * neurons + t. Takes
   * arrays from anywhere.
   */
  pulling(input: Float64Array, neurons: number, words: Uint32Array, format: RowFormat): Pull;
  /** Prepares counting in rows without weights. Takes arrays from anywhere. */
  counting(counts: Counts, words: Uint32Array, format: RowFormat): Count;
  /** input[at + n] += weight * counts[n] for all counts, which are 0 afterwards. */
  addCounts(counts: Counts, weight: number, input: Float64Array, at: number): void;
}

export function pullingPlain(
  input: Float64Array,
  neurons: number,
  words: Uint32Array,
  format: RowFormat,
  { places, firsts, delays }: PullBatch,
): Pull {
  const { halves, singles } = rowMemory(words);
  const { wide, weightWords } = format;
  const take = (place: number, first: number, last: number): number => {
    for (let next = place; ;) {
      const delay = words[next] & 0xffff;
      if (delay > last) return delay === END ? -1 : next;
      const slice = readSlice(format, words, next);
      const row = (delay - first) * neurons;
      if (weightWords === 2) addDoubles(input, row, wide ? words : halves, words, slice.targets, slice);
      else if (wide) addSingles(input, row, words, slice.targets, singles, slice);
      else addSingles16(input, row, halves, 2 * slice.targets, singles, slice);
      next = slice.next;
    }
  };
  return (count, steps) => {
    for (let j = 0; j < count; j++) {
      const next = take(places[j], firsts[j], firsts[j] + steps - 1);
      places[j] = next;
      delays[j] = next < 0 ? END : words[next] & 0xffff;
    }
  };
}

export function countingPlain(counts: Counts, words: Uint32Array, format: RowFormat): Count {
  const { halves } = rowMemory(words);
  return (place) => {
    const { count, targets, next } = readSlice(format, words, place);
    if (format.wide) for (let i = targets; i < targets + count; i++) counts[words[i]]++;
    else for (let i = 2 * targets; i < 2 * targets + count; i++) counts[halves[i]]++;
    return (words[next] & 0xffff) === END ? -1 : next;
  };
}

export function addCountsPlain(counts: Counts, weight: number, input: Float64Array, at: number): void {
  for (let n = 0; n < counts.length; n++) {
    input[at + n] += weight * counts[n];
    counts[n] = 0;
  }
}

const batch: PullBatch = {
  places: new Int32Array(MOST_PULLS),
  firsts: new Int32Array(MOST_PULLS),
  delays: new Int32Array(MOST_PULLS),
};

/** Reserves nothing: memory comes from the heap. */
export const plainStore: SynapseStore = {
  batch,
  free: 0,
  holds: () => false,
  uint16: (length) => new Uint16Array(length),
  uint32: (length) => new Uint32Array(length),
  float64: (length) => new Float64Array(length),
  pulling: (input, neurons, words, format) => pullingPlain(input, neurons, words, format, batch),
  counting: countingPlain,
  addCounts: addCountsPlain,
};

/** Where the weights of a slice are, and how many. */
interface Weighed {
  readonly weights: number;
  readonly count: number;
}

// One function per type of targets, as a loop that meets several types of arrays is slow; four synapses per round, as the engine checks
// the types of the arrays in every round.

function addSingles16(
  input: Float64Array,
  row: number,
  targets: Uint16Array,
  at: number,
  singles: Float32Array,
  { weights, count }: Weighed,
): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    input[row + targets[at + i]] += singles[weights + i];
    input[row + targets[at + i + 1]] += singles[weights + i + 1];
    input[row + targets[at + i + 2]] += singles[weights + i + 2];
    input[row + targets[at + i + 3]] += singles[weights + i + 3];
  }
  for (; i < count; i++) input[row + targets[at + i]] += singles[weights + i];
}

function addSingles(
  input: Float64Array,
  row: number,
  targets: Uint32Array,
  at: number,
  singles: Float32Array,
  { weights, count }: Weighed,
): void {
  for (let i = 0; i < count; i++) input[row + targets[at + i]] += singles[weights + i];
}

function addDoubles(
  input: Float64Array,
  row: number,
  targets: Uint16Array | Uint32Array,
  words: Uint32Array,
  targetWord: number,
  { weights, count }: Weighed,
): void {
  const at = targets.BYTES_PER_ELEMENT === 4 ? targetWord : 2 * targetWord;
  for (let i = 0; i < count; i++) input[row + targets[at + i]] += readDouble(words, weights + 2 * i);
}
