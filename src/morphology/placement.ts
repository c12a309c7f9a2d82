/** Rotating a cell about its soma and moving it to its depth. */
import { ParameterError, finite } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { CellGeometry } from './geometry.ts';

/** Rotation angles (rad) about the fixed x, y and z axes, right-handed, one after the other. */
export interface Rotation {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  /** In which order: each letter once (default `xyz`: about x first). */
  readonly order?: RotationOrder;
}

export type RotationOrder = 'xyz' | 'xzy' | 'yxz' | 'yzx' | 'zxy' | 'zyx';

/** Mid-point of the soma: the mean of the mid-points of the segments of sections of type `soma` or with `soma` in their name, else of segment 0. */
export function somaMidpoint(geometry: CellGeometry): [number, number, number] {
  const { n, start, end, section, sectionNames, sectionTypes } = geometry;
  const soma: number[] = [];
  for (let i = 0; i < n; i++)
    if (sectionNames[section[i]].includes('soma') || sectionTypes?.[section[i]] === 'soma') soma.push(i);
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

/** The 3 x 3 matrix of a rotation. Throws ParameterError for an angle that is not finite or an unknown order. */
export function rotationMatrix(rotation: Rotation): number[][] {
  const { order = 'xyz' } = rotation;
  if ([...order].toSorted().join('') !== 'xyz')
    throw new ParameterError('rotation.order', 'the letters x, y and z, each once', order);
  let R = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (const letter of order as Iterable<'x' | 'y' | 'z'>) {
    const angle = finite(`rotation.${letter}`, rotation[letter] ?? 0);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const axis = 'xyz'.indexOf(letter);
    // About an axis, the next one turns towards the one after.
    const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
    R = R.map((row, i) =>
      i === a
        ? row.map((_, j) => c * R[a][j] - s * R[b][j])
        : i === b
          ? row.map((_, j) => s * R[a][j] + c * R[b][j])
          : row,
    );
  }
  return R;
}
