/**
 * Rates of gates by interpolation: inf and 1 - exp(-h/tau) as polynomials of degree 5 on pieces of 1/4 mV (or of an octave of calcium), all gates
 * of a cell side by side, so that a potential is looked up once. A piece is made when it is met for the eighth time, and checked at five
 * places between its nodes: where a polynomial is off by more than 1e-13 (of 1 for inf, of itself for the fraction) the piece is cut into 16
 * parts; where that does not help (a kink, a jump), the exact functions serve it, as they do before and outside.
 */
import { bytesOfArrays, type ArraysIn } from '../numerics/wasmCode.ts';
import type { Gate } from './mechanisms/channel.ts';
import { OctaveGrid, UniformGrid, type Grid } from './rateGrid.ts';

/** How a gate moves in a step: writes inf and 1 - exp(-h/tau) at u to out[0] and out[1]. */
export type GateStep = (u: number, out: Float64Array) => void;

/** Steps of h ms (dt times the temperature factor) of a gate. */
export function gateStep({ inf, tau, rates }: Gate, h: number): GateStep {
  if (rates === undefined)
    return (u, out) => {
      out[0] = inf(u);
      out[1] = -Math.expm1(-h / tau(u));
    };
  const { alpha, beta, q } = rates;
  return (u, out) => {
    const a = alpha(u);
    const sum = a + beta(u);
    out[0] = a / sum;
    out[1] = -Math.expm1(-h * q * sum);
  };
}

/** Potentials, mV: pieces of 1/4 mV. */
export const POTENTIALS = new UniformGrid(-200, 4, 1600);
/** Calcium concentrations, mM: 1e-9 to 4e3. */
export const CALCIUM = new OctaveGrid(-30, 42);

/** Error above which a piece is refused: 1e-13 of 1 (inf) or of itself (fraction); channels in use are within 3e-14. */
const TOLERANCE = 1e-13;
/** Visits after which a piece is made: so many cost as much as making it, so that at most twice the time needed is spent on either. */
const VISITS = 8;
/** Parts of a piece that needs them, and how many such pieces there may be. */
const PARTS = 16;
const MOST_IN_PARTS = 64;
const COEFFICIENTS = 6;
/** Numbers per gate and piece: coefficients of both functions in turn, the highest first. */
const PER_GATE = 2 * COEFFICIENTS;

/** Entry of a piece that is evaluated exactly for ever. */
const EXACT = -(2 ** 31);

/** What the loops read of a table. */
export interface TableArrays<G extends Grid = Grid> {
  readonly grid: G;
  /** Per piece: address of its record in bytes, plus 1 if it comes in 16 parts; 0 or less: it has none (yet). */
  readonly index: Int32Array;
  /** Of polynomials on [-1/2, 1/2]. */
  readonly coefficients: Float64Array;
  /** Length of a record. */
  readonly recordLength: number;
}

/** Numbers in a record of so many gates. */
export function recordLength(gates: number): number {
  return PER_GATE * gates;
}

/** Place of a gate's numbers in a record, bytes. */
export function rateBytes(gate: number): number {
  return 8 * PER_GATE * gate;
}

/** Writes rates that do not vary into a record: exact ones, for one segment and step. */
export function setRates(
  values: Float64Array,
  record: number,
  gate: number,
  [inf, fraction]: Float64Array,
): void {
  const last = record + PER_GATE * (gate + 1);
  values[last - 2] = inf;
  values[last - 1] = fraction;
}

/** Bytes of a table of so many gates. */
export function tableBytes(gates: number, { pieces }: Grid): number {
  return bytesOfArrays([4 * pieces, 8 * PER_GATE * gates * (pieces + PARTS * MOST_IN_PARTS), 16]);
}

export class RateTable<G extends Grid> implements TableArrays<G> {
  readonly grid: G;
  readonly index: Int32Array;
  readonly coefficients: Float64Array;
  readonly recordLength: number;
  readonly #steps: readonly GateStep[];
  readonly #out = new Float64Array(2);
  #records = 0;
  #inParts = 0;

  constructor(steps: readonly GateStep[], grid: G, arrays: ArraysIn) {
    this.#steps = steps;
    this.grid = grid;
    this.recordLength = recordLength(steps.length);
    this.index = arrays.int32(grid.pieces);
    this.coefficients = arrays.float64(this.recordLength * (grid.pieces + PARTS * MOST_IN_PARTS));
  }

