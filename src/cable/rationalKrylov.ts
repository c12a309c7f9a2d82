/**
 * Bases on which the response of a large cell is exact to rounding: a rational Krylov space (Ruhe 1984, Linear Algebra Appl
 * 58:391-405) of the whole linear system, potentials and gate variables, x -> (M + s_j)^(-1) x from the charge pattern on, with real
 * shifts s_j spread logarithmically over the rates of the cell. Every step is one tree solve, the gates being eliminated. For
 * symmetric M the error falls geometrically with the number of shifts per decade (Druskin, Knizhnerman & Zaslavsky 2009, SIAM J Sci
 * Comput 31:3760-3780). Potentials and gates get bases of their own, so that the projected system keeps the cell's structure.
 */
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { factorTree } from './hines.ts';
import type { LinearSystem } from './linearSystem.ts';

/** Shifts between the slowest (1/s of biology) and rates far above anything that a synapse excites, 1/ms. */
const SLOWEST = 3e-3;
const FASTEST = 1e4;
const SHIFTS = 56;

export interface KrylovBasis {
  /** (n_segments, at most SHIFTS + 1), orthonormal: potentials in symmetric coordinates, C^(1/2) v. */
  readonly potentials: Array2D;
  /** (n_segments, at most SHIFTS) for every gate of the system: its variables in the same coordinates, zero where it is absent. */
  readonly gates: readonly Array2D[];
}

/** Bases for the pattern `b` in symmetric coordinates, C^(-1/2) b. */
export function krylovBasis(system: LinearSystem, b: Float64Array): KrylovBasis {
  const { C, gates } = system;
  const n = C.length;
  const states = new OrthonormalBasis();
  const start = new Float64Array(n * (1 + gates.length));
  start.set(b);
  let current = states.add(start);
  for (let j = 0; current !== undefined && j < SHIFTS && states.vectors.length < start.length; j++) {
    const shift = FASTEST * (SLOWEST / FASTEST) ** (j / (SHIFTS - 1));
    current = states.add(solveShifted(system, shift, current)) ?? current;
  }
  if (gates.length === 0) return { potentials: columns(states.vectors, n), gates: [] };
  const blocks = Array.from({ length: 1 + gates.length }, (_, block) => {
    const basis = new OrthonormalBasis();
    for (const x of states.vectors) basis.add(x.slice(block * n, (block + 1) * n));
    return columns(basis.vectors, n);
  });
  return { potentials: blocks[0], gates: blocks.slice(1) };
}

/**
 * (M + s)^(-1) x for the state x = (u, w_1 …), u = C^(1/2) v and w = C^(1/2) y, M u = A u + sum_g (K_g/C) w_g and M w_g = (w_g - u)/tau_g.
 */
function solveShifted({ C, G, tree, gates }: LinearSystem, s: number, x: Float64Array): Float64Array {
  const n = C.length;
  const load = new Float64Array(tree.nNodes);
  const rhs = new Float64Array(tree.nNodes);
  for (let i = 0; i < n; i++) {
    load[tree.nodeOf[i]] = G[i] + s * C[i];
    rhs[tree.nodeOf[i]] = Math.sqrt(C[i]) * x[i];
  }
  // (w_g - u)/tau + s w_g = q gives w_g = (u + tau q)/(1 + s tau).
  for (const [g, { tau, K }] of gates.entries())
    for (let i = 0; i < n; i++) {
      const node = tree.nodeOf[i];
      const reach = K[i] / (1 + s * tau[i]);
      load[node] += reach;
      rhs[node] -= (reach * tau[i] * x[(1 + g) * n + i]) / Math.sqrt(C[i]);
    }
  factorTree(tree, load).solve(rhs);
  const out = new Float64Array(x.length);
  for (let i = 0; i < n; i++) out[i] = Math.sqrt(C[i]) * rhs[tree.nodeOf[i]];
  for (const [g, { tau, K }] of gates.entries())
    for (let i = 0; i < n; i++) {
      const at = (1 + g) * n + i;
      if (K[i] !== 0) out[at] = (out[i] + tau[i] * x[at]) / (1 + s * tau[i]);
    }
  return out;
}

/** Orthonormal vectors, built one by one (Gram-Schmidt, twice). */
class OrthonormalBasis {
  readonly vectors: Float64Array[] = [];

  /** Adds the direction of x (overwritten) and returns it; undefined if x lies in the span already, to rounding. */
  add(x: Float64Array): Float64Array | undefined {
    const before = norm(x);
    for (let pass = 0; pass < 2; pass++)
      for (const q of this.vectors) {
        let dot = 0;
        for (let i = 0; i < x.length; i++) dot += q[i] * x[i];
        for (let i = 0; i < x.length; i++) x[i] -= dot * q[i];
      }
    const after = norm(x);
    if (this.vectors.length === x.length || !(after > DEPENDENT * before)) return undefined;
    for (let i = 0; i < x.length; i++) x[i] /= after;
    this.vectors.push(x);
    return x;
  }
}

/** What is left of a vector of this relative size after projection is rounding. */
const DEPENDENT = 1e-12;

function columns(vectors: readonly Float64Array[], n: number): Array2D {
  const m = vectors.length;
  const V = array2d(n, m);
  for (const [k, q] of vectors.entries()) for (let i = 0; i < n; i++) V.data[i * m + k] = q[i];
  return V;
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}
