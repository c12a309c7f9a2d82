/**
 * The synapses of one population of sources onto one receptor, sorted by source, then delay, and pulled: at every step the weights
 * that are due from recent spikes are added to the input of that step only, so no ring buffer of all delays is swept. The slices of
 * consecutive delays are neighbours in memory, so the steps of one chunk (up to the shortest delay) are read in one go.
 *
 * 6 bytes per synapse with up to 65536 neurons and drawn weights (2 for the target, 4 for the weight in single precision: rounding is part of
 * the draw); given weights keep 8 bytes. Memory comes in blocks as rows are made, so building takes no more than the result.
 */
import { InternalError } from '../errors.ts';
import { SynapseRow, type ProjectionRows } from './connections.ts';
import { plainStore, type SynapseStore, type Targets, type Weights } from './synapseStore.ts';

/** Synapses per block of memory. */
const BLOCK = 2 ** 22;
/** Ends a row: later than any delay. */
const END = 0xffff;

export class SynapseGroup {
  /** Number of synapses. */
  length = 0;
  readonly #wideTargets: boolean;
  readonly #exact: boolean;
  readonly #store: SynapseStore;
  #expected: number;
  /** Blocks of memory, and how far the last one is filled. */
  readonly #targets: Targets[] = [];
  readonly #weights: Weights[] = [];
  #used = 0;
  /** Per source: its block, and its first slice. */
  readonly #block: Uint16Array;
  readonly #firstSlice: Uint32Array;
  /** Slices: synapses of one source and delay. A slice ends where the next one starts; every row ends with a slice of delay END. */
  #sliceDelay: Uint16Array = new Uint16Array(64);
  #sliceStart: Uint32Array = new Uint32Array(64);
  #slices = 0;
  /** Spikes with synapses still due, in the order of their times: source, step of the spike, next slice. */
  #dueSource = new Int32Array(64);
  #dueStep = new Int32Array(64);
  #dueSlice = new Uint32Array(64);
  #due = 0;
  readonly #positions = new Uint32Array(END + 1);

  /**
   * @param sources number of source neurons
   * @param neurons number of neurons of the whole network, which are the possible targets
   * @param receptor index of the receptor, 0 excitatory, 1 inhibitory
   * @param exact keeps weights in double precision
   * @param expected number of synapses to expect, for the size of the blocks
   * @param store keeps synapses if it has room; default: the heap
   */
  constructor(
    readonly sources: number,
    neurons: number,
    readonly receptor: 0 | 1,
    exact: boolean,
    expected: number,
    store: SynapseStore = plainStore,
  ) {
    this.#wideTargets = neurons > 0x10000;
    this.#exact = exact;
    this.#expected = expected;
    this.#store = store;
    if (SynapseGroup.bytes(sources, neurons, exact, expected) <= store.free) {
      const size = roomFor(expected);
      this.#targets.push(this.#wideTargets ? store.uint32(size) : store.uint16(size));
      this.#weights.push(exact ? store.float64(size) : store.float32(size));
      this.#sliceDelay = store.uint16(size + sources);
      this.#sliceStart = store.uint32(size + sources);
    }
    this.#block = new Uint16Array(sources);
    this.#firstSlice = new Uint32Array(sources);
  }

  /** Bytes to reserve in a store, most of which stay untouched: there are at most as many slices as synapses, and one end per source. */
  static bytes(sources: number, neurons: number, exact: boolean, expected: number): number {
    const perSynapse = (neurons > 0x10000 ? 4 : 2) + (exact ? 8 : 4);
    return (perSynapse + 6) * roomFor(expected) + 6 * sources + 4 * 16;
  }

