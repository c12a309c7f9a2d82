/** Where the quantities of a linear cell are in the arrays of its loops: records per pair of places, every quantity two numbers side by side. */

/** Records of `elimination`: quantities per pair, and which is which. */
export const ELIMINATION = 2;
/** axial/(load + axial) after elimination of what hangs below. */
export const FACTOR = 0;
/** Right-hand side, nA. */
export const RHS = 1;

/** Records of `membrane`. */
export const MEMBRANE = 5;
/** 1/(load + axial), MOhm. */
export const INVERSE = 0;
/** C/h, uS. */
export const CAPACITY = 1;
/** uS */
export const LEAK = 2;
/** Potential less the reversal potential, mV. */
export const W = 3;
/** Its change in the step (half of it: Crank-Nicolson), mV. */
export const DW = 4;

/** Records of one gate: its current is K y, its change over a step fraction (w + offset - y). */
export const GATE = 4;
export const GATE_K = 0;
export const GATE_FRACTION = 1;
export const GATE_OFFSET = 2;
export const GATE_Y = 3;

/** Where a quantity of the node at a place is in an array of records of so many quantities. */
export function placeIn(record: number, quantity: number, place: number): number {
  return 2 * (record * (place >> 1) + quantity) + (place & 1);
}

/** Numbers per pair of chains in `groups`. */
export const GROUP = 6;
