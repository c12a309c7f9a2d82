import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laneLayout, type LaneLayout } from '../../../src/cable/lanes.ts';

const tree = (parent: number[]) => ({
  nNodes: parent.length,
  parent: Int32Array.from(parent),
  axial: Float64Array.from(parent, (p, k) => (p < 0 ? 0 : 1 + k / 10)),
});

const trees = fc
  .array(fc.nat(), { minLength: 0, maxLength: 60 })
  // Small numbers make long paths, large ones bushes.
  .chain((picks) =>
    fc.nat(20).map((spread) => tree([-1, ...picks.map((x, k) => k - (x % Math.min(k + 1, spread + 1)))])),
  );

/** Node at every place. */
function nodesAt({ pairs, place }: LaneLayout): number[] {
  const nodes = Array<number>(2 * pairs).fill(-1);
  for (const [k, p] of place.entries()) {
    expect(nodes[p]).toBe(-1);
    nodes[p] = k;
  }
  return nodes;
}

describe('laneLayout', () => {
  it('gives every node a place; each lane of a group is a chain that hangs on an earlier group', () => {
    fc.assert(
      fc.property(trees, (cell) => {
        const layout = laneLayout(cell);
        const nodes = nodesAt(layout);
        expect(nodes[1]).toBe(-1);
        let next = 0;
        for (const [first, end, ...hangs] of layout.groups) {
          expect(first).toBe(next);
          expect(end).toBeGreaterThan(first);
          next = end;
          for (const lane of [0, 1]) {
            let above = first === 0 ? -1 : nodes[hangs[lane]];
            expect(hangs[lane]).toBeLessThan(Math.max(2 * first, 2));
            for (let p = 2 * first + lane; p < 2 * end && nodes[p] >= 0; p += 2) {
              expect(layout.parent[nodes[p]]).toBe(above);
              above = nodes[p];
            }
          }
        }
        expect(next).toBe(layout.pairs);
        expect(layout.place).toHaveLength(cell.nNodes);
      }),
    );
  });

  it('keeps the connections, from another root; the order has parents first', () => {
    fc.assert(
      fc.property(trees, (cell) => {
        const { parent, axial, order } = laneLayout(cell);
        const edges = (parents: Int32Array, g: Float64Array) =>
          Array.from(parents, (p, k) => `${Math.min(p, k)}-${Math.max(p, k)} ${g[k]}`)
            .filter((edge) => !edge.startsWith('-1'))
            .toSorted();
        expect(edges(parent, axial)).toEqual(edges(cell.parent, cell.axial));
        const seen = new Set([-1]);
        for (const k of order) {
          expect(seen.has(parent[k])).toBe(true);
          seen.add(k);
        }
        expect(seen.size).toBe(cell.nNodes + 1);
      }),
    );
  });

  it.each([1, 2, 3, 30, 31])('folds an unbranched cable of %d nodes in the middle', (n) => {
    const { pairs, groups } = laneLayout(tree(Array.from({ length: n }, (_, k) => k - 1)));
    expect(pairs).toBe(1 + Math.floor(n / 2));
    expect(groups).toHaveLength(n === 1 ? 1 : 2);
  });

  it('fills both lanes of a symmetric tree', () => {
    // A root, two branches of three nodes, two twigs of two nodes on the tip of each.
    const { pairs } = laneLayout(tree([-1, 0, 1, 2, 3, 4, 3, 6, 0, 8, 9, 10, 11, 10, 13]));
    expect(pairs).toBe(8);
  });
});
