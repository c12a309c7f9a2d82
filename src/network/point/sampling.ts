/** Which steps of a recorded window are sampled: those at multiples of an interval from its origin. */
import { ParameterError } from '../../errors.ts';
import { gridStep, stepsPerMs } from '../grid.ts';

/** Steps from + 1 .. from + steps are recorded. */
export interface RecordedWindow {
  readonly from: number;
  readonly steps: number;
  /** Step from which intervals are counted, at most `from`. */
  readonly origin: number;
  /** ms. */
  readonly dt: number;
}

export class Sampling {
  /** Steps from one sample to the next. */
  readonly #every: number;
  /** Samples before the window. */
  readonly #before: number;
  readonly #window: RecordedWindow;

  /** @param interval ms, as `samplingSteps` has found it right; default dt */
  constructor(interval: number | undefined, window: RecordedWindow) {
    const { from, origin, dt } = window;
    this.#window = window;
    this.#every = samplingSteps('interval', interval, dt);
    this.#before = Math.floor((from - origin) / this.#every);
  }

  /** Number of samples in the window. */
  get count(): number {
    const { from, steps } = this.#window;
    return this.upTo(from + steps);
  }

  /** Number of samples in the window up to a step. */
  upTo(step: number): number {
    const { from, origin } = this.#window;
    return Math.floor((Math.max(from, step) - origin) / this.#every) - this.#before;
  }

  /** Whether a step is sampled. */
  due(step: number): boolean {
    const { from, origin } = this.#window;
    return step > from && (step - origin) % this.#every === 0;
  }

  /** The first step after a given one that is sampled, be it within the window or later. */
  next(step: number): number {
    const { from, origin } = this.#window;
    return origin + (Math.floor((Math.max(from, step) - origin) / this.#every) + 1) * this.#every;
  }

  /** Sample m is at t0 + (m + 1) interval, ms. */
  get times(): { readonly t0: number; readonly interval: number } {
    const { origin, dt } = this.#window;
    return {
      t0: (origin + this.#before * this.#every) * dt,
      interval: this.#every === 1 ? dt : this.#every / stepsPerMs(dt),
    };
  }
}

/**
 * Steps of the interval (ms) between two samples.
 * @param name of the interval, for errors
 * @throws ParameterError if it is off the grid, or shorter than a step
 */
export function samplingSteps(name: string, interval: number | undefined, dt: number): number {
  const steps = gridStep(name, interval ?? dt, dt);
  if (steps === 0) throw new ParameterError(name, `at least dt = ${dt} ms`, interval);
  return steps;
}
