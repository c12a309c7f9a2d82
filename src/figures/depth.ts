/** Where the channels of a probe stand on a depth axis: by their z if all have one, else one below the other. */
import type { Channel } from '../forward/forwardModel.ts';
import type { AxisOptions } from './axes.ts';
import { shortNumber } from './displayUnit.ts';

/** The vertical arrangement of channels. */
export interface DepthAxis {
  /** Position of every channel on the axis, in the order of the channels. */
  readonly positions: Float64Array;
  /** Smallest distance between neighbours (1 for a single channel). */
  readonly spacing: number;
  /** Lower and upper edge of every channel's band: half way to its neighbours. */
  readonly edges: readonly (readonly [lower: number, upper: number])[];
  /** Title, ticks and format for the axis; the domain leaves half a spacing at both ends. */
  readonly axis: AxisOptions;
}

/** At most `most` of the indices 0 .. count-1, evenly spaced, both ends included where possible. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  if (most === 1) return [Math.floor(count / 2)];
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

/** Whether all z are given and differ by more than rounding: neighbours by 1 % of what even spacing would give. */
function standApart(z: readonly (number | undefined)[]): boolean {
  if (!z.every((v) => v !== undefined && Number.isFinite(v))) return false;
  const sorted = (z as number[]).toSorted((a, b) => a - b);
  const least = (0.01 * (sorted.at(-1)! - sorted[0]!)) / (sorted.length - 1);
  return sorted.every((v, i) => i === 0 || (v > sorted[i - 1]! && v - sorted[i - 1]! >= least));
}

/** Depths of `channels`: z in um, upwards, if all z are given and different; else ranks, the first channel on top. */
export function depthAxis(channels: readonly Channel[]): DepthAxis {
  const z = channels.map((c) => c.z);
  const byDepth = standApart(z);
  const positions = Float64Array.from(channels, (_, i) => (byDepth ? z[i]! : channels.length - 1 - i));
  const sorted = positions.toSorted();
  const gaps = Array.from(sorted.subarray(1), (v, i) => v - sorted[i]!);
  const spacing = gaps.length === 0 ? (byDepth ? 100 : 1) : Math.min(...gaps);
  const rank = new Map(Array.from(sorted, (v, i) => [v, i] as const));
  const edges = Array.from(positions, (p) => {
    const i = rank.get(p)!;
    const lower = i > 0 ? (sorted[i - 1]! + p) / 2 : p - (gaps[0] ?? spacing) / 2;
    const upper = i + 1 < sorted.length ? (sorted[i + 1]! + p) / 2 : p + (gaps.at(-1) ?? spacing) / 2;
    return [lower, upper] as const;
  });
  const domain: [number, number] =
    edges.length === 0 ? [0, 1] : [Math.min(...edges.map((e) => e[0])), Math.max(...edges.map((e) => e[1]))];
  if (byDepth) {
    const every = Math.ceil(channels.length / 8);
    // Contacts themselves as ticks, unless there are so many that round numbers say more.
    const ticks =
      channels.length <= 24 ? { ticks: Array.from(sorted).filter((_, i) => i % every === 0) } : {};
    return {
      positions,
      spacing,
      edges,
      axis: { domain, title: 'Depth z (µm)', format: shortNumber, ...ticks },
    };
  }
  const names = new Map(channels.map((c, i) => [positions[i]!, c.name] as const));
  const every = Math.max(1, Math.ceil(channels.length / 16));
  const ticks = Array.from(positions).filter((_, i) => i % every === 0);
  return { positions, spacing, edges, axis: { domain, ticks, format: (v) => names.get(v) ?? '' } };
}
