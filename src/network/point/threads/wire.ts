/**
 * Descriptions of networks as plain data, which can be sent to another thread: laws travel by name and parameters, models that come with
 * the simulator by name, models of users by the module that exports them.
 */
import { ParameterError } from '../../../errors.ts';
import { distribution, type DistributionSpec } from '../../../numerics/distributions/index.ts';
import type { NetworkSpec } from '../../populations.ts';
import type { NeuronModel } from '../model.ts';

/** A NetworkSpec as structured cloning takes it. */
export type WireSpec = object;

/** Marks of what stands for something else. */
interface LawMark {
  readonly $law: DistributionSpec;
}
interface ModelMark {
  readonly $model: string;
}

/**
 * @param modules whether modules are named in which the receiver will find models of users
 * @throws ParameterError, with the path, on what cannot travel: functions, or objects of models without a module
 */
export function toWire(spec: NetworkSpec, modules: boolean): WireSpec {
  return convert('spec', spec, modules) as WireSpec;
}

function convert(path: string, value: unknown, modules: boolean): unknown {
  if (typeof value === 'function')
    throw new ParameterError(path, 'plain data', value, 'build the network with one thread');
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (isLaw(value)) return { $law: { distribution: value.name, ...value.parameters } };
  if (isModel(value)) {
    if (!modules)
      throw new ParameterError(
        path,
        'the name of a model that comes with the simulator',
        `the model ${value.name}`,
        'name the modules that export your models, or build the network with one thread',
      );
    return { $model: value.name } satisfies ModelMark;
  }
  if (Array.isArray(value)) return value.map((v, i) => convert(`${path}[${i}]`, v, modules));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, convert(`${path}.${k}`, v, modules)]));
}

/**
 * The description again.
 * @param models those of users
 * @throws ParameterError if a model is not among them
 */
export function fromWire(wire: WireSpec, models: readonly NeuronModel[]): NetworkSpec {
  return revive(wire, models) as NetworkSpec;
}

function revive(value: unknown, models: readonly NeuronModel[]): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if ('$law' in value) return distribution((value as LawMark).$law);
  if ('$model' in value) {
    const { $model } = value as ModelMark;
    const found = models.find((m) => m.name === $model);
    if (found !== undefined) return found;
    const names = models.map((m) => m.name).join(', ') || 'none';
    throw new ParameterError('models', `modules that export the model ${$model}`, names);
  }
  if (Array.isArray(value)) return value.map((v) => revive(v, models));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revive(v, models)]));
}

const isLaw = (
  value: object,
): value is { readonly name: string; readonly parameters: Readonly<Record<string, number>> } =>
  'kind' in value && 'sample' in value && 'parameters' in value;

/** Whether a value, of a description or exported by a module, is the definition of a model. */
export const isModel = (value: unknown): value is NeuronModel =>
  typeof value === 'object' && value !== null && 'create' in value && 'receptors' in value && 'name' in value;
