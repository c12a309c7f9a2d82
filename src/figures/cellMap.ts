/**
 * A quantity on a grid in the plane of the cell as filled equipotentials: levels 1, 2, 5 times powers of ten on either side of zero, so that near
 * and far field both show. The contours are those of Observable Plot (d3-contour).
 */
import * as Plot from '@observablehq/plot';
import { ParameterError } from '../errors.ts';
import { rectangle, type Frame, type Scales } from './axes.ts';
import { displayUnit, niceBelow, shortNumber } from './displayUnit.ts';
import { divergingShades, SHADES } from './palette.ts';
import { INK, LINE, TYPE } from './style.ts';
import { element, group, label, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';

/** Values on a regular grid. */
export interface PlaneMap {
  /** (up, right): row j holds the values at `up[j]`, column i those at `right[i]`. */
  readonly values: Array2D;
  /** Coordinates of the columns and of the rows, um, ascending and equally spaced; at least two of each. */
  readonly right: ArrayLike<number>;
  readonly up: ArrayLike<number>;
  readonly unit: string;
  /** Title of the colour bar, e.g. `ϕ`. */
  readonly symbol: string;
  /** How many decades of levels (default 2). */
  readonly decades?: number;
  /** Largest level (default: the largest of 1, 2, 5 x 10^k that the values exceed). */
  readonly limit?: number;
}

/** Levels above zero, ascending: 1, 2 and 5 times powers of ten over `decades`, the last at `limit`; none for a limit of 0. */
export function levelsUpTo(limit: number, decades: number): number[] {
  const levels: number[] = [];
  let level = niceBelow(limit);
  while (level > 0 && level >= 0.999 * limit * 10 ** -decades) {
    levels.unshift(level);
    level = niceBelow(level * 0.75);
  }
  return levels;
}

/** The largest level that a map shows by itself: below its largest magnitude on the grid's 99.5 %, since potentials diverge at sources. */
function defaultLimit(values: Float64Array): number {
  const sorted = values.map(Math.abs).toSorted();
  return niceBelow(sorted[Math.min(sorted.length - 1, Math.floor(0.995 * sorted.length))] ?? 0);
}

/** A map with what it takes to draw it. */
export interface PreparedMap {
  readonly thresholds: readonly number[];
  /** One more than thresholds: below the first, between, above the last. */
  readonly fills: readonly string[];
  readonly map: PlaneMap;
  /** Edges of the cells of the grid. */
  readonly right: readonly [number, number];
  readonly up: readonly [number, number];
  readonly unit: { readonly symbol: string; readonly factor: number };
}

/** Chooses levels and colours. Throws ParameterError for a grid that does not fit the values or has fewer than 2 x 2 points. */
export function prepareMap(map: PlaneMap): PreparedMap {
  const { values, right, up, decades = 2 } = map;
  const [rows, columns] = values.shape;
  if (rows !== up.length || columns !== right.length || rows < 2 || columns < 2)
    throw new ParameterError(
      'map.values',
      `${Math.max(2, up.length)} x ${Math.max(2, right.length)} values, one per point of the grid`,
      `${rows} x ${columns}`,
    );
  const bad = values.data.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) throw new ParameterError('map.values', 'finite numbers', values.data[bad]);
  const limit = map.limit ?? defaultLimit(values.data);
  const levels = levelsUpTo(limit, decades);
  const all = [...levels.map((v) => -v).toReversed(), ...levels];
  const shades = divergingShades();
  const shade = (i: number): string => {
    // The darkest shades are left to the lines of the cell.
    const relative = all.length === 0 ? 0 : 0.85 * ((2 * i) / all.length - 1);
    return shades[Math.round(((relative + 1) / 2) * (SHADES - 1))]!;
  };
  // Levels that no value reaches are left out.
  const [least, most] = values.data.reduce(
    ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
    [Infinity, -Infinity],
  );
  const thresholds = all.filter((level) => level > least && level < most);
  const low = all.filter((level) => level <= least).length;
  const fills = Array.from({ length: thresholds.length + 1 }, (_, i) => shade(low + i));
  return {
    thresholds,
    fills,
    map,
    right: edges(right),
    up: edges(up),
    unit: displayUnit(map.unit, limit),
  };
}

function edges(centres: ArrayLike<number>): [number, number] {
  const n = centres.length;
  const half = (centres[n - 1]! - centres[0]!) / (n - 1) / 2;
  return [centres[0]! - half, centres[n - 1]! + half];
}

