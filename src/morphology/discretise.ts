/**
 * From sections to segments: every section is cut into pieces of equal arc length; each piece carries its membrane at
 * its centre and its axial resistance in two halves (the compartmental grid of Hines 1984).
 */
import { array2d } from '../numerics/array2d.ts';
import { arcLengths, arcPiece, pointAt } from './arc.ts';
import type { CellGeometry } from './geometry.ts';
import { sectionParents, type Morphology } from './morphology.ts';

/** Segments with the half resistances that join them into a tree. */
export interface Discretisation {
  readonly geometry: CellGeometry;
  /** First segment of each section, with one more entry at the end: section s has segments first[s] … first[s+1]-1. */
  readonly first: Int32Array;
  /** Parent section (-1 for the root) and place on it, per section. */
  readonly parentSection: Int32Array;
  readonly parentX: Float64Array;
  /** Axial resistance (MOhm) from a segment's start to its centre, and from its centre to its end. */
  readonly startHalf: Float64Array;
  readonly endHalf: Float64Array;
}

/**
 * Discretises a morphology. `counts[s]` segments and axial resistivity `Ra[s]` (Ohm cm) for every section s.
 * Areas um2, resistances MOhm. Throws ParameterError for a malformed morphology.
 */
export function discretise(
  morphology: Morphology,
  counts: ArrayLike<number>,
  Ra: ArrayLike<number>,
): Discretisation {
  const { sections } = morphology;
  const parentSection = sectionParents(morphology);
  const first = new Int32Array(sections.length + 1);
  for (let s = 0; s < sections.length; s++) first[s + 1] = first[s] + counts[s];
  const n = first[sections.length];
  const start = array2d(3, n);
  const end = array2d(3, n);
  const diameter = new Float64Array(n);
  const length = new Float64Array(n);
  const area = new Float64Array(n);
  const startHalf = new Float64Array(n);
  const endHalf = new Float64Array(n);
  const sectionOf = new Int32Array(n);
  const parent = new Int32Array(n);
  for (let s = 0; s < sections.length; s++) {
    const section = sections[s];
    const arc = arcLengths(section);
    const L = arc[arc.length - 1];
    const nseg = counts[s];
    for (let j = 0; j < nseg; j++) {
      const i = first[s] + j;
      const from = (L * j) / nseg;
      const mid = (L * (j + 0.5)) / nseg;
      const to = j === nseg - 1 ? L : (L * (j + 1)) / nseg;
      const head = arcPiece(section, arc, from, mid);
      const tail = arcPiece(section, arc, mid, to);
      const p = pointAt(section, arc, from);
      const q = pointAt(section, arc, to);
      for (let axis = 0; axis < 3; axis++) {
        start.data[axis * n + i] = p[axis];
        end.data[axis * n + i] = q[axis];
      }
      area[i] = head.area + tail.area;
      length[i] = L / nseg;
      diameter[i] = (head.diameterIntegral + tail.diameterIntegral) / length[i];
      startHalf[i] = 0.01 * Ra[s] * head.resistanceIntegral;
      endHalf[i] = 0.01 * Ra[s] * tail.resistanceIntegral;
      sectionOf[i] = s;
      parent[i] = j > 0 ? i - 1 : -1;
    }
  }
  const parentX = Float64Array.from(sections, (section) => section.parentX ?? 1);
  for (let s = 0; s < sections.length; s++) {
    const p = parentSection[s];
    if (p >= 0) parent[first[s]] = first[p] + segmentAt(parentX[s], counts[p]);
  }
  return {
    geometry: {
      n,
      start,
      end,
      diameter,
      length,
      area,
      section: sectionOf,
      sectionNames: sections.map((section) => section.name),
      parent,
    },
    first,
    parentSection,
    parentX,
    startHalf,
    endHalf,
  };
}

/** The segment (0 … nseg-1) that holds the place x (0 … 1) of a section. */
export function segmentAt(x: number, nseg: number): number {
  return Math.min(Math.floor(x * nseg), nseg - 1);
}
