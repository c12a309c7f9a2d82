/**
 * The (shifted) gamma law. scipy: gamma(a = shape, loc = shift, scale = scale).
 * Sampling: G. Marsaglia, W. W. Tsang (2000), "A simple method for generating gamma variables", ACM TOMS 26:363-372.
 */
import { finite, positive } from '../../errors.ts';
import { integrateGauss } from '../quadrature.ts';
import type { RandomStream } from '../random.ts';
import { gammaP, gammaQ, poissonWeight } from '../special.ts';
import type { ContinuousDistribution } from './distribution.ts';

/** Gamma law with density ~ y^(shape-1) exp(-y), y = (x - shift)/scale; shape, scale > 0, shift defaults to 0. Throws ParameterError. */
export function gamma({
  shape,
  scale,
  shift = 0,
}: {
  shape: number;
  scale: number;
  shift?: number;
}): ContinuousDistribution {
  positive('shape', shape);
  positive('scale', scale);
  finite('shift', shift);
  const y = (x: number) => Math.max((x - shift) / scale, 0);
  /** Density of y > 0. */
  const density = (v: number) =>
    shape >= 1 ? poissonWeight(shape - 1, v) : (poissonWeight(shape, v) * shape) / v;
  const atEdge = shape > 1 ? 0 : shape === 1 ? 1 / scale : Infinity;
  return {
    kind: 'continuous',
    name: 'gamma',
    parameters: { shape, scale, shift },
    support: [shift, Infinity],
    mean: shift + shape * scale,
    sd: Math.sqrt(shape) * scale,
    breakpoints: [shift],
    atoms: [],
    pdf: (x) => (x > shift ? density(y(x)) / scale : x === shift ? atEdge : 0),
    cdf: (x) => gammaP(shape, y(x)),
    sf: (x) => gammaQ(shape, y(x)),
    mass: (a, b) => {
      const lo = y(a);
      const hi = y(b);
      if (!(hi > lo)) return 0;
      const width = hi - lo;
      // Narrow bins: differences of distribution functions would lose digits, a Gauss rule loses none.
      if (width < 0.5 * lo && width < 2 && Math.abs(shape - 1) * width < 4 * lo)
        return integrateGauss(density, lo, hi, 16);
      return lo > shape ? gammaQ(shape, lo) - gammaQ(shape, hi) : gammaP(shape, hi) - gammaP(shape, lo);
    },
    sample: (stream) => shift + scale * sampleStandard(stream, shape),
  };
}

function sampleStandard(stream: RandomStream, shape: number): number {
  if (shape < 1) return sampleStandard(stream, shape + 1) * (1 - stream.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - stream.uniform();
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
