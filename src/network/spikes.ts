/** Spikes and what is convolved: counts per time bin of a whole population, never Hz. */

/** Spikes of one population on the grid of time steps: spike i is at `steps[i] * dt` (time stamps, the end of a step). */
export interface Spikes {
  readonly population: string;
  /** Number of neurons. */
  readonly size: number;
  /** Time step, ms. */
  readonly dt: number;
  /** Grid index of every spike, ascending; time = steps * dt. */
  readonly steps: Int32Array;
  /** Neuron of every spike, 0 .. size-1 within the population. */
  readonly ids: Int32Array;
}

/** Spikes per time bin of a whole population: `counts[n]` are the spikes with time stamp t0 + (n + 1) dt. */
export interface SpikeCounts {
  readonly population: string;
  readonly size: number;
  /** Bin width = time step, ms. */
  readonly dt: number;
  /** Start of the window (exclusive), ms. */
  readonly t0: number;
  readonly counts: Float64Array;
}
