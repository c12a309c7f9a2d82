/**
 * What drives a population from outside: spike trains and currents, drawn or given. Times on the grid; an input of time t arrives at
 * t + delay. A drive without `neurons` acts on all of the population, one without `start` and `stop` always.
 *
 * Every drawn number comes from a stream of the drive's own, named by its place in the description, so that neither the number of threads
 * nor another drive changes it. Drives of spikes with one constant rate, and all neurons at all times, take the fastest loops.
 */

/** Whom a drive acts on, and when. */
interface DriveBase {
  readonly post: string;
  /** Which neurons of `post`, each once; default all. */
  readonly neurons?: readonly number[];
  /** ms; acts in start < t <= stop. Default 0. */
  readonly start?: number;
  /** ms, not before start; default never. */
  readonly stop?: number;
}

/** A drive of spikes. `start` and `stop` are those of the trains, before the delay. */
interface SpikeDriveBase extends DriveBase {
  /** In the unit of the receptor (pA for currents), of any sign that it takes. */
  readonly weight: number;
  /** ms, default one step. No input arrives up to t = delay. */
  readonly delay?: number;
  /** Name of a receptor of the model; default: the first one that takes weights of this sign. */
  readonly receptor?: string;
}

/** Every neuron receives its own Poisson train. */
export interface PoissonDrive extends SpikeDriveBase {
  readonly type: 'poisson';
  /** Inputs per second, >= 0: one rate, or one per neuron driven. Each step brings Poisson(rate dt) inputs. */
  readonly rate: number | ArrayLike<number>;
}

/** Every neuron receives its own Poisson train, of a rate that is constant between given times. */
export interface InhomogeneousPoissonDrive extends SpikeDriveBase {
  readonly type: 'inhomogeneous_poisson';
  /** ms, ascending: `rates[i]` holds in times[i] < t <= times[i + 1]; the rate is 0 before the first. */
  readonly times: ArrayLike<number>;
  /** Inputs per second and neuron, >= 0. */
  readonly rates: ArrayLike<number>;
}

/** Every neuron receives its own Poisson train of rate `rate + amplitude sin(2 pi frequency t + phase)`. */
export interface SinusoidalPoissonDrive extends SpikeDriveBase {
  readonly type: 'sinusoidal_poisson';
  /** Mean inputs per second and neuron. */
  readonly rate: number;
  /** Inputs per second, from 0 to `rate`. */
  readonly amplitude: number;
  /** Hz, >= 0. */
  readonly frequency: number;
  /** Degrees, at t = 0; default 0. */
  readonly phase?: number;
}

/**
 * Correlated Poisson trains by the multiple interaction process: every neuron keeps each spike of one mother train with probability p.
 * Each train is Poisson of rate p motherRate; counts of two of them correlate with coefficient p. Source: Kuhn A, Aertsen A, Rotter S
 * (2003), Neural Comput 15:67-101.
 */
export interface CorrelatedPoissonDrive extends SpikeDriveBase {
  readonly type: 'correlated_poisson';
  /** Spikes per second of the mother train, >= 0. */
  readonly motherRate: number;
  /** p, from 0 to 1. */
  readonly copyProbability: number;
}

/** One Poisson train that reaches a part of the neurons, the same ones at all times; several drives give several such trains. */
export interface SharedPoissonDrive extends SpikeDriveBase {
  readonly type: 'shared_poisson';
  /** Spikes per second of the train, >= 0. */
  readonly rate: number;
  /** Part of the neurons that it reaches, from 0 to 1, rounded to a whole number of them, which are drawn; default 1. */
  readonly fraction?: number;
}

/** Given spike trains. */
export interface SpikeTrainDrive extends SpikeDriveBase {
  readonly type: 'spikes';
  /** Times in ms: one train for every neuron driven, in order. Times may repeat, and need not be sorted. */
  readonly trains: readonly ArrayLike<number>[];
}

/** A current that is constant between given times. Before the first time it is 0. */
export interface CurrentDrive extends DriveBase {
  readonly type: 'current';
  /** ms, ascending: `amplitudes[i]` flows in (times[i], times[i + 1]], so it first changes V at times[i] + dt. */
  readonly times: ArrayLike<number>;
  /** pA. */
  readonly amplitudes: ArrayLike<number>;
}

/** A constant current; with `start` a step, with `stop` a pulse. */
export interface DcDrive extends DriveBase {
  readonly type: 'dc';
  /** pA: one, or one per neuron driven. */
  readonly amplitude: number | ArrayLike<number>;
}

/** The current offset + amplitude sin(2 pi frequency t + phase), held during each step at its value at the start of the step. */
export interface AcDrive extends DriveBase {
  readonly type: 'ac';
  /** pA. */
  readonly amplitude: number;
  /** pA; default 0. */
  readonly offset?: number;
  /** Hz, >= 0. */
  readonly frequency: number;
  /** Degrees, at t = 0; default 0. */
  readonly phase?: number;
}

/**
 * Gaussian white noise: a current mean + std N(0, 1), drawn anew after every `interval` and constant in between. Its spectral density
 * at low frequencies is 2 std^2 interval (one-sided).
 */
export interface NoiseDrive extends DriveBase {
  readonly type: 'noise';
  /** pA; default 0. */
  readonly mean?: number;
  /** pA, >= 0. */
  readonly std: number;
  /** ms, a multiple of dt; default dt. */
  readonly interval?: number;
  /** Whether all neurons get the same current; default each its own. */
  readonly shared?: boolean;
}

/**
 * A current that is an Ornstein-Uhlenbeck process, of mean `mean` and autocovariance sigma^2 exp(-|lag|/tau), exact on the grid and
 * constant between its points.
 */
export interface OrnsteinUhlenbeckDrive extends DriveBase {
  readonly type: 'ornstein_uhlenbeck';
  /** pA; default 0. */
  readonly mean?: number;
  /** Standard deviation, pA, >= 0. */
  readonly sigma: number;
  /** Time constant, ms, > 0. */
  readonly tau: number;
  /** Current at `start`, pA; default drawn from the stationary law. */
  readonly initial?: number;
  /** Distance of the points of the grid, ms, a multiple of dt; default dt. */
  readonly interval?: number;
  /** Whether all neurons get the same current; default each its own. */
  readonly shared?: boolean;
}

/** Given currents: sample i flows in (start + i interval, start + (i + 1) interval]; nothing after the last. */
export interface SampledCurrentDrive extends DriveBase {
  readonly type: 'sampled_current';
  /** pA: samples for all neurons driven, or a list of samples for each of them, of one length. */
  readonly values: ArrayLike<number> | readonly ArrayLike<number>[];
  /** ms, a multiple of dt; default dt. */
  readonly interval?: number;
}

export type Drive =
  | PoissonDrive
  | InhomogeneousPoissonDrive
  | SinusoidalPoissonDrive
  | CorrelatedPoissonDrive
  | SharedPoissonDrive
  | SpikeTrainDrive
  | CurrentDrive
  | DcDrive
  | AcDrive
  | NoiseDrive
  | OrnsteinUhlenbeckDrive
  | SampledCurrentDrive;
