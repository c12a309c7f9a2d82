/**
 * The mean of 1/distance over a disc or a square from far away: its multipole series. With d the distance of the source from the
 * face's centre, c = z/d the cosine of its angle to the normal, phi its azimuth, and rho, phi' the place on the face,
 *
 *   mean = 1/d sum_l d^-l sum_m (2 - delta_m0) (l-m)!/(l+m)! P_l^m(0) P_l^m(c) <rho^l cos m phi'> cos m phi,
 *
 * l even, m = 0 for a disc and 0, 4, 8 ... for a square. P_l^m(c) = (1 - c^2)^(m/2) times a polynomial in c^2, the m-th derivative of
 * P_l. What is left out from l = 2K + 2 on is at most sum_l <rho^l> / d^l (the addition theorem with |P_l| <= 1): K is taken from there.
 */
import { gaussLegendre } from '../numerics/quadrature.ts';
import type { ContactShape } from './contactRule.ts';

/** The highest l is 2 MOST. */
const MOST = 6;
/** And for sources further away. */
const FEW = 4;
/** Relative error that the number of terms is chosen for. */
const ACCURACY = 1e-14;

/** The places k, j of the coefficients of q^k c2^j for m = 0, 4 and 8 in `few`. */
const FEW_PLACES: readonly (readonly [order: number, k: number, j: number])[] = [
  ...[1, 2, 3, 4].flatMap((k) => Array.from({ length: k + 1 }, (_, j) => [0, k, j] as const)),
  ...[2, 3, 4].flatMap((k) => Array.from({ length: k - 1 }, (_, j) => [1, k, j] as const)),
  [2, 4, 0],
];

/** The series of one shape, for a face of radius or half side 1. */
export class FaceMultipoles {
  /** (size / d)^2 below which the series applies. */
  readonly most: number;
  /** That below which FEW terms do. */
  readonly #fewMost: number;
  readonly #few: Float64Array;
  readonly #disc: boolean;
  /** Coefficients of q^k c2^j, k from 0 to MOST, row by row, for m = 0, 4 ... */
  readonly #tables: readonly Float64Array[];

  constructor(shape: ContactShape) {
    this.#tables = (shape === 'circle' ? [0] : [0, 4, 8, 12]).map((m) => coefficients(shape, m));
    this.#disc = shape === 'circle';
    this.#few = Float64Array.from(FEW_PLACES, ([m, k, j]) => this.#tables[m]?.[k * (MOST + 1) + j] ?? 0);
    // What the terms after the K-th leave out is below ACCURACY.
    const limit = (K: number) => (ACCURACY / moment(shape, 2 * K + 2, 0)) ** (1 / (K + 1));
    this.most = limit(MOST);
    this.#fewMost = limit(FEW);
  }

  /**
   * The mean times d.
   *
   * @param q (size / d)^2 < most.
   * @param c the squared cosine of the angle to the normal.
   * @param w the real part of ((x + i y) / d)^4, x and y along the sides of a square; ignored for a disc.
   * @param w2 that of its square, w3 of its cube.
   */
  mean(q: number, c: number, w: number, w2: number, w3: number): number {
    if (q < this.#fewMost) {
      if (this.#disc) return discOfFew(q, c);
      const a = this.#few;
      const of1 = a[0] + a[1] * c;
      const of2 = a[2] + c * (a[3] + c * a[4]) + w * a[14];
      const of3 = a[5] + c * (a[6] + c * (a[7] + c * a[8])) + w * (a[15] + a[16] * c);
      const of4 =
        a[9] +
        c * (a[10] + c * (a[11] + c * (a[12] + c * a[13]))) +
        w * (a[17] + c * (a[18] + c * a[19])) +
        w2 * a[20];
      return 1 + q * (of1 + q * (of2 + q * (of3 + q * of4)));
    }
    const [t0, t4, t8, t12] = this.#tables;
    const zonal = sum(t0, 0, q, c);
    if (t4 === undefined) return zonal;
    const q2 = q * q;
    return zonal + q2 * (w * sum(t4, 2, q, c) + q2 * (w2 * sum(t8, 4, q, c) + q2 * w3 * sum(t12, 6, q, c)));
  }
}

/** P_2k(0) / (k + 1) P_2k for k = 0 … 4. */
function discOfFew(q: number, c: number): number {
  const of2 = 3 + c * (-30 + c * 35);
  const of3 = -5 + c * (105 + c * (-315 + c * 231));
  const of4 = 35 + c * (-1260 + c * (6930 + c * (-12012 + c * 6435)));
  return 1 + q * ((1 - 3 * c) / 8 + q * (of2 / 64 + q * ((-5 / 1024) * of3 + q * (7 / 16384) * of4)));
}

function sum(table: Float64Array, first: number, q: number, c: number): number {
  let total = 0;
  for (let k = MOST; k >= first; k--) {
    const row = k * (MOST + 1);
    let p = 0;
    for (let j = k - first; j >= 0; j--) p = p * c + table[row + j];
    total = total * q + p;
  }
  return total;
}

const known = new Map<ContactShape, FaceMultipoles>();

/** The series of a shape. Remembered. */
export function faceMultipoles(shape: ContactShape): FaceMultipoles {
  let series = known.get(shape);
  if (series === undefined) known.set(shape, (series = new FaceMultipoles(shape)));
  return series;
}

function coefficients(shape: ContactShape, m: number): Float64Array {
  const table = new Float64Array((MOST + 1) ** 2);
  for (let k = m / 2; k <= MOST; k++) {
    const l = 2 * k;
    const polynomial = legendreDerivative(l, m);
    const factor = (m === 0 ? 1 : 2) * factorialRatio(l, m) * polynomial[0] * moment(shape, l, m);
    for (const [j, p] of polynomial.entries()) table[k * (MOST + 1) + j] = factor * p;
  }
  return table;
}

/** Coefficients in c^2 of the m-th derivative of P_l, l and m even. */
function legendreDerivative(l: number, m: number): number[] {
  const out: number[] = [];
  for (let power = m; power <= l; power += 2) {
    const i = (l - power) / 2;
    let p = ((i % 2 === 0 ? 1 : -1) * binomial(l, i) * binomial(2 * l - 2 * i, l)) / 2 ** l;
    for (let f = power; f > power - m; f--) p *= f;
    out.push(p);
  }
  return out;
}

function binomial(n: number, k: number): number {
  let out = 1;
  for (let i = 1; i <= k; i++) out = (out * (n - k + i)) / i;
  return out;
}

/** (l - m)! / (l + m)! */
function factorialRatio(l: number, m: number): number {
  let out = 1;
  for (let f = l - m + 1; f <= l + m; f++) out /= f;
  return out;
}

/** The mean of rho^l cos(m phi) over the face, l and m even: exact by a rule of enough nodes. */
function moment(shape: ContactShape, l: number, m: number): number {
  if (shape === 'circle') return m === 0 ? 2 / (l + 2) : 0;
  const { nodes, weights } = gaussLegendre(MOST + 2);
  let sum = 0;
  for (const [i, x] of nodes.entries())
    for (const [j, y] of nodes.entries())
      sum += ((weights[i] * weights[j]) / 4) * (x * x + y * y) ** (l / 2) * Math.cos(m * Math.atan2(y, x));
  return sum;
}
