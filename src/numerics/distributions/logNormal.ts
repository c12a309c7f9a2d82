/** The (shifted) log-normal law: log((x - shift)/median) is normal with sd `shape`. scipy: lognorm(s = shape, loc = shift, scale = median). */
import { finite, positive } from '../../errors.ts';
import { normalCdf, normalMass, normalPdf, normalSf } from '../special.ts';
import type { ContinuousDistribution } from './distribution.ts';

/** Log-normal law from `shift` (default 0) on; `median` > 0 is counted from the shift, `shape` > 0 has no unit. Throws ParameterError. */
export function logNormal({
  median,
  shape,
  shift = 0,
}: {
  median: number;
  shape: number;
  shift?: number;
}): ContinuousDistribution {
  positive('median', median);
  positive('shape', shape);
  finite('shift', shift);
  const xi = (x: number) => (x > shift ? Math.log((x - shift) / median) / shape : -Infinity);
  const growth = Math.exp(0.5 * shape * shape);
  return {
    kind: 'continuous',
    name: 'log_normal',
    parameters: { median, shape, shift },
    support: [shift, Infinity],
    mean: shift + median * growth,
    sd: median * growth * Math.sqrt(Math.expm1(shape * shape)),
    breakpoints: [shift],
    atoms: [],
    pdf: (x) => (x > shift ? normalPdf(xi(x)) / (shape * (x - shift)) : 0),
    cdf: (x) => normalCdf(xi(x)),
    sf: (x) => normalSf(xi(x)),
    mass: (a, b) => normalMass(xi(a), xi(b)),
    sample: (stream) => shift + median * Math.exp(shape * stream.normal()),
  };
}
