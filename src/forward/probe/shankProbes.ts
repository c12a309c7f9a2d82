/**
 * Probes on shanks, in coordinates of their own: the tip (of several shanks: the middle of the tips) at the origin, shanks along z upwards,
 * contacts in the plane y = 0, columns along x. placement.ts moves them.
 *
 * Sources: Neuropixels 1.0: Jun et al. 2017, Nature 551:232; 2.0: Steinmetz et al. 2021, Science 372:eabf4588; distances as tabulated for
 * part numbers NP1000, NP2003 and NP2013 in the Neuropixels ProbeTable (W. Karsh). Tetrode: Gray et al. 1995, J Neurosci Methods 63:43.
 * Linear: the 16- and 32-contact silicon probes with contacts of 177 um2, the 23-contact laminar electrode of Einevoll et al. 2007,
 * J Neurophysiol 97:2174. Contours are for drawing.
 */
import { ParameterError, finite, integer, nonNegative, positive } from '../../errors.ts';
import type { Point } from '../options.ts';
import { createProbe, type Contact, type Probe, type ProbeContour } from './probe.ts';

/** Axes of a face in the plane y = 0. */
const UPRIGHT: readonly [Point, Point] = [
  [1, 0, 0],
  [0, 0, 1],
];
/** Axes of a face in the plane z = 0. */
const FLAT: readonly [Point, Point] = [
  [1, 0, 0],
  [0, 1, 0],
];

export interface LinearProbeOptions {
  /** Number of contacts, >= 1. */
  readonly contacts: number;
  /** Distance between neighbouring contacts, um. Default 100. */
  readonly pitch?: number;
  /** Radius of the contacts, um, 0 for points. Default 7.5 (177 um2). */
  readonly contactRadius?: number;
  /** Distance of the lowest contact from the tip, um. Default 50. */
  readonly tipLength?: number;
}

/** One column of contacts, named `1` (the uppermost) to `n`. Throws ParameterError on a count or length out of range. */
export function linearProbe({
  contacts,
  pitch = 100,
  contactRadius = 7.5,
  tipLength = 50,
}: LinearProbeOptions): Probe {
  integer('contacts', contacts, 1, 10_000);
  positive('pitch', pitch);
  nonNegative('contactRadius', contactRadius);
  nonNegative('tipLength', tipLength);
  const top = tipLength + (contacts - 1) * pitch;
  const half = Math.max(15, 2 * contactRadius);
  return createProbe({
    name: `linear-${contacts}`,
    contacts: Array.from({ length: contacts }, (_, i) => ({
      name: String(i + 1),
      position: [0, 0, top - i * pitch],
      radius: contactRadius,
      axes: UPRIGHT,
    })),
    contours: [shankContour(0, half, top + pitch, Math.max(tipLength, 2 * half))],
    source: 'linear probe',
  });
}

interface NeuropixelsModel {
  readonly name: string;
  readonly source: string;
  readonly shanks: number;
  /** Rows of one shank, two sites each. */
  readonly totalRows: number;
  readonly rowPitch: number;
  readonly tipLength: number;
  /** x of the left site from the middle of the shank, in even and odd rows. */
  readonly left: readonly [even: number, odd: number];
  /** Rows that are recorded by default on each shank: 384 sites together. */
  readonly rows: number;
}

const SITE = 12;
const COLUMN_PITCH = 32;
const SHANK_PITCH = 250;
const SHANK_WIDTH = 70;

const NEUROPIXELS = {
  '1.0': {
    name: 'Neuropixels 1.0',
    source: 'Jun et al. 2017; NP1000',
    shanks: 1,
    totalRows: 480,
    rowPitch: 20,
    tipLength: 209,
    left: [-8, -24],
    rows: 192,
  },
  '2.0': {
    name: 'Neuropixels 2.0',
    source: 'Steinmetz et al. 2021; NP2003',
    shanks: 1,
    totalRows: 640,
    rowPitch: 15,
    tipLength: 206,
    left: [-8, -8],
    rows: 192,
  },
  '2.0-four-shank': {
    name: 'Neuropixels 2.0, four shanks',
    source: 'Steinmetz et al. 2021; NP2013',
    shanks: 4,
    totalRows: 640,
    rowPitch: 15,
    tipLength: 206,
    left: [-8, -8],
    rows: 48,
  },
} as const satisfies Record<string, NeuropixelsModel>;

