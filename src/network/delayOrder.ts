/** Sorting the synapses of a row by delay, stable, by counting. */
import type { SynapseRow } from './synapseRow.ts';

/** Ends the slices of a row: later than any delay. */
export const END = 0xffff;

export class DelayOrder {
  /** Of the delays of the row: how many synapses have them, then where the next one goes. */
  readonly positions = new Uint32Array(END + 1);
  #shortest = END;
  #longest = 0;

  /**
   * Finds the place of every synapse: that of delay d goes to positions[d]++. `undo` must follow.
   * @param at place of the first one
   * @param slice takes every delay that occurs, ascending, with the place of its first synapse; then END with the place behind the row
   */
  begin({ delays, length }: SynapseRow, at: number, slice: (delay: number, start: number) => void): void {
    const { positions } = this;
    let shortest = END;
    let longest = 0;
    for (let i = 0; i < length; i++) {
      const d = delays[i];
      positions[d]++;
      if (d < shortest) shortest = d;
      if (d > longest) longest = d;
    }
    let next = at;
    for (let d = shortest; d <= longest; d++) {
      const count = positions[d];
      if (count === 0) continue;
      slice(d, next);
      positions[d] = next;
      next += count;
    }
    slice(END, next);
    this.#shortest = shortest;
    this.#longest = longest;
  }

  undo(): void {
    if (this.#shortest <= this.#longest) this.positions.fill(0, this.#shortest, this.#longest + 1);
  }
}

type Integers = Uint16Array | Uint32Array;

/** Writes targets and weights of a row to their places. */
export function scatter(
  { targets, delays, weights, length }: SynapseRow,
  positions: Uint32Array,
  toTargets: Integers,
  toWeights: Float32Array | Float64Array | undefined,
): void {
  if (toWeights === undefined)
    for (let i = 0; i < length; i++) toTargets[positions[delays[i]]++] = targets[i];
  else
    for (let i = 0; i < length; i++) {
      const at = positions[delays[i]]++;
      toTargets[at] = targets[i];
      toWeights[at] = weights[i];
    }
}
