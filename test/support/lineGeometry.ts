/** A cell geometry of straight, unconnected segments: all that forward models look at. */
import type { CellGeometry } from '../../src/morphology/geometry.ts';
import { array2d } from '../../src/numerics/array2d.ts';

type Points = readonly (readonly number[])[];

/** Segments from start[i] to end[i] (points x, y, z in um) with the given diameters (default 1 um). */
export function lineGeometry(start: Points, end: Points, diameter?: readonly number[]): CellGeometry {
  const n = start.length;
  const columns = (points: Points) =>
    array2d(
      3,
      n,
      Float64Array.from({ length: 3 * n }, (_, i) => points[i % n][Math.floor(i / n)]),
    );
  const d = Float64Array.from(start, (_, i) => diameter?.[i] ?? 1);
  const length = Float64Array.from(start, (a, i) => Math.hypot(...a.map((v, axis) => end[i][axis] - v)));
  return {
    n,
    start: columns(start),
    end: columns(end),
    diameter: d,
    length,
    area: length.map((L, i) => Math.PI * d[i] * L),
    section: new Int32Array(n),
    sectionNames: ['soma[0]'],
    parent: Int32Array.from(start, (_, i) => i - 1),
  };
}
