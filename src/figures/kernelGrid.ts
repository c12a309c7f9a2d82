/**
 * Kernels side by side, one panel per pathway X to Y: the response at every contact after one spike, at the contact's
 * depth. Within a panel all contacts share one scale; every panel has its own scale bar, since pathways differ by
 * orders of magnitude.
 */
import { lagTimes, type Kernel } from '../kernel/kernel.ts';
import { axes, type AxisOptions } from './axes.ts';
import { depthAxis } from './depth.ts';
import { niceAbove } from './displayUnit.ts';
import { drawScaleBar, scaleBarFor } from './scaleBar.ts';
import { INK, TYPE } from './style.ts';
import { group, label, type SvgDocument, type SvgNode } from './svg.ts';
import { drawTraces, largestMagnitude, traceGain, windowed } from './traces.ts';
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
  return Math.min(niceAbove(end), niceAbove(longest)) || 1;
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

/** Draws the kernels in `columns` columns. `lagEnd` in ms. */
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
  const rows = Math.ceil(kernels.length / columns);
  const width = (size.width - left - gap * (columns - 1)) / columns;
  const bottom = 24;
  const height = (size.height - bottom) / rows;
  const parts = kernels.map((kernel, i) => {
    const column = i % columns;
    const line = Math.floor(i / columns);
    const first = column === 0;
    const lowest = i + columns >= kernels.length;
    return group(
      document,
      [
        drawKernel(
          document,
          kernel,
          lagEnd,
          colors,
          { width: width + (first ? left : 0), height: height + (lowest ? bottom : 0) },
          { left: first ? left : 0, right: 0, top: 12, bottom: lowest ? bottom : 0 },
          { depth: first, lags: lowest },
        ),
      ],
      first ? 0 : left + column * (width + gap),
      line * height,
    );
  });
  return group(document, parts);
}

function drawKernel(
  document: SvgDocument,
  kernel: Kernel,
  lagEnd: number,
  colors: ReadonlyMap<string, string>,
  size: Size,
  margins: { left: number; right: number; top: number; bottom: number },
  labelled: { depth: boolean; lags: boolean },
): SvgNode {
  const depth = depthAxis(kernel.channels);
  const times = lagTimes(kernel.lags);
  let count = 0;
  while (count < times.length && times[count]! <= lagEnd) count++;
  const traces = windowed(kernel.H, 0, count, false);
  const gain = traceGain(traces, depth, 1.6);
  const [low, high] = depth.axis.domain;
  // Room for the highest trace above, for the scale bar below.
  const domain: [number, number] = [low - 1.6 * depth.spacing, high + depth.spacing];
  const ticks =
    depth.axis.ticks ??
    Array.from(depth.positions).filter(
      (_, i) => i % Math.max(1, Math.ceil(depth.positions.length / 7)) === 0,
    );
  const y: AxisOptions = { ...depth.axis, ticks, domain, labelled: labelled.depth, spine: labelled.depth };
  const x: AxisOptions = {
    domain: [0, lagEnd],
    ticks: [0, lagEnd / 2, lagEnd],
    labelled: labelled.lags,
    ...(labelled.lags ? { title: 'Lag (ms)' } : {}),
  };
  const bar = scaleBarFor(largestMagnitude(traces), kernel.unit);
  const { title: depthTitle, ...unnamed } = y;
  const shownY = labelled.depth && depthTitle !== undefined ? y : unnamed;
  return axes(document, size, margins, x, shownY, (scales, frame) => {
    const color = colors.get(kernel.X) ?? INK.text;
    const lines = drawTraces(document, traces, (k) => times[k]!, depth, gain, scales, {
      color,
      bins: Math.ceil(3 * (frame.right - frame.left)),
    });
    const heading = label(
      document,
      `${kernel.X} → ${kernel.Y}`,
      (frame.left + frame.right) / 2,
      frame.top - 3,
      {
        'text-anchor': 'middle',
        'font-weight': 'bold',
        fill: color,
      },
    );
    if (bar === undefined) return [...lines, heading];
    const barHeight = scales.y(0) - scales.y(gain * bar.length);
    const x0 = frame.left + Math.max(4, (frame.right - frame.left) * 0.35);
    return [...lines, heading, drawScaleBar(document, bar, x0, frame.bottom - 4, barHeight)];
  });
}

/** Height of one row of kernels that reads well for so many channels, pt. */
export function kernelRowHeight(channels: number): number {
  return Math.min(220, Math.max(70, 26 + 11 * channels)) + TYPE.label;
}
