/**
 * One cell as a figure: drawn in a plane with what was recorded where, over the equipotentials around it if asked, and panels of lines beside it.
 * Lengths are shown by a scale bar.
 */
import { ParameterError, positive } from '../errors.ts';
import type { Frame } from './axes.ts';
import { niceAbove, niceBelow, shortNumber } from './displayUnit.ts';
import { drawColorBar } from './heatMap.ts';
import { compose, type Panel } from './layout.ts';
import { windowAround, checkWindow, planeScales, type Plane, type PlaneWindow } from './cellPlane.ts';
import {
  clipped,
  drawCell,
  drawLengthBar,
  drawMarks,
  drawWaveforms,
  segmentColors,
  type CellMark,
  type CellWaveforms,
} from './cellDrawing.ts';
import { linesPanel, type LinePanel } from './cellLines.ts';
import { drawLevelBar, drawMap, prepareMap, type PlaneMap } from './cellMap.ts';
import { drawScaleBar, scaleBarFor } from './scaleBar.ts';
import { INK, PAGE_WIDTH } from './style.ts';
import { group, newDocument, type SvgDocument, type SvgNode } from './svg.ts';
import { largestMagnitude } from './traces.ts';
import type { Polygon } from '../morphology/outline.ts';

/** What {@link cellFigure} shows; all but the outlines may be left out. */
export interface CellFigureData {
  /** Outlines of all segments in the plane of the drawing, um, as `segmentOutlines` gives them. */
  readonly outlines: readonly Polygon[];
  /** Heading of the drawing (default `Cell`). */
  readonly heading?: string;
  /** Values on a grid in the plane, e.g. the extracellular potential, as filled equipotentials. */
  readonly map?: PlaneMap;
  /** One value per segment that gives its colour, e.g. a change of membrane potential; zero is white, so better on a `map` or with `outline`. */
  readonly segments?: { readonly values: ArrayLike<number>; readonly unit: string; readonly symbol: string };
  readonly marks?: readonly CellMark[];
  readonly waveforms?: CellWaveforms;
  /** Panels beside the cell, from top to bottom. */
  readonly panels?: readonly LinePanel[];
}

/** Options of {@link cellFigure}. */
export interface CellFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
  /** Notes in small type at the bottom. */
  readonly notes?: readonly string[];
  /** Which coordinates point right and up, as in the outlines (default `xz`). */
  readonly plane?: Plane;
  /** What part of the plane is shown (default: the map if there is one, else all of the cell, marks and wave forms). */
  readonly window?: PlaneWindow;
  /** Height of the drawing, pt (default 300). */
  readonly height?: number;
}

/** Space that colour bars take on the right of the drawing, pt. */
const BAR_SPACE = 42;

