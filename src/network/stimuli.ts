/**
 * What drives a population from outside: independent Poisson trains, given spike trains, given currents. Times on the grid; an
 * input of time t arrives at t + delay.
 */

/** Every neuron of `post` receives its own Poisson train. */
export interface PoissonDrive {
  readonly type: 'poisson';
  readonly post: string;
  /** Inputs per second and neuron, >= 0. Each step brings Poisson(rate dt) inputs. */
  readonly rate: number;
  /** In the unit of the receptor (pA for currents), of any sign that it takes. */
  readonly weight: number;
  /** ms, default one step. No input arrives up to t = delay. */
  readonly delay?: number;
  /** Name of a receptor of the model; default: the first one that takes weights of this sign. */
  readonly receptor?: string;
}

/** Given spike trains. */
export interface SpikeTrainDrive {
  readonly type: 'spikes';
  readonly post: string;
  /** Times in ms: one train for every neuron of `post`, in order. Times may repeat, and need not be sorted. */
  readonly trains: readonly ArrayLike<number>[];
  /** In the unit of the receptor (pA for currents), of any sign that it takes. */
  readonly weight: number;
  /** ms, default one step. */
  readonly delay?: number;
  /** Name of a receptor of the model; default: the first one that takes weights of this sign. */
  readonly receptor?: string;
}

/** A current that is constant between given times. Before the first time it is 0. */
export interface CurrentDrive {
  readonly type: 'current';
  readonly post: string;
  /** Which neurons of `post`; default all. */
  readonly neurons?: readonly number[];
  /** ms, ascending: `amplitudes[i]` flows in (times[i], times[i + 1]], so it first changes V at times[i] + dt. */
  readonly times: ArrayLike<number>;
  /** pA. */
  readonly amplitudes: ArrayLike<number>;
}

export type Drive = PoissonDrive | SpikeTrainDrive | CurrentDrive;
