/**
 * The profile of GaussCylinderPotential: the mean of 1 / (sqrt(w^2 + R^2) + |w|) over a normal w with mean u and standard
 * deviation s, to a few units of 1e-15 for any R > 0 and s >= 0. It is R^-2 times the mean of the axial potential
 * sqrt(w^2 + R^2) - |w| of a disc, written so that nothing cancels far away.
 *
 * The integrand has a kink at w = 0 and branch points at w = +-iR. Four rules, each with nodes that do not depend on u:
 *
 *   s = 0 (or below the rounding of R)   the disc itself;
 *   |u| >= 9 s                           the kink has no weight: trapezoidal rule over the Gaussian (it converges
 *                                        exponentially, Trefethen & Weideman 2014, SIAM Review 56:385);
 *   |u| < 9 s, R >= 2 s                  the mean of sqrt(w^2 + R^2) by the trapezoidal rule, that of |w| in closed form;
 *   |u| < 9 s, R < 2 s                   there the two means cancel: Gauss-Legendre on either side of the kink, in
 *                                        t = asinh(w / R) up to w = s, where the integrand becomes (1 + exp(-2t)) / 2
 *                                        times the Gaussian and R may be as small as one likes, in w beyond.
 *
 * The profile itself is smooth on the scale of s, whatever R: for |u| < 9 s the rules fill a table once (5 panels of 24
 * Chebyshev points, rounding again), so that a matrix costs the same for all parameters.
 */
import { chebyshevTable } from '../numerics/chebyshev.ts';
import { erf } from '../numerics/special.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';

/** Beyond this many standard deviations the Gaussian has less weight than rounding: exp(-8.6^2 / 2) = 9e-17. */
const REACH = 8.6;
/** The least |u| / s at which the kink (then REACH from the mean at most) carries no weight. */
const FAR = 9;
/** The least R / s at which the difference of the two means keeps its digits: at worst 2 FAR^2 / 2^2 = 40 roundings. */
const SMOOTH = 2;
const SQRT_2_PI = Math.sqrt(2 * Math.PI);

/** A function of the signed distance u, um. */
export type Profile = (u: number) => number;

/**
 * The profile for one pair of parameters.
 *
 * @param radius R > 0, um.
 * @param sigmaZ s >= 0, um.
 * @returns u (um) to the mean of 1 / (sqrt(w^2 + R^2) + |w|), 1/um. Even in u.
 */
export function gaussCylinderProfile(radius: number, sigmaZ: number): Profile {
  if (sigmaZ <= 1e-17 * radius) return (u) => disc(Math.abs(u), radius);
  const far = farProfile(radius, sigmaZ);
  const rule = radius >= SMOOTH * sigmaZ ? smoothProfile(radius, sigmaZ) : kinkedProfile(radius, sigmaZ);
  const near = chebyshevTable(rule, 0, FAR * sigmaZ, 5, 24);
  return (u) => {
    const distance = Math.abs(u);
    return distance >= FAR * sigmaZ ? far(distance) : near(distance);
  };
}

function disc(w: number, R: number): number {
  return 1 / (Math.sqrt(w * w + R * R) + w);
}

/** Nodes x and weights of the trapezoidal rule for the mean over a standard normal; `d`: half-width of the strip of analyticity. */
function trapezoid(d: number): { x: Float64Array; weights: Float64Array } {
  // The error is exp(d^2/2 - 2 pi d / h) at best over d; ask for exp(-37.5) = 5e-17.
  const best = Math.min(d, Math.sqrt(75));
  const h = (2 * Math.PI * best) / (37.5 + (best * best) / 2);
  const k = Math.floor(REACH / h);
  const x = Float64Array.from({ length: 2 * k + 1 }, (_, i) => (i - k) * h);
  return { x, weights: x.map((v) => (h / SQRT_2_PI) * Math.exp((-v * v) / 2)) };
}

function farProfile(R: number, s: number): Profile {
  const { x, weights } = trapezoid(Infinity);
  return (u) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += weights[i] * disc(u + s * x[i], R);
    return sum;
  };
}

/** In units of s: (mean of sqrt((v + x)^2 + rho^2) - mean of |v + x|) / (rho^2 s). */
function smoothProfile(R: number, s: number): Profile {
  const rho = R / s;
  const { x, weights } = trapezoid(rho);
  return (u) => {
    const v = u / s;
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const w = v + x[i];
      sum += weights[i] * Math.sqrt(w * w + rho * rho);
    }
    const meanOfModulus = (2 / SQRT_2_PI) * Math.exp((-v * v) / 2) + v * erf(v * Math.SQRT1_2);
    return (sum - meanOfModulus) / (rho * rho) / s;
  };
}

/** In units of s: the integral over w > 0 of [g(w - v) + g(w + v)] / (sqrt(w^2 + rho^2) + w), over s. */
function kinkedProfile(R: number, s: number): Profile {
  const rho = R / s;
  const nodes: number[] = [];
  const weights: number[] = [];
  const panel = (a: number, b: number, add: (x: number, weight: number) => void): void => {
    const rule = gaussLegendre(16);
    const half = (b - a) / 2;
    for (let i = 0; i < 16; i++) add(a + half * (1 + rule.nodes[i]), half * rule.weights[i]);
  };
  const tMax = Math.asinh(1 / rho);
  const panels = Math.ceil(tMax / 1.5);
  for (let p = 0; p < panels; p++)
    panel((tMax * p) / panels, (tMax * (p + 1)) / panels, (t, weight) => {
      nodes.push(rho * Math.sinh(t));
      weights.push((weight * (1 + Math.exp(-2 * t))) / 2);
    });
  // From w = s on: wide enough for the Gaussian (half-width 2), and as far from the branch points as their half-width.
  const edges = [1, 3, 7, 11, 15, FAR + REACH];
  for (let e = 1; e < edges.length; e++)
    panel(edges[e - 1], edges[e], (w, weight) => {
      nodes.push(w);
      weights.push(weight * disc(w, rho));
    });
  const w = Float64Array.from(nodes);
  const c = Float64Array.from(weights, (weight) => weight / SQRT_2_PI);
  return (u) => {
    const v = u / s;
    let sum = 0;
    for (let i = 0; i < w.length; i++) {
      const below = w[i] - v;
      const above = w[i] + v;
      if (above < REACH) sum += c[i] * (Math.exp((-below * below) / 2) + Math.exp((-above * above) / 2));
      else if (below < REACH) sum += c[i] * Math.exp((-below * below) / 2);
      else break;
    }
    return sum / s;
  };
}
