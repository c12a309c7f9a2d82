/**
 * How a search goes on: the hypervolume after every generation, and whether it still grows. Objectives are relative, so the reference point is 1 in
 * each: what counts is the share of the unit cube that the points tried so far dominate. It never falls, and 1 is perfection.
 */
import { hypervolume } from '../../numerics/optimise/hypervolume.ts';
import { nonDominatedFronts } from '../../numerics/optimise/nondominated.ts';

/** When to end a search. */
export interface Patience {
  /** Generations without improvement. */
  readonly generations: number;
  /** Relative growth of the hypervolume in that time that is none any more. */
  readonly improvement: number;
}

/** Share of the unit cube that points dominate. */
export function coverage(objectives: readonly (readonly number[])[]): number {
  const inside = objectives.filter((values) => values.every((value) => value < 1));
  if (inside.length === 0) return 0;
  const [front] = nonDominatedFronts(inside);
  return hypervolume(
    front.map((i) => inside[i]),
    inside[0].map(() => 1),
  );
}

/** Whether a search has come to rest, from its coverage after each generation so far. */
export function atRest(coverages: readonly number[], { generations, improvement }: Patience): boolean {
  const last = coverages.at(-1) ?? 0;
  const before = coverages.at(-1 - generations) ?? 0;
  // As long as nothing is within the cube the search has not begun to find.
  return before > 0 && last <= before * (1 + improvement);
}
