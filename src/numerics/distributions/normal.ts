/** The normal law. scipy: norm(loc = mean, scale = sd). */
import { finite, positive } from '../../errors.ts';
import { normalCdf, normalMass, normalPdf, normalSf } from '../special.ts';
import type { ContinuousDistribution } from './distribution.ts';

/** Normal law with this mean and standard deviation > 0. Throws ParameterError. */
export function normal({ mean, sd }: { mean: number; sd: number }): ContinuousDistribution {
  finite('mean', mean);
  positive('sd', sd);
  const xi = (x: number) => (x - mean) / sd;
  return {
    kind: 'continuous',
    name: 'normal',
    parameters: { mean, sd },
    support: [-Infinity, Infinity],
    mean,
    sd,
    breakpoints: [],
    atoms: [],
    pdf: (x) => normalPdf(xi(x)) / sd,
    cdf: (x) => normalCdf(xi(x)),
    sf: (x) => normalSf(xi(x)),
    mass: (a, b) => normalMass(xi(a), xi(b)),
    sample: (stream) => mean + sd * stream.normal(),
  };
}
