/**
 * The exact solution of the linear cable as a sum of exponentials: the transmembrane currents after a unit charge
 * pattern b delta(t) are I(t) = Re sum_m R_m exp(-z_m t). Small cells are diagonalised in full; larger ones on a
 * rational Krylov basis (Ruhe 1984, Linear Algebra Appl 58:391-405) of tree solves, each linear in the number of
 * compartments. No time step enters.
 */
import { EigenvalueDecomposition, LuDecomposition, Matrix } from 'ml-matrix';
import { InternalError, ParameterError } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { segmentEdges, type LinearSystem } from './linearSystem.ts';
import { partOf, runTask } from '../numerics/task.ts';
import { krylovBasis, type KrylovBasis } from './rationalKrylov.ts';

/** Largest system (segments and gate variables) that is diagonalised in full: beyond, a basis is sooner made for each of a few patterns. */
export const FULL_MODES = 96;

/** I(t) = Re sum_m R_m exp(-z_m t), z in 1/ms, R in nA per unit of b (nA ms). */
export interface ModalResponse {
  readonly zRe: Float64Array;
  readonly zIm: Float64Array;
  /** (n_segments, n_modes); with potentials (2 n_segments, n_modes), those of the potentials (mV) below those of the currents. */
  readonly residueRe: Array2D;
  readonly residueIm: Array2D;
}

/**
 * Decomposes a system once; the function returned gives the response to any charge pattern b (nA per segment). Systems of
 * more than `fullModes` segments and gate variables (default FULL_MODES) go through a rational Krylov basis, made anew for every pattern.
 * `potentials` asks for those too. Throws ParameterError if quasi-active channels make the rest unstable.
 */
export function modalSolver(
  system: LinearSystem,
  options: ModalOptions = {},
): (b: Float64Array) => ModalResponse {
  const solve = modalTasks(system, options);
  return (b) => runTask(solve(b));
}

export interface ModalOptions {
  readonly fullModes?: number;
  readonly potentials?: boolean;
}

/** As `modalSolver`; the function returned gives the response as a task that yields the share done. */
export function modalTasks(
  system: LinearSystem,
  { fullModes = FULL_MODES, potentials = false }: ModalOptions = {},
): (b: Float64Array) => Generator<number, ModalResponse> {
  const n = system.C.length;
  const states = system.gates.reduce((sum, { K }) => sum + K.filter((k) => k !== 0).length, n);
  const full = states > fullModes ? undefined : runTask(project(system, fullBasis(system), potentials));
  return function* (b) {
    if (full !== undefined) return full(b);
    if (b.every((x) => x === 0)) return noModes(potentials ? 2 * n : n);
    const basis = yield* partOf(krylovBasis(system, scaled(system, b)), 0, 0.7);
    const solve = yield* partOf(project(system, basis, potentials), 0.7, 1);
    return solve(b);
  };
}

/** The response to nothing. */
function noModes(n: number): ModalResponse {
  const none = new Float64Array(0);
  return { zRe: none, zIm: none, residueRe: array2d(n, 0), residueIm: array2d(n, 0) };
}

/** C^(-1/2) b: the pattern in the coordinates in which the cable is symmetric. */
function scaled(system: LinearSystem, b: Float64Array): Float64Array {
  return b.map((x, i) => x / Math.sqrt(system.C[i]));
}

/** Galerkin projection on an orthonormal basis of potentials and gate variables, and diagonalisation. */
function* project(
  system: LinearSystem,
  basis: KrylovBasis,
  potentials: boolean,
): Generator<number, (b: Float64Array) => ModalResponse> {
  const V = basis.potentials;
  const [n, m] = V.shape;
  // Lap = -L C^(-1/2) V: outflow of axial current is transmembrane current with the sign of the inflow.
  const inflow = potentials ? stack(axialInflow(system, V), physical(system, V)) : axialInflow(system, V);
  yield 0.1;
  const A = reducedCable(system, V);
  yield 0.5;
  const forcing = (b: Float64Array): Float64Array => {
    const out = new Float64Array(m);
    const s = scaled(system, b);
    for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[j] += V.data[i * m + j] * s[i];
    return out;
  };
  return system.gates.length === 0
    ? symmetricModes(Matrix.from1DArray(m, m, A.data), inflow, forcing)
    : generalModes(separableModes(system, basis, A), inflow, forcing);
}

