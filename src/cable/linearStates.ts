/** The quasi-active gates of a linear membrane: outward current K y, y' = (v - V_R - y)/tau, zero at the start. */
import type { LinearGates } from './linearSystem.ts';
import type { MembranePart, NodeState } from './nodeState.ts';

export class LinearStates implements MembranePart {
  /** mV, in the order of `segments`. */
  readonly y: Float64Array;
  /** Segments that carry the gate. */
  readonly segments: Int32Array;
  readonly name: string;
  readonly #nodes: Int32Array;
  readonly #K: Float64Array;
  readonly #rest: Float64Array;
  readonly #fraction: Float64Array;

  constructor(gates: LinearGates, rest: Float64Array, nodeOf: Int32Array, dt: number) {
    this.name = gates.name;
    const segments = Int32Array.from(Array.from(gates.K, (_, i) => i).filter((i) => gates.K[i] !== 0));
    const pick = (values: Float64Array): Float64Array => Float64Array.from(segments, (i) => values[i]);
    this.segments = segments;
    this.#nodes = segments.map((i) => nodeOf[i]);
    this.#K = pick(gates.K);
    this.#rest = pick(rest);
    this.#fraction = pick(gates.tau).map((tau) => -Math.expm1(-dt / tau));
    this.y = new Float64Array(segments.length);
  }

  addCurrents({ current }: NodeState): void {
    for (let j = 0; j < this.y.length; j++) current[this.#nodes[j]] += this.#K[j] * this.y[j];
  }

  advance({ v }: NodeState): void {
    const y = this.y;
    for (let j = 0; j < y.length; j++) y[j] += this.#fraction[j] * (v[this.#nodes[j]] - this.#rest[j] - y[j]);
  }

  fault(): string | undefined {
    const j = this.y.findIndex((value) => !Number.isFinite(value));
    return j < 0 ? undefined : `linearised gate ${this.name} in segment ${this.segments[j]}`;
  }
}
