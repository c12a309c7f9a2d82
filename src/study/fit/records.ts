/**
 * The record of a fit: a text of JSON, one line per evaluation after a first line that names the fit. A line that was cut off by the end of a
 * process is no record; all before it are kept.
 */
import { DataFileError } from '../../errors.ts';
import { canonicalJson, sha256Hex } from '../../io/hash.ts';
import { VERSION } from '../../version.ts';
import type { ResolvedFit } from './loadFit.ts';

/** A point that was tried. */
export interface Evaluation {
  /** 0, 1 ... */
  readonly generation: number;
  /** Place within the generation. */
  readonly index: number;
  /** Seed of the network. */
  readonly seed: number;
  /** Values by variable. */
  readonly variables: Readonly<Record<string, number>>;
  /** Distances by objective. */
  readonly objectives: Readonly<Record<string, number>>;
}

const FORMAT = 'spikefield fit';

/** The first line; the same for fits that ask the same, however many generations. */
export async function recordHeader(fit: ResolvedFit): Promise<string> {
  const { generations: _generations, output: _output, ...source } = fit.source;
  const { populations, dynamics } = fit.study.source;
  const hash = await sha256Hex(canonicalJson({ source, populations, dynamics, inputs: fit.inputs }));
  return line({ format: FORMAT, name: fit.name, version: VERSION, hash });
}

/** A value as a line. */
export function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
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
): { readonly evaluations: Evaluation[]; readonly complete: string } {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  if (complete === '') return { evaluations: [], complete };
  const [first, ...rest] = complete.slice(0, -1).split('\n');
  if (`${first}\n` !== header)
    throw new DataFileError(
      file,
      1,
      'is the record of another fit, study or version of spikefield (choose another folder with --out)',
    );
  const evaluations = rest.map((one, i): Evaluation => {
    const value = parsed(one);
    if (value === undefined)
      throw new DataFileError(file, i + 2, 'is no evaluation (remove this line and all after it)');
    return value;
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
