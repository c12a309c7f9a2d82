/**
 * The compartment tree: every segment is a node at its centre, and section ends at which something hangs are nodes
 * without membrane (Hines 1984; the grid of NEURON). Nodes are numbered so that parents come before children.
 */
import type { Discretisation } from '../morphology/discretise.ts';
import { segmentAt } from '../morphology/discretise.ts';
import { InternalError } from '../errors.ts';

export interface CompartmentTree {
  /** Number of nodes, segments included. */
  readonly nNodes: number;
  readonly nSegments: number;
  /** Parent node, smaller than the node's own number; -1 for node 0. */
  readonly parent: Int32Array;
  /** Axial conductance to the parent, uS; 0 for node 0. */
  readonly axial: Float64Array;
  /** Node of every segment. */
  readonly nodeOf: Int32Array;
}

/** What the tree is built from. */
export type TreeParts = Pick<
  Discretisation,
  'first' | 'parentSection' | 'parentX' | 'startHalf' | 'endHalf' | 'childEnd'
>;

/**
 * Builds the tree of a discretised morphology. A section hangs by its end `childEnd`; what is attached to its other, free end joins
 * a node there; what is attached to the end by which it hangs joins the node it hangs on; anything between joins a segment's centre.
 */
export function compartmentTree(cell: TreeParts): CompartmentTree {
  const { first, parentSection, parentX, startHalf, endHalf, childEnd } = cell;
  const nSections = parentSection.length;
  const nSegments = first[nSections];
  const children: number[][] = Array.from({ length: nSections }, () => []);
  let root = -1;
  for (let s = 0; s < nSections; s++)
    if (parentSection[s] < 0) root = s;
    else children[parentSection[s]].push(s);
  const parent: number[] = [];
  const axial: number[] = [];
  const nodeOf = new Int32Array(nSegments);
  const addNode = (p: number, resistance: number): number => {
    parent.push(p);
    axial.push(p < 0 ? 0 : 1 / resistance);
    return parent.length - 1;
  };
  // Where a section hangs: the node to which its first segment is joined; and its node at the free end.
  const startNode = new Int32Array(nSections);
  const endNode = new Int32Array(nSections).fill(-1);
  const addSection = (s: number): void => {
    const reversed = childEnd[s] === 1;
    const nseg = first[s + 1] - first[s];
    let previous = startNode[s];
    let half = 0;
    for (let j = 0; j < nseg; j++) {
      const i = reversed ? first[s + 1] - 1 - j : first[s] + j;
      previous = addNode(previous, half + (reversed ? endHalf : startHalf)[i]);
      nodeOf[i] = previous;
      half = (reversed ? startHalf : endHalf)[i];
    }
    if (children[s].some((c) => parentX[c] === 1 - childEnd[s])) endNode[s] = addNode(previous, half);
  };
  startNode[root] = addNode(-1, 0);
  const stack = [root];
  while (stack.length > 0) {
    const s = stack.pop()!;
    if (s !== root) {
      const p = parentSection[s];
      const x = parentX[s];
      if (x === 1 - childEnd[p]) startNode[s] = endNode[p];
      else if (x === childEnd[p]) startNode[s] = startNode[p];
      else startNode[s] = nodeOf[first[p] + segmentAt(x, first[p + 1] - first[p])];
    }
    addSection(s);
    stack.push(...children[s]);
  }
  return {
    nNodes: parent.length,
    nSegments,
    parent: Int32Array.from(parent),
    axial: Float64Array.from(axial),
    nodeOf,
  };
}

/**
 * Axial currents (nA) flowing into every segment at the node potentials v (mV), which balance at the nodes without membrane; what
 * rounding leaves there goes to a neighbour, so that the currents sum to zero. Throws InternalError if `out` has no room for every segment.
 */
export function axialInflow(tree: CompartmentTree, v: ArrayLike<number>, out: Float64Array): Float64Array {
  const { nNodes, parent, axial, nodeOf } = tree;
  if (out.length !== nodeOf.length) throw new InternalError('axialInflow: wrong length of out');
  const current = new Float64Array(nNodes);
  for (let k = 1; k < nNodes; k++) {
    const i = axial[k] * (v[parent[k]] - v[k]);
    current[k] += i;
    current[parent[k]] -= i;
  }
  for (let s = 0; s < nodeOf.length; s++) {
    out[s] = current[nodeOf[s]];
    current[nodeOf[s]] = 0;
  }
  for (let s = 0; s < nodeOf.length; s++) {
    // Nodes without membrane exist because a segment hangs on them: the first that does takes what is left.
    const above = parent[nodeOf[s]];
    if (above > 0 && current[above] !== 0) {
      out[s] += current[above];
      current[above] = 0;
    }
  }
  // Node 1 is the root's first segment.
  out[nodeOf.indexOf(1)] += current[0];
  return out;
}
