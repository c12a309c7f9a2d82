/**
 * Quadrature: Gauss-Legendre rules of any order, tanh-sinh for integrands with singular ends, an adaptive composite rule.
 *
 * Sources: nodes by Newton's method on the Legendre recurrence (W. H. Press et al., Numerical Recipes, section 4.6);
 * tanh-sinh after H. Takahasi, M. Mori (1974), "Double exponential formulas for numerical integration", Publ. RIMS 9:721-741.
 * Left out: infinite intervals (substitute), weights other than 1.
 */
import { InternalError, ParameterError, integer } from '../errors.ts';

/** Nodes (ascending) and weights of a rule on [-1, 1]. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/** The Gauss-Legendre rule with n >= 1 nodes on [-1, 1], exact for polynomials of degree 2n - 1. Remembered; do not write to it. */
export function gaussLegendre(n: number): QuadratureRule {
  let rule = rules.get(n);
  if (rule === undefined) {
    rule = makeGaussLegendre(integer('n', n, 1, 10_000));
    rules.set(n, rule);
  }
  return rule;
}

/** Legendre polynomial P_n and its derivative at x, |x| < 1. */
function legendre(n: number, x: number): [value: number, derivative: number] {
  let previous = 1;
  let p = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * p - (k - 1) * previous) / k;
    previous = p;
    p = next;
  }
  return [p, (n * (previous - x * p)) / ((1 - x) * (1 + x))];
}

function makeGaussLegendre(n: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    // Tricomi's estimate of the root; Newton doubles its digits at every turn.
    let x = (1 - (n - 1) / (8 * n * n * n)) * Math.cos((Math.PI * (4 * i + 3)) / (4 * n + 2));
    if (n % 2 === 1 && i === (n - 1) / 2) x = 0;
    for (let turn = 0; turn < 8; turn++) {
      const [p, dp] = legendre(n, x);
      const step = p / dp;
      x -= step;
      if (Math.abs(step) <= 1e-16) break;
    }
    // The weight belongs to the exact root x - p/dp, not to its rounding x: to first order by Legendre's equation.
    const [p, dp] = legendre(n, x);
    const w = 2 / (dp * ((1 - x) * (1 + x) * dp - 2 * x * p));
    nodes[i] = -x;
    nodes[n - 1 - i] = x;
    weights[i] = weights[n - 1 - i] = w;
  }
  return { nodes, weights };
}

/** The integral of f over [a, b] by n-point Gauss-Legendre. */
export function integrateGauss(f: (x: number) => number, a: number, b: number, n: number): number {
  const { nodes, weights } = gaussLegendre(n);
  const half = (b - a) / 2;
  const middle = a + half;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weights[i] * f(middle + half * nodes[i]);
  return sum * half;
}

/**
 * The integral of f over [a, b] by the tanh-sinh rule: for f analytic inside, with integrable singularities at the ends.
 * f is called as f(x, distance) with `distance` the distance to the nearer end, exact where x itself would round onto the end;
 * it is never called at an end.
 * @param rtol stop when two successive halvings of the step agree to this relative accuracy
 * @throws InternalError if that is not reached within 12 halvings or f is not finite
 */
export function integrateTanhSinh(
  f: (x: number, distance: number) => number,
  a: number,
  b: number,
  rtol = 1e-13,
): number {
  if (a === b) return 0;
  const half = (b - a) / 2;
  // x = tanh(pi/2 sinh t): at t = 6.1 the distance to the end is 1e-305 of the interval.
  const tMax = 6.1;
  const pair = (t: number): number => {
    const u = Math.PI * Math.sinh(t);
    const tail = 1 / (1 + Math.exp(u)); // (1 - tanh(u/2)) / 2
    const distance = 2 * half * tail;
    const weight = 2 * Math.PI * Math.cosh(t) * tail * (1 - tail);
    if (distance === 0 || weight === 0) return 0;
    return weight * (f(a + distance, Math.abs(distance)) + f(b - distance, Math.abs(distance)));
  };
  let h = 1;
  let sum = (Math.PI / 2) * f(a + half, Math.abs(half));
  for (let t = h; t <= tMax; t += h) sum += pair(t);
  let estimate = sum * h * half;
  for (let level = 1; level <= 12; level++) {
    h /= 2;
    for (let k = 1; k * h <= tMax; k += 2) sum += pair(k * h);
    const refined = sum * h * half;
    if (!Number.isFinite(refined)) throw new InternalError('integrateTanhSinh: the integrand is not finite');
    const change = Math.abs(refined - estimate);
    estimate = refined;
    if (level >= 3 && change <= rtol * Math.abs(refined)) return refined;
  }
  throw new InternalError(`integrateTanhSinh: no convergence to ${rtol} on [${a}, ${b}]`);
}

/**
 * The integral of f over [a, b], adaptively: a panel is halved until its 15-point rule agrees with the two of its halves.
 * @param breakpoints points inside (a, b) where f is not smooth, ascending; panels end there
 * @param rtol accuracy relative to the integral of |f|
 * @throws ParameterError if a or b is infinite or NaN; InternalError if 40 halvings of a panel do not suffice
 */
export function integrateAdaptive(
  f: (x: number) => number,
  a: number,
  b: number,
  { breakpoints = [], rtol = 1e-13 }: { breakpoints?: readonly number[]; rtol?: number } = {},
): number {
  if (!Number.isFinite(a)) throw new ParameterError('a', 'a finite number', a);
  if (!Number.isFinite(b)) throw new ParameterError('b', 'a finite number', b);
  if (b < a) return -integrateAdaptive(f, b, a, { breakpoints, rtol });
  const edges = [a, ...breakpoints.filter((x) => x > a && x < b), b];
  const rule = (lo: number, hi: number) => integrateGauss(f, lo, hi, 15);
  const wholes = edges.slice(1).map((hi, i) => rule(edges[i], hi));
  let scale = 0;
  for (let i = 1; i < edges.length; i++)
    scale += integrateGauss((x) => Math.abs(f(x)), edges[i - 1], edges[i], 15);
  const refine = (lo: number, hi: number, whole: number, depth: number): number => {
    const middle = lo + (hi - lo) / 2;
    const left = rule(lo, middle);
    const right = rule(middle, hi);
    const sum = left + right;
    scale = Math.max(scale, Math.abs(sum));
    if (Math.abs(sum - whole) <= rtol * scale) return sum;
    if (depth === 40 || !Number.isFinite(sum))
      throw new InternalError(`integrateAdaptive: no convergence to ${rtol} near ${middle}`);
    return refine(lo, middle, left, depth + 1) + refine(middle, hi, right, depth + 1);
  };
  let total = 0;
  for (let i = 1; i < edges.length; i++) total += refine(edges[i - 1], edges[i], wholes[i - 1], 0);
  return total;
}
