/** The neuron models that can be named. */
import { ParameterError } from '../../../errors.ts';
import type { NeuronModel } from '../model.ts';
import { aeifPscExp } from './aeifPscExp.ts';
import { eifPscExp } from './eifPscExp.ts';
import { iafCondExp } from './iafCondExp.ts';
import { iafPscAlpha } from './iafPscAlpha.ts';
import { iafPscDelta } from './iafPscDelta.ts';
import { iafPscExp } from './iafPscExp.ts';

const MODELS = new Map<string, NeuronModel>(
  [iafPscDelta, iafPscExp, iafPscAlpha, iafCondExp, eifPscExp, aeifPscExp].map((model) => [
    model.name,
    model,
  ]),
);

/** The models that come with the simulator. */
export const neuronModels: readonly NeuronModel[] = [...MODELS.values()];

/**
 * The model of a name; a definition is its own model.
 * @param path of the parameter, for errors
 * @throws ParameterError on an unknown name
 */
export function neuronModel(path: string, model: string | NeuronModel): NeuronModel {
  if (typeof model === 'object' && model !== null) return model;
  const known = MODELS.get(model);
  if (known) return known;
  throw new ParameterError(path, `${[...MODELS.keys()].join(', ')} or a definition of a model`, model);
}