/** Eigenvalues and eigenvectors (real columns, complex pairs as two) of a matrix. */
interface Modes {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly vectors: Matrix;
  readonly lu: LuDecomposition;
}

/** Size of the inverse of the eigenvectors above which modes are not told apart well: rounding times it is 2e-9. */
const ILL_CONDITIONED = 1e7;
/** Relative changes of the gates' time constants that are tried, each as small beside what is known of channels as beside the rounding it saves. */
const DETUNED = [0, 1e-10, 1e-9, 1e-8];

/**
 * The modes of a cell with gates. Where two of them coincide, at the border between relaxation and oscillation, the matrix has too few eigenvectors
 * and the response has a part t exp(-z t). Then time constants are detuned by 1e-10 of themselves: the modes move apart by the root of that, 1e-5,
 * and the sum of exponentials is that response to some 1e-10. Throws ParameterError if modes still coincide, or for a cell that does not return to
 * its rest.
 */
function separableModes(system: LinearSystem, basis: KrylovBasis, A: Array2D): Modes {
  for (const shift of DETUNED) {
    const gates = system.gates.map(({ tau, ...gate }, g) => ({
      ...gate,
      tau: shift === 0 ? tau : tau.map((t) => t * (1 + shift * (g + 1))),
    }));
    const { condition, ...modes } = decompose(withGates({ ...system, gates }, basis, A));
    if (condition <= ILL_CONDITIONED) return modes;
  }
  throw new ParameterError(
    'membrane',
    'a linearised cell whose modes can be told apart',
    'one with several modes that coincide',
    'freeze a channel, or linearise around another rest',
  );
}

/** Eigenvectors of unit length, and how near they are to being dependent. */
function decompose(B: Matrix): Modes & { condition: number } {
  const size = B.rows;
  const evd = new EigenvalueDecomposition(B);
  const re = Float64Array.from(evd.realEigenvalues);
  const im = Float64Array.from(evd.imaginaryEigenvalues);
  const vectors = evd.eigenvectorMatrix;
  for (let j = 0; j < size; j++) {
    // A complex pair keeps the ratio of its two columns.
    const columns = im[j] === 0 ? [j] : [j, j + 1];
    let square = 0;
    for (const k of columns) for (let i = 0; i < size; i++) square += vectors.get(i, k) ** 2;
    const scale = 1 / Math.sqrt(square);
    for (const k of columns) vectors.mulColumn(k, scale);
    if (im[j] !== 0) j++;
  }
  const residual =
    Matrix.sub(B.mmul(vectors), vectors.mmul(evd.diagonalMatrix)).norm() / (B.norm() * vectors.norm());
  if (!(residual < 1e-12)) throw new InternalError(`modes of the linearised cell: residual ${residual}`);
  const slowest = Math.min(...re);
  if (!(slowest > 0))
    throw new ParameterError(
      'membrane',
      'a cell that returns to its rest',
      `a linearised cell with a mode that grows at ${-slowest} per ms`,
      'freeze the channel that amplifies, or linearise around another rest',
    );
  const lu = new LuDecomposition(vectors);
  return { re, im, vectors, lu, condition: lu.isSingular() ? Infinity : inverseSize(lu, size) };
}

/**
 * The Frobenius norm of the inverse, which is the condition of columns of unit length but for a root of their number: |A^-1 x|^2 has that mean over
 * vectors of signs (Hutchinson 1990, Commun Stat Simul 19:433-450), of which four are enough for its order of magnitude.
 */
function inverseSize(lu: LuDecomposition, size: number): number {
  const trials = 4;
  const signs = Matrix.zeros(size, trials);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < trials; k++) {
      // Signs without pattern, the same every time: bits of a multiplicative hash.
      signs.set(i, k, Math.imul(i * trials + k + 1, 0x9e3779b1) & 0x10000 ? 1 : -1);
    }
  return lu.solve(signs).norm() / Math.sqrt(trials);
}

