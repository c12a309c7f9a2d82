/**
 * The exact solution of the linear cable as a sum of exponentials: the transmembrane currents after a unit charge
 * pattern b delta(t) are I(t) = Re sum_m R_m exp(-z_m t). Small cells are diagonalised in full; larger ones on a
 * rational Krylov basis (Ruhe 1984, Linear Algebra Appl 58:391-405) of tree solves, each linear in the number of
 * compartments. No time step enters.
 */
import { EigenvalueDecomposition, LuDecomposition, Matrix } from 'ml-matrix';
import { InternalError } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { segmentEdges, type LinearSystem } from './linearSystem.ts';
import { krylovBasis } from './rationalKrylov.ts';

/** Largest cell (segments) that is diagonalised in full. */
export const FULL_MODES = 64;

/** I(t) = Re sum_m R_m exp(-z_m t), z in 1/ms, R in nA per unit of b (nA ms). */
export interface ModalResponse {
  readonly zRe: Float64Array;
  readonly zIm: Float64Array;
  /** (n_segments, n_modes) */
  readonly residueRe: Array2D;
  readonly residueIm: Array2D;
}

/** Decomposes a system once; the function returned gives the response to any charge pattern b (nA per segment). */
export function modalSolver(system: LinearSystem): (b: Float64Array) => ModalResponse {
  if (system.C.length > FULL_MODES) return (b) => project(system, krylovBasis(system, scaled(system, b)))(b);
  return project(system, undefined);
}

/** C^(-1/2) b: the pattern in the coordinates in which the cable is symmetric. */
function scaled(system: LinearSystem, b: Float64Array): Float64Array {
  return b.map((x, i) => x / Math.sqrt(system.C[i]));
}

/** Galerkin projection on the columns of `basis` (orthonormal; identity if absent) and diagonalisation. */
function project(system: LinearSystem, basis: Array2D | undefined): (b: Float64Array) => ModalResponse {
  const { C, gates } = system;
  const n = C.length;
  const V = basis ?? identity(n);
  const m = V.shape[1];
  // Lap = -L C^(-1/2) V: outflow of axial current is transmembrane current with the sign of the inflow.
  const inflow = axialInflow(system, V);
  const A = reducedCable(system, V);
  const K = gates.map(({ K }) =>
    reducedDiagonal(
      V,
      K.map((k, i) => k / C[i]),
    ),
  );
  const forcing = (b: Float64Array): Float64Array => {
    const out = new Float64Array(m);
    const s = scaled(system, b);
    for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[j] += V.data[i * m + j] * s[i];
    return out;
  };
  return gates.length === 0 ? symmetricModes(A, inflow, forcing) : generalModes(A, K, gates, inflow, forcing);
}

function symmetricModes(
  A: Matrix,
  inflow: Array2D,
  forcing: (b: Float64Array) => Float64Array,
): (b: Float64Array) => ModalResponse {
  const [n, m] = inflow.shape;
  const evd = new EigenvalueDecomposition(A, { assumeSymmetric: true });
  const Q = evd.eigenvectorMatrix.to2DArray();
  const zRe = Float64Array.from(evd.realEigenvalues);
  const W = array2d(n, m);
  for (let i = 0; i < n; i++)
    for (let l = 0; l < m; l++) {
      const x = inflow.data[i * m + l];
      if (x !== 0) for (let j = 0; j < m; j++) W.data[i * m + j] += x * Q[l][j];
    }
  return (b) => {
    const f = forcing(b);
    const residueRe = array2d(n, m);
    for (let j = 0; j < m; j++) {
      let beta = 0;
      for (let l = 0; l < m; l++) beta += Q[l][j] * f[l];
      for (let i = 0; i < n; i++) residueRe.data[i * m + j] = W.data[i * m + j] * beta;
    }
    return { zRe, zIm: new Float64Array(m), residueRe, residueIm: array2d(n, m) };
  };
}

