/**
 * HDF5 files as plain trees of groups and arrays, read and written whole (h5wasm, in memory: browser-safe). Every array says its unit and what
 * it is, every file its format, the version that wrote it and the hash of the recipe; a content hash over all names, attributes, shapes and
 * values is stored as `content_sha256` and verified on reading, so that damaged and edited files are found. Times of creation are part of the
 * bytes of HDF5 files, not of the content hash: equal contents have equal hashes.
 * Left out: reading HDF5 files of other programs, slices, data types other than float64, int32 and UTF-8 strings.
 */
import type { Dataset, File as H5File, Group as H5Group } from 'h5wasm';
import { DataFileError, InternalError, show } from '../errors.ts';
import type { Provenance } from '../kernel/kernel.ts';
import { canonicalJson, sha256Hex } from './hash.ts';
import { checkSeal, damaged, seal } from './hdf5Seal.ts';

/** Values of an array: float64, int32 or strings. */
export type Hdf5Values = Float64Array | Int32Array | readonly string[];

/** An array in a file. */
export interface Hdf5Array {
  readonly values: Hdf5Values;
  /** Lengths of the axes, row-major. */
  readonly shape: readonly number[];
  /** Unit, `1` for pure numbers and texts. */
  readonly unit: string;
  /** One line that says what the array is and what its axes are. */
  readonly description: string;
  /** Compress with gzip (default false): worth it for counts and ids, not for the noise of signals. */
  readonly compress?: boolean;
}

/** A group of arrays and groups. Names in `groups` may be any text: they are escaped in the file. */
export interface Hdf5Node {
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly arrays?: Readonly<Record<string, Hdf5Array>>;
  readonly groups?: ReadonlyMap<string, Hdf5Node>;
}

/** Where a file comes from: version and recipe hash as for every result, and what else is known. */
export interface FileProvenance extends Provenance {
  /** Time of creation, ISO 8601; leave it out for files that are to be compared. */
  readonly created?: string;
  /** Name of the study. */
  readonly study?: string;
}

/** Layout version of all our HDF5 files; readers refuse others. */
const FORMAT_VERSION = 1;
const CHUNK = 65536;
let lastFile = 0;

/** The library, loaded and started at first use (0.1 s). */
export async function hdf5Library() {
  const h5 = await import('h5wasm');
  const module = await h5.ready;
  // Otherwise a failed read is reported on stderr and goes on with whatever stands in memory.
  module.activate_throwing_error_handler();
  return { h5, fs: module.FS };
}

/**
 * The bytes of an HDF5 file of the given format (e.g. `kernels`) with this tree.
 * Throws ParameterError on attributes that are not finite, InternalError on texts that HDF5 cannot hold and shapes that do not fit.
 */
export async function writeHdf5(
  format: string,
  tree: Hdf5Node,
  provenance: FileProvenance,
): Promise<Uint8Array> {
  const { h5, fs } = await hdf5Library();
  const { version, hash, created, study } = provenance;
  const root: Hdf5Node = {
    ...tree,
    attributes: {
      ...tree.attributes,
      format: `spikefield ${format}`,
      format_version: FORMAT_VERSION,
      spikefield_version: version,
      hash,
      ...(created === undefined ? {} : { created }),
      ...(study === undefined ? {} : { study }),
    },
  };
  const content = await contentHash(root);
  const path = `/spikefield-${++lastFile}.h5`;
  const file = new h5.File(path, 'w');
  try {
    writeNode(file, root);
    file.create_attribute('content_sha256', content);
  } finally {
    file.close();
  }
  const bytes = fs.readFile(path);
  fs.unlink(path);
  return seal(bytes);
}

function writeNode(group: H5Group, node: Hdf5Node): void {
  for (const [name, value] of Object.entries(node.attributes ?? {})) writeAttribute(group, name, value);
  for (const [name, array] of Object.entries(node.arrays ?? {})) writeArray(group, name, array);
  let order = 0;
  for (const [name, member] of node.groups ?? []) {
    const child = group.create_group(linkName(name));
    child.create_attribute('order', order++, [], '<i');
    writeNode(child, member);
  }
}

function writeArray(group: H5Group, name: string, array: Hdf5Array): void {
  const { values, unit, description } = array;
  const shape = [...array.shape];
  if (shape.reduce((a, b) => a * b, 1) !== values.length)
    throw new InternalError(`hdf5: ${values.length} values of ${name} do not fill ${shape.join(' x ')}`);
  if (isText(values)) values.forEach(checkText);
  const compress = array.compress === true && !isText(values) && values.length > 0;
  const dataset = group.create_dataset({
    name,
    data: values as Float64Array,
    shape,
    dtype: isText(values) ? 'S' : values instanceof Float64Array ? '<d' : '<i',
    ...(compress ? { chunks: chunkShape(shape), compression: 'gzip' as const, compression_opts: 4 } : {}),
  });
  writeAttribute(dataset, 'unit', unit);
  writeAttribute(dataset, 'description', description);
}

function writeAttribute(node: H5Group | Dataset, name: string, value: string | number): void {
  if (typeof value === 'string') {
    checkText(value);
    node.create_attribute(name, value);
  } else node.create_attribute(name, value, [], '<d');
}

