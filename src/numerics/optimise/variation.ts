/**
 * How children are made from parents whose variables lie in [0, 1]: simulated binary crossover and polynomial mutation, both of the form that keeps to
 * the bounds.
 *
 * Source: K. Deb, R. B. Agrawal (1995), "Simulated binary crossover for continuous search space", Complex Syst. 9:115; K. Deb, S. Agrawal (1999), "A
 * niched-penalty approach for constraint handling in genetic algorithms" (mutation; bounded as in Deb's own program for NSGA-II).
 */
import type { RandomStream } from '../random.ts';

/** Pairs of variables closer than this are left as they are. */
const SAME = 1e-14;

/**
 * Two children of two parents; every variable is crossed with probability 1/2, and then goes to either child.
 * @param index how near children stay to parents, >= 0: 15 to 20 is usual
 */
export function simulatedBinaryCrossover(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  index: number,
  stream: RandomStream,
): [Float64Array, Float64Array] {
  const [one, two] = [Float64Array.from(a), Float64Array.from(b)];
  for (let i = 0; i < one.length; i++) {
    // Drawn whether used or not, so that a variable does not change what others draw.
    const [crossed, u, swapped] = [stream.uniform() < 0.5, stream.uniform(), stream.uniform() < 0.5];
    const [low, high] = a[i] < b[i] ? [a[i], b[i]] : [b[i], a[i]];
    if (!crossed || !(high - low > SAME)) continue;
    const lower = clamp(0.5 * (low + high - spread(u, (2 * low) / (high - low), index) * (high - low)));
    const upper = clamp(
      0.5 * (low + high + spread(u, (2 * (1 - high)) / (high - low), index) * (high - low)),
    );
    [one[i], two[i]] = swapped ? [upper, lower] : [lower, upper];
  }
  return [one, two];
}

/** The ratio of the distance of children to that of parents, `room` being the distance to the bound in units of half that of the parents. */
function spread(u: number, room: number, index: number): number {
  const alpha = 2 - (1 + room) ** -(index + 1);
  return (u * alpha <= 1 ? u * alpha : 1 / (2 - u * alpha)) ** (1 / (index + 1));
}

/** Changes every variable with a probability, in place, by a step that is small for a large index (20 is usual) and stays within [0, 1]. */
export function polynomialMutation(
  x: Float64Array,
  probability: number,
  index: number,
  stream: RandomStream,
): void {
  for (let i = 0; i < x.length; i++) {
    const [mutated, u] = [stream.uniform() < probability, stream.uniform()];
    if (!mutated) continue;
    const power = 1 / (index + 1);
    const step =
      u < 0.5
        ? (2 * u + (1 - 2 * u) * (1 - x[i]) ** (index + 1)) ** power - 1
        : 1 - (2 * (1 - u) + (2 * u - 1) * x[i] ** (index + 1)) ** power;
    x[i] = clamp(x[i] + step);
  }
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