/** With gates the matrix is not symmetric: real Schur form, complex pairs as pairs of real columns. */
function generalModes(
  A: Matrix,
  K: readonly Matrix[],
  gates: LinearSystem['gates'],
  inflow: Array2D,
  forcing: (b: Float64Array) => Float64Array,
): (b: Float64Array) => ModalResponse {
  const [n, m] = inflow.shape;
  const size = m * (1 + gates.length);
  const B = Matrix.zeros(size, size);
  B.setSubMatrix(A, 0, 0);
  for (const [g, { tau }] of gates.entries()) {
    const at = m * (1 + g);
    B.setSubMatrix(K[g], 0, at);
    for (let j = 0; j < m; j++) {
      B.set(at + j, j, -1 / tau);
      B.set(at + j, at + j, 1 / tau);
    }
  }
  const evd = new EigenvalueDecomposition(B);
  const Q = evd.eigenvectorMatrix;
  const re = Float64Array.from(evd.realEigenvalues);
  const im = Float64Array.from(evd.imaginaryEigenvalues);
  const residual = Matrix.sub(B.mmul(Q), Q.mmul(evd.diagonalMatrix)).norm() / (B.norm() * Q.norm());
  if (!(residual < 1e-12)) throw new InternalError(`modes of the linearised cell: residual ${residual}`);
  const lu = new LuDecomposition(Q);
  const Qv = Q.to2DArray().slice(0, m);
  const W = array2d(n, size);
  for (let i = 0; i < n; i++)
    for (let l = 0; l < m; l++) {
      const x = inflow.data[i * m + l];
      if (x !== 0) for (let j = 0; j < size; j++) W.data[i * size + j] += x * Qv[l][j];
    }
  // One column per real mode and one per conjugate pair.
  const columns: number[] = [];
  for (let j = 0; j < size; j++) {
    columns.push(j);
    if (im[j] !== 0) j++;
  }
  const zRe = Float64Array.from(columns, (j) => re[j]);
  const zIm = Float64Array.from(columns, (j) => im[j]);
  return (b) => {
    const rhs = Matrix.zeros(size, 1);
    for (const [j, x] of forcing(b).entries()) rhs.set(j, 0, x);
    const c = lu.solve(rhs).getColumn(0);
    const residueRe = array2d(n, columns.length);
    const residueIm = array2d(n, columns.length);
    for (const [k, j] of columns.entries())
      for (let i = 0; i < n; i++) {
        const p = W.data[i * size + j];
        if (im[j] === 0) residueRe.data[i * columns.length + k] = p * c[j];
        else {
          // [p q] exp(-D t) c with D = [[a, b], [-b, a]] is Re[((p c_p + q c_q) - i (p c_q - q c_p)) exp(-(a + ib) t)].
          const q = W.data[i * size + j + 1];
          residueRe.data[i * columns.length + k] = p * c[j] + q * c[j + 1];
          residueIm.data[i * columns.length + k] = -(p * c[j + 1] - q * c[j]);
        }
      }
    return { zRe, zIm, residueRe, residueIm };
  };
}

function identity(n: number): Array2D {
  const V = array2d(n, n);
  for (let i = 0; i < n; i++) V.data[i * n + i] = 1;
  return V;
}

/** Axial currents into every segment (nA) at the potentials C^(-1/2) V; columns sum to zero. */
function axialInflow(system: LinearSystem, V: Array2D): Array2D {
  const [n, m] = V.shape;
  const out = array2d(n, m);
  const scale = system.C.map((c) => 1 / Math.sqrt(c));
  for (const { i, j, g } of segmentEdges(system.tree))
    for (let k = 0; k < m; k++) {
      const current = g * (V.data[j * m + k] * scale[j] - V.data[i * m + k] * scale[i]);
      out.data[i * m + k] += current;
      out.data[j * m + k] -= current;
    }
  return out;
}

/** V^T C^(-1/2) (G + L) C^(-1/2) V: a sum of squares over segments (leak) and edges (axial currents). */
function reducedCable(system: LinearSystem, V: Array2D): Matrix {
  const { C, G, tree } = system;
  const [n, m] = V.shape;
  const A = new Float64Array(m * m);
  for (let i = 0; i < n; i++) addOuter(A, V.data.subarray(i * m, (i + 1) * m), G[i] / C[i]);
  const difference = new Float64Array(m);
  for (const { i, j, g } of segmentEdges(tree)) {
    const a = 1 / Math.sqrt(C[i]);
    const b = 1 / Math.sqrt(C[j]);
    for (let k = 0; k < m; k++) difference[k] = V.data[i * m + k] * a - V.data[j * m + k] * b;
    addOuter(A, difference, g);
  }
  return Matrix.from1DArray(m, m, A);
}

/** V^T diag(d) V */
function reducedDiagonal(V: Array2D, d: Float64Array): Matrix {
  const [n, m] = V.shape;
  const A = new Float64Array(m * m);
  for (let i = 0; i < n; i++) addOuter(A, V.data.subarray(i * m, (i + 1) * m), d[i]);
  return Matrix.from1DArray(m, m, A);
}

/** A += w x x^T, skipping zeros of x. */
function addOuter(A: Float64Array, x: Float64Array, w: number): void {
  const m = x.length;
  for (let k = 0; k < m; k++) {
    const y = w * x[k];
    if (y !== 0) for (let l = 0; l < m; l++) A[k * m + l] += y * x[l];
  }
}
