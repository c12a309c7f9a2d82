/** Typed, checked access to the tree of an HDF5 file: what is missing or of another kind is a DataFileError that names its path. */
import { DataFileError, show } from '../errors.ts';
import type { Channel } from '../forward/forwardModel.ts';
import type { LagAxis, Provenance } from '../kernel/kernel.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { UNITS, type Unit } from '../units.ts';
import type { Hdf5Array, Hdf5Node } from './hdf5.ts';

/** A group of a file, with the path that messages show. */
export class Hdf5View {
  readonly file: string;
  readonly path: string;
  private readonly node: Hdf5Node;

  constructor(file: string, node: Hdf5Node, path = '') {
    this.file = file;
    this.node = node;
    this.path = path;
  }

  /** The named group; an empty one if it is absent. */
  group(name: string): Hdf5View {
    return new Hdf5View(this.file, this.node.groups?.get(name) ?? {}, `${this.path}/${name}`);
  }

  /** All groups in this one, in the order in which they were written. */
  groups(): Hdf5View[] {
    return [...(this.node.groups?.keys() ?? [])].map((name) => this.group(name));
  }

  /** A text attribute. */
  text(name: string): string {
    const value = this.node.attributes?.[name];
    if (typeof value !== 'string') throw this.error(name, 'a text', value);
    return value;
  }

  /** A text attribute, or undefined if there is none. */
  optionalText(name: string): string | undefined {
    return this.node.attributes?.[name] === undefined ? undefined : this.text(name);
  }

  /** A text attribute that is one of `choices`. */
  choice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.text(name) as T;
    if (!choices.includes(value)) throw this.error(name, `one of ${choices.join(', ')}`, value);
    return value;
  }

  /** A number attribute. */
  number(name: string): number {
    const value = this.node.attributes?.[name];
    if (typeof value !== 'number') throw this.error(name, 'a number', value);
    return value;
  }

  /** The unit of an array, whatever it is: models of neurons have their own. */
  anyUnit(name: string): string {
    return this.array(name).unit;
  }

  /** The unit of an array, one that signals can have. */
  unit(name: string): Unit {
    const unit = this.anyUnit(name);
    if (!(Object.values(UNITS) as string[]).includes(unit)) throw this.error(name, 'a known unit', unit);
    return unit as Unit;
  }

  /** The values of a float64 array. */
  floats(name: string): Float64Array {
    const { values } = this.array(name);
    if (!(values instanceof Float64Array)) throw this.error(name, 'float64 values', 'others');
    return values;
  }

  /** The values of an int32 array. */
  integers(name: string): Int32Array {
    const { values } = this.array(name);
    if (!(values instanceof Int32Array)) throw this.error(name, 'int32 values', 'others');
    return values;
  }

  /** The values of an array of texts. */
  texts(name: string): readonly string[] {
    const { values } = this.array(name);
    if (!Array.isArray(values)) throw this.error(name, 'texts', 'numbers');
    return values as readonly string[];
  }

  /** Whether there is an array of this name. */
  has(name: string): boolean {
    return this.node.arrays?.[name] !== undefined;
  }

  /** A float64 matrix. */
  matrix(name: string): Array2D {
    const { shape } = this.array(name);
    if (shape.length !== 2) throw this.error(name, 'an array of two axes', `${shape.length} axes`);
    return array2d(shape[0]!, shape[1]!, this.floats(name));
  }

  private array(name: string): Hdf5Array {
    const array = this.node.arrays?.[name];
    if (array === undefined) throw this.error(name, 'an array', undefined);
    return array;
  }

  private error(name: string, expected: string, received: unknown): DataFileError {
    return new DataFileError(
      this.file,
      undefined,
      `${this.path}/${name}: Expected ${expected}, but received ${show(received)}`,
    );
  }
}

/** A matrix as it is stored. */
export function matrixArray(a: Array2D, unit: string, description: string): Hdf5Array {
  return { values: a.data, shape: a.shape, unit, description };
}

/** A vector as it is stored. */
export function vectorArray(
  values: Float64Array | Int32Array | readonly string[],
  unit: string,
  description: string,
  compress = false,
): Hdf5Array {
  return { values, shape: [values.length], unit, description, compress };
}

/** Channels as arrays: names, and positions of which absent coordinates are NaN. */
export function channelArrays(channels: readonly Channel[]): Record<string, Hdf5Array> {
  const positions = array2d(channels.length, 3);
  channels.forEach((c, i) => positions.data.set([c.x ?? NaN, c.y ?? NaN, c.z ?? NaN], 3 * i));
  return {
    channel_names: vectorArray(
      channels.map((c) => c.name),
      '1',
      'names of the channels',
    ),
    channel_positions: matrixArray(
      positions,
      UNITS.length,
      'channels x (x, y, z), NaN where a channel has no such coordinate',
    ),
  };
}

/** The channels of a group. */
export function readChannels(view: Hdf5View): Channel[] {
  const positions = view.matrix('channel_positions').data;
  return view.texts('channel_names').map((name, i) => {
    const [x, y, z] = positions.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    return {
      name,
      ...(Number.isNaN(x) ? {} : { x }),
      ...(Number.isNaN(y) ? {} : { y }),
      ...(Number.isNaN(z) ? {} : { z }),
    };
  });
}

/** A lag axis as attributes. */
export function lagAttributes(lags: LagAxis): Record<string, number | string> {
  return { time_unit: UNITS.time, dt: lags.dt, first_lag: lags.first, n_lags: lags.count };
}

/** The lag axis of a group. */
export function readLags(view: Hdf5View): LagAxis {
  return { dt: view.number('dt'), first: view.number('first_lag'), count: view.number('n_lags') };
}

/** Provenance of a single result as attributes; none if it has none. */
export function provenanceAttributes(provenance: Provenance | undefined): Record<string, string> {
  return provenance === undefined ? {} : { spikefield_version: provenance.version, hash: provenance.hash };
}

/** Provenance of a single result, as a member to spread; nothing if the group has none. */
export function readProvenance(view: Hdf5View): { provenance?: Provenance } {
  const hash = view.optionalText('hash');
  return hash === undefined ? {} : { provenance: { version: view.text('spikefield_version'), hash } };
}

/** Name of a pathway's group; `>` is escaped in population names so that different pathways have different names. */
export function pathwayName(X: string, Y: string): string {
  const escape = (name: string) => name.replaceAll('%', '%25').replaceAll('>', '%3E');
  return `${escape(X)}->${escape(Y)}`;
}
