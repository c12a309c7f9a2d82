/**
 * From sections to segments: every section is cut into pieces of equal arc length; each piece carries its membrane at
 * its centre and its axial resistance in two halves (the compartmental grid of Hines 1984).
 */
import { integer, positive } from '../errors.ts';
import { array2d } from '../numerics/array2d.ts';
import { arcLengths, arcPiece, pointAt } from './arc.ts';
import type { CellGeometry } from './geometry.ts';
import { sectionParents, sectionType, type Morphology } from './morphology.ts';

/** Segments with the half resistances that join them into a tree. */
export interface Discretisation {
  readonly geometry: CellGeometry;
  /** First segment of each section, with one more entry at the end: section s has segments first[s] … first[s+1]-1. */
  readonly first: Int32Array;
  /** Parent section (-1 for the root) and place on it, per section. */
  readonly parentSection: Int32Array;
  readonly parentX: Float64Array;
  /** Which end of each section is attached to its parent (0 or 1): segments count towards the parent where it is 1. */
  readonly childEnd: Uint8Array;
  /** Axial resistance (MOhm) from a segment's start (where x is smaller) to its centre, and from its centre to its end. */
  readonly startHalf: Float64Array;
  readonly endHalf: Float64Array;
}

export interface DiscretiseOptions {
  /**
   * `exact` (default): segments start and end where they do along the section. `lfpy`: at fractions of its length rounded to six decimals and,
   * in sections attached by their end 1, mirrored against areas and resistances, as LFPy has them.
   */
  readonly endpoints?: 'exact' | 'lfpy';
}

/**
 * Discretises a morphology. `counts[s]` segments and axial resistivity `Ra[s]` (Ohm cm) for every section s.
 * Areas um2, resistances MOhm. Throws ParameterError for a malformed morphology, counts that are no integers >= 1, an Ra that is not > 0.
 */
export function discretise(
  morphology: Morphology,
  counts: ArrayLike<number>,
  Ra: ArrayLike<number>,
  { endpoints = 'exact' }: DiscretiseOptions = {},
): Discretisation {
  const { sections } = morphology;
  const parentSection = sectionParents(morphology);
  const first = new Int32Array(sections.length + 1);
  for (const [s, { name }] of sections.entries())
    first[s + 1] = first[s] + integer(`segments of ${name}`, counts[s], 1);
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
  const parentX = Float64Array.from(sections, (section) => section.parentX ?? 1);
  const childEnd = Uint8Array.from(sections, (section) => section.childEnd ?? 0);
  for (const [s, section] of sections.entries()) {
    const resistivity = 0.01 * positive(`Ra of ${section.name}`, Ra[s]);
    const arc = arcLengths(section);
    const L = arc[arc.length - 1];
    const nseg = counts[s];
    const reversed = childEnd[s] === 1;
    // Arc length, from the parent, of the border number j between segments.
    const border = (j: number): number => (j === nseg ? L : (L * j) / nseg);
    const p = parentSection[s];
    const hung = p < 0 ? -1 : first[p] + segmentAt(parentX[s], counts[p]);
    for (let j = 0; j < nseg; j++) {
      const i = first[s] + (reversed ? nseg - 1 - j : j);
      const near = arcPiece(section, arc, border(j), (L * (j + 0.5)) / nseg);
      const far = arcPiece(section, arc, (L * (j + 0.5)) / nseg, border(j + 1));
      area[i] = near.area + far.area;
      length[i] = L / nseg;
      diameter[i] = (near.diameterIntegral + far.diameterIntegral) / length[i];
      (reversed ? endHalf : startHalf)[i] = resistivity * near.resistanceIntegral;
      (reversed ? startHalf : endHalf)[i] = resistivity * far.resistanceIntegral;
      sectionOf[i] = s;
      parent[i] = j === 0 ? hung : reversed ? i + 1 : i - 1;
    }
    for (let j = 0; j <= nseg; j++) {
      const at = endpoints === 'lfpy' ? L * (Math.round((1e6 * j) / nseg) / 1e6) : border(j);
      const place = pointAt(section, arc, at);
      const i = first[s] + (reversed && endpoints === 'exact' ? nseg - j : j);
      for (let axis = 0; axis < 3; axis++) {
        if (i < first[s + 1]) start.data[axis * n + i] = place[axis];
        if (i > first[s]) end.data[axis * n + i - 1] = place[axis];
      }
    }
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
      sectionTypes: sections.map(sectionType),
      parent,
    },
    first,
    parentSection,
    parentX,
    childEnd,
    startHalf,
    endHalf,
  };
}

/** The segment (0 … nseg-1) that holds the place x (0 … 1) of a section. */
export function segmentAt(x: number, nseg: number): number {
  return Math.min(Math.floor(x * nseg), nseg - 1);
}
