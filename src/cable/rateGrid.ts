/** How tables of rates are cut into pieces: potentials into equal ones, calcium concentrations into equal parts of every octave. */

/** Pieces of a variable u. */
export interface Grid {
  readonly pieces: number;
  /** Piece in which u lies; negative or `pieces` and more outside. */
  pieceOf(u: number): number;
  start(piece: number): number;
  width(piece: number): number;
}

/** `pieces` of 1/perUnit from `least` on. */
export class UniformGrid implements Grid {
  readonly least: number;
  readonly perUnit: number;
  readonly pieces: number;

  constructor(least: number, perUnit: number, pieces: number) {
    this.least = least;
    this.perUnit = perUnit;
    this.pieces = pieces;
  }

  pieceOf(u: number): number {
    const place = (u - this.least) * this.perUnit;
    return place >= 0 && place < this.pieces ? Math.trunc(place) : -1;
  }

  start(piece: number): number {
    return this.least + piece / this.perUnit;
  }

  width(): number {
    return 1 / this.perUnit;
  }
}

/** Pieces per octave. */
const PARTS = 64;
/** A number and its bits. */
const BITS = new DataView(new ArrayBuffer(8));

/** Octaves from 2^least on, each in 64 pieces, so that exponent and mantissa number them. */
export class OctaveGrid implements Grid {
  readonly least: number;
  readonly pieces: number;
  /** What the upper bits of the first number in the grid say. */
  readonly first: number;

  constructor(least: number, octaves: number) {
    this.least = least;
    this.pieces = PARTS * octaves;
    this.first = PARTS * (1023 + least);
  }

  pieceOf(u: number): number {
    BITS.setFloat64(0, u);
    return (BITS.getUint32(0) >>> 14) - this.first;
  }

  /** Place of u in its piece, 0 to 1. */
  placeOf(u: number): number {
    BITS.setFloat64(0, u);
    // With the exponent of 1, and without the bits that number the piece.
    BITS.setUint32(0, (BITS.getUint32(0) & 0x3fff) | 0x3ff00000);
    return (BITS.getFloat64(0) - 1) * PARTS;
  }

  start(piece: number): number {
    return 2 ** (this.least + Math.floor(piece / PARTS)) * (1 + (piece % PARTS) / PARTS);
  }

  width(piece: number): number {
    return 2 ** (this.least + Math.floor(piece / PARTS)) / PARTS;
  }
}
