/**
 * A lead field given as numbers: for each place of a dipole a matrix (sensors x 3), signal per nA um, as finite-element head models
 * provide them (e.g. the New York head, Huang, Parra & Haufe 2016, NeuroImage 140:150). The dipole is taken at the nearest
 * place of the table; the distance allowed has to be stated, and nothing is interpolated.
 */
import { ParameterError, finite, nonNegative } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { Unit } from '../units.ts';
import type { Channel, DipoleForwardModel } from './forwardModel.ts';
import { point, type Point } from './options.ts';

export interface LeadFieldOptions {
  /** The matrices, one after the other: element (place p, sensor s, component c) is `matrices[(p * n_sensors + s) * 3 + c]`, `unit` per nA um. */
  readonly matrices: ArrayLike<number>;
  /** Places of the dipoles, um, in the order of the matrices. */
  readonly places: readonly Point[];
  /** The sensors, at least one: names, or names with places in um. */
  readonly sensors: readonly (string | Channel)[];
  /** Unit of the signal, e.g. mV for EEG, T for MEG. */
  readonly unit: Unit;
  /** How far, um, a dipole may be from the place whose matrix it gets. Default 0: only places of the table. */
  readonly tolerance?: number;
}

/** Signal of a dipole from position-resolved lead-field matrices. */
export class LeadField implements DipoleForwardModel {
  readonly type = 'LeadField';
  readonly unit: Unit;
  readonly channels: readonly Channel[];
  readonly parameters: Readonly<{
    matrices: readonly number[];
    places: readonly Point[];
    sensors: readonly Channel[];
    unit: Unit;
    tolerance: number;
  }>;
  readonly #matrices: Float64Array;

  /** Throws ParameterError unless there are n_places x n_sensors x 3 finite numbers and distinct names. */
  constructor({ matrices, places, sensors, unit, tolerance = 0 }: LeadFieldOptions) {
    if (!Array.isArray(places) || places.length === 0)
      throw new ParameterError('places', 'a list of at least one place [x, y, z]', places);
    if (!Array.isArray(sensors) || sensors.length === 0)
      throw new ParameterError('sensors', 'a list of at least one sensor', sensors);
    const at = Object.freeze(places.map((p, i) => point(`places[${i}]`, p)));
    const channels = sensors.map((s: string | Channel, i): Channel => {
      const channel: Channel = typeof s === 'string' ? { name: s } : { ...s };
      if (typeof channel?.name !== 'string' || channel.name === '')
        throw new ParameterError(`sensors[${i}]`, 'a name, or an object with one', s);
      for (const axis of ['x', 'y', 'z'] as const)
        if (channel[axis] !== undefined) finite(`sensors[${i}].${axis}`, channel[axis]);
      return Object.freeze(channel);
    });
    const names = new Set(channels.map((c) => c.name));
    if (names.size < channels.length)
      throw new ParameterError(
        'sensors',
        'names that differ',
        channels.map((c) => c.name),
      );
    const size = at.length * channels.length * 3;
    if (matrices?.length !== size)
      throw new ParameterError(
        'matrices',
        `${at.length} places x ${channels.length} sensors x 3 = ${size} numbers`,
        matrices?.length,
      );
    this.#matrices = Float64Array.from(matrices);
    for (const [i, v] of this.#matrices.entries()) finite(`matrices[${i}]`, v);
    this.unit = unit;
    this.channels = Object.freeze(channels);
    this.parameters = Object.freeze({
      matrices: Object.freeze(Array.from(this.#matrices)),
      places: at,
      sensors: this.channels,
      unit,
      tolerance: nonNegative('tolerance', tolerance),
    });
  }

  /** Index of the place nearest to `location` (um), the first of equals, and its distance, um. */
  nearest(location: Point): { readonly index: number; readonly distance: number } {
    const [x, y, z] = point('location', location);
    let index = 0;
    let distance = Infinity;
    for (const [i, p] of this.parameters.places.entries()) {
      const d = Math.hypot(p[0] - x, p[1] - y, p[2] - z);
      if (d < distance) {
        distance = d;
        index = i;
      }
    }
    return { index, distance };
  }

  /** M, shape (n_sensors, 3), `unit` per nA um. Throws ParameterError if no place is within `tolerance` of `location`. */
  transformationMatrix(location: Point): Array2D {
    const { index, distance } = this.nearest(location);
    const { places, tolerance } = this.parameters;
    if (distance > tolerance)
      throw new ParameterError(
        'location',
        `a place within ${tolerance} um of one of the table's`,
        location,
        `the nearest, [${places[index].join(', ')}], is ${distance} um away: use it, or allow a larger tolerance`,
      );
    const size = 3 * this.channels.length;
    return array2d(this.channels.length, 3, this.#matrices.slice(index * size, (index + 1) * size));
  }
}
