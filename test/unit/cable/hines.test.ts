import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { factorTree } from '../../../src/cable/hines.ts';
import type { CompartmentTree } from '../../../src/cable/tree.ts';
import { InternalError } from '../../../src/errors.ts';

function tree(parent: number[], axial: number[]): CompartmentTree {
  const n = parent.length;
  return {
    nNodes: n,
    nSegments: n,
    parent: Int32Array.from(parent),
    axial: Float64Array.from(axial),
    nodeOf: Int32Array.from({ length: n }, (_, i) => i),
  };
}

/** diag(load) + graph Laplacian, dense. */
function dense({ parent, axial, nNodes }: CompartmentTree, load: number[]): Matrix {
  const A = Matrix.diag(load);
  for (let k = 1; k < nNodes; k++) {
    const p = parent[k];
    A.set(k, k, A.get(k, k) + axial[k]);
    A.set(p, p, A.get(p, p) + axial[k]);
    A.set(k, p, A.get(k, p) - axial[k]);
    A.set(p, k, A.get(p, k) - axial[k]);
  }
  return A;
}

/** A random tree with 1 … 40 nodes; some nodes carry no membrane (load 0), never all of them. */
const randomTree = fc.integer({ min: 1, max: 40 }).chain((n) =>
  fc.tuple(
    fc.tuple(...Array.from({ length: n }, (_, k) => fc.nat(Math.max(0, k - 1)))),
    fc.array(fc.double({ min: 1e-3, max: 10, noNaN: true }), { minLength: n, maxLength: n }),
    fc.array(fc.oneof(fc.constant<number>(0), fc.double({ min: 1e-4, max: 1, noNaN: true })), {
      minLength: n,
      maxLength: n,
    }),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n, maxLength: n }),
  ),
);

describe('elimination on a tree', () => {
  it('agrees with a dense solve on random trees', () => {
    fc.assert(
      fc.property(randomTree, ([parent, axial, load, b]) => {
        parent[0] = -1;
        axial[0] = 0;
        if (Math.max(...load) === 0) load[0] = 1;
        const t = tree(parent, axial);
        const x = Float64Array.from(b);
        factorTree(t, load).solve(x);
        const expected = solve(dense(t, load), Matrix.columnVector(b)).getColumn(0);
        // Condition numbers reach 1e6: the dense solve itself keeps ten digits.
        const scale = Math.max(...expected.map(Math.abs));
        expect(x).toBeAllclose(expected, { atol: 1e-9 * scale + 1e-300 });
      }),
    );
  });

  it('loses no digits to loads that are tiny beside the axial conductances', () => {
    // A chain of three with equal loads g and currents g: every potential is 1, whatever the axial conductance.
    const g = 1e-9;
    const x = Float64Array.of(g, g, g);
    factorTree(tree([-1, 0, 1], [0, 1e6, 3e5]), [g, g, g]).solve(x);
    expect(x).toBeAllclose([1, 1, 1], { rtol: 1e-14 });
  });

  it('solves a single node and one factorisation many times', () => {
    const single = factorTree(tree([-1], [0]), [4]);
    for (const b of [8, -2, 0]) {
      const x = Float64Array.of(b);
      single.solve(x);
      expect(x[0]).toBe(b / 4);
    }
  });

  it('throws where there is no membrane at all', () => {
    expect(() => factorTree(tree([-1, 0], [0, 1]), [0, 0])).toThrow(InternalError);
  });
});
