/**
 * The mean of 1/distance from a point over a disc or a square, in closed form: elliptic integrals for the disc (its potential
 * when uniformly charged: Lass & Blitzer 1983, Celest Mech 30:225; with the solid angle where the point is above it), logarithms
 * and an arc tangent for the square.
 *
 * Both subtract near-equal numbers far away, where a quadrature rule is exact anyway: there, and where the least distance
 * cuts into the face, they decline.
 */
import { completeElliptic } from '../numerics/elliptic.ts';
import type { Point } from './options.ts';

/** Distance over size of the face beyond which the closed form is left to quadrature. */
const FAR = 12;

/**
 * The mean of 1/distance of (x, y, z) over the disc of radius R about the origin in the plane z = 0, 1/um; null if the point is
 * further than 12 R or nearer than `least` to the disc.
 */
export function discMean([x, y, z]: Point, R: number, least: number): number | null {
  const rho = Math.hypot(x, y);
  if (Math.hypot(rho, z) > FAR * R || Math.hypot(Math.max(0, rho - R), z) < least) return null;
  const sum = R + rho;
  const difference = R - rho;
  const D = Math.hypot(sum, z);
  if (difference === 0 && z === 0) return 4 / (Math.PI * R); // on the rim
  const near = Math.hypot(difference, z);
  const n = 1 - (difference / sum) ** 2;
  const nc = (difference / sum) ** 2;
  const { K, E, PiExcess } = completeElliptic((near / D) ** 2, nc === 0 ? 1 : nc);
  const Pi = K + (nc === 0 ? 0 : n * PiExcess); // its factor is zero on the cylinder over the rim
  const integral = 2 * (D * E + ((sum * difference) / D) * K + ((z * z * difference) / (sum * D)) * Pi);
  const above = difference > 0 ? 2 : difference === 0 ? 1 : 0;
  return (integral - above * Math.PI * Math.abs(z)) / (Math.PI * R * R);
}

/** The same for the square |x|, |y| <= a in the plane z = 0. */
export function squareMean([x, y, z]: Point, a: number, least: number): number | null {
  const outside = Math.hypot(Math.max(0, Math.abs(x) - a), Math.max(0, Math.abs(y) - a), z);
  if (Math.hypot(x, y, z) > FAR * a || outside < least) return null;
  return (
    (corner(a - x, a - y, z) + corner(a - x, a + y, z) + corner(a + x, a - y, z) + corner(a + x, a + y, z)) /
    (4 * a * a)
  );
}

/** The integral of 1/distance over the rectangle from the foot of the point to its corner (X, Y), odd in X and Y. */
function corner(X: number, Y: number, z: number): number {
  const r = Math.hypot(X, Y, z);
  const first = X === 0 ? 0 : X * Math.asinh(Y / Math.hypot(X, z));
  const second = Y === 0 ? 0 : Y * Math.asinh(X / Math.hypot(Y, z));
  const third = z === 0 ? 0 : z * Math.atan((X * Y) / (z * r));
  return first + second - third;
}
