/** What the parts of a membrane read and add to in every step, per node of the tree (units: mV, nA, uS). */
export interface NodeState {
  /** Potential across the membrane; the inner potential at nodes without membrane. */
  readonly v: Float64Array;
  /** Outward transmembrane current i(v), without the capacitive part. */
  readonly current: Float64Array;
  /** Its slope di/dv. */
  readonly slope: Float64Array;
}

/** A part of the membrane with states of its own. */
export interface MembranePart {
  /** Adds current and slope at the potentials and states of the start of a step. */
  addCurrents(nodes: NodeState): void;
  /** Advances the states over the step with the potentials of its end. */
  advance(nodes: NodeState): void;
  /** Names the first state that is no finite number, if there is one. */
  fault(): string | undefined;
}
