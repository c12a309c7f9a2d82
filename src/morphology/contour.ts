/**
 * A soma from its outline: a straight row of frusta along the outline's longest axis, each as wide as the outline is there, so that an ellipse becomes its solid of
 * revolution. After the idea of NEURON's import of Neurolucida files (21 cross-sections along the principal axis); the numbers differ, because NEURON samples the
 * outline at 101 points first and we intersect it exactly. Several outlines of one soma become a row through their centres, each with the
 * diameter of the circle of its area.
 */
import { ParameterError } from '../errors.ts';

type Point3 = readonly [x: number, y: number, z: number];
type Point4 = [x: number, y: number, z: number, diameter: number];

/** Number of cross-sections through an outline: odd, so that one lies in the middle. */
const SLICES = 21;

/**
 * The soma inside one closed outline (um; the last point is joined to the first).
 * Throws ParameterError for fewer than three points, points on one line, or an outline that folds onto itself.
 */
export function contourSoma(outline: readonly Point3[]): Point4[] {
  const { centre, axes, extent } = principalAxes(outline);
  const [u, v] = axes;
  const flat = outline.map((p): [number, number] => [dot(minus(p, centre), u), dot(minus(p, centre), v)]);
  const along = flat.map(([a]) => a);
  const low = along.reduce((x, y) => Math.min(x, y));
  const high = along.reduce((x, y) => Math.max(x, y));
  if (!(extent[1] > 1e-9 * extent[0]))
    throw new ParameterError('outline', 'an outline around an area', 'points on one line');
  return Array.from({ length: SLICES }, (_, k) => {
    const at = low + ((high - low) * k) / (SLICES - 1);
    // An outline has no width at its ends: they take that of a quarter of a step inside.
    const inside = Math.min(Math.max(k, 0.25), SLICES - 1.25);
    const [x, y, z] = [0, 1, 2].map((axis) => centre[axis] + at * u[axis]);
    const width = widthAt(flat, low + ((high - low) * inside) / (SLICES - 1));
    if (!(width > 0))
      throw new ParameterError(
        'outline',
        'an outline with a width all along its longest axis',
        'one that folds onto itself',
      );
    return [x, y, z, width];
  });
}

/**
 * The soma through several outlines of it, in the order given.
 * Throws ParameterError for an outline without area, or two in a row with one centre.
 */
export function contourStackSoma(outlines: readonly (readonly Point3[])[]): Point4[] {
  const points = outlines.map((outline): Point4 => {
    const { centre } = principalAxes(outline);
    const d = Math.sqrt((4 * areaOf(outline)) / Math.PI);
    if (!(d > 0)) throw new ParameterError('outline', 'an outline around an area', 'points on one line');
    return [centre[0], centre[1], centre[2], d];
  });
  for (const [k, p] of points.entries())
    if (k > 0 && p.every((x, axis) => axis === 3 || x === points[k - 1][axis]))
      throw new ParameterError('outlines', 'outlines around different centres', 'two around the same');
  return points;
}

/** Widest extent of a polygon across its first coordinate at `at`. */
function widthAt(polygon: readonly (readonly [number, number])[], at: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (const [k, [a1, b1]] of polygon.entries()) {
    const [a0, b0] = polygon[(k + polygon.length - 1) % polygon.length];
    if (Math.min(a0, a1) > at || Math.max(a0, a1) < at) continue;
    const f = a1 === a0 ? 0 : (at - a0) / (a1 - a0);
    for (const b of a1 === a0 ? [b0, b1] : [b0 + f * (b1 - b0)]) {
      low = Math.min(low, b);
      high = Math.max(high, b);
    }
  }
  return high - low;
}

/** Centre of the outline's line and its principal axes, longest first. */
function principalAxes(outline: readonly Point3[]): {
  centre: Point3;
  axes: [Point3, Point3];
  extent: [number, number];
} {
  if (outline.length < 3) throw new ParameterError('outline', 'at least three points', `${outline.length}`);
  let total = 0;
  const centre = [0, 0, 0];
  const edges = outline.map((p, k) => [outline[(k + outline.length - 1) % outline.length], p] as const);
  for (const [p, q] of edges) {
    const h = Math.hypot(...minus(q, p));
    total += h;
    for (let axis = 0; axis < 3; axis++) centre[axis] += (h * (p[axis] + q[axis])) / 2;
  }
  if (!(total > 0)) throw new ParameterError('outline', 'an outline of some length', 'points in one place');
  for (let axis = 0; axis < 3; axis++) centre[axis] /= total;
  const c = centre as unknown as Point3;
  // Second moments of a line from p to q: h (p p + q q + (p + q)(p + q)) / 6.
  const S = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (const [from, to] of edges) {
    const p = minus(from, c);
    const q = minus(to, c);
    const h = Math.hypot(...minus(to, from));
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++)
        S[a][b] += (h * (p[a] * p[b] + q[a] * q[b] + (p[a] + q[a]) * (p[b] + q[b]))) / (6 * total);
  }
  const { values, vectors } = symmetricEigen(S);
  const [i, j] = [0, 1, 2].toSorted((a, b) => values[b] - values[a]);
  return {
    centre: c,
    axes: [vectors[i], vectors[j]],
    extent: [Math.sqrt(Math.max(0, values[i])), Math.sqrt(Math.max(0, values[j]))],
  };
}

/** Eigenvalues and unit eigenvectors of a symmetric 3 x 3 matrix by Jacobi rotations. */
function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: Point3[] } {
  const A = matrix.map((r) => [...r]);
  const V = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < 50; sweep++) {
    const off = Math.hypot(A[0][1], A[0][2], A[1][2]);
    if (!(off > 1e-15 * Math.hypot(A[0][0], A[1][1], A[2][2]))) break;
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      if (A[p][q] === 0) continue;
      const theta = (A[q][q] - A[p][p]) / (2 * A[p][q]);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
      const cos = 1 / Math.hypot(t, 1);
      const sin = t * cos;
      for (const M of [A, V])
        for (let k = 0; k < 3; k++) {
          const [x, y] = [M[k][p], M[k][q]];
          M[k][p] = cos * x - sin * y;
          M[k][q] = sin * x + cos * y;
        }
      for (let k = 0; k < 3; k++) {
        const [x, y] = [A[p][k], A[q][k]];
        A[p][k] = cos * x - sin * y;
        A[q][k] = sin * x + cos * y;
      }
    }
  }
  return {
    values: [A[0][0], A[1][1], A[2][2]],
    vectors: [0, 1, 2].map((k): Point3 => [V[0][k], V[1][k], V[2][k]]),
  };
}

/** Area of a closed outline, the length of its vector area. */
function areaOf(outline: readonly Point3[]): number {
  const sum = [0, 0, 0];
  for (const [k, q] of outline.entries()) {
    const p = minus(outline[(k + outline.length - 1) % outline.length], outline[0]);
    const r = minus(q, outline[0]);
    sum[0] += (p[1] * r[2] - p[2] * r[1]) / 2;
    sum[1] += (p[2] * r[0] - p[0] * r[2]) / 2;
    sum[2] += (p[0] * r[1] - p[1] * r[0]) / 2;
  }
  return Math.hypot(...sum);
}

function minus(a: Point3, b: Point3): [number, number, number] {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Point3, b: Point3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
