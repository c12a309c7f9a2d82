/**
 * Times on the grid t_k = k dt: which step a delay, a refractory period or a time stamp belongs to. The rules are NEST's: delays go to
 * the nearest step, halves up, and are at least one step; refractory periods are rounded up, after rounding to tics.
 */
import { ParameterError, nonNegative, positive } from '../errors.ts';

/** Steps per ms; 10 for dt = 0.1, where 1 / dt and products with it are exact but quotients by dt are not. */
export function stepsPerMs(dt: number): number {
  positive('dt', dt);
  const whole = Math.round(1 / dt);
  return whole > 0 && Math.abs(whole * dt - 1) < 1e-12 ? whole : 1 / dt;
}

/**
 * Steps of a delay (ms): max(1, floor(delay stepsPerMs + 1/2)).
 * @throws ParameterError if the delay is negative or not finite
 */
export function delaySteps(delay: number, dt: number): number {
  nonNegative('delay', delay);
  return Math.max(1, Math.floor(delay * stepsPerMs(dt) + 0.5));
}

/** The delays (ms) a <= d < b that go to `steps`; the first step also takes all shorter ones. */
export function delayBin(steps: number, dt: number): [a: number, b: number] {
  const perMs = stepsPerMs(dt);
  return [steps <= 1 ? -Infinity : (steps - 0.5) / perMs, (steps + 0.5) / perMs];
}

/**
 * Steps of a refractory period (ms), rounded up after rounding to tics: 1/1000 ms where dt is a whole number of these
 * (dt = 0.1), else 1/1000 of a step (1/16000 ms for dt = 0.0625).
 * @throws ParameterError if the period is negative or not finite
 */
export function refractorySteps(t_ref: number, dt: number): number {
  nonNegative('t_ref', t_ref);
  const perStep = 1000 * positive('dt', dt);
  const ticsPerStep =
    Math.round(perStep) > 0 && Math.abs(Math.round(perStep) - perStep) < 1e-9 * perStep
      ? Math.round(perStep)
      : 1000;
  const tics = Math.round(t_ref * (ticsPerStep * stepsPerMs(dt)));
  return Math.ceil(tics / ticsPerStep);
}

/**
 * The grid index of a time (ms) that must lie on the grid, to 1e-6 of a step.
 * @param name what the time is, for the error
 * @throws ParameterError if it is negative, not finite or between two grid points
 */
export function gridStep(name: string, time: number, dt: number): number {
  nonNegative(name, time);
  const steps = time * stepsPerMs(dt);
  const step = Math.round(steps);
  if (Math.abs(steps - step) > 1e-6)
    throw new ParameterError(name, `a multiple of dt = ${dt} ms`, time, `nearest: ${step * dt}`);
  return step;
}
