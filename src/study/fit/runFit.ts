/**
 * A fit of the parameters of a LIF network to rates, spectra and irregularity: the search of E. Hagen et al. (2022), PLoS Comput. Biol. 18:e1010353,
 * by NSGA-II, begun at points whose mean-field rates fit. All networks are drawn with the seed of the study, so that points differ by their
 * parameters and not by chance. A run that is given earlier evaluations asks for them in the same order, and goes on where they end.
 */
import { DataFileError } from '../../errors.ts';
import { nonDominatedFronts } from '../../numerics/optimise/nondominated.ts';
import { nsga2 } from '../../numerics/optimise/nsga2.ts';
import { runDynamics } from '../dynamicsStage.ts';
import { Cancelled, type Progress } from '../progress.ts';
import { candidateStudy, valuesAt } from './candidate.ts';
import type { ResolvedFit } from './loadFit.ts';
import type { Evaluation } from './records.ts';
import { screen } from './screen.ts';

export interface FitOptions {
  /** Evaluations of an earlier run, in its order, with the name of their file. */
  readonly earlier?: { readonly file: string; readonly evaluations: readonly Evaluation[] };
  /** Told of every new evaluation; the search waits. */
  readonly onEvaluation?: (evaluation: Evaluation) => void | Promise<void>;
}

/** A point that was tried, with its place in [0, 1]^n. */
export interface FitPoint extends Evaluation {
  readonly x: Float64Array;
}

export interface FitResult {
  /** All points tried, in order. */
  readonly points: readonly FitPoint[];
  /** Those that none of the rest dominates, each once; the best compromise first. */
  readonly front: readonly FitPoint[];
  /** Whether the fit was cancelled before its last generation. */
  readonly cancelled: boolean;
  readonly notes: readonly string[];
}

/** Share of the mean field in the time of a fit, roughly. */
const SCREENING = 0.02;

/**
 * Runs a fit. A cancel keeps what was computed (`cancelled`).
 * Throws DataFileError if earlier evaluations are not those of this fit, StudyError for a point that is no study.
 */
export async function runFit(
  fit: ResolvedFit,
  progress: Progress,
  options: FitOptions = {},
): Promise<FitResult> {
  const points: FitPoint[] = [];
  const notes: string[] = [];
  let cancelled = false;
  try {
    await search(fit, progress, options, points, notes);
  } catch (cause) {
    if (!(cause instanceof Cancelled)) throw cause;
    cancelled = true;
  }
  return { points, front: paretoFront(points), cancelled, notes };
}

async function search(
  fit: ResolvedFit,
  progress: Progress,
  { earlier, onEvaluation }: FitOptions,
  points: FitPoint[],
  notes: string[],
): Promise<void> {
  const { variables, population, generations, seed } = fit;
  const total = population * generations;
  const first = await progress.task('mean-field rates', SCREENING, (task) => screen(fit, task));
  if (first.reason !== undefined)
    notes.push(`the first generation is random, without mean field: ${first.reason}`);
  const known = new Map<string, Evaluation['objectives']>();
  const steps = nsga2({ variables: variables.length, population, generations, seed, first: first.points });
  for (let next = steps.next(); !next.done;) {
    const { index: generation, points: asked } = next.value;
    const told: number[][] = [];
    for (const [index, x] of asked.entries()) {
      const values = valuesAt(variables, x);
      const key = JSON.stringify(values);
      const before = earlier?.evaluations[points.length];
      if (before !== undefined) checkSame(before, { generation, index, key }, earlier!.file, points.length);
      const place = `generation ${generation + 1} of ${generations}, point ${index + 1} of ${population}`;
      const objectives =
        before?.objectives ??
        known.get(key) ??
        (await progress.task(place, (1 - SCREENING) / total, (task) => evaluate(fit, x, task)));
      known.set(key, objectives);
      const evaluation = { generation, index, seed: fit.study.dynamics.seed, variables: values, objectives };
      if (before === undefined) await onEvaluation?.(evaluation);
      points.push({ ...evaluation, x });
      // Points that were known take no time.
      await progress.update(SCREENING + ((1 - SCREENING) * points.length) / total);
      told.push(fit.objectives.map((o) => objectives[o.name]));
    }
    next = steps.next(told);
  }
}

/** The distances of a point from the targets. */
async function evaluate(
  fit: ResolvedFit,
  x: Float64Array,
  progress: Progress,
): Promise<Record<string, number>> {
  const study = await candidateStudy(fit, x);
  const noFiles = (path: string) =>
    Promise.reject(new DataFileError(path, undefined, 'is not needed by a network'));
  const activity = await runDynamics(study, progress, noFiles);
  return Object.fromEntries(fit.objectives.map((o) => [o.name, o.distance(activity)]));
}

function checkSame(
  before: Evaluation,
  { generation, index, key }: { readonly generation: number; readonly index: number; readonly key: string },
  file: string,
  at: number,
): void {
  if (before.generation === generation && before.index === index && JSON.stringify(before.variables) === key)
    return;
  throw new DataFileError(
    file,
    at + 2,
    'is not what this fit evaluates here (choose another folder with --out)',
  );
}

/** Root mean square of the objectives: what decides the best compromise. All objectives are relative, so they can be compared. */
export function compromise({ objectives }: Pick<Evaluation, 'objectives'>): number {
  const values = Object.values(objectives);
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Points that no other dominates, equal ones once, by their compromise. */
export function paretoFront(points: readonly FitPoint[]): FitPoint[] {
  const seen = new Set<string>();
  const distinct = points.filter(({ variables }) => {
    const key = JSON.stringify(variables);
    return !seen.has(key) && seen.add(key);
  });
  const [front = []] = nonDominatedFronts(distinct.map((p) => Object.values(p.objectives)));
  return front.map((i) => distinct[i]).toSorted((a, b) => compromise(a) - compromise(b));
}
