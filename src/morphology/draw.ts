/** Drawing segments at random: by membrane area, or by area times a law of depth, e.g. to put synapses on a cell. */
import { ParameterError, integer, nonNegative } from '../errors.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import type { RandomStream } from '../numerics/random.ts';
import { midpoints, type CellGeometry } from './geometry.ts';
import { selectSegments, type SegmentSelection } from './select.ts';

/** A law of the depth z (um) and its weight in a mixture (default 1). */
export interface DepthLaw {
  readonly law: ContinuousDistribution;
  readonly weight?: number;
}

export interface DrawOptions extends Partial<SegmentSelection> {
  /** Mixture of depth laws, whose density at the mid-point multiplies the area; by area alone if absent. */
  readonly depths?: readonly DepthLaw[];
}

/**
 * Probability of every segment to be drawn, summing to 1: area times the mixture of depth densities at the mid-point, 0 where not selected.
 * Throws ParameterError if no segment has a probability > 0 and finite, for a negative weight or a depth law without a density.
 */
export function drawProbabilities(
  geometry: CellGeometry,
  { sections = 'all', depths, ...window }: DrawOptions = {},
): Float64Array {
  for (const [k, { law, weight = 1 }] of depths?.entries() ?? []) {
    nonNegative(`depths[${k}].weight`, weight);
    if (law.atoms.length > 0) throw new ParameterError(`depths[${k}]`, 'a law with a density', law.name);
  }
  const z = midpoints(geometry, 2);
  const p = new Float64Array(geometry.n);
  let total = 0;
  for (const i of selectSegments(geometry, { sections, ...window })) {
    p[i] =
      geometry.area[i] * (depths?.reduce((sum, { law, weight = 1 }) => sum + weight * law.pdf(z[i]), 0) ?? 1);
    total += p[i];
  }
  if (!(total > 0 && total < Infinity))
    throw new ParameterError('selection', 'segments of positive, finite probability', `a sum of ${total}`);
  return p.map((x) => x / total);
}

/**
 * `count` segments drawn independently (with replacement) from `stream`, in the order of the draws. Throws as `drawProbabilities` does.
 */
export function drawSegments(
  geometry: CellGeometry,
  count: number,
  stream: RandomStream,
  options: DrawOptions = {},
): Int32Array {
  integer('count', count);
  const p = drawProbabilities(geometry, options);
  const possible = Int32Array.from(p.keys()).filter((i) => p[i] > 0);
  const cumulative = new Float64Array(possible.length);
  let sum = 0;
  for (const [k, i] of possible.entries()) cumulative[k] = sum += p[i];
  return Int32Array.from({ length: count }, () => {
    const u = stream.uniform() * sum;
    let low = 0;
    let high = possible.length - 1;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (u < cumulative[mid]) high = mid;
      else low = mid + 1;
    }
    return possible[low];
  });
}
