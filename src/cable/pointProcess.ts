/**
 * What acts on a cell at one place: synapses, electrodes, and whatever a user defines. A point process is a description without state;
 * each simulation makes the states of its own with `start`.
 */

/** A point process at work. Times ms, potentials mV, currents nA. */
export interface PointProcessState {
  /**
   * Writes the outward current at the potential v to out[0] and its slope di/dv (uS) to out[1]. `t` is the middle of the step; states
   * are those of its start.
   */
  current(v: number, t: number, out: Float64Array): void;
  /** Advances the states by dt to the end of the step, where the potential is v. */
  advance?(v: number, dt: number): void;
  /** An event arrives. */
  receive?(weight: number): void;
}

/** A point process of your own. */
export interface PointProcess {
  /** A name, for messages. */
  readonly type: string;
  /** Segment on which it sits. */
  readonly segment: number;
  /** Whether it is an electrode: its current then is no part of the transmembrane current (default false). */
  readonly electrode?: boolean;
  /** Times of its events, ms, in any order (default none). */
  readonly times?: ArrayLike<number>;
  /** Weight of every event, or one for each (default 1). */
  readonly weight?: number | ArrayLike<number>;
  /** Makes its states at the potential v at which the simulation starts; dt is the time step. */
  start(v: number, dt: number): PointProcessState;
}
