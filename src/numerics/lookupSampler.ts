/**
 * Numbers from a discrete law by table look-up. The probabilities, rounded down to multiples of 2^-bits, fill a table that a few
 * random bits index; the entries left over lead to a draw from exactly the probability that the rounding left over (with 53 bits).
 * So one 32-bit word serves two or three draws, and the law is that of `probabilities` to rounding, not to 2^-bits. The idea is the
 * table method of Marsaglia G (1963), Commun. ACM 6:37.
 */
import { InternalError, ParameterError } from '../errors.ts';
import type { WordStream } from './random.ts';

/** Room that `fill` may use beyond the last draw. */
export const SPARE = 2;

/** Equal parts of [0, 1) in which the search among left-over probabilities begins. */
const GUIDES = 256;

export class LookupSampler {
  /** Draws that one random word serves. */
  readonly drawsPerWord: number;
  readonly values: Uint16Array;
  readonly table: Uint16Array;
  /** Entries in use: the rest, at the end of the table, leads to the left-over probability. */
  readonly used: number;
  /** Left-over probabilities, cumulated and divided by their sum. */
  readonly leftOver: Float64Array;
  /** Where the search among them begins: for u from i / GUIDES on, at guide[i]. */
  readonly guide = new Uint16Array(GUIDES);
  readonly #words = new Int32Array(512);
  /** Words with a draw of the left-over probability. */
  readonly #marks = new Int32Array(512);

  /**
   * @param probabilities of the values; their sum is 1 to rounding
   * @param values default 0, 1, 2, ...
   * @throws ParameterError if a probability is negative or not finite, or their sum is not 1 within 1e-9
   */
  constructor(probabilities: Float64Array, values?: Uint16Array) {
    const size = probabilities.length;
    if (size > 0x10000 || (values !== undefined && values.length !== size))
      throw new InternalError(
        `LookupSampler: ${size} probabilities for ${values?.length ?? 'the first'} values`,
      );
    let sum = 0;
    for (const p of probabilities) {
      if (!(p >= 0)) throw new ParameterError('probabilities', 'numbers >= 0', p);
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= 1e-9)) throw new ParameterError('probabilities', 'a sum of 1', sum);
    this.values = values ?? Uint16Array.from(probabilities, (_, i) => i);
    // About half an entry per value is left over: more values want a finer table, as far as it stays in the cache.
    const likely = probabilities.reduce((n, p) => n + (p > 2 ** -10 ? 1 : 0), 0);
    const bits = likely <= 24 ? 10 : 13;
    this.drawsPerWord = bits === 10 ? 3 : 2;
    const entries = 2 ** bits;
    this.table = new Uint16Array(entries);
    this.leftOver = new Float64Array(size);
    let used = 0;
    let rest = 0;
    for (let i = 0; i < size; i++) {
      const whole = Math.min(Math.floor((probabilities[i] / sum) * entries), entries - used);
      this.table.fill(this.values[i], used, used + whole);
      used += whole;
      rest += probabilities[i] / sum - whole / entries;
      this.leftOver[i] = rest;
    }
    this.used = used;
    if (rest > 0) for (let i = 0; i < size; i++) this.leftOver[i] /= rest;
    for (let g = 0, i = 0; g < GUIDES; g++) {
      while (i < size - 1 && !(this.leftOver[i] > g / GUIDES)) i++;
      this.guide[g] = i;
    }
  }

  /**
   * Draws `count` values into out[at], out[at + 1] ..., and may overwrite up to SPARE elements behind them. Takes a whole
   * number of words.
   */
  fill(stream: WordStream, out: Uint16Array, count: number, at = 0): void {
    const per = this.drawsPerWord;
    const words = this.#words;
    const look = per === 3 ? lookThreePerWord : lookTwoPerWord;
    for (let done = 0; done < count; done += per * words.length) {
      const n = Math.min(words.length, Math.ceil((count - done) / per));
      stream.fillWords(words, n);
      const marks = look(words, n, this.table, this.used, out, at + done, this.#marks);
      for (let m = 0; m < marks; m++) {
        const w = this.#marks[m];
        for (let j = 0; j < per; j++) {
          const entry = per === 3 ? (words[w] >>> (10 * j)) & 1023 : (words[w] >>> (16 * j)) & 8191;
          if (entry >= this.used) out[at + done + per * w + j] = this.#drawLeftOver(stream);
        }
      }
    }
  }

  #drawLeftOver(stream: WordStream): number {
    const u = stream.uniform();
    const last = this.leftOver.length - 1;
    let i = this.guide[Math.floor(u * GUIDES)];
    while (i < last && !(this.leftOver[i] > u)) i++;
    return this.values[i];
  }
}

// The loops only note the words that lead to the left-over probability: a call inside would cost more than all the rest of a round.

type Look = (
  words: Int32Array,
  count: number,
  table: Uint16Array,
  used: number,
  out: Uint16Array,
  at: number,
  marks: Int32Array,
) => number;

const lookThreePerWord: Look = (words, count, table, used, out, at, marks) => {
  const last = used - 1;
  let noted = 0;
  for (let w = 0, i = at; w < count; w++, i += 3) {
    const word = words[w];
    const a = word & 1023;
    const b = (word >>> 10) & 1023;
    const c = (word >>> 20) & 1023;
    out[i] = table[a];
    out[i + 1] = table[b];
    out[i + 2] = table[c];
    // Negative if an index is beyond the entries in use.
    if (((last - a) | (last - b) | (last - c)) < 0) marks[noted++] = w;
  }
  return noted;
};

const lookTwoPerWord: Look = (words, count, table, used, out, at, marks) => {
  const last = used - 1;
  let noted = 0;
  for (let w = 0, i = at; w < count; w++, i += 2) {
    const word = words[w];
    const a = word & 8191;
    const b = (word >>> 16) & 8191;
    out[i] = table[a];
    out[i + 1] = table[b];
    if (((last - a) | (last - b)) < 0) marks[noted++] = w;
  }
  return noted;
};