/** Filled contours with their lines; to be cut off at the edges of the map, beyond which they reach by one cell of the grid. */
export function drawMap(document: SvgDocument, prepared: PreparedMap, scales: Scales): SvgNode {
  const { map, thresholds, fills, right, up } = prepared;
  const [rows, columns] = map.values.shape;
  const cell = [(right[1] - right[0]) / columns, (up[1] - up[0]) / rows] as const;
  const [left, top] = [scales.x(right[0] - cell[0]), scales.y(up[1] + cell[1])];
  const width = scales.x(right[1] + cell[0]) - left;
  const height = scales.y(up[0] - cell[1]) - top;
  // A rim of values continued in straight lines keeps rounded corners and closing lines out of sight. Plot counts rows from the top.
  const rim = array2d(rows + 2, columns + 2);
  for (let j = 0; j < rows + 2; j++)
    for (let i = 0; i < columns + 2; i++)
      rim.data[(rows + 1 - j) * (columns + 2) + i] = continued(map.values, j - 1, i - 1);
  const paths = contourPaths(document, rim, thresholds, width, height);
  return group(
    document,
    [
      rectangle(document, 0, 0, width, height, fills[0]!),
      ...paths.map((d, k) =>
        element(document, 'path', {
          d,
          fill: fills[k + 1]!,
          stroke: INK.note,
          'stroke-width': 0.25,
          'stroke-opacity': '0.6',
        }),
      ),
    ],
    left,
    top,
  );
}

/** The value at row j and column i, both from -1 on: beyond the edges the last two values are continued in a straight line. */
function continued({ data, shape: [rows, columns] }: Array2D, j: number, i: number): number {
  const at = (row: number): number => {
    const value = (column: number): number => data[row * columns + column]!;
    if (i < 0) return 2 * value(0) - value(1);
    return i < columns ? value(i) : 2 * value(columns - 1) - value(columns - 2);
  };
  if (j < 0) return 2 * at(0) - at(1);
  return j < rows ? at(j) : 2 * at(rows - 1) - at(rows - 2);
}

/** One path per threshold around all that lies above it; empty where nothing does. */
function contourPaths(
  document: SvgDocument,
  { data: values, shape: [rows, columns] }: Array2D,
  thresholds: readonly number[],
  width: number,
  height: number,
): string[] {
  if (thresholds.length === 0) return [];
  const options = { width: columns, height: rows, x1: 0, y1: 0, x2: columns, y2: rows };
  const contour = Plot.contour(values, { ...options, thresholds: [...thresholds], fill: 'none' } as never);
  const root = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    axis: null,
    x: { domain: [0, columns], range: [0, width] },
    y: { domain: [0, rows], range: [0, height] },
    marks: [contour],
  } as unknown as Plot.PlotOptions) as unknown as SvgNode;
  const marks = Array.from(root.childNodes).filter((node) => node.localName === 'g');
  return marks
    .flatMap((mark) => Array.from(mark.childNodes))
    .map((path) => (path.getAttribute('d') ?? '').replace(/-?\d+\.\d{3,}/g, (x) => short(Number(x))));
}

const BAR_WIDTH = 6;

/** Colour bar of the levels: bands of equal height, the levels written at their borders. */
export function drawLevelBar(document: SvgDocument, prepared: PreparedMap, frame: Frame): SvgNode {
  const { thresholds, fills, unit, map } = prepared;
  const [left, right] = [frame.left, frame.left + BAR_WIDTH];
  const band = (frame.bottom - frame.top) / fills.length;
  const y = (k: number) => frame.bottom - k * band;
  // Every band reaches down to the foot of the bar, under those painted after it, so that no seams show.
  const bands = fills.map((fill, k) => rectangle(document, left, y(k + 1), right, frame.bottom, fill));
  // The largest levels are written first, others where there is room.
  const shown: { v: number; k: number }[] = [];
  const bySize = thresholds.map((v, k) => ({ v, k })).toSorted((a, b) => Math.abs(b.v) - Math.abs(a.v));
  for (const level of bySize)
    if (shown.every(({ k }) => Math.abs(k - level.k) * band >= 1.1 * TYPE.tick)) shown.push(level);
  return group(document, [
    group(document, bands.toReversed(), 0, 0, { 'shape-rendering': 'crispEdges' }),
    stroke(
      document,
      shown.map(({ k }) => `M${short(right)},${short(y(k + 1))}h2`).join(''),
      INK.axis,
      LINE.axis,
    ),
    ...shown.map(({ v, k }) =>
      label(
        document,
        shortNumber(Number((v * unit.factor).toPrecision(3))),
        right + 3.5,
        y(k + 1) + 0.35 * TYPE.tick,
        {
          'font-size': TYPE.tick,
          fill: INK.axis,
        },
      ),
    ),
    label(document, `${map.symbol} (${unit.symbol})`, left - 2, frame.top - 5, { 'font-size': TYPE.label }),
  ]);
}
