/**
 * The first generation of a fit: of many random points those whose mean-field rates are nearest to the rates wanted, so that the search does not
 * begin among silent and exploding networks. Points whose rates do not come to rest count as farthest. Left out: spectra and CVs, of
 * which the stationary mean field knows nothing.
 */
import { ParameterError } from '../../errors.ts';
import { meanFieldRates } from '../../network/meanField/meanFieldRates.ts';
import { randomStream } from '../../numerics/random.ts';
import { networkSpec } from '../networkSpec.ts';
import type { Progress } from '../progress.ts';
import { candidateStudy } from './candidate.ts';
import type { ResolvedFit } from './loadFit.ts';

/** Added to rates before their logarithm, spikes/s: a silent population is far from any rate, but not infinitely. */
const QUIET = 0.01;

/** The first generation. */
export interface Screened {
  readonly points: readonly Float64Array[];
  /** Why the mean field could not be asked, if so: points then are simply random. */
  readonly reason?: string;
}

/** Draws and chooses the points; they depend on the fit alone. Throws Cancelled. */
export async function screen(fit: ResolvedFit, progress: Progress): Promise<Screened> {
  const { variables, population, screening, seed } = fit;
  const stream = randomStream(seed, 'first generation');
  const drawn = Array.from({ length: population * screening }, () =>
    Float64Array.from(variables, () => stream.uniform()),
  );
  const targets = targetRates(fit);
  if (screening === 1 || targets.size === 0) return { points: drawn.slice(0, population) };
  const distances = new Float64Array(drawn.length);
  for (const [i, x] of drawn.entries()) {
    const spec = networkSpec((await candidateStudy(fit, x)).dynamics);
    try {
      let sum = 0;
      for (const { population: name, rate } of meanFieldRates(spec).populations)
        if (targets.has(name)) sum += Math.log((rate + QUIET) / (targets.get(name)! + QUIET)) ** 2;
      distances[i] = sum;
    } catch (cause) {
      if (!(cause instanceof ParameterError)) throw cause;
      // Networks of this kind have no mean field at all, wherever the point is.
      if (cause.parameter !== 'network') return { points: drawn.slice(0, population), reason: cause.message };
      distances[i] = Infinity;
    }
    await progress.update((i + 1) / drawn.length);
  }
  const order = Array.from(drawn.keys()).toSorted((a, b) =>
    distances[a] === distances[b] ? a - b : distances[a] - distances[b],
  );
  return { points: order.slice(0, population).map((i) => drawn[i]) };
}

/** The rate that every population is to have, as far as the objectives tell. */
function targetRates({ objectives }: ResolvedFit): Map<string, number> {
  const targets = new Map<string, number>();
  // What is asked for comes before what a spectrum implies.
  for (const type of ['spectrum', 'rate'] as const)
    for (const o of objectives)
      if (o.type === type && o.targetRate !== undefined) targets.set(o.population, o.targetRate);
  return targets;
}
