/** Morphologies: named sections of 3-d points, each attached somewhere on a parent, in any order. */
import { ParameterError } from '../errors.ts';

/** An unbranched piece of a neuron. */
export interface Section {
  /** Unique name, e.g. `soma[0]`, `apic[3]`; section lists select by fragments of it. */
  readonly name: string;
  /** Rows x, y, z, diameter (um), from the end next to the parent to the free end; at least two, of positive diameter. */
  readonly points: readonly (readonly [x: number, y: number, z: number, diameter: number])[];
  /** Name of the parent section; absent for the root. */
  readonly parent?: string;
  /** Place of attachment on the parent, 0 … 1 in the parent's own x (default 1). */
  readonly parentX?: number;
  /** What the section is: `soma`, `axon`, `dend`, `apic` or any other word. Derived from the name if absent: see `sectionType`. */
  readonly type?: string;
  /**
   * Which of its own ends is attached to the parent (default 0). With 1 the section's x, in which its segments are counted and
   * children attached, runs towards the parent; the points run away from it all the same.
   */
  readonly childEnd?: 0 | 1;
  /**
   * The place (um) on the parent to which a wire without length, membrane or resistance joins the first point, for a section
   * whose points do not begin where it is attached (NEURON's logical connection, pt3dstyle 1).
   */
  readonly wire?: readonly [x: number, y: number, z: number];
  /**
   * Arc length (um) at every point, where it shall not be measured along `points`: from 0, never falling. NEURON measures it before it moves and
   * rounds the points (see `nrnShape`).
   */
  readonly arc?: readonly number[];
}

export interface Morphology {
  readonly sections: readonly Section[];
}

const TYPES = ['soma', 'axon', 'dend', 'apic'] as const;

/**
 * The type of a section: its own, else the first of `soma`, `axon`, `dend`, `apic` in its name (`dend1[0]`: `dend`), else the name up
 * to a bracket (`tuft[3]`: `tuft`).
 */
export function sectionType({ name, type }: { readonly name: string; readonly type?: string }): string {
  if (type !== undefined) return type;
  const found = TYPES.map((t) => ({ t, at: name.indexOf(t) })).filter(({ at }) => at >= 0);
  return found.toSorted((a, b) => a.at - b.at)[0]?.t ?? name.replace(/\[.*$/, '');
}

/**
 * Checks a morphology and returns the parent index of every section (-1 for the root).
 * Throws ParameterError on an empty list, duplicate names, an unknown parent, a cycle, not exactly one root, a section of
 * fewer than two points or of zero length, a point that is not finite or has a diameter <= 0, an attachment outside 0 … 1, or arc lengths
 * that do not fit the points.
 */
export function sectionParents(morphology: Morphology): Int32Array {
  const { sections } = morphology;
  if (sections.length === 0) throw new ParameterError('sections', 'at least one section', 'none');
  const index = new Map<string, number>();
  for (const [k, section] of sections.entries()) {
    if (index.has(section.name))
      throw new ParameterError(`sections[${k}].name`, 'a unique name', section.name, 'rename one of the two');
    index.set(section.name, k);
    checkAttachment(section, k);
    checkPoints(section, k);
  }
  const parents = Int32Array.from(sections, (section, k) => {
    if (section.parent === undefined) return -1;
    const p = index.get(section.parent);
    if (p === undefined)
      throw new ParameterError(`sections[${k}].parent`, 'the name of a section', section.parent);
    return p;
  });
  const roots = parents.reduce((count, p) => count + (p < 0 ? 1 : 0), 0);
  if (roots !== 1)
    throw new ParameterError('sections', 'exactly one section without a parent', `${roots} of them`);
  const cycle = rootsFirst(parents).length < parents.length ? inCycle(parents) : -1;
  if (cycle >= 0)
    throw new ParameterError(
      `sections[${cycle}].parent`,
      'a tree',
      `a cycle through ${sections[cycle].name}`,
    );
  return parents;
}

/**
 * Indices 0 … n-1 such that every parent (-1: none) comes before its children, children of one parent in their own order. Shorter
 * than n if some lie in a cycle.
 */
export function rootsFirst(parents: ArrayLike<number>): Int32Array {
  const n = parents.length;
  const firstChild = new Int32Array(n + 1).fill(-1);
  const next = new Int32Array(n).fill(-1);
  for (let k = n - 1; k >= 0; k--) {
    next[k] = firstChild[parents[k] + 1];
    firstChild[parents[k] + 1] = k;
  }
  const order = new Int32Array(n);
  let filled = 0;
  for (let k = firstChild[0]; k >= 0; k = next[k]) order[filled++] = k;
  for (let i = 0; i < filled; i++)
    for (let k = firstChild[order[i] + 1]; k >= 0; k = next[k]) order[filled++] = k;
  return order.subarray(0, filled);
}

/** The first index whose ancestors include a cycle. */
function inCycle(parents: Int32Array): number {
  const reached = new Set(rootsFirst(parents));
  return parents.findIndex((_, k) => !reached.has(k));
}

function checkAttachment({ name, points, parentX = 1, childEnd = 0, wire, arc }: Section, k: number): void {
  const at = `sections[${k}]`;
  if (!(parentX >= 0 && parentX <= 1))
    throw new ParameterError(`${at}.parentX`, 'a number from 0 to 1', parentX, name);
  if (childEnd !== 0 && childEnd !== 1) throw new ParameterError(`${at}.childEnd`, '0 or 1', childEnd, name);
  if (wire !== undefined && (wire.length !== 3 || !wire.every(Number.isFinite)))
    throw new ParameterError(`${at}.wire`, 'finite x, y, z', wire, name);
  if (arc === undefined) return;
  if (arc.length !== points.length)
    throw new ParameterError(`${at}.arc`, `${points.length} numbers, one per point`, arc.length, name);
  if (arc[0] !== 0 || !arc.every((a, j) => Number.isFinite(a) && (j === 0 || a >= arc[j - 1])))
    throw new ParameterError(`${at}.arc`, 'finite numbers from 0 that never fall', arc, name);
}

function checkPoints(section: Section, k: number): void {
  const { points } = section;
  if (points.length < 2)
    throw new ParameterError(
      `sections[${k}].points`,
      'at least two points',
      `${points.length}`,
      section.name,
    );
  let length = 0;
  for (const [j, point] of points.entries()) {
    if (point.length !== 4 || !point.every(Number.isFinite) || point[3] <= 0)
      throw new ParameterError(
        `sections[${k}].points[${j}]`,
        'finite x, y, z and a diameter > 0',
        point,
        section.name,
      );
    if (j > 0) {
      const q = points[j - 1];
      length += Math.hypot(point[0] - q[0], point[1] - q[1], point[2] - q[2]);
    }
  }
  if (section.arc !== undefined) length = section.arc.at(-1)!;
  if (!(length > 0)) throw new ParameterError(`sections[${k}].points`, 'a length > 0', '0', section.name);
}
