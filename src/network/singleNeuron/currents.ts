/**
 * Currents for a single neuron, sample by sample: steps, pulses, sinusoids, Gaussian white noise, Ornstein-Uhlenbeck noise. Noise is made
 * of given standard normal numbers, so that it can come from any stream, or be the same for many neurons.
 * The formulas of noise are those of Euler's method (P. Kloeden, E. Platen, Numerical Solution of SDEs, Springer 1992, section 10.2).
 */
import { ParameterError, finite, integer, nonNegative, positive } from '../../errors.ts';

/** `amplitude` from sample `first` to sample `last`, both included; 0 elsewhere. Throws ParameterError on bad indices. */
export function pulseCurrent(amplitude: number, first: number, last: number, samples: number): Float64Array {
  finite('amplitude', amplitude);
  integer('samples', samples, 0);
  integer('first', first, 0);
  integer('last', last, -1);
  return new Float64Array(samples).fill(amplitude, first, Math.min(last + 1, samples));
}

/** What a sinusoidal current is: offset + amplitude sin(2 pi frequency t + phase). */
export interface Sinusoid {
  /** Unit of the current. */
  readonly offset: number;
  readonly amplitude: number;
  /** Hz, >= 0. */
  readonly frequency: number;
  /** Radians; default 0. */
  readonly phase?: number;
}

/** A sinusoid sampled at 0, dt, 2 dt, ... ms. Throws ParameterError on values that are not finite or dt <= 0. */
export function sinusoidalCurrent(sinusoid: Sinusoid, samples: number, dt: number): Float64Array {
  const { offset, amplitude, frequency, phase = 0 } = sinusoid;
  positive('dt', dt);
  integer('samples', samples, 0);
  for (const [name, value] of Object.entries({ offset, amplitude, phase })) finite(name, value);
  nonNegative('frequency', frequency);
  const omega = (2 * Math.PI * frequency) / 1000;
  return Float64Array.from(
    { length: samples },
    (_, n) => offset + amplitude * Math.sin(omega * n * dt + phase),
  );
}

/** Repeats every value `times` times: a current given on a coarse grid for a finer one. Throws ParameterError unless times >= 1. */
export function heldCurrent(values: ArrayLike<number>, times: number): Float64Array {
  integer('times', times, 1);
  return Float64Array.from({ length: values.length * times }, (_, n) => values[Math.floor(n / times)]);
}

/** What noise is: mean and strength, in units of the current. */
export interface Noise {
  readonly mean: number;
  /**
   * White noise: standard deviation of the samples times sqrt(dt / 1 s). Ornstein-Uhlenbeck: standard deviation of the process.
   */
  readonly sigma: number;
}

/**
 * Gaussian white noise: mean + sigma x / sqrt(dt / 1 s), one sample per standard normal number x.
 * @throws ParameterError on values that are not finite, sigma < 0, dt <= 0
 */
export function whiteNoiseCurrent(
  { mean, sigma }: Noise,
  normals: ArrayLike<number>,
  dt: number,
): Float64Array {
  checkNoise(mean, sigma, dt);
  const scale = sigma / Math.sqrt(dt / 1000);
  return Float64Array.from(normals, (x) => mean + scale * x);
}

/**
 * Ornstein-Uhlenbeck noise by the Euler-Maruyama scheme: I[0] = start + sigma x[0], I[k+1] = I[k] + (dt/tau)(mean - I[k]) +
 * sqrt(2 dt/tau) sigma x[k+1]. Its exact moments: theory.ts.
 * @param options.start where the process starts, on average; default 0, as in the tutorial the lesson follows (not the mean)
 * @throws ParameterError on values that are not finite, sigma < 0, dt or tau <= 0, dt >= 2 tau, where the scheme is unstable
 */
export function ornsteinUhlenbeckCurrent(
  { mean, sigma, tau }: Noise & { readonly tau: number },
  normals: ArrayLike<number>,
  dt: number,
  options: { readonly start?: number } = {},
): Float64Array {
  checkNoise(mean, sigma, dt);
  positive('tau', tau);
  if (dt >= 2 * tau)
    throw new ParameterError('tau', `more than dt/2 = ${dt / 2} ms`, tau, 'take smaller steps');
  const start = finite('start', options.start ?? 0);
  const current = new Float64Array(normals.length);
  const share = dt / tau;
  const scale = Math.sqrt(2 * share) * sigma;
  for (let k = 0; k < current.length; k++)
    current[k] =
      k === 0
        ? start + sigma * normals[0]
        : current[k - 1] + share * (mean - current[k - 1]) + scale * normals[k];
  return current;
}

function checkNoise(mean: number, sigma: number, dt: number): void {
  finite('mean', mean);
  nonNegative('sigma', sigma);
  positive('dt', dt);
}
