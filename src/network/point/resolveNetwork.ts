/** Checks the description of a network, and completes it to what is the same in every share: names, parameters, initial states. */
import { ParameterError, integer, positive } from '../../errors.ts';
import type { NetworkSpec } from '../populations.ts';
import type { Connectivity } from '../synapseGroups.ts';
import type { BuildOptions } from './buildNetwork.ts';
import { IafPscDeltaPopulation } from './iafPscDeltaPopulation.ts';
import type { Columns, NeuronModel, Values } from './model.ts';
import { neuronModel } from './models/index.ts';
import { initialState, resolveParameters, type ResolvedParameters } from './parameters.ts';
import { receptorOf, type ReceptorOf } from './receptors.ts';

/** Models with fast loops for neurons that share all parameters. */
export type FastModel = 'iaf_psc_exp' | 'iaf_psc_delta';

export interface ResolvedPopulation {
  readonly name: string;
  readonly size: number;
  /** Index within the network of its first neuron. */
  readonly first: number;
  readonly model: NeuronModel;
  readonly parameters: ResolvedParameters;
  readonly state: Columns;
  /** The fast loops that it runs on, if any. */
  readonly fast: FastModel | undefined;
  /** Whether those of `iaf_psc_exp` keep one synaptic current, to which all weights go. */
  readonly merged: boolean;
}

export interface ResolvedNetwork {
  readonly spec: NetworkSpec;
  readonly dt: number;
  readonly seed: number;
  readonly webAssembly: boolean;
  readonly connectivity: Connectivity;
  readonly populations: readonly ResolvedPopulation[];
}

/** @throws ParameterError on a bad population, dt, seed or connectivity */
export function resolveNetwork(
  spec: NetworkSpec,
  { seed = 1, separateCurrents = false, webAssembly = true, connectivity = 'stored' }: BuildOptions,
): ResolvedNetwork {
  const dt = positive('dt', spec.dt);
  integer('seed', seed);
  if (connectivity !== 'stored' && connectivity !== 'procedural')
    throw new ParameterError('connectivity', 'stored or procedural', connectivity);
  const populations: ResolvedPopulation[] = [];
  let first = 0;
  spec.populations.forEach((p, i) => {
    const path = `populations[${i}]`;
    if (populations.some(({ name }) => name === p.name))
      throw new ParameterError(`${path}.name`, 'a name of its own', p.name, 'rename one of the two');
    const size = integer(`${path}.size`, p.size, 0, 0x7fffffff - first);
    const model = neuronModel(`${path}.model`, p.model);
    const parameters = resolveParameters(path, model, p.params ?? {}, size, seed);
    const state = initialState(path, model, parameters, { ...p.initial, V_m: p.V_m }, size, seed);
    const { uniform } = parameters;
    const fast = typeof p.model === 'string' && uniform ? fastModel(model, uniform, state) : undefined;
    const merged = fast === 'iaf_psc_exp' && !separateCurrents && uniform?.tau_syn_ex === uniform?.tau_syn_in;
    populations.push({ name: p.name, size, first, model, parameters, state, fast, merged });
    first += size;
  });
  return { spec, dt, seed, webAssembly, connectivity, populations };
}

function fastModel({ name }: NeuronModel, uniform: Values, state: Columns): FastModel | undefined {
  if (name === 'iaf_psc_exp') return name;
  return name === 'iaf_psc_delta' && IafPscDeltaPopulation.takes(uniform, state) ? name : undefined;
}

/** The population of a name. @throws ParameterError if there is none */
export function findPopulation(
  path: string,
  populations: readonly ResolvedPopulation[],
  name: string,
): ResolvedPopulation & { readonly index: number } {
  const index = populations.findIndex((p) => p.name === name);
  if (index >= 0) return { ...populations[index], index };
  const names = populations.map((p) => p.name).join(', ');
  throw new ParameterError(path, `a population of the network (${names})`, name);
}

/** Which receptor takes a weight onto a population. */
export function receptorsOf({ model, merged }: ResolvedPopulation): ReceptorOf {
  return (name, weight, receptor) => {
    const index = receptorOf(name, model, weight, receptor);
    return merged ? 0 : index;
  };
}
