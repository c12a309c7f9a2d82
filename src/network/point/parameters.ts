/** From the parameters and initial values that a population gives, in any of their forms, to one number per neuron, checked. */
import { ParameterError, finite, nonNegative, positive } from '../../errors.ts';
import { randomStream } from '../../numerics/random.ts';
import { weightSampler } from '../laws.ts';
import type { ParameterValue } from '../populations.ts';
import type { NeuronModel, ParameterDefinition, Values } from './model.ts';

/** The parameters of the neurons of a population. */
export interface ResolvedParameters {
  /** One array of `size` values per parameter of the model. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** The parameters, where all neurons have the same. */
  readonly uniform: Values | undefined;
}

/**
 * Completes and checks parameters.
 * @param path of the population, for errors and in the names of random streams
 * @throws ParameterError on an unknown name, a value that breaks its rule, a wrong number of values
 */
export function resolveParameters(
  path: string,
  model: NeuronModel,
  given: Readonly<Record<string, ParameterValue | undefined>>,
  size: number,
  seed: number,
): ResolvedParameters {
  const known = Object.keys(model.parameters);
  for (const key of Object.keys(given))
    if (!known.includes(key))
      throw new ParameterError(`${path}.params`, `parameters of ${model.name} (${known.join(', ')})`, key);
  const columns: Record<string, Float64Array> = {};
  let uniform: Record<string, number> | undefined = {};
  for (const [key, definition] of Object.entries(model.parameters)) {
    const name = `${path}.params.${key}`;
    const value = plain(given[key] ?? definition.default);
    if (typeof value === 'number') {
      checkRule(name, definition, value);
      columns[key] = new Float64Array(size).fill(value);
      if (uniform) uniform[key] = value;
    } else {
      columns[key] = valuesOf(name, value, size, seed);
      columns[key].forEach((x, n) => checkRule(`${name}[${n}]`, definition, x));
      uniform = undefined;
    }
  }
  if (uniform) {
    // Checked even where nobody is in the population.
    checkTogether(path, model, uniform);
    return { columns, uniform: Object.freeze(uniform) };
  }
  for (let n = 0; n < size; n++) checkTogether(path, model, neuronValues(columns, n), n);
  return { columns, uniform: undefined };
}

/**
 * Initial values of the state variables: those given, and the model's for the others.
 * @param given values by name; `V_m` is named `${path}.V_m`, others `${path}.initial.NAME`
 * @throws ParameterError on an unknown name, a value that is not finite, a wrong number of values
 */
export function initialState(
  path: string,
  model: NeuronModel,
  parameters: ResolvedParameters,
  given: Readonly<Record<string, ParameterValue | undefined>>,
  size: number,
  seed: number,
): Readonly<Record<string, Float64Array>> {
  const known = Object.keys(model.state);
  for (const key of Object.keys(given))
    if (given[key] !== undefined && !known.includes(key))
      throw new ParameterError(
        key === 'V_m' ? `${path}.V_m` : `${path}.initial`,
        `state variables of ${model.name} (${known.join(', ')})`,
        key,
      );
  const state: Record<string, Float64Array> = {};
  for (const [key, { initial }] of Object.entries(model.state)) {
    const name = key === 'V_m' ? `${path}.V_m` : `${path}.initial.${key}`;
    const own = given[key];
    if (own !== undefined) state[key] = valuesOf(name, own, size, seed);
    else if (typeof initial === 'number') state[key] = new Float64Array(size).fill(initial);
    else if (parameters.uniform) state[key] = new Float64Array(size).fill(initial(parameters.uniform));
    else
      state[key] = Float64Array.from({ length: size }, (_, n) =>
        initial(neuronValues(parameters.columns, n)),
      );
  }
  return state;
}

/** The values of one neuron. */
export function neuronValues(columns: Readonly<Record<string, Float64Array>>, n: number): Values {
  return Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column[n]]));
}

/** A boolean as a number. */
function plain(value: ParameterValue): Exclude<ParameterValue, boolean> {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** One number for all, one per neuron, or drawn from the stream of the name. */
function valuesOf(name: string, given: ParameterValue, size: number, seed: number): Float64Array {
  const values = new Float64Array(size);
  const value = plain(given);
  if (typeof value === 'object' && 'length' in value) {
    if (value.length !== size)
      throw new ParameterError(name, `${size} values, one per neuron`, `${value.length} values`);
    for (let n = 0; n < size; n++) values[n] = finite(`${name}[${n}]`, Number(value[n]));
  } else weightSampler(name, value).fill(randomStream(seed, name), values, size);
  return values;
}

function checkRule(name: string, { rule }: ParameterDefinition, value: number): void {
  if (rule === 'positive') positive(name, value);
  else if (rule === 'nonNegative') nonNegative(name, value);
  else if (rule === 'boolean') {
    if (value !== 0 && value !== 1) throw new ParameterError(name, 'true or false', value);
  } else finite(name, value);
}

function checkTogether(path: string, model: NeuronModel, values: Values, neuron?: number): void {
  const problem = model.check?.(values);
  if (problem === undefined) return;
  const index = neuron === undefined ? '' : `[${neuron}]`;
  throw new ParameterError(
    `${path}.params.${problem.parameter}${index}`,
    problem.expected,
    values[problem.parameter],
  );
}
