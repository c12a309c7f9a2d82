/**
 * Lead fields from files of other programs: HDF5 (the New York head's `.mat`, v7.3) and `.npz` (MNE-Python's gains), of which the caller
 * names the arrays and the units; and our own JSON, which says everything itself (leadFieldJson.ts). Of a table of a whole head, the
 * matrix of one place can be read alone.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import { LeadField, placeWithin } from '../forward/leadField.ts';
import type { Channel } from '../forward/forwardModel.ts';
import type { Point } from '../forward/options.ts';
import { gunzipIfNeeded } from './gzip.ts';
import { withArrayFile, type ArrayFile } from './arrayFile.ts';
import { GainLayout, type MatrixAxis } from './leadFieldAxes.ts';
import { readLeadFieldJson } from './leadFieldJson.ts';
import { gainOf, lengthOf, type LengthUnit } from './leadFieldUnits.ts';
import type { SourceFile } from './text.ts';

/** Which arrays of a file are what, and in which units. */
export interface LeadFieldArrays {
  /**
   * The gains: three axes (sensors, places, 3 components) in any order, or two: (sensors, 3 places), the components of one place together,
   * or (sensors, places) for dipoles along the normals. Found out by the lengths; `axes` says it where they allow several.
   */
  readonly matrix: string;
  readonly axes?: readonly MatrixAxis[];
  /** Places of the dipoles, (places x 3) or (3 x places). */
  readonly positions: string;
  /** Normals of the cortex, as `positions`. */
  readonly normals?: string;
  /** Names of the sensors; default `sensor0`, `sensor1` … */
  readonly sensorNames?: string;
  /** Places of the sensors, (sensors x 3) or (3 x sensors); six columns are places and normals. */
  readonly sensorPositions?: string;
  /** Unit of all positions. */
  readonly positionUnit: LengthUnit;
  /** Unit of the gains, e.g. `V/(A m)` (GAIN_UNITS). */
  readonly gainUnit: string;
}

export interface ReadLeadFieldOptions {
  /** Needed for HDF5 and `.npz`, refused for our JSON. */
  readonly arrays?: LeadFieldArrays;
  /** Read one place only: that nearest to a location (um), or the place of this index. */
  readonly at?: { readonly location: Point } | { readonly place: number };
  /** How far, um, a dipole may be from the place whose matrix it gets (default 0). */
  readonly tolerance?: number;
}

/**
 * A lead field from a file. Throws DataFileError on a file of another kind, an array that is missing or does not fit the others, a unit that is
 * not known; ParameterError if no place is within `tolerance` of `at.location`, or `at.place` is none.
 */
export async function readLeadField(
  file: SourceFile,
  { arrays, at, tolerance = 0 }: ReadLeadFieldOptions = {},
): Promise<LeadField> {
  const source = { name: file.name, bytes: gunzipIfNeeded(file.name, file.bytes) };
  const isJson = /^\s*\{/.test(new TextDecoder('latin1').decode(source.bytes.subarray(0, 200)));
  if (isJson) {
    if (arrays !== undefined)
      throw new ParameterError('arrays', 'nothing for a JSON file, which says what it holds', arrays);
    return onePlace(readLeadFieldJson(source, tolerance), at);
  }
  if (arrays === undefined)
    throw new ParameterError(
      'arrays',
      'the names of the arrays and their units',
      undefined,
      `${source.name} does not say them`,
    );
  const gain = gainOf(arrays.gainUnit, source.name);
  const scale = lengthOf(arrays.positionUnit, source.name);
  return withArrayFile(source, (opened) => {
    const places = pointsOf(opened, arrays.positions, undefined, scale);
    const layout = new GainLayout(opened, arrays.matrix, {
      places: places.length,
      ...(arrays.axes === undefined ? {} : { axes: arrays.axes }),
    });
    const chosen = at === undefined ? undefined : chosenPlace(places, at, tolerance);
    const only = <T>(all: readonly T[]) => (chosen === undefined ? all : [all[chosen]]);
    const normals =
      arrays.normals === undefined ? undefined : only(pointsOf(opened, arrays.normals, places.length, 1));
    return userFault(source.name, () => {
      const matrices = layout.read(normals, chosen).map((value) => value * gain.factor);
      return new LeadField({
        matrices,
        places: only(places),
        ...(normals === undefined ? {} : { normals }),
        sensors: sensorsOf(opened, arrays, layout.sensors, scale),
        unit: gain.unit,
        tolerance,
      });
    });
  });
}

/** What the model refuses is a fault of the file. */
function userFault<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ParameterError) throw new DataFileError(file, undefined, error.message);
    throw error;
  }
}

