/**
 * Reading SWC files: lines of id, type, x, y, z, radius (um), parent id (-1 for the root); `#` begins a comment. Cannon et al. (1998), J. Neurosci. Methods 84:49-54.
 * Every data line is read or refused with its number. Ids may be written as floats (`1.0`), parents may come after their children, types above 4
 * are kept. Radii of 0 and extra columns are refused unless an option says what to do. Not read: numbers with decimal commas.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import { contourSoma } from './contour.ts';
import type { Morphology } from './morphology.ts';
import {
  checkTree,
  childrenOf,
  distance,
  sphereSection,
  type SomaReading,
  type TracedPoint,
} from './pointTree.ts';
import { treeSections, type SectionRule, type SomaSection } from './treeSections.ts';

export interface SwcOptions {
  /** Name of the file for messages (default `swc`). */
  readonly file?: string;
  /** How points become sections (default `chains`); see `treeSections.ts`. */
  readonly sections?: SectionRule | undefined;
  /**
   * How the points of type 1 are understood. `auto` (default): one point, or NeuroMorpho.org's three, as a sphere; others as a row of frusta, but points
   * that look like an outline are refused (with `sections: 'nrn'` they are taken as a row, as NEURON does). `frusta`: more than one point as a row of frusta whatever they look like.
   * `contour`: as an outline.
   */
  readonly soma?: 'auto' | 'frusta' | 'contour' | undefined;
  /** `error` (default): a second root is refused. `wire`: it is joined to the soma's middle by a wire. */
  readonly roots?: 'error' | 'wire' | undefined;
  /** `error` (default): a radius of 0 is refused. `parent`: the point takes the radius of the nearest point before it that has one. */
  readonly zeroRadius?: 'error' | 'parent' | undefined;
  /** `error` (default): lines of more than seven columns are refused. `ignore`: what comes after the seventh is left out. */
  readonly extraColumns?: 'error' | 'ignore' | undefined;
}

export interface SwcReading {
  readonly morphology: Morphology;
  /** How the soma was understood. */
  readonly soma: SomaReading;
  /** Number of points in the file: one per data line. */
  readonly points: number;
  /** Lines of points that repeat the place of their parent and would have made a section without length: left out. */
  readonly merged: readonly number[];
  /** Lines of further roots, joined by wires. */
  readonly wired: readonly number[];
  /** Lines of points that took the radius of one before them. */
  readonly mended: readonly number[];
}

/**
 * The morphology in the text of an SWC file.
 * Throws DataFileError, naming file and line, for a line that is not seven numbers, a radius that is not > 0 (unless `zeroRadius` mends it), repeated or missing ids, cycles,
 * several roots (unless `roots` allows them), an outline taken for a soma; ParameterError for unknown options.
 */
