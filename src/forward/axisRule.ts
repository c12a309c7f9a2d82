/**
 * The mean of a harmonic function over a disc from its values on the disc's axis, at imaginary depths. By Laplace's integral for the
 * Legendre polynomials, P_n(0) = 1/pi int_0^pi (i cos phi)^n dphi, the mean of f over a circle of radius r about the normal w is that of
 * f(i r cos phi w), and over a disc of radius a
 *
 *   2 / (pi a^2) int_-a^a sqrt(a^2 - t^2) f(i t w) dt,
 *
 * an average with the semicircle law: Gauss-Chebyshev quadrature of the second kind, t_j = a cos(j pi / (m + 1)) with
 * weights 2 / (m + 1) sin^2(j pi / (m + 1)). Own derivation. A source at (rho, z) in the disc's cylinder coordinates is a singularity at
 * t = rho + i z, so that m nodes are good to varrho^(-2m) with varrho + 1/varrho the sum of its distances from t = -a and t = a over a:
 * m real square roots instead of the (2m)^2 or so points that a product rule over the face asks for.
 *
 * The sources are points and lines in an infinite isotropic medium; f(-i t w) is the conjugate of f(i t w), so only the real part
 * for t >= 0 is needed. Where a source (nearly) touches the disc: nearFace.ts.
 */

/** Nodes t >= 0 in units of the disc's radius and their weights, those of a pair +-t added. The weights sum to 1. */
export interface AxisRule {
  readonly t: Float64Array;
  readonly weights: Float64Array;
}

const rules: AxisRule[] = [];

/** The rule of m >= 1 nodes, exact for harmonic polynomials of degree 2m - 1. Remembered; do not write to it. */
export function axisRule(m: number): AxisRule {
  rules[m] ??= makeRule(m);
  return rules[m];
}

function makeRule(m: number): AxisRule {
  const half = Math.ceil(m / 2);
  const t = new Float64Array(half);
  const weights = new Float64Array(half);
  for (let j = 1; j <= half; j++) {
    const angle = (j * Math.PI) / (m + 1);
    const middle = 2 * j === m + 1;
    t[j - 1] = middle ? 0 : Math.cos(angle);
    weights[j - 1] = ((middle ? 2 : 4) / (m + 1)) * Math.sin(angle) ** 2;
  }
  return { t, weights };
}

/** The natural logarithm of the relative error that rules are chosen for: 1e-14. */
const LOG_ACCURACY = Math.log(1e-14);
/** The most nodes; sources for which they do not suffice are near. */
export const MOST_NODES = 40;
/** As many nodes as are chosen by the distance alone. */
const FEW = 20;
/** The least varrho (see above) of a source that is not near. */
const LEAST_VARRHO = Math.exp(-LOG_ACCURACY / (2 * MOST_NODES));

/** The squared distance over radius from which m nodes suffice: varrho = d / a + sqrt((d / a)^2 - 1). */
const DISTANCES = Float64Array.from({ length: MOST_NODES + 1 }, (_, m) => {
  const logarithm = -LOG_ACCURACY / (2 * m);
  return Math.cosh(logarithm) ** 2;
});

/**
 * The number of nodes with which the mean over a disc of radius a is good to 1e-14 for a segment from s to e (relative to the disc's
 * centre), all of it; 0 if it is too near for MOST_NODES.
 *
 * @param s2 squared distance of the segment's start from the centre.
 * @param e2 that of its end.
 * @param sw depth of the start, its component along the disc's normal.
 * @param ew that of the end.
 * @param se scalar product of both.
 */
export function axisNodes(s2: number, e2: number, sw: number, ew: number, se: number, a: number): number {
  const L2 = s2 - 2 * se + e2;
  let distance2 = distanceSquared(s2, e2, L2);
  const ratio2 = distance2 / (a * a);
  if (ratio2 > DISTANCES[FEW]) {
    let m = 2;
    while (ratio2 < DISTANCES[m]) m++;
    return m;
  }
  // Outside the spheroid on which varrho has its least value? Scaled to a unit sphere about the origin.
  const A = (a * (LEAST_VARRHO + 1 / LEAST_VARRHO)) / 2;
  const B = (a * (LEAST_VARRHO - 1 / LEAST_VARRHO)) / 2;
  const [p, q] = [1 / (A * A), 1 / (B * B) - 1 / (A * A)];
  const scaledS = s2 * p + sw * sw * q;
  const scaledE = e2 * p + ew * ew * q;
  const scaledSE = se * p + sw * ew * q;
  distance2 = distanceSquared(scaledS, scaledE, scaledS - 2 * scaledSE + scaledE);
  return distance2 > 1 ? MOST_NODES : 0;
}

