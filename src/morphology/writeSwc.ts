/**
 * Writing SWC files. Reading one back with `sections: 'chains'` gives the same points, lengths and diameters; sections that follow one another without a
 * branch become one, names are given anew, and a child attached between two points of its parent gets a point there.
 */
import { ParameterError } from '../errors.ts';
import { arcLengths, firstAtLeast, pointAt } from './arc.ts';
import { rootsFirst, sectionParents, sectionType, type Morphology, type Section } from './morphology.ts';

export interface WriteSwcOptions {
  /**
   * Sections that do not begin where they are attached, but are joined by a wire or leave a gap: `error` (default), or `edge`: the file joins the
   * points, so that a reader will see cable in between. Neurites wired to the middle of a spherical soma (as the reader makes them) need neither.
   */
  readonly gaps?: 'error' | 'edge';
  /** Numbers for section types other than soma, axon, dend, apic and dend_N, e.g. `{ tuft: 7 }`. */
  readonly types?: Readonly<Record<string, number>>;
  /** Lines of a comment to put first. */
  readonly comment?: string;
}

type Point4 = Section['points'][number];

/**
 * A morphology as an SWC file. Throws ParameterError for a malformed morphology, a type without a number, and for gaps unless they are allowed.
 */
export function writeSwc(morphology: Morphology, options: WriteSwcOptions = {}): string {
  const { gaps = 'error', comment = '' } = options;
  const { sections } = morphology;
  const parents = sectionParents(morphology);
  const attachments = attachmentsOf(sections, parents);
  const lines = comment === '' ? [] : comment.split(/\r\n|\n|\r/).map((line) => `# ${line}`);
  let id = 0;
  // Ids of the points of every section, the one it leaves from in front where the file does not repeat it.
  const ids: number[][] = [];
  const traced: Point4[][] = sections.map((s, k) => withPoints(s, attachments[k]));
  const write = (type: number, [x, y, z, d]: Point4, parent: number): number => {
    lines.push([++id, type, x, y, z, d / 2, parent].join(' '));
    return id;
  };
  for (const s of rootsFirst(parents)) {
    const section = sections[s];
    const type = typeNumber(section, options.types ?? {});
    const p = parents[s];
    if (p < 0 && isSphere(section, sections, parents)) {
      ids[s] = [0, 0, 0].fill(write(type, section.points[1], -1));
      continue;
    }
    let previous = -1;
    let k = 0;
    ids[s] = [];
    if (p >= 0) {
      const sphere = ids[p].length === 3 && ids[p][0] === ids[p][2];
      const at = sphere ? 1 : nearestArc(arcsOf(traced[p], sections[p]), attachments[p].placeOf(section));
      previous = ids[p][at];
      const from = sphere ? sections[p].points[1] : traced[p][at];
      const first = traced[s][0];
      const gap = Math.max(...[0, 1, 2].map((axis) => Math.abs(first[axis] - from[axis])));
      const wired = section.wire !== undefined;
      const leavesSoma = sectionType(sections[p]) === 'soma' && sectionType(section) !== 'soma';
      const copy = first[3] === (leavesSoma ? traced[s][1][3] : from[3]);
      if (!wired && gap === 0 && copy) {
        ids[s].push(previous);
        k = 1;
      } else if (gap > 1e-9 && !(sphere && wired) && gaps === 'error')
        throw new ParameterError(
          'morphology',
          'sections that begin where they are attached',
          `${section.name}, ${wired ? 'which hangs on a wire' : 'which begins elsewhere'}`,
          "write JSON, or pass gaps: 'edge'",
        );
    }
    for (; k < traced[s].length; k++) {
      previous = write(type, traced[s][k], previous);
      ids[s].push(previous);
    }
  }
  return `${lines.join('\n')}\n`;
}

interface Attachments {
  /** Arc lengths (um) at which children are attached. */
  readonly places: number[];
  placeOf(child: Section): number;
}