export function readSwc(text: string, options: SwcOptions = {}): SwcReading {
  const { file = 'swc', sections = 'chains', soma = 'auto', roots = 'error' } = options;
  const { zeroRadius = 'error', extraColumns = 'error' } = options;
  oneOf('sections', sections, ['chains', 'nrn']);
  oneOf('soma', soma, ['auto', 'frusta', 'contour']);
  oneOf('roots', roots, ['error', 'wire']);
  oneOf('zeroRadius', zeroRadius, ['error', 'parent']);
  oneOf('extraColumns', extraColumns, ['error', 'ignore']);
  const read = swcPoints(text, { file, zeroRadius, extraColumns });
  checkTree(read, file, roots === 'wire');
  const { points, mended } = withRadii(read, file);
  const { reading, section } = readSoma(points, soma, sections, file);
  const { morphology, merged } = treeSections(points, sections, section, file);
  const wired = points.filter((p) => p.parent < 0).slice(1);
  return {
    morphology,
    soma: reading,
    points: points.length,
    merged,
    wired: wired.map((p) => p.line),
    mended,
  };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const COLUMNS = ['an id', 'a type', 'x', 'y', 'z', 'a radius', 'a parent id'];

type ColumnOptions = Required<Pick<SwcOptions, 'file'>> & {
  readonly zeroRadius: 'error' | 'parent';
  readonly extraColumns: 'error' | 'ignore';
};

/** The points of a file, in its order. */
function swcPoints(text: string, options: ColumnOptions): TracedPoint[] {
  const { file } = options;
  const rows: { values: number[]; line: number }[] = [];
  const indexOf = new Map<number, number>();
  for (const [k, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = k + 1;
    const data = raw.split('#', 1)[0].trim();
    if (data === '') continue;
    const values = rowOf(data, line, options);
    const before = indexOf.get(values[0]);
    if (before !== undefined)
      throw new DataFileError(
        file,
        line,
        `Expected an id of its own, but ${values[0]} is taken in line ${rows[before].line} (renumber one of them)`,
      );
    indexOf.set(values[0], rows.length);
    rows.push({ values, line });
  }
  return rows.map(({ values: [, type, x, y, z, radius, parentId], line }) => {
    const parent = parentId === -1 ? -1 : indexOf.get(parentId);
    if (parent === undefined)
      throw new DataFileError(
        file,
        line,
        `Expected the id of a point as parent, or -1 for the root, but received ${parentId} (is a line missing?)`,
      );
    return { x, y, z, d: 2 * radius, type, parent, line };
  });
}

/** Points without a radius with that of the nearest before them. Throws DataFileError where there is none. */
function withRadii(
  points: readonly TracedPoint[],
  file: string,
): { points: readonly TracedPoint[]; mended: readonly number[] } {
  const mended = points.filter(({ d }) => d === 0).map(({ line }) => line);
  if (mended.length === 0) return { points, mended };
  const thickness = (p: TracedPoint): number => {
    let from = p;
    while (from.d === 0 && from.parent >= 0) from = points[from.parent];
    if (from.d === 0)
      throw new DataFileError(
        file,
        p.line,
        'Expected a point before this one that has a radius, but received 0 up to the root (measure it)',
      );
    return from.d;
  };
  return { points: points.map((p) => (p.d === 0 ? { ...p, d: thickness(p) } : p)), mended };
}

function rowOf(data: string, line: number, { file, zeroRadius, extraColumns }: ColumnOptions): number[] {
  const columns = data.split(/\s+/);
  if (columns.length < 7 || (columns.length > 7 && extraColumns === 'error'))
    throw new DataFileError(
      file,
      line,
      `Expected 7 numbers (id, type, x, y, z, radius, parent), but received ${columns.length} columns: ${show(data)}${
        columns.length > 7 ? " (pass extraColumns: 'ignore' to leave out what comes after the seventh)" : ''
      }`,
    );
  const fields = columns.slice(0, 7);
  const values = fields.map((field, column) => {
    // -0 is 0, here and in the files we write.
    const value = NUMBER.test(field) ? Number(field) + 0 : NaN;
    const whole = column < 2 || column === 6;
    if (!Number.isFinite(value) || (whole && !Number.isInteger(value)))
      throw new DataFileError(
        file,
        line,
        `Expected ${COLUMNS[column]} in column ${column + 1}, ${whole ? 'an integer' : 'a finite number'}, but received ${show(field)}`,
      );
    return value;
  });
  if (values[0] < 0)
    throw new DataFileError(
      file,
      line,
      `Expected an id >= 0, but received ${values[0]} (-1 means no parent)`,
    );
  if (values[1] < 0) throw new DataFileError(file, line, `Expected a type >= 0, but received ${values[1]}`);
  if (!(values[5] > 0 || (values[5] === 0 && zeroRadius === 'parent')))
    throw new DataFileError(
      file,
      line,
      `Expected a radius > 0 (um), but received ${fields[5]} (measure it${
        values[5] === 0 ? ", or pass zeroRadius: 'parent' to take that of the point before" : ''
      })`,
    );
  return values;
}

/** Understands the soma: the points of type 1 that hang together with the first of them that is a root. */
function readSoma(
  points: readonly TracedPoint[],
  option: NonNullable<SwcOptions['soma']>,
  sections: SectionRule,
  file: string,
): { reading: SomaReading; section?: SomaSection } {
  const lines = points.flatMap((p) => (p.type === 1 ? [p.line] : []));
  if (lines.length === 0) {
    if (option === 'contour')
      throw new DataFileError(
        file,
        undefined,
        'Expected the outline of a soma, but found no point of type 1',
      );
    return { reading: { rule: 'none', lines } };
  }
  const root = points.findIndex((p) => p.parent < 0 && p.type === 1);
  const children = childrenOf(points);
  const members = root < 0 ? [] : [root];
  for (const i of members) for (const c of children[i]) if (points[c].type === 1) members.push(c);
  const as = (
    rule: SomaReading['rule'],
    section: readonly (readonly [number, number, number, number])[],
  ) => ({
    reading: { rule, lines },
    section: { points: section, members: new Set(members) },
  });
  if (option === 'contour') {
    if (members.length < lines.length)
      throw new DataFileError(
        file,
        points.find((p, i) => p.type === 1 && !members.includes(i))!.line,
        'Expected the outline of the soma to begin at the root and hang together, but this point of type 1 lies apart',
      );
    try {
      return as('contour', contourSoma(members.map((i) => [points[i].x, points[i].y, points[i].z])));
    } catch (error) {
      if (error instanceof ParameterError) throw new DataFileError(file, lines[0], error.message);
      throw error;
    }
  }
  const sphere = (rule: 'single-point' | 'three-point'): ReturnType<typeof as> => {
    const { x, y, z, d } = points[root];
    // NEURON holds the point in single precision before it adds the radius.
    const [fx, fy, fz, fd] = sections === 'nrn' ? [x, y, z, d].map(Math.fround) : [x, y, z, d];
    return as(rule, sphereSection({ ...points[root], x: fx, y: fy, z: fz, d: fd }));
  };
  if (members.length === 1) return sphere('single-point');
  const branched = points.some(
    (p, i) => p.type === 1 && children[i].filter((c) => points[c].type === 1).length > 1,
  );
  if (option === 'auto') {
    if (isThreePoint(points, members, children)) return sphere('three-point');
    if (sections === 'chains' && !branched && looksLikeOutline(members.map((i) => points[i])))
      throw new DataFileError(
        file,
        points[root].line,
        `Expected a soma of one or three points or a row of frusta, but its ${members.length} points look like an outline (pass soma: 'contour', or 'frusta' to take them as a row)`,
      );
  }
  return { reading: { rule: branched ? 'tree' : 'chain', lines } };
}

/** NeuroMorpho.org's soma: two points on the first, of its radius and one radius away (within 1 %), with no children. */
function isThreePoint(
  points: readonly TracedPoint[],
  members: readonly number[],
  children: readonly (readonly number[])[],
): boolean {
  if (members.length !== 3) return false;
  const [a, b, c] = members.map((i) => points[i]);
  const length = distance(a, b) + distance(a, c);
  return (
    b.parent === members[0] &&
    c.parent === members[0] &&
    b.d === a.d &&
    c.d === a.d &&
    Math.abs(length / a.d - 1) < 0.01 &&
    children[members[1]].length === 0 &&
    children[members[2]].length === 0
  );
}

/** Four points or more that return towards where they began and are thin against the way they go. */
function looksLikeOutline(row: readonly TracedPoint[]): boolean {
  if (row.length < 4) return false;
  let length = 0;
  let thickest = row[0].d;
  for (let k = 1; k < row.length; k++) {
    length += distance(row[k - 1], row[k]);
    thickest = Math.max(thickest, row[k].d);
  }
  return distance(row[0], row.at(-1)!) < length / 2 && thickest < length / 4;
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new ParameterError(name, allowed.join(' or '), value);
}
