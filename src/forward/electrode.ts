/**
 * What electrodes in a slice and in an infinite medium share: the choice of sources, and the mean of their potential over a
 * contact's face, at given points, by a rule of given order, or by one whose order follows from the distance of each segment.
 */
import { ParameterError, integer, nonNegative } from '../errors.ts';
import { type CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { faceOf, faceRule, orderFor, type ContactShape } from './contactRule.ts';
import { addFace, type AddFaces } from './faceMeans.ts';
import { lineSources, type LeastDistance } from './lineSourcePotential.ts';
import { checkPotentials, point, type Conductivity, type PlacedChannel, type Point } from './options.ts';
import { pointSources, type AddPotentials } from './pointSourcePotential.ts';

/** `pointsource` at mid-points, `linesource` along segments, `root_as_point`: segment 0 (the soma) a point, the others lines. */
export type SourceMethod = 'pointsource' | 'linesource' | 'root_as_point';

const METHODS: readonly string[] = ['pointsource', 'linesource', 'root_as_point'];

/** Returns the method. Throws ParameterError on any other. */
export function sourceMethod(parameter: string, value: SourceMethod): SourceMethod {
  if (!METHODS.includes(value)) throw new ParameterError(parameter, `one of ${METHODS.join(', ')}`, value);
  return value;
}

/** How many segments, from the first, are points. */
export function pointSegments(method: SourceMethod, n: number): number {
  return { pointsource: n, linesource: 0, root_as_point: Math.min(n, 1) }[method];
}

/** The sources of a method in an infinite medium. */
export function sources(
  geometry: CellGeometry,
  sigma: Conductivity,
  method: SourceMethod,
  leastDistance?: LeastDistance,
): AddPotentials {
  if (method === 'pointsource') return pointSources(geometry, sigma);
  const lines = lineSources(geometry, sigma, leastDistance);
  return method === 'linesource' ? lines : rootAsPoint(pointSources(geometry, sigma), lines);
}

/** Segment 0 from `points`, all others from `lines`. */
function rootAsPoint(points: AddPotentials, lines: AddPotentials): AddPotentials {
  return (x, y, z, weight, out, offset, from, to) => {
    if (from === 0 && to > 0) points(x, y, z, weight, out, offset, 0, 1);
    lines(x, y, z, weight, out, offset, Math.max(1, from), to);
  };
}

export interface ContactFaceOptions {
  /** Radius of a circular contact, half side of a square one, um, >= 0. Default 0, a point. */
  readonly contactRadius?: number;
  /** Shape of the contacts. Default `circle`. */
  readonly contactShape?: ContactShape;
  /** Direction of a side of square contacts, of all or of each, of any length. Default: the horizontal; x where the contact lies flat. */
  readonly sides?: Point | readonly Point[];
  /** Averaging: 4 k^2 points per contact for the order k (1 … 50). Default: as many as each segment's distance asks for. */
  readonly averagingOrder?: number;
  /** Averaging over these points instead, um, one list per contact. Excludes the options above. */
  readonly points?: readonly (readonly Point[])[];
}

/** The resolved faces of contacts, JSON-able. */
export interface ContactFaces {
  readonly contactRadius: number;
  readonly contactShape: ContactShape;
  readonly sides: readonly Point[] | null;
  readonly averagingOrder: number | null;
  readonly points: readonly (readonly Point[])[] | null;
}

/** Checks the options of faces. Throws ParameterError on a negative radius, an unknown shape, or lists that do not fit. */
export function contactFaces(
  { contactRadius = 0, contactShape = 'circle', sides, averagingOrder, points }: ContactFaceOptions,
  contacts: number,
): ContactFaces {
  nonNegative('contactRadius', contactRadius);
  if (contactShape !== 'circle' && contactShape !== 'square')
    throw new ParameterError('contactShape', 'circle or square', contactShape);
  if (averagingOrder !== undefined) integer('averagingOrder', averagingOrder, 1, 50);
  if (points !== undefined) {
    if (contactRadius > 0 || averagingOrder !== undefined)
      throw new ParameterError('points', 'no contactRadius or averagingOrder beside it', 'both', 'give one');
    if (!Array.isArray(points) || points.length !== contacts)
      throw new ParameterError('points', `${contacts} lists of points, one per contact`, points);
  }
  const given = points?.map((list, e) => {
    if (!Array.isArray(list) || list.length === 0)
      throw new ParameterError(`points[${e}]`, 'a list of at least one point [x, y, z]', list);
    return Object.freeze(list.map((p, k) => point(`points[${e}][${k}]`, p)));
  });
  return {
    contactRadius,
    contactShape,
    sides: sides === undefined ? null : directions('sides', sides, contacts),
    averagingOrder: averagingOrder ?? null,
    points: given === undefined ? null : Object.freeze(given),
  };
}

/** Normals of the contacts: one for all or one each. Throws ParameterError on a list that does not fit or a zero vector. */
export function contactNormals(value: Point | readonly Point[], contacts: number): readonly Point[] {
  return directions('normals', value, contacts);
}

/** Unit vectors: one for all contacts or one each. */
function directions(parameter: string, value: Point | readonly Point[], contacts: number): readonly Point[] {
  const one = Array.isArray(value) && typeof value[0] === 'number';
  const list = (one ? Array.from({ length: contacts }, () => value) : value) as readonly Point[];
  if (!Array.isArray(list) || list.length !== contacts)
    throw new ParameterError(parameter, `one direction [x, y, z], or ${contacts}, one per contact`, value);
  return Object.freeze(list.map((n, e) => faceOf(`${parameter}[${e}]`, point(`${parameter}[${e}]`, n)).w));
}

/** The means over faces of one shape and size (um). */
export type FaceMeansOf = (shape: ContactShape, size: number) => AddFaces;

/**
 * The matrix (contacts x segments) of potentials averaged over the contacts' faces.
 *
 * @param normals unit normals, one per contact; only looked at where the radius is not zero.
 * @param add the potentials of the sources at a point.
 * @param exact the means over faces where they are known; null: by a product rule.
 * @param stretch of the axes after which the sources' potentials fall off with distance alike in all directions.
 */
export function averagedPotentials(
  geometry: CellGeometry,
  channels: readonly PlacedChannel[],
  normals: readonly Point[],
  { contactRadius, contactShape, sides, averagingOrder, points }: ContactFaces,
  add: AddPotentials,
  exact: FaceMeansOf | null,
  stretch: Point = [1, 1, 1],
): Array2D {
  const { n } = geometry;
  const M = array2d(channels.length, n);
  const addFaces =
    points !== null || contactRadius === 0 || averagingOrder !== null || exact === null
      ? null
      : exact(contactShape, contactRadius);
  for (const [e, { x, y, z }] of channels.entries()) {
    const offset = e * n;
    if (points !== null)
      for (const p of points[e]) add(p[0], p[1], p[2], 1 / points[e].length, M.data, offset, 0, n);
    else if (contactRadius === 0) add(x, y, z, 1, M.data, offset, 0, n);
    else {
      const centre: Point = [x, y, z];
      const face = faceOf(`normals[${e}]`, normals[e], sides?.[e]);
      if (addFaces !== null) addFaces(centre, face, 1, M.data, offset);
      else {
        const corner = contactShape === 'circle' ? 1 : Math.SQRT2;
        const reach = contactRadius * corner * Math.max(...stretch);
        const distances = averagingOrder === null ? distancesToSegments(geometry, centre, stretch) : null;
        const order = (i: number) => averagingOrder ?? orderFor(distances![i] / reach);
        // Neighbours of one order share the points.
        for (let i = 0; i < n;) {
          const k = order(i);
          let end = i + 1;
          while (end < n && order(end) === k) end++;
          addFace(add, centre, face, contactRadius, faceRule(contactShape, k), 1, M.data, offset, i, end);
          i = end;
        }
      }
    }
  }
  checkPotentials(channels, M.data, n);
  return M;
}

/** Distance of a place from every segment, um, after stretching space along the axes. */
export function distancesToSegments(
  { n, start, end }: CellGeometry,
  [x, y, z]: Point,
  [kx, ky, kz]: Point = [1, 1, 1],
): Float64Array {
  const S = start.data;
  const E = end.data;
  return Float64Array.from({ length: n }, (_, i) => {
    const ax = kx * (E[i] - S[i]);
    const ay = ky * (E[n + i] - S[n + i]);
    const az = kz * (E[2 * n + i] - S[2 * n + i]);
    const dx = kx * (x - S[i]);
    const dy = ky * (y - S[n + i]);
    const dz = kz * (z - S[2 * n + i]);
    const squared = ax * ax + ay * ay + az * az;
    const t = squared > 0 ? Math.min(1, Math.max(0, (dx * ax + dy * ay + dz * az) / squared)) : 0;
    const [px, py, pz] = [dx - t * ax, dy - t * ay, dz - t * az];
    return Math.sqrt(px * px + py * py + pz * pz);
  });
}
