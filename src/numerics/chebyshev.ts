/**
 * Piecewise Chebyshev interpolation: a smooth but dear function of one variable, replaced to rounding by a table that
 * costs some tens of nanoseconds per value.
 *
 * Interpolation at the Chebyshev points of the first kind, summed by Clenshaw's recurrence (L. N. Trefethen, Approximation
 * Theory and Approximation Practice, 2013, chapters 3 and 19). Left out: choosing degree and panels adaptively; the caller
 * knows the function's scale and states it.
 */

/**
 * A function equal to f on [a, b] to the accuracy of its interpolants. Panels are filled when first met, so that only those in
 * use cost their n evaluations of f; values do not depend on the order of calls.
 *
 * @param f the function, called at points strictly inside the panels.
 * @param a lower end of the interval.
 * @param b upper end of the interval, > a.
 * @param panels number of panels of equal width, >= 1.
 * @param n number of interpolation points per panel, >= 1 (polynomials of degree n - 1 are reproduced).
 * @returns the interpolant; outside [a, b] it extrapolates the nearest panel, which is rarely of use.
 */
export function chebyshevTable(
  f: (x: number) => number,
  a: number,
  b: number,
  panels: number,
  n: number,
): (x: number) => number {
  const width = (b - a) / panels;
  const cosines = Float64Array.from({ length: 4 * n }, (_, m) => Math.cos((Math.PI * m) / (2 * n)));
  const tables: (Float64Array | undefined)[] = Array.from({ length: panels });
  return (x) => {
    const p = Math.max(0, Math.min(panels - 1, Math.floor((x - a) / width)));
    const c = (tables[p] ??= coefficients(f, a + p * width, width, n, cosines));
    const y = (2 * (x - a)) / width - 2 * p - 1;
    let next = 0;
    let current = 0;
    for (let k = n - 1; k > 0; k--) {
      const value = 2 * y * current - next + c[k];
      next = current;
      current = value;
    }
    return y * current - next + c[0];
  };
}

/** Chebyshev coefficients of the interpolant of f on [from, from + width]. */
function coefficients(
  f: (x: number) => number,
  from: number,
  width: number,
  n: number,
  cosines: Float64Array,
): Float64Array {
  const values = new Float64Array(n);
  for (let j = 0; j < n; j++) values[j] = f(from + (width * (1 + cosines[2 * j + 1])) / 2);
  const c = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += values[j] * cosines[(k * (2 * j + 1)) % (4 * n)];
    c[k] = ((k === 0 ? 1 : 2) * sum) / n;
  }
  return c;
}
