/** The segments closest to given points. */
import { ParameterError, finite } from '../errors.ts';
import type { CellGeometry } from './geometry.ts';
import { selectSegments, type SegmentSelection } from './select.ts';

export interface ClosestOptions extends Partial<SegmentSelection> {
  /** Distance to the segment's mid-point (default), or to the nearest place on the line from its start to its end. */
  readonly distanceTo?: 'midpoint' | 'axis';
}

/**
 * For every point (x, y, z in um) the closest of the selected segments (default: of all), the first one in case of a tie.
 * Throws ParameterError if no segment is selected or a coordinate is not finite.
 */
export function closestSegments(
  geometry: CellGeometry,
  points: readonly (readonly [x: number, y: number, z: number])[],
  { sections = 'all', distanceTo = 'midpoint', ...window }: ClosestOptions = {},
): Int32Array {
  const candidates = selectSegments(geometry, { sections, ...window });
  if (candidates.length === 0)
    throw new ParameterError('selection', 'at least one segment to choose from', 'none');
  const { n, start, end } = geometry;
  return Int32Array.from(points, (point, k) => {
    for (const [axis, value] of point.entries()) finite(`points[${k}][${axis}]`, value);
    let best = candidates[0];
    let least = Infinity;
    for (const i of candidates) {
      let along = 0;
      let length = 0;
      for (let axis = 0; axis < 3; axis++) {
        const a = start.data[axis * n + i];
        const d = end.data[axis * n + i] - a;
        along += (point[axis] - a) * d;
        length += d * d;
      }
      const t = distanceTo === 'midpoint' ? 0.5 : length > 0 ? Math.min(1, Math.max(0, along / length)) : 0;
      let distance = 0;
      for (let axis = 0; axis < 3; axis++) {
        const a = start.data[axis * n + i];
        distance += (point[axis] - a - t * (end.data[axis * n + i] - a)) ** 2;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  });
}
