import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axialInflow, compartmentTree } from '../../../src/cable/tree.ts';
import { InternalError } from '../../../src/errors.ts';
import { discretise } from '../../../src/morphology/discretise.ts';
import type { Section } from '../../../src/morphology/morphology.ts';
import { branchedCell } from '../../support/cells.ts';

/** Cylinders of 10 um diameter and 100 um, Ra 100: half of a section has R, by hand 0.01 Ra 4 (L/2)/(pi d^2). */
const R = (0.01 * 100 * 4 * 50) / (Math.PI * 100);
const cylinder = (name: string, parent?: string, parentX?: number): Section => ({
  name,
  points: [
    [0, 0, 0, 10],
    [0, 0, 100, 10],
  ],
  ...(parent === undefined ? {} : { parent }),
  ...(parentX === undefined ? {} : { parentX }),
});
const build = (sections: Section[], counts: number[]) =>
  compartmentTree(
    discretise(
      { sections },
      counts,
      counts.map(() => 100),
    ),
  );

describe('the compartment tree', () => {
  it('has a node without membrane at the start of the root, and one segment is enough', () => {
    const tree = build([cylinder('soma')], [1]);
    expect([tree.nNodes, tree.nSegments]).toEqual([2, 1]);
    expect(tree.parent).toEqual(Int32Array.of(-1, 0));
    expect(tree.nodeOf).toEqual(Int32Array.of(1));
    expect(tree.axial).toBeAllclose([0, 1 / R]);
  });

  it('joins a child at 1 to a node at the free end', () => {
    const tree = build([cylinder('soma'), cylinder('dend', 'soma', 1)], [1, 1]);
    expect(tree.parent).toEqual(Int32Array.of(-1, 0, 1, 2));
    expect(tree.nodeOf).toEqual(Int32Array.of(1, 3));
    expect(tree.axial).toBeAllclose([0, 1 / R, 1 / R, 1 / R]);
  });

  it('joins a child at 0 of the root to the root start, at 0 of another section to where that one hangs', () => {
    const root = build([cylinder('soma'), cylinder('dend', 'soma', 0)], [1, 1]);
    expect(root.parent).toEqual(Int32Array.of(-1, 0, 0));
    const tree = build([cylinder('soma'), cylinder('a', 'soma', 1), cylinder('b', 'a', 0)], [1, 1, 1]);
    const joint = tree.parent[tree.nodeOf[1]];
    expect(tree.parent[tree.nodeOf[2]]).toBe(joint);
    expect(tree.parent[joint]).toBe(tree.nodeOf[0]);
  });

  it('joins a child in between to the centre of the segment there, without further resistance', () => {
    const tree = build([cylinder('soma'), cylinder('dend', 'soma', 0.5)], [3, 1]);
    expect(tree.parent[tree.nodeOf[3]]).toBe(tree.nodeOf[1]);
    expect(tree.axial[tree.nodeOf[3]]).toBeAllclose(1 / R);
    // Three segments: half of the first, then two halves each.
    expect([0, 1, 2].map((i) => tree.axial[tree.nodeOf[i]])).toBeAllclose([3 / R, 1.5 / R, 1.5 / R]);
  });

  it('numbers parents before children, also where children are listed first and the tree is deep', () => {
    const deep = Array.from({ length: 3000 }, (_, k) =>
      k === 0 ? cylinder('s0') : cylinder(`s${k}`, `s${k - 1}`),
    ).toReversed();
    const tree = build(
      deep,
      deep.map(() => 1),
    );
    for (let k = 0; k < tree.nNodes; k++) expect(tree.parent[k]).toBeLessThan(k);
    // A node per segment, one at each end that carries something, one at the root's start.
    expect(tree.nNodes).toBe(3000 + 2999 + 1);
    expect(tree.nodeOf[2999]).toBe(1);
  });
});

describe('axial currents', () => {
  const { tree, geometry } = branchedCell(3, 3, 'passive');
  const nodes = Float64Array.from({ length: tree.nNodes }, (_, k) => Math.sin(3 * k));

  it('follow Ohm by hand', () => {
    const pair = build([cylinder('soma'), cylinder('dend', 'soma', 0.5)], [1, 1]);
    const v = new Float64Array(pair.nNodes);
    v[pair.nodeOf[0]] = 10;
    v[0] = 10;
    expect(axialInflow(pair, v, new Float64Array(2))).toBeAllclose([-10 / R, 10 / R]);
  });

  it('sum to zero once the nodes without membrane are at the potential that balances them, and vanish for equal potentials', () => {
    // A joint's potential is the mean of its neighbours, weighted by conductance.
    const segments = new Set(tree.nodeOf);
    const v = nodes.slice();
    for (let k = 0; k < tree.nNodes; k++) {
      if (segments.has(k)) continue;
      let [sum, g] = [0, 0];
      for (let j = 1; j < tree.nNodes; j++) {
        const other = tree.parent[j] === k ? j : j === k ? tree.parent[k] : -1;
        if (other < 0) continue;
        sum += tree.axial[j] * v[other];
        g += tree.axial[j];
      }
      v[k] = sum / g;
    }
    const I = axialInflow(tree, v, new Float64Array(geometry.n));
    const largest = Math.max(...I.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    expect(I.reduce((a, b) => a + b, 0)).toBeAllclose(0, { atol: 1e-12 * largest });
    expect(
      axialInflow(
        tree,
        nodes.map(() => -65),
        new Float64Array(geometry.n),
      ),
    ).toEqual(new Float64Array(geometry.n));
  });

  it('are linear in the potentials', () => {
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (s) => {
        const a = axialInflow(tree, nodes, new Float64Array(geometry.n));
        const b = axialInflow(
          tree,
          nodes.map((x) => s * x),
          new Float64Array(geometry.n),
        );
        expect(b).toBeAllclose(
          a.map((x) => s * x),
          { atol: 1e-10 },
        );
      }),
    );
  });

  it('want room for every segment', () => {
    expect(() => axialInflow(tree, nodes, new Float64Array(1))).toThrow(InternalError);
  });
});
