/**
 * The regularised incomplete beta function, which sums the binomial law.
 *
 * Source: M. Abramowitz, I. Stegun (1964), Handbook of Mathematical Functions, 26.5.8 (continued fraction), evaluated after
 * W. J. Lentz (1976); the factor in front is a binomial weight in C. Loader's form. Left out: a <= 0 or b <= 0.
 */
import { ParameterError } from '../errors.ts';
import { binomialWeight } from './gammaFunction.ts';

const TINY = 1e-300;

/** x^a y^b / (a B(a, b)) times the continued fraction; converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(a: number, b: number, x: number, y: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 1e6; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return ((binomialWeight(a, a + b, x, y) * b) / (a + b)) * h;
}

/**
 * I_x(a, b) = int_0^x t^(a-1) (1-t)^(b-1) dt / B(a, b).
 * @param a, b finite, > 0
 * @param x in [0, 1]
 * @param y 1 - x, to be given when it is known more exactly than x
 * @throws ParameterError outside these ranges
 */
export function betaI(a: number, b: number, x: number, y = 1 - x): number {
  if (!(a > 0) || a === Infinity) throw new ParameterError('a', 'a finite number > 0', a);
  if (!(b > 0) || b === Infinity) throw new ParameterError('b', 'a finite number > 0', b);
  if (!(x >= 0 && x <= 1)) throw new ParameterError('x', 'a number from 0 to 1', x);
  if (x === 0) return 0;
  if (y === 0) return 1;
  return x < (a + 1) / (a + b + 2) ? betaFraction(a, b, x, y) : 1 - betaFraction(b, a, y, x);
}