/** Squared distance of the origin from a segment, from those of its ends and its squared length. */
export function distanceSquared(s2: number, e2: number, L2: number): number {
  if (L2 === 0) return s2;
  // The ends are nearest unless the angles at both are acute.
  const d = s2 - e2;
  if (Math.abs(d) >= L2) return Math.min(s2, e2);
  const q = (d * d) / L2;
  return Math.max(0, (2 * (s2 + e2) - L2 - q) / 4);
}

/**
 * The mean of 1/distance over a disc of radius a and a segment of length L > 0: see axisNodes for the other parameters.
 *
 * On the axis the mean over the segment is 1/L times 2 artanh(L / (|s| + |e|)), with complex |s| = sqrt(s^2 - t^2 + 2 i t s·w).
 */
export function lineAxisMean(
  s2: number,
  e2: number,
  sw: number,
  ew: number,
  L: number,
  a: number,
  { t, weights }: AxisRule,
): number {
  let sum = 0;
  for (let k = 0; k < t.length; k++) {
    const tau = a * t[k];
    const x = s2 - tau * tau;
    const y = 2 * tau * sw;
    const u = e2 - tau * tau;
    const v = 2 * tau * ew;
    // Both square roots; their real parts are positive.
    const p = Math.sqrt((Math.sqrt(x * x + y * y) + Math.abs(x)) / 2);
    const q = Math.sqrt((Math.sqrt(u * u + v * v) + Math.abs(u)) / 2);
    const otherP = y / (2 * p);
    const otherQ = v / (2 * q);
    const re = (x >= 0 ? p : Math.abs(otherP)) + (u >= 0 ? q : Math.abs(otherQ));
    const im = (x >= 0 ? otherP : y >= 0 ? p : -p) + (u >= 0 ? otherQ : v >= 0 ? q : -q);
    // ln|(T + L) / (T - L)| for T = re + i im.
    sum += weights[k] * artanh((2 * L * re) / (re * re + im * im + L * L));
  }
  return sum / L;
}

/**
 * The same for a segment much longer than its distance from the disc, where |s| + |e| - L would lose its digits: see lineSourcePotential.ts.
 *
 * @param h place of the disc's centre along the segment, from its end on.
 * @param rho2 squared distance of the centre from the line.
 * @param pw component along the normal of the vector from the line to the centre.
 * @param wu cosine of the angle between normal and segment.
 */
export function longLineAxisMean(
  h: number,
  rho2: number,
  pw: number,
  wu: number,
  L: number,
  a: number,
  { t, weights }: AxisRule,
): number {
  let sum = 0;
  for (let k = 0; k < t.length; k++) {
    const tau = a * t[k];
    const across: Complex = [rho2 - tau * tau * (1 - wu * wu), 2 * tau * pw];
    const toStart = beyond([-h - L, -tau * wu], across);
    const toEnd = beyond([h, tau * wu], across);
    const re = toStart[0] + toEnd[0];
    const im = toStart[1] + toEnd[1];
    sum += weights[k] * Math.log(((re + 2 * L) ** 2 + im * im) / (re * re + im * im));
  }
  return sum / (2 * L);
}

type Complex = readonly [re: number, im: number];

/** sqrt(h^2 + r) + h without cancellation. */
function beyond([h, hi]: Complex, [r, ri]: Complex): Complex {
  const [s, si] = squareRoot([h * h - hi * hi + r, 2 * h * hi + ri]);
  if (h >= 0) return [s + h, si + hi];
  const [d, di] = [s - h, si - hi];
  const norm = d * d + di * di;
  return [(r * d + ri * di) / norm, (ri * d - r * di) / norm];
}

function squareRoot([x, y]: Complex): Complex {
  const p = Math.sqrt((Math.hypot(x, y) + Math.abs(x)) / 2);
  if (p === 0) return [0, 0];
  const q = y / (2 * p);
  return x >= 0 ? [p, q] : [Math.abs(q), y >= 0 ? p : -p];
}

/** For 0 <= x < 1; where x is small, by its series. */
function artanh(x: number): number {
  if (x > 0.1) return 0.5 * Math.log1p((2 * x) / (1 - x));
  const q = x * x;
  return (
    x * (1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q / 15)))))))
  );
}

/** The mean of 1/distance from a point over a disc of radius a. */
export function pointAxisMean(s2: number, sw: number, a: number, { t, weights }: AxisRule): number {
  let sum = 0;
  for (let k = 0; k < t.length; k++) {
    const tau = a * t[k];
    const x = s2 - tau * tau;
    const y = 2 * tau * sw;
    const r = Math.sqrt(x * x + y * y);
    // Re 1/sqrt(x + i y) = Re sqrt(x + i y) / r
    const p = Math.sqrt((r + Math.abs(x)) / 2);
    sum += (weights[k] * (x >= 0 ? p : Math.abs(y) / (2 * p))) / r;
  }
  return sum;
}
