/**
 * The synapses of one population of sources that are of one kind, as a simulation uses them: sources spike, and what is due is pulled. At
 * every step the weights that are due from recent spikes are added to the input of that step only, so no ring buffer of all delays is swept. A row of
 * synapses is sorted by delay and lies in one run of memory (`rowFormat.ts`), so the steps of one chunk (up to the shortest delay) are read in one go.
 *
 * Where all weights are one constant nothing but targets is kept: arrivals are counted, and weight times count is added to the input.
 *
 * Rows are kept (`StoredSynapses`) or made again at every spike (`ProceduralSynapses`); sums are the same to the bit.
 */
import { END, readDouble, readSlice, rowMemory, type RowFormat } from './rowFormat.ts';
import type { SynapseKind } from './synapseKind.ts';
import { SynapseRow } from './synapseRow.ts';
import {
  MOST_PULLS,
  plainStore,
  type Count,
  type Counts,
  type Pull,
  type SynapseStore,
} from './synapseStore.ts';

/** Where a row begins. */
export interface Place {
  /** Index of the piece of memory that it lies in. */
  readonly piece: number;
  /** Word of its first header. */
  readonly word: number;
}

/** What a group of synapses is for. */
export interface GroupSetting {
  /** Number of source neurons. */
  readonly sources: number;
  /** Number of possible targets: of the elements of the input per step. */
  readonly neurons: number;
  readonly kind: Pick<SynapseKind, 'receptor' | 'precision' | 'weight'>;
  /** Number of synapses to expect. */
  readonly expected: number;
  /** No target has more synapses than this. */
  readonly mostPerTarget: number;
  /** Keeps arrays if it has room; default: the heap. */
  readonly store?: SynapseStore;
}

/** How the rows of a group lie in memory. */
export function formatOf({ neurons, kind }: GroupSetting): RowFormat {
  const weightWords = ({ constant: 0, single: 1, double: 2 } as const)[kind.precision];
  return { wide: neurons > 0x10000, weightWords };
}

/** Bytes of a synapse without its part of headers. */
export function bytesPerSynapse(setting: GroupSetting): number {
  const { wide, weightWords } = formatOf(setting);
  return (wide ? 4 : 2) + 4 * weightWords;
}

/** Bytes of the counts of a group, if it needs any. */
export function countBytes({ kind, neurons }: GroupSetting): number {
  return kind.precision === 'constant' ? 4 * neurons + 16 : 0;
}

/** Later than any step. */
const NEVER = 0x7fffffff;

/** Spikes that still have synapses to reach: element i of both belongs to one spike. */
export interface DueSpikes {
  readonly sources: Int32Array;
  /** Steps of the spikes. */
  readonly steps: Int32Array;
}

/** What takes synapses from some memory. */
interface Prepared<T> {
  readonly words: Uint32Array;
  readonly take: T;
}

export abstract class SynapseGroup {
  readonly sources: number;
  /** Index of the receptor. */
  readonly receptor: number;
  /** Number of synapses; where they are not kept, the number to expect. */
  abstract readonly length: number;
  /** Bytes of memory held by synapses and their index. */
  abstract readonly bytes: number;
  protected readonly store: SynapseStore;
  protected readonly setting: GroupSetting;
  protected readonly format: RowFormat;
  /** The memory of rows. */
  protected readonly pieces: Uint32Array[] = [];
  /** Spikes with synapses still due, in the order of their times: source, step of the spike, where its next slice is, -1 if there is none. */
  #dueSource = new Int32Array(64);
  #dueStep = new Int32Array(64);
  #duePiece = new Int32Array(64);
  #dueWord = new Int32Array(64);
  /** The step in which that slice is due. */
  #dueNext = new Int32Array(64);
  #due = 0;
  readonly #counts: Counts | undefined;
  /** What takes what is due from each piece of memory, as long as that and the input are the same. */
  readonly #pulls: Prepared<Pull>[] = [];
  #pullsInto: Float64Array | undefined;
  readonly #countings: Prepared<Count>[] = [];
  /** The due spike that each place of a batch of pulls stands for. */
  readonly #batch = new Int32Array(MOST_PULLS);

  constructor(setting: GroupSetting) {
    const { sources, kind, store = plainStore, neurons, mostPerTarget } = setting;
    this.setting = setting;
    this.format = formatOf(setting);
    this.store = store;
    this.sources = sources;
    this.receptor = kind.receptor;
    if (kind.precision !== 'constant') return;
    const own = store.free >= countBytes(setting) ? store : plainStore;
    this.#counts = mostPerTarget <= 0xffff ? own.uint16(neurons) : own.uint32(neurons);
  }

  /** The synapses of a source in stored order: by delay, then as they were made. */
  row(source: number): SynapseRow {
    const { kind } = this.setting;
    const row = new SynapseRow();
    const place = this.find(source);
    if (place === undefined) return row;
    const memory = rowMemory(this.pieces[place.piece]);
    const { wide, weightWords } = this.format;
    for (let { word } = place; ;) {
      const { delay, count, targets, weights, next } = readSlice(this.format, memory.words, word);
      if (delay === END) break;
      for (let i = 0; i < count; i++) {
        const target = wide ? memory.words[targets + i] : memory.halves[2 * targets + i];
        let { weight } = kind;
        if (weightWords === 1) weight = memory.singles[weights + i];
        if (weightWords === 2) weight = readDouble(memory.words, weights + 2 * i);
        row.push(target, delay, weight);
      }
      word = next;
    }
    this.release(place.piece);
    return row;
  }