/** Whole rows up to the chunk size, at least one value. */
function chunkShape(shape: readonly number[]): number[] {
  let room = CHUNK;
  return shape
    .toReversed()
    .map((length) => {
      const chunk = Math.max(1, Math.min(length, room));
      room = Math.floor(room / chunk);
      return chunk;
    })
    .toReversed();
}

function checkText(text: string): void {
  // HDF5 strings end at NUL, and UTF-8 has no lone surrogates: either would come back changed.
  if (/\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text))
    throw new InternalError(`hdf5: ${show(text)} holds NUL or half a surrogate pair`);
}

/** A name as HDF5 can have it in a path: `/` separates, `.` means the group itself, and the empty name is none. */
function linkName(name: string): string {
  checkText(name);
  const escaped = name.replaceAll('%', '%25').replaceAll('/', '%2F');
  if (escaped === '') return '%';
  return escaped === '.' ? '%2E' : escaped;
}

function originalName(link: string): string {
  if (link === '%') return '';
  return link.replaceAll('%2E', '.').replaceAll('%2F', '/').replaceAll('%25', '%');
}

function isText(values: Hdf5Values): values is readonly string[] {
  return Array.isArray(values);
}

/** SHA-256 over names, attributes, types, shapes and values of the whole tree. */
async function contentHash(root: Hdf5Node): Promise<string> {
  const describe = async (node: Hdf5Node): Promise<unknown> => {
    const arrays: Record<string, unknown> = {};
    for (const [name, array] of Object.entries(node.arrays ?? {})) {
      const { values, shape, unit, description } = array;
      const type = isText(values) ? 'text' : values instanceof Float64Array ? 'float64' : 'int32';
      const bytes = isText(values)
        ? canonicalJson(values)
        : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      arrays[name] = { type, shape, unit, description, sha256: await sha256Hex(bytes) };
    }
    const groups: unknown[] = [];
    for (const [name, member] of node.groups ?? []) groups.push([name, await describe(member)]);
    return { attributes: node.attributes ?? {}, arrays, groups };
  };
  return sha256Hex(canonicalJson(await describe(root)));
}

/** What a file holds: its tree and where it comes from. */
export interface Hdf5Content {
  readonly tree: Hdf5Node;
  readonly provenance: FileProvenance;
  /** Hash over names, attributes, shapes and values: equal for equal contents, whenever they were written. */
  readonly contentHash: string;
}

/**
 * Reads a file written by writeHdf5 with the same format, and verifies it. `file` is the name shown in messages.
 * Throws DataFileError if it is not HDF5, damaged, truncated, edited, of another format or of an unknown layout version.
 */
export async function readHdf5(file: string, bytes: Uint8Array, format: string): Promise<Hdf5Content> {
  await checkSeal(file, bytes);
  const { h5, fs } = await hdf5Library();
  const path = `/spikefield-${++lastFile}.h5`;
  let root: Hdf5Node;
  try {
    fs.writeFile(path, bytes);
    root = readFile(new h5.File(path, 'r'));
  } catch {
    throw damaged(file, 'its contents cannot be read');
  } finally {
    if (fs.analyzePath(path).exists) fs.unlink(path);
  }
  const { content_sha256: stored, ...attributes } = root.attributes ?? {};
  const expected = `spikefield ${format}`;
  if (attributes.format !== expected)
    throw new DataFileError(
      file,
      undefined,
      `Expected a file of the format ${show(expected)}, but received ${show(attributes.format)}`,
    );
  if (attributes.format_version !== FORMAT_VERSION)
    throw new DataFileError(
      file,
      undefined,
      `Expected layout version ${FORMAT_VERSION}, but received ${show(attributes.format_version)} (written by spikefield ${attributes.spikefield_version}: use that version)`,
    );
  const actual = await contentHash({ ...root, attributes });
  if (stored !== actual) throw damaged(file, 'its contents are not those that spikefield wrote');
  const { spikefield_version, hash, created, study } = attributes as Record<string, string>;
  return {
    tree: root,
    contentHash: actual,
    provenance: {
      version: spikefield_version!,
      hash: hash!,
      ...(created === undefined ? {} : { created }),
      ...(study === undefined ? {} : { study }),
    },
  };
}

function readFile(file: H5File): Hdf5Node {
  try {
    return readNode(file);
  } finally {
    file.close();
  }
}

function readNode(group: H5Group): Hdf5Node {
  const arrays: Record<string, Hdf5Array> = {};
  const groups: [order: number, name: string, node: Hdf5Node][] = [];
  for (const link of group.keys()) {
    const member = group.get(link) as H5Group | Dataset;
    if (member.type === 'Dataset') arrays[link] = readArray(member as Dataset);
    else {
      const node = readNode(member as H5Group);
      const { order, ...attributes } = node.attributes!;
      groups.push([order as number, originalName(link), { ...node, attributes }]);
    }
  }
  groups.sort((a, b) => a[0] - b[0]);
  return {
    attributes: readAttributes(group),
    arrays,
    groups: new Map(groups.map(([, name, node]) => [name, node])),
  };
}

function readArray(dataset: Dataset): Hdf5Array {
  const { unit, description } = readAttributes(dataset) as Record<string, string>;
  return {
    values: dataset.value as Hdf5Values,
    shape: dataset.shape!,
    unit: unit!,
    description: description!,
  };
}

function readAttributes(node: H5Group | Dataset): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(node.attrs).map(([name, attribute]) => [name, attribute.value as string | number]),
  );
}
