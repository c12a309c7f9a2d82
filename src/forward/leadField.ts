/**
 * A lead field given as numbers: for each place of a dipole a matrix (sensors x 3), signal per nA um, as finite-element head models
 * provide them (e.g. the New York head, Huang, Parra & Haufe 2016, NeuroImage 140:150). The dipole is taken at the nearest
 * place of the table; the distance allowed has to be stated, and nothing is interpolated. Files: io/leadField.ts.
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
  /** Outward normals of the cortex at the places, of any length > 0, if they are known. */
  readonly normals?: readonly Point[];
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
  readonly places: readonly Point[];
  readonly normals: readonly Point[] | undefined;
  readonly tolerance: number;
  readonly #matrices: Float64Array;

  /** Throws ParameterError unless there are n_places x n_sensors x 3 finite numbers, a normal for every place or none, and distinct names. */
  constructor({ matrices, places, normals, sensors, unit, tolerance = 0 }: LeadFieldOptions) {
    if (!Array.isArray(places) || places.length === 0)
      throw new ParameterError('places', 'a list of at least one place [x, y, z]', places);
    this.places = Object.freeze(places.map((p, i) => point(`places[${i}]`, p)));
    this.normals = normals === undefined ? undefined : checkNormals(normals, places.length);
    this.channels = checkSensors(sensors);
    const size = places.length * this.channels.length * 3;
    if (matrices?.length !== size)
      throw new ParameterError(
        'matrices',
        `${places.length} places x ${this.channels.length} sensors x 3 = ${size} numbers`,
        matrices?.length,
      );
    this.#matrices = Float64Array.from(matrices);
    const bad = this.#matrices.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) finite(`matrices[${bad}]`, this.#matrices[bad]);
    this.unit = unit;
    this.tolerance = nonNegative('tolerance', tolerance);
  }

  /** All options, JSON-able; a copy that is made when asked for, since tables of whole heads are large. */
  get parameters(): Readonly<Record<string, unknown>> {
    const { unit, places, normals, channels: sensors, tolerance } = this;
    const known = normals === undefined ? {} : { normals };
    return Object.freeze({
      matrices: Array.from(this.#matrices),
      places,
      ...known,
      sensors,
      unit,
      tolerance,
    });
  }

  /** Index of the place nearest to `location` (um), the first of equals, and its distance, um. */
  nearest(location: Point): { readonly index: number; readonly distance: number } {
    return nearestPlace(this.places, location);
  }

  /**
   * Index of the place whose matrix a dipole at `location` (um) gets. Throws ParameterError if no place is within `tolerance`.
   */
  placeOf(location: Point): number {
    return placeWithin(this.places, location, this.tolerance);
  }

  /** M, shape (n_sensors, 3), `unit` per nA um. Throws ParameterError if no place is within `tolerance` of `location`. */
  transformationMatrix(location: Point): Array2D {
    const size = 3 * this.channels.length;
    const from = this.placeOf(location) * size;
    return array2d(this.channels.length, 3, this.#matrices.slice(from, from + size));
  }
}

/** Index of the place nearest to `location` (um), the first of equals, and its distance, um. */
export function nearestPlace(
  places: readonly Point[],
  location: Point,
): { readonly index: number; readonly distance: number } {
  const [x, y, z] = point('location', location);
  let index = 0;
  let distance = Infinity;
  for (const [i, p] of places.entries()) {
    const d = Math.hypot(p[0] - x, p[1] - y, p[2] - z);
    if (d < distance) {
      distance = d;
      index = i;
    }
  }
  return { index, distance };
}

/** Index of the nearest of `places`. Throws ParameterError if it is farther than `tolerance` (um) from `location`. */
export function placeWithin(places: readonly Point[], location: Point, tolerance: number): number {
  const { index, distance } = nearestPlace(places, location);
  if (distance > tolerance)
    throw new ParameterError(
      'location',
      `a place within ${tolerance} um of one of the table's`,
      location,
      `the nearest, [${places[index].join(', ')}], is ${Number(distance.toPrecision(6))} um away: use it, or allow a larger tolerance`,
    );
  return index;
}

function checkNormals(normals: readonly Point[], places: number): readonly Point[] {
  if (!Array.isArray(normals) || normals.length !== places)
    throw new ParameterError('normals', `${places} normals, one per place`, normals?.length);
  return Object.freeze(
    normals.map((value, i) => {
      const normal = point(`normals[${i}]`, value);
      if (!(Math.hypot(...normal) > 0))
        throw new ParameterError(`normals[${i}]`, 'a direction: not all coordinates 0', value);
      return normal;
    }),
  );
}

function checkSensors(sensors: readonly (string | Channel)[]): readonly Channel[] {
  if (!Array.isArray(sensors) || sensors.length === 0)
    throw new ParameterError('sensors', 'a list of at least one sensor', sensors);
  const channels = sensors.map((s: string | Channel, i): Channel => {
    const channel: Channel = typeof s === 'string' ? { name: s } : { ...s };
    if (typeof channel?.name !== 'string' || channel.name === '')
      throw new ParameterError(`sensors[${i}]`, 'a name, or an object with one', s);
    for (const axis of ['x', 'y', 'z'] as const)
      if (channel[axis] !== undefined) finite(`sensors[${i}].${axis}`, channel[axis]);
    return Object.freeze(channel);
  });
  const names = channels.map((c) => c.name);
  if (new Set(names).size < names.length) throw new ParameterError('sensors', 'names that differ', names);
  return Object.freeze(channels);
}
