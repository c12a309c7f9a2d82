/** From the file of a fit to one that can be run: the study loaded, places and populations found, targets read. */
import { DataFileError, InternalError, show, StudyError } from '../../errors.ts';
import { sha256Hex } from '../../io/hash.ts';
import type { SourceFile } from '../../io/text.ts';
import type { ReadSource } from '../dynamicsStage.ts';
import { isMultiple } from '../context.ts';
import { besideFile, type StudyFiles } from '../files.ts';
import { parseJson } from '../json.ts';
import { parseWith } from '../layers.ts';
import { loadStudy } from '../load.ts';
import { Problems } from '../problems.ts';
import type { ResolvedLif, ResolvedStudy } from '../resolved.ts';
import { fit as fitSchema, type FitFile, type ObjectiveFile, type VariableFile } from '../schema/fit.ts';
import { candidateStudy } from './candidate.ts';
import type { Patience } from './convergence.ts';
import type { Runaway } from './evaluate.ts';
import { objective, type Objective } from './objectives.ts';
import { placeProblem } from './places.ts';

/** A number that may change. */
export interface Variable {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
  /** Where it stands in the study, and by what it is multiplied there. */
  readonly places: readonly { readonly path: string; readonly factor: number }[];
  /** Known from elsewhere, to be shown beside the value found. */
  readonly reference?: number;
}

export interface ResolvedFit {
  /** As given, for messages. */
  readonly file: string;
  readonly name: string;
  readonly study: ResolvedStudy & { readonly dynamics: ResolvedLif };
  readonly variables: readonly Variable[];
  readonly objectives: readonly Objective[];
  readonly generations: number;
  readonly population: number;
  /** Points at most. */
  readonly evaluations: number;
  /** When to end before the last generation. */
  readonly patience?: Patience;
  /** When to stop a network. */
  readonly runaway?: Runaway;
  readonly seed: number;
  readonly screening: number;
  /** Folder of the results. */
  readonly folder: string;
  /** The file with all defaults. */
  readonly source: FitFile;
  /** SHA-256 of the files of the targets, in the order of the objectives. */
  readonly inputs: readonly string[];
}

/**
 * Reads and checks a fit, its study and its targets.
 * Throws StudyError with the JSON path, DataFileError for targets that cannot be read.
 */
export async function loadFit(file: string, files: StudyFiles, readSource: ReadSource): Promise<ResolvedFit> {
  const data = parseJson(await files.readText(file), file);
  const problems = new Problems(() => file);
  const source = parseWith(fitSchema, data, problems);
  problems.throwIfAny();
  const { study: studyPath, variables, objectives, name, output, ...settings } = source!;
  const { generations, population, evaluations = Infinity, patience, runaway, seed, screening } = settings;
  const study = await loadStudy(besideFile(file, studyPath), files);
  const { dynamics } = study;
  if (dynamics?.type !== 'lif')
    throw new StudyError(
      study.file,
      'dynamics.type',
      `expected "lif", but received ${show(dynamics?.type ?? null)}; there is no network to fit`,
    );
  if (population % 2 !== 0)
    problems.add(['population'], `expected an even number, but received ${population}`);
  if (runaway !== false && !(runaway.window >= dynamics.dt && isMultiple(runaway.window, dynamics.dt)))
    problems.add(
      ['runaway', 'window'],
      `expected a multiple of the step of ${dynamics.dt} ms, but received ${runaway.window}`,
    );
  variables.forEach((variable, i) => checkVariable(variable, i, study, problems));
  objectives.forEach(({ population: wanted }, i) => {
    const known = dynamics.neurons.map((n) => n.population);
    if (!known.includes(wanted))
      problems.add(
        ['objectives', i, 'population'],
        `unknown population ${show(wanted)}; dynamics.neurons has ${known.join(', ')}`,
      );
  });
  checkNames('variables', variables.map(nameOfVariable), problems);
  checkNames('objectives', objectives.map(nameOfObjective), problems);
  problems.throwIfAny();

  const inputs: string[] = [];
  const read = async (path: string): Promise<SourceFile> => {
    const target = await readSource(besideFile(file, path));
    inputs.push(await sha256Hex(target.bytes));
    return target;
  };
  const window = { dt: dynamics.dt, duration: dynamics.duration - dynamics.transient };
  const resolved: Objective[] = [];
  for (const [i, o] of objectives.entries()) {
    try {
      resolved.push(await objective(nameOfObjective(o), o, window, read));
    } catch (cause) {
      if (cause instanceof DataFileError || !(cause instanceof Error) || cause instanceof InternalError)
        throw cause;
      problems.add(['objectives', i], cause.message);
    }
  }
  problems.throwIfAny();
  const fit: ResolvedFit = {
    file,
    name,
    study: { ...study, dynamics },
    variables: variables.map((v) => ({
      name: nameOfVariable(v),
      min: v.min,
      max: v.max,
      scale: v.scale,
      places: [{ path: v.path, factor: 1 }, ...v.also],
      ...(v.reference === undefined ? {} : { reference: v.reference }),
    })),
    objectives: resolved,
    generations,
    population,
    evaluations,
    ...(patience === undefined ? {} : { patience }),
    ...(runaway === false ? {} : { runaway }),
    seed,
    screening,
    folder: besideFile(file, output ?? `results/${name}`),
    source: source!,
    inputs,
  };
  // The bounds must be values that the study may have: told now, and not after an hour.
  for (const at of [0, 1]) await candidateStudy(fit, new Float64Array(variables.length).fill(at));
  return fit;
}

const nameOfVariable = ({ name, path }: VariableFile): string => name ?? path;
const nameOfObjective = ({ name, type, population }: ObjectiveFile): string =>
  name ?? `${type} of ${population}`;

function checkVariable(v: VariableFile, i: number, study: ResolvedStudy, problems: Problems): void {
  const here = ['variables', i];
  if (!(v.min < v.max))
    problems.add([...here, 'max'], `expected a number > min = ${v.min}, but received ${v.max}`);
  if (v.scale === 'log' && !(v.min * v.max > 0))
    problems.add(
      [...here, 'scale'],
      `log needs bounds of one sign and not 0, but received ${v.min} and ${v.max}`,
    );
  if (v.reference !== undefined && !(v.reference >= v.min && v.reference <= v.max))
    problems.add(
      [...here, 'reference'],
      `expected a number from min = ${v.min} to max = ${v.max}, but received ${v.reference}`,
    );
  for (const [at, { path }] of [{ path: v.path }, ...v.also].entries()) {
    const place = at === 0 ? [...here, 'path'] : [...here, 'also', at - 1, 'path'];
    const outside = /^(populations|dynamics)\b/.test(path)
      ? undefined
      : 'a fit changes populations and dynamics only';
    const problem = outside ?? placeProblem(study.source, path);
    if (problem !== undefined) problems.add(place, problem);
  }
}

function checkNames(list: string, names: readonly string[], problems: Problems): void {
  names.forEach((one, i) => {
    if (names.indexOf(one) < i)
      problems.add([list, i], `${show(one)} is there twice; leave one out or give it a "name"`);
  });
}
