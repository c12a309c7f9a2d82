/**
 * Synapses that are not kept: the row of a source is made again from its random stream when the source spikes, the same to the bit as the one that
 * would have been stored, and pulled in the same order. For networks whose synapses do not fit into memory; a spike costs what making its
 * row costs. Rows stay until their last synapse is due, and for as long as the cache of recent rows has room.
 */
import { DelayOrder, scatter } from './delayOrder.ts';
import type { SynapseRow } from './synapseRow.ts';
import { plainStore, type Targets } from './synapseStore.ts';
import {
  SynapseGroup,
  arrayFor,
  bytesPerSynapse,
  countBytes,
  type GroupSetting,
  type Piece,
  type Place,
} from './synapses.ts';

/** Bytes of rows that are kept for the next spike of their source, unless rows still due need more. */
const CACHE = 2 ** 26;

interface Slot extends Piece {
  /** Whose row it holds; -1 if nobody's. */
  source: number;
  /** Spikes that still need it. */
  users: number;
}

export class ProceduralSynapses extends SynapseGroup {
  readonly #make: (source: number) => SynapseRow;
  readonly #cacheBytes: number;
  readonly #order = new DelayOrder();
  declare protected readonly pieces: Slot[];
  /** Slot of every source whose row is there; the one unused for longest comes first. */
  readonly #slotOf = new Map<number, number>();
  #rowBytes = 0;
  /** Slices to make room for: a few more than any row had. */
  #slices = 16;

  /**
   * @param make the synapses of a source, unsorted; used up before the next call
   * @param cacheBytes bytes of rows to keep at most, beyond those still due; default 64 MiB
   */
  constructor(setting: GroupSetting, make: (source: number) => SynapseRow, cacheBytes = CACHE) {
    super(setting);
    this.#make = make;
    this.#cacheBytes = cacheBytes;
  }

  /** Bytes to reserve in a store. */
  static bytes(setting: GroupSetting): number {
    const perSynapse = bytesPerSynapse(setting);
    return Math.min(CACHE, Math.ceil(1.3 * perSynapse * setting.expected) + 2 ** 16) + countBytes(setting);
  }

  get length(): number {
    return Math.round(this.setting.expected);
  }

  get bytes(): number {
    return this.#rowBytes;
  }

  protected override find(source: number): Place | undefined {
    let slot = this.#slotOf.get(source);
    if (slot === undefined) {
      const row = this.#make(source);
      if (row.length === 0) return undefined;
      slot = this.#free(row);
      this.#fill(slot, source, row);
    } else this.#slotOf.delete(source);
    // Again as the last one: it was used just now.
    this.#slotOf.set(source, slot);
    this.pieces[slot].users++;
    return { piece: slot, slice: 0 };
  }

  protected override release(slot: number): void {
    this.pieces[slot].users--;
  }

  /** A slot with room for a row: an unused one if the cache is full, else a new one. */
  #free(row: SynapseRow): number {
    if (this.#rowBytes + row.length * bytesPerSynapse(this.setting) > this.#cacheBytes)
      for (const [source, slot] of this.#slotOf) {
        const held = this.pieces[slot];
        if (held.users > 0) continue;
        this.#slotOf.delete(source);
        if (held.targets.length >= row.length) return slot;
        this.#rowBytes -= bytesOf(held);
        this.pieces[slot] = this.#newSlot(row.length);
        return slot;
      }
    return this.pieces.push(this.#newSlot(row.length)) - 1;
  }

  #newSlot(synapses: number): Slot {
    // A little more than needed, so that the slot fits most other rows.
    const size = Math.ceil(1.1 * synapses) + 8;
    const { kind, neurons } = this.setting;
    const slices = this.#slices;
    const needed = size * bytesPerSynapse(this.setting) + 6 * slices + 4 * 16;
    const store = this.store.free >= needed ? this.store : plainStore;
    const slot = {
      source: -1,
      users: 0,
      targets: neurons > 0x10000 ? store.uint32(size) : store.uint16(size),
      weights: arrayFor(kind.precision, size, store),
      slices: { delays: store.uint16(slices), starts: store.uint32(slices) },
    };
    this.#rowBytes += bytesOf(slot);
    return slot;
  }

  #fill(index: number, source: number, row: SynapseRow): void {
    const slot = this.pieces[index];
    this.#rowBytes -= bytesOf(slot);
    let { delays, starts } = slot.slices;
    let count = 0;
    this.#order.begin(row, 0, (delay, start) => {
      if (count === delays.length) {
        delays = grown(delays, new Uint16Array(2 * count));
        starts = grown(starts, new Uint32Array(2 * count));
      }
      delays[count] = delay;
      starts[count++] = start;
    });
    scatter(row, this.#order.positions, slot.targets, slot.weights);
    this.#order.undo();
    if (count > this.#slices) this.#slices = count + 16;
    const filled = { ...slot, source, slices: { delays, starts } };
    this.pieces[index] = filled;
    this.#rowBytes += bytesOf(filled);
  }
}

function bytesOf({ targets, weights, slices }: Piece): number {
  return (
    targets.byteLength + (weights?.byteLength ?? 0) + slices.delays.byteLength + slices.starts.byteLength
  );
}

function grown<T extends Targets>(from: T, to: T): T {
  to.set(from);
  return to;
}
