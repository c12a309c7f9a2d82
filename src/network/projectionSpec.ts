/** Connections between populations, as data. */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import type { AllToAll } from './rules/allToAll.ts';
import type { PairwiseBernoulli } from './rules/bernoulli.ts';
import type { DistanceDelay, DistanceDependent } from './rules/distanceDependent.ts';
import type { ExplicitConnections } from './rules/explicit.ts';
import type { FixedIndegree } from './rules/fixedIndegree.ts';
import type { FixedOutdegree } from './rules/fixedOutdegree.ts';
import type { FixedTotalNumber } from './rules/fixedTotalNumber.ts';
import type { OneToOne } from './rules/oneToOne.ts';

/**
 * A number, or a law from which every entity draws its own. A normal law that is drawn again until it lies within bounds is `truncatedNormal`; one whose
 * numbers beyond a bound are set to it is `{ clipped: normal(...), min, max }`.
 */
export type Law = number | ContinuousDistribution | ClippedLaw;

/** min(max(x, min), max) of the numbers x of a law. */
export interface ClippedLaw {
  readonly clipped: ContinuousDistribution;
  /** Default: no bound. */
  readonly min?: number;
  readonly max?: number;
}

/** Which neurons connect. Names and meaning as in NEST. */
export type ConnectionRule =
  | PairwiseBernoulli
  | FixedIndegree
  | FixedOutdegree
  | FixedTotalNumber
  | OneToOne
  | AllToAll
  | ExplicitConnections
  | DistanceDependent;

/** Connections from one population to another, possibly the same. */
export interface ProjectionSpec {
  readonly pre: string;
  readonly post: string;
  readonly rule: ConnectionRule;
  /**
   * In the unit of the receptor: for `iaf_psc_exp` the peak of the synaptic current, pA. Drawn weights are kept in single precision. Not needed by a list with
   * weights of its own.
   */
  readonly weight?: Law;
  /**
   * ms; goes to the nearest step, at least one. On a sheet it may grow with distance. Not needed by a list with delays of its own.
   */
  readonly delay?: Law | DistanceDelay;
  /** Name or index of the receptor of the post population's model; default: for each weight the first one that takes its sign. */
  readonly receptor?: string | number;
}
