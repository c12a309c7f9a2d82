/**
 * The compartment tree laid out for two nodes per instruction. Elimination may start from any root, because the matrix is symmetric: the
 * root is put into the middle of the longest path, which halves the longest run of operations that wait for each other. From there, every
 * node goes on to the child with the longest path below; what this leaves are unbranched chains, and two chains of which neither waits for
 * the other share the two lanes of a vector. The shorter one ends in places without a node.
 *
 * This is what the interleaving of cells does on graphics processors (Kumbhar et al. 2019, Front Neuroinform 13:63), within one cell.
 */
import type { CompartmentTree } from './tree.ts';

export interface LaneLayout {
  /** Number of pairs of places. */
  readonly pairs: number;
  /** Place of every node: 2 pair + lane. The root is at 0; nothing is at 1. */
  readonly place: Int32Array;
  /** Parent of every node (-1 at the root), and the conductance to it (uS; 0 at the root). */
  readonly parent: Int32Array;
  readonly axial: Float64Array;
  /** Nodes, parents before children. */
  readonly order: Int32Array;
  /** Two chains each, those nearer the root first: first pair, pair after the last one, place of the node on which each lane hangs (1: nothing hangs). */
  readonly groups: readonly (readonly [number, number, number, number])[];
}

/** Lays a tree out in two lanes. */
export function laneLayout(tree: Pick<CompartmentTree, 'nNodes' | 'parent' | 'axial'>): LaneLayout {
  const { nNodes } = tree;
  const neighbours: { node: number; g: number }[][] = Array.from({ length: nNodes }, () => []);
  for (let k = 1; k < nNodes; k++) {
    neighbours[k].push({ node: tree.parent[k], g: tree.axial[k] });
    neighbours[tree.parent[k]].push({ node: k, g: tree.axial[k] });
  }
  const { parent, axial, order } = rooted(neighbours, middle(neighbours));
  const height = new Int32Array(nNodes);
  for (let j = nNodes - 1; j > 0; j--) {
    const k = order[j];
    height[parent[k]] = Math.max(height[parent[k]], height[k] + 1);
  }
  const place = new Int32Array(nNodes);
  const groups: [number, number, number, number][] = [[0, 1, 1, 1]];
  let pairs = 1;
  // Chains that hang on places given already; longest first, because most depends on them. Four where they can be had: the two groups made
  // of them do not wait for each other.
  let waiting = startsAt([order[0]], neighbours, parent, undefined);
  while (waiting.length > 0) {
    waiting.sort((a, b) => height[b] - height[a] || a - b);
    const next = waiting.slice(0, waiting.length < 4 ? 2 : 4).map((start) => chainFrom(start));
    waiting = waiting.slice(next.length);
    for (let c = 0; c < next.length; c += 2) {
      const two = next.slice(c, c + 2);
      for (const [lane, chain] of two.entries())
        for (const [j, k] of chain.entries()) place[k] = 2 * (pairs + j) + lane;
      const hangs = two.map((chain) => place[parent[chain[0]]]);
      groups.push([pairs, pairs + two[0].length, hangs[0], hangs[1] ?? 1]);
      pairs += two[0].length;
    }
    waiting.push(...next.flatMap((chain) => startsAt(chain, neighbours, parent, chain)));
  }
  return { pairs, place, parent, axial, order, groups };

  /** From a node down, always to the child with the longest path below it. */
  function chainFrom(start: number): number[] {
    const chain = [start];
    for (let k = start; height[k] > 0;) {
      k = neighbours[k].find(({ node }) => node !== parent[k] && height[node] === height[k] - 1)!.node;
      chain.push(k);
    }
    return chain;
  }
}

/** Children of the nodes of a chain that are not on it themselves. */
function startsAt(
  nodes: readonly number[],
  neighbours: readonly (readonly { node: number }[])[],
  parent: Int32Array,
  chain: readonly number[] | undefined,
): number[] {
  return nodes.flatMap((k, j) =>
    neighbours[k].map(({ node }) => node).filter((node) => node !== parent[k] && node !== chain?.[j + 1]),
  );
}

/** Parents, conductances and an order with parents first, from a root. */
function rooted(
  neighbours: readonly (readonly { node: number; g: number }[])[],
  root: number,
): { parent: Int32Array; axial: Float64Array; order: Int32Array; last: number } {
  const parent = new Int32Array(neighbours.length).fill(-1);
  const axial = new Float64Array(neighbours.length);
  const order = new Int32Array(neighbours.length);
  order[0] = root;
  let filled = 1;
  for (const k of order)
    for (const { node, g } of neighbours[k])
      if (node !== parent[k]) {
        parent[node] = k;
        axial[node] = g;
        order[filled++] = node;
      }
  return { parent, axial, order, last: order[order.length - 1] };
}

/** The middle of a longest path: breadth-first search ends at one end of it, and started there, at the other. */
function middle(neighbours: readonly (readonly { node: number; g: number }[])[]): number {
  const { last } = rooted(neighbours, 0);
  const { parent, last: other } = rooted(neighbours, last);
  const path = [other];
  while (parent[path[path.length - 1]] >= 0) path.push(parent[path[path.length - 1]]);
  return path[path.length >> 1];
}
