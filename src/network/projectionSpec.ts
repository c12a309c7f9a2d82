/** Connections between populations, as data. */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import type { ConnectionRule } from './connections.ts';

/** A number, or a law from which every entity draws its own. */
export type Law = number | ContinuousDistribution;

/** Connections from one population to another, possibly the same. */
export interface ProjectionSpec {
  readonly pre: string;
  readonly post: string;
  readonly rule: ConnectionRule;
  /** In the unit of the receptor: for `iaf_psc_exp` the peak of the synaptic current, pA. Not used by the rule `explicit`. */
  readonly weight?: Law;
  /** ms; goes to the nearest step, at least one. Not used by the rule `explicit`. */
  readonly delay?: Law;
  /** Name or index of the receptor of the post population's model; default: for each weight the first one that takes its sign. */
  readonly receptor?: string | number;
}
