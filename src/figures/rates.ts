/** Population rates as step lines: spikes per second and neuron in bins of stated width. */
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { niceAbove, shortNumber } from './displayUnit.ts';
import { INK, LINE, TYPE } from './style.ts';
import { label, linePath, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import { samplesIn, type TimeWindow } from './timeWindow.ts';
import type { SpikeCounts, Spikes } from '../network/spikes.ts';
import type { Size } from './layout.ts';

/** A rate in bins: `rate[i]`, spikes/s per neuron, holds from `edges[i]` to `edges[i + 1]`, ms. */
export interface BinnedRate {
  readonly edges: Float64Array;
  readonly rate: Float64Array;
}

/** Number of time steps in a bin of about `bin` ms, at least 1. */
export function stepsPerBin({ dt }: Pick<SpikeCounts, 'dt'>, bin: number): number {
  return Math.max(1, Math.round(bin / dt));
}

/** Spikes per time step inside the window, which is cut to whole steps. */
export function windowCounts({ population, size, dt, steps }: Spikes, window: TimeWindow): SpikeCounts {
  const first = Math.ceil(window.start / dt - 1e-6);
  const last = Math.floor(window.stop / dt + 1e-6);
  const counts = new Float64Array(Math.max(0, last - first));
  for (const step of steps) if (step > first && step <= last) counts[step - first - 1]!++;
  return { population, size, dt, t0: first * dt, counts };
}

/** The rate of a population inside the window, in bins of `steps` time steps; a last, incomplete bin is left out. */
export function binnedRate(counts: SpikeCounts, window: TimeWindow, steps: number): BinnedRate {
  const { from, to } = samplesIn(window, { t0: counts.t0, dt: counts.dt, count: counts.counts.length });
  const bins = Math.floor((to - from) / steps);
  const edges = Float64Array.from(
    { length: bins === 0 ? 0 : bins + 1 },
    (_, i) => counts.t0 + (from + i * steps) * counts.dt,
  );
  const perSpike = counts.size > 0 ? 1000 / (steps * counts.dt * counts.size) : 0;
  const rate = new Float64Array(bins);
  for (let i = 0; i < bins; i++)
    for (let s = 0; s < steps; s++) rate[i]! += counts.counts[from + i * steps + s]! * perSpike;
  return { edges, rate };
}

/** Mean rate over the whole recording, spikes/s per neuron; 0 for an empty one. */
export function meanRate(counts: SpikeCounts): number {
  const neuronSeconds = (counts.size * counts.counts.length * counts.dt) / 1000;
  return neuronSeconds > 0 ? counts.counts.reduce((sum, c) => sum + c, 0) / neuronSeconds : 0;
}

/** Draws the rates; names and mean rates stand to the right. `bin` in ms. */
export function drawRates(
  document: SvgDocument,
  counts: readonly SpikeCounts[],
  bin: number,
  colors: ReadonlyMap<string, string>,
  window: TimeWindow,
  timeAxis: AxisOptions,
  size: Size,
  margins: Margins,
): SvgNode {
  const rates = counts.map((c) => binnedRate(c, window, stepsPerBin(c, bin)));
  let highest = 0;
  for (const { rate } of rates) for (const value of rate) highest = Math.max(highest, value);
  const y: AxisOptions = { domain: [0, niceAbove(highest) || 1], title: 'Rate (spikes/s)' };
  return axes(document, size, margins, timeAxis, y, (scales, frame) => {
    const lines = rates.map(({ edges, rate }, i) => {
      const x: number[] = [];
      const v: number[] = [];
      rate.forEach((value, bin) => {
        x.push(scales.x(edges[bin]!), scales.x(edges[bin + 1]!));
        v.push(scales.y(value), scales.y(value));
      });
      return stroke(document, linePath(x, v), colors.get(counts[i]!.population) ?? INK.text, LINE.trace, {
        'stroke-linejoin': 'round',
      });
    });
    // As many lines as there are populations, so small that all find room.
    const lineHeight = Math.min(9, (frame.bottom - frame.top - 6) / Math.max(1, counts.length - 1));
    const size = Math.min(TYPE.note, 0.95 * lineHeight);
    const names = counts.flatMap((c, i) => {
      const top = frame.top + 6 + i * lineHeight;
      return [
        label(
          document,
          `${c.population} ${shortNumber(Number(meanRate(c).toPrecision(2)))}/s`,
          frame.right + 4,
          top,
          {
            fill: colors.get(c.population) ?? INK.text,
            'font-size': size,
          },
        ),
      ];
    });
    return [...lines, ...names];
  });
}