/** Draws the cell as SVG text, 180 mm wide. Throws ParameterError for values that do not fit the cell, the grid or the times. */
export function cellFigure(data: CellFigureData, options: CellFigureOptions = {}): string {
  const { plane = 'xz', height = 300 } = options;
  positive('height', height);
  const { outlines, marks = [], waveforms, panels = [], segments } = data;
  if (segments !== undefined && segments.values.length !== outlines.length)
    throw new ParameterError(
      'segments.values',
      `${outlines.length} values, one per segment`,
      segments.values.length,
    );
  if (waveforms !== undefined && waveforms.at.length !== waveforms.data.shape[0])
    throw new ParameterError('waveforms.at', `${waveforms.data.shape[0]} places`, waveforms.at.length);
  for (const [k, panel] of panels.entries())
    for (const { name, values } of panel.lines)
      if (values.length !== panel.x.length)
        throw new ParameterError(`panels[${k}] ${name}`, `${panel.x.length} values`, values.length);
  const document = newDocument();
  const map = data.map === undefined ? undefined : prepareMap(data.map);
  const axisOfWidth = 'xyz'.indexOf(plane[0]!);
  const ends = (waveforms?.at ?? []).map(
    (at) =>
      at.map((v, axis) => (axis === axisOfWidth ? v + waveforms!.width : v)) as [number, number, number],
  );
  const window = checkWindow(
    options.window ??
      map ??
      windowAround(outlines, plane, [...marks.map(({ at }) => at), ...(waveforms?.at ?? []), ...ends]),
  );
  const bars = map === undefined && segments === undefined ? 0 : BAR_SPACE;
  const drawing: Panel = {
    heading: data.heading ?? 'Cell',
    height,
    draw(size) {
      const scales = planeScales(window, {
        left: 0,
        top: 2,
        right: size.width - bars,
        bottom: size.height - 14,
      });
      const { frame } = scales;
      const limit = segments === undefined ? 0 : niceAbove(largestMagnitude([segments.values]));
      const inside = [
        ...(map === undefined ? [] : [drawMap(document, map, scales)]),
        // A dark outline under coloured segments keeps pale ones visible.
        ...(segments === undefined
          ? [drawCell(document, outlines, scales, INK.axis)]
          : [
              drawCell(document, outlines, scales, INK.note, 0.7),
              drawCell(document, outlines, scales, segmentColors(segments.values, limit)),
            ]),
      ];
      return group(document, [
        clipped(document, inside, frame),
        ...(waveforms === undefined ? [] : waveformNodes(document, waveforms, plane, scales)),
        drawMarks(document, marks, plane, scales),
        lengthBar(document, scales),
        ...(map === undefined
          ? []
          : [drawLevelBar(document, map, barFrame(frame, segments === undefined ? 'whole' : 'upper'))]),
        ...(segments === undefined
          ? []
          : [
              drawColorBar(
                document,
                limit,
                segments.unit,
                barFrame(frame, map === undefined ? 'whole' : 'lower'),
                segments.symbol,
                false,
              ),
            ]),
      ]);
    },
  };
  const wide = ((window.right[1] - window.right[0]) / (window.up[1] - window.up[0])) * (height - 16) + bars;
  const weights = panels.map((panel) => panel.height ?? 1);
  const total = weights.reduce((a, b) => a + b, 0);
  const free = height + 13 - 13 * panels.length;
  return compose(
    document,
    [
      {
        left: [drawing],
        right: panels.map((panel, k) => linesPanel(document, panel, (free * weights[k]!) / total)),
        leftShare: Math.min(0.65, Math.max(0.3, wide / PAGE_WIDTH)),
      },
    ],
    {
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(options.notes === undefined ? {} : { notes: options.notes }),
      letters: panels.length > 0,
    },
  );
}

/** Where a colour bar stands beside the drawing: over its height, or one half of it. */
function barFrame({ right, top, bottom }: Frame, part: 'whole' | 'upper' | 'lower'): Frame {
  const middle = (top + bottom) / 2;
  return {
    left: right + 6,
    right,
    top: (part === 'lower' ? middle + 12 : top) + 12,
    bottom: part === 'upper' ? middle - 6 : bottom,
  };
}

/** The scale bar of lengths below the drawing: about a quarter of its width. */
function lengthBar(
  document: SvgDocument,
  { perMicrometre, frame }: { readonly perMicrometre: number; readonly frame: Frame },
): SvgNode {
  const length = niceBelow((0.3 * (frame.right - frame.left)) / perMicrometre);
  return drawLengthBar(
    document,
    frame.left,
    frame.bottom + 5,
    perMicrometre * length,
    `${shortNumber(length)} µm`,
  );
}

/** The traces, and below the drawing what their height and length stand for. */
function waveformNodes(
  document: SvgDocument,
  waveforms: CellWaveforms,
  plane: Plane,
  scales: ReturnType<typeof planeScales>,
): SvgNode[] {
  const { data, dt, unit, width, height } = waveforms;
  const largest = largestMagnitude([data.data]);
  const gain = largest > 0 ? positive('waveforms.height', height) / largest : 0;
  const { perMicrometre, frame } = scales;
  const duration = dt * Math.max(1, data.shape[1] - 1);
  const time = niceBelow(duration);
  const perMs = (perMicrometre * positive('waveforms.width', width)) / duration;
  const bar = scaleBarFor(0.75 * largest, unit);
  const x = frame.right - Math.max(30, time * perMs) - 14;
  return [
    drawWaveforms(document, waveforms, gain, plane, scales),
    drawLengthBar(document, x, frame.bottom + 5, time * perMs, `${shortNumber(time)} ms`),
    ...(bar === undefined
      ? []
      : [drawScaleBar(document, bar, x, frame.bottom + 5, bar.length * gain * perMicrometre)]),
  ];
}
