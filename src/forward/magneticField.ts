/**
 * What the MEG models share: three channels (x, y, z) per sensor and the choice between the magnetic field H and the
 * magnetic flux density B = mu_0 H.
 */
import { ParameterError } from '../errors.ts';
import type { Array2D } from '../numerics/array2d.ts';
import { placedChannels, type PlacedChannel, type Site } from './options.ts';

/** Flux density in T of a magnetic field of 1 nA/um in vacuum: mu_0 = 4 pi 1e-7 T m/A times 1e-3 A/m. */
export const TESLA_PER_NA_UM = 4e-10 * Math.PI;

/** B in T of a magnetic field H in nA/um, shape kept. */
export function fluxDensity(H: Array2D): Array2D {
  return { shape: H.shape, data: H.data.map((h) => TESLA_PER_NA_UM * h) };
}

export interface MagnetometerOptions {
  /** Places of the sensors, um. Every sensor has the three channels `NAME.x`, `NAME.y`, `NAME.z`. */
  readonly sensors: readonly Site[];
  /** `H`: magnetic field in nA/um (default); `B`: magnetic flux density in T. */
  readonly field?: 'H' | 'B';
}

/** The checked options of an MEG model. */
export interface Magnetometers {
  readonly unit: 'nA/um' | 'T';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{ sensors: readonly PlacedChannel[]; field: 'H' | 'B' }>;
}

/** Checks the options of an MEG model. Throws ParameterError on an unknown field or a sensor without a finite place. */
export function magnetometers({ sensors, field = 'H' }: MagnetometerOptions): Magnetometers {
  if (field !== 'H' && field !== 'B') throw new ParameterError('field', "'H' or 'B'", field);
  const placed = placedChannels('sensors', sensors, 'sensor');
  return {
    unit: field === 'H' ? 'nA/um' : 'T',
    channels: Object.freeze(
      placed.flatMap((s) => ['x', 'y', 'z'].map((c) => Object.freeze({ ...s, name: `${s.name}.${c}` }))),
    ),
    parameters: Object.freeze({ sensors: placed, field }),
  };
}
