/**
 * Numbers from a discrete law by table look-up. The probabilities, rounded down to multiples of 2^-bits, fill a table that a few
 * random bits index; the entries left over lead to a draw from exactly the probability that the rounding left over (with 53 bits).
 * So one 32-bit word serves two to four draws, and the law is that of `probabilities` to rounding, not to 2^-bits. The idea is the
 * table method of Marsaglia G (1963), Commun. ACM 6:37.
 */
import { InternalError, ParameterError } from '../errors.ts';
import type { WordStream } from './random.ts';

/** Marks a table entry that leads to the left-over probability; values are below it. */
const LEFT_OVER = 0x8000;

export class LookupSampler {
  /** Draws that one random word serves. */
  readonly drawsPerWord: number;
  readonly #table: Uint16Array;
  /** The same as numbers, for the entries in use: the rest, at the end, leads to the left-over probability. */
  readonly #values: Float64Array;
  readonly #used: number;
  /** Left-over probabilities, cumulated and divided by their sum. */
  readonly #leftOver: Float64Array;
  readonly #words = new Int32Array(512);
  /** Words with a draw of the left-over probability. */
  readonly #marks = new Int32Array(512);
  readonly #first: number;

  /**
   * @param probabilities of the values first, first + 1, ...; their sum is 1 to rounding
   * @param first smallest value, default 0; values are below 32768
   * @throws ParameterError if a probability is negative or not finite, or their sum is not 1 within 1e-9
   */
  constructor(probabilities: Float64Array, first = 0) {
    const size = probabilities.length;
    if (first < 0 || first + size > LEFT_OVER)
      throw new InternalError(`LookupSampler: values ${first} to ${first + size - 1} are not in 0 to 32767`);
    let sum = 0;
    for (const p of probabilities) {
      if (!(p >= 0)) throw new ParameterError('probabilities', 'numbers >= 0', p);
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= 1e-9)) throw new ParameterError('probabilities', 'a sum of 1', sum);
    // About half an entry per value is left over: more values want a finer table, as far as it stays in the cache.
    const likely = probabilities.reduce((n, p) => n + (p > 2 ** -10 ? 1 : 0), 0);
    const bits = likely <= 24 ? 10 : 13;
    this.drawsPerWord = Math.floor(32 / bits);
    this.#first = first;
    const entries = 2 ** bits;
    this.#table = new Uint16Array(entries).fill(LEFT_OVER);
    this.#leftOver = new Float64Array(size);
    let used = 0;
    let rest = 0;
    for (let i = 0; i < size; i++) {
      const whole = Math.min(Math.floor((probabilities[i] / sum) * entries), entries - used);
      this.#table.fill(first + i, used, used + whole);
      used += whole;
      rest += probabilities[i] / sum - whole / entries;
      this.#leftOver[i] = rest;
    }
    this.#used = used;
    this.#values = Float64Array.from(this.#table, (v, i) => (i < used ? v : 0));
    if (rest > 0) for (let i = 0; i < size; i++) this.#leftOver[i] /= rest;
  }

  /** Draws `count` numbers into `out`, which must have room for `count` rounded up to a multiple of `drawsPerWord`. */
  fill(stream: WordStream, out: Uint16Array, count: number): void {
    const per = this.drawsPerWord;
    const batch = this.#words.length * per;
    const look = per === 3 ? lookThreePerWord : lookTwoPerWord;
    for (let from = 0; from < count; from += batch) {
      const words = Math.ceil(Math.min(count - from, batch) / per);
      stream.fillWords(this.#words, words);
      const marks = look(this.#words, words, this.#table, out, from, this.#marks);
      for (let m = 0; m < marks; m++) {
        const end = from + per * (this.#marks[m] + 1);
        for (let i = end - per; i < end; i++) if (out[i] === LEFT_OVER) out[i] = this.#drawLeftOver(stream);
      }
    }
  }

  /** Sets each of into[at .. at + count - 1] to `scale` times a new number; takes a whole number of words, at most 512. */
  setScaled(stream: WordStream, scale: number, into: Float64Array, at: number, count: number): void {
    const per = this.drawsPerWord;
    const words = this.#words;
    const whole = Math.floor(count / per);
    stream.fillWords(words, Math.ceil(count / per));
    const set = per === 3 ? setThreePerWord : setTwoPerWord;
    const marks = set(words, whole, this.#values, this.#used, scale, into, at, this.#marks);
    for (let m = 0; m < marks; m++) {
      const w = this.#marks[m];
      for (let j = 0; j < per; j++)
        if (this.#entry(w, j) >= this.#used) into[at + per * w + j] = scale * this.#drawLeftOver(stream);
    }
    for (let j = 0; per * whole + j < count; j++) {
      const entry = this.#entry(whole, j);
      into[at + per * whole + j] =
        scale * (entry < this.#used ? this.#values[entry] : this.#drawLeftOver(stream));
    }
  }

  /** The table entry to which draw j of word w leads. */
  #entry(w: number, j: number): number {
    return this.drawsPerWord === 3
      ? (this.#words[w] >>> (10 * j)) & 1023
      : (this.#words[w] >>> (16 * j)) & 8191;
  }

  #drawLeftOver(stream: WordStream): number {
    const u = stream.uniform();
    let low = 0;
    let high = this.#leftOver.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#leftOver[middle] > u) high = middle;
      else low = middle + 1;
    }
    return this.#first + low;
  }
}

// The loops only note the words that lead to the left-over probability: a call inside would cost more than all the rest of a round.

type Look = (
  words: Int32Array,
  count: number,
  table: Uint16Array,
  out: Uint16Array,
  from: number,
  marks: Int32Array,
) => number;

const lookThreePerWord: Look = (words, count, table, out, from, marks) => {
  let noted = 0;
  for (let w = 0, i = from; w < count; w++, i += 3) {
    const word = words[w];
    const a = table[word & 1023];
    const b = table[(word >>> 10) & 1023];
    const c = table[(word >>> 20) & 1023];
    out[i] = a;
    out[i + 1] = b;
    out[i + 2] = c;
    if (((a | b | c) & LEFT_OVER) !== 0) marks[noted++] = w;
  }
  return noted;
};

const lookTwoPerWord: Look = (words, count, table, out, from, marks) => {
  let noted = 0;
  for (let w = 0, i = from; w < count; w++, i += 2) {
    const word = words[w];
    const a = table[word & 8191];
    const b = table[(word >>> 16) & 8191];
    out[i] = a;
    out[i + 1] = b;
    if (((a | b) & LEFT_OVER) !== 0) marks[noted++] = w;
  }
  return noted;
};

type SetScaled = (
  words: Int32Array,
  count: number,
  values: Float64Array,
  used: number,
  scale: number,
  into: Float64Array,
  at: number,
  marks: Int32Array,
) => number;

const setThreePerWord: SetScaled = (words, count, values, used, scale, into, at, marks) => {
  const last = used - 1;
  let noted = 0;
  for (let w = 0, i = at; w < count; w++, i += 3) {
    const word = words[w];
    const a = word & 1023;
    const b = (word >>> 10) & 1023;
    const c = (word >>> 20) & 1023;
    into[i] = scale * values[a];
    into[i + 1] = scale * values[b];
    into[i + 2] = scale * values[c];
    // Negative if an index is beyond the entries in use.
    if (((last - a) | (last - b) | (last - c)) < 0) marks[noted++] = w;
  }
  return noted;
};

const setTwoPerWord: SetScaled = (words, count, values, used, scale, into, at, marks) => {
  const last = used - 1;
  let noted = 0;
  for (let w = 0, i = at; w < count; w++, i += 2) {
    const word = words[w];
    const a = word & 8191;
    const b = (word >>> 16) & 8191;
    into[i] = scale * values[a];
    into[i + 1] = scale * values[b];
    if (((last - a) | (last - b)) < 0) marks[noted++] = w;
  }
  return noted;
};
