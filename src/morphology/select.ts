/** Choosing segments: by fragments of section names, by section types and by a depth window. */
import { ParameterError } from '../errors.ts';
import { midpoints, type CellGeometry } from './geometry.ts';
import { sectionType } from './morphology.ts';

/** Which segments: all conditions hold. */
export interface SegmentSelection {
  /** Sections whose name contains one of the fragments; `all` for every section. */
  readonly sections: readonly string[] | 'all';
  /** Sections of one of these types, e.g. `['dend', 'apic']` (default any). */
  readonly types?: readonly string[];
  /** Segments with mid-point z <= this are left out (default -infinity). */
  readonly zMin?: number;
  /** Segments with mid-point z >= this are left out (default infinity). */
  readonly zMax?: number;
}

/** Indices of the selected segments, ascending. Throws ParameterError if a fragment or a type matches no section. */
export function selectSegments(geometry: CellGeometry, selection: SegmentSelection): Int32Array {
  const { sections, types, zMin = -Infinity, zMax = Infinity } = selection;
  if (!(zMax > zMin)) throw new ParameterError('zMax', `a number above zMin = ${zMin}`, zMax);
  if (sections !== 'all')
    for (const fragment of sections)
      if (!geometry.sectionNames.some((name) => name.includes(fragment)))
        throw new ParameterError('sections', `fragments of ${some(geometry.sectionNames)}`, fragment);
  const typeOf = geometry.sectionTypes ?? geometry.sectionNames.map((name) => sectionType({ name }));
  for (const type of types ?? [])
    if (!typeOf.includes(type))
      throw new ParameterError('types', `types among ${[...new Set(typeOf)].join(', ')}`, type);
  const wanted = geometry.sectionNames.map(
    (name, s) =>
      (sections === 'all' || sections.some((fragment) => name.includes(fragment))) &&
      (types === undefined || types.includes(typeOf[s])),
  );
  const z = midpoints(geometry, 2);
  const chosen: number[] = [];
  for (let i = 0; i < geometry.n; i++)
    if (wanted[geometry.section[i]] && z[i] > zMin && z[i] < zMax) chosen.push(i);
  return Int32Array.from(chosen);
}

/** A list of names for a message, cut short. */
function some(names: readonly string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 12).join(', ')}, … (${names.length} names)`;
}