/**
 * The matrix of potentials and gate variables together, u' = -A u - sum_g sign(K_g) E_g z_g and z_g' = E_g u - z_g/tau_g (rationalKrylov.ts), in its
 * basis.
 */
function withGates({ C, gates }: LinearSystem, basis: KrylovBasis, A: Array2D): Matrix {
  const V = basis.potentials;
  const m = V.shape[1];
  const B = Matrix.from1DArray(m, m, A.data);
  const add = ({ data }: Array2D): void => {
    for (let k = 0; k < data.length; k++)
      B.set(Math.floor(k / m), k % m, B.get(Math.floor(k / m), k % m) + data[k]);
  };
  for (const [g, { tau, K }] of gates.entries()) {
    const Z = basis.gates[g];
    const E = K.map((k, i) => Math.sqrt(Math.abs(k) / (C[i] * tau[i])));
    add(
      weightedProduct(
        V,
        E.map((e, i) => Math.sign(K[i]) * e),
        Z,
      ),
    );
    add(
      weightedProduct(
        Z,
        E.map((e) => -e),
        V,
      ),
    );
    add(
      weightedProduct(
        Z,
        tau.map((t) => 1 / t),
        Z,
      ),
    );
  }
  return B;
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

/** With gates the matrix is not symmetric: complex pairs are pairs of real columns. */
function generalModes(
  { re, im, vectors, lu }: Modes,
  inflow: Array2D,
  forcing: (b: Float64Array) => Float64Array,
): (b: Float64Array) => ModalResponse {
  const [n, m] = inflow.shape;
  const size = re.length;
  const Qv = vectors.to2DArray().slice(0, m);
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

/** All segments, and for every gate those that carry it. */
function fullBasis({ C, gates }: LinearSystem): KrylovBasis {
  const n = C.length;
  const all = Array.from(C, (_, i) => i);
  const carriers = [all, ...gates.map(({ K }) => all.filter((i) => K[i] !== 0))];
  const size = carriers.reduce((sum, segments) => sum + segments.length, 0);
  let column = 0;
  const [potentials, ...others] = carriers.map((segments) => {
    const V = array2d(n, size);
    for (const i of segments) V.data[i * size + column++] = 1;
    return V;
  });
  return { potentials, gates: others };
}

/** C^(-1/2) V: potentials in mV. */
function physical({ C }: LinearSystem, V: Array2D): Array2D {
  const m = V.shape[1];
  return array2d(
    C.length,
    m,
    V.data.map((x, k) => x / Math.sqrt(C[Math.floor(k / m)])),
  );
}

function stack(a: Array2D, b: Array2D): Array2D {
  const out = array2d(a.shape[0] + b.shape[0], a.shape[1]);
  out.data.set(a.data);
  out.data.set(b.data, a.data.length);
  return out;
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
function reducedCable(system: LinearSystem, V: Array2D): Array2D {
  const { C, G, tree } = system;
  const m = V.shape[1];
  const A = weightedProduct(
    V,
    G.map((g, i) => g / C[i]),
    V,
  );
  const difference = new Float64Array(m);
  for (const { i, j, g } of segmentEdges(tree)) {
    const a = 1 / Math.sqrt(C[i]);
    const b = 1 / Math.sqrt(C[j]);
    for (let k = 0; k < m; k++) difference[k] = V.data[i * m + k] * a - V.data[j * m + k] * b;
    addOuter(A.data, difference, difference, g);
  }
  return A;
}

/** V^T diag(d) W */
function weightedProduct(V: Array2D, d: Float64Array, W: Array2D): Array2D {
  const [n, m] = V.shape;
  const k = W.shape[1];
  const out = array2d(m, k);
  for (let i = 0; i < n; i++)
    addOuter(out.data, V.data.subarray(i * m, (i + 1) * m), W.data.subarray(i * k, (i + 1) * k), d[i]);
  return out;
}

/** A += w x y^T, skipping zeros of x. */
function addOuter(A: Float64Array, x: Float64Array, y: Float64Array, w: number): void {
  const columns = y.length;
  for (let k = 0; k < x.length; k++) {
    const scaledX = w * x[k];
    if (scaledX !== 0) for (let l = 0; l < columns; l++) A[k * columns + l] += scaledX * y[l];
  }
}
