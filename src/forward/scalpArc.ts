/** Electrodes on an arc of the scalp: the usual line of EEG sensors over a dipole on the z axis. */
import { ParameterError, finite, positive } from '../errors.ts';
import { finiteList, type PlacedChannel } from './options.ts';

export interface ScalpArcOptions {
  /** Radius of the arc, um. Default 90000, the scalp of the default head. */
  readonly radius?: number;
  /** Angles from the z axis (the vertex), degrees, -180 … 180; negative angles lie on the opposite side. */
  readonly polarAngles: ArrayLike<number>;
  /** Angle of the plane of the arc from the x axis, degrees. Default 0. */
  readonly azimuth?: number;
}

/**
 * Electrodes at the given polar angles, named `theta=ANGLE`, um. Throws ParameterError on an empty list, a repeated angle, one
 * outside -180 … 180, or a radius <= 0.
 */
export function scalpArc({
  radius = 90000,
  polarAngles,
  azimuth = 0,
}: ScalpArcOptions): readonly PlacedChannel[] {
  positive('radius', radius);
  finite('azimuth', azimuth);
  const angles = finiteList('polarAngles', polarAngles);
  return angles.map((angle, i) => {
    if (Math.abs(angle) > 180)
      throw new ParameterError(`polarAngles[${i}]`, 'an angle from -180 to 180 degrees', angle);
    if (angles.indexOf(angle) < i)
      throw new ParameterError(`polarAngles[${i}]`, 'an angle that does not occur before', angle);
    const lateral = radius * sine(angle);
    return Object.freeze({
      name: `theta=${angle}`,
      x: lateral * sine(azimuth + 90) + 0,
      y: lateral * sine(azimuth) + 0, // never -0
      z: radius * sine(angle + 90),
    });
  });
}

/** Sine of an angle in degrees, exactly zero at multiples of 180. */
function sine(degrees: number): number {
  return degrees % 180 === 0 ? 0 : Math.sin((degrees * Math.PI) / 180);
}
