/** The delay law on the grid of lags (method, section 7), and the lag axis itself. */
import { ParameterError, positive } from '../errors.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';

/**
 * `binned`: every bin of lags carries its mass F(l + dt/2) - F(l - dt/2); with the exact solver the law is integrated against the
 * continuous response within the bins, so that the kernel does not depend on dt. `grid`: delays rounded to the grid, as a network
 * simulator with step dt rounds them. `point`: the density sampled at the lags and normalised over the window (the rule of LFPykernels).
 */
export type DelayRule = 'binned' | 'grid' | 'point';

/** Weights of the delays l dt, l = -n … n, and what does not fit. */
export interface DelayWeights {
  /** 2n + 1 weights; index n is delay 0. */
  readonly weights: Float64Array;
  /** Sum over negative delays (within the window). */
  readonly negativeMass: number;
  /** Mass outside the window [-n dt, n dt] (0 for `point`, which renormalises it into the window). */
  readonly massOutside: number;
}

/** Number of steps n = tau/dt. Throws ParameterError unless tau is a multiple of dt (to 1e-9 steps per step). */
export function lagSteps(tau: number, dt: number): number {
  positive('tau', tau);
  positive('dt', dt);
  const n = Math.round(tau / dt);
  if (n < 1 || Math.abs(tau / dt - n) > 1e-9 * Math.max(1, n))
    throw new ParameterError(
      'tau',
      `a multiple of dt = ${dt} ms`,
      tau,
      `take ${Math.max(1, n) * dt} or another dt`,
    );
  return n;
}

/** Delay weights. Throws ParameterError if `point` meets a law without a finite density on the grid. */
export function delayWeights(
  law: ContinuousDistribution,
  dt: number,
  n: number,
  rule: DelayRule,
): DelayWeights {
  const weights = new Float64Array(2 * n + 1);
  if (rule === 'point') {
    let sum = 0;
    for (let j = -n; j <= n; j++) {
      weights[j + n] = law.atoms.length > 0 ? NaN : law.pdf(j * dt);
      sum += weights[j + n];
    }
    if (!(sum > 0 && Number.isFinite(sum)))
      throw new ParameterError(
        'delay',
        `a density that is finite and not zero at some multiple of dt = ${dt} ms`,
        law.name,
        'use delay rule binned',
      );
    for (let j = 0; j < weights.length; j++) weights[j] /= sum;
  } else
    // The last bin ends at the window's edge as all others do, half a step beyond its lag.
    for (let j = -n; j <= n; j++) weights[j + n] = binMass(law, j, dt);
  let negativeMass = 0;
  let total = 0;
  for (let j = 0; j < weights.length; j++) {
    if (j < n) negativeMass += weights[j];
    total += weights[j];
  }
  return { weights, negativeMass, massOutside: rule === 'point' ? 0 : Math.max(0, 1 - total) };
}

/** Mass of [l - dt/2, l + dt/2): atoms on the lower edge included, as rounding halves up has it. */
function binMass(law: ContinuousDistribution, j: number, dt: number): number {
  const [a, b] = [(j - 0.5) * dt, (j + 0.5) * dt];
  if (law.atoms.length === 0) return law.mass(a, b);
  return law.atoms.reduce((sum, { x, mass }) => sum + (x >= a && x < b ? mass : 0), 0);
}

/** Mass of the law at delays below zero. */
export function negativeDelayMass(law: ContinuousDistribution): number {
  if (law.atoms.length > 0) return law.atoms.reduce((sum, { x, mass }) => sum + (x < 0 ? mass : 0), 0);
  return law.support[0] >= 0 ? 0 : law.mass(-Infinity, 0);
}
