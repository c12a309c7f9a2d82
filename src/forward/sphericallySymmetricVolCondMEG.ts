/**
 * The magnetic field outside a spherically symmetric conductor (centre at the origin) that holds a current dipole
 * (Sarvas 1987; Hamalainen et al. 1993, eq. 34). With a = r - r_p, from the dipole to the sensor,
 *
 *   F = a (r a + r^2 - r_p · r),
 *   grad F = (a^2/r + a·r/a + 2a + 2r) r - (a + 2r + a·r/a) r_p,
 *   H = [F p x r_p - (p x r_p · r) grad F] / (4 pi F^2).
 *
 * Neither the conductivities nor the radii of the shells matter; a radial dipole has no field. All sensors must be
 * outside the conductor, so in particular further out than the dipole (the one rule that can be checked here).
 */
import { ParameterError } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { DipoleForwardModel } from './forwardModel.ts';
import { fluxDensity, magnetometers, type MagnetometerOptions, type Magnetometers } from './magneticField.ts';
import { point, type Point } from './options.ts';

/** Magnetic field (nA/um per nA um, or T per nA um) of a dipole in a spherically symmetric conductor. */
export class SphericallySymmetricVolCondMEG implements DipoleForwardModel {
  readonly type = 'SphericallySymmetricVolCondMEG';
  readonly unit: Magnetometers['unit'];
  readonly channels: Magnetometers['channels'];
  readonly parameters: Magnetometers['parameters'];

  /** Throws ParameterError on an unknown `field` or a sensor without a finite place. */
  constructor(options: MagnetometerOptions) {
    ({ unit: this.unit, channels: this.channels, parameters: this.parameters } = magnetometers(options));
  }

  /** M, shape (3 n_sensors, 3), `unit` per nA um. Throws ParameterError unless every sensor is further out than the dipole. */
  transformationMatrix(location: Point): Array2D {
    const at = point('location', location);
    const { sensors, field } = this.parameters;
    const M = array2d(3 * sensors.length, 3);
    for (const [i, s] of sensors.entries()) {
      if (!(Math.hypot(s.x, s.y, s.z) > Math.hypot(...at)))
        throw new ParameterError('location', `a place nearer to the centre than ${s.name}`, location);
      const H = fieldOfUnitDipoles([s.x, s.y, s.z], at);
      if (!H.every(Number.isFinite))
        throw new ParameterError('location', `a place further from ${s.name}`, location, 'move one of them');
      M.data.set(H, 9 * i);
    }
    return field === 'B' ? fluxDensity(M) : M;
  }
}

/** H at sensor `rv` for unit dipoles at `rp`: 3 x 3 row-major, component of H by component of p. */
function fieldOfUnitDipoles(rv: Point, rp: Point): Float64Array {
  const av = [rv[0] - rp[0], rv[1] - rp[1], rv[2] - rp[2]] as const;
  const r = Math.hypot(...rv);
  const a = Math.hypot(...av);
  const aDotR = av[0] * rv[0] + av[1] * rv[1] + av[2] * rv[2];
  const F = a * (r * a + aDotR); // r^2 - rp·r = a·r
  const alongR = (a * a) / r + aDotR / a + 2 * a + 2 * r;
  const alongP = a + 2 * r + aDotR / a;
  // p x rp = C p and (p x rp)·r = p·(rp x r), so H = C p / (4 pi F) - grad F (rp x r)·p / (4 pi F^2).
  const C = [0, rp[2], -rp[1], -rp[2], 0, rp[0], rp[1], -rp[0], 0];
  const cross = [rp[1] * rv[2] - rp[2] * rv[1], rp[2] * rv[0] - rp[0] * rv[2], rp[0] * rv[1] - rp[1] * rv[0]];
  const H = new Float64Array(9);
  const k = 1 / (4 * Math.PI * F);
  for (let h = 0; h < 3; h++) {
    const gradient = (alongR * rv[h] - alongP * rp[h]) / F;
    for (let p = 0; p < 3; p++) H[3 * h + p] = k * (C[3 * h + p] - gradient * cross[p]);
  }
  return H;
}
