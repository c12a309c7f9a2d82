/**
 * EEG electrodes of the 10-20 system and of its 10-10 extension on a sphere, from the definition by arcs (Jasper 1958, Electroencephalogr
 * Clin Neurophysiol 10:371; Oostenveld & Praamstra 2001, Clin Neurophysiol 112:713), not from a table:
 *
 * - nasion, vertex (Cz) and inion lie on the sagittal arc, the preauricular points on the coronal one; at 10, 30, 50, 70, 90 % of either are
 *   Fpz, Fz, Cz, Pz, Oz and T7, C3, Cz, C4, T8; AFz, FCz, CPz, POz half-way between;
 * - the ring Fpz-T7-Oz-T8 is cut into twenty equal parts: Fp1, AF7, F7, FT7, T7 … ;
 * - every other row lies on the circle through its two electrodes on the ring and the one on the midline, at quarters of either half (AF and
 *   PO: at halves).
 *
 * The head's coordinates: centre of the sphere at the origin, x to the right ear, y to the nose, z to the vertex.
 */
import { ParameterError, positive } from '../../errors.ts';
import { nearest } from '../../numerics/nearest.ts';
import type { PlacedChannel, Point } from '../options.ts';

/** The electrodes of the 10-20 system with the two that its arcs use, Fpz and Oz: 21. */
export const TEN_TWENTY: readonly string[] = Object.freeze(
  'Fp1 Fpz Fp2 F7 F3 Fz F4 F8 T7 C3 Cz C4 T8 P7 P3 Pz P4 P8 O1 Oz O2'.split(' '),
);

/** Rows from the front, named on the ring and elsewhere, with the number of the row: 0 at Fpz, 4 at T7, 8 at Oz. */
const ROWS: readonly (readonly [ring: string, row: string, index: number])[] = [
  ['AF', 'AF', 1],
  ['F', 'F', 2],
  ['FT', 'FC', 3],
  ['T', 'C', 4],
  ['TP', 'CP', 5],
  ['P', 'P', 6],
  ['PO', 'PO', 7],
];

/** Names of old maps. */
const OLD_NAMES: Readonly<Record<string, string>> = { T3: 'T7', T4: 'T8', T5: 'P7', T6: 'P8' };

export interface TenTwentyOptions {
  /** Names, or `10-20` (21 electrodes) or `10-10` (all of 10-10 above the ring, 61). T3, T4, T5, T6 are understood as T7, T8, P7, P8. Default `10-20`. */
  readonly electrodes?: readonly string[] | '10-20' | '10-10';
  /** Radius of the sphere, um. Default 90000, the scalp of the default head. */
  readonly radius?: number;
  /**
   * Angle of the ring Fpz-T7-Oz-T8 from the vertex, degrees, > 0 and < 180. Default 72: nasion, inion and preauricular points on the
   * equator, as the 10 % and 20 % of the definition make it. 90 is the usual table of idealised positions with T7 and T8 on the equator.
   */
  readonly ring?: number;
}

/** Electrodes by name, um. Throws ParameterError on a radius <= 0, an angle out of range, an unknown or repeated name. */
export function tenTwenty({
  electrodes = '10-20',
  radius = 90_000,
  ring = 72,
}: TenTwentyOptions = {}): readonly PlacedChannel[] {
  positive('radius', radius);
  if (!(ring > 0 && ring < 180)) throw new ParameterError('ring', 'an angle > 0 and < 180 degrees', ring);
  const all = tenTen((ring * Math.PI) / 180);
  const names = electrodes === '10-20' ? TEN_TWENTY : electrodes === '10-10' ? [...all.keys()] : electrodes;
  if (!Array.isArray(names) || names.length === 0)
    throw new ParameterError('electrodes', 'a list of names, 10-20 or 10-10', electrodes);
  const seen = new Set<string>();
  return names.map((name: string, i) => {
    const known = OLD_NAMES[name] ?? name;
    const direction = all.get(known);
    if (direction === undefined) {
      const guess = nearest(String(name), all.keys());
      throw new ParameterError(
        `electrodes[${i}]`,
        'the name of an electrode of the 10-10 system',
        name,
        guess === undefined ? undefined : `did you mean ${guess}?`,
      );
    }
    if (seen.has(known))
      throw new ParameterError(`electrodes[${i}]`, 'an electrode that does not occur before', name);
    seen.add(known);
    const [x, y, z] = direction;
    return Object.freeze({ name, x: radius * x, y: radius * y, z: radius * z });
  });
}

/** Directions of all electrodes, front to back, left to right. */
function tenTen(ring: number): Map<string, Point> {
  const all = new Map<string, Point>();
  const onRing = (part: number): Point => fromAngles(ring, (part * Math.PI) / 10); // tenths of a half turn from Fpz
  const midline = (row: number): Point => fromAngles(((4 - row) / 4) * ring, 0);
  all.set('Fp1', onRing(1)).set('Fpz', midline(0)).set('Fp2', onRing(-1));
  for (const [ringName, rowName, index] of ROWS) {
    const left = onRing(index + 1);
    const middle = midline(index);
    const parts = rowName === 'AF' || rowName === 'PO' ? 2 : 4;
    const row: Point[] = Array.from({ length: parts }, (_, k) =>
      k === 0 ? left : onCircle(left, middle, mirrored(left), k / parts),
    );
    const number = (k: number) => (k === 0 ? 7 : parts === 2 ? 3 : 7 - 2 * k);
    for (let k = 0; k < parts; k++) all.set(`${k === 0 ? ringName : rowName}${number(k)}`, row[k]);
    all.set(`${rowName}z`, middle);
    for (let k = parts - 1; k >= 0; k--)
      all.set(`${k === 0 ? ringName : rowName}${number(k) + 1}`, mirrored(row[k]));
  }
  return all.set('O1', onRing(9)).set('Oz', midline(8)).set('O2', onRing(-9));
}

/** Direction at `polar` from the vertex, `azimuth` to the left of the nose. */
function fromAngles(polar: number, azimuth: number): Point {
  const lateral = Math.sin(polar);
  return [-lateral * Math.sin(azimuth) + 0, lateral * Math.cos(azimuth), Math.cos(polar)];
}

function mirrored([x, y, z]: Point): Point {
  return [-x + 0, y, z];
}

/** The point at the fraction `part` of the arc from a to m on the circle through a, m and b = a mirrored, in exact arithmetic of angles. */
function onCircle(a: Point, m: Point, b: Point, part: number): Point {
  // Centre and plane of the circle: its plane holds the x direction and m - (a + b)/2.
  const low: Point = [0, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const up: Point = [0, m[1] - low[1], m[2] - low[2]];
  const rise = Math.hypot(up[1], up[2]);
  const half = a[0]; // < 0: to the left
  // Circle in the plane: chord of half length |half|, sagitta `rise`; centre at `low + (rise - r) up/rise`.
  const r = (half * half + rise * rise) / (2 * rise);
  const e = [up[1] / rise, up[2] / rise];
  const toA = Math.atan2(-half, r - rise); // angle of a from m, seen from the centre
  const height = rise - r + r * Math.cos(toA * (1 - part));
  return [-r * Math.sin(toA * (1 - part)), low[1] + height * e[0], low[2] + height * e[1]];
}
