/** `fit` on a disk: evaluations are added to their record one by one; front and best study are written at the end, or where it was cancelled. */
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../errors.ts';
import { outputError, readSource, writeFileAtomic } from '../../io/node/files.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import { studyAt } from '../../study/fit/candidate.ts';
import { loadFit, type ResolvedFit } from '../../study/fit/loadFit.ts';
import { line, readRecords, recordHeader, type Evaluation } from '../../study/fit/records.ts';
import { compromise, runFit, type FitPoint, type FitResult } from '../../study/fit/runFit.ts';
import { parseStudy } from '../../study/load.ts';
import { Cancelled, type Progress } from '../../study/progress.ts';
import type { Report } from '../../study/report.ts';
import { csvText } from '../../tables/csv.ts';
import { studyCopy } from './resultFiles.ts';

export interface FitCommandOptions {
  /** Folder instead of the fit's own. */
  readonly out?: string;
  /** Whether to go on with the evaluations in that folder. */
  readonly resume: boolean;
  /** Instead of the fit's own. */
  readonly generations?: number;
}

const RECORD = 'evaluations.jsonl';
const FRONT = 'front.csv';
const BEST = 'best.json';
/** Rows of the front that the terminal shows. */
const SHOWN = 12;

/** Runs a fit and writes its results. */
export async function fitCommandStage(
  file: string,
  options: FitCommandOptions,
  progress: Progress,
): Promise<Report> {
  const loaded = await loadFit(file, nodeStudyFiles, readSource);
  const fit = options.generations === undefined ? loaded : { ...loaded, generations: options.generations };
  const folder = options.out ?? fit.folder;
  const record = await openRecord(fit, folder, options.resume);
  let result: FitResult;
  try {
    result = await runFit(fit, progress, {
      earlier: { file: join(folder, RECORD), evaluations: record.evaluations },
      onEvaluation: record.append,
    });
  } finally {
    await record.close();
  }
  const { points, front, cancelled, notes } = result;
  if (front.length > 0) {
    await writeFileAtomic(join(folder, FRONT), frontCsv(fit, front));
    await writeFileAtomic(join(folder, BEST), await bestStudy(fit, front[0], folder));
  }
  if (cancelled) {
    process.stderr.write(
      `spikefield: ${points.length} evaluations are kept in ${folder}; go on with --resume\n`,
    );
    throw new Cancelled();
  }
  return {
    text: `${points.length} networks in ${fit.generations} generations; ${front.length} of them make up the Pareto front. The best compromise has the smallest root mean square of the objectives.`,
    tables: [variablesTable(fit, front[0]), frontTable(fit, front)],
    folder,
    files: [
      { name: RECORD, what: 'every network that was tried: variables, objectives, generation, seed' },
      { name: FRONT, what: 'the Pareto front, best compromise first' },
      { name: BEST, what: 'the best compromise as a study that can be run' },
    ],
    notes,
  };
}

interface Record {
  readonly evaluations: readonly Evaluation[];
  append(evaluation: Evaluation): Promise<void>;
  close(): Promise<void>;
}

/** Opens the record of a folder: a new one, or with `resume` the one there, without a line that was cut off. */
async function openRecord(fit: ResolvedFit, folder: string, resume: boolean): Promise<Record> {
  const path = join(folder, RECORD);
  const header = await recordHeader(fit);
  if (!resume) await checkEmpty(folder);
  const text = resume && (await nodeStudyFiles.exists(path)) ? await nodeStudyFiles.readText(path) : '';
  const { evaluations, complete } = readRecords(text, path, header);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw outputError(path, cause);
    }
  };
  const handle: FileHandle = await guarded(async () => {
    await mkdir(folder, { recursive: true });
    const file = await open(path, 'a');
    await file.truncate(new TextEncoder().encode(complete).length);
    if (complete === '') await file.appendFile(header);
    return file;
  });
  return {
    evaluations,
    append: (evaluation) => guarded(() => handle.appendFile(line(evaluation))),
    close: () => handle.close(),
  };
}

async function checkEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw outputError(folder, cause);
  });
  if (names.includes(RECORD))
    throw new OutputError(
      folder,
      'holds a fit already (go on with it by --resume, or choose another folder with --out)',
    );
  if (names.length > 0)
    throw new OutputError(folder, 'exists and is not empty (choose another folder with --out)');
}

/** The study of a point, to be run from the folder of the fit. */
async function bestStudy(fit: ResolvedFit, point: FitPoint, folder: string): Promise<string> {
  const study = await parseStudy(JSON.stringify(studyAt(fit, point.x)), fit.study.file, nodeStudyFiles);
  const copy = JSON.parse(studyCopy(study, folder)) as { output: object };
  return `${JSON.stringify({ ...copy, output: { ...copy.output, folder: 'best' } }, undefined, 2)}\n`;
}

function frontCsv(fit: ResolvedFit, front: readonly FitPoint[]): string {
  const variables = fit.variables.map(({ name }) => name);
  const objectives = fit.objectives.map(({ name }) => name);
  return csvText(
    ['generation', 'index', 'compromise', ...objectives, ...variables],
    front.map((p) => [
      p.generation,
      p.index,
      compromise(p),
      ...objectives.map((o) => p.objectives[o]),
      ...variables.map((v) => p.variables[v]),
    ]),
  );
}

function variablesTable({ variables }: ResolvedFit, best: FitPoint): Report['tables'][number] {
  return {
    title: 'Best compromise',
    columns: [{ key: 'variable' }, { key: 'value' }, { key: 'min' }, { key: 'max' }],
    // Variables differ in size, so each is rounded by itself.
    rows: variables.map(({ name, min, max }) => ({
      variable: name,
      value: best.variables[name].toPrecision(5),
      min: String(min),
      max: String(max),
    })),
  };
}

function frontTable({ objectives }: ResolvedFit, front: readonly FitPoint[]): Report['tables'][number] {
  const shown = front.slice(0, SHOWN);
  return {
    title: `Pareto front${shown.length < front.length ? `, the ${SHOWN} best compromises` : ''}`,
    columns: [
      { key: 'generation' },
      ...objectives.map(({ name }) => ({ key: name, digits: 3 })),
      { key: 'rms', title: 'root mean square', digits: 3 },
    ],
    rows: shown.map((p) => ({ generation: p.generation + 1, ...p.objectives, rms: compromise(p) })),
  };
}
