/**
 * A neuron as files hold it: traced points, each joined to one earlier in its tree. What the readers of SWC and ASC share: checks,
 * the somata, and the cutting of the tree into sections (`treeSections.ts`).
 */
import { DataFileError } from '../errors.ts';
import { rootsFirst } from './morphology.ts';

/** A traced point. Types are those of SWC: 0 undefined, 1 soma, 2 axon, 3 dendrite, 4 apical dendrite, others as the file's author meant. */
export interface TracedPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Diameter, um. */
  readonly d: number;
  readonly type: number;
  /** Index of the point it is joined to, -1 for a root. */
  readonly parent: number;
  /** Line of the file, 1-based, for messages. */
  readonly line: number;
}

/** How the soma of a file was understood; the reader's result carries it. */
export interface SomaReading {
  /**
   * `none`: no soma in the file. `single-point`: one point of radius r, a cylinder of length and diameter 2 r along x, which has the area of the sphere.
   * `three-point`: the same, written as NeuroMorpho.org does. `chain`: the points are the centres of an unbranched row of frusta. `tree`: the same, branched.
   * `contour`: the points outline the soma; see `contour.ts`. `contour-stack`: several outlines, one above the other.
   */
  readonly rule: 'none' | 'single-point' | 'three-point' | 'chain' | 'tree' | 'contour' | 'contour-stack';
  /** Lines of the file that hold the soma's points. */
  readonly lines: readonly number[];
}

/** Children of every point, in the order of the file. */
export function childrenOf(points: readonly TracedPoint[]): number[][] {
  const children: number[][] = points.map(() => []);
  for (const [i, { parent }] of points.entries()) if (parent >= 0) children[parent].push(i);
  return children;
}

/** Distance between two points, um. */
export function distance(a: TracedPoint, b: TracedPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

/** A cylinder along x with the membrane area of the sphere around a point: three points. */
export function sphereSection({ x, y, z, d }: TracedPoint): [number, number, number, number][] {
  return [
    [x - d / 2, y, z, d],
    [x, y, z, d],
    [x + d / 2, y, z, d],
  ];
}

/** The section type of a point type: `soma`, `axon`, `dend`, `apic`, or `dend_N` for type N (NEURON's names). */
export function typeName(type: number): string {
  return ['dend_0', 'soma', 'axon', 'dend', 'apic'][type] ?? `dend_${type}`;
}

/**
 * Checks that points form one tree. Throws DataFileError naming the line of a point that is its own ancestor, of a second root (unless
 * `manyRoots`), or if there are no points.
 */
export function checkTree(points: readonly TracedPoint[], file: string, manyRoots: boolean): void {
  if (points.length === 0)
    throw new DataFileError(file, undefined, 'Expected at least one point, but found none');
  const order = rootsFirst(points.map((p) => p.parent));
  if (order.length < points.length) {
    const reached = new Set(order);
    const lost = points.find((_, i) => !reached.has(i))!;
    throw new DataFileError(
      file,
      lost.line,
      'Expected a tree, but the point is its own ancestor (mend the parents)',
    );
  }
  const roots = points.filter((p) => p.parent < 0);
  if (roots.length > 1 && !manyRoots)
    throw new DataFileError(
      file,
      roots[1].line,
      `Expected one tree, but found ${roots.length} roots, the first in line ${roots[0].line} (join them in the file, or pass roots: 'wire')`,
    );
}
