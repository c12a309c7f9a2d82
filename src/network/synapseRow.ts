/** The synapses of one source onto one receptor, as connection rules make them: unsorted; grows as needed. */
import { SPARE } from '../numerics/lookupSampler.ts';

export class SynapseRow {
  length = 0;
  /** Indices of the targets in the input of the network. */
  targets = new Int32Array(64);
  /** Steps. */
  delays = new Uint16Array(64 + SPARE);
  /** Undefined contents where the weight is one constant. */
  weights = new Float64Array(64);

  /** Makes room for `count` more. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.targets.length) return;
    const capacity = Math.max(needed, 2 * this.targets.length);
    this.targets = copied(new Int32Array(capacity), this.targets);
    this.delays = copied(new Uint16Array(capacity + SPARE), this.delays);
    this.weights = copied(new Float64Array(capacity), this.weights);
  }

  push(target: number, delay: number, weight: number): void {
    this.reserve(1);
    this.targets[this.length] = target;
    this.delays[this.length] = delay;
    this.weights[this.length++] = weight;
  }
}

function copied<T extends Int32Array | Uint16Array | Float64Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
