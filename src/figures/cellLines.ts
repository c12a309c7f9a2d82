/** Lines on a pair of axes beside a cell: potentials over time, profiles over depth, amplitudes over distance. */
import { axes, type AxisOptions } from './axes.ts';
import { displayUnit } from './displayUnit.ts';
import { envelope } from './envelope.ts';
import { INK, LINE, TYPE } from './style.ts';
import { label, linePath, short, stroke, type Attributes, type SvgDocument, type SvgNode } from './svg.ts';
import { paddedDomain } from './timeCourse.ts';
import type { Panel, Size } from './layout.ts';

/** One line. */
export interface CellLine {
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Any CSS colour (default: from the palette, in order). */
  readonly color?: string;
  readonly dashed?: boolean;
}

/** A panel of lines over one x. */
export interface LinePanel {
  readonly heading: string;
  readonly x: ArrayLike<number>;
  /** Default `Time (ms)`. */
  readonly xTitle?: string;
  readonly lines: readonly CellLine[];
  /** Symbol and unit of y, e.g. `v` and `mV`; small values are shown in smaller units. A number without unit has ''. */
  readonly symbol: string;
  readonly unit: string;
  /** Of both axes, or `log x` for that of x alone. Default linear. */
  readonly scales?: 'linear' | 'log' | 'log x';
  /** Height in proportion to the other panels (default 1). */
  readonly height?: number;
}

const COLORS = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#333333'];

/** The panel for a page; `height` in pt. */
export function linesPanel(document: SvgDocument, panel: LinePanel, height: number): Panel {
  return { heading: panel.heading, height, draw: (size) => draw(document, panel, size) };
}

function draw(document: SvgDocument, panel: LinePanel, size: Size): SvgNode {
  const { x, lines, scales = 'linear', xTitle = 'Time (ms)' } = panel;
  const type = scales === 'log' ? 'log' : 'linear';
  const xType = scales === 'linear' ? 'linear' : 'log';
  const all = lines.flatMap(({ values }) => Array.from(values));
  const largest = all.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const unit = displayUnit(panel.unit, largest, 0.3);
  const shown = lines.map(({ values }) => Float64Array.from(values, (v) => v * unit.factor));
  const domain = domainOf(
    shown.flatMap((values) => [...values]),
    type,
  );
  const yAxis: AxisOptions = {
    type,
    domain,
    title: unit.symbol === '' ? panel.symbol : `${panel.symbol} (${unit.symbol})`,
    ticks: type === 'log' ? roundTicks(domain, 10) : 5,
  };
  const across = Array.from(x).reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const xAxis: AxisOptions = {
    type: xType,
    domain: across,
    title: xTitle,
    titleOffset: 19,
    ...(xType === 'log' ? { ticks: roundTicks(across, 5) } : {}),
  };
  // Names stand in a row above the lines; a line by itself is what the heading says.
  const named = lines.length > 1;
  const top = named ? 14 : 5;
  return axes(document, size, { left: 42, right: 8, top, bottom: 24 }, xAxis, yAxis, (at, frame) => {
    const colorOf = (k: number): string => lines[k]!.color ?? COLORS[k % COLORS.length]!;
    const drawn = shown.map((values, k) => {
      const line = envelope(values, Math.ceil(2 * (frame.right - frame.left)));
      const path = linePath(
        line.position.map((sample) => at.x(x[sample]!)),
        line.value.map(at.y),
      );
      return stroke(document, path, colorOf(k), LINE.strong, {
        'stroke-linejoin': 'round',
        ...dashes(lines[k]!.dashed),
      });
    });
    let left = frame.left + 4;
    const names = (named ? lines : []).flatMap(({ name, dashed }, k) => {
      const from = left;
      left += 14 + 0.62 * TYPE.note * name.length + 8;
      return [
        stroke(document, `M${short(from)},${top - 7}h10`, colorOf(k), LINE.strong, dashes(dashed)),
        label(document, name, from + 13, top - 5, { 'font-size': TYPE.note, fill: INK.text }),
      ];
    });
    return [...drawn, ...names];
  });
}

const dashes = (dashed = false): Attributes => (dashed ? { 'stroke-dasharray': '3 2' } : {});

/** Ticks of a logarithmic axis: powers of ten, and between them 2 and 5 times these if there are fewer than `few` in all. */
export function roundTicks([low, high]: readonly [number, number], few: number): number[] {
  const ticks = (leads: readonly number[]): number[] => {
    const out: number[] = [];
    for (let k = Math.floor(Math.log10(low)); k <= Math.log10(high); k++)
      out.push(...leads.map((lead) => Number(`${lead}e${k}`)).filter((v) => v >= low && v <= high));
    return out;
  };
  const all = ticks([1, 2, 5]);
  return all.length <= few ? all : ticks([1]);
}

function domainOf(values: readonly number[], type: 'linear' | 'log'): [number, number] {
  if (type === 'linear') return paddedDomain(values);
  const positive = values.filter((v) => v > 0 && v < Infinity);
  if (positive.length === 0) return [0.1, 10];
  return [Math.min(...positive) / 1.2, Math.max(...positive) * 1.2];
}
