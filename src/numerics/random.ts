/**
 * Random streams: every draw comes from an explicit stream named by (seed, purpose, entity), so results depend neither
 * on the order of execution nor on the number of threads.
 *
 * Generator: xoshiro128++ 1.0 (Blackman D, Vigna S (2021) Scrambled linear pseudorandom number generators, ACM Trans. Math.
 * Softw. 47:36), 32-bit arithmetic, period 2^128 - 1. The 128-bit state of a stream is MurmurHash3 x86_128 (Appleby) of the three
 * parts of its name: two streams of n words overlap with a probability of about n 2^-127. Not for cryptography.
 */
import { integer } from '../errors.ts';
import { zigguratNormal } from './ziggurat.ts';

/** A stream of random numbers. */
export interface RandomStream {
  /** Next 32 random bits as an unsigned integer. */
  uint32(): number;
  /** Uniform on [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** A stream that can also fill arrays, much faster than word by word, and whose state can be kept. */
export interface WordStream extends RandomStream {
  /** Writes the next `count` words (default: the whole array): the same bits as `count` calls of uint32. */
  fillWords(words: Int32Array, count?: number): void;
  /** The 128 bits of state, for a checkpoint. */
  state(): Int32Array;
}

/**
 * The stream named (seed, purpose, entity).
 * @param seed integer from 0 to 2^53 - 1: the one number that a user chooses for a run
 * @param purpose what is drawn, e.g. `connections E>I`
 * @param entity integer from 0 to 2^53 - 1: for which one, e.g. the index of the source neuron; default 0
 * @throws ParameterError if seed or entity is no such integer
 */
export function randomStream(seed: number, purpose: string, entity = 0): WordStream {
  return new Xoshiro128(streamState(seed, purpose, entity));
}

/** The stream that continues from a kept `state()`. */
export function resumeStream(state: Int32Array): WordStream {
  return new Xoshiro128(state);
}

/** The initial state of a stream: four 32-bit integers, never all zero. */
function streamState(seed: number, purpose: string, entity: number): Int32Array {
  integer('seed', seed);
  integer('entity', entity);
  const length = purpose.length;
  const words = new Int32Array(4 + 4 * Math.ceil(length / 8));
  words[0] = seed;
  words[1] = seed / 0x100000000;
  words[2] = entity;
  words[3] = entity / 0x100000000;
  for (let i = 0; i < length; i++) words[4 + (i >> 1)] |= purpose.charCodeAt(i) << (16 * (i & 1));
  const state = murmur3(words, length);
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  return state;
}

/** The generator itself; `randomStream` and `StreamFamily` give it the state of a named stream. */
export class Xoshiro128 implements WordStream {
  // Separate fields rather than an array: they stay in registers where a call is inlined.
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;

  constructor(state: Int32Array) {
    this.#s0 = state[0];
    this.#s1 = state[1];
    this.#s2 = state[2];
    this.#s3 = state[3];
  }

  /** Continues from another state, not all zero. */
  restart(s0: number, s1: number, s2: number, s3: number): void {
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
    this.#s3 = s3;
  }

  uint32(): number {
    const s0 = this.#s0;
    const s1 = this.#s1;
    const s3 = this.#s3 ^ s1;
    const s2 = this.#s2 ^ s0;
    const sum = (s0 + this.#s3) | 0;
    this.#s1 = s1 ^ s2;
    this.#s0 = s0 ^ s3;
    this.#s2 = s2 ^ (s1 << 9);
    this.#s3 = (s3 << 11) | (s3 >>> 21);
    return (((sum << 7) | (sum >>> 25)) + s0) >>> 0;
  }

  uniform(): number {
    // The high 27 bits of one word above the high 26 of the next.
    const high = this.uint32() >>> 5;
    return (high * 67108864 + (this.uint32() >>> 6)) * 2 ** -53;
  }

  normal(): number {
    return zigguratNormal(this);
  }

  fillWords(words: Int32Array, count = words.length): void {
    let s0 = this.#s0 | 0;
    let s1 = this.#s1 | 0;
    let s2 = this.#s2 | 0;
    let s3 = this.#s3 | 0;
    for (let i = 0; i < count; i++) {
      const sum = (s0 + s3) | 0;
      words[i] = ((sum << 7) | (sum >>> 25)) + s0;
      const t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);
    }
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
    this.#s3 = s3;
  }

  state(): Int32Array {
    return Int32Array.of(this.#s0, this.#s1, this.#s2, this.#s3);
  }
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** MurmurHash3 x86_128 of whole 16-byte blocks, given as 32-bit words. */
export function murmur3(words: Int32Array, seed: number): Int32Array {
  let h1 = seed | 0;
  let h2 = h1;
  let h3 = h1;
  let h4 = h1;
  const c1 = 0x239b961b;
  const c2 = 0xab0e9789 | 0;
  const c3 = 0x38b34ae5;
  const c4 = 0xa1e38b93 | 0;
  for (let i = 0; i + 3 < words.length; i += 4) {
    h1 ^= Math.imul(rotate(Math.imul(words[i], c1), 15), c2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(words[i + 1], c2), 16), c3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(words[i + 2], c3), 17), c4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(words[i + 3], c4), 18), c1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  const bytes = 4 * words.length;
  const h = Int32Array.of(h1 ^ bytes, h2 ^ bytes, h3 ^ bytes, h4 ^ bytes);
  spread(h);
  for (let i = 0; i < 4; i++) h[i] = avalanche(h[i]);
  spread(h);
  return h;
}

/** Lets every word of the hash depend on all others. */
function spread(h: Int32Array): void {
  h[0] += h[1] + h[2] + h[3];
  for (let i = 1; i < 4; i++) h[i] += h[0];
}

/** The 32-bit finaliser of MurmurHash3: every input bit changes every output bit with probability close to 1/2. */
function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
