/**
 * The potential of point sources at the mid-points m_i of the segments in an infinite homogeneous medium (Linden et al. 2014,
 * Front Neuroinform 7:41),
 *
 *   M_ei = 1 / (4 pi sigma |r_e - m_i|),
 *   M_ei = 1 / (4 pi sqrt(sy sz dx^2 + sx sz dy^2 + sx sy dz^2))   where the conductivity is (sx, sy, sz).
 *
 * A contact nearer to m_i than the segment's radius r_i is moved radially to r_i (at m_i itself: along x).
 */
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { ForwardModel } from './forwardModel.ts';
import {
  checkDiameters,
  checkGeometry,
  checkPotentials,
  conductivity,
  placedChannels,
  type Conductivity,
  type PlacedChannel,
  type Site,
} from './options.ts';

export interface SourcePotentialOptions {
  /** Contacts, um, at least one. */
  readonly contacts: readonly Site[];
  /** Conductivity of the medium, S/m: a number, or [sx, sy, sz] along the axes. Default 0.3. */
  readonly sigma?: Conductivity;
}

/**
 * Adds `weight` times the potentials (mV per nA) at (x, y, z), um, of the segments from … to - 1 to `out`, that of segment i at
 * `offset + i`.
 */
export type AddPotentials = (
  x: number,
  y: number,
  z: number,
  weight: number,
  out: Float64Array,
  offset: number,
  from: number,
  to: number,
) => void;

/** Squared distance, um2, below which a contact counts as being at a mid-point. */
const AT_CENTRE = 1e-8;

/**
 * Point sources at the mid-points of the segments.
 * In the anisotropic case the contact is moved to r_i before the medium's metric applies, so that the direction matters.
 */
export function pointSources(geometry: CellGeometry, sigma: Conductivity): AddPotentials {
  const mx = midpoints(geometry, 0);
  const my = midpoints(geometry, 1);
  const mz = midpoints(geometry, 2);
  const { diameter } = geometry;
  if (typeof sigma === 'number') {
    const scale = 1 / (4 * Math.PI * sigma);
    return (x, y, z, weight, out, offset, from, to) => {
      for (let i = from; i < to; i++) {
        const dx = x - mx[i];
        const dy = y - my[i];
        const dz = z - mz[i];
        const r = Math.sqrt(dx * dx + dy * dy + dz * dz);
        out[offset + i] += (weight * scale) / Math.max(r, diameter[i] / 2);
      }
    };
  }
  const [sx, sy, sz] = sigma;
  const cx = sy * sz;
  const cy = sx * sz;
  const cz = sx * sy;
  const scale = 1 / (4 * Math.PI);
  return (x, y, z, weight, out, offset, from, to) => {
    for (let i = from; i < to; i++) {
      const dx = x - mx[i];
      const dy = y - my[i];
      const dz = z - mz[i];
      const radius = diameter[i] / 2;
      const squared = dx * dx + dy * dy + dz * dz;
      let metric = Math.sqrt(cx * dx * dx + cy * dy * dy + cz * dz * dz);
      if (squared < radius * radius)
        metric = squared < AT_CENTRE ? Math.sqrt(cx) * radius : (metric * radius) / Math.sqrt(squared);
      out[offset + i] += (weight * scale) / metric;
    }
  };
}

/** Potential (mV per nA) of point sources in an infinite homogeneous medium, isotropic or anisotropic. */
export class PointSourcePotential implements ForwardModel {
  readonly type = 'PointSourcePotential';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{ contacts: readonly PlacedChannel[]; sigma: Conductivity }>;

  /** Throws ParameterError if there is no contact, one has no finite place, or a conductivity is not > 0. */
  constructor({ contacts, sigma = 0.3 }: SourcePotentialOptions) {
    this.channels = placedChannels('contacts', contacts, 'contact');
    this.parameters = Object.freeze({ contacts: this.channels, sigma: conductivity('sigma', sigma) });
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError on a geometry that is not finite, or a contact at the mid-point of a segment without diameter. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    checkDiameters(geometry);
    return potentialsAt(this.channels, pointSources(geometry, this.parameters.sigma), geometry.n);
  }
}

/** The matrix (contacts x n segments) of sources at the contacts. Throws ParameterError where a potential is infinite. */
export function potentialsAt(channels: readonly PlacedChannel[], add: AddPotentials, n: number): Array2D {
  const M = array2d(channels.length, n);
  for (const [e, { x, y, z }] of channels.entries()) add(x, y, z, 1, M.data, e * n, 0, n);
  checkPotentials(channels, M.data, n);
  return M;
}