  /** Whether there is a record for u; to ask counts as a visit. If not, u must be evaluated exactly. */
  serve(u: number): boolean {
    const { grid, index } = this;
    const piece = grid.pieceOf(u);
    if (!(piece >= 0 && piece < grid.pieces) || index[piece] === EXACT) return false;
    if (index[piece] <= 0 && --index[piece] === -VISITS) index[piece] = this.#make(piece);
    return index[piece] > 0;
  }

  /** Makes a piece and returns its entry. */
  #make(piece: number): number {
    const start = this.grid.start(piece);
    const width = this.grid.width(piece);
    const at = this.#records;
    if (this.#fill(start, width, at)) {
      this.#records++;
      return this.#address(at);
    }
    if (this.#inParts === MOST_IN_PARTS) return EXACT;
    for (let part = 0; part < PARTS; part++)
      if (!this.#fill(start + (part * width) / PARTS, width / PARTS, at + part)) return EXACT;
    this.#inParts++;
    this.#records += PARTS;
    return this.#address(at) + 1;
  }

  #address(record: number): number {
    return this.coefficients.byteOffset + 8 * this.recordLength * record;
  }

  /** Fills a record with polynomials on [from, from + width); false if one is not good enough. */
  #fill(from: number, width: number, record: number): boolean {
    const c = this.coefficients;
    const out = this.#out;
    let o = record * this.recordLength;
    for (const step of this.#steps) {
      // What differs from the first value is small, and so is its rounding.
      step(from + (NODES[0] + 0.5) * width, out);
      const [inf, fraction] = out;
      c.fill(0, o, o + PER_GATE);
      for (let node = 1; node < COEFFICIENTS; node++) {
        step(from + (NODES[node] + 0.5) * width, out);
        const [inf1, fraction1] = [out[0] - inf, out[1] - fraction];
        for (let k = 0; k < COEFFICIENTS; k++) {
          const share = MONOMIALS[node * COEFFICIENTS + k];
          c[o + 2 * k] += share * inf1;
          c[o + 2 * k + 1] += share * fraction1;
        }
      }
      c[o + PER_GATE - 2] += inf;
      c[o + PER_GATE - 1] += fraction;
      for (let check = 0; check < CHECKS.length; check++) {
        const s = CHECKS[check];
        step(from + (s + 0.5) * width, out);
        const error = Math.abs(evaluate(c, o, s) - out[0]);
        const slip = Math.abs(evaluate(c, o + 1, s) - out[1]);
        if (!(error <= TOLERANCE * Math.max(1, Math.abs(out[0])) && slip <= TOLERANCE * Math.abs(out[1])))
          return false;
      }
      o += PER_GATE;
    }
    return true;
  }
}

/** The polynomial whose coefficients start at c[o], every second one, the highest first; summed as the loops do (Estrin's scheme). */
function evaluate(c: Float64Array, o: number, s: number): number {
  const q = s * s;
  return c[o + 10] + c[o + 8] * s + q * (c[o + 6] + c[o + 4] * s + q * (c[o + 2] + c[o] * s));
}

/** Pieces are [-1/2, 1/2]: their Chebyshev nodes, and where the error is looked at: at the ends and between the nodes. */
const NODES = Float64Array.from(
  { length: COEFFICIENTS },
  (_, k) => -Math.cos((Math.PI * (k + 0.5)) / COEFFICIENTS) / 2,
);
const CHECKS = [-0.5, -0.25, 0, 0.25, 0.5 - 2 ** -20];

/** Per node, the coefficients (the highest first) of the polynomial that is 1 there and 0 at the others. */
const MONOMIALS = lagrange(NODES);

function lagrange(nodes: Float64Array): Float64Array {
  const n = nodes.length;
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    // Multiplied out factor by factor; `product` is ascending.
    const product = new Float64Array(n);
    product[0] = 1;
    for (let j = 0; j < n; j++)
      if (j !== k)
        for (let p = n - 1; p >= 0; p--)
          product[p] = ((p > 0 ? product[p - 1] : 0) - nodes[j] * product[p]) / (nodes[k] - nodes[j]);
    for (let p = 0; p < n; p++) out[k * n + p] = product[n - 1 - p];
  }
  return out;
}
