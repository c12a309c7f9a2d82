/**
 * Rates of gates by interpolation: inf and 1 - exp(-h/tau) as polynomials of degree 5 on pieces of 1/4 mV (or of an octave of calcium), all gates
 * of a cell side by side, so that a potential is looked up once. A piece is made when a potential first falls into it, and checked at its ends and
 * in its middle: where a polynomial is off by more than 1e-13 (of 1 for inf, of itself for the fraction) the piece is cut into 16
 * parts; where that does not help (a kink, a jump), the exact functions serve it, as they do before and outside.
 */
import { bytesOfArrays, type ArraysIn } from '../numerics/wasmCode.ts';
import type { KnownPieces } from './knownRates.ts';
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
/** Parts of a piece that needs them, and how many such pieces there may be. */
const PARTS = 16;
const MOST_IN_PARTS = 64;
const COEFFICIENTS = 6;
/** Numbers per gate and piece: coefficients of both functions in turn, the highest first. */
const PER_GATE = 2 * COEFFICIENTS;

/** Entries of the index that are no addresses. */
const UNKNOWN = 0;
const EXACT = -1;

/** What the loops read of a table. */
export interface TableArrays<G extends Grid = Grid> {
  readonly grid: G;
  /** Per piece: address of its record in bytes, plus 1 if it comes in 16 parts; 0: not met yet; -1: to be evaluated exactly. */
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

/** Writes rates that do not vary (`rates`: as a GateStep gives them) into a record: exact ones, for one segment and step. */
export function setRates(values: Float64Array, record: number, gate: number, rates: Float64Array): void {
  const last = record + PER_GATE * (gate + 1);
  values[last - 2] = rates[0];
  values[last - 1] = rates[1];
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
  readonly #known: KnownPieces;
  readonly #out = new Float64Array(2);
  #records = 0;
  #inParts = 0;

  /** @param known pieces that were made of the same steps before; those made now are added */
  constructor(
    steps: readonly GateStep[],
    grid: G,
    arrays: ArraysIn,
    known: KnownPieces = new Map<number, Float64Array>(),
  ) {
    this.#steps = steps;
    this.#known = known;
    this.grid = grid;
    this.recordLength = recordLength(steps.length);
    this.index = arrays.int32(grid.pieces);
    this.coefficients = arrays.float64(this.recordLength * (grid.pieces + PARTS * MOST_IN_PARTS));
  }

  /** Makes the piece in which u lies, if it is not there yet. False if u must be evaluated exactly. */
  serve(u: number): boolean {
    const { grid, index } = this;
    const piece = grid.pieceOf(u);
    if (!(piece >= 0 && piece < grid.pieces)) return false;
    if (index[piece] === UNKNOWN) index[piece] = this.#take(piece) ?? this.#make(piece);
    return index[piece] !== EXACT;
  }

  /** Takes a piece that is known and returns its entry; nothing if it is not, or no more true. */
  #take(piece: number): number | undefined {
    const known = this.#known.get(piece);
    if (known === undefined) return undefined;
    if (known.length === 0) return EXACT;
    const parts = known.length / this.recordLength;
    if (!this.#agrees(known, parts, piece)) return undefined;
    if (parts > 1 && this.#inParts === MOST_IN_PARTS) return EXACT;
    this.coefficients.set(known, this.recordLength * this.#records);
    return this.#entry(parts);
  }

  /** Whether the records of a piece still are what the functions give in its middle. */
  #agrees(records: Float64Array, parts: number, piece: number): boolean {
    const width = this.grid.width(piece) / parts;
    const middle = parts >> 1;
    const from = this.grid.start(piece) + middle * width;
    return this.#steps.every((_, gate) =>
      this.#good(records, middle * this.recordLength + PER_GATE * gate, gate, from, width, BETWEEN, 4),
    );
  }

  /** Makes a piece and returns its entry. */
  #make(piece: number): number {
    const start = this.grid.start(piece);
    const width = this.grid.width(piece);
    const at = this.#records;
    let parts = 1;
    if (!this.#fill(start, width, at)) {
      if (this.#inParts === MOST_IN_PARTS) return EXACT;
      const all = Array.from({ length: PARTS }, (_, k) => k);
      const good = all.every((k) => this.#fill(start + (k * width) / PARTS, width / PARTS, at + k));
      parts = good ? PARTS : 0;
    }
    this.#known.set(piece, this.coefficients.slice(this.recordLength * at, this.recordLength * (at + parts)));
    return parts === 0 ? EXACT : this.#entry(parts);
  }

  /** Counts the records just written, and returns their entry in the index. */
  #entry(parts: number): number {
    const entry = this.coefficients.byteOffset + 8 * this.recordLength * this.#records;
    this.#records += parts;
    if (parts === 1) return entry;
    this.#inParts++;
    return entry + 1;
  }

  /** Fills a record with polynomials on [from, from + width); false if one is not good enough. */
  #fill(from: number, width: number, record: number): boolean {
    const c = this.coefficients;
    const out = this.#out;
    let o = record * this.recordLength;
    for (const [gate, step] of this.#steps.entries()) {
      // What differs from the first value is small, and so is its rounding.
      step(from + (NODES[0] + 0.5) * width, out);
      const inf = out[0];
      const fraction = out[1];
      c.fill(0, o, o + PER_GATE);
      for (let node = 1; node < COEFFICIENTS; node++) {
        step(from + (NODES[node] + 0.5) * width, out);
        const inf1 = out[0] - inf;
        const fraction1 = out[1] - fraction;
        for (let k = 0; k < COEFFICIENTS; k++) {
          const share = MONOMIALS[node * COEFFICIENTS + k];
          c[o + 2 * k] += share * inf1;
          c[o + 2 * k + 1] += share * fraction1;
        }
      }
      c[o + PER_GATE - 2] += inf;
      c[o + PER_GATE - 1] += fraction;
      for (const s of CHECKS) if (!this.#good(c, o, gate, from, width, s, 1)) return false;
      o += PER_GATE;
    }
    return true;
  }

  /** Whether a gate's polynomials, from c[o] on, are within so many tolerances at the place s of a piece. */
  #good(
    c: Float64Array,
    o: number,
    gate: number,
    from: number,
    width: number,
    s: number,
    tolerances: number,
  ): boolean {
    const out = this.#out;
    const most = tolerances * TOLERANCE;
    this.#steps[gate](from + (s + 0.5) * width, out);
    const error = Math.abs(evaluate(c, o, s) - out[0]);
    const slip = Math.abs(evaluate(c, o + 1, s) - out[1]);
    return error <= most * Math.max(1, Math.abs(out[0])) && slip <= most * Math.abs(out[1]);
  }
}

/** The polynomial whose coefficients start at c[o], every second one, the highest first; summed as the loops do (Estrin's scheme). */
function evaluate(c: Float64Array, o: number, s: number): number {
  const q = s * s;
  return c[o + 10] + c[o + 8] * s + q * (c[o + 6] + c[o + 4] * s + q * (c[o + 2] + c[o] * s));
}

/**
 * Pieces are [-1/2, 1/2]: their Chebyshev nodes, and where the error is looked at: at the ends and in the middle, where it is largest if
 * the function is smooth, and later once more between them.
 */
const NODES = Float64Array.from(
  { length: COEFFICIENTS },
  (_, k) => -Math.cos((Math.PI * (k + 0.5)) / COEFFICIENTS) / 2,
);
const CHECKS = [-0.5, 0, 0.5 - 2 ** -20];
const BETWEEN = 0.27;

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
