/**
 * A naive oracle for linear cells: cable, gates and synapse as one dense homogeneous system x' = S x, advanced by a matrix
 * exponential. Written from the equations alone (method, sections 2 and 5), for cells of a few segments.
 */
import { Matrix, inverse } from 'ml-matrix';
import type { Cell } from '../../src/cable/cell.ts';
import type { TimeCourse } from '../../src/cable/synapse.ts';
import { array2d, type Array2D } from '../../src/numerics/array2d.ts';

/** exp(A) by scaling, Taylor series and squaring. */
export function matrixExponential(A: Matrix): Matrix {
  const squarings = Math.max(0, Math.ceil(Math.log2(A.norm())) + 3);
  const B = Matrix.mul(A, 2 ** -squarings);
  let term = Matrix.eye(A.rows);
  let sum = Matrix.eye(A.rows);
  for (let k = 1; k < 20; k++) {
    term = term.mmul(B).mul(1 / k);
    sum = sum.add(term);
  }
  for (let k = 0; k < squarings; k++) sum = sum.mmul(sum);
  return sum;
}

/**
 * Transmembrane currents (n_segments, n + 1) at 0, dt … n dt after a synapse of unit peak with these amplitudes (nA) is
 * activated on a cell at rest; `leak` in S/cm2 per segment.
 */
export function naiveCurrents(
  cell: Cell,
  leak: ArrayLike<number>,
  amplitude: ArrayLike<number>,
  course: TimeCourse,
  dt: number,
  n: number,
): Array2D {
  const { geometry, membrane, capacitance } = cell;
  const N = geometry.n;
  const L = segmentLaplacian(cell);
  const gates = membrane.gates.flatMap(({ tau, coupling }) =>
    Array.from(coupling, (c, i) => ({ tau, c, i })).filter(({ c }) => c !== 0),
  );
  const [synapses, start] = synapticStates(course);
  const size = N + gates.length + 2;
  const S = Matrix.zeros(size, size);
  for (let i = 0; i < N; i++) {
    const A = geometry.area[i];
    const C = 1e-5 * A * capacitance[i];
    for (let j = 0; j < N; j++) S.set(i, j, -L.get(i, j) / C);
    S.set(i, i, S.get(i, i) - (1e-2 * A * (leak[i] + membrane.frozen[i])) / C);
    // The second synaptic state is the time course.
    S.set(i, size - 1, amplitude[i] / C);
  }
  for (const [g, { tau, c, i }] of gates.entries()) {
    S.set(i, N + g, (-1e-2 * geometry.area[i] * c) / (1e-5 * geometry.area[i] * capacitance[i]));
    S.set(N + g, i, 1 / tau);
    S.set(N + g, N + g, -1 / tau);
  }
  S.setSubMatrix(synapses, size - 2, size - 2);
  const step = matrixExponential(Matrix.mul(S, dt));
  let x = Matrix.zeros(size, 1);
  x.set(size - 2, 0, start[0]);
  x.set(size - 1, 0, start[1]);
  const I = array2d(N, n + 1);
  for (let k = 0; k <= n; k++) {
    for (let i = 0; i < N; i++)
      for (let j = 0; j < N; j++) I.data[i * (n + 1) + k] -= L.get(i, j) * x.get(j, 0);
    x = step.mmul(x);
  }
  return I;
}

/** Two states (p, s)' = M (p, s) from a start, s(t) being the unit-peak time course. */
function synapticStates(course: TimeCourse): [Matrix, [number, number]] {
  if (course.type === 'exponential')
    return [
      new Matrix([
        [0, 0],
        [0, -1 / course.tau],
      ]),
      [0, 1],
    ];
  const [a, b] =
    course.type === 'alpha' ? [1 / course.tau, 1 / course.tau] : [1 / course.tau2, 1 / course.tau1];
  // p' = -b p, s' = p - a s: s is p(0) times exp(-a t) * exp(-b t), scaled to a peak of 1 at its known time.
  const peakTime = a === b ? 1 / a : Math.log1p((b - a) / a) / (b - a);
  const unscaled =
    a === b
      ? peakTime * Math.exp(-a * peakTime)
      : (Math.exp(-a * peakTime) * -Math.expm1((a - b) * peakTime)) / (b - a);
  return [
    new Matrix([
      [-b, 0],
      [1, -a],
    ]),
    [1 / unscaled, 0],
  ];
}

/** The axial Laplacian between segments (uS): the nodes without membrane eliminated from the dense Laplacian of all nodes. */
export function segmentLaplacian({ tree }: Cell): Matrix {
  const L = Matrix.zeros(tree.nNodes, tree.nNodes);
  for (let k = 1; k < tree.nNodes; k++) {
    const [p, g] = [tree.parent[k], tree.axial[k]];
    L.set(k, k, L.get(k, k) + g);
    L.set(p, p, L.get(p, p) + g);
    L.set(k, p, -g);
    L.set(p, k, -g);
  }
  const inner = [...tree.nodeOf];
  const joints = Array.from({ length: tree.nNodes }, (_, k) => k).filter((k) => !inner.includes(k));
  return Matrix.sub(
    L.selection(inner, inner),
    L.selection(inner, joints)
      .mmul(inverse(L.selection(joints, joints)))
      .mmul(L.selection(joints, inner)),
  );
}
