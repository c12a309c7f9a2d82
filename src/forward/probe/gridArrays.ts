/**
 * Flat arrays of contacts, in coordinates of their own: the plane z = 0, the centre of the grid at the origin, columns along x, the first row at
 * the greatest y (as one looks at them from above). placement.ts moves them.
 *
 * Sources: the 60 contacts of a standard micro-electrode array (Multi Channel Systems, MEA manual: 8 x 8 without corners, 200 um apart,
 * 30 um wide, named by column and row); CMOS arrays of 64 x 64 contacts (Berdondini et al. 2009, Lab Chip 9:2644: 21 um wide,
 * 42 um apart; a wider layout has 81 um); grids for electrocorticography (clinical: 10 mm apart, 2.3 mm exposed).
 */
import { ParameterError, integer, nonNegative, positive } from '../../errors.ts';
import type { Point } from '../options.ts';
import { createProbe, type ContactOutline, type Probe } from './probe.ts';

/** Axes of a face in the plane z = 0. */
const FLAT: readonly [Point, Point] = [
  [1, 0, 0],
  [0, 1, 0],
];

const MOST_CONTACTS = 100_000;

export interface ContactGridOptions {
  readonly name?: string;
  /** Numbers of rows and columns, >= 1 each. */
  readonly rows: number;
  readonly columns: number;
  /** Distance between neighbours, um. */
  readonly pitch: number;
  /** Width of a contact (diameter, or side), um, 0 for points. Default 0. */
  readonly width?: number;
  /** Default `circle`. */
  readonly shape?: Extract<ContactOutline, 'circle' | 'square'>;
  /** Name of the contact in a row and column, both from 0; undefined where there is none. Default `1` … row by row. */
  readonly nameOf?: (row: number, column: number) => string | undefined;
  readonly source?: string;
}

/** A rectangular grid. Throws ParameterError on numbers or lengths out of range, or contacts that overlap. */
export function contactGrid({
  name = 'grid',
  rows,
  columns,
  pitch,
  width = 0,
  shape = 'circle',
  nameOf = (row, column) => String(row * columns + column + 1),
  source = '',
}: ContactGridOptions): Probe {
  integer('rows', rows, 1, MOST_CONTACTS);
  integer('columns', columns, 1, Math.floor(MOST_CONTACTS / rows));
  positive('pitch', pitch);
  nonNegative('width', width);
  if (width > pitch)
    throw new ParameterError('width', `at most the pitch, ${pitch} um: contacts do not overlap`, width);
  const x = (column: number) => (column - (columns - 1) / 2) * pitch;
  const y = (row: number) => ((rows - 1) / 2 - row) * pitch;
  const face =
    width === 0
      ? { radius: 0 }
      : shape === 'circle'
        ? { radius: width / 2, axes: FLAT }
        : { shape, width, axes: FLAT };
  const contacts = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const label = nameOf(row, column);
      if (label !== undefined)
        contacts.push({ name: label, position: [x(column), y(row), 0] as Point, ...face });
    }
  const X = (columns * pitch) / 2;
  const Y = (rows * pitch) / 2;
  const corners: Point[] = [
    [-X, -Y, 0],
    [X, -Y, 0],
    [X, Y, 0],
    [-X, Y, 0],
  ];
  return createProbe({ name, contacts, contours: [{ points: corners }], source });
}

/** 60 contacts, 8 x 8 without corners, named by column and row from 1: `21` is the second column of the first row. `pitch` (um, default 200). */
export function mea60({
  pitch = 200,
  width = 30,
}: { readonly pitch?: number; readonly width?: number } = {}): Probe {
  const corner = (k: number) => k === 0 || k === 7;
  return contactGrid({
    name: 'MEA 60',
    rows: 8,
    columns: 8,
    pitch,
    width,
    nameOf: (row, column) => (corner(row) && corner(column) ? undefined : `${column + 1}${row + 1}`),
    source: '8 x 8 without corners, Multi Channel Systems',
  });
}

/** 64 x 64 square contacts, named `r1c1` … `r64c64`. `pitch` (um, default 42; 81 for the wider layout), `width` (um, default 21). */
export function mea4096({
  pitch = 42,
  width = 21,
}: { readonly pitch?: number; readonly width?: number } = {}): Probe {
  return contactGrid({
    name: 'MEA 4096',
    rows: 64,
    columns: 64,
    pitch,
    width,
    shape: 'square',
    nameOf: (row, column) => `r${row + 1}c${column + 1}`,
    source: 'Berdondini et al. 2009',
  });
}

export interface EcogGridOptions {
  /** Default 8. */
  readonly rows?: number;
  /** Default 8. */
  readonly columns?: number;
  /** Distance between neighbours, um. Default 10000. */
  readonly pitch?: number;
  /** Diameter of the exposed disc, um. Default 2300. */
  readonly width?: number;
}

/** A grid of discs on the cortex, named `1` … row by row. */
export function ecogGrid({
  rows = 8,
  columns = 8,
  pitch = 10_000,
  width = 2300,
}: EcogGridOptions = {}): Probe {
  return contactGrid({ name: 'ECoG grid', rows, columns, pitch, width, source: 'clinical grid' });
}
