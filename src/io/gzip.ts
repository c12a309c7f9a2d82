/**
 * Files that may be gzipped, recognised by their first two bytes (RFC 1952). fflate inflates; the length and the CRC-32 of the
 * trailer are checked here, because fflate does not. One gzip member per file.
 */
import { gunzipSync } from 'fflate';
import { DataFileError } from '../errors.ts';

/** The bytes themselves, or what they inflate to. Throws DataFileError on a damaged or truncated gzip file. */
export function gunzipIfNeeded(file: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const damaged = () =>
    new DataFileError(file, undefined, 'damaged or truncated gzip file (copy or create it again)');
  if (bytes.length < 18) throw damaged();
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const length = trailer.getUint32(4, true);
  // fflate allocates what the trailer says; deflate cannot do better than 1032 : 1.
  if (length > 1032 * bytes.length) throw damaged();
  let inflated: Uint8Array;
  try {
    inflated = gunzipSync(bytes);
  } catch {
    throw damaged();
  }
  if (length !== inflated.length || trailer.getUint32(0, true) !== crc32(inflated)) throw damaged();
  return inflated;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
