/**
 * The potential anywhere around a population of rotational symmetry: the current of segment i is spread evenly over a disc of radius R
 * about the population's axis, and in depth about the segment's mid-point z_i by any depth law (Hagen et al. 2022, who have its
 * Gaussian case on the axis: GaussCylinderPotential). With rho the distance of the contact from the axis, u = z_e - z_i,
 *
 *   M_ei = 1/(4 pi sigma) E[mean of 1 / sqrt(|x_e - x'|^2 + (u - dz)^2) over the disc x' and the displacement dz],
 *
 * evaluated by the mixture of Gaussians of discMixture.ts to about 1e-14: no random placement, no kink, no cancellation.
 *
 * Above a horizontal plane the conductivity may be another (air or saline over a cortical surface, for ECoG): one image. The part
 * of a depth law that reaches beyond the plane is treated as if it were in the tissue.
 */
import { ParameterError, finite, nonNegative, positive } from '../errors.ts';
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
import { depthLaw, extentOf, meanOverDepth, type DepthLaw } from './depthLaw.ts';
import { discMixture } from './discMixture.ts';
import type { ForwardModel } from './forwardModel.ts';
import { checkGeometry, finiteList, placedChannels, type PlacedChannel, type Site } from './options.ts';

export interface CylinderPotentialOptions {
  /** Contacts anywhere, um, at least one. */
  readonly contacts: readonly Site[];
  /** Radius R of the population, um, > 0. */
  readonly radius: number;
  /** Spread of the cells in depth about the representative cell. */
  readonly depth: DepthLaw;
  /** The population's axis [x, y], um. Default [0, 0]. */
  readonly axis?: readonly [x: number, y: number];
  /** Conductivity of the tissue, S/m. Default 0.3. */
  readonly sigma?: number;
  /** Radius of the contacts, circular and horizontal, over which the potential is averaged, um. Default 0, points. */
  readonly contactRadius?: number;
  /** Another medium above z (um), of conductivity sigma (S/m, >= 0; 0: air). Default: none. */
  readonly above?: { readonly z: number; readonly sigma: number };
}

interface Parameters {
  readonly contacts: readonly PlacedChannel[];
  readonly radius: number;
  readonly depth: DepthLaw;
  readonly axis: readonly number[];
  readonly sigma: number;
  readonly contactRadius: number;
  readonly above: { readonly z: number; readonly sigma: number } | null;
}

/** A contact of this radius (um) or less is a point: its area would underflow. */
const TINY = 1e-100;

/** Nodes on each piece of a finite contact. */
const CONTACT_NODES = 24;

/** Extracellular potential (mV per nA), on and off the axis, of a cylindrical population. */
export class CylinderPotential implements ForwardModel {
  readonly type = 'CylinderPotential';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<Parameters>;

  /** Throws ParameterError on lengths or conductivities out of range, a bad depth law, or a contact above a medium that insulates. */
  constructor({
    contacts,
    radius,
    depth,
    axis = [0, 0],
    sigma = 0.3,
    contactRadius = 0,
    above,
  }: CylinderPotentialOptions) {
    this.channels = placedChannels('contacts', contacts, 'contact');
    const place = finiteList('axis', axis, 2);
    if (place.length !== 2) throw new ParameterError('axis', 'two coordinates [x, y]', axis);
    this.parameters = Object.freeze({
      contacts: this.channels,
      radius: positive('radius', radius),
      depth: depthLaw('depth', depth),
      axis: place,
      sigma: positive('sigma', sigma),
      contactRadius: nonNegative('contactRadius', contactRadius),
      above:
        above === undefined
          ? null
          : Object.freeze({ z: finite('above.z', above.z), sigma: nonNegative('above.sigma', above.sigma) }),
    });
    if (above?.sigma === 0)
      for (const { name, x, y, z } of this.channels)
        if (z > above.z)
          throw new ParameterError(
            `contacts (${name})`,
            `a depth of at most ${above.z} um, where the insulator begins`,
            [x, y, z],
          );
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError on a geometry that is not finite, or mid-points above `above.z`. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    const { radius, depth, axis, sigma, contactRadius, above } = this.parameters;
    const zi = midpoints(geometry, 2);
    const n = zi.length;
    const M = array2d(this.channels.length, n);
    if (above !== null)
      for (let i = 0; i < n; i++)
        if (zi[i] > above.z)
          throw new ParameterError(
            'geometry',
            `mid-points in the tissue, at most at z = ${above.z} um (segment ${i})`,
            zi[i],
          );
    const W = above === null ? 0 : (sigma - above.sigma) / (sigma + above.sigma);
    const highest = above === null ? -Infinity : above.z;
    let longest = 0;
    for (const { z } of this.channels)
      for (const v of zi)
        longest = Math.max(longest, Math.abs(z - v), above === null ? 0 : Math.abs(2 * highest - z - v));
    const scale = 1 / (4 * Math.PI * sigma);
    const ofDistance = new Map<number, (u: number) => number>();
    for (const [e, { x, y, z }] of this.channels.entries()) {
      const rho = Math.hypot(x - axis[0], y - axis[1]);
      let mean = ofDistance.get(rho);
      if (mean === undefined) {
        const [places, shares] = facePlaces(rho, contactRadius, radius);
        mean = meanOverDepth(depth, discMixture(places, shares, radius, longest + extentOf(depth)));
        ofDistance.set(rho, mean);
      }
      const outside = above !== null && z > above.z;
      for (let i = 0; i < n; i++) {
        const direct = mean(z - zi[i]);
        const image = W === 0 ? 0 : W * (outside ? direct : mean(2 * highest - z - zi[i]));
        M.data[e * n + i] = scale * (direct + image);
      }
    }
    return M;
  }
}

/**
 * Nodes and weights of the mean over a circular contact of radius a, its centre at d from the axis, of a function of the distance
 * rho from the axis: 2 rho phi(rho) / (pi a^2), phi the half angle of the circle about the axis inside the contact. Gauss-Legendre in an
 * angle, which removes the square roots at the ends, on either side of the population's rim R.
 */
function facePlaces(d: number, a: number, R: number): [ArrayLike<number>, ArrayLike<number>] {
  if (a < TINY) return [[d], [1]];
  const rho: number[] = [];
  const shares: number[] = [];
  const { nodes, weights } = gaussLegendre(CONTACT_NODES);
  const piece = (low: number, high: number, halfAngle: (r: number) => number): void => {
    if (low < R && R < high) {
      piece(low, R, halfAngle);
      piece(R, high, halfAngle);
    } else if (low < high)
      for (let k = 0; k < nodes.length; k++) {
        const angle = (Math.PI / 2) * nodes[k];
        const half = (high - low) / 2;
        const r = low + half * (1 + Math.sin(angle));
        rho.push(r);
        shares.push((weights[k] * half * Math.cos(angle) * r * halfAngle(r)) / (a * a));
      }
  };
  piece(0, Math.max(0, a - d), () => Math.PI);
  piece(
    Math.abs(a - d),
    a + d,
    // Clamped: rounding at the ends of a narrow ring.
    (r) => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, ((a - r + d) * (a + r - d)) / (4 * r * d))))),
  );
  const sum = shares.reduce((x, y) => x + y, 0);
  return [rho, shares.map((w) => w / sum)];
}
