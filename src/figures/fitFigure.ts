/** How a fit went and where it ended: every network tried, the front in objectives and variables, spectra wanted and found. */
import { axes, type AxisOptions } from './axes.ts';
import { linesPanel, roundTicks } from './cellLines.ts';
import { dotRowsPanel, type DotRow } from './dotRows.ts';
import { compose, type Panel, type Row, type Size } from './layout.ts';
import { INK, LINE, TYPE } from './style.ts';
import {
  element,
  label,
  linePath,
  newDocument,
  short,
  stroke,
  type SvgDocument,
  type SvgNode,
} from './svg.ts';

/** What is drawn. */
export interface FitFigureData {
  /** Every network tried, in order. */
  readonly tried: readonly {
    /** Root mean square of its objectives. */
    readonly rms: number;
    /** Whether it ran away and was stopped. */
    readonly stopped: boolean;
  }[];
  /** Share of the objectives that is dominated after each generation, 0 to 1. */
  readonly hypervolume: readonly number[];
  /** Per objective, its values over the Pareto front, the best compromise first. */
  readonly objectives: readonly DotRow[];
  /** Per variable, its places between the bounds (0 to 1) over the front, and that of its reference. */
  readonly variables: readonly DotRow[];
  /** Spectra of population rates. */
  readonly spectra: readonly {
    readonly name: string;
    /** Hz. */
    readonly frequencies: ArrayLike<number>;
    /** 1/s^2/Hz. */
    readonly target: ArrayLike<number>;
    readonly found: ArrayLike<number>;
  }[];
}

/** Options of {@link fitFigure}. */
export interface FitFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
}

const HEIGHT = 120;
const COLORS = { tried: '#0072B2', stopped: '#CC79A7', best: '#D55E00' } as const;

/** Draws a fit as SVG text, 180 mm wide. */
export function fitFigure(data: FitFigureData, options: FitFigureOptions = {}): string {
  const document = newDocument();
  const { tried, hypervolume, objectives, variables, spectra } = data;
  const generations = Float64Array.from(hypervolume, (_, i) => i + 1);
  const progress = linesPanel(
    document,
    {
      heading: 'Share of the objectives that is dominated',
      x: generations,
      xTitle: 'Generation',
      lines: [{ name: 'hypervolume', values: hypervolume, color: COLORS.best }],
      symbol: 'Hypervolume',
      unit: '',
    },
    HEIGHT,
  );
  const rows: Row[] = [
    { left: [triedPanel(document, tried)], right: hypervolume.length > 1 ? [progress] : [] },
    { left: [objectivesPanel(document, objectives)], right: [variablesPanel(document, variables)] },
  ];
  const compared = spectra.map(({ name, frequencies, target, found }) =>
    linesPanel(
      document,
      {
        heading: name,
        x: frequencies,
        xTitle: 'Frequency (Hz)',
        lines: [
          { name: 'target', values: target, color: INK.text },
          { name: 'best compromise', values: found, color: COLORS.best },
        ],
        symbol: 'Power',
        unit: 's⁻²/Hz',
        scales: 'log',
      },
      HEIGHT,
    ),
  );
  for (let k = 0; k < compared.length; k += 2)
    rows.push({ left: [compared[k]!], right: compared.slice(k + 1, k + 2) });
  return compose(document, rows, options);
}

/** Every network as a dot, and the best so far as a line. */
function triedPanel(document: SvgDocument, tried: FitFigureData['tried']): Panel {
  return { heading: 'Networks tried', height: HEIGHT, draw: (size) => drawTried(document, tried, size) };
}

function drawTried(document: SvgDocument, tried: FitFigureData['tried'], size: Size): SvgNode {
  const x: AxisOptions = { domain: [0, tried.length + 1], title: 'Network', titleOffset: 19 };
  const domain = logDomain(tried.map(({ rms }) => rms));
  const y: AxisOptions = { type: 'log', domain, ticks: roundTicks(domain, 8), title: 'Rms of objectives' };
  const best: number[] = [];
  for (const { rms } of tried) best.push(Math.min(rms, best.at(-1) ?? Infinity));
  const entries = [
    ['tried', COLORS.tried],
    ...(tried.some(({ stopped }) => stopped) ? [['stopped', COLORS.stopped] as const] : []),
    ['best so far', COLORS.best],
  ] as const;
  return axes(document, size, { left: 42, right: 8, top: 14, bottom: 24 }, x, y, (at, frame) => {
    const dots = tried.flatMap(({ rms, stopped }, i) => {
      const cy = at.y(rms);
      if (!Number.isFinite(cy)) return [];
      const fill = stopped ? COLORS.stopped : COLORS.tried;
      return [element(document, 'circle', { cx: at.x(i + 1), cy, r: 1.3, fill, 'fill-opacity': 0.6 })];
    });
    // In steps: from each network to the next.
    const line = linePath(
      best.flatMap((_, i) => [at.x(i + 1), at.x(i + 2)]).slice(0, -1),
      best.flatMap((v) => [at.y(v), at.y(v)]).slice(0, -1),
    );
    let left = frame.left + 4;
    const names = entries.flatMap(([name, color]) => {
      const from = left;
      left += 22 + 0.62 * TYPE.note * name.length;
      return [
        name === 'best so far'
          ? stroke(document, `M${short(from)},7h10`, color, LINE.strong)
          : element(document, 'circle', { cx: from + 5, cy: 7, r: 1.6, fill: color }),
        label(document, name, from + 13, 9, { 'font-size': TYPE.note }),
      ];
    });
    return [...dots, stroke(document, line, COLORS.best, LINE.strong), ...names];
  });
}

function objectivesPanel(document: SvgDocument, rows: readonly DotRow[]): Panel {
  const domain = logDomain(rows.flatMap(({ values }) => values));
  return dotRowsPanel(document, 'Pareto front: objectives', rows, {
    type: 'log',
    domain,
    ticks: roundTicks(domain, 6),
    title: 'Distance from the target',
    titleOffset: 19,
  });
}

function variablesPanel(document: SvgDocument, rows: readonly DotRow[]): Panel {
  const known = rows.some(({ reference }) => reference !== undefined);
  return dotRowsPanel(document, `Pareto front: variables${known ? ' (bar: reference)' : ''}`, rows, {
    domain: [0, 1],
    title: 'Place between the bounds',
    titleOffset: 19,
  });
}

/** Around all values that a logarithm can show; at least a decade. */
function logDomain(values: readonly number[]): [number, number] {
  const positive = values.filter((v) => v > 0 && v < Infinity);
  if (positive.length === 0) return [0.1, 1];
  const low = positive.reduce((a, b) => Math.min(a, b)) / 1.3;
  const high = positive.reduce((a, b) => Math.max(a, b)) * 1.3;
  return high / low >= 10 ? [low, high] : [Math.sqrt((low * high) / 10), Math.sqrt(low * high * 10)];
}
