/** The arrays of an HDF5 file of another program (h5wasm, in memory: browser-safe). Parts are read without the rest of an array. */
import type { Dataset, Group as H5Group } from 'h5wasm';
import { DataFileError, show } from '../errors.ts';
import { noSuchArray, type ArrayFile, type Range } from './arrayFile.ts';
import { hdf5Library } from './hdf5.ts';

let lastFile = 0;

/** Opens a file. Throws DataFileError if it is damaged. */
export async function openHdf5Arrays(file: string, bytes: Uint8Array): Promise<ArrayFile> {
  const { h5, fs } = await hdf5Library();
  const path = `/arrays-${++lastFile}.h5`;
  const fail = (message: string) => new DataFileError(file, undefined, message);
  let root: InstanceType<typeof h5.File>;
  const names: string[] = [];
  try {
    // Without a copy: files of whole heads have hundreds of megabytes, and nothing writes to them.
    fs.writeFile(path, bytes, { canOwn: true } as { flags?: string });
    root = new h5.File(path, 'r');
    collect(root, '', names);
  } catch {
    fs.unlink(path);
    throw fail('damaged: its contents cannot be read as HDF5 (copy or create it again)');
  }
  const dataset = (name: string): Dataset => {
    if (!names.includes(name)) throw noSuchArray(file, name, names);
    return root.get(name) as Dataset;
  };
  const read = <T>(name: string, what: () => T): T => {
    try {
      return what();
    } catch (cause) {
      throw fail(
        `${name}: damaged or of a kind that cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      );
    }
  };
  return {
    file,
    names,
    shape: (name) => dataset(name).shape ?? [],
    numbers(name, ranges) {
      const from = dataset(name);
      const values = read(name, () => from.slice(ranges.map(([start, stop]: Range) => [start, stop])));
      if (!ArrayBuffer.isView(values) && typeof values !== 'number')
        throw fail(`${name}: Expected numbers, but received ${show(from.dtype)}`);
      return toFloats(values as ArrayLike<number | bigint> | number);
    },
    texts(name) {
      const from = dataset(name);
      const values = read(name, () => from.value);
      if (typeof values === 'string') return [values];
      if (values instanceof Uint16Array) return characterRows(values, from.shape ?? []);
      if (Array.isArray(values)) return values.map((value) => read(name, () => entryText(h5, from, value)));
      throw fail(`${name}: Expected texts, but received ${show(from.dtype)}`);
    },
    close() {
      root.close();
      fs.unlink(path);
    },
  };
}

/** Paths of all datasets below a group, MATLAB's hidden store of cell contents left out. */
function collect(group: H5Group, prefix: string, names: string[]): void {
  for (const link of group.keys()) {
    if (link === '#refs#') continue;
    const member = group.get(link);
    if (member === null || !('type' in member)) continue;
    if (member.type === 'Dataset') names.push(`${prefix}${link}`);
    else if (member.type === 'Group') collect(member as H5Group, `${prefix}${link}/`, names);
  }
}

function toFloats(values: ArrayLike<number | bigint> | number): Float64Array {
  if (typeof values === 'number') return Float64Array.of(values);
  return values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>, Number);
}

/** A text, or what a reference of a MATLAB cell array points to: an array of character codes. */
function entryText(h5: typeof import('h5wasm'), from: Dataset, value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof h5.Reference)) throw new Error('neither texts nor references to texts');
  const target = from.dereference(value);
  const codes = target !== null && 'value' in target ? target.value : undefined;
  if (typeof codes === 'string') return codes;
  if (!(codes instanceof Uint16Array)) throw new Error('references to something other than texts');
  return String.fromCharCode(...codes);
}

/** The rows of a MATLAB character array, which comes as (characters x rows), without the blanks that pad them. */
function characterRows(codes: Uint16Array, shape: readonly number[]): string[] {
  const rows = shape.length === 2 ? shape[1] : 1;
  const length = codes.length / Math.max(rows, 1);
  return Array.from({ length: rows }, (_, row) =>
    String.fromCharCode(...Array.from({ length }, (_, k) => codes[k * rows + row])).trimEnd(),
  );
}
