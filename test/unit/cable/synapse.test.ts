import { describe, expect, it } from 'vitest';
import {
  asExponentials,
  checkSynapse,
  doubleExponentialPeak,
  timeCourseArea,
  type TimeCourse,
} from '../../../src/cable/synapse.ts';
import { integrateAdaptive } from '../../../src/numerics/quadrature.ts';

/** The time course from its rates, written out naively. */
function value(course: TimeCourse, t: number): number {
  const { factor, rates } = asExponentials(course);
  const [a, b] = rates;
  if (rates.length === 1) return factor * Math.exp(-a * t);
  if (a === b) return factor * t * Math.exp(-a * t);
  return (factor * (Math.exp(-a * t) - Math.exp(-b * t))) / (b - a);
}

const courses: TimeCourse[] = [
  { type: 'double_exponential', tau1: 0.2, tau2: 1.8 },
  { type: 'double_exponential', tau1: 1.9, tau2: 2 },
  { type: 'double_exponential', tau1: 0.01, tau2: 100 },
  { type: 'exponential', tau: 3 },
  { type: 'alpha', tau: 2 },
];

describe('synaptic time courses', () => {
  it.each(courses)('have unit peak: %o', (course) => {
    let peak = 0;
    for (let k = 0; k < 40000; k++) peak = Math.max(peak, value(course, k * 5e-4));
    // The grid misses the peak by at most (dt/2 tau1)^2 / 2.
    expect(peak).toBeAllclose(1, { rtol: 4e-4 });
    expect(peak).toBeLessThanOrEqual(1 + 1e-12);
  });

  it.each(courses)('have the area that g_eff uses: %o', (course) => {
    const end = course.type === 'double_exponential' ? 40 * course.tau2 : 40 * course.tau;
    const area = integrateAdaptive((t) => value(course, t), 0, end, { breakpoints: [0.1, 1], rtol: 1e-13 });
    expect(timeCourseArea(course)).toBeAllclose(area, { rtol: 1e-11 });
  });

  it('gives the areas by hand', () => {
    expect(timeCourseArea({ type: 'exponential', tau: 3 })).toBe(3);
    expect(timeCourseArea({ type: 'alpha', tau: 2 })).toBe(2 * Math.E);
    // tau1 1, tau2 2: t_p = 2 ln 2, exp(-t_p/2) - exp(-t_p) = 1/4.
    expect(doubleExponentialPeak(1, 2)).toBeAllclose(0.25, { rtol: 1e-15 });
    expect(timeCourseArea({ type: 'double_exponential', tau1: 1, tau2: 2 })).toBeAllclose(4, { rtol: 1e-15 });
  });

  it('keeps all digits as tau1 approaches tau2, towards the alpha function', () => {
    for (const gap of [1e-6, 1e-9, 1e-12]) {
      const course: TimeCourse = { type: 'double_exponential', tau1: 2 * (1 - gap), tau2: 2 };
      // Area and rate factor tend to those of an alpha synapse linearly in the gap.
      expect(timeCourseArea(course)).toBeAllclose(2 * Math.E, { rtol: gap + 1e-14 });
      expect(asExponentials(course).factor).toBeAllclose(Math.E / 2, { rtol: gap + 1e-14 });
    }
  });

  it.each<[string, any, RegExp]>([
    [
      'tau1 above tau2',
      { type: 'double_exponential', tau1: 2, tau2: 1, weight: 1 },
      /s\.tau1: Expected a number below tau2/,
    ],
    ['equal time constants', { type: 'double_exponential', tau1: 2, tau2: 2, weight: 1 }, /use type alpha/],
    ['a time constant of 0', { type: 'exponential', tau: 0, weight: 1 }, /s\.tau/],
    ['a NaN time constant', { type: 'alpha', tau: NaN, weight: 1 }, /s\.tau/],
    ['an infinite weight', { type: 'alpha', tau: 1, weight: Infinity }, /s\.weight/],
  ])('refuses %s', (_, synapse, message) => {
    expect(() => checkSynapse('s', synapse)).toThrow(message);
  });
});
