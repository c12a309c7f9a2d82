/**
 * Synapses that are kept: per synapse 2 bytes for its target (4 with more than 65536 neurons), and for its weight 4 where weights are drawn, 8 where
 * they are given in double precision, none where they are one constant. The index takes 6 bytes per slice (the synapses of one source and delay) and 12
 * per source. Memory comes in blocks as rows are made, so building takes no more than the result.
 */
import { InternalError } from '../errors.ts';
import { DelayOrder, scatter } from './delayOrder.ts';
import type { SynapseRow } from './synapseRow.ts';
import { plainStore, type Targets, type Weights } from './synapseStore.ts';
import {
  SynapseGroup,
  arrayFor,
  bytesPerSynapse,
  countBytes,
  type GroupSetting,
  type Place,
} from './synapses.ts';

/** Synapses per block of memory. */
const BLOCK = 2 ** 22;

export class StoredSynapses extends SynapseGroup {
  length = 0;
  readonly #wideTargets: boolean;
  /** Blocks of memory, and how far the last one is filled. */
  readonly #blocks: { targets: Targets; weights: Weights | undefined }[] = [];
  #used = 0;
  /** Per source: its block, and its first slice. */
  readonly #block: Uint16Array;
  readonly #firstSlice: Uint32Array;
  /** A slice ends where the next one starts; every row ends with a slice of delay END. */
  #sliceDelay: Uint16Array = new Uint16Array(64);
  #sliceStart: Uint32Array = new Uint32Array(64);
  #slices = 0;
  readonly #order = new DelayOrder();

  constructor(setting: GroupSetting & { readonly slices: number }) {
    super(setting);
    const { sources, neurons, kind, expected, slices, store = plainStore } = setting;
    this.#wideTargets = neurons > 0x10000;
    if (rowBytes(setting) <= store.free) {
      const size = roomFor(expected);
      this.#blocks.push({
        targets: this.#wideTargets ? store.uint32(size) : store.uint16(size),
        weights: arrayFor(kind.precision, size, store),
      });
      this.#sliceDelay = store.uint16(roomFor(slices) + sources);
      this.#sliceStart = store.uint32(roomFor(slices) + sources);
    }
    this.#block = new Uint16Array(sources);
    this.#firstSlice = new Uint32Array(sources);
  }

  /** Bytes to reserve in a store, some of which stay untouched. `slices` is the largest number to expect, without ends. */
  static bytes(setting: GroupSetting & { readonly slices: number }): number {
    return rowBytes(setting) + countBytes(setting);
  }

  get bytes(): number {
    const arrays = [
      ...this.#blocks.flatMap(({ targets, weights }) =>
        weights === undefined ? [targets] : [targets, weights],
      ),
      this.#sliceDelay,
      this.#sliceStart,
      this.#block,
      this.#firstSlice,
    ];
    return arrays.reduce((sum, a) => sum + a.byteLength, 0);
  }

  /** Stores the synapses of a source, sorted by delay (stable). Sources come in ascending order, each once. */
  addRow(source: number, row: SynapseRow): void {
    const { targets, weights } = this.#room(row.length);
    this.#block[source] = this.#blocks.length - 1;
    this.#firstSlice[source] = this.#slices;
    this.#order.begin(row, this.#used, (delay, start) => this.#addSlice(delay, start));
    scatter(row, this.#order.positions, targets, weights);
    this.#order.undo();
    this.#used += row.length;
    this.length += row.length;
  }

  /** Gives back the unused end of the last block. Rows can be found from now on. */
  finish(): void {
    const held = (array: Targets | Weights): boolean => this.store.holds(array);
    const cut = <T extends Targets | Weights>(array: T, length: number): T =>
      (held(array) ? array.subarray(0, length) : array.slice(0, length)) as T;
    const last = this.#blocks.length - 1;
    if (last >= 0) {
      const { targets, weights } = this.#blocks[last];
      this.#blocks[last] = {
        targets: cut(targets, this.#used),
        weights: weights === undefined ? undefined : cut(weights, this.#used),
      };
    }
    this.#sliceDelay = cut(this.#sliceDelay, this.#slices);
    this.#sliceStart = cut(this.#sliceStart, this.#slices);
    const slices = { delays: this.#sliceDelay, starts: this.#sliceStart };
    this.pieces.splice(0, Infinity, ...this.#blocks.map((block) => ({ ...block, slices })));
  }

  protected override find(source: number): Place | undefined {
    return { piece: this.#block[source], slice: this.#firstSlice[source] };
  }

  protected override release(): void {
    // Rows stay where they are.
  }

  #addSlice(delay: number, start: number): void {
    if (this.#slices === this.#sliceDelay.length) {
      const capacity = Math.ceil(1.5 * this.#slices);
      const delays = new Uint16Array(capacity);
      delays.set(this.#sliceDelay);
      this.#sliceDelay = delays;
      const starts = new Uint32Array(capacity);
      starts.set(this.#sliceStart);
      this.#sliceStart = starts;
    }
    this.#sliceDelay[this.#slices] = delay;
    this.#sliceStart[this.#slices++] = start;
  }

  /** The block that takes the next n synapses: the last one, or a new one if it is too full. */
  #room(n: number): { targets: Targets; weights: Weights | undefined } {
    const last = this.#blocks.at(-1);
    if (last !== undefined && this.#used + n <= last.targets.length) return last;
    const { kind, expected } = this.setting;
    const size = Math.max(n, Math.min(BLOCK, roomFor(Math.max(0, expected - this.length))));
    const block = {
      targets: this.#wideTargets ? new Uint32Array(size) : new Uint16Array(size),
      weights: arrayFor(kind.precision, size, plainStore),
    };
    if (this.#blocks.push(block) > 0x10000) throw new InternalError('StoredSynapses: more than 65536 blocks');
    this.#used = 0;
    return block;
  }
}

function rowBytes(setting: GroupSetting & { readonly slices: number }): number {
  const { sources, expected, slices } = setting;
  return bytesPerSynapse(setting) * roomFor(expected) + 6 * (roomFor(slices) + sources) + 4 * 16;
}

/** A little more than expected, so that a second block is rarely needed for a few synapses. */
function roomFor(expected: number): number {
  return Math.ceil(expected + 6 * Math.sqrt(expected)) + 64;
}
