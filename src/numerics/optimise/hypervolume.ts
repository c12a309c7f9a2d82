/**
 * The hypervolume of points with several objectives, all to be made small: the volume of what lies between them and a reference point, the one number
 * that grows whenever a front moves on or fills a gap.
 *
 * Source: L. While, L. Bradstreet, L. Barone (2012), "A fast way of calculating exact hypervolumes", IEEE Trans. Evol. Comput. 16:86 (the WFG algorithm:
 * what each point adds to those after it). Exact; the time may grow exponentially with the number of objectives, which are few here.
 */
import { ParameterError } from '../../errors.ts';
import { dominates } from './nondominated.ts';

/**
 * Volume that the points dominate, up to the reference point. Points beyond it in any objective add nothing; 0 without points.
 * @param points objectives of every point, without NaN
 * @param reference as many numbers
 * @throws ParameterError on a point of another length
 */
export function hypervolume(points: readonly ArrayLike<number>[], reference: ArrayLike<number>): number {
  const bad = points.findIndex((p) => p.length !== reference.length);
  if (bad >= 0) throw new ParameterError(`points[${bad}]`, `${reference.length} numbers`, points[bad].length);
  const inside = points
    .map((p) => Array.from(p))
    .filter((p) => p.every((value, m) => value < reference[m]))
    // The worst in the last objective first: what later points limit is then soon dominated.
    .toSorted((a, b) => b[b.length - 1] - a[a.length - 1]);
  return volume(undominated(inside), Array.from(reference));
}

type Point = readonly number[];

/** Of points that do not dominate each other. */
function volume(front: readonly Point[], reference: Point): number {
  let sum = 0;
  for (const [i, p] of front.entries()) {
    const own = p.reduce((product, value, m) => product * (reference[m] - value), 1);
    // What later points dominate of it is the volume of these, moved to within it.
    const shared = front.slice(i + 1).map((q) => q.map((value, m) => Math.max(value, p[m])));
    sum += own - (shared.length === 0 ? 0 : volume(undominated(shared), reference));
  }
  return sum;
}

/** Points that no other dominates, equal ones once. */
function undominated(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const p of points) {
    if (kept.some((q) => dominates(q, p) || equal(q, p))) continue;
    for (let i = kept.length - 1; i >= 0; i--) if (dominates(p, kept[i])) kept.splice(i, 1);
    kept.push(p);
  }
  return kept;
}

const equal = (p: Point, q: Point): boolean => p.every((value, m) => value === q[m]);
