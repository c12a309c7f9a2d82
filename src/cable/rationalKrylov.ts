/**
 * An orthonormal basis on which the response of a large cell is exact to rounding: span of b and of products of
 * (A + s_j)^(-1) b, A = C^(-1/2) (G + L) C^(-1/2), with real shifts s_j spread logarithmically over the rates of the cell. For
 * symmetric A the error falls geometrically with the number of shifts per decade (Druskin, Knizhnerman & Zaslavsky
 * 2009, SIAM J Sci Comput 31:3760-3780).
 */
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { factorTree } from './hines.ts';
import type { LinearSystem } from './linearSystem.ts';

/** Shifts between the slowest (1/s of biology) and rates far above anything that a synapse excites, 1/ms. */
const SLOWEST = 3e-3;
const FASTEST = 1e4;
const SHIFTS = 56;

/** Basis (n_segments, at most SHIFTS + 1) for the pattern `b` in symmetric coordinates, C^(-1/2) b. */
export function krylovBasis(system: LinearSystem, b: Float64Array): Array2D {
  const { C, G, tree } = system;
  const n = C.length;
  const root = C.map(Math.sqrt);
  const basis: Float64Array[] = [];
  const accept = (x: Float64Array): Float64Array | undefined => {
    const before = norm(x);
    for (let pass = 0; pass < 2; pass++)
      for (const q of basis) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += q[i] * x[i];
        for (let i = 0; i < n; i++) x[i] -= dot * q[i];
      }
    const after = norm(x);
    if (!(after > 1e-12 * before)) return undefined;
    for (let i = 0; i < n; i++) x[i] /= after;
    basis.push(x);
    return x;
  };
  let current = accept(Float64Array.from(b));
  if (current === undefined) return array2d(n, 0);
  const x = new Float64Array(tree.nNodes);
  const load = new Float64Array(tree.nNodes);
  for (let j = 0; j < SHIFTS && basis.length < n; j++) {
    const shift = FASTEST * (SLOWEST / FASTEST) ** (j / (SHIFTS - 1));
    load.fill(0);
    for (let i = 0; i < n; i++) load[tree.nodeOf[i]] = G[i] + shift * C[i];
    x.fill(0);
    for (let i = 0; i < n; i++) x[tree.nodeOf[i]] = root[i] * current[i];
    factorTree(tree, load).solve(x);
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) next[i] = root[i] * x[tree.nodeOf[i]];
    current = accept(next) ?? current;
  }
  const V = array2d(n, basis.length);
  for (const [k, q] of basis.entries()) for (let i = 0; i < n; i++) V.data[i * basis.length + k] = q[i];
  return V;
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}
