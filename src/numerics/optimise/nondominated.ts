/**
 * The order among points with several objectives, all to be made small: fronts of points that none of the rest dominates, and how alone a
 * point stands within its front.
 *
 * Source: K. Deb, A. Pratap, S. Agarwal, T. Meyarivan (2002), "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput.
 * 6:182, sections III-A and III-B. Left out: constraints.
 */

/** Whether a is nowhere worse than b and somewhere better. */
export function dominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  let better = false;
  for (let m = 0; m < a.length; m++) {
    if (a[m] > b[m]) return false;
    if (a[m] < b[m]) better = true;
  }
  return better;
}

/**
 * Indices of the points front by front: no point of a front is dominated by one of the same or a later front; ascending within a front.
 * @param points objectives of every point, without NaN
 */
export function nonDominatedFronts(points: readonly ArrayLike<number>[]): number[][] {
  const above = points.map((p) => points.filter((q) => dominates(q, p)).length);
  const fronts: number[][] = [];
  let front = above.flatMap((count, i) => (count === 0 ? [i] : []));
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const i of front)
      for (let j = 0; j < points.length; j++)
        if (dominates(points[i], points[j]) && --above[j] === 0) next.push(j);
    front = next.toSorted((a, b) => a - b);
  }
  return fronts;
}

/**
 * Crowding distance of every point of a front: over the objectives, the sum of the distances between its neighbours as a share of the range of
 * the front. Infinite for the first and the last point in any objective; an objective that is the same for all adds nothing.
 */
export function crowdingDistances(front: readonly ArrayLike<number>[]): Float64Array {
  const distances = new Float64Array(front.length);
  const objectives = front.length > 0 ? front[0].length : 0;
  for (let m = 0; m < objectives; m++) {
    const order = Array.from(front.keys()).toSorted((a, b) => front[a][m] - front[b][m] || a - b);
    const last = order.length - 1;
    const range = front[order[last]][m] - front[order[0]][m];
    distances[order[0]] = distances[order[last]] = Infinity;
    if (!(range > 0)) continue;
    for (let k = 1; k < last; k++)
      distances[order[k]] += (front[order[k + 1]][m] - front[order[k - 1]][m]) / range;
  }
  return distances;
}
