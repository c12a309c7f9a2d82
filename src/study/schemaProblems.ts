/** What zod found, in the words of the study file: one line each, with the rule, the value received and the remedy. */
import type { z } from 'zod';
import { show } from '../errors.ts';
import { nearest } from '../numerics/nearest.ts';
import type { Problems } from './problems.ts';
import { NAME_RULE } from './schema/values.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Adds the issues of a failed `schema.safeParse(data)` to `problems`. */
export function addIssues(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  data: unknown,
  problems: Problems,
): void {
  const flat = issues.flatMap((issue) => resolveUnions(issue, []));
  const misspelt = new Set<string>();
  // Objects of several possible forms whose misspelt key tells the form: what the form guessed by zod lacks says nothing.
  const unclear = new Set<string>();
  for (const { issue, path } of flat) {
    if (issue.code !== 'unrecognized_keys') continue;
    const known = keysAt(schema, data, path);
    const given = Object.keys(at(data, path) as object);
    for (const key of issue.keys) {
      const unused = known.filter((k) => !given.includes(k));
      const guess = nearest(key, unused) ?? nearest(key, known);
      if (guess !== undefined) misspelt.add(JSON.stringify([...path, guess]));
      if (guess !== undefined && formsAt(schema, data, path) > 1) unclear.add(JSON.stringify(path));
      problems.add(
        [...path, key],
        `unknown key; ${guess === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${JSON.stringify(guess)}?`}`,
      );
    }
  }
  for (const { issue, path } of flat) {
    if (issue.code === 'unrecognized_keys' || misspelt.has(JSON.stringify(path))) continue;
    if (unclear.has(JSON.stringify(path.slice(0, -1))) && at(data, path) === undefined) continue;
    problems.add(path, describe(issue, schemasAt(schema, data, path), at(data, path)));
  }
}

/** Replaces the issue of a union by those of the branch that the user most likely meant. */
function resolveUnions(issue: Issue, base: Path): { issue: Issue; path: Path }[] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path }];
  const fitting = issue.errors.filter(
    (branch) =>
      !branch.some((e) => e.path.length === 0 && (e.code === 'invalid_type' || e.code === 'invalid_value')),
  );
  if (fitting.length === 0) return [{ issue, path }];
  const branch = fitting.reduce((a, b) => (faults(b) < faults(a) ? b : a));
  return branch.flatMap((e) => resolveUnions(e, path));
}

/** How far a value is from a form: every key that the form does not know counts. */
function faults(branch: readonly Issue[]): number {
  return branch.reduce((sum, e) => sum + (e.code === 'unrecognized_keys' ? e.keys.length + 1 : 1), 0);
}

function describe(issue: Issue, schemas: readonly z.core.$ZodType[], value: unknown): string {
  const expected = expectation(issue, schemas);
  if (value === undefined) return `missing; expected ${expected}${purpose(schemas)}`;
  const guess = typeof value === 'string' ? nearest(value, choices(issue).map(String)) : undefined;
  const hint = guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`;
  if (issue.code === 'invalid_key') return `not ${NAME_RULE}`;
  if ((issue.code === 'too_small' || issue.code === 'too_big') && Array.isArray(value))
    return `expected ${expected}, but received ${value.length}`;
  return `expected ${expected}, but received ${show(value)}${hint}`;
}

/** "a number > 0", "one of ...". */
function expectation(issue: Issue, schemas: readonly z.core.$ZodType[]): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWord(issue.expected);
    case 'invalid_value':
      return oneOf(choices(issue));
    case 'invalid_union':
      if (issue.errors.length === 0) return oneOf(choices(issue));
      return [
        ...new Set(
          issue.errors.flatMap((branch) =>
            branch.filter((e) => e.path.length === 0).map((e) => expectation(e, [])),
          ),
        ),
      ].join(' or ');
    case 'too_small':
    case 'too_big': {
      const [limit, sign] =
        issue.code === 'too_small'
          ? [issue.minimum, issue.inclusive ? '>=' : '>']
          : [issue.maximum, issue.inclusive ? '<=' : '<'];
      if (issue.origin === 'string') return 'a text that is not empty';
      if (issue.origin === 'array')
        return schemas.some((s) => definition(s).type === 'tuple')
          ? `exactly ${String(limit)} values`
          : `at least ${String(limit)} entr${Number(limit) === 1 ? 'y' : 'ies'}`;
      return `${schemas.some(isInteger) ? 'an integer' : 'a number'} ${sign} ${String(limit)}`;
    }
    case 'invalid_format':
      return NAME_RULE;
    default:
      return issue.message;
  }
}

function choices(issue: Issue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  if (issue.code === 'invalid_union') return (issue as { options?: readonly unknown[] }).options ?? [];
  return [];
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((v) => JSON.stringify(v));
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const TYPE_WORDS: Record<string, string> = {
  number: 'a finite number',
  int: 'an integer',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
};

function typeWord(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

function purpose(schemas: readonly z.core.$ZodType[]): string {
  for (const schema of schemas) {
    const text = (schema as z.ZodType).description;
    if (text !== undefined) return `: ${text}`;
  }
  return '';
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly items?: readonly z.core.$ZodType[];
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
  readonly format?: string;
}

function definition(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

function isInteger(schema: z.core.$ZodType): boolean {
  const { innerType, format } = definition(schema);
  return format === 'safeint' || (innerType !== undefined && isInteger(innerType));
}

/** The schemas that may stand at a path, unions decided by their discriminators. */
function schemasAt(schema: z.core.$ZodType, data: unknown, path: Path): z.core.$ZodType[] {
  let found: z.core.$ZodType[] = [schema];
  let value = data;
  for (const part of path) {
    const next: z.core.$ZodType[] = [];
    for (const s of found)
      for (const { shape, element, valueType, items } of containers(s, value)) {
        const child = shape?.[String(part)] ?? valueType ?? element ?? items?.[Number(part)];
        if (child !== undefined) next.push(child);
      }
    found = next;
    value = at(value, [part]);
  }
  return found;
}

/** Keys an object at a path may have. */
function keysAt(schema: z.core.$ZodType, data: unknown, path: Path): string[] {
  const value = at(data, path);
  const keys = schemasAt(schema, data, path).flatMap((s) =>
    containers(s, value).flatMap(({ shape }) => Object.keys(shape ?? {})),
  );
  return [...new Set(keys)].filter((key) => !key.startsWith('$'));
}

/** Number of object forms that may stand at a path. */
function formsAt(schema: z.core.$ZodType, data: unknown, path: Path): number {
  return schemasAt(schema, data, path).flatMap((s) => containers(s, at(data, path)).filter((d) => d.shape))
    .length;
}

/** Looks through optionals, defaults, transforms and unions. */
function containers(schema: z.core.$ZodType, value: unknown): Definition[] {
  const d = definition(schema);
  if (d.innerType !== undefined) return containers(d.innerType, value);
  if (d.in !== undefined) return containers(d.in, value);
  if (d.options === undefined) return [d];
  const all = d.options.flatMap((option) => containers(option, value));
  if (d.discriminator === undefined) return all;
  const key = d.discriminator;
  const given = at(value, [key]);
  const fitting = all.filter(({ shape }) => {
    const values = shape?.[key]?._zod.values;
    return values === undefined || values.has(given as never);
  });
  return fitting.length > 0 ? fitting : all;
}

function at(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
