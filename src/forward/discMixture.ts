/**
 * A uniformly charged disc as a mixture of Gaussians: with 1/d = 2/sqrt(pi) int_0^inf exp(-t^2 d^2) dt the mean of 1/d over a disc of
 * radius R, at lateral distance rho from its axis and at depth u from its plane, is
 *
 *   2/sqrt(pi) int_0^inf F(t) exp(-t^2 u^2) dt,     F(t) = mean of exp(-t^2 |x - x'|^2) over the disc in its plane.
 *
 * F knows nothing of u, and a spread of depths acts on exp(-t^2 u^2) alone (depthLaw.ts), in closed form: potentials off the
 * axis, anywhere, are one sum of smooth positive terms without cancellation or kink. Own derivation; F is, up to
 * a factor, a non-central chi-square distribution function (1 - Marcum's Q_1):
 *
 *   t^2 R rho <= 64:  F = exp(-A - B) sum_{j>=1} B^(j-1)/j! sum_{k<j} A^k/k!,  A = (t rho)^2, B = (t R)^2, all terms positive;
 *   else: by Green's theorem an integral over the rim, of a Gaussian over a Lorentzian in x = 2 t sqrt(R rho) sin(phi/2), by the
 *   trapezoidal rule with the residue of its poles added (Matta & Reichel 1971, Math Comp 25:339): 14 terms, uniformly in rho - R.
 */
import { gaussLegendre } from '../numerics/quadrature.ts';

/** exp(-REACH^2) is below rounding. */
const REACH = 6.6;
/** Step of the trapezoidal rule: its error is exp(-(pi / h)^2) = 7e-18. */
const H = 0.5;

/** Nodes t (1/um) and weights of the mixture, 2/sqrt(pi) F(t) dt; beyond `end` F(t) is `tail` / t^2. */
export interface Mixture {
  readonly t: Float64Array;
  readonly weights: Float64Array;
  readonly end: number;
  /** 2/sqrt(pi) / R^2 inside the disc's rim, half of it on the rim, 0 outside; 1/um2. */
  readonly tail: number;
}

/** F(t), the mean of exp(-t^2 d^2) over the disc of radius R, d the lateral distance from a place at rho from the axis. */
export function discGaussianMean(t: number, rho: number, R: number): number {
  const inside = rho < R;
  const delta = t * Math.abs(R - rho);
  const B = t * R * (t * R);
  if (delta > REACH) return inside ? 1 / B : 0;
  const A = t * rho * (t * rho);
  const product = t * R * (t * rho);
  if (product <= 64) {
    let a = 1;
    let S = 1;
    let b = 1;
    let sum = 1;
    for (let j = 2; ; j++) {
      a *= A / (j - 1);
      S += a;
      b *= B / j;
      const term = b * S;
      sum += term;
      if (term < 1e-18 * sum && j > B && j > product) break;
    }
    return Math.exp(-A - B) * sum;
  }
  const g = Math.sqrt(product);
  const sign = Math.sign(R - rho);
  const lorentzian = sign * t * (R + rho) * delta;
  let sum = 0;
  for (let x = H / 2; x < REACH; x += H) {
    const d2 = delta * delta + x * x;
    const s = x / (2 * g);
    sum += (Math.exp(-d2) * (1 + lorentzian / d2)) / Math.sqrt(1 - s * s);
  }
  return (0.5 * (1 + sign * Math.tanh((Math.PI * delta) / H)) - (H * sum) / (2 * Math.PI * g)) / B;
}

/**
 * The mixture of a place, or of several places at lateral distances `rho` with the given weights (a contact's face).
 *
 * @param rho lateral distances from the axis, um.
 * @param shares weights of the places, sum 1.
 * @param R radius of the disc, um, > 0.
 * @param longest the largest distance in depth for which it will be used, um: the first panel ends below its inverse.
 */
export function discMixture(
  rho: ArrayLike<number>,
  shares: ArrayLike<number>,
  R: number,
  longest: number,
): Mixture {
  let reach = longest;
  let end = REACH / R;
  let tail = 0;
  for (let p = 0; p < rho.length; p++) {
    reach = Math.max(reach, rho[p] + R);
    // Within 1e-11 R of the rim a place counts as on it.
    end = Math.max(end, Math.min(REACH / Math.abs(R - rho[p]), 1e12 / R));
    const inside = Math.abs(R - rho[p]) < 1e-11 * R ? 0.5 : rho[p] < R ? 1 : 0;
    tail += shares[p] * inside;
  }
  const { nodes, weights } = gaussLegendre(16);
  const start = 0.7 / reach;
  const panels = Math.max(1, Math.ceil(Math.log(end / start) / Math.log(3)));
  const ratio = Math.log(end / start) / panels;
  const n = 16 * (panels + 1);
  const t = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < 16; k++) {
    t[k] = (start * (1 + nodes[k])) / 2;
    w[k] = (start * weights[k]) / 2;
  }
  for (let q = 0; q < panels; q++)
    for (let k = 0; k < 16; k++) {
      const i = 16 * (q + 1) + k;
      t[i] = start * Math.exp(ratio * (q + (1 + nodes[k]) / 2));
      w[i] = (t[i] * ratio * weights[k]) / 2;
    }
  const scale = 2 / Math.sqrt(Math.PI);
  for (let i = 0; i < n; i++) {
    let F = 0;
    for (let p = 0; p < rho.length; p++) F += shares[p] * discGaussianMean(t[i], rho[p], R);
    w[i] *= scale * F;
  }
  return { t, weights: w, end, tail: (scale * tail) / (R * R) };
}
