/**
 * Many random streams that differ in two numbers, such as the index of a neuron and that of a block: as independent as those of
 * `randomStream`, at a small part of the cost. The name is hashed once; one more block of MurmurHash3 x86_128 (Appleby) and its finaliser turn the
 * two numbers into a state, so different numbers always give different states.
 */
import { Xoshiro128, randomStream, type WordStream } from './random.ts';

export class StreamFamily {
  readonly #stream: Xoshiro128;
  readonly #h1: number;
  readonly #h2: number;
  readonly #h3: number;
  readonly #h4: number;

  /** The family named (seed, purpose). Throws ParameterError if seed is no integer from 0 to 2^53 - 1. */
  constructor(seed: number, purpose: string) {
    const name = randomStream(seed, purpose).state();
    this.#stream = new Xoshiro128(name);
    this.#h1 = name[0];
    this.#h2 = name[1];
    this.#h3 = name[2];
    this.#h4 = name[3];
  }

  /**
   * The start of stream (i, j), both integers from 0 to 2^32 - 1. The object is the same every time: the stream used before is over.
   */
  at(i: number, j: number): WordStream {
    // The block (i, j, 0, 0), as in `murmur3` of random.ts.
    const k1 = Math.imul(i, 0x239b961b);
    let h1 = this.#h1 ^ Math.imul((k1 << 15) | (k1 >>> 17), 0xab0e9789);
    h1 = (Math.imul((((h1 << 19) | (h1 >>> 13)) + this.#h2) | 0, 5) + 0x561ccd1b) | 0;
    const k2 = Math.imul(j, 0xab0e9789);
    let h2 = this.#h2 ^ Math.imul((k2 << 16) | (k2 >>> 16), 0x38b34ae5);
    h2 = (Math.imul((((h2 << 17) | (h2 >>> 15)) + this.#h3) | 0, 5) + 0x0bcaa747) | 0;
    let h3 = this.#h3;
    h3 = (Math.imul((((h3 << 15) | (h3 >>> 17)) + this.#h4) | 0, 5) + 0x96cd1c35) | 0;
    let h4 = this.#h4;
    h4 = (Math.imul((((h4 << 13) | (h4 >>> 19)) + h1) | 0, 5) + 0x32ac3b17) | 0;
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = avalanche((h2 + h1) | 0);
    h3 = avalanche((h3 + h1) | 0);
    h4 = avalanche((h4 + h1) | 0);
    h1 = avalanche(h1);
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = (h2 + h1) | 0;
    h3 = (h3 + h1) | 0;
    h4 = (h4 + h1) | 0;
    this.#stream.restart((h1 | h2 | h3 | h4) === 0 ? 1 : h1, h2, h3, h4);
    return this.#stream;
  }
}

/** The 32-bit finaliser of MurmurHash3. */
function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
