/** What synapses that are kept together have in common: their receptor, and how their weights are kept. */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import type { ClippedLaw, Law } from './projectionSpec.ts';

export interface SynapseKind {
  /** Index of the receptor. */
  readonly receptor: number;
  /**
   * Draws are kept in single precision, whose rounding is part of the draw; given weights exactly: one number if all are equal, single precision if that
   * holds them all.
   */
  readonly precision: 'constant' | 'single' | 'double';
  /** The weight, where it is one constant; else 0. */
  readonly weight: number;
  /** Part of the projection's synapses to expect, 0 to 1. */
  readonly share: number;
}

/** Weights of one sign, or all of one receptor. */
type Kept = Pick<SynapseKind, 'precision' | 'weight' | 'share'>;

/**
 * The kinds of a projection's synapses: of weights >= 0, then of weights < 0, as far as they occur and have receptors of their own.
 * @param weights a law, or the numbers of a list
 * @param receptor the receptor that takes a weight of this sign
 */
export function synapseKinds(
  weights: Law | ArrayLike<number>,
  receptor: (weight: number) => number,
): SynapseKind[] {
  if (typeof weights === 'number') return [kept(receptor(weights), constant(weights))];
  const split = 'length' in weights ? ofList(weights) : ofLaw(weights);
  const signs = [1, -1].filter((_, i) => split[i].share > 0);
  // Nothing to connect: a kind all the same, as there may be rows.
  if (signs.length === 0) return [kept(receptor(1), { ...split[0], share: 1 })];
  const receptors = signs.map(receptor);
  if (signs.length === 2 && receptors[0] === receptors[1]) return [kept(receptors[0], split[2])];
  return signs.map((sign, i) => kept(receptors[i], split[sign > 0 ? 0 : 1]));
}

function kept(receptor: number, weights: Kept): SynapseKind {
  return { receptor, ...weights };
}

function constant(weight: number): Kept {
  return { precision: 'constant', weight, share: 1 };
}

/** Those >= 0, those < 0, and all. */
type Split = readonly [positive: Kept, negative: Kept, all: Kept];

function ofLaw(given: ContinuousDistribution | ClippedLaw): Split {
  const {
    clipped: law,
    min: low = -Infinity,
    max: high = Infinity,
  } = 'clipped' in given ? given : { clipped: given };
  if (law === given && law.atoms.length === 1) {
    const all = constant(law.atoms[0].x);
    const none = { ...all, share: 0 };
    return all.weight >= 0 ? [all, none, all] : [none, all, all];
  }
  const min = Math.max(low, law.support[0]);
  const max = Math.min(high, law.support[1]);
  const drawn = (share: number): Kept => ({ precision: 'single', weight: 0, share });
  // A law up to 0 is of negative weights. A sign that can occur is never left out because its mass rounds to 0.
  if (min >= 0) return [drawn(1), drawn(0), drawn(1)];
  if (max <= 0) return [drawn(0), drawn(1), drawn(1)];
  const positive = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, law.sf(0)));
  return [drawn(positive), drawn(1 - positive), drawn(1)];
}

function ofList(weights: ArrayLike<number>): Split {
  const parts = [0, 1, 2].map(() => ({ count: 0, first: 0, equal: true, single: true }));
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i];
    for (const part of [parts[w >= 0 ? 0 : 1], parts[2]]) {
      if (part.count++ === 0) part.first = w;
      else if (w !== part.first) part.equal = false;
      if (Math.fround(w) !== w) part.single = false;
    }
  }
  const [positive, negative, all] = parts.map(({ count, first, equal, single }): Kept => {
    const share = weights.length === 0 ? 0 : count / weights.length;
    if (count > 0 && equal) return { precision: 'constant', weight: first, share };
    return { precision: single ? 'single' : 'double', weight: 0, share };
  });
  return [positive, negative, all];
}
