/**
 * Exponentials delayed by a law: E_z(k) = int over s <= k dt of exp(-z (k dt - s)) dF(s), k = 0 … n, for complex rates z. All
 * exact kernels are built from these series. They obey E(k) = exp(-z dt) E(k - 1) + J(k), J(k) the part of the law inside
 * the step: the density, a polynomial on every panel, against the exponential in closed product rules, so that rates far above
 * 1/dt cost and err no more than slow ones.
 */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
import { delayWeights, type DelayRule } from './delay.ts';
import { delayPanels, ORDER } from './delayPanels.ts';

/** Series E_z(0 … n), real and imaginary part (shared zeros for real rates). */
export interface Series {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Largest |z| times width at which a Gauss rule integrates exponential times polynomial to rounding. */
const RESOLVED = 8;
/** exp(-FORGOTTEN) is below rounding: earlier parts of a panel have decayed. */
const FORGOTTEN = 42;

/** Makes E_z, Re z > 0, for one law on one grid; the function returned may be called for any number of rates. */
export function delayedExponentials(
  law: ContinuousDistribution,
  dt: number,
  n: number,
  rule: DelayRule,
): (zRe: number, zIm: number) => Series {
  const none = new Float64Array(n + 1);
  if (rule !== 'binned') {
    const { weights } = delayWeights(law, dt, n, rule);
    const real = new Float64Array(weights.length);
    return (zRe, zIm) => recur(zRe, zIm, dt, -n, weights, zIm === 0 ? undefined : real, none);
  }
  const { first, classes, atoms } = delayPanels(law, dt, n);
  const groups = classes.map(({ width, offset, steps, density }) => ({
    width,
    offset,
    steps: Int32Array.from(steps, (k) => k - first),
    density: Float64Array.from(density),
  }));
  return (zRe, zIm) => {
    const re = new Float64Array(n - first + 1);
    const im = zIm === 0 ? undefined : new Float64Array(re.length);
    for (const { width, offset, steps, density } of groups) {
      const w = productRule(width, offset, zRe, zIm);
      addProducts(re, steps, density, w.re);
      if (im) addProducts(im, steps, density, w.im);
    }
    for (const { k, x, mass } of atoms) {
      const u = k * dt - x;
      const e = mass * Math.exp(-zRe * u);
      re[k - first] += e * Math.cos(zIm * u);
      if (im) im[k - first] -= e * Math.sin(zIm * u);
    }
    return recur(zRe, zIm, dt, first, re, im, none);
  };
}

/** J[steps] += density . weights, ORDER values each. */
function addProducts(J: Float64Array, steps: Int32Array, density: Float64Array, weights: Float64Array): void {
  for (let p = 0; p < steps.length; p++) {
    let sum = 0;
    for (let q = 0, at = p * ORDER; q < ORDER; q++, at++) sum += density[at] * weights[q];
    J[steps[p]] += sum;
  }
}

/** Weights w_q with int_panel f(s) exp(-z (end - s)) ds = sum_q w_q f(s_q) for polynomials f of degree < ORDER. */
function productRule(
  width: number,
  offset: number,
  zRe: number,
  zIm: number,
): { re: Float64Array; im: Float64Array } {
  const { nodes, weights } = gaussLegendre(ORDER);
  const re = new Float64Array(ORDER);
  const im = new Float64Array(ORDER);
  const add = (q: number, weight: number, u: number): void => {
    const e = weight * Math.exp(-zRe * (offset + u));
    re[q] += zIm === 0 ? e : e * Math.cos(zIm * (offset + u));
    if (zIm !== 0) im[q] -= e * Math.sin(zIm * (offset + u));
  };
  const size = Math.hypot(zRe, zIm);
  if (size * width <= RESOLVED) {
    for (let q = 0; q < ORDER; q++) add(q, (weights[q] * width) / 2, ((1 - nodes[q]) / 2) * width);
    return { re, im };
  }
  // Pieces that resolve the exponential, at each of whose nodes the density is interpolated from the panel's.
  const reach = Math.min(width, FORGOTTEN / zRe);
  const pieces = Math.ceil((size * reach) / RESOLVED);
  const h = reach / pieces;
  for (let piece = 0; piece < pieces; piece++)
    for (let q = 0; q < ORDER; q++) {
      const u = h * (piece + (1 + nodes[q]) / 2);
      const values = lagrange(1 - (2 * u) / width);
      for (let l = 0; l < ORDER; l++) add(l, ((weights[q] * h) / 2) * values[l], u);
    }
  return { re, im };
}

/** The Lagrange polynomials of the Gauss nodes at t in [-1, 1] (barycentric form). */
function lagrange(t: number): Float64Array {
  const { nodes, weights } = gaussLegendre(ORDER);
  const out = new Float64Array(ORDER);
  let total = 0;
  for (let q = 0; q < ORDER; q++) {
    if (t === nodes[q]) {
      out.fill(0)[q] = 1;
      return out;
    }
    // Barycentric weights of Gauss-Legendre nodes: (-1)^q sqrt((1 - x^2) w) (Wang & Xiang 2012, Math Comput 81:861-877).
    out[q] = ((q % 2 === 0 ? 1 : -1) * Math.sqrt((1 - nodes[q] ** 2) * weights[q])) / (t - nodes[q]);
    total += out[q];
  }
  for (let q = 0; q < ORDER; q++) out[q] /= total;
  return out;
}

/** E(k) = exp(-z dt) E(k - 1) + J(k) from the step `first` (<= 0) on; steps 0 … n are returned. */
function recur(
  zRe: number,
  zIm: number,
  dt: number,
  first: number,
  jRe: Float64Array,
  jIm: Float64Array | undefined,
  none: Float64Array,
): Series {
  const n = none.length - 1;
  const decay = Math.exp(-zRe * dt);
  const re = new Float64Array(n + 1);
  let x = 0;
  if (jIm === undefined) {
    for (let k = first; k <= n; k++) {
      x = decay * x + jRe[k - first];
      if (k >= 0) re[k] = x;
    }
    return { re, im: none };
  }
  const im = new Float64Array(n + 1);
  const c = decay * Math.cos(zIm * dt);
  const s = -decay * Math.sin(zIm * dt);
  let y = 0;
  for (let k = first; k <= n; k++) {
    const a = c * x - s * y + jRe[k - first];
    y = c * y + s * x + jIm[k - first];
    x = a;
    if (k >= 0) {
      re[k] = x;
      im[k] = y;
    }
  }
  return { re, im };
}
