/**
 * The state of a simulation as a file, from which it goes on to the bit: a JSON header with the tree of the state, then its arrays, then the SHA-256 of
 * all before. With it go a description of the network, by which a changed study is recognised, and how many bytes of the file of spikes it rests on.
 * Little-endian, as every machine that runs Node.
 */
import { DataFileError, InternalError, show } from '../errors.ts';
import type { NetworkState } from '../network/point/state.ts';
import { canonicalJson, sha256Hex } from './hash.ts';

/** Plain data. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a checkpoint holds. */
export interface Checkpoint {
  /** What was simulated, as `describeRun` gives it. */
  readonly description: Json;
  /** Length of the file of spikes that belongs to the state, bytes. */
  readonly spikeBytes: number;
  readonly state: NetworkState;
}

const MAGIC = 'spikefield checkpoint 1\n';
/** Where arrays and the header begin: multiples of this, so that arrays can be copied as they are. */
const ALIGN = 8;
const DIGEST = 64;
const TYPES = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
type Numbers = InstanceType<(typeof TYPES)[keyof typeof TYPES]>;

const aligned = (length: number): number => Math.ceil(length / ALIGN) * ALIGN;

/** The bytes of a checkpoint. Throws InternalError on a state that is not plain data. */
export async function writeCheckpoint({ description, spikeBytes, state }: Checkpoint): Promise<Uint8Array> {
  const arrays: Numbers[] = [];
  let dataLength = 0;
  const plain = (value: unknown): Json => {
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { $number: Object.is(value, -0) ? '-0' : String(value) };
    if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return value as Json;
    if (Array.isArray(value)) return value.map(plain);
    if (ArrayBuffer.isView(value)) {
      const array = value as Numbers;
      const type = array.constructor.name;
      if (!Object.hasOwn(TYPES, type)) throw new InternalError(`checkpoint: a state holds a ${type}`);
      const at = dataLength;
      arrays.push(array);
      dataLength += aligned(array.byteLength);
      return { $array: type, at, length: array.length };
    }
    if (typeof value !== 'object') throw new InternalError(`checkpoint: a state holds a ${typeof value}`);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, plain(member)]),
    );
  };
  const header = new TextEncoder().encode(JSON.stringify({ description, spikeBytes, state: plain(state) }));
  const begin = aligned(MAGIC.length + ALIGN + header.length);
  const bytes = new Uint8Array(begin + dataLength + DIGEST);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, header.length, true);
  bytes.set(header, MAGIC.length + ALIGN);
  let at = begin;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  bytes.set(new TextEncoder().encode(await sha256Hex(bytes.subarray(0, at))), at);
  return bytes;
}

/** Reads a checkpoint. Throws DataFileError, naming `file`, if it is none or damaged. */
export async function readCheckpoint(file: string, bytes: Uint8Array): Promise<Checkpoint> {
  const damaged = new DataFileError(
    file,
    undefined,
    'damaged: this is not what spikefield wrote (remove the folder and begin anew)',
  );
  const text = (from: number, to: number): string => new TextDecoder().decode(bytes.subarray(from, to));
  const end = bytes.length - DIGEST;
  if (end < MAGIC.length + ALIGN || text(0, MAGIC.length) !== MAGIC) throw damaged;
  if ((await sha256Hex(bytes.subarray(0, end))) !== text(end, bytes.length)) throw damaged;
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const headerEnd = MAGIC.length + ALIGN + headerLength;
  const begin = aligned(headerEnd);
  const lively = (value: Json): unknown => {
    if (Array.isArray(value)) return value.map(lively);
    if (value === null || typeof value !== 'object') return value;
    const members = value as { readonly [key: string]: Json };
    if (typeof members.$number === 'string') return Number(members.$number);
    if (typeof members.$array === 'string') {
      const Type = TYPES[members.$array as keyof typeof TYPES];
      const array = new Type(members.length as number);
      const from = begin + (members.at as number);
      new Uint8Array(array.buffer).set(bytes.subarray(from, from + array.byteLength));
      return array;
    }
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, lively(member)]));
  };
  const { description, spikeBytes, state } = JSON.parse(text(MAGIC.length + ALIGN, headerEnd)) as {
    readonly description: Json;
    readonly spikeBytes: number;
    readonly state: Json;
  };
  return { description, spikeBytes, state: lively(state) as NetworkState };
}

/** Longer lists are known by their digest. */
const LISTED = 64;

/** A value of JSON (typed arrays included) in which long lists are replaced by their digests: small, and different for different values. */
export async function describeRun(value: unknown): Promise<Json> {
  if (value === null || typeof value !== 'object') return value as Json;
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const list = value as ArrayLike<unknown>;
    if (list.length > LISTED)
      return `${list.length} values, SHA-256 ${await sha256Hex(canonicalJson(value))}`;
    return Promise.all(Array.from(list, describeRun));
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    await Promise.all(members.map(async ([key, member]) => [key, await describeRun(member)] as const)),
  );
}

/** Where two descriptions first differ, and how: `dynamics.dt: 0.1 then, 0.2 now`; undefined where they do not. */
export function firstDifference(
  then: Json | undefined,
  now: Json | undefined,
  path = '',
): string | undefined {
  if (then === now) return undefined;
  const isTree = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
    typeof value === 'object' && value !== null;
  if (isTree(then) && isTree(now) && Array.isArray(then) === Array.isArray(now)) {
    for (const key of new Set([...Object.keys(then), ...Object.keys(now)])) {
      const step = Array.isArray(now) ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
      const found = firstDifference(then[key], now[key], path + step);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return `${path}: ${show(then)} then, ${show(now)} now`;
}
