/** Synaptic time courses as sums of exponentials, of unit peak, and the area under them. */
import { ParameterError, finite, positive } from '../errors.ts';

/** Time course of a synapse; times in ms. */
export type TimeCourse =
  | { readonly type: 'double_exponential'; readonly tau1: number; readonly tau2: number }
  | { readonly type: 'exponential'; readonly tau: number }
  | { readonly type: 'alpha'; readonly tau: number };

/**
 * A synapse type. `weight`: peak conductance in uS (conductance-based) or peak current in nA (current-based, positive
 * inward). `reversal`: mV, of conductance-based synapses.
 */
export type Synapse = TimeCourse & { readonly weight: number; readonly reversal?: number };

/** Throws ParameterError unless the time course and the weight are admissible. */
export function checkSynapse(name: string, synapse: Synapse): void {
  finite(`${name}.weight`, synapse.weight);
  if (synapse.type === 'double_exponential') {
    positive(`${name}.tau1`, synapse.tau1);
    positive(`${name}.tau2`, synapse.tau2);
    if (!(synapse.tau1 < synapse.tau2))
      throw new ParameterError(
        `${name}.tau1`,
        `a number below tau2 = ${synapse.tau2}`,
        synapse.tau1,
        'use type alpha for equal time constants',
      );
  } else positive(`${name}.tau`, synapse.tau);
}

/** exp(-tp/tau2) - exp(-tp/tau1) at the time tp of its peak: dividing by it gives the double exponential a unit peak. */
export function doubleExponentialPeak(tau1: number, tau2: number): number {
  // With r = tau2/tau1: tp/tau2 = ln(r)/(r - 1) and tp/tau1 = r ln(r)/(r - 1), so the difference is exp(-ln r/(r-1)) (1 - 1/r).
  const tp = ((tau1 * tau2) / (tau2 - tau1)) * Math.log1p((tau2 - tau1) / tau1);
  return Math.exp(-tp / tau2) * -Math.expm1(-tp * rateGap(tau1, tau2));
}

/** 1/tau1 - 1/tau2 without cancellation. */
function rateGap(tau1: number, tau2: number): number {
  return (tau2 - tau1) / (tau1 * tau2);
}

/** Area under the unit-peak time course, ms (method, section 2; for every type, as g_eff needs it). */
export function timeCourseArea(course: TimeCourse): number {
  if (course.type === 'double_exponential')
    return (course.tau2 - course.tau1) / doubleExponentialPeak(course.tau1, course.tau2);
  return course.type === 'alpha' ? Math.E * course.tau : course.tau;
}

/**
 * The unit-peak time course as factor * D[rates], where D[a] = exp(-a t), D[a, b] = exp(-a t) * exp(-b t) (their
 * convolution, i.e. the divided difference of exp(-x t) but for its sign). Rates in 1/ms.
 */
export function asExponentials(course: TimeCourse): { factor: number; rates: number[] } {
  if (course.type === 'double_exponential') {
    const { tau1, tau2 } = course;
    // exp(-t/tau2) - exp(-t/tau1) = (1/tau1 - 1/tau2) D[1/tau1, 1/tau2]
    return { factor: rateGap(tau1, tau2) / doubleExponentialPeak(tau1, tau2), rates: [1 / tau1, 1 / tau2] };
  }
  const a = 1 / course.tau;
  return course.type === 'alpha' ? { factor: Math.E * a, rates: [a, a] } : { factor: 1, rates: [a] };
}
