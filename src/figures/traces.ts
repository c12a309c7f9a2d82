/**
 * Traces over depth: every channel's time course as a line about its place on the depth axis, all on one scale with one
 * scale bar. Positive values point up.
 */
import { row } from '../numerics/array2d.ts';
import { envelope } from './envelope.ts';
import { LINE } from './style.ts';
import { linePath, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { Array2D } from '../numerics/array2d.ts';
import type { Scales } from './axes.ts';
import type { DepthAxis } from './depth.ts';

/** Columns [from, to) of the rows, each minus its mean if `centred`. */
export function windowed(data: Array2D, from: number, to: number, centred: boolean): Float64Array[] {
  return Array.from({ length: data.shape[0] }, (_, i) => {
    const values = Float64Array.from(row(data, i).subarray(from, to));
    if (!centred || values.length === 0) return values;
    let sum = 0;
    for (const value of values) sum += value;
    const mean = sum / values.length;
    return values.map((value) => value - mean);
  });
}

/** Largest finite magnitude of all values, 0 if there are none. */
export function largestMagnitude(rows: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const values of rows)
    for (let i = 0; i < values.length; i++) {
      const magnitude = Math.abs(values[i]!);
      if (magnitude > largest && magnitude < Infinity) largest = magnitude;
    }
  return largest;
}

/** The magnitude below which the given share of all finite values lies; 0 if there are none. */
export function magnitudeQuantile(rows: readonly ArrayLike<number>[], share: number): number {
  const magnitudes = Float64Array.from(
    rows.flatMap((values) => Array.from(values, Math.abs)).filter(Number.isFinite),
  ).toSorted();
  return magnitudes[Math.max(0, Math.ceil(share * magnitudes.length) - 1)] ?? 0;
}

/** Depth units per signal unit such that the largest value reaches `overlap` spacings from its base line; 0 for flat data. */
export function traceGain(rows: readonly ArrayLike<number>[], depth: DepthAxis, overlap: number): number {
  const largest = largestMagnitude(rows);
  return largest > 0 ? (overlap * depth.spacing) / largest : 0;
}

/** The depth axis' domain, widened so that every trace stays inside. */
export function traceDomain(
  rows: readonly ArrayLike<number>[],
  depth: DepthAxis,
  gain: number,
): [number, number] {
  let [low, high] = depth.axis.domain;
  rows.forEach((values, i) => {
    for (let k = 0; k < values.length; k++) {
      const y = depth.positions[i]! + gain * values[k]!;
      if (y < low) low = y;
      if (y > high && y < Infinity) high = y;
    }
  });
  return [low, high];
}

/** The lines of all channels. `timeOf` gives the time of a sample index; `gain` is that of {@link traceGain}. */
export function drawTraces(
  document: SvgDocument,
  rows: readonly Float64Array[],
  timeOf: (sample: number) => number,
  depth: DepthAxis,
  gain: number,
  scales: Scales,
  style: { readonly color: string | readonly string[]; readonly width?: number; readonly bins: number },
): SvgNode[] {
  return rows.map((values, i) => {
    const line = envelope(values, style.bins);
    const x = line.position.map((sample) => scales.x(timeOf(sample)));
    const y = line.value.map((value) => scales.y(depth.positions[i]! + gain * value));
    const color = typeof style.color === 'string' ? style.color : style.color[i % style.color.length]!;
    return stroke(document, linePath(x, y), color, style.width ?? LINE.trace, { 'stroke-linejoin': 'round' });
  });
}
