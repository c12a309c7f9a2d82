/** The geometry of a discretised cell: all that forward models and placement need to know of it. */
import type { Array2D } from '../numerics/array2d.ts';

export interface CellGeometry {
  /** Number of segments. */
  readonly n: number;
  /** Start point of each segment, um, shape (3, n): rows x, y, z. */
  readonly start: Array2D;
  /** End point of each segment, um, shape (3, n). */
  readonly end: Array2D;
  /** Diameter of each segment (mean along its arc), um. */
  readonly diameter: Float64Array;
  /** Arc length of each segment, um. */
  readonly length: Float64Array;
  /** Lateral membrane area of each segment, um2. */
  readonly area: Float64Array;
  /** Section of each segment, an index into `sectionNames`. */
  readonly section: Int32Array;
  /** Names of the sections, e.g. `soma[0]`, `apic[0]`. */
  readonly sectionNames: readonly string[];
  /** Types of the sections, e.g. `soma`, `apic`; derived from the names if absent. */
  readonly sectionTypes?: readonly string[];
  /** Parent segment, -1 for the root. */
  readonly parent: Int32Array;
}

/** Mid-point coordinate of every segment along one axis (0 x, 1 y, 2 z), um. */
export function midpoints(geometry: CellGeometry, axis: 0 | 1 | 2): Float64Array {
  const { n, start, end } = geometry;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = (start.data[axis * n + i] + end.data[axis * n + i]) / 2;
  return out;
}
