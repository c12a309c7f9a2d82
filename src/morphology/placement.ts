/** Rotating a cell about its soma and moving it to its depth. */
import { finite } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { CellGeometry } from './geometry.ts';

/** Rotation angles (rad) about the fixed x, then y, then z axis, right-handed. */
export interface Rotation {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
}

/** Mid-point of the soma: the mean of the mid-points of the segments of sections whose name contains `soma`, else of segment 0. */
export function somaMidpoint(geometry: CellGeometry): [number, number, number] {
  const { n, start, end, section, sectionNames } = geometry;
  const soma: number[] = [];
  for (let i = 0; i < n; i++) if (sectionNames[section[i]].includes('soma')) soma.push(i);
  if (soma.length === 0) soma.push(0);
  return [0, 1, 2].map((axis) => {
    let sum = 0;
    for (const i of soma) sum += (start.data[axis * n + i] + end.data[axis * n + i]) / 2;
    return sum / soma.length;
  }) as [number, number, number];
}

/**
 * The cell rotated about its soma's mid-point and moved so that this point lies at `position` (um; default the
 * origin). All other properties are kept. Throws ParameterError for an angle or a coordinate that is not finite.
 */
export function place(
  geometry: CellGeometry,
  rotation: Rotation = {},
  position: readonly [number, number, number] = [0, 0, 0],
): CellGeometry {
  for (const axis of ['x', 'y', 'z'] as const) finite(`rotation.${axis}`, rotation[axis] ?? 0);
  for (const [axis, value] of position.entries()) finite(`position[${axis}]`, value);
  const centre = somaMidpoint(geometry);
  const R = rotationMatrix(rotation);
  return {
    ...geometry,
    start: movePoints(geometry.start, centre, R, position),
    end: movePoints(geometry.end, centre, R, position),
  };
}

function movePoints(
  points: Array2D,
  centre: readonly number[],
  R: readonly (readonly number[])[],
  position: readonly number[],
): Array2D {
  const n = points.shape[1];
  const out = array2d(3, n);
  for (let i = 0; i < n; i++) {
    const dx = points.data[i] - centre[0];
    const dy = points.data[n + i] - centre[1];
    const dz = points.data[2 * n + i] - centre[2];
    for (let axis = 0; axis < 3; axis++)
      out.data[axis * n + i] = position[axis] + (R[axis][0] * dx + R[axis][1] * dy + R[axis][2] * dz);
  }
  return out;
}

function rotationMatrix({ x = 0, y = 0, z = 0 }: Rotation): number[][] {
  const [cx, sx, cy, sy, cz, sz] = [
    Math.cos(x),
    Math.sin(x),
    Math.cos(y),
    Math.sin(y),
    Math.cos(z),
    Math.sin(z),
  ];
  return [
    [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx],
    [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx],
    [-sy, cy * sx, cy * cx],
  ];
}
