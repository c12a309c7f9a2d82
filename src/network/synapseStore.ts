/**
 * Where synapses lie, and the innermost loop of a network simulation, which reads them: pulling the slices of one spike that are due.
 * A store may keep arrays in a memory of its own (WebAssembly) and read those faster; here is the plain one.
 */

export type Targets = Uint16Array | Uint32Array;
export type Weights = Float32Array | Float64Array;

/** Slices of synapses of equal source and delay: slice i is synapses starts[i] .. starts[i + 1] - 1, with delay delays[i]. */
export interface Slices {
  readonly delays: Uint16Array;
  readonly starts: Uint32Array;
}

/** What takes the input of a chunk of steps from one block of synapses. */
export interface Puller {
  /**
   * Adds the weights of all slices from `slice` on with delays up to `last` to their targets in `input`: those of delay d to
   * (d - first) * neurons + target. Slices of a source end with one whose delay is beyond any `last`.
   * @returns the first slice that is not yet due
   */
  pull(slice: number, first: number, last: number): number;
}

/** Prepares pulling; done once for many spikes. */
export type Pulling = (
  input: Float64Array,
  neurons: number,
  targets: Targets,
  weights: Weights,
  slices: Slices,
) => Puller;

/** Counts of what arrives, per target. */
export type Counts = Uint16Array | Uint32Array;

/** Prepares counting: the result adds 1 to the counts of the targets start .. end - 1. */
export type Counting = (counts: Counts, targets: Targets) => (start: number, end: number) => void;

export interface SynapseStore {
  /** Bytes that arrays may still take here; each takes up to 15 more than its length. */
  readonly free: number;
  /** Whether an array lies in this memory. */
  holds(array: Targets | Weights): boolean;
  uint16(length: number): Uint16Array;
  uint32(length: number): Uint32Array;
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
  /** Takes arrays from anywhere. */
  readonly pulling: Pulling;
  /** Takes arrays from anywhere. */
  readonly counting: Counting;
  /** input[at + n] += weight * counts[n] for all counts, which are 0 afterwards. */
  addCounts(counts: Counts, weight: number, input: Float64Array, at: number): void;
}

export const pullingPlain: Pulling = (input, neurons, targets, weights, { delays, starts }) => {
  let add: Add;
  if (weights instanceof Float32Array) add = targets instanceof Uint16Array ? add16Single : add32Single;
  else add = targets instanceof Uint16Array ? add16Double : add32Double;
  return {
    pull(slice, first, last) {
      let next = slice;
      for (; delays[next] <= last; next++)
        add(input, (delays[next] - first) * neurons, targets, weights, starts[next], starts[next + 1]);
      return next;
    },
  };
};

export const countingPlain: Counting = (counts, targets) => (start, end) => {
  for (let i = start; i < end; i++) counts[targets[i]]++;
};

export function addCountsPlain(counts: Counts, weight: number, input: Float64Array, at: number): void {
  for (let n = 0; n < counts.length; n++) {
    input[at + n] += weight * counts[n];
    counts[n] = 0;
  }
}

/** Reserves nothing: memory comes from the heap. */
export const plainStore: SynapseStore = {
  free: 0,
  holds: () => false,
  uint16: (length) => new Uint16Array(length),
  uint32: (length) => new Uint32Array(length),
  float32: (length) => new Float32Array(length),
  float64: (length) => new Float64Array(length),
  pulling: pullingPlain,
  counting: countingPlain,
  addCounts: addCountsPlain,
};

/** a[offset + t[i]] += w[i] for start <= i < end: the innermost loop of a network simulation. */
type Add = (a: Float64Array, offset: number, t: Targets, w: Weights, start: number, end: number) => void;

// One function per pair of types, as a loop that meets several types of arrays is slow; four synapses per round, as the
// engine checks the types of the arrays in every round.

const add16Single = ((a, offset, t: Uint16Array, w: Float32Array, start, end) => {
  let i = start;
  for (; i + 4 <= end; i += 4) {
    a[offset + t[i]] += w[i];
    a[offset + t[i + 1]] += w[i + 1];
    a[offset + t[i + 2]] += w[i + 2];
    a[offset + t[i + 3]] += w[i + 3];
  }
  for (; i < end; i++) a[offset + t[i]] += w[i];
}) as Add;

const add32Single = ((a, offset, t: Uint32Array, w: Float32Array, start, end) => {
  let i = start;
  for (; i + 4 <= end; i += 4) {
    a[offset + t[i]] += w[i];
    a[offset + t[i + 1]] += w[i + 1];
    a[offset + t[i + 2]] += w[i + 2];
    a[offset + t[i + 3]] += w[i + 3];
  }
  for (; i < end; i++) a[offset + t[i]] += w[i];
}) as Add;

const add16Double = ((a, offset, t: Uint16Array, w: Float64Array, start, end) => {
  for (let i = start; i < end; i++) a[offset + t[i]] += w[i];
}) as Add;

const add32Double = ((a, offset, t: Uint32Array, w: Float64Array, start, end) => {
  for (let i = start; i < end; i++) a[offset + t[i]] += w[i];
}) as Add;
