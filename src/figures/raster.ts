/**
 * Spike raster: a row per neuron, a mark per spike, populations stacked in their colours. Large populations are
 * represented by neurons at equal distances in id, the same ones at every call.
 */
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { INK, LINE, TYPE } from './style.ts';
import { group, label, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { Spikes } from '../network/spikes.ts';
import type { Size } from './layout.ts';
import type { TimeWindow } from './timeWindow.ts';

/**
 * How many neurons of each population are shown: all if they are at most `total`, else shares in proportion to the sizes,
 * but no population falls below a sixth of an equal share (so that small ones stay visible).
 */
export function neuronsShown(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, n) => sum + n, 0);
  if (all <= total) return [...sizes];
  const least = Math.ceil(total / (6 * sizes.length));
  return sizes.map((n) => Math.min(n, Math.max(least, Math.round((total * n) / all))));
}

/** Row (0 .. shown-1) of neuron `id` of `size`, or -1 if it is not among the `shown` ones. */
export function rasterRow(id: number, size: number, shown: number): number {
  if (shown >= size) return id;
  const row = Math.floor(((id + 0.5) * shown) / size);
  return Math.floor(((row + 0.5) * size) / shown) === id ? row : -1;
}

/** Draws the raster of `spikes` with `shown` neurons of each population, the first population on top. */
export function drawRaster(
  document: SvgDocument,
  spikes: readonly Spikes[],
  shown: readonly number[],
  colors: ReadonlyMap<string, string>,
  window: TimeWindow,
  timeAxis: AxisOptions,
  size: Size,
  margins: Margins,
): SvgNode {
  const rows = shown.reduce((sum, n) => sum + n, 0);
  const bottoms = shown.map((_, i) => shown.slice(i + 1).reduce((sum, n) => sum + n, 0));
  const y: AxisOptions = { domain: [0, Math.max(1, rows)], labelled: false };
  return axes(document, size, margins, timeAxis, y, (scales, frame) => {
    const rowHeight = (frame.bottom - frame.top) / Math.max(1, rows);
    const middles = spread(
      shown.map((n, i) => scales.y(bottoms[i]! + n / 2)),
      1.05 * TYPE.label,
    );
    const mark = Math.min(4, Math.max(1.4, 0.8 * rowHeight));
    return spikes.flatMap((population, i) => {
      const n = shown[i]!;
      let d = '';
      for (let s = 0; s < population.steps.length; s++) {
        const time = population.steps[s]! * population.dt;
        if (time <= window.start || time > window.stop) continue;
        const row = rasterRow(population.ids[s]!, population.size, n);
        if (row < 0) continue;
        const middle = scales.y(bottoms[i]! + n - row - 0.5);
        d += `M${short(scales.x(time))},${short(middle - mark / 2)}v${short(mark)}`;
      }
      const color = colors.get(population.population) ?? INK.text;
      const name = label(document, population.population, frame.left - 5, middles[i]! + 0.35 * TYPE.label, {
        'text-anchor': 'end',
        fill: color,
        'font-weight': 'bold',
      });
      const edge = scales.y(bottoms[i]!);
      const border =
        i + 1 < spikes.length
          ? [
              stroke(
                document,
                `M${short(frame.left)},${short(edge)}H${short(frame.right)}`,
                INK.faint,
                LINE.hair,
              ),
            ]
          : [];
      const marks = d === '' ? [] : [stroke(document, d, color, 0.9, { class: 'spikes' })];
      return [group(document, [...border, ...marks, name])];
    });
  });
}

/** Ascending places, moved as little up or down as it takes to keep them `gap` apart: neighbours that are too close part around their middle. */
function spread(places: readonly number[], gap: number): number[] {
  // Groups of neighbours that touch, each with the places that its members would like for its first one.
  const groups: { members: number; first: number }[] = [];
  for (const place of places) {
    let group = { members: 1, first: place };
    for (;;) {
      const before = groups.at(-1);
      if (before === undefined || before.first + before.members * gap <= group.first) break;
      groups.pop();
      const members = before.members + group.members;
      const wanted = before.members * before.first + group.members * (group.first - before.members * gap);
      group = { members, first: wanted / members };
    }
    groups.push(group);
  }
  return groups.flatMap(({ members, first }) => Array.from({ length: members }, (_, i) => first + i * gap));
}
