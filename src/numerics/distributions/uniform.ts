/** The uniform law on an interval. scipy: uniform(loc = min, scale = max - min). */
import { ParameterError, finite } from '../../errors.ts';
import type { ContinuousDistribution } from './distribution.ts';

/** Uniform law on [min, max], min < max. Throws ParameterError. */
export function uniform({ min, max }: { min: number; max: number }): ContinuousDistribution {
  finite('min', min);
  finite('max', max);
  return uniformOfWidth(min, max - min, max);
}

/** The same by its width; whether x is inside is decided by (x - min)/width. */
export function uniformOfWidth(min: number, width: number, max = min + width): ContinuousDistribution {
  finite('min', min);
  if (!(width > 0 && width < Infinity && max > min))
    throw new ParameterError('max', `a finite number > min = ${min}`, max);
  const y = (x: number) => (x - min) / width;
  const clamp = (v: number) => Math.min(Math.max(v, 0), 1);
  return {
    kind: 'continuous',
    name: 'uniform',
    parameters: { min, max },
    support: [min, max],
    mean: min + 0.5 * width,
    sd: width / Math.sqrt(12),
    breakpoints: [min, max],
    atoms: [],
    pdf: (x) => (y(x) >= 0 && y(x) <= 1 ? 1 / width : 0),
    cdf: (x) => clamp(y(x)),
    sf: (x) => clamp((max - x) / width),
    mass: (a, b) => Math.max((Math.min(b, max) - Math.max(a, min)) / width, 0),
    sample: (stream) => min + width * stream.uniform(),
  };
}
