/**
 * The normal law restricted to an interval, stable however far in the tail or however narrow the interval is.
 *
 * Everything is relative to the density at c, the point of the standardised interval [alpha, beta] nearest to 0, so that nothing
 * underflows. Sampling: C. P. Robert (1995), "Simulation of truncated normal variables", Statistics and Computing 5:121-125.
 * scipy: truncnorm(a = alpha, b = beta, loc = mean, scale = sd).
 */
import { ParameterError, finite, positive } from '../../errors.ts';
import { gaussLegendre } from '../quadrature.ts';
import type { RandomStream } from '../random.ts';
import { scaledNormalMass } from '../special.ts';
import type { ContinuousDistribution } from './distribution.ts';

const SQRT_2PI = Math.sqrt(2 * Math.PI);

/**
 * Normal law with `mean` and `sd` > 0 *before* truncation, restricted to [min, max]; null or absent bounds are infinite.
 * Throws ParameterError, also if min >= max.
 */
export function truncatedNormal({
  mean,
  sd,
  min = null,
  max = null,
}: {
  mean: number;
  sd: number;
  min?: number | null;
  max?: number | null;
}): ContinuousDistribution {
  finite('mean', mean);
  positive('sd', sd);
  const lower = min ?? -Infinity;
  const upper = max ?? Infinity;
  return truncatedNormalStandard(mean, sd, (lower - mean) / sd, (upper - mean) / sd, lower, upper);
}

/** The same with the bounds standardised, alpha = (min - mean)/sd and beta: whether x is inside is decided by (x - mean)/sd. */
export function truncatedNormalStandard(
  mean: number,
  sd: number,
  alpha: number,
  beta: number,
  min = mean + alpha * sd,
  max = mean + beta * sd,
): ContinuousDistribution {
  finite('mean', mean);
  positive('sd', sd);
  if (typeof min !== 'number' || Number.isNaN(min) || min === Infinity)
    throw new ParameterError('min', 'a number or null', min);
  if (typeof max !== 'number' || !(max > min))
    throw new ParameterError('max', `a number > min = ${min}`, max);
  if (!(beta > alpha)) throw new ParameterError('max', `a number further above min = ${min}`, max);

  const c = alpha > 0 ? alpha : beta < 0 ? beta : 0;
  const total = scaledNormalMass(alpha, beta);
  const clamp = (xi: number) => Math.min(Math.max(xi, alpha), beta);
  const standard = (x: number) => (x - mean) / sd;
  /** Mass between two standardised points of [alpha, beta]. */
  const part = (u: number, v: number): number => {
    if (!(v > u)) return 0;
    if (u === alpha && v === beta) return 1;
    const nearest = u > 0 ? u : v < 0 ? v : 0;
    return (scaledNormalMass(u, v) / total) * Math.exp(-0.5 * (nearest - c) * (nearest + c));
  };
  const [shift, spread] = moments(alpha, beta, c);
  const sampleStandard = chooseSampler(alpha, beta, c, total);
  return {
    kind: 'continuous',
    name: 'truncated_normal',
    parameters: { mean, sd, min: Number.isFinite(min) ? min : null, max: Number.isFinite(max) ? max : null },
    support: [min, max],
    mean: (c === 0 ? mean : c === alpha ? min : max) + sd * shift,
    sd: sd * spread,
    breakpoints: [min, max].filter(Number.isFinite),
    atoms: [],
    pdf: (x) => {
      const xi = standard(x);
      return xi >= alpha && xi <= beta ? Math.exp(-0.5 * (xi - c) * (xi + c)) / (SQRT_2PI * sd * total) : 0;
    },
    cdf: (x) => part(alpha, clamp(standard(x))),
    sf: (x) => part(clamp(standard(x)), beta),
    mass: (a, b) => part(clamp(standard(a)), clamp(standard(b))),
    sample: (stream) => Math.min(Math.max(mean + sd * sampleStandard(stream), min), max),
  };
}

/** Mean of xi - c and standard deviation of xi, by quadrature where the density is above exp(-50) of its largest value. */
function moments(alpha: number, beta: number, c: number): [mean: number, sd: number] {
  const { nodes, weights } = gaussLegendre(20);
  const panels = 8;
  const points: { u: number; weight: number }[] = [];
  // u = |xi - c| falls off as exp(-u (u + 2 |c|) / 2).
  const reach = 100 / (Math.abs(c) + Math.sqrt(c * c + 100));
  for (const side of [-1, 1]) {
    const end = Math.min(side < 0 ? c - alpha : beta - c, reach);
    if (end <= 0) continue;
    for (let panel = 0; panel < panels; panel++)
      for (let i = 0; i < nodes.length; i++) {
        const u = (end * (panel + 0.5 + 0.5 * nodes[i])) / panels;
        points.push({ u: side * u, weight: end * weights[i] * Math.exp(-0.5 * u * (u + 2 * Math.abs(c))) });
      }
  }
  let m0 = 0;
  let m1 = 0;
  for (const { u, weight } of points) {
    m0 += weight;
    m1 += weight * u;
  }
  const mean = m1 / m0;
  let m2 = 0;
  for (const { u, weight } of points) m2 += weight * (u - mean) * (u - mean);
  return [mean, Math.sqrt(m2 / m0)];
}

/** The rejection scheme with a fair acceptance for this interval (Robert 1995). */
function chooseSampler(
  alpha: number,
  beta: number,
  c: number,
  total: number,
): (stream: RandomStream) => number {
  if (c === 0 && total > 0.3)
    return (stream) => {
      for (;;) {
        const xi = stream.normal();
        if (xi >= alpha && xi <= beta) return xi;
      }
    };
  const width = beta - alpha;
  // Uniform proposals, accepted with probability total sqrt(2 pi) / width.
  if (total * SQRT_2PI > 0.4 * width)
    return (stream) => {
      for (;;) {
        const xi = alpha + width * stream.uniform();
        if (stream.uniform() < Math.exp(-0.5 * (xi - c) * (xi + c))) return xi;
      }
    };
  // One tail, mirrored to the right if need be: exponential proposals from the edge.
  const sign = c < 0 ? -1 : 1;
  const edge = sign < 0 ? -beta : alpha;
  const far = sign < 0 ? -alpha : beta;
  const rate = (edge + Math.sqrt(edge * edge + 4)) / 2;
  return (stream) => {
    for (;;) {
      const xi = edge - Math.log1p(-stream.uniform()) / rate;
      if (xi <= far && stream.uniform() < Math.exp(-0.5 * (xi - rate) * (xi - rate))) return sign * xi;
    }
  };
}
