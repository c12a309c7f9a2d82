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
import type { Array2D } from '../numerics/array2d.ts';

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
  const positive = levelsUpTo(limit, decades);
  const thresholds = [...positive.map((v) => -v).toReversed(), ...positive];
  const shades = divergingShades();
  // The darkest shades are left to the lines of the cell.
  const strongest = 0.85;
  const fills = Array.from({ length: thresholds.length + 1 }, (_, i) => {
    const relative = thresholds.length === 0 ? 0 : strongest * ((2 * i) / thresholds.length - 1);
    return shades[Math.round(((relative + 1) / 2) * (SHADES - 1))]!;
  });
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

/** Filled contours with their lines. */
export function drawMap(document: SvgDocument, prepared: PreparedMap, scales: Scales): SvgNode {
  const { map, thresholds, fills, right, up } = prepared;
  const [rows, columns] = map.values.shape;
  const [left, top] = [scales.x(right[0]), scales.y(up[1])];
  const [width, height] = [scales.x(right[1]) - left, scales.y(up[0]) - top];
  // Plot counts rows from the top.
  const flipped = new Float64Array(rows * columns);
  for (let j = 0; j < rows; j++)
    flipped.set(map.values.data.subarray(j * columns, (j + 1) * columns), (rows - 1 - j) * columns);
  const paths = contourPaths(document, flipped, columns, rows, thresholds, width, height);
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

/** One path per threshold around all that lies above it; empty where nothing does. */
function contourPaths(
  document: SvgDocument,
  values: Float64Array,
  columns: number,
  rows: number,
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
  const every = Math.max(1, Math.ceil(TYPE.tick / band));
  const shown = thresholds
    .map((v, k) => ({ v, k }))
    .filter(({ k }) => Math.min(k, thresholds.length - 1 - k) % every === 0);
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
