/**
 * A fixed point x = F(x) in a few dimensions, as the state in which dx/dt = F(x) - x comes to rest from a given start: implicit Euler steps whose
 * length grows as the residual falls, so that the way begins as the damped iteration and ends as Newton's method.
 *
 * Source: C. T. Kelley, D. E. Keyes (1998), "Convergence analysis of pseudo-transient continuation", SIAM J. Numer. Anal. 35:508 (steps by switched
 * evolution relaxation, eq. 1.6). The Jacobian is taken by differences. Left out: sparse systems, and all fixed points but the one that is reached.
 */
import { Matrix, solve } from 'ml-matrix';
import { ParameterError, integer, positive } from '../../errors.ts';

export interface FixedPointOptions {
  /** Where the way begins, one number per dimension. */
  readonly start: ArrayLike<number>;
  /** The largest |F(x) - x| / (1 + |x|) that counts as a fixed point; default 1e-9. */
  readonly tolerance?: number;
  /** Steps at most; default 200. */
  readonly steps?: number;
}

export interface FixedPoint {
  readonly x: Float64Array;
  /** The largest |F(x) - x| / (1 + |x|). */
  readonly residual: number;
  readonly converged: boolean;
  readonly steps: number;
}

/** Length of the first step, in the time of dx/dt = F(x) - x. */
const FIRST = 0.1;
/** Relative difference for derivatives: the root of the precision of doubles. */
const DIFFERENCE = 2 ** -26;

/**
 * Seeks a fixed point with all x >= 0. `converged` tells whether it was found; nothing is thrown if not.
 * @param F values of the same dimension, finite for x >= 0
 * @throws ParameterError on a start with negative numbers, a tolerance <= 0, or F that gives values that are not finite
 */
export function fixedPoint(
  F: (x: Float64Array) => ArrayLike<number>,
  options: FixedPointOptions,
): FixedPoint {
  const { tolerance = 1e-9, steps = 200 } = options;
  positive('tolerance', tolerance);
  integer('steps', steps);
  const n = options.start.length;
  let x = Float64Array.from(options.start);
  x.forEach((value, i) => {
    if (!(value >= 0)) throw new ParameterError(`start[${i}]`, 'a number >= 0', value);
  });
  const difference = (at: Float64Array): Float64Array => {
    const values = F(at);
    return at.map((value, i) => {
      const g = values[i] - value;
      if (!Number.isFinite(g)) throw new ParameterError(`F[${i}]`, 'a finite number', values[i]);
      return g;
    });
  };
  let g = difference(x);
  let residual = residualOf(x, g);
  let length = FIRST;
  let step = 0;
  for (; residual > tolerance && step < steps; step++) {
    const next = implicitStep(x, g, length, difference);
    const change = difference(next);
    const size = norm(change);
    length *= size > 0 ? Math.min(10, Math.max(0.1, norm(g) / size)) : 10;
    x = next;
    g = change;
    residual = residualOf(x, g);
  }
  return { x: n === 0 ? new Float64Array(0) : x, residual, converged: residual <= tolerance, steps: step };
}

/** x + d with (1/length - J) d = g, kept >= 0. */
function implicitStep(
  x: Float64Array,
  g: Float64Array,
  length: number,
  difference: (at: Float64Array) => Float64Array,
): Float64Array<ArrayBuffer> {
  const n = x.length;
  const system = Matrix.zeros(n, n);
  for (let j = 0; j < n; j++) {
    const moved = Float64Array.from(x);
    moved[j] += DIFFERENCE * (1 + x[j]);
    const column = difference(moved);
    for (let i = 0; i < n; i++) system.set(i, j, -(column[i] - g[i]) / (moved[j] - x[j]));
    system.set(j, j, system.get(j, j) + 1 / length);
  }
  const d = solve(system, Matrix.columnVector(g), true);
  return Float64Array.from(x, (value, i) => Math.max(0, value + d.get(i, 0)));
}

function residualOf(x: Float64Array, g: Float64Array): number {
  return g.reduce((largest, value, i) => Math.max(largest, Math.abs(value) / (1 + x[i])), 0);
}

const norm = (g: Float64Array): number => Math.sqrt(g.reduce((sum, value) => sum + value * value, 0));