  /** Announces a spike; spikes come in the order of their steps. What arrives up to the step `after` is left out. */
  spike(source: number, step: number, after = step): void {
    const place = this.find(source);
    if (place === undefined) return;
    const words = this.pieces[place.piece];
    let { word } = place;
    while (step + (words[word] & 0xffff) <= after && (words[word] & 0xffff) !== END)
      word = readSlice(this.format, words, word).next;
    if ((words[word] & 0xffff) === END) {
      this.release(place.piece);
      return;
    }
    if (this.#due === this.#dueStep.length) this.#enlarge();
    this.#dueSource[this.#due] = source;
    this.#dueStep[this.#due] = step;
    this.#duePiece[this.#due] = place.piece;
    this.#dueNext[this.#due] = step + (words[word] & 0xffff);
    this.#dueWord[this.#due++] = word;
  }

  /**
   * Adds what arrives in the steps from + 1 .. from + steps to `input`, where step from + 1 + k of neuron n is at
   * k * neurons + n. Every sum runs in the order of the spikes, however the steps are divided into calls.
   */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    if (this.#due === 0) return;
    if (this.#counts === undefined) this.#pull(from, steps, input, neurons);
    else this.#count(from, steps, input, neurons, this.#counts);
    this.#forgetDone();
  }

  /** Spikes with synapses still due, in the order of their times. `spike(source, step, now)` for each takes them up again. */
  due(): DueSpikes {
    return {
      sources: this.#dueSource.slice(0, this.#due),
      steps: this.#dueStep.slice(0, this.#due),
    };
  }

  /** Forgets all spikes. */
  clear(): void {
    for (let j = 0; j < this.#due; j++) this.release(this.#duePiece[j]);
    this.#due = 0;
  }

  /** The row of a source; undefined if it is empty. `release` follows once for every row found. */
  protected abstract find(source: number): Place | undefined;

  /** Tells that a row found is no longer needed. */
  protected abstract release(piece: number): void;

  #pull(from: number, steps: number, input: Float64Array, neurons: number): void {
    if (this.#pullsInto !== input) {
      this.#pullsInto = input;
      this.#pulls.length = 0;
    }
    const { places, firsts } = this.store.batch;
    const batch = this.#batch;
    const to = from + steps;
    let count = 0;
    let piece = 0;
    for (let j = 0; j < this.#due; j++) {
      if (this.#dueNext[j] > to) continue;
      if (count === MOST_PULLS || (count > 0 && this.#duePiece[j] !== piece)) {
        this.#take(count, steps, piece, input, neurons);
        count = 0;
      }
      piece = this.#duePiece[j];
      places[count] = this.#dueWord[j];
      firsts[count] = from + 1 - this.#dueStep[j];
      batch[count++] = j;
    }
    if (count > 0) this.#take(count, steps, piece, input, neurons);
  }

  /** Takes what is due from the spikes of the batch, the rows of which are in one piece of memory. */
  #take(count: number, steps: number, piece: number, input: Float64Array, neurons: number): void {
    const words = this.pieces[piece];
    let prepared = this.#pulls[piece];
    if (prepared?.words !== words) {
      prepared = { words, take: this.store.pulling(input, neurons, words, this.format) };
      this.#pulls[piece] = prepared;
    }
    prepared.take(count, steps);
    const { places, delays } = this.store.batch;
    for (let k = 0; k < count; k++) {
      const j = this.#batch[k];
      this.#dueWord[j] = places[k];
      this.#dueNext[j] = places[k] < 0 ? NEVER : this.#dueStep[j] + delays[k];
    }
  }

  // Step by step, so that the counts stay in the nearest cache.
  #count(from: number, steps: number, input: Float64Array, neurons: number, counts: Counts): void {
    const { weight } = this.setting.kind;
    for (let k = 0; k < steps; k++) {
      let any = false;
      for (let j = 0; j < this.#due; j++) {
        if (this.#dueNext[j] !== from + 1 + k) continue;
        const piece = this.#duePiece[j];
        const words = this.pieces[piece];
        let prepared = this.#countings[piece];
        if (prepared?.words !== words) {
          prepared = { words, take: this.store.counting(counts, words, this.format) };
          this.#countings[piece] = prepared;
        }
        this.#advance(j, prepared.take(this.#dueWord[j]));
        any = true;
      }
      if (any) this.store.addCounts(counts, weight, input, k * neurons);
    }
  }

  /** The next slice of due spike j is at `word`, -1 if there is none. */
  #advance(j: number, word: number): void {
    this.#dueWord[j] = word;
    this.#dueNext[j] = word < 0 ? NEVER : this.#dueStep[j] + (this.pieces[this.#duePiece[j]][word] & 0xffff);
  }

  #forgetDone(): void {
    let kept = 0;
    for (let j = 0; j < this.#due; j++) {
      const piece = this.#duePiece[j];
      if (this.#dueWord[j] < 0) {
        this.release(piece);
        continue;
      }
      this.#dueSource[kept] = this.#dueSource[j];
      this.#dueStep[kept] = this.#dueStep[j];
      this.#duePiece[kept] = piece;
      this.#dueNext[kept] = this.#dueNext[j];
      this.#dueWord[kept++] = this.#dueWord[j];
    }
    this.#due = kept;
  }

  #enlarge(): void {
    const grown = (from: Int32Array) => {
      const to = new Int32Array(2 * from.length);
      to.set(from);
      return to;
    };
    this.#dueSource = grown(this.#dueSource);
    this.#dueStep = grown(this.#dueStep);
    this.#duePiece = grown(this.#duePiece);
    this.#dueWord = grown(this.#dueWord);
    this.#dueNext = grown(this.#dueNext);
  }
}