function chosenPlace(
  places: readonly Point[],
  at: NonNullable<ReadLeadFieldOptions['at']>,
  tolerance: number,
): number {
  if ('location' in at) return placeWithin(places, at.location, tolerance);
  if (!Number.isInteger(at.place) || at.place < 0 || at.place >= places.length)
    throw new ParameterError('place', `an index from 0 to ${places.length - 1}`, at.place);
  return at.place;
}

/** The lead field of one place of a table that is in memory. */
function onePlace(all: LeadField, at: ReadLeadFieldOptions['at']): LeadField {
  if (at === undefined) return all;
  const { places, normals, channels: sensors, unit, tolerance } = all;
  const chosen = chosenPlace(places, at, tolerance);
  return new LeadField({
    matrices: all.transformationMatrix(places[chosen]).data,
    places: [places[chosen]],
    ...(normals === undefined ? {} : { normals: [normals[chosen]] }),
    sensors,
    unit,
    tolerance,
  });
}

/** Points of an array (n x 3) or (3 x n); of (n x 6) or (6 x n) where the points may be followed by normals. */
function pointsOf(
  file: ArrayFile,
  name: string,
  count: number | undefined,
  scale: number,
  withNormals = false,
): Point[] {
  const shape = file.shape(name);
  const fail = (expected: string) =>
    new DataFileError(
      file.file,
      undefined,
      `${name}: Expected ${expected}, but received ${shape.join(' x ') || 'one number'}`,
    );
  if (shape.length !== 2) throw fail('two axes, (points x 3) or (3 x points)');
  const [rows, columns] = shape;
  const fits = (n: number, coordinates: number) =>
    (count === undefined || n === count) && (coordinates === 3 || (coordinates === 6 && withNormals));
  const byRow = fits(rows, columns);
  const byColumn = fits(columns, rows);
  if (byRow && byColumn && rows === columns)
    throw fail('a number of points other than that of coordinates, so that their axis can be told');
  if (!byRow && !byColumn)
    throw fail(count === undefined ? '(points x 3) or (3 x points)' : `${count} points of 3 coordinates`);
  const points = byRow ? rows : columns;
  const values = file.numbers(
    name,
    byRow
      ? [
          [0, points],
          [0, 3],
        ]
      : [
          [0, 3],
          [0, points],
        ],
  );
  const at = (i: number, axis: number) => scale * values[byRow ? 3 * i + axis : axis * points + i];
  return Array.from({ length: points }, (_, i): Point => [at(i, 0), at(i, 1), at(i, 2)]);
}

function sensorsOf(file: ArrayFile, arrays: LeadFieldArrays, count: number, scale: number): Channel[] {
  const names =
    arrays.sensorNames === undefined
      ? Array.from({ length: count }, (_, i) => `sensor${i}`)
      : file.texts(arrays.sensorNames);
  if (names.length !== count)
    throw new DataFileError(
      file.file,
      undefined,
      `${arrays.sensorNames}: Expected ${count} names, one per sensor of ${arrays.matrix}, but received ${show(names.length)}`,
    );
  const places =
    arrays.sensorPositions === undefined
      ? undefined
      : pointsOf(file, arrays.sensorPositions, count, scale, true);
  return names.map((name, i) => {
    if (places === undefined) return { name };
    const [x, y, z] = places[i];
    return { name, x, y, z };
  });
}
