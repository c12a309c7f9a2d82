/**
 * The potential of segments whose current leaves evenly along their axis (Holt & Koch 1999, J Comput Neurosci 6:169; Linden
 * et al. 2014) in an infinite homogeneous medium,
 *
 *   M_ei = 1 / (4 pi sigma L) ln[(sqrt(h^2 + rho^2) - h) / (sqrt(l^2 + rho^2) - l)],
 *
 * with h = (r_e - end)·u, l = h + L, u the segment's direction and rho the distance of the contact from the infinite line. With
 * a = sqrt(l^2 + rho^2) - l and b = sqrt(h^2 + rho^2) + h the logarithm is log1p(2 L / (a + b)); a and b are each formed without
 * subtraction, so that nothing cancels near the segment, on its axis, or far away, and L -> 0 gives the point source.
 *
 * In an anisotropic medium (sx, sy, sz) the mean of 1 / (4 pi sqrt(sy sz dx^2 + sx sz dy^2 + sx sy dz^2)) over the segment is
 * the same expression with sigma = 1 after scaling the axes by sqrt(sy sz), sqrt(sx sz), sqrt(sx sy).
 *
 * Contacts inside a segment's radius r_i. Isotropic: rho is raised to r_i (rho belongs to the infinite line, so a contact
 * beyond an end and near the axis is moved too). Anisotropic, and in a slice: a contact nearer to the *segment* than r_i is moved away
 * from its nearest point to the distance r_i. The two rules differ only within r_i of the line.
 */
import type { CellGeometry } from '../morphology/geometry.ts';
import type { Array2D } from '../numerics/array2d.ts';
import type { ForwardModel } from './forwardModel.ts';
import {
  checkDiameters,
  checkGeometry,
  conductivity,
  placedChannels,
  type Conductivity,
  type PlacedChannel,
  type Point,
} from './options.ts';
import { potentialsAt, type AddPotentials, type SourcePotentialOptions } from './pointSourcePotential.ts';

/** The mean of 1/distance over a segment of length L > 0: h, rho^2 as above. Infinite on the segment itself. */
export function meanInverseDistance(h: number, rhoSquared: number, L: number): number {
  const l = h + L;
  const toStart = Math.sqrt(l * l + rhoSquared);
  const toEnd = Math.sqrt(h * h + rhoSquared);
  const a = l > 0 ? rhoSquared / (toStart + l) : toStart - l;
  const b = h < 0 ? rhoSquared / (toEnd - h) : toEnd + h;
  // ln(1 + 2 L / (a + b)) = 2 artanh(y); away from the segment y is small and six terms of its series are exact to rounding.
  const y = L / (a + b + L);
  if (y < 0.05) {
    const q = y * y;
    const series = 1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q / 13)))));
    return (2 * series) / (a + b + L);
  }
  return Math.log1p((2 * L) / (a + b)) / L;
}

/** From where an isotropic line keeps the distance r_i: the infinite line, or the segment alone. */
export type LeastDistance = 'line' | 'segment';

/**
 * Line sources along the segments. A segment without length is a point source.
 *
 * @param leastDistance isotropic media: `line` (default) raises rho to r_i; `segment` moves contacts nearer to the segment than r_i
 * away from its nearest point, so that those further beyond an end are left where they are.
 */
export function lineSources(
  geometry: CellGeometry,
  sigma: Conductivity,
  leastDistance: LeastDistance = 'line',
): AddPotentials {
  return typeof sigma === 'number'
    ? isotropic(geometry, 1 / (4 * Math.PI * sigma), leastDistance)
    : anisotropic(geometry, sigma);
}

function isotropic(
  { n, start, end, diameter }: CellGeometry,
  scale: number,
  leastDistance: LeastDistance,
): AddPotentials {
  const S = start.data;
  const E = end.data;
  const length = new Float64Array(n);
  const unit = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const L = Math.hypot(E[i] - S[i], E[n + i] - S[n + i], E[2 * n + i] - S[2 * n + i]);
    length[i] = L;
    for (let k = i; k < 3 * n; k += n) unit[k] = L > 0 ? (E[k] - S[k]) / L : 0;
  }
  const fromLine = leastDistance === 'line';
  return (x, y, z, weight, out, offset, from, to) => {
    const c = weight * scale;
    for (let i = from; i < to; i++) {
      const ux = unit[i];
      const uy = unit[n + i];
      const uz = unit[2 * n + i];
      const dx = x - E[i];
      const dy = y - E[n + i];
      const dz = z - E[2 * n + i];
      let h = dx * ux + dy * uy + dz * uz;
      const px = dx - h * ux;
      const py = dy - h * uy;
      const pz = dz - h * uz;
      const L = length[i];
      const rSquared = (diameter[i] * diameter[i]) / 4;
      let rhoSquared = px * px + py * py + pz * pz;
      if (rhoSquared < rSquared) {
        const beyond = h > 0 ? h : h + L < 0 ? h + L : 0;
        const squared = rhoSquared + beyond * beyond;
        if (fromLine || beyond === 0 || squared < AT_END) rhoSquared = rSquared;
        else if (squared < rSquared) {
          const stretch = Math.sqrt(rSquared / squared);
          h += beyond * (stretch - 1);
          rhoSquared *= stretch * stretch;
        }
      }
      out[offset + i] += c * (L > 0 ? meanInverseDistance(h, rhoSquared, L) : 1 / Math.sqrt(rhoSquared));
    }
  };
}

