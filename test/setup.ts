/** Registers the matcher `toBeAllclose(expected, {rtol, atol})` for numbers and arrays of numbers. */
import { expect } from 'vitest';

export interface AllcloseOptions {
  rtol?: number;
  atol?: number;
}

declare module 'vitest' {
  interface Matchers<T = any> {
    /** |actual - expected| <= atol + rtol |expected|, element by element; NaN never matches. Defaults: rtol 1e-12, atol 0. */
    toBeAllclose(expected: number | ArrayLike<number>, options?: AllcloseOptions): T;
  }
}

expect.extend({
  toBeAllclose(
    actual: number | ArrayLike<number>,
    expected: number | ArrayLike<number>,
    options: AllcloseOptions = {},
  ) {
    const { rtol = 1e-12, atol = 0 } = options;
    const a = typeof actual === 'number' ? [actual] : actual;
    const b = typeof expected === 'number' ? [expected] : expected;
    if (a.length !== b.length)
      return { pass: false, message: () => `lengths differ: ${a.length} and ${b.length}` };
    let worst = -1;
    let worstExcess = 0;
    for (let i = 0; i < a.length; i++) {
      const excess = Math.abs(a[i]! - b[i]!) - (atol + rtol * Math.abs(b[i]!));
      if (!(excess <= 0) && (worst < 0 || !(excess <= worstExcess))) {
        worst = i;
        worstExcess = excess;
      }
    }
    return {
      pass: worst < 0,
      message: () =>
        worst < 0
          ? `all ${a.length} values are within rtol ${rtol}, atol ${atol}`
          : `value ${worst} of ${a.length}: ${a[worst]} is not within rtol ${rtol}, atol ${atol} of ${b[worst]} (difference ${a[worst]! - b[worst]!})`,
    };
  },
});
