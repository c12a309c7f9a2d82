/**
 * One pair of axes: Observable Plot makes scales, ticks and tick labels; spines, axis titles and the drawing inside are
 * ours, so that every panel has the same look, and so that nothing carries a generated id.
 */
import * as Plot from '@observablehq/plot';
import { shortNumber } from './displayUnit.ts';
import { INK, LINE, plainSuperscript, TYPE } from './style.ts';
import { element, group, label, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';

/** Space around the axes, pt. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One axis. */
export interface AxisOptions {
  /** Values at its ends; for y the lower end first. */
  readonly domain: readonly [number, number];
  /** Default `linear`. */
  readonly type?: 'linear' | 'log';
  /** Title with its unit, e.g. `Time (ms)`; `_{...}` is a subscript. */
  readonly title?: string;
  /** Number of ticks aimed at, or the ticks themselves. Default: as many as fit. */
  readonly ticks?: number | readonly number[];
  /** Text of a tick. Default: a short number, powers of ten on log axes. */
  readonly format?: (value: number) => string;
  /** Default true; false leaves out ticks and their labels, not the spine. */
  readonly labelled?: boolean;
  /** Default true; false leaves out the spine as well. */
  readonly spine?: boolean;
  /** Distance of the title from the axis, pt. Default 30 for y, 22 for x. */
  readonly titleOffset?: number;
}

/** From data to points inside the panel. */
export interface Scales {
  x(value: number): number;
  y(value: number): number;
}

/** Edges of the plotting area inside a panel, pt. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const TICK_SIZE = 2.5;

/** Draws axes that fill a panel of the given size and, below them in the paint order, what `draw` returns. */
export function axes(
  document: SvgDocument,
  size: { readonly width: number; readonly height: number },
  margins: Margins,
  x: AxisOptions,
  y: AxisOptions,
  draw: (scales: Scales, frame: Frame) => readonly SvgNode[],
): SvgNode {
  const frame: Frame = {
    left: margins.left,
    right: size.width - margins.right,
    top: margins.top,
    bottom: size.height - margins.bottom,
  };
  let content: readonly SvgNode[] = [];
  const capture = (_: unknown, scales: unknown): null => {
    content = draw(scales as Scales, frame);
    return null;
  };
  const marks = [
    capture,
    ...(x.labelled === false ? [] : [Plot.axisX(tickOptions(x, (frame.right - frame.left) / 45))]),
    ...(y.labelled === false ? [] : [Plot.axisY(tickOptions(y, (frame.bottom - frame.top) / 15))]),
  ];
  const root = Plot.plot({
    document,
    width: size.width,
    height: size.height,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    x: { type: x.type ?? 'linear', domain: [...x.domain], axis: null },
    y: { type: y.type ?? 'linear', domain: [...y.domain], axis: null },
    marks,
  } as unknown as Plot.PlotOptions) as unknown as SvgNode;
  const ticks = Array.from(root.childNodes).filter((node) => node.localName === 'g');
  return group(document, [
    ...content,
    ...spines(document, frame, x, y),
    group(document, ticks, 0, 0, { fill: INK.axis, 'font-size': TYPE.tick, 'text-anchor': 'middle' }),
    ...titles(document, frame, x, y),
  ]);
}

function tickOptions(axis: AxisOptions, aim: number): Record<string, unknown> {
  const { ticks } = axis;
  const listed = Array.isArray(ticks) ? ticks : undefined;
  const logTicks = axis.type === 'log' ? decades(axis.domain, Math.max(2, Math.floor(aim))) : undefined;
  return {
    ticks: listed ?? logTicks ?? ticks ?? Math.max(2, Math.round(aim)),
    tickFormat: axis.format ?? (axis.type === 'log' ? powerOfTen : shortNumber),
    tickSize: TICK_SIZE,
    tickPadding: 2,
    label: null,
    color: INK.axis,
    strokeWidth: LINE.axis,
  };
}

/** Powers of ten inside a domain, at most about `count` of them (every second, third … if there are more). */
function decades([low, high]: readonly [number, number], count: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / (count + 1)));
  const out: number[] = [];
  for (let k = last; k >= first; k -= step) out.unshift(Number(`1e${k}`));
  return out;
}

/** 1e-3 as 10⁻³; numbers that are easy to read (0.1 … 1000) and those that are no power of ten stay as they are. */
function powerOfTen(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(exponent) <= 1 || exponent === 2 || Number(`1e${exponent}`) !== value)
    return shortNumber(value);
  return `10${plainSuperscript(exponent)}`;
}

function spines(document: SvgDocument, frame: Frame, x: AxisOptions, y: AxisOptions): SvgNode[] {
  const { left, right, top, bottom } = frame;
  let d = '';
  if (y.spine !== false) d += `M${short(left)},${short(top)}V${short(bottom)}`;
  if (x.spine !== false) d += `M${short(left)},${short(bottom)}H${short(right)}`;
  return d === '' ? [] : [stroke(document, d, INK.axis, LINE.axis, { 'stroke-linecap': 'square' })];
}

function titles(document: SvgDocument, frame: Frame, x: AxisOptions, y: AxisOptions): SvgNode[] {
  const out: SvgNode[] = [];
  const centred = { 'text-anchor': 'middle', 'font-size': TYPE.label };
  if (x.title !== undefined)
    out.push(
      label(document, x.title, (frame.left + frame.right) / 2, frame.bottom + (x.titleOffset ?? 20), centred),
    );
  if (y.title !== undefined)
    out.push(
      group(
        document,
        [label(document, y.title, 0, 0, { ...centred, transform: 'rotate(-90)' })],
        frame.left - (y.titleOffset ?? 30),
        (frame.top + frame.bottom) / 2,
      ),
    );
  return out;
}

/** A filled rectangle between two corners. */
export function rectangle(
  document: SvgDocument,
  left: number,
  top: number,
  right: number,
  bottom: number,
  fill: string,
): SvgNode {
  return element(document, 'rect', { x: left, y: top, width: right - left, height: bottom - top, fill });
}
