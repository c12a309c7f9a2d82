/** Sections as a study names them, by fragments of their names: checked against the morphology, and turned into full names. */
import { show } from '../errors.ts';
import { nearest } from '../numerics/nearest.ts';
import type { Context } from './context.ts';
import type { SectionList } from './resolved.ts';

type Path = readonly PropertyKey[];

/** Problems for fragments that match no section. */
export function checkSections(
  list: SectionList,
  names: readonly string[],
  path: Path,
  context: Context,
): void {
  if (list === 'all') return;
  for (const [i, fragment] of list.entries()) checkFragment(fragment, names, [...path, i], context);
}

function checkFragment(fragment: string, names: readonly string[], path: Path, { problems }: Context): void {
  if (names.some((name) => name.includes(fragment))) return;
  const stems = new Set(names.flatMap((name) => [name, name.replace(/\[\d+\]$/, '')]));
  const guess = nearest(fragment, stems);
  const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} ... (${names.length})` : names.join(', ');
  problems.add(
    path,
    `unknown section ${show(fragment)}; ${guess === undefined ? '' : `did you mean ${show(guess)}? `}the morphology has ${shown}`,
  );
}

/** One number, or every section by its full name: that of the longest fragment that fits. */
export function bySection(
  given: number | Readonly<Record<string, number>>,
  names: readonly string[],
  path: Path,
  context: Context,
): number | Record<string, number> {
  if (typeof given === 'number') return given;
  for (const fragment of Object.keys(given)) checkFragment(fragment, names, [...path, fragment], context);
  const longestFirst = Object.keys(given).toSorted((a, b) => b.length - a.length);
  const out: [string, number][] = [];
  for (const name of names) {
    const fragment = longestFirst.find((f) => name.includes(f));
    if (fragment === undefined) context.problems.add(path, `no value for the section ${show(name)}`);
    out.push([name, fragment === undefined ? 1 : given[fragment]]);
  }
  return Object.fromEntries(out);
}

/** Names of the sections that a list chooses. */
export function chosenSections(list: SectionList, names: readonly string[]): readonly string[] {
  return list === 'all' ? names : names.filter((name) => list.some((fragment) => name.includes(fragment)));
}
