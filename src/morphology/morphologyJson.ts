/**
 * Our own files of morphologies: `{"sections": [{"name", "points", "parent", "parent_x", "type", "child_end", "wire", "arc"}, …]}` with the meaning of
 * `Section`, names in snake case; all but `name` and `points` may be absent. Nothing of a morphology is lost in writing and reading.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import { sectionParents, type Morphology, type Section } from './morphology.ts';

/** The morphology as text. Throws ParameterError if it is malformed. */
export function writeMorphologyJson(morphology: Morphology): string {
  sectionParents(morphology);
  const sections = morphology.sections.map(
    ({ name, type, parent, parentX, childEnd, wire, arc, points }) => ({
      name,
      type,
      parent,
      parent_x: parentX,
      child_end: childEnd,
      wire,
      points,
      arc,
    }),
  );
  // One section a line: short, and still fit for comparing versions.
  return `{"sections": [\n${sections.map((s) => JSON.stringify(s)).join(',\n')}\n]}\n`;
}

/**
 * The morphology in a text. Throws DataFileError naming the file and the place in the data for a text that is not of the form, unknown keys included, and
 * for a malformed morphology; for a text that is not JSON with the words, and the line if it tells, of the platform's parser.
 */
export function readMorphologyJson(text: string, { file = 'json' }: { file?: string } = {}): Morphology {
  const fail = (path: string, expected: string, value: unknown): never => {
    throw new DataFileError(file, undefined, `${path}: Expected ${expected}, but received ${show(value)}`);
  };
  const data = parse(text, file);
  const list = isRecord(data) && Object.keys(data).length === 1 ? data.sections : undefined;
  if (!Array.isArray(list)) return fail('file', '{"sections": [ … ]}', data);
  const sections = list.map((section: unknown, k): Section => {
    const at = `sections[${k}]`;
    if (!isRecord(section)) return fail(at, 'an object with name and points', section);
    for (const key of Object.keys(section))
      if (!(key in KINDS)) fail(`${at}.${key}`, `one of ${Object.keys(KINDS).join(', ')} as key`, key);
    for (const [key, { is, rule, needed }] of Object.entries(KINDS)) {
      const value = section[key];
      if (value === undefined ? needed : !is(value)) fail(`${at}.${key}`, rule, value);
    }
    const points = section.points as number[][];
    const bad = points.findIndex((p) => !numbers(p) || p.length !== 4);
    if (bad >= 0) fail(`${at}.points[${bad}]`, 'x, y, z and a diameter', points[bad]);
    const optional = {
      type: section.type,
      parent: section.parent,
      parentX: section.parent_x,
      childEnd: section.child_end,
      wire: section.wire,
      arc: section.arc,
    };
    return {
      name: section.name as string,
      points: points as unknown as Section['points'],
      ...(Object.fromEntries(
        Object.entries(optional).filter(([, v]) => v !== undefined),
      ) as Partial<Section>),
    };
  });
  try {
    sectionParents({ sections });
  } catch (error) {
    if (error instanceof ParameterError) throw new DataFileError(file, undefined, error.message);
    throw error;
  }
  return { sections };
}

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const numbers = (value: unknown): boolean =>
  Array.isArray(value) && value.every((x) => typeof x === 'number' && Number.isFinite(x));

const KINDS: Readonly<Record<string, { is: (value: unknown) => boolean; rule: string; needed?: true }>> = {
  name: { is: text, rule: 'a name', needed: true },
  points: { is: Array.isArray, rule: 'a list of points', needed: true },
  type: { is: text, rule: 'a word' },
  parent: { is: text, rule: 'the name of a section' },
  parent_x: { is: (x) => typeof x === 'number', rule: 'a number from 0 to 1' },
  child_end: { is: (x) => x === 0 || x === 1, rule: '0 or 1' },
  wire: { is: (x) => numbers(x) && (x as unknown[]).length === 3, rule: 'x, y, z' },
  arc: { is: numbers, rule: 'a list of numbers' },
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(source: string, file: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message);
    const line = position === null ? undefined : source.slice(0, Number(position[1])).split('\n').length;
    throw new DataFileError(file, line, `Expected JSON, but ${message.replaceAll('\n', ' ')}`);
  }
}
