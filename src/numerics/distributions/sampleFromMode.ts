/**
 * Drawing from a unimodal law on the integers by inversion from its mode outwards: one uniform number per draw and about one
 * standard deviation of steps, exact but for rounding. Source: L. Devroye (1986), Non-Uniform Random Variate Generation, section III.2.
 */
import type { RandomStream } from '../random.ts';

/**
 * @param mode where the walk starts
 * @param pmfMode probability of the mode
 * @param up p(k + 1) / p(k); 0 at the upper end
 * @param down p(k - 1) / p(k); 0 at the lower end
 */
export function sampleFromMode(
  stream: RandomStream,
  mode: number,
  pmfMode: number,
  up: (k: number) => number,
  down: (k: number) => number,
): number {
  let u = stream.uniform() - pmfMode;
  if (u < 0) return mode;
  let above = mode;
  let below = mode;
  let pAbove = pmfMode;
  let pBelow = pmfMode;
  while (pAbove > 0 || pBelow > 0) {
    pAbove *= up(above++);
    u -= pAbove;
    if (u < 0) return above;
    pBelow *= down(below--);
    u -= pBelow;
    if (u < 0) return below;
  }
  return mode; // the rounding error of the sum, 1e-16
}
