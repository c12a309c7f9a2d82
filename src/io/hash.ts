/**
 * One text for one value, and its SHA-256: how recipes, kernel sets and data files are recognised. Canonical JSON follows
 * RFC 8785 (members sorted by UTF-16 code units, shortest round-trip numbers, no white space); the digest is the platform's
 * Web Crypto, so the same code runs in Node and in browsers (there in secure contexts only: https or localhost).
 */
import { ParameterError } from '../errors.ts';

/**
 * The canonical JSON of a value made of plain objects, arrays, typed arrays (written as arrays), strings, finite numbers, booleans
 * and null. Members that are undefined are left out, as in JSON.stringify; -0 is written as 0.
 * Throws ParameterError, naming the place, on NaN, infinities, undefined array elements, cycles and anything else that JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  return render(value, 'value', new Set());
}

function render(value: unknown, path: string, ancestors: Set<object>): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ParameterError(path, 'a finite number', value);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw new ParameterError(path, 'a value that JSON can hold', value);
  if (ancestors.has(value)) throw new ParameterError(path, 'a value without cycles', 'a cycle');
  ancestors.add(value);
  const text = isList(value) ? renderList(value, path, ancestors) : renderMembers(value, path, ancestors);
  ancestors.delete(value);
  return text;
}

function renderList(list: ArrayLike<unknown>, path: string, ancestors: Set<object>): string {
  const parts: string[] = [];
  for (let i = 0; i < list.length; i++) parts.push(render(list[i], `${path}[${i}]`, ancestors));
  return `[${parts.join(',')}]`;
}

function renderMembers(value: object, path: string, ancestors: Set<object>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new ParameterError(path, 'a plain object, an array or a typed array', value.constructor?.name);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // The default order of strings is that of UTF-16 code units, as RFC 8785 asks.
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = members.map(
    ([key, member]) => `${JSON.stringify(key)}:${render(member, `${path}.${key}`, ancestors)}`,
  );
  return `{${parts.join(',')}}`;
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** SHA-256 of bytes, or of the UTF-8 encoding of a text, as 64 lower-case hexadecimal digits. */
export async function sha256Hex(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
