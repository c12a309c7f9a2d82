/**
 * Synapses that are kept: per synapse 2 bytes for its target (4 with more than 65536 neurons), and for its weight 4 where weights are drawn, 8 where
 * they are given in double precision, none where they are one constant. The synapses of one source and delay have 4 bytes in common, or 6 where
 * their number is odd; a source takes 10. Memory comes in blocks as rows are made, so building takes no more than the result.
 */
import { InternalError } from '../errors.ts';
import { RowWriter, rowMemory, type RowMemory } from './rowFormat.ts';
import type { SynapseRow } from './synapseRow.ts';
import { plainStore } from './synapseStore.ts';
import {
  SynapseGroup,
  bytesPerSynapse,
  countBytes,
  formatOf,
  type GroupSetting,
  type Place,
} from './synapses.ts';

/** Words per block of memory. */
const BLOCK = 2 ** 22;
/** Places are kept as 31-bit numbers. */
const MOST_WORDS = 2 ** 31 - 1;

/** With the number of slices to expect at most. */
type StoredSetting = GroupSetting & { readonly slices: number };

export class StoredSynapses extends SynapseGroup {
  length = 0;
  /** Views of the last block, and how far it is filled. */
  #last: RowMemory = rowMemory(new Uint32Array(0));
  #used = 0;
  /** Per source: its block, and the first word of its row. */
  readonly #block: Uint16Array;
  readonly #firstWord: Uint32Array;
  readonly #writer: RowWriter;
  readonly #words: number;

  constructor(setting: StoredSetting) {
    super(setting);
    const { sources, store = plainStore } = setting;
    this.#words = wordsFor(setting);
    this.#writer = new RowWriter(this.format);
    if (this.#words <= MOST_WORDS && 4 * this.#words + 16 <= store.free)
      this.#addBlock(store.uint32(this.#words));
    this.#block = new Uint16Array(sources);
    this.#firstWord = new Uint32Array(sources);
  }

  /** Bytes to reserve in a store, some of which stay untouched. */
  static bytes(setting: StoredSetting): number {
    return 4 * wordsFor(setting) + 16 + countBytes(setting);
  }

  get bytes(): number {
    return this.pieces.reduce(
      (sum, words) => sum + words.byteLength,
      this.#block.byteLength + this.#firstWord.byteLength,
    );
  }

  /** Stores the synapses of a source, sorted by delay (stable). Each source comes once. */
  addRow(source: number, row: SynapseRow): void {
    const words = this.#writer.measure(row);
    if (this.#used + words > this.#last.words.length) {
      const left = this.#words * (1 - this.length / Math.max(1, this.setting.expected));
      this.#addBlock(new Uint32Array(Math.max(words, Math.min(BLOCK, Math.ceil(left) + 1024))));
    }
    this.#block[source] = this.pieces.length - 1;
    this.#firstWord[source] = this.#used;
    this.#writer.write(row, this.#last, this.#used);
    this.#used += words;
    this.length += row.length;
  }

  /** Gives back the unused end of the last block. */
  finish(): void {
    const last = this.pieces.pop();
    if (last === undefined) return;
    this.pieces.push(this.store.holds(last) ? last.subarray(0, this.#used) : last.slice(0, this.#used));
  }

  protected override find(source: number): Place {
    return { piece: this.#block[source], word: this.#firstWord[source] };
  }

  protected override release(): void {
    // Rows stay where they are.
  }

  #addBlock(words: Uint32Array): void {
    if (this.pieces.push(words) > 0x10000) throw new InternalError('StoredSynapses: more than 65536 blocks');
    this.#last = rowMemory(words);
    this.#used = 0;
  }
}

/** Words for all rows, with a little more than expected, so that a second block is rarely needed for a few synapses. */
function wordsFor(setting: StoredSetting): number {
  const { sources, expected, slices } = setting;
  const room = (n: number): number => n + 6 * Math.sqrt(n);
  // A slice has a header, and half a word more where the number of its targets of 16 bits is odd.
  const perSlice = formatOf(setting).wide ? 1 : 1.5;
  return Math.ceil((bytesPerSynapse(setting) * room(expected)) / 4 + perSlice * room(slices)) + sources + 64;
}
