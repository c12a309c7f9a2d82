/**
 * Single draws of Poisson, binomial and hypergeometric numbers, with parameters that change from draw to draw, and with them the division of a number
 * of balls among boxes. By inversion outwards from the mode (`sampleFromMode`): exact but for rounding, one uniform number and about one
 * standard deviation of steps. Probability of the mode by the saddle-point expansion of Loader C (2000).
 */
import { sampleFromMode } from './distributions/sampleFromMode.ts';
import type { RandomStream } from './random.ts';
import { binomialWeight, poissonWeight } from './special.ts';

/** A Poisson number of a finite mean >= 0. */
export function drawPoisson(stream: RandomStream, mean: number): number {
  if (mean === 0) return 0;
  const mode = Math.floor(mean);
  return sampleFromMode(
    stream,
    mode,
    poissonWeight(mode, mean),
    (k) => mean / (k + 1),
    (k) => k / mean,
  );
}

/** Successes in n >= 0 trials, where hits of total chances (both finite, 0 <= hits <= total) are a success. */
export function drawBinomial(stream: RandomStream, n: number, hits: number, total: number): number {
  if (n === 0 || hits <= 0) return 0;
  if (hits >= total) return n;
  const p = hits / total;
  const q = (total - hits) / total;
  const odds = hits / (total - hits);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  return sampleFromMode(
    stream,
    mode,
    binomialWeight(mode, n, p, q),
    (k) => ((n - k) / (k + 1)) * odds,
    (k) => (k > 0 ? k / (n - k + 1) / odds : 0),
  );
}

/** How many of n balls drawn without replacement from `total` are among `marked` ones. */
export function drawHypergeometric(stream: RandomStream, n: number, marked: number, total: number): number {
  const others = total - marked;
  const least = Math.max(0, n - others);
  const most = Math.min(n, marked);
  if (least >= most) return most;
  const mode = Math.min(most, Math.max(least, Math.floor(((n + 1) * (marked + 1)) / (total + 2))));
  const p = n / total;
  const q = (total - n) / total;
  const pmfMode =
    (binomialWeight(mode, marked, p, q) * binomialWeight(n - mode, others, p, q)) /
    binomialWeight(n, total, p, q);
  return sampleFromMode(
    stream,
    mode,
    pmfMode,
    (k) => (k < most ? ((marked - k) / (k + 1)) * ((n - k) / (others - n + k + 1)) : 0),
    (k) => (k > least ? (k / (marked - k + 1)) * ((others - n + k) / (n - k + 1)) : 0),
  );
}

/**
 * Divides n balls among boxes: with replacement every ball falls into box i with a probability proportional to size(i), without every box has
 * size(i) places and all sets of n places are equally likely. Visits the boxes in order; the counts add up to n.
 * @param total sum of all sizes; n <= total without replacement
 */
export function divide(
  stream: RandomStream,
  n: number,
  boxes: number,
  size: (box: number) => number,
  total: number,
  replacement: boolean,
  visit: (box: number, count: number) => void,
): void {
  const draw = replacement ? drawBinomial : drawHypergeometric;
  let left = n;
  let places = total;
  for (let box = 0; box < boxes && left > 0; box++) {
    const own = size(box);
    const count = draw(stream, left, own, places);
    left -= count;
    places -= own;
    if (count > 0) visit(box, count);
  }
}
