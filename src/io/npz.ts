/**
 * NumPy's `.npz` files: a zip archive of `.npy` arrays (format described in NumPy's documentation, numpy.lib.format). Numbers of 1 to 8
 * bytes in either byte order, and texts (`U`, `S`). Left out: Python objects, complex numbers, records.
 */
import { unzipSync } from 'fflate';
import { DataFileError, show } from '../errors.ts';
import { noSuchArray, type ArrayFile, type Range } from './arrayFile.ts';

interface NpyArray {
  /** NumPy's type, e.g. `<f8`. */
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly data: DataView;
}

/** Opens an archive. Throws DataFileError if it is damaged or holds something else than arrays. */
export async function openNpz(file: string, bytes: Uint8Array): Promise<ArrayFile> {
  const fail = (message: string) => new DataFileError(file, undefined, message);
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes);
  } catch {
    throw fail('damaged: its contents cannot be unpacked (copy or create it again)');
  }
  const arrays = new Map(
    Object.entries(members).map(([name, content]) => [
      name.replace(/\.npy$/, ''),
      readNpy(content, () => fail(`${name}: damaged, or no array of NumPy`)),
    ]),
  );
  const array = (name: string): NpyArray => {
    const found = arrays.get(name);
    if (found === undefined) throw noSuchArray(file, name, [...arrays.keys()]);
    return found;
  };
  return {
    file,
    names: [...arrays.keys()],
    shape: (name) => array(name).shape,
    numbers(name, ranges) {
      const from = array(name);
      const read = numberAt(from);
      if (read === undefined) throw fail(`${name}: Expected numbers, but received type ${show(from.descr)}`);
      return slab(from, ranges, read);
    },
    texts(name) {
      const from = array(name);
      const read = textAt(from);
      if (read === undefined) throw fail(`${name}: Expected texts, but received type ${show(from.descr)}`);
      const count = from.shape.reduce((a, b) => a * b, 1);
      return Array.from({ length: count }, (_, i) => read(i));
    },
    close() {},
  };
}

function readNpy(bytes: Uint8Array, damaged: () => DataFileError): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== '\x93NUMPY') throw damaged();
  const wide = bytes[6] > 1;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) throw damaged();
  const lengths = shape
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const from = start + length;
  const size = /^.[US]/.test(descr)
    ? Number(descr.slice(2)) * (descr[1] === 'U' ? 4 : 1)
    : Number(descr.slice(2));
  const needed = size * lengths.reduce((a, b) => a * b, 1);
  if (!(bytes.length - from >= needed)) throw damaged();
  return {
    descr,
    fortran: order === 'True',
    shape: lengths,
    data: new DataView(bytes.buffer, bytes.byteOffset + from, needed),
  };
}

/** Reads the number at a place of the data, or undefined if the type is none. */
function numberAt({ descr, data }: NpyArray): ((i: number) => number) | undefined {
  const little = descr[0] !== '>';
  const readers: Record<string, (i: number) => number> = {
    f8: (i) => data.getFloat64(8 * i, little),
    f4: (i) => data.getFloat32(4 * i, little),
    i8: (i) => Number(data.getBigInt64(8 * i, little)),
    i4: (i) => data.getInt32(4 * i, little),
    i2: (i) => data.getInt16(2 * i, little),
    i1: (i) => data.getInt8(i),
    u8: (i) => Number(data.getBigUint64(8 * i, little)),
    u4: (i) => data.getUint32(4 * i, little),
    u2: (i) => data.getUint16(2 * i, little),
    u1: (i) => data.getUint8(i),
  };
  return readers[descr.slice(1)];
}

/** Reads the text at a place of the data, or undefined if the type is none. */
function textAt({ descr, data }: NpyArray): ((i: number) => string) | undefined {
  const width = Number(descr.slice(2));
  const kind = descr[1];
  if (kind !== 'U' && kind !== 'S') return undefined;
  const little = descr[0] !== '>';
  const code = (k: number) => (kind === 'U' ? data.getUint32(4 * k, little) : data.getUint8(k));
  return (i) => {
    const codes = Array.from({ length: width }, (_, k) => code(i * width + k));
    const end = codes.indexOf(0);
    return String.fromCodePoint(...(end < 0 ? codes : codes.slice(0, end)));
  };
}

/** The part of an array in `ranges`, row-major. */
function slab(
  { shape, fortran }: NpyArray,
  ranges: readonly Range[],
  read: (i: number) => number,
): Float64Array {
  const strides = shape.map((_, axis) =>
    (fortran ? shape.slice(0, axis) : shape.slice(axis + 1)).reduce((a, b) => a * b, 1),
  );
  const out = new Float64Array(ranges.reduce((size, [start, stop]) => size * (stop - start), 1));
  let k = 0;
  const walk = (axis: number, offset: number): void => {
    if (axis === shape.length) {
      out[k++] = read(offset);
      return;
    }
    const [start, stop] = ranges[axis];
    for (let i = start; i < stop; i++) walk(axis + 1, offset + i * strides[axis]);
  };
  walk(0, 0);
  return out;
}
