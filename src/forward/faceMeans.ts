/**
 * The mean of the potential of points and lines in an infinite isotropic medium over the face of a contact, by whichever exact way is
 * quickest for each segment: on the disc's axis (axisRule.ts), in closed form (facePotential.ts), by a product rule over a square
 * (contactRule.ts), or across the face where the source is near or its least distance reaches it (nearFace.ts).
 */
import type { CellGeometry } from '../morphology/geometry.ts';
import {
  axisNodes,
  axisRule,
  distanceSquared,
  lineAxisMean,
  longLineAxisMean,
  pointAxisMean,
} from './axisRule.ts';
import { faceRule, orderFor, type ContactShape, type Face, type FaceRule } from './contactRule.ts';
import { discMean, squareMean } from './facePotential.ts';
import { nearLineMean, nearPointMean } from './nearFace.ts';
import type { LeastDistance } from './lineSourcePotential.ts';
import type { Point } from './options.ts';
import type { AddPotentials } from './pointSourcePotential.ts';

/** Adds `weight` times the means over the face at a centre (um) of all segments to `out`, that of segment i at `offset + i`. */
export type AddFaces = (centre: Point, face: Face, weight: number, out: Float64Array, offset: number) => void;

/**
 * Means over faces of one size and shape.
 *
 * @param points how many segments, from the first, are points; the others are lines.
 * @param size radius of discs or half side of squares, um, > 0.
 * @param leastDistance of lines: see lineSources.
 * @param add the potentials of the same sources at a point.
 */
export function faceMeans(
  geometry: CellGeometry,
  sigma: number,
  points: number,
  shape: ContactShape,
  size: number,
  leastDistance: LeastDistance,
  add: AddPotentials,
): AddFaces {
  const { n, diameter } = geometry;
  const S = geometry.start.data;
  const E = geometry.end.data;
  const disc = shape === 'circle';
  const reach = disc ? size : size * Math.SQRT2;
  const scale = 1 / (4 * Math.PI * sigma);
  return (centre, face, weight, out, offset) => {
    const [x, y, z] = centre;
    const [wx, wy, wz] = face.w;
    // Neighbours that take the product rule of one order share its points.
    let from = 0;
    let order = 0;
    const addRun = (to: number) => {
      if (order > 0) addFace(add, centre, face, size, faceRule(shape, order), weight, out, offset, from, to);
      order = 0;
    };
    for (let i = 0; i < n; i++) {
      let sx = S[i] - x;
      let sy = S[n + i] - y;
      let sz = S[2 * n + i] - z;
      const ex = E[i] - x;
      const ey = E[n + i] - y;
      const ez = E[2 * n + i] - z;
      const ax = ex - sx;
      const ay = ey - sy;
      const az = ez - sz;
      const L2 = ax * ax + ay * ay + az * az;
      const least = diameter[i] / 2;
      if (i < points || L2 < TINY) {
        addRun(i);
        sx = (sx + ex) / 2;
        sy = (sy + ey) / 2;
        sz = (sz + ez) / 2;
        out[offset + i] += weight * scale * pointMean([sx, sy, sz], face, shape, size, least);
        continue;
      }
      const s2 = sx * sx + sy * sy + sz * sz;
      const e2 = ex * ex + ey * ey + ez * ez;
      const L = Math.sqrt(L2);
      const h = -(ex * ax + ey * ay + ez * az) / L;
      const near2 = distanceSquared(s2, e2, L2);
      // Does the least distance act somewhere on the face?
      const limit = (reach + least) * (reach + least);
      const raised = leastDistance === 'line' ? e2 - h * h < limit + ROUNDING * e2 : near2 < limit;
      let nodes = 0;
      const sw = sx * wx + sy * wy + sz * wz;
      const ew = ex * wx + ey * wy + ez * wz;
      if (!raised && disc) nodes = axisNodes(s2, e2, sw, ew, sx * ex + sy * ey + sz * ez, size);
      if (nodes === 0 && (raised ? leastDistance === 'segment' : !disc && near2 >= 4 * reach * reach)) {
        const k = orderFor(Math.sqrt(near2) / reach);
        if (k === order) continue;
        addRun(i);
        order = k;
        from = i;
        continue;
      }
      addRun(i);
      out[offset + i] +=
        weight *
        scale *
        (nodes === 0
          ? nearLineMean([sx, sy, sz], [ex, ey, ez], face, shape, size, raised ? least : 0)
          : near2 > L2 / 64
            ? lineAxisMean(s2, e2, sw, ew, L, size, axisRule(nodes))
            : longMean(ex, ey, ez, ax / L, ay / L, az / L, h, L, face, size, nodes));
    }
    addRun(n);
  };
}

