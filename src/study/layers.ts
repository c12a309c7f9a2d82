/** A study file with everything it takes from other files: the studies it extends, morphology files. */
import type { z } from 'zod';
import { DataFileError, StudyError, show } from '../errors.ts';
import { readAsc } from '../morphology/asc.ts';
import type { Section } from '../morphology/morphology.ts';
import { nrnShape } from '../morphology/nrnShape.ts';
import { readSwc } from '../morphology/swc.ts';
import { besideFile, type StudyFiles } from './files.ts';
import { parseJson, type Json } from './json.ts';
import { Problems } from './problems.ts';
import { morphologySections } from './schema/cell.ts';
import type { CellFile } from './schema/kernels.ts';
import { INHERITED, type StudyFile } from './schema/study.ts';
import { addIssues } from './schemaProblems.ts';

type JsonObject = { [key: string]: Json };

/** The keys of a study, inherited ones included, and the file that holds each of them. */
export interface Layers {
  readonly data: JsonObject;
  readonly fileOf: (topLevelKey: string) => string;
}

/**
 * Parses a study and, along `extends`, those it builds on. A top-level key of the study replaces that of the other as a whole.
 * Throws StudyError on text that is not JSON, a study that is missing or extends itself, and on a second depth_axis that
 * differs from the first.
 */
export async function readLayers(text: string, file: string, files: StudyFiles): Promise<Layers> {
  const own = parseObject(text, file);
  const data: JsonObject = { ...own };
  const origin = new Map<string, string>();
  const visited = [file];
  let current = own;
  while (typeof current.extends === 'string' && current.extends !== '') {
    const from = visited.at(-1)!;
    const next = besideFile(from, current.extends);
    if (visited.includes(next))
      throw new StudyError(from, 'extends', `${show(current.extends)} extends this study in turn`);
    if (!(await files.exists(next)))
      throw new StudyError(from, 'extends', `no such file: ${next}; the path is relative to this study file`);
    visited.push(next);
    current = parseObject(await files.readText(next), next);
    if (
      data.depth_axis !== undefined &&
      current.depth_axis !== undefined &&
      data.depth_axis !== current.depth_axis
    )
      throw new StudyError(
        file,
        'depth_axis',
        `expected ${show(current.depth_axis)} as in ${next}, which this study extends; leave the key out`,
      );
    for (const key of INHERITED)
      if (!Object.hasOwn(data, key) && Object.hasOwn(current, key)) {
        data[key] = current[key];
        origin.set(key, next);
      }
  }
  return { data, fileOf: (key) => origin.get(key) ?? file };
}

function parseObject(text: string, file: string): JsonObject {
  const value = parseJson(text, file);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new StudyError(file, '', `expected an object { ... }, but received ${show(value)}`);
  return value;
}

/** The study with every morphology file read into it. Problems of a morphology file carry its own name. */
export async function inlineMorphologies(
  study: StudyFile,
  files: StudyFiles,
  problems: Problems,
): Promise<StudyFile> {
  const { kernels } = study;
  if (kernels === undefined) return study;
  const cells: typeof kernels.cells = {};
  for (const [population, cell] of Object.entries(kernels.cells)) {
    if ('sections' in cell.morphology) {
      cells[population] = cell;
      continue;
    }
    const path = besideFile(problems.fileOf('kernels'), cell.morphology.file);
    if (!(await files.exists(path))) {
      problems.add(['kernels', 'cells', population, 'morphology', 'file'], noSuchFile(path));
      cells[population] = cell;
      continue;
    }
    const morphology = morphologyFile(await files.readText(path), path, cell.morphology, problems, [
      'kernels',
      'cells',
      population,
      'morphology',
    ]);
    cells[population] = morphology === undefined ? cell : { ...cell, morphology };
  }
  return { ...study, kernels: { ...kernels, cells } };
}

type MorphologyReference = Extract<CellFile['morphology'], { file: string }>;

/** The sections in a morphology file; its problems carry its own name, those of the options the place in the study. */
function morphologyFile(
  text: string,
  path: string,
  { sections_as: sections, soma, roots, zero_radius, extra_columns }: MorphologyReference,
  problems: Problems,
  at: readonly PropertyKey[],
): z.output<typeof morphologySections> | undefined {
  const kind = /\.([^./]*)$/.exec(path)?.[1].toLowerCase();
  const given = { sections_as: sections, roots, soma, zero_radius, extra_columns };
  const ofSwc = ['soma', 'zero_radius', 'extra_columns'];
  const idle = kind === 'swc' ? [] : kind === 'asc' ? ofSwc : ['sections_as', 'roots', ...ofSwc];
  for (const key of idle)
    if (given[key as keyof typeof given] !== undefined)
      problems.add([...at, key], `has no meaning for this file; leave it out (${path})`);
  if (kind !== 'swc' && kind !== 'asc') {
    const own = new Problems(() => path);
    const morphology = parseWith(morphologySections, parseJson(text, path), own);
    problems.errors.push(...own.errors);
    return morphology;
  }
  try {
    const options = { file: path, sections, roots };
    const ofLines = { soma, zeroRadius: zero_radius, extraColumns: extra_columns };
    const { morphology } =
      kind === 'swc' ? readSwc(text, { ...options, ...ofLines }) : readAsc(text, options);
    return { sections: (sections === 'nrn' ? nrnShape(morphology) : morphology).sections.map(sectionEntry) };
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    const where = error.line === undefined ? '' : `line ${error.line}`;
    // Options under the names that they have in a study.
    const message = error.message
      .replace(/^.*?: (?=Expected)/, '')
      .replace("pass zeroRadius: 'parent'", 'set "zero_radius": "parent"')
      .replace("pass extraColumns: 'ignore'", 'set "extra_columns": "ignore"');
    problems.errors.push(new StudyError(path, where, message));
    return undefined;
  }
}

/** A section as a study file writes it. */
function sectionEntry(section: Section): z.output<typeof morphologySections>['sections'][number] {
  const { name, type, parent, parentX, childEnd, wire, arc, points } = section;
  return {
    name,
    parent_x: parentX ?? 1,
    points: points.map((p) => [...p]),
    ...(type === undefined ? {} : { type }),
    ...(parent === undefined ? {} : { parent }),
    ...(childEnd === undefined ? {} : { child_end: childEnd }),
    ...(wire === undefined ? {} : { wire: [...wire] }),
    ...(arc === undefined ? {} : { arc: [...arc] }),
  };
}

/** The value with defaults filled in; problems and undefined if it breaks the schema. */
export function parseWith<T extends z.ZodType>(
  schema: T,
  data: unknown,
  problems: Problems,
): z.output<T> | undefined {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  addIssues(result.error.issues, schema, data, problems);
  return undefined;
}

/** The message for a path of the study at which there is nothing. */
export function noSuchFile(path: string): string {
  return `no such file: ${path}; paths are relative to the study file`;
}
