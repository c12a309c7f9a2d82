/**
 * Synapses that are not kept: the row of a source is made again from its random stream when the source spikes, the same to the bit as the one that
 * would have been stored, and pulled in the same order. For networks whose synapses do not fit into memory; a spike costs what making its
 * row costs. Rows stay until their last synapse is due, and for as long as the cache of recent rows has room.
 */
import { RowWriter, rowMemory } from './rowFormat.ts';
import type { SynapseRow } from './synapseRow.ts';
import { plainStore } from './synapseStore.ts';
import { SynapseGroup, bytesPerSynapse, countBytes, type GroupSetting, type Place } from './synapses.ts';

/** Bytes of rows that are kept for the next spike of their source, unless rows still due need more. */
const CACHE = 2 ** 26;

export class ProceduralSynapses extends SynapseGroup {
  readonly #make: (source: number) => SynapseRow;
  readonly #cacheBytes: number;
  readonly #writer: RowWriter;
  /** Spikes that still need the row in each piece of memory. */
  readonly #users: number[] = [];
  /** Piece of every source whose row is there; the one unused for longest comes first. */
  readonly #pieceOf = new Map<number, number>();
  #rowBytes = 0;

  /**
   * @param make the synapses of a source, unsorted; used up before the next call
   * @param cacheBytes bytes of rows to keep at most, beyond those still due; default 64 MiB
   */
  constructor(setting: GroupSetting, make: (source: number) => SynapseRow, cacheBytes = CACHE) {
    super(setting);
    this.#writer = new RowWriter(this.format);
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
    let piece = this.#pieceOf.get(source);
    if (piece === undefined) {
      const row = this.#make(source);
      if (row.length === 0) return undefined;
      piece = this.#room(this.#writer.measure(row));
      this.#writer.write(row, rowMemory(this.pieces[piece]), 0);
    } else this.#pieceOf.delete(source);
    // Again as the last one: it was used just now.
    this.#pieceOf.set(source, piece);
    this.#users[piece]++;
    return { piece, word: 0 };
  }

  protected override release(piece: number): void {
    this.#users[piece]--;
  }

  /** A piece of memory with room for a row: an unused one if the cache is full, else a new one. */
  #room(words: number): number {
    if (this.#rowBytes + 4 * words > this.#cacheBytes)
      for (const [source, piece] of this.#pieceOf) {
        if (this.#users[piece] > 0) continue;
        this.#pieceOf.delete(source);
        const held = this.pieces[piece];
        if (held.length >= words) return piece;
        this.#rowBytes -= held.byteLength;
        this.pieces[piece] = this.#memory(words);
        return piece;
      }
    this.#users.push(0);
    return this.pieces.push(this.#memory(words)) - 1;
  }

  #memory(words: number): Uint32Array {
    // A little more than needed, so that it fits most other rows.
    const size = Math.ceil(1.1 * words) + 8;
    const store = this.store.free >= 4 * size + 16 ? this.store : plainStore;
    this.#rowBytes += 4 * size;
    return store.uint32(size);
  }
}
