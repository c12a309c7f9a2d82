/**
 * Rates of a gate by interpolation: inf and 1 - exp(-dt/tau) as polynomials of degree 5 on pieces of 1/8 mV, each made when a potential first falls into
 * it and checked between its nodes: where the polynomial is off by more than 1e-12 (a kink, a jump) the exact functions are evaluated.
 */
import type { Gate } from './mechanisms/channel.ts';

/** Error of a piece, of 1, above which the exact functions are used. */
const TOLERANCE = 1e-12;
/** Pieces per mV, and the range of potentials that has them. */
const PER_MV = 8;
const LEAST = -200;
const MOST = 200;

const DEGREE = 5;
const COEFFICIENTS = DEGREE + 1;

/** State of a piece: not made yet, polynomial, exact. */
const UNKNOWN = 0;
const POLYNOMIAL = 1;
const EXACT = 2;

export class RateTable {
  readonly #gate: Gate;
  readonly #h: number;
  /** Coefficients of both functions, side by side. */
  readonly #table = new Float64Array((MOST - LEAST) * PER_MV * 2 * COEFFICIENTS);
  readonly #known = new Uint8Array((MOST - LEAST) * PER_MV);

  /** For steps of h ms (dt times the temperature factor). */
  constructor(gate: Gate, h: number) {
    this.#gate = gate;
    this.#h = h;
  }

  /** x += (1 - exp(-h/tau(v))) (inf(v) - x) at the nodes' potentials. */
  advance(x: Float64Array, v: Float64Array, nodes: Int32Array): void {
    const c = this.#table;
    const known = this.#known;
    for (let j = 0; j < x.length; j++) {
      const value = v[nodes[j]];
      const place = (value - LEAST) * PER_MV;
      const piece = Math.floor(place);
      if (!(piece >= 0 && piece < known.length) || (known[piece] !== POLYNOMIAL && !this.#make(piece))) {
        x[j] += this.#fraction(value) * (this.#gate.inf(value) - x[j]);
        continue;
      }
      const s = place - piece;
      const o = piece * 2 * COEFFICIENTS;
      const inf = c[o] + s * (c[o + 1] + s * (c[o + 2] + s * (c[o + 3] + s * (c[o + 4] + s * c[o + 5]))));
      const fraction =
        c[o + 6] + s * (c[o + 7] + s * (c[o + 8] + s * (c[o + 9] + s * (c[o + 10] + s * c[o + 11]))));
      x[j] += fraction * (inf - x[j]);
    }
  }

  #fraction(v: number): number {
    return -Math.expm1(-this.#h / this.#gate.tau(v));
  }

  /** Makes a piece; false if it must be evaluated exactly. */
  #make(piece: number): boolean {
    if (this.#known[piece] === UNKNOWN) {
      const good = [this.#gate.inf, (v: number) => this.#fraction(v)].map((f, k) => {
        const at = (s: number): number => f(LEAST + (piece + s) / PER_MV);
        const coefficients = interpolate(at);
        this.#table.set(coefficients, (2 * piece + k) * COEFFICIENTS);
        return [0.04, 0.5, 0.93].every((s) => Math.abs(horner(coefficients, s) - at(s)) <= TOLERANCE);
      });
      this.#known[piece] = good.every(Boolean) ? POLYNOMIAL : EXACT;
    }
    return this.#known[piece] === POLYNOMIAL;
  }
}

/** Chebyshev nodes of [0, 1], and the inverse of their Vandermonde matrix applied to values: monomial coefficients. */
const NODES = Float64Array.from(
  { length: COEFFICIENTS },
  (_, k) => (1 - Math.cos((Math.PI * (k + 0.5)) / COEFFICIENTS)) / 2,
);

/** Monomial coefficients of the polynomial through f at the nodes (Newton's divided differences, expanded). */
function interpolate(f: (s: number) => number): Float64Array {
  const d = NODES.map((s) => f(s));
  for (let order = 1; order < COEFFICIENTS; order++)
    for (let k = COEFFICIENTS - 1; k >= order; k--) d[k] = (d[k] - d[k - 1]) / (NODES[k] - NODES[k - order]);
  const out = new Float64Array(COEFFICIENTS);
  for (let k = COEFFICIENTS - 1; k >= 0; k--) {
    for (let p = COEFFICIENTS - 1; p > 0; p--) out[p] = out[p - 1] - NODES[k] * out[p];
    out[0] = d[k] - NODES[k] * out[0];
  }
  return out;
}

function horner(c: Float64Array, s: number): number {
  let sum = 0;
  for (let k = c.length - 1; k >= 0; k--) sum = sum * s + c[k];
  return sum;
}
