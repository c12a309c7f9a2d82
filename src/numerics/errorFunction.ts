/**
 * erf, erfc and the scaled erfcx(x) = exp(x^2) erfc(x), to about one part in 1e15 over the whole range, tails included.
 *
 * Rational Chebyshev approximations of W. J. Cody (1969), "Rational Chebyshev approximations for the error function",
 * Math. Comp. 23:631-637, tables for 18 digits: erf on [0, 0.46875], erfcx on [0.46875, 4] and [4, inf).
 * Left out: complex arguments.
 */

const INV_SQRT_PI = 0.5641895835477563;

/** Ratio of polynomials, ascending coefficients. */
function ratio(p: readonly number[], q: readonly number[], x: number): number {
  let n = p[p.length - 1];
  for (let i = p.length - 2; i >= 0; i--) n = n * x + p[i];
  let d = q[q.length - 1];
  for (let i = q.length - 2; i >= 0; i--) d = d * x + q[i];
  return n / d;
}

// erf(x) / x in x^2, |x| <= 0.46875
const P_CENTRE = [
  3209.3775891384694, 377.485237685302, 113.86415415105016, 3.1611237438705655, 0.18577770618460315,
];
const Q_CENTRE = [2844.236833439171, 1282.6165260773723, 244.02463793444417, 23.601290952344122, 1];

// erfcx(x) in x, 0.46875 <= x <= 4
const P_MIDDLE = [
  1230.3393547979972, 2051.0783778260716, 1712.0476126340707, 881.952221241769, 298.6351381974001,
  66.11919063714163, 8.883149794388377, 0.5641884969886701, 2.1531153547440383e-8,
];
const Q_MIDDLE = [
  1230.3393548037495, 3439.3676741437216, 4362.619090143247, 3290.7992357334597, 1621.3895745666903,
  537.1811018620099, 117.6939508913125, 15.744926110709835, 1,
];

// (1 / sqrt(pi) - x erfcx(x)) x^2 in 1 / x^2, x >= 4
const P_TAIL = [
  0.0006587491615298378, 0.016083785148742275, 0.12578172611122926, 0.36034489994980445, 0.30532663496123236,
  0.016315387137302097,
];
const Q_TAIL = [
  0.0023352049762686918, 0.06051834131244132, 0.5279051029514285, 1.8729528499234673, 2.568520192289822, 1,
];

const CENTRE = 0.46875;

function erfCentre(x: number): number {
  return x * ratio(P_CENTRE, Q_CENTRE, x * x);
}

/** erfcx for x >= CENTRE. */
function erfcxPositive(x: number): number {
  if (x <= 4) return ratio(P_MIDDLE, Q_MIDDLE, x);
  const t = 1 / (x * x);
  return (INV_SQRT_PI - t * ratio(P_TAIL, Q_TAIL, t)) / x;
}

/** exp(factor x^2) with the rounding error of x^2 carried along: x^2 = y^2 + (x - y)(x + y), y a multiple of 1/16. */
export function expSquare(x: number, factor: 1 | -1 | -0.5): number {
  if (!(Math.abs(x) < 1e6)) return Math.exp(factor * x * x);
  const y = Math.trunc(x * 16) / 16;
  return Math.exp(factor * y * y) * Math.exp(factor * (x - y) * (x + y));
}

/** The error function 2/sqrt(pi) int_0^x exp(-t^2) dt. erf(-x) = -erf(x); NaN for NaN. */
export function erf(x: number): number {
  if (Math.abs(x) <= CENTRE) return erfCentre(x);
  if (x > 0) return 0.5 - erfc(x) + 0.5;
  return erfc(-x) - 0.5 - 0.5;
}

/** 1 - erf(x) without cancellation; smallest positive value at x = 27.2, then 0. */
export function erfc(x: number): number {
  if (x < -CENTRE) return 2 - erfc(-x);
  if (x <= CENTRE) return 0.5 - erfCentre(x) + 0.5;
  if (x > 28) return 0;
  return expSquare(x, -1) * erfcxPositive(x);
}

/** exp(x^2) erfc(x), the erfc without its decay: ~1/(sqrt(pi) x) for large x; Infinity below x = -26.6. */
export function erfcx(x: number): number {
  if (x > CENTRE) return erfcxPositive(x);
  if (x < -CENTRE) return 2 * expSquare(x, 1) - erfcx(-x);
  return expSquare(x, 1) * erfc(x);
}
