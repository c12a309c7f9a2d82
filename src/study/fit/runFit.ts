/**
 * A fit of the parameters of a LIF network to rates, spectra and irregularity: the search of E. Hagen et al. (2022), PLoS Comput. Biol. 18:e1010353,
 * by NSGA-II, begun at points whose mean-field rates fit. All networks are drawn with the seed of the study, so that points differ by their
 * parameters and not by chance. A run that is given earlier evaluations asks for the same points, and goes on where they end.
 */
import { nonDominatedFronts } from '../../numerics/optimise/nondominated.ts';
import { nsga2 } from '../../numerics/optimise/nsga2.ts';
import { Cancelled, type Progress } from '../progress.ts';
import { valuesAt } from './candidate.ts';
import { atRest, coverage, worst } from './convergence.ts';
import type { Outcome } from './evaluate.ts';
import { ownEvaluator, ThreadEvaluator, type Evaluator, type FitThreads } from './evaluators.ts';
import { evaluateGeneration, type Point } from './generation.ts';
import type { ResolvedFit } from './loadFit.ts';
import { EarlierEvaluations, type Evaluation, type Recorded } from './records.ts';
import { screen } from './screen.ts';

export interface FitOptions {
  /** Evaluations of an earlier run, in any order, with the name of their file. */
  readonly earlier?: { readonly file: string; readonly evaluations: readonly Recorded[] };
  /** Told of every new evaluation, in the order in which they are done; the search waits. */
  readonly onEvaluation?: (evaluation: Evaluation) => void | Promise<void>;
  /** Threads to evaluate in; what comes out is the same. Default: this one. */
  readonly threads?: FitThreads;
}

/** A point that was tried, with its place in [0, 1]^n. */
export interface FitPoint extends Evaluation {
  readonly x: Float64Array;
}

export interface FitResult {
  /** All points tried, by generation and index. */
  readonly points: readonly FitPoint[];
  /** Those that none of the rest dominates, each once; the best compromise first. */
  readonly front: readonly FitPoint[];
  /** Share of the box between 0 and the worst of the first generation that is dominated after each whole generation, 0 to 1. */
  readonly coverage: readonly number[];
  /** Why the fit ended: all generations, all evaluations, no more improvement, or a cancel. */
  readonly ended: 'generations' | 'evaluations' | 'patience' | 'cancelled';
  readonly notes: readonly string[];
}

/** Share of the mean field in the time of a fit, roughly. */
const SCREENING = 0.02;

/**
 * Runs a fit. A cancel keeps what was computed.
 * Throws DataFileError if earlier evaluations are not those of this fit, StudyError for a point that is no study, UserError if a thread died.
 */
export async function runFit(
  fit: ResolvedFit,
  progress: Progress,
  options: FitOptions = {},
): Promise<FitResult> {
  const { threads } = options;
  const evaluators =
    threads === undefined
      ? [ownEvaluator(progress.signal)]
      : Array.from(
          { length: threads.networks },
          () => new ThreadEvaluator(threads.start, threads.perNetwork),
        );
  const search = new Search(fit, evaluators, options);
  let ended: FitResult['ended'];
  try {
    ended = await search.run(progress);
  } catch (cause) {
    if (!(cause instanceof Cancelled)) throw cause;
    ended = 'cancelled';
  } finally {
    await Promise.all(evaluators.map((e) => e.close()));
  }
  const { points, coverages, notes } = search;
  return { points, front: paretoFront(points), coverage: coverages, ended, notes };
}

class Search {
  readonly points: FitPoint[] = [];
  readonly coverages: number[] = [];
  readonly notes: string[] = [];
  readonly #known = new Map<string, Outcome>();
  readonly #fit: ResolvedFit;
  readonly #evaluators: readonly Evaluator[];
  readonly #earlier: EarlierEvaluations;
  readonly #onEvaluation: FitOptions['onEvaluation'];

  constructor(fit: ResolvedFit, evaluators: readonly Evaluator[], { earlier, onEvaluation }: FitOptions) {
    this.#fit = fit;
    this.#evaluators = evaluators;
    this.#earlier = new EarlierEvaluations(earlier?.file ?? '', earlier?.evaluations ?? []);
    this.#onEvaluation = onEvaluation;
  }

  async run(progress: Progress): Promise<FitResult['ended']> {
    const { variables, objectives, population, generations, evaluations, patience, seed } = this.#fit;
    const first = await progress.task('mean-field rates', SCREENING, (task) => screen(this.#fit, task));
    if (first.reason !== undefined)
      this.notes.push(`the first generation is random, without mean field: ${first.reason}`);
    const total = Math.min(population * generations, evaluations);
    const steps = nsga2({ variables: variables.length, population, generations, seed, first: first.points });
    for (let next = steps.next(); !next.done;) {
      const { index, points: asked } = next.value;
      const chosen = asked.slice(0, evaluations - this.points.length);
      const share = ((1 - SCREENING) * chosen.length) / total;
      const done = await progress.task(`generation ${index + 1} of ${generations}`, share, (task) =>
        this.#generation(index, chosen, task),
      );
      if (done.length < asked.length) return 'evaluations';
      this.coverages.push(coverage(this.points, worst(this.points.slice(0, population))));
      if (patience !== undefined && index + 1 < generations && atRest(this.coverages, patience))
        return 'patience';
      next = steps.next(done.map((p) => objectives.map((o) => p.objectives[o.name])));
    }
    return 'generations';
  }

  /** Evaluates a generation, or as much of it as is there before a cancel. */
  async #generation(
    generation: number,
    asked: readonly Float64Array[],
    progress: Progress,
  ): Promise<FitPoint[]> {
    const { variables, study } = this.#fit;
    const recorded = new Set<number>();
    const points = asked.map((x, index): Point => {
      const values = valuesAt(variables, x);
      const before = this.#earlier.outcome(generation, index, values);
      if (before !== undefined) recorded.add(index);
      const outcome = before ?? this.#known.get(JSON.stringify(values));
      return { x, variables: values, ...(outcome === undefined ? {} : { outcome }) };
    });
    if (recorded.size > 0) progress.skip(recorded.size / points.length);
    const found: FitPoint[] = [];
    try {
      await evaluateGeneration(this.#fit, points, this.#evaluators, progress, async (index, outcome) => {
        const { x, variables: values } = points[index];
        const { seed } = study.dynamics;
        const evaluation = { generation, index, seed, variables: values, ...outcome };
        this.#known.set(JSON.stringify(values), outcome);
        if (!recorded.has(index)) await this.#onEvaluation?.(evaluation);
        found.push({ ...evaluation, x });
      });
    } finally {
      found.sort((a, b) => a.index - b.index);
      this.points.push(...found);
    }
    return found;
  }
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
