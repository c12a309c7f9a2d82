/**
 * Gaussian elimination on a tree in O(n) (Hines 1984, Int J Biomed Comput 15:69-76): the matrix is
 * diag(load) + L with L the graph Laplacian of the axial conductances. It is symmetric positive definite when the
 * loads are nonnegative and not all zero. Factored once, solved many times.
 */
import { InternalError } from '../errors.ts';
import type { CompartmentTree } from './tree.ts';

export interface TreeFactor {
  /** Solves in place: right-hand side per node in, solution out. */
  solve(x: Float64Array): void;
}

/** Factors diag(load) + L; `load` (uS) is per node. Throws InternalError if the matrix is singular. */
export function factorTree(tree: CompartmentTree, load: ArrayLike<number>): TreeFactor {
  const { nNodes, parent, axial } = tree;
  // Eliminating a node adds its load in series with its axial conductance to the parent: no subtraction, so the
  // factors are accurate to rounding however small the loads are beside the axial conductances.
  const total = Float64Array.from(load);
  const factor = new Float64Array(nNodes);
  const inverse = new Float64Array(nNodes);
  for (let k = nNodes - 1; k >= 0; k--) {
    inverse[k] = 1 / (total[k] + axial[k]);
    if (!Number.isFinite(inverse[k])) throw new InternalError(`singular cable matrix at node ${k}`);
    if (k === 0) break;
    factor[k] = axial[k] * inverse[k];
    total[parent[k]] += factor[k] * total[k];
  }
  return {
    solve(x) {
      for (let k = nNodes - 1; k > 0; k--) x[parent[k]] += factor[k] * x[k];
      x[0] *= inverse[0];
      for (let k = 1; k < nNodes; k++) x[k] = x[k] * inverse[k] + factor[k] * x[parent[k]];
    },
  };
}
