/**
 * Kernels side by side, one panel per pathway X to Y: the response at every contact after one spike, at the contact's
 * depth. Within a panel all contacts share one scale; every panel has its own scale bar, since pathways differ by
 * orders of magnitude.
 */
import { lagTimes, type Kernel } from '../kernel/kernel.ts';
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { depthAxis, evenly, type DepthAxis } from './depth.ts';
import { niceAbove } from './displayUnit.ts';
import { drawScaleBar, scaleBarFor, type ScaleBar } from './scaleBar.ts';
import { INK, textWidth, TYPE } from './style.ts';
import { group, label, type SvgDocument, type SvgNode } from './svg.ts';
import { drawTraces, largestMagnitude, traceDomain, traceGain, windowed } from './traces.ts';
import type { Size } from './layout.ts';

/** Lags shown, ms: 0 to a round number behind which every kernel stays below 2 % of its peak. */
export function defaultLagWindow(kernels: readonly Kernel[]): number {
  let end = 0;
  for (const { H, lags } of kernels) {
    const [channels, n] = H.shape;
    const threshold = 0.02 * largestMagnitude([H.data]);
    for (let c = 0; c < channels; c++)
      for (let k = n - 1; k >= 0; k--) {
        if (!(Math.abs(H.data[c * n + k]!) > threshold)) continue;
        end = Math.max(end, (lags.first + k) * lags.dt);
        break;
      }
  }
  const longest = Math.max(0, ...kernels.map(({ lags }) => (lags.first + lags.count - 1) * lags.dt));
  return Math.min(niceAbove(end) || Infinity, niceAbove(longest)) || 1;
}

/** The `most` kernels with the largest peaks, in their given order. */
export function strongest(kernels: readonly Kernel[], most: number): readonly Kernel[] {
  if (kernels.length <= most) return kernels;
  const peaks = kernels.map((kernel, i) => [largestMagnitude([kernel.H.data]), i] as const);
  const kept = new Set(
    peaks
      .toSorted((a, b) => b[0] - a[0] || a[1] - b[1])
      .slice(0, most)
      .map(([, i]) => i),
  );
  return kernels.filter((_, i) => kept.has(i));
}

/** One kernel made ready to draw. */
interface PreparedKernel {
  readonly kernel: Kernel;
  readonly depth: DepthAxis;
  readonly times: Float64Array;
  readonly traces: readonly Float64Array[];
  readonly gain: number;
  readonly bar: ScaleBar | undefined;
  /** Depths that the traces and, below them, the scale bar take. */
  readonly domain: readonly [number, number];
}

/** Contacts drawn per kernel, evenly picked. */
const MOST_CONTACTS = 32;

function prepare(kernel: Kernel, lagEnd: number): PreparedKernel {
  const picked = evenly(kernel.channels.length, MOST_CONTACTS);
  const depth = depthAxis(picked.map((i) => kernel.channels[i]!));
  // Kernels are causal: lags before 0, where a kernel has them, hold zeros only.
  const lags = lagTimes(kernel.lags);
  const from = Math.max(0, -kernel.lags.first);
  const times = lags.subarray(from).filter((lag) => lag <= lagEnd);
  const all = windowed(kernel.H, from, from + times.length, false);
  const traces = picked.map((i) => all[i]!);
  const gain = traceGain(traces, depth, 1.6);
  const bar = scaleBarFor(largestMagnitude(traces), kernel.unit);
  const [low, high] = traceDomain(traces, depth, gain);
  const room = Math.max(0.8 * depth.spacing, gain * (bar?.length ?? 0)) + 0.4 * depth.spacing;
  return { kernel, depth, times, traces, gain, bar, domain: [low - room, high] };
}

/** Draws the kernels, which belong to one probe, in `columns` columns on one depth axis. `lagEnd` in ms. */
export function drawKernelGrid(
  document: SvgDocument,
  kernels: readonly Kernel[],
  columns: number,
  lagEnd: number,
  colors: ReadonlyMap<string, string>,
  size: Size,
): SvgNode {
  const gap = 10;
  const left = 38;
  const bottom = 24;
  const rows = Math.ceil(kernels.length / columns);
  const width = (size.width - left - gap * (columns - 1)) / columns;
  const height = (size.height - bottom) / rows;
  const prepared = kernels.map((kernel) => prepare(kernel, lagEnd));
  const domain: [number, number] = [
    Math.min(...prepared.map((k) => k.domain[0])),
    Math.max(...prepared.map((k) => k.domain[1])),
  ];
  const parts = prepared.map((kernel, i) => {
    const column = i % columns;
    const first = column === 0;
    const lowest = i + columns >= kernels.length;
    const panel = { width: width + (first ? left : 0), height: height + (lowest ? bottom : 0) };
    const margins = { left: first ? left : 0, right: 0, top: 12, bottom: lowest ? bottom : 0 };
    return group(
      document,
      [drawKernel(document, { ...kernel, domain }, lagEnd, colors, panel, margins, { first, lowest })],
      first ? 0 : left + column * (width + gap),
      Math.floor(i / columns) * height,
    );
  });
  return group(document, parts);
}

function drawKernel(
  document: SvgDocument,
  { kernel, depth, times, traces, gain, bar, domain }: PreparedKernel,
  lagEnd: number,
  colors: ReadonlyMap<string, string>,
  size: Size,
  margins: Margins,
  place: { readonly first: boolean; readonly lowest: boolean },
): SvgNode {
  const { title, ...depthAxisOptions } = depth.axis;
  const y: AxisOptions = {
    ...depthAxisOptions,
    domain,
    labelled: place.first,
    spine: place.first,
    ...(place.first && title !== undefined ? { title } : {}),
  };
  const x: AxisOptions = {
    domain: [0, lagEnd],
    ticks: [0, lagEnd / 2, lagEnd],
    labelled: place.lowest,
    ...(place.lowest ? { title: 'Lag (ms)' } : {}),
  };
  return axes(document, size, margins, x, y, (scales, frame) => {
    const color = colors.get(kernel.X) ?? INK.text;
    const lines = drawTraces(document, traces, (k) => times[k]!, depth, gain, scales, {
      color,
      bins: Math.ceil(3 * (frame.right - frame.left)),
    });
    const name = `${kernel.X} → ${kernel.Y}`;
    const room = frame.right - frame.left + 8;
    const heading = label(document, name, (frame.left + frame.right) / 2, frame.top - 3, {
      'text-anchor': 'middle',
      'font-weight': 'bold',
      'font-size': Math.min(TYPE.label, room / textWidth(name, 1)),
      fill: color,
    });
    if (bar === undefined) return [...lines, heading];
    const barHeight = scales.y(0) - scales.y(gain * bar.length);
    const foot = frame.left + Math.max(4, (frame.right - frame.left) * 0.35);
    return [...lines, heading, drawScaleBar(document, bar, foot, frame.bottom - 4, barHeight)];
  });
}

/** Height of one row of kernels that reads well for so many channels, pt. */
export function kernelRowHeight(channels: number): number {
  return Math.min(220, Math.max(70, 26 + 11 * channels)) + TYPE.label;
}
