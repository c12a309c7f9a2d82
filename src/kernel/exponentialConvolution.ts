/**
 * Convolutions of exponentials with a delay law: D[x_0 … x_k] = exp(-x_0 t) * … * exp(-x_k t) * dF. Being (-1)^k times the
 * divided difference of x -> E_x over the rates, it is found by the difference quotient where rates are apart, and by Cauchy's
 * integral on a circle around them where they nearly coincide (an alpha synapse; a mode of the cell that meets a synaptic rate):
 * no case is singular.
 */
import type { Series } from './delayedExponentials.ts';

/** Rates closer than this, relative to their size, are treated as one cluster. */
const CLUSTER = 0.02;
/** Rates closer than this, relative to their size, cost partial fractions too many digits. */
const CLOSE = 0.005;
/** Points on the circle, and its radius relative to the rates. */
const POINTS = 32;
const RADIUS = 0.25;

export interface Rate {
  readonly re: number;
  readonly im: number;
}

/**
 * D[rates] = sum_j w_j E_{x_j} with w_j = (-1)^k / prod_{l != j} (x_j - x_l): the weights as (re, im) pairs, or undefined if some rates are too
 * close for partial fractions (then use `exponentialConvolution`).
 */
export function partialFractions(rates: readonly Rate[]): [number, number][] | undefined {
  const weights: [number, number][] = [];
  for (const [j, a] of rates.entries()) {
    let [wx, wy] = [rates.length % 2 === 1 ? 1 : -1, 0];
    for (const [l, b] of rates.entries()) {
      if (l === j) continue;
      const [dx, dy] = [a.re - b.re, a.im - b.im];
      const norm = dx * dx + dy * dy;
      const size = Math.min(Math.hypot(a.re, a.im), Math.hypot(b.re, b.im));
      if (norm < (CLOSE * size) ** 2) return undefined;
      [wx, wy] = [(wx * dx + wy * dy) / norm, (wy * dx - wx * dy) / norm];
    }
    weights.push([wx, wy]);
  }
  return weights;
}

/** D[rates](k dt), k = 0 … n, given `E(zRe, zIm)`. Series of single rates should be memoised by the caller. */
export function exponentialConvolution(
  E: (zRe: number, zIm: number) => Series,
  rates: readonly Rate[],
): Series {
  const difference = dividedDifference(E, rates);
  return rates.length % 2 === 1 ? difference : scale(difference, -1, 0);
}

function dividedDifference(E: (zRe: number, zIm: number) => Series, rates: readonly Rate[]): Series {
  if (rates.length === 1) return E(rates[0].re, rates[0].im);
  let [a, b, gap] = [0, 1, -1];
  for (let i = 0; i < rates.length; i++)
    for (let j = 0; j < i; j++) {
      const d = Math.hypot(rates[i].re - rates[j].re, rates[i].im - rates[j].im);
      if (d > gap) [a, b, gap] = [j, i, d];
    }
  const size = Math.min(...rates.map(({ re, im }) => Math.hypot(re, im)));
  if (gap < CLUSTER * size) return cauchy(E, rates, size);
  const withoutA = dividedDifference(
    E,
    rates.filter((_, i) => i !== a),
  );
  const withoutB = dividedDifference(
    E,
    rates.filter((_, i) => i !== b),
  );
  // f[…] = (f[without b] - f[without a]) / (x_a - x_b)
  const dr = rates[a].re - rates[b].re;
  const di = rates[a].im - rates[b].im;
  const norm = dr * dr + di * di;
  return scale(subtract(withoutB, withoutA), dr / norm, -di / norm);
}

/** f[x_0 … x_k] = 1/(2 pi i) contour integral of f(z) / prod (z - x_j): trapezoidal rule, geometric convergence. */
function cauchy(E: (zRe: number, zIm: number) => Series, rates: readonly Rate[], size: number): Series {
  const cx = rates.reduce((sum, { re }) => sum + re, 0) / rates.length;
  const cy = rates.reduce((sum, { im }) => sum + im, 0) / rates.length;
  const radius = RADIUS * size;
  let sum: Series | undefined;
  for (let p = 0; p < POINTS; p++) {
    const angle = (2 * Math.PI * (p + 0.5)) / POINTS;
    const [ux, uy] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    let [wx, wy] = [ux / POINTS, uy / POINTS];
    for (const { re, im } of rates) {
      const [dx, dy] = [cx + ux - re, cy + uy - im];
      const norm = dx * dx + dy * dy;
      [wx, wy] = [(wx * dx + wy * dy) / norm, (wy * dx - wx * dy) / norm];
    }
    const term = scale(E(cx + ux, cy + uy), wx, wy);
    sum = sum === undefined ? term : add(sum, term);
  }
  return sum!;
}

function scale({ re, im }: Series, a: number, b: number): Series {
  if (b === 0) return { re: re.map((x) => a * x), im: im.map((y) => a * y) };
  return { re: re.map((x, k) => a * x - b * im[k]), im: im.map((y, k) => a * y + b * re[k]) };
}

function add(p: Series, q: Series): Series {
  return { re: p.re.map((x, k) => x + q.re[k]), im: p.im.map((y, k) => y + q.im[k]) };
}

function subtract(p: Series, q: Series): Series {
  return { re: p.re.map((x, k) => x - q.re[k]), im: p.im.map((y, k) => y - q.im[k]) };
}
