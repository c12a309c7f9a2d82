/**
 * Bases on which the response of a large cell is exact to rounding: a rational Krylov space (Ruhe 1984, Linear Algebra Appl
 * 58:391-405) of the whole linear system, potentials and gate variables, x -> (M + s_j)^(-1) x from the charge pattern on, with real
 * shifts s_j spread logarithmically over the rates of the cell. Every step is one tree solve, the gates being eliminated. For
 * symmetric M the error falls geometrically with the number of shifts per decade (Druskin, Knizhnerman & Zaslavsky 2009, SIAM J Sci
 * Comput 31:3760-3780). Gate variables are scaled such that they act on the potential as it acts on them, but for a sign: projection then
 * keeps a stable cell stable.
 */
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { factorTree } from './hines.ts';
import type { LinearSystem } from './linearSystem.ts';

/** Shifts between the slowest (1/s of biology) and rates far above anything that a synapse excites, 1/ms. */
const SLOWEST = 3e-3;
const FASTEST = 1e4;
const SHIFTS = 56;

export interface KrylovBasis {
  /** (n_segments, at most SHIFTS + 1): potentials in symmetric coordinates, u = C^(1/2) v. */
  readonly potentials: Array2D;
  /** Of the same shape for every gate of the system: its variables z = (|K| tau)^(1/2) y. All rows together are orthonormal columns. */
  readonly gates: readonly Array2D[];
}

/** The basis for the pattern `b` in symmetric coordinates, C^(-1/2) b, as a task. */
export function* krylovBasis(system: LinearSystem, b: Float64Array): Generator<number, KrylovBasis> {
  const { C, gates } = system;
  const n = C.length;
  const states = new OrthonormalBasis();
  const start = new Float64Array(n * (1 + gates.length));
  start.set(b);
  let current = states.add(start);
  for (let j = 0; current !== undefined && j < SHIFTS && states.vectors.length < start.length; j++) {
    const shift = FASTEST * (SLOWEST / FASTEST) ** (j / (SHIFTS - 1));
    current = states.add(solveShifted(system, shift, current)) ?? current;
    yield (j + 1) / SHIFTS;
  }
  return {
    potentials: columns(states.vectors, n, 0),
    gates: gates.map((_, g) => columns(states.vectors, n, (1 + g) * n)),
  };
}

/**
 * (M + s)^(-1) x for the state x = (u, z_1 …): M u = A u + sum_g sign(K_g) E_g z_g and M z_g = z_g/tau_g - E_g u, E_g = (|K_g|/(C tau_g))^(1/2).
 */
function solveShifted({ C, G, tree, gates }: LinearSystem, s: number, x: Float64Array): Float64Array {
  const n = C.length;
  const load = new Float64Array(tree.nNodes);
  const rhs = new Float64Array(tree.nNodes);
  for (let i = 0; i < n; i++) {
    load[tree.nodeOf[i]] = G[i] + s * C[i];
    rhs[tree.nodeOf[i]] = Math.sqrt(C[i]) * x[i];
  }
  // z_g/tau + s z_g - E u = q gives z_g = (tau q + (|K| tau/C)^(1/2) u)/(1 + s tau).
  for (const [g, { tau, K }] of gates.entries())
    for (let i = 0; i < n; i++) {
      const node = tree.nodeOf[i];
      const slower = 1 + s * tau[i];
      load[node] += K[i] / slower;
      rhs[node] -= (Math.sign(K[i]) * Math.sqrt(Math.abs(K[i]) * tau[i]) * x[(1 + g) * n + i]) / slower;
    }
  factorTree(tree, load).solve(rhs);
  const out = new Float64Array(x.length);
  for (let i = 0; i < n; i++) out[i] = Math.sqrt(C[i]) * rhs[tree.nodeOf[i]];
  for (const [g, { tau, K }] of gates.entries())
    for (let i = 0; i < n; i++) {
      const at = (1 + g) * n + i;
      if (K[i] !== 0)
        out[at] = (tau[i] * x[at] + Math.sqrt((Math.abs(K[i]) * tau[i]) / C[i]) * out[i]) / (1 + s * tau[i]);
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

/** Entries `from` … `from` + n of vectors, side by side. */
function columns(vectors: readonly Float64Array[], n: number, from: number): Array2D {
  const m = vectors.length;
  const V = array2d(n, m);
  for (const [k, q] of vectors.entries()) for (let i = 0; i < n; i++) V.data[i * m + k] = q[from + i];
  return V;
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}
