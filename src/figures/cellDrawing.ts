/** The cell in its plane: outlines of its segments, plain or coloured by a value, marks for synapses and electrodes, and wave forms where they were recorded. */
import { row, type Array2D } from '../numerics/array2d.ts';
import type { Polygon } from '../morphology/outline.ts';
import { envelope } from './envelope.ts';
import { divergingShades, shadeOf } from './palette.ts';
import { onPlane, type Place, type Plane } from './cellPlane.ts';
import { INK, LINE, TYPE } from './style.ts';
import { element, group, label, linePath, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { Frame, Scales } from './axes.ts';

/** A marked place. */
export interface CellMark {
  /** um */
  readonly at: Place;
  /** Text beside it (default none). */
  readonly name?: string;
  /** Which side the text is on (default `right`). */
  readonly side?: 'left' | 'right';
  /** Default `dot`. */
  readonly symbol?: 'dot' | 'triangle' | 'diamond';
  /** Any CSS colour (default black). */
  readonly color?: string;
}

/** Wave forms drawn at the places where they were recorded, all on one scale. */
export interface CellWaveforms {
  /** Place of every row, um: the trace starts there. */
  readonly at: readonly Place[];
  /** (n_places, n_times) */
  readonly data: Array2D;
  /** Spacing of the samples, ms. */
  readonly dt: number;
  readonly unit: string;
  /** Length of a trace in the drawing, um. */
  readonly width: number;
  /** Height of the largest deflection in the drawing, um. */
  readonly height: number;
  /** Any CSS colour (default blue). */
  readonly color?: string;
}

/** Thinnest line of a dendrite, pt: thinner ones would vanish in print. */
const THINNEST = 0.45;

/** The outlines, in one colour or in one per segment, `wider` by so many pt (default 0). */
export function drawCell(
  document: SvgDocument,
  outlines: readonly Polygon[],
  scales: Scales,
  color: string | readonly string[],
  wider = 0,
): SvgNode {
  const closed = ({ x, y }: Polygon): string => `${linePath(x.map(scales.x), y.map(scales.y))}z`;
  const style = { 'stroke-width': THINNEST + wider, 'stroke-linejoin': 'round' };
  if (typeof color === 'string')
    return element(document, 'path', {
      d: outlines.map(closed).join(''),
      fill: color,
      stroke: color,
      ...style,
    });
  const byColor = new Map<string, string>();
  for (const [i, outline] of outlines.entries())
    byColor.set(color[i]!, (byColor.get(color[i]!) ?? '') + closed(outline));
  return group(
    document,
    Array.from(byColor, ([fill, d]) => element(document, 'path', { d, fill, stroke: fill, ...style })),
  );
}

/** One colour per value, blue below and red above zero, ending at +-limit. */
export function segmentColors(values: ArrayLike<number>, limit: number): string[] {
  const shades = divergingShades();
  return Array.from(values, (value) => shades[shadeOf(value, limit)]!);
}

/** Marks with their names, the names on a white ground. */
export function drawMarks(
  document: SvgDocument,
  marks: readonly CellMark[],
  plane: Plane,
  scales: Scales,
): SvgNode {
  return group(
    document,
    marks.flatMap(({ at, name, side = 'right', symbol = 'dot', color = INK.text }) => {
      const [right, up] = onPlane(at, plane);
      const [x, y] = [scales.x(right), scales.y(up)];
      const shape = element(document, 'path', {
        d: symbolPath(symbol, x, y),
        fill: color,
        stroke: '#ffffff',
        'stroke-width': 0.5,
      });
      if (name === undefined) return [shape];
      const text = {
        'font-size': TYPE.note,
        'text-anchor': side === 'left' ? 'end' : 'start',
        fill: color,
        stroke: '#ffffff',
        'stroke-width': 1.6,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      };
      return [shape, label(document, name, x + (side === 'left' ? -5 : 5), y + 0.35 * TYPE.note, text)];
    }),
  );
}

function symbolPath(symbol: NonNullable<CellMark['symbol']>, x: number, y: number): string {
  const r = 2.4;
  const at = (dx: number, dy: number): string => `${short(x + dx * r)},${short(y + dy * r)}`;
  if (symbol === 'triangle') return `M${at(0, -1.2)}L${at(1.1, 0.8)}L${at(-1.1, 0.8)}z`;
  if (symbol === 'diamond') return `M${at(0, -1.3)}L${at(1.3, 0)}L${at(0, 1.3)}L${at(-1.3, 0)}z`;
  return `M${at(-0.75, 0)}a${short(0.75 * r)},${short(0.75 * r)} 0 1 0 ${short(1.5 * r)},0a${short(0.75 * r)},${short(0.75 * r)} 0 1 0 ${short(-1.5 * r)},0z`;
}

/** Traces that start at their places; `gain` in um per unit of the signal. Positive values point up. */
export function drawWaveforms(
  document: SvgDocument,
  { at, data, width, color = '#0072B2' }: CellWaveforms,
  gain: number,
  plane: Plane,
  scales: Scales,
): SvgNode {
  const step = width / Math.max(1, data.shape[1] - 1);
  return group(
    document,
    at.map((place, k) => {
      const [right, up] = onPlane(place, plane);
      const line = envelope(row(data, k), 200);
      const x = line.position.map((sample) => scales.x(right + step * sample));
      const y = line.value.map((value) => scales.y(up + gain * value));
      return stroke(document, linePath(x, y), color, LINE.strong, { 'stroke-linejoin': 'round' });
    }),
  );
}

/** A horizontal line of `length` pt to the right of (x, y) with its text below: a scale bar of length or time. */
export function drawLengthBar(
  document: SvgDocument,
  x: number,
  y: number,
  length: number,
  text: string,
): SvgNode {
  return group(document, [
    stroke(document, `M${short(x)},${short(y)}h${short(length)}`, INK.text, LINE.bar),
    label(document, text, x + length / 2, y + 8, { 'font-size': TYPE.note, 'text-anchor': 'middle' }),
  ]);
}

/** Nodes, cut off at the frame by a viewport of their own, since a clip path would need an id. */
export function clipped(document: SvgDocument, inside: readonly SvgNode[], frame: Frame): SvgNode {
  return element(
    document,
    'svg',
    {
      x: frame.left,
      y: frame.top,
      width: frame.right - frame.left,
      height: frame.bottom - frame.top,
      viewBox: [frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top]
        .map(short)
        .join(' '),
      overflow: 'hidden',
    },
    inside,
  );
}
