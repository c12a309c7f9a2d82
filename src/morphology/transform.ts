/** Rotating, moving, mirroring and scaling: morphologies, and cell geometries where all they hold follows. Nothing is changed in place. */
import { ParameterError, finite, positive } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { CellGeometry } from './geometry.ts';
import type { Morphology } from './morphology.ts';
import { rotationMatrix, type Rotation } from './placement.ts';

type Point = readonly [x: number, y: number, z: number];
type Shape = Morphology | CellGeometry;

/** Rotated about the fixed axes through `about` (um; default the origin). Throws ParameterError for angles that are not finite or an unknown order. */
export function rotate<T extends Shape>(shape: T, rotation: Rotation, about: Point = [0, 0, 0]): T {
  const R = rotationMatrix(rotation);
  const c = checked('about', about);
  return mapped(shape, ([x, y, z]) => {
    const [dx, dy, dz] = [x - c[0], y - c[1], z - c[2]];
    return [0, 1, 2].map((i) => c[i] + (R[i][0] * dx + R[i][1] * dy + R[i][2] * dz)) as unknown as Point;
  });
}

/** Moved by a vector, um. Throws ParameterError if it is not finite. */
export function translate<T extends Shape>(shape: T, by: Point): T {
  const [a, b, c] = checked('by', by);
  return mapped(shape, ([x, y, z]) => [x + a, y + b, z + c]);
}

/** Mirrored at the plane `axis` = `at` (um; default 0). Throws ParameterError for an unknown axis or a place that is not finite. */
export function mirror<T extends Shape>(shape: T, axis: 'x' | 'y' | 'z', at = 0): T {
  const k = ['x', 'y', 'z'].indexOf(axis);
  if (k < 0) throw new ParameterError('axis', 'x, y or z', axis);
  finite('at', at);
  return mapped(shape, (p) => p.map((v, i) => (i === k ? 2 * at - v : v)) as unknown as Point);
}

/**
 * Scaled about the origin, diameters like lengths: areas grow with the square of the factor. Throws ParameterError unless the factor is > 0.
 */
export function scale<T extends Shape>(shape: T, factor: number): T {
  positive('factor', factor);
  if ('sections' in shape) return scaleCoordinates(shape, factor, factor) as T;
  const { diameter, length, area } = shape;
  return {
    ...mapped(shape, (p) => p.map((v) => factor * v) as unknown as Point),
    diameter: diameter.map((d) => factor * d),
    length: length.map((l) => factor * l),
    area: area.map((a) => factor * factor * a),
  };
}

/**
 * A morphology with its coordinates scaled about the origin, by one factor or one per axis (shrinkage of the tissue is often in z alone), and
 * its diameters by another (default 1: unchanged). Throws ParameterError unless all factors are > 0.
 */
export function scaleCoordinates(morphology: Morphology, factor: number | Point, diameters = 1): Morphology {
  const f = typeof factor === 'number' ? [factor, factor, factor] : factor;
  for (const [k, value] of f.entries())
    positive(typeof factor === 'number' ? 'factor' : `factor[${k}]`, value);
  positive('diameters', diameters);
  const uniform = f[0] === f[1] && f[1] === f[2];
  return {
    sections: morphology.sections.map(({ arc, wire, ...section }) => ({
      ...section,
      points: section.points.map(([x, y, z, d]) => [f[0] * x, f[1] * y, f[2] * z, diameters * d] as const),
      ...(wire === undefined ? {} : { wire: wire.map((v, k) => f[k] * v) as unknown as Point }),
      // Lengths along a path do not follow from other lengths if axes are scaled differently: they are measured anew.
      ...(arc === undefined || !uniform ? {} : { arc: arc.map((a) => f[0] * a) }),
    })),
  };
}

function mapped<T extends Shape>(shape: T, f: (point: Point) => Point): T {
  if (!('sections' in shape))
    return { ...shape, start: mapColumns(shape.start, f), end: mapColumns(shape.end, f) };
  const sections = shape.sections.map((section) => ({
    ...section,
    points: section.points.map(([x, y, z, d]) => [...f([x, y, z]), d] as const),
    ...(section.wire === undefined ? {} : { wire: f(section.wire) }),
  }));
  return { ...shape, sections };
}

function mapColumns({ shape: [, n], data }: Array2D, f: (point: Point) => Point): Array2D {
  const out = array2d(3, n);
  for (let i = 0; i < n; i++) {
    const p = f([data[i], data[n + i], data[2 * n + i]]);
    for (let axis = 0; axis < 3; axis++) out.data[axis * n + i] = p[axis];
  }
  return out;
}

function checked(name: string, point: Point): Point {
  for (const [k, value] of point.entries()) finite(`${name}[${k}]`, value);
  return point;
}
