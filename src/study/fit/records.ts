/**
 * The record of a fit: a text of JSON, one line per evaluation after a first line that names the fit. Lines come in the order in which evaluations are
 * done, which with several threads is chance, and are put into that of generations when the fit ends. A line that was cut off by the end of a
 * process is no record; all before it are kept.
 */
import { DataFileError } from '../../errors.ts';
import { canonicalJson, sha256Hex } from '../../io/hash.ts';
import { VERSION } from '../../version.ts';
import type { Outcome } from './evaluate.ts';
import type { ResolvedFit } from './loadFit.ts';

/** A point that was tried: variables, objectives, and where the network was stopped if it ran away. */
export interface Evaluation extends Outcome {
  /** 0, 1 ... */
  readonly generation: number;
  /** Place within the generation. */
  readonly index: number;
  /** Seed of the network. */
  readonly seed: number;
  /** Values by variable. */
  readonly variables: Readonly<Record<string, number>>;
}

/** An evaluation with its line in the record, 1 the first; for messages. */
export interface Recorded extends Evaluation {
  readonly line?: number;
}

const FORMAT = 'spikefield fit';

/** The first line; the same for fits that ask the same, however long they go on. */
export async function recordHeader(fit: ResolvedFit): Promise<string> {
  const {
    $schema: _schema,
    description: _description,
    output: _output,
    generations: _generations,
    evaluations: _evaluations,
    patience: _patience,
    ...asked
  } = fit.source;
  const source = { ...asked, variables: asked.variables.map(({ reference: _reference, ...v }) => v) };
  const { populations, dynamics } = fit.study.source;
  const hash = await sha256Hex(canonicalJson({ source, populations, dynamics, inputs: fit.inputs }));
  return line({ format: FORMAT, name: fit.name, version: VERSION, hash });
}

/** A value as a line. */
export function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** An evaluation as a line, its keys always in the same order. */
export function evaluationLine({
  generation,
  index,
  seed,
  variables,
  objectives,
  stopped,
}: Evaluation): string {
  const all = { generation, index, seed, variables, objectives };
  return line(stopped === undefined ? all : { ...all, stopped });
}

/** The whole record of evaluations in their order. */
export function recordText(header: string, evaluations: readonly Evaluation[]): string {
  return header + evaluations.map(evaluationLine).join('');
}

/**
 * The evaluations of a record, and how much of the text they are.
 * @param header as recordHeader gives it
 * Throws DataFileError if the record is of another fit or version, or a line is damaged.
 */
export function readRecords(
  text: string,
  file: string,
  header: string,
): { readonly evaluations: Recorded[]; readonly complete: string } {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  if (complete === '') return { evaluations: [], complete };
  const [first, ...rest] = complete.slice(0, -1).split('\n');
  if (`${first}\n` !== header)
    throw new DataFileError(
      file,
      1,
      'is the record of another fit, study or version of spikefield (choose another folder with --out)',
    );
  const evaluations = rest.map((one, i): Recorded => {
    const value = parsed(one);
    if (value === undefined)
      throw new DataFileError(file, i + 2, 'is no evaluation (remove this line and all after it)');
    return { ...value, line: i + 2 };
  });
  return { evaluations, complete };
}

function parsed(text: string): Evaluation | undefined {
  let value: Partial<Evaluation> | null;
  try {
    value = JSON.parse(text) as Partial<Evaluation> | null;
  } catch {
    return undefined;
  }
  const { generation, index, seed, variables, objectives } = value ?? {};
  if (![generation, index, seed].every(Number.isInteger)) return undefined;
  for (const numbers of [variables, objectives])
    if (typeof numbers !== 'object' || numbers === null || !Object.values(numbers).every(Number.isFinite))
      return undefined;
  return value as Evaluation;
}

/** What an earlier run has evaluated, by generation and index. */
export class EarlierEvaluations {
  readonly #file: string;
  readonly #byPlace: ReadonlyMap<string, Recorded>;

  constructor(file: string, evaluations: readonly Recorded[]) {
    this.#file = file;
    this.#byPlace = new Map(evaluations.map((e) => [`${e.generation} ${e.index}`, e]));
  }

  /** What is known of a point; throws DataFileError if another one was evaluated in its place. */
  outcome(
    generation: number,
    index: number,
    variables: Readonly<Record<string, number>>,
  ): Outcome | undefined {
    const found = this.#byPlace.get(`${generation} ${index}`);
    if (found === undefined) return undefined;
    if (JSON.stringify(found.variables) !== JSON.stringify(variables))
      throw new DataFileError(
        this.#file,
        found.line,
        'is not what this fit evaluates here (choose another folder with --out)',
      );
    const { objectives, stopped } = found;
    return { objectives, ...(stopped === undefined ? {} : { stopped }) };
  }
}
