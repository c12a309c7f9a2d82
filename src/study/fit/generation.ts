/** The points of a generation, evaluated several at a time. What comes out depends neither on how many nor on who is done first. */
import { InternalError, StudyError, UserError } from '../../errors.ts';
import { Cancelled, type Progress } from '../progress.ts';
import { candidateStudy, describeValues } from './candidate.ts';
import type { Outcome } from './evaluate.ts';
import type { Evaluator } from './evaluators.ts';
import type { ResolvedFit } from './loadFit.ts';

/** A point to be evaluated. */
export interface Point {
  readonly x: Float64Array;
  /** Values by variable. */
  readonly variables: Readonly<Record<string, number>>;
  /** What is known of it. */
  readonly outcome?: Outcome;
}

/**
 * Evaluates the points that are not known; equal points once. They are begun in order, each evaluator having one at a time.
 * @param done told of every point evaluated, in the order in which they are done; nothing goes on while it is at work
 * Throws Cancelled, StudyError for a point that is no study, UserError if a thread died; all evaluators are closed then.
 */
export async function evaluateGeneration(
  fit: ResolvedFit,
  points: readonly Point[],
  evaluators: readonly Evaluator[],
  progress: Progress,
  done: (index: number, outcome: Outcome) => void | Promise<void>,
): Promise<void> {
  const share = new Float64Array(points.length);
  const report = (index: number, part: number): void => {
    share[index] = part;
    // A cancel is told by the evaluators, which it ends.
    if (!progress.signal?.aborted) progress.report(share.reduce((sum, s) => sum + s, 0) / points.length);
  };
  const underWay = new Map<string, Promise<Outcome>>();
  let told: Promise<void> = Promise.resolve();
  const evaluate = async (evaluator: Evaluator, index: number): Promise<void> => {
    const { x, variables, outcome: known } = points[index];
    const key = JSON.stringify(variables);
    let outcome = known ?? underWay.get(key);
    if (outcome === undefined) {
      outcome = evaluatePoint(fit, x, evaluator, (part) => report(index, part));
      underWay.set(key, outcome);
    }
    const result = await outcome;
    told = told.then(() => done(index, result));
    await told;
    report(index, 1);
  };
  const close = (): void => evaluators.forEach((e) => void e.close());
  progress.signal?.addEventListener('abort', close);
  try {
    await inLanes(evaluators, points.length, evaluate, close);
  } catch (cause) {
    if (progress.signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    progress.signal?.removeEventListener('abort', close);
  }
  if (progress.signal?.aborted) throw new Cancelled();
}

/** Gives every lane the next of `count` pieces of work until there is none. After a failure nothing is begun; what failed first is thrown when all have ended. */
async function inLanes<L>(
  lanes: readonly L[],
  count: number,
  work: (lane: L, index: number) => Promise<void>,
  stop: () => void,
): Promise<void> {
  let next = 0;
  let failure: { readonly cause: unknown } | undefined;
  await Promise.all(
    lanes.map(async (lane) => {
      while (failure === undefined && next < count) {
        try {
          await work(lane, next++);
        } catch (cause) {
          if (failure !== undefined) return;
          failure = { cause };
          stop();
        }
      }
    }),
  );
  if (failure !== undefined) throw (failure as { readonly cause: unknown }).cause;
}

async function evaluatePoint(
  fit: ResolvedFit,
  x: Float64Array,
  evaluator: Evaluator,
  onProgress: (part: number) => void,
): Promise<Outcome> {
  const { dynamics: lif } = await candidateStudy(fit, x);
  const { objectives, runaway } = fit;
  try {
    return await evaluator.evaluate(
      { lif, objectives, ...(runaway === undefined ? {} : { runaway }) },
      onProgress,
    );
  } catch (cause) {
    throw failed(fit, x, cause);
  }
}

/** The error of an evaluation, with the point at which it happened. */
function failed(fit: ResolvedFit, x: Float64Array, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof Cancelled) return cause;
  const { name, message, stack } = cause;
  const what = `no network at ${describeValues(fit.variables, x)}: ${message}`;
  if (cause instanceof UserError) return new StudyError(fit.file, 'variables', what);
  const { code } = cause as { code?: string };
  const memory = name === 'RangeError' && /alloc|memory|array (buffer )?length/i.test(message);
  if (memory || code === 'ERR_WORKER_OUT_OF_MEMORY' || message.startsWith('a thread of the fit ended'))
    return new UserError(`${fit.file}: ${what} (if memory is short take fewer --threads)`);
  const error = new InternalError(what);
  if (stack !== undefined) error.stack = stack;
  return error;
}
