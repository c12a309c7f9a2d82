/**
 * Files of named arrays that other programs wrote, behind one interface: HDF5 (MATLAB's v7.3 files included) and NumPy's `.npz`.
 * Numbers come as float64, whatever they were stored as. Left out: complex numbers, compound types, MATLAB's files before v7.3.
 */
import { DataFileError, show } from '../errors.ts';
import { openHdf5Arrays } from './hdf5Arrays.ts';
import { openNpz } from './npz.ts';
import type { SourceFile } from './text.ts';

/** Part of an axis: from `start` (included) to `stop` (excluded). */
export type Range = readonly [start: number, stop: number];

/** An open file of arrays. */
export interface ArrayFile {
  readonly file: string;
  /** Paths of all arrays, e.g. `cortex75K/vc`. */
  readonly names: readonly string[];
  /** Lengths of the axes in the order of the file, row-major (MATLAB's arrays come with their axes reversed). */
  shape(name: string): readonly number[];
  /** The numbers in `ranges` (one per axis), row-major. Throws DataFileError if they are no numbers. */
  numbers(name: string, ranges: readonly Range[]): Float64Array;
  /** The entries of an array of texts; MATLAB's cell arrays and character arrays too. Throws DataFileError if they are none. */
  texts(name: string): readonly string[];
  close(): void;
}

/** Opens a file by its first bytes, hands it to `use` and closes it. Throws DataFileError on another kind of file, or a damaged one. */
export async function withArrayFile<T>(source: SourceFile, use: (arrays: ArrayFile) => T): Promise<T> {
  const { name, bytes } = source;
  const open = isHdf5(bytes) ? openHdf5Arrays : isZip(bytes) ? openNpz : undefined;
  if (open === undefined)
    throw new DataFileError(
      name,
      undefined,
      `Expected an HDF5 file (MATLAB: saved with -v7.3) or a NumPy .npz file, but received ${beginning(bytes)}`,
    );
  const arrays = await open(name, bytes);
  try {
    return use(arrays);
  } finally {
    arrays.close();
  }
}

/** Whether the bytes are an HDF5 file, behind a header of 512 bytes (MATLAB's) or more, or none. */
export function isHdf5(bytes: Uint8Array): boolean {
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  for (let at = 0; at + 8 <= bytes.length && at <= 8192; at = at === 0 ? 512 : 2 * at)
    if (signature.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}

/** Whether the bytes are a zip archive, as `.npz` files are. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

function beginning(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  return `a file that begins with ${show(new TextDecoder('latin1').decode(bytes.subarray(0, 10)))}`;
}

/** The error for an array that a file does not have, naming those it has. */
export function noSuchArray(file: string, name: string, names: readonly string[]): DataFileError {
  const shown = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  return new DataFileError(
    file,
    undefined,
    `holds no array ${show(name)} (it has ${shown.join(', ') || 'none'})`,
  );
}
