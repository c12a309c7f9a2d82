/**
 * The synapses of one population of sources that are of one kind, as a simulation uses them: sources spike, and what is due is pulled. At
 * every step the weights that are due from recent spikes are added to the input of that step only, so no ring buffer of all delays is swept. A row of
 * synapses is sorted by delay; the slices of consecutive delays are neighbours in memory, so the steps of one chunk (up to the shortest delay)
 * are read in one go.
 *
 * Where all weights are one constant nothing but targets is kept: arrivals are counted, and weight times count is added to the input.
 *
 * Rows are kept (`StoredSynapses`) or made again at every spike (`ProceduralSynapses`); sums are the same to the bit.
 */
import { END } from './delayOrder.ts';
import type { SynapseKind } from './synapseKind.ts';
import { SynapseRow } from './synapseRow.ts';
import {
  plainStore,
  type Counting,
  type Counts,
  type Puller,
  type Slices,
  type SynapseStore,
  type Targets,
  type Weights,
} from './synapseStore.ts';

/** Some rows, in arrays of their own. */
export interface Piece {
  readonly targets: Targets;
  /** Undefined where the weight is constant. */
  readonly weights: Weights | undefined;
  readonly slices: Slices;
}

/** Where a row begins. */
export interface Place {
  /** Index of its piece. */
  readonly piece: number;
  /** Its first slice. */
  readonly slice: number;
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

/** Bytes of a synapse without its part of the index. */
export function bytesPerSynapse({ neurons, kind }: GroupSetting): number {
  return (neurons > 0x10000 ? 4 : 2) + { constant: 0, single: 4, double: 8 }[kind.precision];
}

/** Bytes of the counts of a group, if it needs any. */
export function countBytes({ kind, neurons }: GroupSetting): number {
  return kind.precision === 'constant' ? 4 * neurons + 16 : 0;
}

/** An array for weights; none where they are constant. */
export function arrayFor(
  precision: SynapseKind['precision'],
  length: number,
  store: SynapseStore,
): Weights | undefined {
  if (precision === 'constant') return undefined;
  return precision === 'double' ? store.float64(length) : store.float32(length);
}

/** Spikes that still have synapses to reach: element i of both belongs to one spike. */
export interface DueSpikes {
  readonly sources: Int32Array;
  /** Steps of the spikes. */
  readonly steps: Int32Array;
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
  protected readonly pieces: Piece[] = [];
  /** Spikes with synapses still due, in the order of their times: source, step of the spike, where its next slice is. */
  #dueSource = new Int32Array(64);
  #dueStep = new Int32Array(64);
  #duePiece = new Int32Array(64);
  #dueSlice = new Uint32Array(64);
  #due = 0;
  readonly #counts: Counts | undefined;

  constructor(setting: GroupSetting) {
    const { sources, kind, store = plainStore, neurons, mostPerTarget } = setting;
    this.setting = setting;
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
    const { targets, weights, slices } = this.pieces[place.piece];
    for (let { slice } = place; slices.delays[slice] !== END; slice++)
      for (let i = slices.starts[slice]; i < slices.starts[slice + 1]; i++)
        row.push(targets[i], slices.delays[slice], weights === undefined ? kind.weight : weights[i]);
    this.release(place.piece);
    return row;
  }

  /** Announces a spike; spikes come in the order of their steps. What arrives up to the step `after` is left out. */
  spike(source: number, step: number, after = step): void {
    const place = this.find(source);
    if (place === undefined) return;
    const { delays } = this.pieces[place.piece].slices;
    let { slice } = place;
    while (delays[slice] !== END && step + delays[slice] <= after) slice++;
    if (delays[slice] === END) {
      this.release(place.piece);
      return;
    }
    if (this.#due === this.#dueStep.length) this.#enlarge();
    this.#dueSource[this.#due] = source;
    this.#dueStep[this.#due] = step;
    this.#duePiece[this.#due] = place.piece;
    this.#dueSlice[this.#due++] = slice;
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
    const pullers: (Puller | undefined)[] = [];
    for (let j = 0; j < this.#due; j++) {
      const piece = this.#duePiece[j];
      const puller = (pullers[piece] ??= this.#pulling(piece, input, neurons));
      const spiked = this.#dueStep[j];
      this.#dueSlice[j] = puller.pull(this.#dueSlice[j], from + 1 - spiked, from + steps - spiked);
    }
  }

  #pulling(piece: number, input: Float64Array, neurons: number): Puller {
    const { targets, weights, slices } = this.pieces[piece];
    return this.store.pulling(input, neurons, targets, weights!, slices);
  }

  // Step by step, so that the counts stay in the nearest cache.
  #count(from: number, steps: number, input: Float64Array, neurons: number, counts: Counts): void {
    const { weight } = this.setting.kind;
    const adders: (ReturnType<Counting> | undefined)[] = [];
    for (let k = 0; k < steps; k++) {
      let any = false;
      for (let j = 0; j < this.#due; j++) {
        const piece = this.#duePiece[j];
        const slice = this.#dueSlice[j];
        const { slices, targets } = this.pieces[piece];
        const delay = from + 1 + k - this.#dueStep[j];
        if (slices.delays[slice] !== delay) continue;
        const add = (adders[piece] ??= this.store.counting(counts, targets));
        add(slices.starts[slice], slices.starts[slice + 1]);
        this.#dueSlice[j] = slice + 1;
        any = true;
      }
      if (any) this.store.addCounts(counts, weight, input, k * neurons);
    }
  }

  #forgetDone(): void {
    let kept = 0;
    for (let j = 0; j < this.#due; j++) {
      const piece = this.#duePiece[j];
      const slice = this.#dueSlice[j];
      if (this.pieces[piece].slices.delays[slice] === END) {
        this.release(piece);
        continue;
      }
      this.#dueSource[kept] = this.#dueSource[j];
      this.#dueStep[kept] = this.#dueStep[j];
      this.#duePiece[kept] = piece;
      this.#dueSlice[kept++] = slice;
    }
    this.#due = kept;
  }

  #enlarge(): void {
    const grown = <T extends Int32Array | Uint32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#dueSource = grown(this.#dueSource, new Int32Array(2 * this.#due));
    this.#dueStep = grown(this.#dueStep, new Int32Array(2 * this.#due));
    this.#duePiece = grown(this.#duePiece, new Int32Array(2 * this.#due));
    this.#dueSlice = grown(this.#dueSlice, new Uint32Array(2 * this.#due));
  }
}
