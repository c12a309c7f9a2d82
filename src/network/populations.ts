/** What a network of point neurons is made of, as data: populations, projections and drives, in NEST's names and units. */
import type { Law, ProjectionSpec } from './projectionSpec.ts';
import type { NeuronModel } from './point/model.ts';
import type { Drive } from './stimuli.ts';

export type { Law, ProjectionSpec } from './projectionSpec.ts';

/** A parameter or initial value: one for all neurons, one per neuron, or a law. */
export type ParameterValue = boolean | Law | ArrayLike<number>;

/** Neurons of one model. */
export interface PopulationSpec {
  readonly name: string;
  /** Number of neurons, >= 0. */
  readonly size: number;
  /** The name of a model that comes with the simulator (`neuronModels`), or the definition of any other. */
  readonly model: string | NeuronModel;
  /** Parameters of the model, by name; what is left out keeps the model's default. */
  readonly params?: { readonly [name: string]: ParameterValue | undefined };
  /** Initial membrane potential, mV. Default: the model's, in most cases E_L. */
  readonly V_m?: ParameterValue;
  /** Initial values of other state variables of the model, by name. */
  readonly initial?: { readonly [name: string]: ParameterValue | undefined };
}

/** A network: everything but the seed. */
export interface NetworkSpec {
  /** Time step, ms. */
  readonly dt: number;
  readonly populations: readonly PopulationSpec[];
  readonly projections?: readonly ProjectionSpec[];
  readonly drives?: readonly Drive[];
}
