/**
 * Exactly uniform integers below n, and uniform subsets. Integers: Lemire D (2019), Fast random integer generation in an interval, ACM Trans.
 * Model. Comput. Simul. 29:3, a multiplication and a rare rejection per 32-bit word. Subsets: Floyd's algorithm (Bentley J, Floyd B (1987),
 * Programming pearls: a sample of brilliance, Commun. ACM 30:754), one integer per element.
 */
import { InternalError } from '../errors.ts';
import type { RandomStream, WordStream } from './random.ts';

/** Products of a 32-bit word and a bound up to this are exact in double precision. */
const EXACT = 2 ** 21;

/** A uniform integer from 0 to n - 1, 1 <= n <= 2^32. */
export function uniformInteger(stream: RandomStream, n: number): number {
  if (n > EXACT) {
    // Words below the largest multiple of n.
    const end = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = stream.uint32();
      if (word < end) return word % n;
    }
  }
  const rejected = 2 ** 32 % n;
  for (;;) {
    const product = stream.uint32() * n;
    const high = Math.floor(product * 2 ** -32);
    if (product - high * 2 ** 32 >= rejected) return high;
  }
}

const words = new Int32Array(512);

/** Fills out[at] .. out[at + count - 1] with uniform integers below n. Words that are rejected are replaced by later ones of the stream. */
export function fillIntegers(
  stream: WordStream,
  n: number,
  out: Int32Array | Uint32Array | Uint16Array,
  count: number,
  at = 0,
): void {
  if (n > EXACT) {
    for (let i = 0; i < count; i++) out[at + i] = uniformInteger(stream, n);
    return;
  }
  const rejected = 2 ** 32 % n;
  for (let from = 0; from < count; from += words.length) {
    const size = Math.min(words.length, count - from);
    stream.fillWords(words, size);
    let again = 0;
    for (let i = 0; i < size; i++) {
      const product = (words[i] >>> 0) * n;
      const high = Math.floor(product * 2 ** -32);
      if (product - high * 2 ** 32 < rejected) words[again++] = from + i;
      else out[at + from + i] = high;
    }
    for (let i = 0; i < again; i++) out[at + words[i]] = uniformInteger(stream, n);
  }
}

/**
 * A uniform subset of k of the integers 0 .. n - 1, ascending, written to out[at] ...
 * @param marks at least n zeros, which are zeros again afterwards
 */
export function fillSubset(
  stream: RandomStream,
  n: number,
  k: number,
  out: Int32Array | Uint32Array | Uint16Array,
  marks: Uint8Array,
  at = 0,
): void {
  if (k > n) throw new InternalError(`fillSubset: ${k} of ${n}`);
  // The smaller one of the subset and the rest is drawn.
  const inverted = k > n - k;
  const drawn = inverted ? n - k : k;
  const sparse = !inverted && n > 32 * k;
  for (let j = n - drawn, i = at; j < n; j++, i++) {
    const draw = uniformInteger(stream, j + 1);
    const element = marks[draw] === 0 ? draw : j;
    marks[element] = 1;
    if (sparse) out[i] = element;
  }
  if (sparse) {
    const subset = out.subarray(at, at + k);
    for (const element of subset) marks[element] = 0;
    subset.sort();
    return;
  }
  const wanted = inverted ? 0 : 1;
  for (let element = 0, i = at; element < n; element++) {
    if (marks[element] === wanted) out[i++] = element;
    marks[element] = 0;
  }
}