/** The mean over a disc of 1/distance from a segment much longer than its distance: its end relative to the centre, and its direction. */
function longMean(
  ex: number,
  ey: number,
  ez: number,
  ux: number,
  uy: number,
  uz: number,
  h: number,
  L: number,
  { w }: Face,
  size: number,
  nodes: number,
): number {
  const px = -ex - h * ux;
  const py = -ey - h * uy;
  const pz = -ez - h * uz;
  const depth = px * w[0] + py * w[1] + pz * w[2];
  const cosine = ux * w[0] + uy * w[1] + uz * w[2];
  return longLineAxisMean(h, px * px + py * py + pz * pz, depth, cosine, L, size, axisRule(nodes));
}

/** Squared length, um2, below which a segment is a point: products of its coordinates would underflow. */
const TINY = 1e-280;
/** Relative error of a squared distance from the line. */
const ROUNDING = 1e-14;
/** Distance over size of a disc from which its axis is quicker than the closed form. */
const AXIS = 2.5;

/** The mean of 1/distance, at least `least`, from a point relative to the face's centre. */
function pointMean(place: Point, face: Face, shape: ContactShape, size: number, least: number): number {
  const [x, y, z] = place;
  const { u, v, w } = face;
  const d2 = x * x + y * y + z * z;
  const depth = x * w[0] + y * w[1] + z * w[2];
  const reach = shape === 'circle' ? size : size * Math.SQRT2;
  const raised = d2 < (reach + least) ** 2;
  if (shape === 'circle' && !raised && d2 > (AXIS * reach) ** 2)
    return pointAxisMean(d2, depth, size, axisRule(axisNodes(d2, d2, depth, depth, d2, size)));
  const inFace: Point = [x * u[0] + y * u[1] + z * u[2], x * v[0] + y * v[1] + z * v[2], depth];
  const closed = shape === 'circle' ? discMean(inFace, size, least) : squareMean(inFace, size, least);
  if (closed !== null) return closed;
  return raised
    ? nearPointMean(place, face, shape, size, least)
    : farMean(inFace, faceRule(shape, orderFor(Math.sqrt(d2) / reach)), size);
}

/** The mean of 1/distance by a product rule, from a point in the face's axes. */
function farMean([x, y, z]: Point, rule: FaceRule, size: number): number {
  let sum = 0;
  for (let k = 0; k < rule.x.length; k++) {
    const dx = x - size * rule.x[k];
    const dy = y - size * rule.y[k];
    sum += rule.weights[k] / Math.sqrt(dx * dx + dy * dy + z * z);
  }
  return sum;
}

/** Adds `weight` times the mean by a product rule over the face of the potentials of segments from … to - 1. */
export function addFace(
  add: AddPotentials,
  centre: Point,
  face: Face,
  size: number,
  rule: FaceRule,
  weight: number,
  out: Float64Array,
  offset: number,
  from: number,
  to: number,
): void {
  facePoints(centre, face, size, rule, (x, y, z, share) =>
    add(x, y, z, weight * share, out, offset, from, to),
  );
}

/** Visits the points (um) of a product rule over the face with their shares of the mean. */
export function facePoints(
  centre: Point,
  { u, v }: Face,
  size: number,
  rule: FaceRule,
  visit: (x: number, y: number, z: number, share: number) => void,
): void {
  for (let k = 0; k < rule.x.length; k++) {
    const a = size * rule.x[k];
    const b = size * rule.y[k];
    visit(
      centre[0] + a * u[0] + b * v[0],
      centre[1] + a * u[1] + b * v[1],
      centre[2] + a * u[2] + b * v[2],
      rule.weights[k],
    );
  }
}
