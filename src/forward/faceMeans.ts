/**
 * The mean of the potential of points and lines in an infinite isotropic medium over the face of a contact, by whichever exact way is
 * quickest for each segment: by the face's multipoles (faceMultipoles.ts), on the disc's axis (axisRule.ts), in closed form
 * (facePotential.ts), by a product rule over a square (contactRule.ts), or across the face where the source is near or its least
 * distance reaches it (nearFace.ts).
 */
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
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
import { faceMultipoles, type FaceMultipoles } from './faceMultipoles.ts';
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
  const series = faceMultipoles(shape);
  const far2 = (size * size) / series.most;
  const scale = 1 / (4 * Math.PI * sigma);
  const [mx, my, mz] = [midpoints(geometry, 0), midpoints(geometry, 1), midpoints(geometry, 2)];
  /** The mean of 1/distance, at least `least`, from a point relative to the face's centre. */
  const pointMean = (dx: number, dy: number, dz: number, face: Face, least: number): number => {
    const d2 = dx * dx + dy * dy + dz * dz;
    const raised = d2 < (reach + least) * (reach + least);
    if (d2 > far2 && !raised) return farPoint(series, dx, dy, dz, d2, face, disc, size);
    return nearPoint([dx, dy, dz], d2, raised, face, shape, size, least);
  };
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
    for (let i = 0; i < points; i++)
      out[offset + i] += weight * scale * pointMean(mx[i] - x, my[i] - y, mz[i] - z, face, diameter[i] / 2);
    for (let i = points; i < n; i++) {
      const sx = S[i] - x;
      const sy = S[n + i] - y;
      const sz = S[2 * n + i] - z;
      const ex = E[i] - x;
      const ey = E[n + i] - y;
      const ez = E[2 * n + i] - z;
      const ax = ex - sx;
      const ay = ey - sy;
      const az = ez - sz;
      const L2 = ax * ax + ay * ay + az * az;
      const least = diameter[i] / 2;
      if (L2 < TINY) {
        addRun(i);
        out[offset + i] += weight * scale * pointMean(sx, sy, sz, face, least);
        continue;
      }
      const s2 = sx * sx + sy * sy + sz * sz;
      const e2 = ex * ex + ey * ey + ez * ez;
      const L = Math.sqrt(L2);
      const h = -(ex * ax + ey * ay + ez * az) / L;
      const near2 = distanceSquared(s2, e2, L2);
      // Does the least distance act somewhere on the face?
      const limit = (reach + least) * (reach + least);
      const raised =
        least > 0 && (leastDistance === 'line' ? e2 - h * h < limit + ROUNDING * e2 : near2 < limit);
      let nodes = 0;
      const sw = sx * wx + sy * wy + sz * wz;
      const ew = ex * wx + ey * wy + ez * wz;
      if (!raised && disc) nodes = axisNodes(s2, e2, sw, ew, sx * ex + sy * ey + sz * ez, size);
      if (!disc && !raised) {
        const middle = Math.sqrt((s2 + e2) / 2 - L2 / 4);
        const count = alongNodes((near2 > far2 ? middle : middle - reach) / L);
        if (count > 0) {
          addRun(i);
          const { nodes: t, weights } = gaussLegendre(count);
          let mean = 0;
          for (let k = 0; k < count; k++) {
            const q = (1 + t[k]) / 2;
            const px = sx + q * ax;
            const py = sy + q * ay;
            const pz = sz + q * az;
            mean += weights[k] * pointMean(px, py, pz, face, 0);
          }
          out[offset + i] += (weight * scale * mean) / 2;
          continue;
        }
      }
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

/** The most nodes along a line. */
const MOST_ALONG = 20;
/** Distances over length of a line from which as many nodes suffice for 1e-14: (x + sqrt(x^2 - 1))^(-2 count) with x twice that. */
const ALONG = Float64Array.from({ length: MOST_ALONG + 1 }, (_, count) =>
  count === 0 ? Infinity : Math.cosh(-Math.log(1e-14) / (2 * count)) / 2,
);

/** The number of nodes for 1/distance from a line, `distance` times its length away from its middle; 0 if there are not enough. */
function alongNodes(distance: number): number {
  for (let count = 2; count <= MOST_ALONG; count++) if (distance > ALONG[count]) return count;
  return 0;
}

/** The mean of 1/distance by the multipoles of the face, from a point at the squared distance d2 from its centre. */
function farPoint(
  series: FaceMultipoles,
  x: number,
  y: number,
  z: number,
  d2: number,
  { u, v, w }: Face,
  disc: boolean,
  size: number,
): number {
  const depth = x * w[0] + y * w[1] + z * w[2];
  const inverse = 1 / d2;
  const q = size * size * inverse;
  const c = depth * depth * inverse;
  const r = Math.sqrt(inverse);
  if (disc) return r * series.mean(q, c, 0, 0, 0);
  const a = x * u[0] + y * u[1] + z * u[2];
  const b = x * v[0] + y * v[1] + z * v[2];
  // The real parts of the fourth, eighth and twelfth power of (a + i b) / d.
  const re = (a * a - b * b) * inverse;
  const im = 2 * a * b * inverse;
  const re4 = re * re - im * im;
  const im4 = 2 * re * im;
  const re8 = re4 * re4 - im4 * im4;
  return r * series.mean(q, c, re4, re8, re8 * re4 - 2 * re4 * im4 * im4);
}

/** Squared length, um2, below which a segment is a point: products of its coordinates would underflow. */
const TINY = 1e-280;
/** Relative error of a squared distance from the line. */
const ROUNDING = 1e-14;
/** Distance over size of a disc from which its axis is quicker than the closed form. */
const AXIS = 2.5;

/** The mean of 1/distance, at least `least`, from a point near the face, relative to its centre. */
function nearPoint(
  place: Point,
  d2: number,
  raised: boolean,
  face: Face,
  shape: ContactShape,
  size: number,
  least: number,
): number {
  const [x, y, z] = place;
  const { u, v, w } = face;
  const depth = x * w[0] + y * w[1] + z * w[2];
  if (shape === 'circle' && !raised && d2 > (AXIS * size) ** 2)
    return pointAxisMean(d2, depth, size, axisRule(axisNodes(d2, d2, depth, depth, d2, size)));
  const inFace: Point = [x * u[0] + y * u[1] + z * u[2], x * v[0] + y * v[1] + z * v[2], depth];
  const closed = shape === 'circle' ? discMean(inFace, size, least) : squareMean(inFace, size, least);
  return closed ?? nearPointMean(place, face, shape, size, least);
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
