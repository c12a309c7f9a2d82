/**
 * Points and weights that average a potential over the face of a contact, a disc or a square: the product of k Gauss-Legendre nodes in
 * r^2 and 4k equal angles, or of 2k by 2k Gauss-Legendre nodes. Either has 4 k^2 points, is exact for polynomials up to degree
 * 4k - 1 and converges like (a / d)^(4k) for a source at distance d from a contact that reaches a from its centre.
 */
import { ParameterError } from '../errors.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
import type { Point } from './options.ts';

export type ContactShape = 'circle' | 'square';

/** Points (x, y in units of the contact's radius or half side, flat in pairs) and weights that sum to 1. */
export interface FaceRule {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<string, FaceRule>();

/** The rule of order k >= 1 for a contact of radius 1, or half side 1. Remembered; do not write to it. */
export function faceRule(shape: ContactShape, k: number): FaceRule {
  const key = `${shape} ${k}`;
  let rule = rules.get(key);
  if (rule === undefined) {
    rule = shape === 'circle' ? discRule(k) : squareRule(k);
    rules.set(key, rule);
  }
  return rule;
}

function discRule(k: number): FaceRule {
  const { nodes, weights } = gaussLegendre(k);
  const x: number[] = [];
  const y: number[] = [];
  const w: number[] = [];
  for (let i = 0; i < k; i++) {
    const r = Math.sqrt((1 + nodes[i]) / 2);
    for (let j = 0; j < 4 * k; j++) {
      const angle = (2 * Math.PI * (j + 0.5)) / (4 * k);
      x.push(r * Math.cos(angle));
      y.push(r * Math.sin(angle));
      w.push(weights[i] / (8 * k));
    }
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y), weights: Float64Array.from(w) };
}

function squareRule(k: number): FaceRule {
  const m = 2 * k;
  const { nodes, weights } = gaussLegendre(m);
  const each = (f: (i: number, j: number) => number) =>
    Float64Array.from({ length: m * m }, (_, q) => f(Math.floor(q / m), q % m));
  return {
    x: each((i) => nodes[i]),
    y: each((_, j) => nodes[j]),
    weights: each((i, j) => (weights[i] * weights[j]) / 4),
  };
}

/** Relative distances d / a beyond which the rule of an order is good to about 1e-11. */
const ORDERS = [
  [560, 1],
  [24, 2],
  [8.5, 3],
  [5, 4],
  [3.6, 5],
  [2.6, 7],
  [2, 10],
  [0, 20],
] as const;

/** The order with which the mean over a contact that reaches a = 1 is good to about 1e-11 for a source at distance d > 2; 20 nearer by. */
export function orderFor(d: number): number {
  for (const [least, k] of ORDERS) if (d >= least) return k;
  return 20;
}

/** A contact's own axes: its normal w, and u, v along the sides of a square: u horizontal (x where the normal is vertical). */
export interface Face {
  readonly u: Point;
  readonly v: Point;
  readonly w: Point;
}

/**
 * Axes of a contact from its normal (of any length), u along `side` (of any length, projected onto the face) instead of the horizontal
 * if it is given. Throws ParameterError if the normal is zero, or the side is or is along the normal.
 */
export function faceOf(parameter: string, normal: Point, side?: Point): Face {
  const length = Math.hypot(...normal);
  if (!(length > 0 && length < Infinity))
    throw new ParameterError(parameter, 'a direction other than zero', normal);
  const w: Point = [normal[0] / length, normal[1] / length, normal[2] / length];
  const across = Math.hypot(w[0], w[1]);
  const u: Point =
    side !== undefined ? inFace(side, w) : across > 1e-12 ? [-w[1] / across, w[0] / across, 0] : [1, 0, 0];
  const v: Point = [w[1] * u[2] - w[2] * u[1], w[2] * u[0] - w[0] * u[2], w[0] * u[1] - w[1] * u[0]];
  return { u, v, w };
}

/** The direction of `side` in the plane with the unit normal w. */
function inFace(side: Point, w: Point): Point {
  const along = side[0] * w[0] + side[1] * w[1] + side[2] * w[2];
  const u = side.map((s, k) => s - along * w[k]);
  const length = Math.hypot(...u);
  if (!(length > 1e-9 * Math.hypot(...side)))
    throw new ParameterError('sides', 'a direction in the face of the contact', side);
  return [u[0] / length, u[1] / length, u[2] / length];
}
