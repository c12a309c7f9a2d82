/**
 * Outlines of segments for drawing a cell: the exact shadow of each segment, taken as a cylinder of its mean diameter, on a plane. A rectangle if the segment lies in the
 * plane, a circle if it stands upright on it, else a rectangle between two half ellipses. In place of LFPy's get_idx_polygons.
 */
import { ParameterError, integer } from '../errors.ts';
import type { CellGeometry } from './geometry.ts';

/** A closed polygon in the plane, um: the last point is joined to the first. */
export interface Polygon {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface OutlineOptions {
  /** The plane's horizontal and vertical axis (default `xz`). */
  readonly plane?: 'xy' | 'xz' | 'yx' | 'yz' | 'zx' | 'zy';
  /** Points on each half ellipse (default 12, at least 2). */
  readonly roundness?: number;
  /** Which segments (default all). */
  readonly segments?: ArrayLike<number>;
}

/** One polygon per segment. Throws ParameterError for an unknown plane, a segment the cell does not have, or a roundness below 2. */
export function segmentOutlines(geometry: CellGeometry, options: OutlineOptions = {}): Polygon[] {
  const { plane = 'xz', roundness = 12 } = options;
  const axes = [...plane].map((letter) => 'xyz'.indexOf(letter));
  if (axes.length !== 2 || axes[0] === axes[1] || axes.includes(-1))
    throw new ParameterError('plane', 'two different letters of x, y, z', plane);
  integer('roundness', roundness, 2);
  const { n, start, end, diameter } = geometry;
  const segments = options.segments ?? Int32Array.from({ length: n }, (_, i) => i);
  return Array.from(segments, (i) => {
    integer('segments', i, 0, n - 1);
    const from = [0, 1, 2].map((axis) => start.data[axis * n + i]);
    const to = [0, 1, 2].map((axis) => end.data[axis * n + i]);
    const [x0, y0] = axes.map((axis) => from[axis]);
    const [x1, y1] = axes.map((axis) => to[axis]);
    const flat = Math.hypot(x1 - x0, y1 - y0);
    const length = Math.hypot(...to.map((v, axis) => v - from[axis]));
    // The direction in the plane; any will do for a segment that stands upright, or is a point.
    const [ux, uy] = flat > 0 ? [(x1 - x0) / flat, (y1 - y0) / flat] : [1, 0];
    const upright = length > 0 ? Math.sqrt(Math.max(0, 1 - (flat / length) ** 2)) : 1;
    const across = diameter[i] / 2;
    const along = across * upright;
    const count = along < 1e-9 * across ? 2 : roundness;
    const x = new Float64Array(2 * count);
    const y = new Float64Array(2 * count);
    for (let k = 0; k < 2 * count; k++) {
      const far = k < count;
      const angle = Math.PI * ((k % count) / (count - 1) - 0.5) + (far ? 0 : Math.PI);
      const [a, b] = [along * Math.cos(angle), across * Math.sin(angle)];
      x[k] = (far ? x1 : x0) + a * ux - b * uy;
      y[k] = (far ? y1 : y0) + a * uy + b * ux;
    }
    return { x, y };
  });
}
