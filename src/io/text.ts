/** What every reader of text files shares: the file as bytes with a name, its decoding, and numbers read straight from bytes. */
import { DataFileError } from '../errors.ts';
import { gunzipIfNeeded } from './gzip.ts';

/** A file's content with the name that error messages show. Gzipped content is recognised and inflated. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A source file from a text, e.g. one that a user typed or a test wrote. */
export function sourceFile(name: string, text: string): SourceFile {
  return { name, bytes: new TextEncoder().encode(text) };
}

/** The content, inflated if gzipped, without a UTF-8 byte order mark. Throws DataFileError if nothing is left. */
export function contentBytes(file: SourceFile): Uint8Array {
  let bytes = gunzipIfNeeded(file.name, file.bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
  if (bytes.length === 0) throw new DataFileError(file.name, undefined, 'the file is empty');
  return bytes;
}

/** The content as text. Throws DataFileError if it is empty or not UTF-8. */
export function contentText(file: SourceFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(contentBytes(file));
  } catch (cause) {
    if (cause instanceof DataFileError) throw cause;
    throw new DataFileError(file.name, undefined, 'Expected text in UTF-8 (save the file in that encoding)');
  }
}

const POWERS_OF_TEN = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const LARGEST_EXACT = 2 ** 53;

/**
 * The decimal number in bytes [start, end): optional sign, digits with at most one point, optional exponent; blanks around it are allowed.
 * Correctly rounded: below 2^53 and with at most 22 decimals one division of exact numbers, otherwise the platform's conversion.
 * NaN for anything else, `nan`, `inf` and numbers beyond the largest double included.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && isBlank(bytes[start]!)) start++;
  while (end > start && isBlank(bytes[end - 1]!)) end--;
  let i = start;
  const sign = bytes[i] === 0x2d ? -1 : 1;
  if (i < end && (bytes[i] === 0x2d || bytes[i] === 0x2b)) i++;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (bytes[i] === 0x2e && decimals < 0) decimals = 0;
    else break;
  }
  if (digits === 0) return NaN;
  if (decimals < 0) decimals = 0;
  if (i === end && mantissa < LARGEST_EXACT && decimals <= 22)
    return (sign * mantissa) / POWERS_OF_TEN[decimals]!;
  if (i < end && !isExponent(bytes, i, end)) return NaN;
  const value = Number(new TextDecoder().decode(bytes.subarray(start, end)));
  return Number.isFinite(value) ? value : NaN;
}

function isExponent(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start + 1;
  if ((bytes[start]! | 0x20) !== 0x65) return false;
  if (bytes[i] === 0x2d || bytes[i] === 0x2b) i++;
  if (i === end) return false;
  for (; i < end; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false;
  return true;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}
