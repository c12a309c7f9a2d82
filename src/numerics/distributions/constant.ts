/** A single value with certainty: one point mass, no density. */
import { finite } from '../../errors.ts';
import type { ContinuousDistribution } from './distribution.ts';

/** Point mass at `value`. Its `pdf` is Infinity there and 0 elsewhere: use `atoms` or `mass`. Throws ParameterError. */
export function constant({ value }: { value: number }): ContinuousDistribution {
  finite('value', value);
  return {
    kind: 'continuous',
    name: 'constant',
    parameters: { value },
    support: [value, value],
    mean: value,
    sd: 0,
    breakpoints: [value],
    atoms: [{ x: value, mass: 1 }],
    pdf: (x) => (x === value ? Infinity : 0),
    cdf: (x) => (x >= value ? 1 : 0),
    sf: (x) => (x >= value ? 0 : 1),
    mass: (a, b) => (a < value && value <= b ? 1 : 0),
    sample: () => value,
  };
}
