/** A section as a function of its arc length: areas, mean diameters and axial resistances of pieces of it. */
import type { Section } from './morphology.ts';

/** Arc length (um) at every 3-d point of a section: its own, or measured along the points. */
export function arcLengths(section: Section): Float64Array {
  const { points } = section;
  if (section.arc !== undefined) return Float64Array.from(section.arc);
  const arc = new Float64Array(points.length);
  for (let j = 1; j < points.length; j++) {
    const [x0, y0, z0] = points[j - 1];
    const [x1, y1, z1] = points[j];
    arc[j] = arc[j - 1] + Math.hypot(x1 - x0, y1 - y0, z1 - z0);
  }
  return arc;
}

export interface ArcPiece {
  /** Lateral area, um2: frusta of the piece, and the rings of diameter jumps within it. */
  area: number;
  /** Integral of the diameter over arc length, um2 (divide by the length for the mean diameter). */
  diameterIntegral: number;
  /** Integral of 4/(pi d^2) over arc length, 1/um (times Ra gives the axial resistance). */
  resistanceIntegral: number;
}

/**
 * The piece of a section between two arc lengths, the diameter being linear between points. A jump of diameter (two
 * points at one place) contributes its ring to the piece that ends there, as in NEURON; at the start of the section to the piece that begins there.
 */
export function arcPiece(section: Section, arc: Float64Array, from: number, to: number): ArcPiece {
  const { points } = section;
  const piece: ArcPiece = { area: 0, diameterIntegral: 0, resistanceIntegral: 0 };
  const last = arc.length - 1;
  for (let j = Math.max(1, firstAtLeast(arc, from)); j <= last && arc[j - 1] <= to; j++) {
    const a0 = arc[j - 1];
    const a1 = arc[j];
    const d0 = points[j - 1][3];
    const d1 = points[j][3];
    if (a1 === a0) {
      const here = a0 <= to && (a0 > from || (a0 === from && a0 === arc[0]));
      if (here) piece.area += (Math.PI / 4) * Math.abs(d1 * d1 - d0 * d0);
      continue;
    }
    const s = Math.max(a0, from);
    const t = Math.min(a1, to);
    if (!(t > s)) continue;
    const slope = (d1 - d0) / (a1 - a0);
    const ds = d0 + slope * (s - a0);
    const dt = d0 + slope * (t - a0);
    const h = t - s;
    piece.area += (Math.PI / 2) * (ds + dt) * Math.hypot(h, (ds - dt) / 2);
    piece.diameterIntegral += ((ds + dt) / 2) * h;
    piece.resistanceIntegral += (4 * h) / (Math.PI * ds * dt);
  }
  return piece;
}

/** Coordinates (x, y, z) at a given arc length, linear between points. */
export function pointAt(section: Section, arc: Float64Array, at: number): [number, number, number] {
  const { points } = section;
  const j = Math.min(Math.max(1, firstAtLeast(arc, at)), arc.length - 1);
  const span = arc[j] - arc[j - 1];
  const f = span > 0 ? Math.min(1, Math.max(0, (at - arc[j - 1]) / span)) : 0;
  const p = points[j - 1];
  const q = points[j];
  return [p[0] + f * (q[0] - p[0]), p[1] + f * (q[1] - p[1]), p[2] + f * (q[2] - p[2])];
}

/** Index of the first arc length >= `at`; their number if there is none. */
export function firstAtLeast(arc: Float64Array, at: number): number {
  let low = 0;
  let high = arc.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (arc[mid] < at) low = mid + 1;
    else high = mid;
  }
  return low;
}
