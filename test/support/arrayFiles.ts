/** Files of arrays as other programs write them, for tests: HDF5 as MATLAB's v7.3 lays it out, and NumPy's .npz. */
import { zipSync } from 'fflate';
import { hdf5Library } from '../../src/io/hdf5.ts';

/** Numbers with the lengths of their axes, row-major. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

let last = 0;

/**
 * An HDF5 file of float64 arrays under their paths, of texts, and of MATLAB cell arrays of texts (references to arrays of character
 * codes in a group of their own), behind a header of 512 bytes.
 */
export async function hdf5File(
  arrays: Readonly<Record<string, Numbers>>,
  texts: Readonly<Record<string, readonly string[]>> = {},
  cells: Readonly<Record<string, readonly string[]>> = {},
): Promise<Uint8Array> {
  const { h5, fs } = await hdf5Library();
  const path = `/test-${++last}.h5`;
  const file = new h5.File(path, 'w');
  const place = (name: string) => {
    const parts = name.split('/');
    let group: InstanceType<typeof h5.Group> = file;
    for (const part of parts.slice(0, -1))
      group = group.keys().includes(part)
        ? (group.get(part) as InstanceType<typeof h5.Group>)
        : group.create_group(part);
    return { group, name: parts.at(-1)! };
  };
  for (const [path_, { shape, data }] of Object.entries(arrays)) {
    const { group, name } = place(path_);
    group.create_dataset({ name, data: Float64Array.from(data), shape: [...shape], dtype: '<d' });
  }
  for (const [path_, values] of Object.entries(texts)) {
    const { group, name } = place(path_);
    group.create_dataset({ name, data: [...values], shape: [values.length], dtype: 'S' });
  }
  for (const [path_, values] of Object.entries(cells)) {
    const references = values.map((value, i) => {
      const { group, name } = place(`#refs#/${path_.replaceAll('/', '_')}${i}`);
      const codes = Uint16Array.from(value, (letter) => letter.charCodeAt(0));
      return group
        .create_dataset({ name, data: codes, shape: [codes.length, 1], dtype: '<H' })
        .create_reference();
    });
    const { group, name } = place(path_);
    group.create_dataset({ name, data: references, shape: [values.length, 1], dtype: 'Reference' });
  }
  file.close();
  const bytes = fs.readFile(path);
  fs.unlink(path);
  const out = new Uint8Array(512 + bytes.length);
  out.set(new TextEncoder().encode('MATLAB 7.3 MAT-file'));
  out.set(bytes, 512);
  return out;
}

/** A .npy file of numbers (`<f8`, `<f4`, `>i4` …) or of texts (`<U8`), in C or Fortran order. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  data: ArrayLike<number> | readonly string[],
  fortran = false,
): Uint8Array {
  const size = Number(descr.slice(2)) * (descr[1] === 'U' ? 4 : 1);
  const little = descr[0] !== '>';
  const values = new Uint8Array(size * data.length);
  const view = new DataView(values.buffer);
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (typeof value === 'string') {
      for (let k = 0; k < value.length; k++)
        if (descr[1] === 'U') view.setUint32(i * size + 4 * k, value.charCodeAt(k), little);
        else view.setUint8(i * size + k, value.charCodeAt(k));
    } else if (descr.endsWith('f8')) view.setFloat64(8 * i, value, little);
    else if (descr.endsWith('f4')) view.setFloat32(4 * i, value, little);
    else if (descr.endsWith('i8')) view.setBigInt64(8 * i, BigInt(value), little);
    else view.setInt32(4 * i, value, little);
  }
  const comma = shape.length === 1 ? ',' : '';
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${comma}), }`;
  const header = text.padEnd(128 - 10 - 1) + '\n';
  const out = new Uint8Array(128 + values.length);
  out.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length, 0]);
  out.set(new TextEncoder().encode(header), 10);
  out.set(values, 128);
  return out;
}

/** A .npz file of .npy members. */
export function npzFile(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`${name}.npy`, bytes])));
}
