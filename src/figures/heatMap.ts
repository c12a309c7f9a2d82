/**
 * A signed quantity over time and depth as coloured cells, and its colour bar. Cells of one shade form one path, which
 * keeps the file small and the picture editable as vectors; no canvas is needed.
 */
import { rectangle, type Frame, type Scales } from './axes.ts';
import { displayUnit, shortNumber } from './displayUnit.ts';
import { binMeans } from './envelope.ts';
import { divergingShades, SHADES, shadeOf } from './palette.ts';
import { INK, LINE, TYPE } from './style.ts';
import { element, group, label, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { DepthAxis } from './depth.ts';

/** Draws rows (one per channel) as cells `binMeans` wide; `limit` is where the colours end. */
export function drawHeatMap(
  document: SvgDocument,
  rows: readonly ArrayLike<number>[],
  edgeTime: (sample: number) => number,
  depth: DepthAxis,
  limit: number,
  scales: Scales,
  bins: number,
): SvgNode {
  const colors = divergingShades();
  const middle = (SHADES - 1) / 2;
  const rounded = (sample: number) => Math.round(scales.x(edgeTime(sample)) * 100) / 100;
  const paths = Array.from({ length: SHADES }, () => '');
  rows.forEach((values, channel) => {
    const { edges, means } = binMeans(values, bins);
    const [lower, upper] = depth.edges[channel]!;
    const top = short(scales.y(upper));
    const height = short(scales.y(lower) - scales.y(upper));
    const shades = Array.from(means, (value) => (Number.isFinite(value) ? shadeOf(value, limit) : middle));
    for (let from = 0; from < shades.length;) {
      let to = from + 1;
      while (to < shades.length && shades[to] === shades[from]) to++;
      const left = rounded(edges[from]!);
      const width = short(rounded(edges[to]!) - left);
      paths[shades[from]!] += `M${short(left)},${top}h${width}v${height}h-${width}z`;
      from = to;
    }
  });
  const cells = paths.flatMap((d, shade) =>
    d === '' ? [] : [element(document, 'path', { d, fill: colors[shade]! })],
  );
  return group(document, cells, 0, 0, { 'shape-rendering': 'crispEdges' });
}

/** Width of the coloured part of a colour bar, pt. */
const BAR_WIDTH = 6;

/**
 * A vertical colour bar from -limit to +limit beside `frame`, with its unit; `saturated` adds the arrows that say that values
 * beyond the ends exist.
 */
export function drawColorBar(
  document: SvgDocument,
  limit: number,
  unit: string,
  frame: Frame,
  title: string,
  saturated: boolean,
): SvgNode {
  const colors = divergingShades();
  const shown = displayUnit(unit, limit);
  const arrow = saturated ? BAR_WIDTH : 0;
  const [left, right] = [frame.right + 6, frame.right + 6 + BAR_WIDTH];
  const [top, bottom] = [frame.top + arrow, frame.bottom - arrow];
  const height = (bottom - top) / SHADES;
  // Every cell reaches down to the foot of the bar, under those painted after it, so that no seams show.
  const cells = colors
    .map((color, i) => rectangle(document, left, bottom - (i + 1) * height, right, bottom, color))
    .toReversed();
  const tips = [
    { base: top, tip: frame.top, fill: colors.at(-1)! },
    { base: bottom, tip: frame.bottom, fill: colors[0]! },
  ].map(({ base, tip, fill }) =>
    element(document, 'path', {
      d: `M${short(left)},${short(base)}H${short(right)}L${short((left + right) / 2)},${short(tip)}z`,
      fill,
    }),
  );
  const end = limit * shown.factor;
  const y = (value: number) => (top + bottom) / 2 - (value / (end || 1)) * ((bottom - top) / 2);
  const ticks = limit > 0 ? [-end, -end / 2, 0, end / 2, end] : [0];
  return group(document, [
    group(document, cells, 0, 0, { 'shape-rendering': 'crispEdges' }),
    ...(saturated ? tips : []),
    stroke(document, ticks.map((v) => `M${short(right)},${short(y(v))}h2`).join(''), INK.axis, LINE.axis),
    ...ticks.map((v) =>
      label(document, shortNumber(v), right + 3.5, y(v) + 0.35 * TYPE.tick, {
        'font-size': TYPE.tick,
        fill: INK.axis,
      }),
    ),
    group(
      document,
      [
        label(document, `${title} (${shown.symbol})`, 0, 0, {
          'text-anchor': 'middle',
          transform: 'rotate(-90)',
        }),
      ],
      right + 31,
      (top + bottom) / 2,
    ),
  ]);
}
