/** Which receptor of a model an input goes to: the one it names, or the first one that takes weights of its sign. */
import { ParameterError } from '../../errors.ts';
import type { NeuronModel, ReceptorDefinition } from './model.ts';

const takes = ({ weights }: ReceptorDefinition, weight: number): boolean =>
  weights === 'any' || (weights === 'positive') === weight >= 0;

/**
 * Index of the receptor of a population that takes a weight.
 * @param name of the input, for errors
 * @param receptor its name or index, if the input has one
 * @throws ParameterError if the model has no such receptor, or it does not take weights of this sign
 */
export type ReceptorOf = (name: string, weight: number, receptor?: string | number) => number;

/**
 * Index of the receptor that takes a weight.
 * @param name of the input, for errors
 * @param receptor its name or index, if the input has one
 * @throws ParameterError if the model has no such receptor, or it does not take weights of this sign
 */
export function receptorOf(
  name: string,
  model: NeuronModel,
  weight: number,
  receptor?: string | number,
): number {
  const { receptors } = model;
  if (receptor === undefined) {
    const index = receptors.findIndex((r) => takes(r, weight));
    if (index >= 0) return index;
    throw new ParameterError(`${name}.weight`, `a weight that a receptor of ${model.name} takes`, weight);
  }
  const index = receptorIndex(name, model, receptor);
  if (!takes(receptors[index], weight))
    throw new ParameterError(
      `${name}.weight`,
      `a ${receptors[index].weights} weight, as the receptor ${receptor} of ${model.name} takes`,
      weight,
    );
  return index;
}

function receptorIndex(name: string, model: NeuronModel, receptor: string | number): number {
  const index = model.receptors.findIndex((r, i) => r.name === receptor || i === receptor);
  if (index >= 0) return index;
  throw new ParameterError(
    `${name}.receptor`,
    `a receptor of ${model.name} (${model.receptors.map((r) => r.name).join(', ')})`,
    receptor,
  );
}
