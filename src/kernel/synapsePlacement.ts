/**
 * Where the synapses are: probability per segment, p_i proportional to A_i sum_h a_h f_h(z_i) (method, section 4), the
 * spread of somata in depth convolved in: in closed form for normal layers, computed for any other depth law.
 */
import { ParameterError, nonNegative } from '../errors.ts';
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { somaMidpoint } from '../morphology/placement.ts';
import { selectSegments, type SegmentSelection } from '../morphology/select.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { normal } from '../numerics/distributions/index.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';

/** A layer of synapses: law of depth (um) and its weight in the mixture. */
export interface Layer {
  readonly law: ContinuousDistribution;
  /** Default 1. */
  readonly weight?: number;
}

export interface Placement extends SegmentSelection {
  /** Mixture of depth laws; synapses are spread by area alone if absent. */
  readonly layers?: readonly Layer[];
  /** Whether depth laws and the depth window are absolute (`origin`, default) or counted from the soma and move with the population (`soma`). */
  readonly relativeTo?: 'origin' | 'soma';
}

/**
 * Probability of every segment, summing to 1. `depthSd`: s.d. (um) of soma depths.
 * Throws ParameterError if no segment gets any probability.
 */
export function placementProbabilities(
  geometry: CellGeometry,
  placement: Placement,
  depthSd: number,
): Float64Array {
  nonNegative('depthSd', depthSd);
  const zero = placement.relativeTo === 'soma' ? somaMidpoint(geometry)[2] : 0;
  const z = midpoints(geometry, 2).map((depth) => depth - zero);
  const p = new Float64Array(geometry.n);
  const densities = placement.layers?.map(({ law, weight = 1 }, k) => {
    nonNegative(`layers[${k}].weight`, weight);
    const f = spread(law, depthSd);
    return (depth: number) => weight * f(depth);
  });
  let total = 0;
  const { sections, zMin = -Infinity, zMax = Infinity } = placement;
  for (const i of selectSegments(geometry, { sections, zMin: zMin + zero, zMax: zMax + zero })) {
    const density = densities?.reduce((sum, f) => sum + f(z[i]), 0) ?? 1;
    p[i] = geometry.area[i] * density;
    total += p[i];
  }
  if (!(total > 0))
    throw new ParameterError(
      'placement',
      'at least one segment with a positive probability',
      `none (sections ${JSON.stringify(placement.sections)}, depths of the cell ${Math.min(...z)} … ${Math.max(...z)} um)`,
      'check the depth laws and the depth window',
    );
  return p.map((x) => x / total);
}

/** Density of depth law + normal(0, sd), exactly for normal and constant laws, by quadrature of the convolution for others. */
export function spread(law: ContinuousDistribution, sd: number): (z: number) => number {
  if (law.name === 'normal') {
    const wide = normal({ mean: law.mean, sd: Math.hypot(law.sd, sd) });
    return (z) => wide.pdf(z);
  }
  if (sd === 0) {
    if (law.atoms.length > 0)
      throw new ParameterError('layers', 'a depth law with a density', law.name, 'or a depthSd > 0');
    return (z) => law.pdf(z);
  }
  if (law.atoms.length > 0) {
    const kernel = normal({ mean: 0, sd });
    return (z) => law.atoms.reduce((sum, { x, mass }) => sum + mass * kernel.pdf(z - x), 0);
  }
  return (z) => convolveWithNormal(law, sd, z);
}

/** Integral of f(z - u) normal(u; 0, sd): by parts of F where f may be singular, in panels that are split at its breakpoints. */
function convolveWithNormal(law: ContinuousDistribution, sd: number, z: number): number {
  // f * N = F * N', and F is bounded: int F(z - u) (-u/sd^2) N(u) du
  const kernel = normal({ mean: 0, sd });
  const reach = 9 * sd;
  const cuts = [-reach, reach, ...law.breakpoints.map((x) => z - x).filter((u) => Math.abs(u) < reach)];
  cuts.sort((a, b) => a - b);
  const { nodes, weights } = gaussLegendre(24);
  const width = Math.min(sd, law.sd > 0 ? law.sd : sd) / 2;
  let sum = 0;
  for (let c = 1; c < cuts.length; c++) {
    const panels = Math.max(2, Math.ceil((cuts[c] - cuts[c - 1]) / width));
    const h = (cuts[c] - cuts[c - 1]) / panels;
    for (let k = 0; k < panels; k++)
      for (let q = 0; q < nodes.length; q++) {
        const t = (1 + nodes[q]) / 2;
        // At a breakpoint F may rise like a power: nodes crowd there, s = t^6.
        const [s, slope] =
          k === 0 ? [t ** 6, 6 * t ** 5] : k === panels - 1 ? [1 - (1 - t) ** 6, 6 * (1 - t) ** 5] : [t, 1];
        const u = cuts[c - 1] + h * (k + s);
        sum += (weights[q] * slope * h * 0.5 * law.cdf(z - u) * -u * kernel.pdf(u)) / (sd * sd);
      }
  }
  return Math.max(0, sum);
}
