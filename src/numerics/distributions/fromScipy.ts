/** Laws by their names and parameters in scipy.stats, the form in which published kernel parameters are written. */
import { ParameterError, positive } from '../../errors.ts';
import { binomial } from './binomial.ts';
import { discreteUniform } from './discreteUniform.ts';
import type { Distribution } from './distribution.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { geometric } from './geometric.ts';
import { logNormal } from './logNormal.ts';
import { normal } from './normal.ts';
import { suggestion } from './parse.ts';
import { poisson } from './poisson.ts';
import { truncatedNormalStandard } from './truncatedNormal.ts';
import { uniformOfWidth } from './uniform.ts';

type Values = Record<string, number | null>;

/** Parameter names after `loc` and `scale`, which all continuous laws have (default 0 and 1); discrete ones have `loc` only. */
const families: Readonly<
  Record<string, { shapes: string[]; discrete?: true; build(v: Values): Distribution }>
> = {
  norm: { shapes: [], build: (v) => normal({ mean: v.loc!, sd: v.scale! }) },
  truncnorm: {
    shapes: ['a', 'b'],
    build: (v) => truncatedNormalStandard(v.loc!, v.scale!, v.a ?? -Infinity, v.b ?? Infinity),
  },
  lognorm: { shapes: ['s'], build: (v) => logNormal({ median: v.scale!, shape: v.s!, shift: v.loc! }) },
  expon: { shapes: [], build: (v) => exponential({ mean: v.scale!, shift: v.loc! }) },
  gamma: { shapes: ['a'], build: (v) => gamma({ shape: v.a!, scale: v.scale!, shift: v.loc! }) },
  uniform: { shapes: [], build: (v) => uniformOfWidth(v.loc!, positive('scale', v.scale)) },
  binom: { shapes: ['n', 'p'], discrete: true, build: (v) => binomial({ n: v.n!, p: v.p!, shift: v.loc! }) },
  poisson: { shapes: ['mu'], discrete: true, build: (v) => poisson({ mean: v.mu!, shift: v.loc! }) },
  randint: {
    shapes: ['low', 'high'],
    discrete: true,
    build: (v) => discreteUniform({ min: v.low! + v.loc!, max: v.high! + v.loc! - 1 }),
  },
  geom: { shapes: ['p'], discrete: true, build: (v) => geometric({ p: v.p!, shift: v.loc! }) },
};

/**
 * The law scipy.stats.NAME(...), e.g. `{name: 'truncnorm', a: -4, b: null, loc: 1.5, scale: 0.3}`.
 * @param spec `name` and scipy's parameter names; null for a or b of truncnorm is infinite; `loc` defaults to 0, `scale` to 1.
 *   As in scipy, whether a point lies inside bounds is decided after standardising it.
 * @throws ParameterError on an unknown name or parameter, a missing parameter, or a value that breaks a rule
 */
export function fromScipy(spec: { name: string; [parameter: string]: unknown }): Distribution {
  if (typeof spec !== 'object' || spec === null)
    throw new ParameterError('distribution', 'an object {name, ...parameters}', spec);
  const { name, ...given } = spec;
  const names = Object.keys(families);
  if (!Object.hasOwn(families, name))
    throw new ParameterError('name', `one of ${names.join(', ')}`, name, suggestion(name, names));
  const { shapes, discrete, build } = families[name];
  const known = [...shapes, ...(discrete ? ['loc'] : ['loc', 'scale'])];
  const values: Values = { loc: 0, scale: 1 };
  for (const [key, value] of Object.entries(given)) {
    if (!known.includes(key))
      throw new ParameterError(
        key,
        `a parameter of ${name} (${known.join(', ')})`,
        value,
        suggestion(key, known),
      );
    if (typeof value !== 'number' && !(value === null && name === 'truncnorm' && shapes.includes(key)))
      throw new ParameterError(key, 'a number', value);
    values[key] = value;
  }
  for (const key of shapes)
    if (!(key in values))
      throw new ParameterError(key, 'a number', undefined, `${name} needs ${shapes.join(' and ')}`);
  return build(values);
}
