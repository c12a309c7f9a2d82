/** Numbers inside a study, found by paths as people write them: `dynamics.neurons.E.C_m`, `dynamics.projections[0].weight.mean`. */
import { show } from '../../errors.ts';

/** The keys and indices of a path; undefined if it is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  const parts: (string | number)[] = [];
  const part = /(?:^|(?<=.)\.)([A-Za-z_$][\w$+-]*)|\[(\d+)\]|\["([^"]+)"\]/y;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (found === null) return undefined;
    const [, key, index, quoted] = found;
    parts.push(index === undefined ? (key ?? quoted) : Number(index));
  }
  return parts.length > 0 ? parts : undefined;
}

/** What is wrong with a path as the place of a number; undefined if nothing. */
export function placeProblem(data: unknown, text: string): string | undefined {
  const path = parsePath(text);
  if (path === undefined) return `expected a path like dynamics.neurons.E.C_m, but received ${show(text)}`;
  let value = data;
  for (const [i, part] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      const keys = typeof value === 'object' && value !== null ? Object.keys(value).join(', ') : '';
      return `the study has no ${text}: ${show(part)} is not there${keys === '' ? '' : `, only ${keys}`} (part ${i + 1} of the path)`;
    }
    value = (value as Record<string | number, unknown>)[part];
  }
  return isNumber(value)
    ? undefined
    : `expected the place of a number, but in the study it holds ${show(value)}`;
}

/** A number, or a law that is one. */
function isNumber(value: unknown): boolean {
  if (typeof value === 'number') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { distribution?: unknown }).distribution === 'constant'
  );
}

/** A copy of data with other numbers at some places, which must exist. */
export function withNumbers<T>(data: T, numbers: Iterable<readonly [path: string, value: number]>): T {
  const copy = structuredClone(data);
  for (const [text, number] of numbers) {
    const path = parsePath(text)!;
    let holder = copy as Record<string | number, unknown>;
    for (const part of path.slice(0, -1)) holder = holder[part] as typeof holder;
    holder[path.at(-1)!] = number;
  }
  return copy;
}