  /** Bytes of memory held by synapses and their index. */
  get bytes(): number {
    const arrays = [...this.#targets, ...this.#weights, this.#sliceDelay, this.#sliceStart];
    return arrays.reduce(
      (sum, a) => sum + a.byteLength,
      this.#block.byteLength + this.#firstSlice.byteLength,
    );
  }

  /** Stores the synapses of a source, sorted by delay (stable). Sources come in ascending order, each once. */
  addRow(source: number, row: SynapseRow): void {
    const n = row.length;
    const { targets, weights, block } = this.#room(n);
    this.#block[source] = block;
    this.#firstSlice[source] = this.#slices;
    const positions = this.#positions;
    let shortest = END;
    let longest = 0;
    for (let i = 0; i < n; i++) {
      const d = row.delays[i];
      positions[d]++;
      if (d < shortest) shortest = d;
      if (d > longest) longest = d;
    }
    let at = this.#used;
    for (let d = shortest; d <= longest; d++) {
      const count = positions[d];
      if (count === 0) continue;
      this.#addSlice(d, at);
      positions[d] = at;
      at += count;
    }
    this.#addSlice(END, at);
    scatter(row, positions, targets, weights);
    positions.fill(0, shortest, longest + 1);
    this.#used = at;
    this.length += n;
  }

  /** Gives back the unused end of the last block. */
  finish(): void {
    const last = this.#targets.length - 1;
    if (last < 0) return;
    const reserved = this.#store.holds(this.#targets[last]);
    const cut = <T extends Targets | Weights>(array: T, length: number): T =>
      (reserved ? array.subarray(0, length) : array.slice(0, length)) as T;
    this.#targets[last] = cut(this.#targets[last], this.#used);
    this.#weights[last] = cut(this.#weights[last], this.#used);
    this.#sliceDelay = cut(this.#sliceDelay, this.#slices);
    this.#sliceStart = cut(this.#sliceStart, this.#slices);
  }

  /** The synapses of a source in stored order: by delay, then as they were made. */
  row(source: number): SynapseRow {
    const row = new SynapseRow();
    const targets = this.#targets[this.#block[source]];
    const weights = this.#weights[this.#block[source]];
    for (let slice = this.#firstSlice[source]; this.#sliceDelay[slice] !== END; slice++)
      for (let i = this.#sliceStart[slice]; i < this.#sliceStart[slice + 1]; i++)
        row.push(targets[i], this.#sliceDelay[slice], weights[i]);
    return row;
  }

  /** Announces a spike; spikes come in the order of their steps. What arrives up to the step `after` is left out. */
  spike(source: number, step: number, after = step): void {
    let slice = this.#firstSlice[source];
    while (step + this.#sliceDelay[slice] <= after && this.#sliceDelay[slice] !== END) slice++;
    if (this.#sliceDelay[slice] === END) return;
    if (this.#due === this.#dueStep.length) {
      this.#dueSource = enlarged(this.#dueSource, new Int32Array(2 * this.#due));
      this.#dueStep = enlarged(this.#dueStep, new Int32Array(2 * this.#due));
      this.#dueSlice = enlarged(this.#dueSlice, new Uint32Array(2 * this.#due));
    }
    this.#dueSource[this.#due] = source;
    this.#dueStep[this.#due] = step;
    this.#dueSlice[this.#due++] = slice;
  }

  /**
   * Adds what arrives in the steps from + 1 .. from + steps to `input`, where step from + 1 + k of neuron n is at
   * k * neurons + n. Every sum runs in the order of the spikes, however the steps are divided into calls.
   */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    const slices = { delays: this.#sliceDelay, starts: this.#sliceStart };
    const pullers = this.#targets.map((targets, block) =>
      this.#store.pulling(input, neurons, targets, this.#weights[block], slices),
    );
    let kept = 0;
    for (let j = 0; j < this.#due; j++) {
      const source = this.#dueSource[j];
      const spiked = this.#dueStep[j];
      const last = from + steps - spiked;
      const first = from + 1 - spiked;
      const slice = pullers[this.#block[source]].pull(this.#dueSlice[j], first, last);
      if (slices.delays[slice] === END) continue;
      this.#dueSource[kept] = source;
      this.#dueStep[kept] = spiked;
      this.#dueSlice[kept++] = slice;
    }
    this.#due = kept;
  }

  /** Forgets all spikes. */
  clear(): void {
    this.#due = 0;
  }

  #addSlice(delay: number, start: number): void {
    if (this.#slices === this.#sliceDelay.length) {
      const capacity = Math.ceil(1.5 * this.#slices);
      this.#sliceDelay = enlarged(this.#sliceDelay, new Uint16Array(capacity));
      this.#sliceStart = enlarged(this.#sliceStart, new Uint32Array(capacity));
    }
    this.#sliceDelay[this.#slices] = delay;
    this.#sliceStart[this.#slices++] = start;
  }

  /** The block that takes the next n synapses: the last one, or a new one if it is too full. */
  #room(n: number): { targets: Targets; weights: Weights; block: number } {
    let block = this.#targets.length - 1;
    if (block < 0 || this.#used + n > this.#targets[block].length) {
      const size = Math.max(n, Math.min(BLOCK, roomFor(Math.max(0, this.#expected - this.length))));
      this.#targets.push(this.#wideTargets ? new Uint32Array(size) : new Uint16Array(size));
      this.#weights.push(this.#exact ? new Float64Array(size) : new Float32Array(size));
      this.#used = 0;
      block++;
      if (block > 0xffff) throw new InternalError('SynapseGroup: more than 65536 blocks');
    }
    return { targets: this.#targets[block], weights: this.#weights[block], block };
  }
}

/** A little more than expected, so that a second block is rarely needed for a few synapses. */
function roomFor(expected: number): number {
  return Math.ceil(expected + 6 * Math.sqrt(expected)) + 64;
}

/** Writes the synapses of a row to `positions[delay]++`. */
function scatter(row: SynapseRow, positions: Uint32Array, targets: Targets, weights: Weights): void {
  const { length } = row;
  for (let i = 0; i < length; i++) {
    const at = positions[row.delays[i]]++;
    targets[at] = row.targets[i];
    weights[at] = row.weights[i];
  }
}

function enlarged<T extends Int32Array | Uint32Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** What the groups of synapses of one population are to hold. */
function plan(
  projections: readonly ProjectionRows[],
): { receptor: 0 | 1; exact: boolean; expected: number }[] {
  return ([0, 1] as const)
    .filter((receptor) => projections.some((p) => p.receptors[receptor] && p.expected > 0))
    .map((receptor) => {
      const own = projections.filter((p) => p.receptors[receptor]);
      const expected = own.reduce((sum, p) => sum + p.expected, 0);
      return { receptor, exact: own.some((p) => p.givenWeights), expected };
    });
}

/** Bytes that `synapseGroups` takes of a store that has room. */
export function synapseBytes(
  projections: readonly ProjectionRows[],
  sources: number,
  neurons: number,
): number {
  return plan(projections).reduce(
    (sum, { exact, expected }) => sum + SynapseGroup.bytes(sources, neurons, exact, expected),
    0,
  );
}

/**
 * Makes all synapses of the sources of one population, in place: a group per receptor that occurs.
 * @param projections of this population
 * @param store keeps synapses if it has room; default: the heap
 * @returns the groups; yields every source that is done
 */
export function* synapseGroups(
  projections: readonly ProjectionRows[],
  sources: number,
  neurons: number,
  store?: SynapseStore,
): Generator<number, SynapseGroup[]> {
  const rows = [new SynapseRow(), new SynapseRow()] as const;
  const groups = plan(projections).map(
    ({ receptor, exact, expected }) => new SynapseGroup(sources, neurons, receptor, exact, expected, store),
  );
  if (groups.length === 0) return groups;
  for (let source = 0; source < sources; source++) {
    for (const p of projections) p.append(source, rows);
    for (const group of groups) {
      group.addRow(source, rows[group.receptor]);
      rows[group.receptor].length = 0;
    }
    yield source;
  }
  for (const group of groups) group.finish();
  return groups;
}
