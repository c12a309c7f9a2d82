/** Gives the targets that a rule draws their delays and weights, and each synapse to the row of its receptor. */
import type { WordStream } from '../numerics/random.ts';
import type { Sink } from './rules/rule.ts';
import { SynapseRow } from './synapseRow.ts';

/** Delays or weights of synapses; those of a list and those that depend on distance look at the sink. */
export interface SynapseSampler<T> {
  /** Writes the values of the synapses just drawn to out[at] .. out[at + count - 1]. */
  fill(stream: WordStream, out: T, count: number, at: number, sink: Sink): void;
}

export class Dresser implements Sink {
  row = new SynapseRow();
  distances = new Float64Array(0);
  indices = new Uint32Array(0);
  #rows: readonly SynapseRow[] = [];
  readonly #mixed: SynapseRow | undefined;
  readonly #low: number;
  readonly #high: number;

  /**
   * @param offset index of target 0 in the input
   * @param range targets begin .. end - 1 to keep, if the rule may give others
   * @param split whether weights < 0 go to a row of their own, the second one
   */
  constructor(
    readonly delays: SynapseSampler<Uint16Array>,
    readonly weights: SynapseSampler<Float64Array>,
    readonly offset: number,
    range: readonly [begin: number, end: number] | undefined,
    split: boolean,
  ) {
    this.#mixed = split ? new SynapseRow() : undefined;
    this.#low = range === undefined ? -Infinity : offset + range[0];
    this.#high = range === undefined ? Infinity : offset + range[1];
  }

  /** The rows to append to from now on. */
  begin(rows: readonly SynapseRow[]): void {
    this.#rows = rows;
    this.row = this.#mixed ?? rows[0];
  }

  take(stream: WordStream, count: number): void {
    const { row } = this;
    const at = row.length;
    this.delays.fill(stream, row.delays, count, at, this);
    this.weights.fill(stream, row.weights, count, at, this);
    row.length = at + count;
    if (this.#low > -Infinity) this.#keepOwn(at);
    if (this.#mixed === undefined) return;
    const [positive, negative] = this.#rows;
    for (let i = 0; i < row.length; i++)
      (row.weights[i] >= 0 ? positive : negative).push(row.targets[i], row.delays[i], row.weights[i]);
    row.length = 0;
  }

  /** Leaves out targets beyond the range. */
  #keepOwn(from: number): void {
    const { targets, delays, weights, length } = this.row;
    let to = from;
    for (let i = from; i < length; i++) {
      if (targets[i] < this.#low || targets[i] >= this.#high) continue;
      targets[to] = targets[i];
      delays[to] = delays[i];
      weights[to++] = weights[i];
    }
    this.row.length = to;
  }
}