/** `1.0`: staggered columns; `2.0`: two straight columns; `2.0-four-shank`: four such shanks, 250 um apart. */
export type NeuropixelsVersion = keyof typeof NEUROPIXELS;

export interface NeuropixelsOptions {
  /** Default `1.0`. */
  readonly version?: NeuropixelsVersion;
  /** Lowest row that is recorded, from 0 at the tip. Default 0; bank 1 starts at row 192. */
  readonly firstRow?: number;
  /** Number of rows recorded on each shank. Default 192 (384 sites, one bank), with four shanks 48 (384 sites), or as many as there are. */
  readonly rows?: number;
  /** Every how many rows one is recorded. Default 1. */
  readonly rowStep?: number;
  /** Distance of row 0 from the tip, um. Default 209 (1.0) or 206 (2.0). */
  readonly tipLength?: number;
}

/**
 * Neuropixels: square sites of 12 um, two per row, on shanks 70 um wide; sites are named by their electrode number, `e0` … from the tip,
 * row by row, left to right, with several shanks `s0e0` …. The columns of 1.0 are 32 um apart and shift by 16 um from row to row.
 * Throws ParameterError on an unknown version or rows that the shank does not have.
 */
export function neuropixels({
  version = '1.0',
  firstRow = 0,
  rows,
  rowStep = 1,
  tipLength,
}: NeuropixelsOptions = {}): Probe {
  if (!Object.hasOwn(NEUROPIXELS, version))
    throw new ParameterError('version', `one of ${Object.keys(NEUROPIXELS).join(', ')}`, version);
  const model: NeuropixelsModel = NEUROPIXELS[version];
  integer('firstRow', firstRow, 0, model.totalRows - 1);
  integer('rowStep', rowStep, 1, model.totalRows);
  const most = Math.ceil((model.totalRows - firstRow) / rowStep);
  const count = integer('rows', rows ?? Math.min(model.rows, most), 1, most);
  const tip = finite('tipLength', tipLength ?? model.tipLength);
  const contacts: (Partial<Contact> & Pick<Contact, 'position'>)[] = [];
  const contours: ProbeContour[] = [];
  const top = tip + (firstRow + count * rowStep) * model.rowPitch + 100;
  for (let s = 0; s < model.shanks; s++) {
    const middle = (s - (model.shanks - 1) / 2) * SHANK_PITCH;
    const shank = String(s);
    contours.push({ ...shankContour(middle, SHANK_WIDTH / 2, top, 175), shank });
    for (let row = firstRow; row < firstRow + count * rowStep; row += rowStep)
      for (let column = 0; column < 2; column++)
        contacts.push({
          name: `${model.shanks > 1 ? `s${s}` : ''}e${2 * row + column}`,
          position: [middle + model.left[row % 2] + column * COLUMN_PITCH, 0, tip + row * model.rowPitch],
          shape: 'square',
          width: SITE,
          axes: UPRIGHT,
          shank,
        });
  }
  return createProbe({ name: model.name, contacts, contours, source: model.source });
}

export interface TetrodeOptions {
  /** Distance between neighbouring wires, um. Default 25. */
  readonly spacing?: number;
  /** Radius of a wire's core, um, 0 for points. Default 6.25. */
  readonly contactRadius?: number;
}

/** Four wires cut square at z = 0, at the corners of a square, facing down. Throws ParameterError on lengths out of range. */
export function tetrode({ spacing = 25, contactRadius = 6.25 }: TetrodeOptions = {}): Probe {
  const a = positive('spacing', spacing) / 2;
  nonNegative('contactRadius', contactRadius);
  const corners = [
    [-a, a],
    [a, a],
    [a, -a],
    [-a, -a],
  ];
  return createProbe({
    name: 'tetrode',
    contacts: corners.map(([x, y], i) => ({
      name: String(i + 1),
      position: [x, y, 0],
      radius: contactRadius,
      axes: FLAT,
    })),
    source: 'Gray et al. 1995',
  });
}

function shankContour(middle: number, half: number, top: number, taper: number): ProbeContour {
  return {
    points: [
      [middle, 0, 0],
      [middle + half, 0, taper],
      [middle + half, 0, top],
      [middle - half, 0, top],
      [middle - half, 0, taper],
    ],
  };
}
