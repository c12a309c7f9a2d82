/** `fit` on a disk: evaluations are added to their record one by one; front, best study and figure are written at the end, or where it was cancelled. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { readSource, writeFileAtomic } from '../../io/node/files.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import { describeValues, studyAt } from '../../study/fit/candidate.ts';
import { loadFit, type ResolvedFit } from '../../study/fit/loadFit.ts';
import { planThreads, type ThreadPlan } from '../../study/fit/planThreads.ts';
import { compareWithTargets } from '../../study/fit/compareBest.ts';
import type { Comparison } from '../../study/fit/objectives.ts';
import { runFit, type FitPoint, type FitResult } from '../../study/fit/runFit.ts';
import { startNodeWorker } from '../../network/point/threads/startNodeWorker.ts';
import { usefulThreads } from '../../study/usefulThreads.ts';
import { startFitWorker } from '../../study/fit/startFitWorker.ts';
import { evaluationsCsv, fitReport } from '../../study/fit/fitReport.ts';
import { parseStudy } from '../../study/load.ts';
import { Cancelled, type Progress } from '../../study/progress.ts';
import type { Report } from '../../study/report.ts';
import { FitRecord, RECORD } from './fitRecord.ts';
import { FIGURE_FILES, studyCopy } from './resultFiles.ts';

export interface FitCommandOptions {
  /** Folder instead of the fit's own. */
  readonly out?: string;
  /** Whether to go on with the evaluations in that folder. */
  readonly resume: boolean;
  /** Instead of the fit's own. */
  readonly generations?: number;
  readonly evaluations?: number;
  /** In all; `auto`: as many as there are cores. Default 1. */
  readonly threads?: number | 'auto';
}

const TABLE = 'evaluations.csv';
const FRONT = 'front.csv';
const BEST = 'best.json';

/** Runs a fit and writes its results. */
export async function fitCommandStage(
  file: string,
  options: FitCommandOptions,
  progress: Progress,
): Promise<Report> {
  const { generations, evaluations, threads = 1 } = options;
  const fit: ResolvedFit = {
    ...(await loadFit(file, nodeStudyFiles, readSource)),
    ...(generations === undefined ? {} : { generations }),
    ...(evaluations === undefined ? {} : { evaluations }),
  };
  const folder = options.out ?? fit.folder;
  const machine = { cores: availableParallelism(), memory: process.availableMemory() };
  const plan = planThreads(fit, threads, machine);
  const points = Math.min(fit.evaluations, fit.generations * fit.population);
  const record = await FitRecord.open(fit, folder, options.resume);
  let result: FitResult;
  try {
    const search = (task: Progress): Promise<FitResult> =>
      runFit(fit, task, {
        earlier: { file: join(folder, RECORD), evaluations: record.earlier },
        onEvaluation: (e) => record.append(e),
        ...(plan.networks * plan.perNetwork > 1 ? { threads: { ...plan, start: startFitWorker } } : {}),
      });
    result = await progress.task('search', points / (points + 1), search);
    await record.arrange();
  } catch (cause) {
    if (!(cause instanceof UserError) || record.count === record.earlier.length) throw cause;
    throw new UserError(`${cause.message}; ${kept(record.count, folder)}`);
  } finally {
    await record.close();
  }
  const { front, ended } = result;
  let cancelled = ended === 'cancelled';
  let best: readonly Comparison[] = [];
  if (!cancelled) {
    try {
      best = await progress.task('best compromise', 1, (task) => bestCompared(fit, front[0], plan, task));
    } catch (cause) {
      if (!(cause instanceof Cancelled)) throw cause;
      cancelled = true;
    }
  }
  if (front.length > 0) await writeResults(fit, result, best, folder);
  if (cancelled) throw new Cancelled(kept(record.count, folder));
  const report = fitReport(fit, result, best);
  return {
    ...report,
    folder,
    files: [
      { name: RECORD, what: 'every network that was tried: variables, objectives, generation, seed' },
      { name: TABLE, what: 'the same as a table' },
      { name: FRONT, what: 'the Pareto front, best compromise first' },
      { name: BEST, what: 'the best compromise as a study that can be run' },
      { name: FIGURE_FILES[0], what: 'how the search went, the front, and spectra beside their targets' },
      { name: FIGURE_FILES[1], what: 'the same as an image' },
    ],
    notes: [
      ...(record.takenOver === undefined ? [] : [record.takenOver]),
      ...(report.notes ?? []),
      ...threadNotes(options, plan),
    ],
  };
}

const kept = (count: number, folder: string): string =>
  `${count} evaluations are kept in ${folder}; go on with --resume`;

function threadNotes({ threads }: FitCommandOptions, { networks, perNetwork, short }: ThreadPlan): string[] {
  if (threads === undefined) return [];
  const each = perNetwork === 1 ? '' : `, each in ${perNetwork} threads`;
  return [
    `${networks} ${networks === 1 ? 'network' : 'networks'} at a time${each}${short ? ', as many as fit into the free memory' : ''}`,
  ];
}

/** Nothing of a network that was stopped. */
async function bestCompared(
  fit: ResolvedFit,
  { x, stopped }: FitPoint,
  { networks, perNetwork }: ThreadPlan,
  progress: Progress,
): Promise<Comparison[]> {
  if (stopped !== undefined) return [];
  const count = usefulThreads(fit.study.dynamics, networks * perNetwork);
  return compareWithTargets(fit, x, progress, { threads: { count, start: startNodeWorker } });
}

async function writeResults(
  fit: ResolvedFit,
  result: FitResult,
  best: readonly Comparison[],
  folder: string,
): Promise<void> {
  const { points, front } = result;
  await writeFileAtomic(join(folder, TABLE), evaluationsCsv(fit, points));
  await writeFileAtomic(join(folder, FRONT), evaluationsCsv(fit, front));
  await writeFileAtomic(join(folder, BEST), await bestStudy(fit, front[0], folder));
  // Loaded late: drawing takes longest to load.
  const [{ drawFit }, { svgToPng }] = await Promise.all([
    import('./fitFigure.ts'),
    import('../../io/node/png.ts'),
  ]);
  const svg = drawFit(fit, result, best);
  await writeFileAtomic(join(folder, FIGURE_FILES[0]), svg);
  await writeFileAtomic(join(folder, FIGURE_FILES[1]), svgToPng(svg));
}

/** The study of a point, to be run from the folder of the fit. */
async function bestStudy(fit: ResolvedFit, point: FitPoint, folder: string): Promise<string> {
  const study = await parseStudy(JSON.stringify(studyAt(fit, point.x)), fit.study.file, nodeStudyFiles);
  const copy = JSON.parse(studyCopy(study, folder)) as { output: object };
  const best = {
    ...copy,
    title: `${study.title}, fitted`,
    description: `Best compromise of the fit ${fit.name}: ${describeValues(fit.variables, point.x)}.`,
    output: { ...copy.output, folder: 'best' },
  };
  return `${JSON.stringify(best, undefined, 2)}\n`;
}
