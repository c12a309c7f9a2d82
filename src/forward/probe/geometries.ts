/** The catalogue of built-in probes: a name, what it is, and the function that makes it from its parameters. */
import { ParameterError } from '../../errors.ts';
import { nearest } from '../../numerics/nearest.ts';
import { contactGrid, ecogGrid, mea4096, mea60 } from './gridArrays.ts';
import type { Probe } from './probe.ts';
import { linearProbe, neuropixels, tetrode } from './shankProbes.ts';

/** Parameters of a geometry: counts, and lengths in um. Those left out have the geometry's own values. */
export interface GeometryParameters {
  /** Number of contacts of a `linear` probe. */
  readonly count?: number;
  /** Distance between neighbours. */
  readonly pitch?: number;
  /** Width of a contact (diameter, or side); 0: points. */
  readonly width?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly firstRow?: number;
  /** Every how many rows one is recorded. */
  readonly rowStep?: number;
  /** Distance of the lowest contact (Neuropixels: row 0) from the tip. */
  readonly tipLength?: number;
}

/** A geometry of the catalogue. */
export interface ProbeGeometry {
  /** One line about it. */
  readonly title: string;
  /** What its origin is: the `tip` of its shank or shanks, or the `centre` of a flat grid. */
  readonly origin: 'tip' | 'centre';
  /** The parameters it has. */
  readonly parameters: readonly (keyof GeometryParameters)[];
  /** The probe with its origin at [0, 0, 0]. */
  make(parameters: GeometryParameters): Probe;
}

const LINEAR = ['pitch', 'width', 'tipLength'] as const;
const NEUROPIXELS = ['firstRow', 'rows', 'rowStep', 'tipLength'] as const;

function linear(contacts: number | undefined, pitch: number, title: string): ProbeGeometry {
  return {
    title,
    origin: 'tip',
    parameters: contacts === undefined ? ['count', ...LINEAR] : LINEAR,
    make: ({ count, width, ...p }) =>
      linearProbe({
        pitch,
        ...p,
        contacts: contacts ?? count!,
        ...(width === undefined ? {} : { contactRadius: width / 2 }),
      }),
  };
}

/** Built-in probes by name. */
export const PROBE_GEOMETRIES = Object.freeze({
  linear: linear(undefined, 100, 'column of `count` contacts, 100 um apart'),
  'linear-16': linear(16, 100, 'column of 16 contacts, 100 um apart'),
  'linear-23': linear(23, 100, 'column of 23 contacts, 100 um apart'),
  'linear-32': linear(32, 50, 'column of 32 contacts, 50 um apart'),
  'neuropixels-1.0': {
    title: 'Neuropixels 1.0: 384 sites in staggered columns, rows 20 um apart',
    origin: 'tip',
    parameters: NEUROPIXELS,
    make: (p) => neuropixels({ ...p, version: '1.0' }),
  },
  'neuropixels-2.0': {
    title: 'Neuropixels 2.0, one shank: 384 sites in two columns, rows 15 um apart',
    origin: 'tip',
    parameters: NEUROPIXELS,
    make: (p) => neuropixels({ ...p, version: '2.0' }),
  },
  'neuropixels-2.0-four-shank': {
    title: 'Neuropixels 2.0, four shanks 250 um apart: 96 sites each',
    origin: 'tip',
    parameters: NEUROPIXELS,
    make: (p) => neuropixels({ ...p, version: '2.0-four-shank' }),
  },
  tetrode: {
    title: 'four wires at the corners of a square, 25 um apart',
    origin: 'tip',
    parameters: ['pitch', 'width'],
    make: ({ pitch, width }) =>
      tetrode({
        ...(pitch === undefined ? {} : { spacing: pitch }),
        ...(width === undefined ? {} : { contactRadius: width / 2 }),
      }),
  },
  'mea-60': {
    title: 'flat array of 8 x 8 contacts without corners, 200 um apart',
    origin: 'centre',
    parameters: ['pitch', 'width'],
    make: mea60,
  },
  'mea-4096': {
    title: 'flat array of 64 x 64 contacts, 42 um apart',
    origin: 'centre',
    parameters: ['pitch', 'width'],
    make: mea4096,
  },
  ecog: {
    title: 'flat grid of 8 x 8 discs on the cortex, 10 mm apart',
    origin: 'centre',
    parameters: ['rows', 'columns', 'pitch', 'width'],
    make: ecogGrid,
  },
  grid: {
    title: 'flat grid of `rows` x `columns` contacts, 100 um apart',
    origin: 'centre',
    parameters: ['rows', 'columns', 'pitch', 'width'],
    make: ({ rows, columns, pitch = 100, width = 0 }) =>
      contactGrid({ rows: rows!, columns: columns!, pitch, width, source: 'grid' }),
  },
} as const satisfies Record<string, ProbeGeometry>);

/** Name of a built-in probe. */
export type GeometryName = keyof typeof PROBE_GEOMETRIES;

/**
 * The built-in probe of a name, its origin at [0, 0, 0]; see placeProbe. Throws ParameterError on an unknown name, a parameter that it does
 * not have, or one out of range.
 */
export function probeGeometry(name: GeometryName, parameters: GeometryParameters = {}): Probe {
  if (!Object.hasOwn(PROBE_GEOMETRIES, name)) {
    const guess = nearest(name, Object.keys(PROBE_GEOMETRIES));
    throw new ParameterError(
      'geometry',
      `one of ${Object.keys(PROBE_GEOMETRIES).join(', ')}`,
      name,
      guess === undefined ? undefined : `did you mean ${guess}?`,
    );
  }
  const geometry: ProbeGeometry = PROBE_GEOMETRIES[name];
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  for (const [key, value] of given)
    if (!(geometry.parameters as readonly string[]).includes(key))
      throw new ParameterError(
        key,
        `no such parameter of ${name}: it has ${geometry.parameters.join(', ')}`,
        value,
      );
  return geometry.make(Object.fromEntries(given));
}
