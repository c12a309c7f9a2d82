/**
 * The standard normal law: distribution function, survival function, quantiles, and interval masses that keep their digits
 * in the tails and for narrow intervals.
 *
 * Sources: erfc after Cody (errorFunction.ts); quantiles after M. J. Wichura (1988), Algorithm AS 241, Appl. Statist. 37:477-484.
 */
import { ParameterError } from '../errors.ts';
import { erf, erfc, erfcx, expSquare } from './errorFunction.ts';
import { gaussLegendre } from './quadrature.ts';

const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** exp(-x^2 / 2) / sqrt(2 pi). */
export function normalPdf(x: number): number {
  return expSquare(x, -0.5) / SQRT_2PI;
}

/** P(Z <= x), also far in the lower tail. */
export function normalCdf(x: number): number {
  return normalSf(-x);
}

/** P(Z > x), also far in the upper tail. */
export function normalSf(x: number): number {
  // Beyond 1 the rounding of x / sqrt(2) would grow with x^2 inside erfc; erfcx does not feel it.
  return x < 1 ? 0.5 * erfc(x * Math.SQRT1_2) : 0.5 * expSquare(x, -0.5) * erfcx(x * Math.SQRT1_2);
}

/**
 * P(a < Z <= b) / exp(-c^2 / 2), where c is the point of [a, b] nearest to 0. Scaled so that it never underflows:
 * an interval at 100 sd has as many digits as one at 0. Either may be infinite; 0 if b <= a.
 */
export function scaledNormalMass(a: number, b: number): number {
  const width = b - a;
  if (!(width > 0)) return 0;
  if (b < 0) return scaledNormalMass(-b, -a);
  if (a <= 0) {
    if (width < 0.5) return 0.5 * (erf(b * Math.SQRT1_2) + erf(-a * Math.SQRT1_2));
    return 1 - (normalSf(b) + normalSf(-a));
  }
  // The densities at the two ends differ by the factor exp(-fall).
  const fall = width * (a + 0.5 * width);
  if (width < 1 && fall < 2) {
    const { nodes, weights } = gaussLegendre(12);
    let sum = 0;
    for (let i = 0; i < nodes.length; i++) {
      const u = 0.5 * width * (1 + nodes[i]);
      sum += weights[i] * Math.exp(-u * (a + 0.5 * u));
    }
    return (0.5 * width * sum) / SQRT_2PI;
  }
  return 0.5 * (erfcx(a * Math.SQRT1_2) - (fall < 745 ? erfcx(b * Math.SQRT1_2) * Math.exp(-fall) : 0));
}

/** P(a < Z <= b) for a <= b without cancellation, in the tails and for narrow intervals alike; 0 if b <= a. */
export function normalMass(a: number, b: number): number {
  const nearest = a > 0 ? a : b < 0 ? b : 0;
  return scaledNormalMass(a, b) * expSquare(nearest, -0.5);
}

const CENTRE_P = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRE_Q = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const MIDDLE_P = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_Q = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const TAIL_P = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const TAIL_Q = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];

function polynomial(c: readonly number[], x: number): number {
  let sum = c[c.length - 1];
  for (let i = c.length - 2; i >= 0; i--) sum = sum * x + c[i];
  return sum;
}

/** The x with P(Z <= x) = p, for p in [0, 1] (-Infinity and Infinity at the ends). Throws ParameterError outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new ParameterError('p', 'a number from 0 to 1', p);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_P, r)) / polynomial(CENTRE_Q, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const x =
    r <= 5
      ? polynomial(MIDDLE_P, r - 1.6) / polynomial(MIDDLE_Q, r - 1.6)
      : polynomial(TAIL_P, r - 5) / polynomial(TAIL_Q, r - 5);
  return q < 0 ? -x : x;
}
