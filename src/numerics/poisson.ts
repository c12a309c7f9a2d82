/** The Poisson law as a list of probabilities, by the recursion p(k+1) = p(k) λ/(k+1) outwards from the mode, normalised by the sum. */
import { nonNegative } from '../errors.ts';

/** Probabilities relative to the mode's below which the tails are cut: their sum is beyond double precision. */
const NEGLIGIBLE = 1e-25;

/**
 * P(k) for k = first, first + 1, ..., to a few roundings.
 * @param lambda mean, >= 0
 * @throws ParameterError if lambda is negative or not finite
 */
export function poissonProbabilities(lambda: number): { first: number; probabilities: Float64Array } {
  nonNegative('lambda', lambda);
  const mode = Math.floor(lambda);
  const below: number[] = [];
  for (let k = mode, p = 1; k > 0 && (p *= k / lambda) > NEGLIGIBLE; k--) below.push(p);
  const above: number[] = [];
  for (let k = mode + 1, p = 1; (p *= lambda / k) > NEGLIGIBLE; k++) above.push(p);
  const probabilities = Float64Array.from([...below.toReversed(), 1, ...above]);
  const sum = probabilities.reduce((a, b) => a + b, 0);
  for (let i = 0; i < probabilities.length; i++) probabilities[i] /= sum;
  return { first: mode - below.length, probabilities };
}
