/** Laws from data: `{distribution: name, ...parameters}` as written in a study file. */
import { ParameterError } from '../../errors.ts';
import { nearest } from '../nearest.ts';
import { binomial } from './binomial.ts';
import { constant } from './constant.ts';
import { discreteUniform } from './discreteUniform.ts';
import type { Distribution } from './distribution.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { geometric } from './geometric.ts';
import { logNormal } from './logNormal.ts';
import { normal } from './normal.ts';
import { poisson } from './poisson.ts';
import { truncatedNormal } from './truncatedNormal.ts';
import { uniform } from './uniform.ts';

/** A law as data. Parameters mean what the factory of the same name says; `null` bounds are infinite. */
export type DistributionSpec =
  | ({ distribution: 'normal' } & Parameters<typeof normal>[0])
  | ({ distribution: 'truncated_normal' } & Parameters<typeof truncatedNormal>[0])
  | ({ distribution: 'log_normal' } & Parameters<typeof logNormal>[0])
  | ({ distribution: 'exponential' } & Parameters<typeof exponential>[0])
  | ({ distribution: 'gamma' } & Parameters<typeof gamma>[0])
  | ({ distribution: 'uniform' } & Parameters<typeof uniform>[0])
  | ({ distribution: 'constant' } & Parameters<typeof constant>[0])
  | ({ distribution: 'binomial' } & Parameters<typeof binomial>[0])
  | ({ distribution: 'poisson' } & Parameters<typeof poisson>[0])
  | ({ distribution: 'discrete_uniform' } & Parameters<typeof discreteUniform>[0])
  | ({ distribution: 'geometric' } & Parameters<typeof geometric>[0]);

/** Name of a law in study files. */
export type DistributionName = DistributionSpec['distribution'];

interface Family {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  // The values are checked by the factories themselves.
  build(parameters: any): Distribution; // oxlint-disable-line typescript/no-explicit-any
}

const family = (required: string[], optional: string[], build: Family['build']): Family => ({
  required,
  optional,
  build,
});

const families: Readonly<Record<DistributionName, Family>> = {
  normal: family(['mean', 'sd'], [], normal),
  truncated_normal: family(['mean', 'sd'], ['min', 'max'], truncatedNormal),
  log_normal: family(['median', 'shape'], ['shift'], logNormal),
  exponential: family(['mean'], ['shift'], exponential),
  gamma: family(['shape', 'scale'], ['shift'], gamma),
  uniform: family(['min', 'max'], [], uniform),
  constant: family(['value'], [], constant),
  binomial: family(['n', 'p'], ['shift'], binomial),
  poisson: family(['mean'], ['shift'], poisson),
  discrete_uniform: family(['min', 'max'], [], discreteUniform),
  geometric: family(['p'], ['shift'], geometric),
};

/** The names that `distribution` knows. */
export const distributionNames = Object.keys(families) as readonly DistributionName[];

/** "did you mean X?" if a known name is near. */
export function suggestion(word: unknown, known: readonly string[]): string | undefined {
  const near = typeof word === 'string' ? nearest(word, known) : undefined;
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/**
 * The law that `spec` describes, e.g. `{distribution: 'truncated_normal', mean: 1.5, sd: 0.3, min: 0.3}`.
 * @throws ParameterError on an unknown law or parameter (with the nearest known name), a missing parameter, or a value that
 *   breaks a rule
 */
export function distribution(spec: DistributionSpec): Distribution {
  if (typeof spec !== 'object' || spec === null)
    throw new ParameterError('distribution', 'an object {distribution: name, ...parameters}', spec);
  const { distribution: name, ...parameters } = spec as { distribution: string } & Record<string, unknown>;
  if (!Object.hasOwn(families, name))
    throw new ParameterError(
      'distribution',
      `one of ${distributionNames.join(', ')}`,
      name,
      suggestion(name, distributionNames),
    );
  const { required, optional, build } = families[name as DistributionName];
  const known = [...required, ...optional];
  for (const key of Object.keys(parameters))
    if (!known.includes(key))
      throw new ParameterError(
        key,
        `a parameter of ${name} (${known.join(', ')})`,
        parameters[key],
        suggestion(key, known),
      );
  for (const key of required)
    if (parameters[key] === undefined)
      throw new ParameterError(key, 'a number', undefined, `${name} needs ${required.join(' and ')}`);
  return build(parameters);
}
