/**
 * The potential on the axis of a population of rotational symmetry (Hagen et al. 2022): the current of segment i is
 * spread over discs of radius R about the z axis, with a Gaussian density of standard deviation sigma_z in depth about
 * the segment's mid-point z_i, in an infinite homogeneous medium. With z_e the depth of the contact,
 *
 *   M_ei = 1/(2 sigma pi R^2) int dz' g(z'; sigma_z) [sqrt((z_e - z' - z_i)^2 + R^2) - |z_e - z' - z_i|].
 *
 * The integral is evaluated to rounding (see gaussCylinderProfile.ts). Contacts off the axis are left out.
 */
import { nonNegative, positive } from '../errors.ts';
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { ForwardModel } from './forwardModel.ts';
import { gaussCylinderProfile, type Profile } from './gaussCylinderProfile.ts';
import { channelNames, checkGeometry, finiteList, type PlacedChannel } from './options.ts';

export interface GaussCylinderPotentialOptions {
  /** Depths of the contacts on the population's axis, um, at least one, in any order. */
  readonly z: ArrayLike<number>;
  /** Radius R of the population, um, > 0. */
  readonly radius: number;
  /** Standard deviation of depth about the representative cell, um, >= 0 (0: infinitely thin discs). */
  readonly sigmaZ: number;
  /** Conductivity of the tissue, S/m. Default 0.3. */
  readonly sigma?: number;
  /** Names of the channels. Default `z=DEPTH`. */
  readonly names?: readonly string[];
}

/** Extracellular potential (mV per nA) on the axis of a population of radius R and Gaussian spread in depth. */
export class GaussCylinderPotential implements ForwardModel {
  readonly type = 'GaussCylinderPotential';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{ z: readonly number[]; radius: number; sigmaZ: number; sigma: number }>;
  readonly #profile: Profile;

  /** Throws ParameterError on depths that are not finite, `radius` or `sigma` <= 0, `sigmaZ` < 0, or repeated names. */
  constructor({ z, radius, sigmaZ, sigma = 0.3, names }: GaussCylinderPotentialOptions) {
    this.parameters = Object.freeze({
      z: finiteList('z', z),
      radius: positive('radius', radius),
      sigmaZ: nonNegative('sigmaZ', sigmaZ),
      sigma: positive('sigma', sigma),
    });
    const depths = this.parameters.z;
    const labels = channelNames(
      'names',
      names,
      depths.map((d) => `z=${d}`),
    );
    this.channels = Object.freeze(depths.map((d, i) => Object.freeze({ name: labels[i], x: 0, y: 0, z: d })));
    this.#profile = gaussCylinderProfile(radius, sigmaZ);
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError on a geometry that is not finite. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    const { z, sigma } = this.parameters;
    const zi = midpoints(geometry, 2);
    const scale = 1 / (2 * Math.PI * sigma);
    const M = array2d(z.length, zi.length);
    for (let e = 0; e < z.length; e++)
      for (let i = 0; i < zi.length; i++) M.data[e * zi.length + i] = scale * this.#profile(z[e] - zi[i]);
    return M;
  }
}
