/**
 * The magnetic field of a current dipole in an infinite homogeneous conductor, H = p x R / (4 pi R^3), R from the dipole
 * to the sensor (Hamalainen et al. 1993; Nunez & Srinivasan 2006). The volume currents add nothing by symmetry.
 */
import { ParameterError } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { DipoleForwardModel } from './forwardModel.ts';
import { fluxDensity, magnetometers, type MagnetometerOptions, type Magnetometers } from './magneticField.ts';
import { point, type Point } from './options.ts';

/** Magnetic field (nA/um per nA um, or T per nA um) of a dipole in an infinite homogeneous medium. */
export class InfiniteHomogeneousVolCondMEG implements DipoleForwardModel {
  readonly type = 'InfiniteHomogeneousVolCondMEG';
  readonly unit: Magnetometers['unit'];
  readonly channels: Magnetometers['channels'];
  readonly parameters: Magnetometers['parameters'];

  /** Throws ParameterError on an unknown `field` or a sensor without a finite place. */
  constructor(options: MagnetometerOptions) {
    ({ unit: this.unit, channels: this.channels, parameters: this.parameters } = magnetometers(options));
  }

  /** M, shape (3 n_sensors, 3), `unit` per nA um. Throws ParameterError if a sensor coincides with the dipole. */
  transformationMatrix(location: Point): Array2D {
    const at = point('location', location);
    const { sensors, field } = this.parameters;
    const M = array2d(3 * sensors.length, 3);
    for (const [i, sensor] of sensors.entries()) {
      const x = sensor.x - at[0];
      const y = sensor.y - at[1];
      const z = sensor.z - at[2];
      const R = Math.hypot(x, y, z);
      const k = 1 / (4 * Math.PI * R) / R;
      if (!Number.isFinite(k))
        throw new ParameterError(
          'location',
          `a place other than that of ${sensor.name}`,
          location,
          'move one of them',
        );
      const [a, b, c] = [(k * x) / R, (k * y) / R, (k * z) / R];
      M.data.set([0, c, -b, -c, 0, a, b, -a, 0], 9 * i);
    }
    return field === 'B' ? fluxDensity(M) : M;
  }
}
