/** Morphologies: named sections of 3-d points, each attached somewhere on a parent. */
import { ParameterError } from '../errors.ts';

/** An unbranched piece of a neuron. */
export interface Section {
  /** Unique name, e.g. `soma[0]`, `apic[3]`; section lists select by fragments of it. */
  readonly name: string;
  /** Rows x, y, z, diameter (um), from the end next to the parent to the free end; at least two, of positive diameter. */
  readonly points: readonly (readonly [x: number, y: number, z: number, diameter: number])[];
  /** Name of the parent section; absent for the root. */
  readonly parent?: string;
  /** Place of attachment on the parent, 0 … 1 along its arc (default 1). */
  readonly parentX?: number;
}

export interface Morphology {
  readonly sections: readonly Section[];
}

/**
 * Checks a morphology and returns the parent index of every section (-1 for the root).
 * Throws ParameterError on an empty list, duplicate names, an unknown parent, a cycle, not exactly one root, a section of
 * fewer than two points or of zero length, or a point that is not finite or has a diameter <= 0.
 */
export function sectionParents(morphology: Morphology): Int32Array {
  const { sections } = morphology;
  if (sections.length === 0) throw new ParameterError('sections', 'at least one section', 'none');
  const index = new Map<string, number>();
  for (const [k, section] of sections.entries()) {
    if (index.has(section.name))
      throw new ParameterError(`sections[${k}].name`, 'a unique name', section.name, 'rename one of the two');
    index.set(section.name, k);
    checkPoints(section, k);
  }
  const parents = Int32Array.from(sections, (section, k) => {
    if (section.parent === undefined) return -1;
    const p = index.get(section.parent);
    if (p === undefined)
      throw new ParameterError(`sections[${k}].parent`, 'the name of a section', section.parent);
    const x = section.parentX ?? 1;
    if (!(x >= 0 && x <= 1)) throw new ParameterError(`sections[${k}].parentX`, 'a number from 0 to 1', x);
    return p;
  });
  const roots = parents.reduce((count, p) => count + (p < 0 ? 1 : 0), 0);
  if (roots !== 1)
    throw new ParameterError('sections', 'exactly one section without a parent', `${roots} of them`);
  for (let k = 0; k < parents.length; k++) {
    let steps = 0;
    for (let p = parents[k]; p >= 0; p = parents[p])
      if (++steps > parents.length)
        throw new ParameterError(`sections[${k}].parent`, 'a tree', `a cycle through ${sections[k].name}`);
  }
  return parents;
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
  if (!(length > 0)) throw new ParameterError(`sections[${k}].points`, 'a length > 0', '0', section.name);
}
