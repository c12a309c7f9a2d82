/**
 * How a search goes on: after every generation the share of the box between 0 and the worst of the first generation that the points tried so far
 * dominate (their hypervolume), and whether it still grows. It never falls; 1 is perfection.
 */
import { hypervolume } from '../../numerics/optimise/hypervolume.ts';
import { nonDominatedFronts } from '../../numerics/optimise/nondominated.ts';
import type { Outcome } from './evaluate.ts';

/** When to end a search. */
export interface Patience {
  /** Generations without improvement. */
  readonly generations: number;
  /** Relative growth of the dominated share in that time that is none any more. */
  readonly improvement: number;
}

/** The worst of every objective among points, at least one, without networks that were stopped if there are others; 1 instead of 0. */
export function worst(points: readonly Outcome[]): Record<string, number> {
  const finished = points.filter(({ stopped }) => stopped === undefined);
  const chosen = finished.length > 0 ? finished : points;
  const names = Object.keys(chosen[0].objectives);
  return Object.fromEntries(
    names.map((name) => [name, Math.max(...chosen.map((p) => p.objectives[name])) || 1]),
  );
}

/** Share of the box between 0 and the reference that points dominate. */
export function coverage(
  points: readonly Pick<Outcome, 'objectives'>[],
  reference: Readonly<Record<string, number>>,
): number {
  const names = Object.keys(reference);
  const inside = points
    .map((p) => names.map((name) => p.objectives[name] / reference[name]))
    .filter((values) => values.every((value) => value < 1));
  if (inside.length === 0) return 0;
  const [front] = nonDominatedFronts(inside);
  return hypervolume(
    front.map((i) => inside[i]),
    names.map(() => 1),
  );
}

/** Whether a search has come to rest, from its coverage after each generation so far. */
export function atRest(coverages: readonly number[], { generations, improvement }: Patience): boolean {
  const last = coverages.at(-1) ?? 0;
  const before = coverages.at(-1 - generations) ?? 0;
  // As long as nothing is within the box the search has not begun to find.
  return before > 0 && last <= before * (1 + improvement);
}
