/**
 * The seal of our HDF5 files: after the last byte that HDF5 counts as its own (every HDF5 reader ignores what follows) stands one line with the
 * SHA-256 of all bytes before it. It is checked before the HDF5 library sees the file, because damaged metadata can crash that library
 * (wasm), and it finds every flipped byte. A file that another program changed has no seal any more; its content hash (hdf5.ts) is checked then.
 * Source of the superblock's layout: HDF5 File Format Specification 3.0, section II.A.
 */
import { DataFileError } from '../errors.ts';
import { sha256Hex } from './hash.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const SEAL_PREFIX = '\nspikefield sha256 ';
const SEAL_LENGTH = SEAL_PREFIX.length + 64 + 1;

/** The file's bytes followed by its seal. */
export async function seal(bytes: Uint8Array): Promise<Uint8Array> {
  const out = new Uint8Array(bytes.length + SEAL_LENGTH);
  out.set(bytes);
  out.set(new TextEncoder().encode(`${SEAL_PREFIX}${await sha256Hex(bytes)}\n`), bytes.length);
  return out;
}

/**
 * Returns if the bytes are an HDF5 file of the right length that is not damaged as far as the seal can tell.
 * Throws DataFileError if it is no HDF5 file, is shorter or longer than it says itself, or its seal is broken.
 */
export async function checkSeal(file: string, bytes: Uint8Array): Promise<void> {
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte))
    throw new DataFileError(
      file,
      undefined,
      bytes.length === 0
        ? 'Expected an HDF5 file, but the file is empty'
        : 'Expected an HDF5 file, but the file does not start with the HDF5 signature',
    );
  const end = endOfFile(bytes);
  if (end === undefined) throw damaged(file, 'its superblock cannot be read');
  if (bytes.length < end) throw damaged(file, `it says it has ${end} bytes, but ${bytes.length} were found`);
  const rest = new TextDecoder().decode(bytes.subarray(end));
  if (rest === '') return;
  if (!rest.startsWith(SEAL_PREFIX) || bytes.length !== end + SEAL_LENGTH)
    throw damaged(file, `it says it has ${end} bytes, but ${bytes.length} were found`);
  if (rest !== `${SEAL_PREFIX}${await sha256Hex(bytes.subarray(0, end))}\n`)
    throw damaged(file, 'its bytes do not match its checksum');
}

/** The error for everything that is wrong with the bytes of an HDF5 file. */
export function damaged(file: string, why: string): DataFileError {
  return new DataFileError(
    file,
    undefined,
    `damaged or truncated HDF5 file: ${why} (copy the file again or compute it anew)`,
  );
}

/** The end-of-file address of the superblock, undefined if the superblock is cut or of an unknown kind (sizes of offsets other than 8 bytes included). */
function endOfFile(bytes: Uint8Array): number | undefined {
  const version = bytes[8];
  let at: number;
  if (version === 0 || version === 1) {
    if (bytes[13] !== 8) return undefined;
    at = version === 0 ? 40 : 44;
  } else if (version === 2 || version === 3) {
    if (bytes[9] !== 8) return undefined;
    at = 28;
  } else return undefined;
  if (bytes.length < at + 8) return undefined;
  const end = Number(new DataView(bytes.buffer, bytes.byteOffset + at, 8).getBigUint64(0, true));
  return end >= at + 8 ? end : undefined;
}