function attachmentsOf(sections: readonly Section[], parents: Int32Array): Attachments[] {
  const out = sections.map((section): Attachments => {
    const L = arcLengths(section).at(-1)!;
    const placeOf = ({ parentX = 1 }: Section): number =>
      L * (section.childEnd === 1 ? 1 - parentX : parentX);
    return { places: [], placeOf };
  });
  for (const [s, p] of parents.entries()) if (p >= 0) out[p].places.push(out[p].placeOf(sections[s]));
  return out;
}

/** The points of a section and those where children are attached between them. */
function withPoints(section: Section, { places }: Attachments): Point4[] {
  const arc = arcLengths(section);
  const L = arc[arc.length - 1];
  const points = section.points.map((point, k) => ({ at: arc[k], point }));
  for (const at of new Set(places)) {
    if (Math.abs(arc[nearestArc(arc, at)] - at) <= 1e-9 * L) continue;
    const j = firstAtLeast(arc, at);
    const f = (at - arc[j - 1]) / (arc[j] - arc[j - 1]);
    const [d0, d1] = [section.points[j - 1][3], section.points[j][3]];
    points.push({ at, point: [...pointAt(section, arc, at), d0 + f * (d1 - d0)] });
  }
  return points.toSorted((a, b) => a.at - b.at).map(({ point }) => point);
}

/** Arc lengths of points, in the measure of the section. */
function arcsOf(points: readonly Point4[], section: Section): Float64Array {
  const arc = arcLengths({ name: section.name, points });
  const factor = arcLengths(section).at(-1)! / arc[arc.length - 1];
  return arc.map((a) => a * factor);
}

/** The point nearest to a place; of several in one place the last, but at the beginning the first. */
function nearestArc(arc: Float64Array, place: number): number {
  if (place === 0) return 0;
  const above = Math.min(firstAtLeast(arc, place), arc.length - 1);
  let best = above > 0 && place - arc[above - 1] < arc[above] - place ? above - 1 : above;
  while (best + 1 < arc.length && arc[best + 1] === arc[best]) best++;
  return best;
}

/** Whether a root is the cylinder that the reader makes of a spherical soma, with all neurites at its middle. */
function isSphere(section: Section, sections: readonly Section[], parents: Int32Array): boolean {
  if (sectionType(section) !== 'soma' || section.points.length !== 3) return false;
  const [a, [x, y, z, d], b] = section.points;
  // A reader would take a section and its only child of one type for one section, and join that by a wire.
  const only = new Map<number, Section | undefined>();
  for (const [k, p] of parents.entries()) if (p >= 0) only.set(p, only.has(p) ? undefined : sections[k]);
  const continues = (k: number): boolean => {
    const child = only.get(k);
    return child !== undefined && sectionType(child) === sectionType(sections[k]);
  };
  const ends = [a, b].every(
    (p, k) => p[0] === x + (k === 0 ? -d : d) / 2 && p[1] === y && p[2] === z && p[3] === d,
  );
  return (
    ends &&
    sections.every(
      (s, k) =>
        parents[k] < 0 ||
        sections[parents[k]] !== section ||
        (s.parentX === 0.5 &&
          sectionType(s) !== 'soma' &&
          (s.wire === undefined
            ? s.points.length === 2 && !continues(k)
            : s.wire.every((v, axis) => v === section.points[1][axis]))),
    )
  );
}

function typeNumber(section: Section, types: Readonly<Record<string, number>>): number {
  const type = sectionType(section);
  if (Object.hasOwn(types, type)) return types[type];
  const known = ['soma', 'axon', 'dend', 'apic'].indexOf(type);
  if (known >= 0) return known + 1;
  const numbered = /^dend_(\d+)$/.exec(type);
  if (numbered !== null) return Number(numbered[1]);
  throw new ParameterError(`types.${type}`, `an SWC type for ${section.name}`, undefined, 'e.g. 5');
}
