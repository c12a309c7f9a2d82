/**
 * Complete elliptic integrals by Carlson's symmetric forms (B. C. Carlson 1995, Numer Algorithms 10:13-26), in the complementary
 * parameters, which callers often know without subtraction: mc = 1 - m, nc = 1 - n.
 */

/** K, E and Pi for parameter m = 1 - mc and characteristic n = 1 - nc. */
export interface CompleteElliptic {
  readonly K: number;
  readonly E: number;
  /** (Pi(n|m) - K) / n. */
  readonly PiExcess: number;
}

/** Complete elliptic integrals for 0 < mc <= 1 and nc > 0, to a few units of 1e-16. */
export function completeElliptic(mc: number, nc: number): CompleteElliptic {
  const K = carlsonRF(0, mc, 1);
  return { K, E: K - ((1 - mc) / 3) * carlsonRJ(0, mc, 1, 1), PiExcess: carlsonRJ(0, mc, 1, nc) / 3 };
}

function carlsonRF(x: number, y: number, z: number): number {
  let mean = (x + y + z) / 3;
  for (let turn = 0; turn < 100; turn++) {
    const X = 1 - x / mean;
    const Y = 1 - y / mean;
    const Z = -X - Y;
    if (Math.max(Math.abs(X), Math.abs(Y), Math.abs(Z)) < 1e-3) {
      const e2 = X * Y - Z * Z;
      const e3 = X * Y * Z;
      return (
        (1 - e2 / 10 + e3 / 14 + (e2 * e2) / 24 - (3 * e2 * e3) / 44 - (5 * e2 ** 3) / 208) / Math.sqrt(mean)
      );
    }
    const lambda = Math.sqrt(x * y) + Math.sqrt(x * z) + Math.sqrt(y * z);
    x = (x + lambda) / 4;
    y = (y + lambda) / 4;
    z = (z + lambda) / 4;
    mean = (x + y + z) / 3;
  }
  return NaN;
}

/** R_C(1, 1 + e) for e > -1. */
function carlsonRC1(e: number): number {
  if (Math.abs(e) < 1e-3) return 1 - e / 3 + (e * e) / 5 - e ** 3 / 7 + e ** 4 / 9 - e ** 5 / 11;
  return e > 0 ? Math.atan(Math.sqrt(e)) / Math.sqrt(e) : Math.atanh(Math.sqrt(-e)) / Math.sqrt(-e);
}

/** R_J for p > 0; R_D(x, y, z) is R_J(x, y, z, z). */
function carlsonRJ(x: number, y: number, z: number, p: number): number {
  let sum = 0;
  let factor = 1;
  for (let turn = 0; turn < 100; turn++) {
    const mean = (x + y + z + 2 * p) / 5;
    const X = 1 - x / mean;
    const Y = 1 - y / mean;
    const Z = 1 - z / mean;
    const P = (-X - Y - Z) / 2;
    if (Math.max(Math.abs(X), Math.abs(Y), Math.abs(Z), Math.abs(P)) < 1e-3) {
      const e2 = X * Y + X * Z + Y * Z - 3 * P * P;
      const e3 = X * Y * Z + 2 * e2 * P + 4 * P ** 3;
      const e4 = (2 * X * Y * Z + e2 * P + 3 * P ** 3) * P;
      const e5 = X * Y * Z * P * P;
      const series =
        1 - (3 * e2) / 14 + e3 / 6 + (9 * e2 * e2) / 88 - (3 * e4) / 22 - (9 * e2 * e3) / 52 + (3 * e5) / 26;
      return (factor * series) / (mean * Math.sqrt(mean)) + 6 * sum;
    }
    const [a, b, c, q] = [Math.sqrt(x), Math.sqrt(y), Math.sqrt(z), Math.sqrt(p)];
    const d = (q + a) * (q + b) * (q + c);
    const e = ((p - x) * (p - y) * (p - z)) / (d * d);
    sum += (factor / d) * carlsonRC1(e);
    const lambda = a * b + a * c + b * c;
    x = (x + lambda) / 4;
    y = (y + lambda) / 4;
    z = (z + lambda) / 4;
    p = (p + lambda) / 4;
    factor /= 4;
  }
  return NaN;
}
