/**
 * Standard normal numbers by the ziggurat method: the density is covered by 128 strips of equal area, and a point of a strip is
 * accepted without computing the density in 98.8 % of the draws. Marsaglia G, Tsang WW (2000) J. Stat. Softw. 5(8); strip, sign
 * and position are taken from different bits, which Doornik JA (2005), An improved ziggurat method, shows to be needed.
 */
import type { RandomStream, WordStream } from './random.ts';

const STRIPS = 128;
/** Start of the tail, and the area of a strip, for 128 strips. */
const R = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Right edge of every strip: X[0] is the edge of a rectangle with the area of bottom strip and tail; X[1] = R; X[128] = 0. */
const X = new Float64Array(STRIPS + 1);
/** exp(-x²/2) at the edges. */
const F = new Float64Array(STRIPS + 1);
X[0] = AREA / Math.exp(-0.5 * R * R);
X[1] = R;
for (let i = 2; i < STRIPS; i++)
  X[i] = Math.sqrt(-2 * Math.log(AREA / X[i - 1] + Math.exp(-0.5 * X[i - 1] * X[i - 1])));
for (let i = 0; i <= STRIPS; i++) F[i] = Math.exp(-0.5 * X[i] * X[i]);

/** A standard normal number with 53 random bits of position; takes two words of the stream in most cases. */
export function zigguratNormal(stream: RandomStream): number {
  for (;;) {
    const word = stream.uint32();
    // Low 7 bits: strip; bit 7: sign; the other 24 and 29 of the next word: position.
    const i = word & 127;
    const u = ((word >>> 8) * 536870912 + (stream.uint32() >>> 3)) * 2 ** -53;
    const x = u * X[i];
    if (x < X[i + 1] || belowDensity(stream, i, x)) return (word & 128) === 0 ? x : -x;
    if (i === 0) {
      const tail = normalTail(stream);
      return (word & 128) === 0 ? tail : -tail;
    }
  }
}

/** Whether a point at x, uniform in height over strip i > 0, lies below the density. */
function belowDensity(stream: RandomStream, i: number, x: number): boolean {
  return i > 0 && F[i] + stream.uniform() * (F[i + 1] - F[i]) < Math.exp(-0.5 * x * x);
}

/** The normal tail beyond R (Marsaglia 1964). */
function normalTail(stream: RandomStream): number {
  for (;;) {
    const x = -Math.log(1 - stream.uniform()) / R;
    const y = -Math.log(1 - stream.uniform());
    if (2 * y > x * x) return R + x;
  }
}

/** By the low 8 bits of a word: edge of its strip, with the sign. A branch on the sign would be mispredicted half of the time. */
const SIGNED = Float64Array.from({ length: 2 * STRIPS }, (_, b) => (b < STRIPS ? X[b] : -X[b - STRIPS]));
/** By strip: positions of 24 bits from here on are beyond the next edge. */
const BEYOND = Int32Array.from({ length: STRIPS }, (_, i) => {
  let k = Math.floor((X[i + 1] / X[i]) * 2 ** 24) - 1;
  while (k * 2 ** -24 * X[i] < X[i + 1]) k++;
  return k;
});

const words = new Int32Array(512);
const rejected = new Int32Array(512);

/**
 * Draws out[at] .. out[at + count - 1], one word each in most cases: positions have 24 random bits, which suits what is
 * stored in single precision.
 */
export function fillNormals(stream: WordStream, out: Float64Array, count: number, at = 0): void {
  for (let from = 0; from < count; from += words.length) {
    const n = Math.min(words.length, count - from);
    stream.fillWords(words, n);
    let rejections = 0;
    for (let j = 0; j < n; j++) {
      const word = words[j];
      const position = word >>> 8;
      out[at + from + j] = position * 2 ** -24 * SIGNED[word & 255];
      if (position >= BEYOND[word & 127]) rejected[rejections++] = j;
    }
    for (let r = 0; r < rejections; r++) {
      const j = rejected[r];
      const word = words[j];
      const i = word & 127;
      const x = (word >>> 8) * 2 ** -24 * X[i];
      if (belowDensity(stream, i, x)) continue;
      const y = i === 0 ? normalTail(stream) : Math.abs(zigguratNormal(stream));
      out[at + from + j] = (word & 128) === 0 ? y : -y;
    }
  }
}
