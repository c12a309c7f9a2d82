/** What a network of point neurons is made of, as data: populations, projections and drives, in NEST's names and units. */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import type { IafPscExpParameters } from './point/iafPscExp.ts';
import type { ConnectionRule } from './connections.ts';
import type { Drive } from './stimuli.ts';

/** A number, or a law from which every entity draws its own. */
export type Law = number | ContinuousDistribution;

/** Neurons of one model with the same parameters. */
export interface PopulationSpec {
  readonly name: string;
  /** Number of neurons, >= 0. */
  readonly size: number;
  readonly model: 'iaf_psc_exp';
  /** What is left out keeps NEST's default. */
  readonly params?: Partial<IafPscExpParameters>;
  /** Initial membrane potential, mV: one for all, one per neuron, or a law. Default: E_L. */
  readonly V_m?: Law | ArrayLike<number>;
}

/** Connections from one population to another, possibly the same. */
export interface ProjectionSpec {
  readonly pre: string;
  readonly post: string;
  readonly rule: ConnectionRule;
  /** Peak of the synaptic current, pA; > 0 acts on the excitatory, < 0 on the inhibitory current. Not used by the rule `explicit`. */
  readonly weight?: Law;
  /** ms; goes to the nearest step, at least one. Not used by the rule `explicit`. */
  readonly delay?: Law;
}

/** A network: everything but the seed. */
export interface NetworkSpec {
  /** Time step, ms. */
  readonly dt: number;
  readonly populations: readonly PopulationSpec[];
  readonly projections?: readonly ProjectionSpec[];
  readonly drives?: readonly Drive[];
}