/** Squared distance, um2, below which a contact counts as being at a line's end, where no direction leads away from it. */
const AT_END = 1e-200;
/** Distance, um, below which a contact counts as being on the axis, and the same bound for a direction's x. */
const ON_AXIS = 1e-8;

/** Stretch of the axes after which the potential in an anisotropic medium is 1 / (4 pi distance). */
export function anisotropicStretch([sx, sy, sz]: Point): Point {
  return [Math.sqrt(sy * sz), Math.sqrt(sx * sz), Math.sqrt(sx * sy)];
}

function anisotropic({ n, start, end, diameter }: CellGeometry, sigma: Point): AddPotentials {
  const S = start.data;
  const E = end.data;
  const [kx, ky, kz] = anisotropicStretch(sigma);
  return (x, y, z, weight, out, offset, from, to) => {
    const c = weight / (4 * Math.PI);
    for (let i = from; i < to; i++) {
      const ax = E[i] - S[i];
      const ay = E[n + i] - S[n + i];
      const az = E[2 * n + i] - S[2 * n + i];
      let dx = x - E[i];
      let dy = y - E[n + i];
      let dz = z - E[2 * n + i];
      const radius = diameter[i] / 2;
      const squaredLength = ax * ax + ay * ay + az * az;
      // Where the nearest point of the segment lies, from its end (0) to its start (-1).
      const along =
        squaredLength > 0 ? Math.min(0, Math.max(-1, (dx * ax + dy * ay + dz * az) / squaredLength)) : 0;
      let px = dx - along * ax;
      let py = dy - along * ay;
      let pz = dz - along * az;
      let distance = Math.sqrt(px * px + py * py + pz * pz);
      if (distance < radius) {
        if (distance < ON_AXIS) {
          const L = Math.sqrt(squaredLength);
          const slanted = L > 0 && Math.abs(ax) > ON_AXIS * L;
          // Across the segment: (-uy, ux, 0), or (0, uz, -uy) for one in the y-z plane, or x for a point.
          px = slanted ? -ay : L > 0 ? 0 : 1;
          py = slanted ? ax : az;
          pz = slanted ? 0 : -ay;
          distance = Math.sqrt(px * px + py * py + pz * pz);
        }
        const stretch = radius / distance;
        dx = along * ax + stretch * px;
        dy = along * ay + stretch * py;
        dz = along * az + stretch * pz;
      }
      const ux = kx * ax;
      const uy = ky * ay;
      const uz = kz * az;
      const wx = kx * dx;
      const wy = ky * dy;
      const wz = kz * dz;
      const L = Math.sqrt(ux * ux + uy * uy + uz * uz);
      const h = L > 0 ? (wx * ux + wy * uy + wz * uz) / L : 0;
      const t = L > 0 ? h / L : 0;
      const qx = wx - t * ux;
      const qy = wy - t * uy;
      const qz = wz - t * uz;
      const rhoSquared = qx * qx + qy * qy + qz * qz;
      out[offset + i] += c * (L > 0 ? meanInverseDistance(h, rhoSquared, L) : 1 / Math.sqrt(rhoSquared));
    }
  };
}

/** Potential (mV per nA) of line sources in an infinite homogeneous medium, isotropic or anisotropic. */
export class LineSourcePotential implements ForwardModel {
  readonly type = 'LineSourcePotential';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{ contacts: readonly PlacedChannel[]; sigma: Conductivity }>;

  /** Throws ParameterError if there is no contact, one has no finite place, or a conductivity is not > 0. */
  constructor({ contacts, sigma = 0.3 }: SourcePotentialOptions) {
    this.channels = placedChannels('contacts', contacts, 'contact');
    this.parameters = Object.freeze({ contacts: this.channels, sigma: conductivity('sigma', sigma) });
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError on a geometry that is not finite, or a contact on a segment without diameter. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    checkDiameters(geometry);
    return potentialsAt(this.channels, lineSources(geometry, this.parameters.sigma), geometry.n);
  }
}
