/**
 * Fewer points for the same picture: what a line of many samples shows on paper is, in every sliver of the page, its
 * lowest and its highest value. Keeping these two, in the order in which they occur, leaves peaks at their true height,
 * which taking every n-th sample does not.
 */

/** A line of (position, value) points; positions are sample indices. */
export interface Polyline {
  readonly position: Float64Array;
  readonly value: Float64Array;
}

/** Reduces `values` to at most 2 points per bin, `bins` bins; shorter lines come back whole. */
export function envelope(values: ArrayLike<number>, bins: number): Polyline {
  const n = values.length;
  if (n <= 2 * bins || bins < 1)
    return { position: Float64Array.from({ length: n }, (_, i) => i), value: Float64Array.from(values) };
  const position = new Float64Array(2 * bins);
  const value = new Float64Array(2 * bins);
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * n) / bins);
    const to = Math.floor(((bin + 1) * n) / bins);
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
      if (values[i]! < values[low]!) low = i;
      if (values[i]! > values[high]!) high = i;
    }
    const [first, second] = low <= high ? [low, high] : [high, low];
    position[2 * bin] = first;
    value[2 * bin] = values[first]!;
    position[2 * bin + 1] = second;
    value[2 * bin + 1] = values[second]!;
  }
  return { position, value };
}

/** Means of `values` in at most `bins` consecutive bins of nearly equal length; `edges` are sample indices, bins + 1 of them. */
export function binMeans(
  values: ArrayLike<number>,
  bins: number,
): { edges: Float64Array; means: Float64Array } {
  const n = values.length;
  const count = Math.min(bins, n);
  const edges = Float64Array.from({ length: count + 1 }, (_, i) =>
    count === 0 ? 0 : Math.floor((i * n) / count),
  );
  const means = new Float64Array(count);
  for (let bin = 0; bin < count; bin++) {
    let sum = 0;
    for (let i = edges[bin]!; i < edges[bin + 1]!; i++) sum += values[i]!;
    means[bin] = sum / (edges[bin + 1]! - edges[bin]!);
  }
  return { edges, means };
}
