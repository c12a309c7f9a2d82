/** Dots in rows, one row per quantity with its name on the left: where the members of a set lie, the first of them bold, and what they are compared with. */
import { axes, type AxisOptions } from './axes.ts';
import { LINE, INK, textWidth, TYPE } from './style.ts';
import { element, label, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { Panel, Size } from './layout.ts';

/** One row. */
export interface DotRow {
  readonly name: string;
  /** On the common axis; the first one is drawn bold. Values that the axis cannot show are left out. */
  readonly values: readonly number[];
  /** Marked by an upright line. */
  readonly reference?: number;
}

const ROW = 13;
const COLORS = { best: '#D55E00', others: '#0072B2' } as const;

/** The panel for a page; as high as its rows need. */
export function dotRowsPanel(
  document: SvgDocument,
  heading: string,
  rows: readonly DotRow[],
  axis: AxisOptions,
): Panel {
  const height = ROW * rows.length + 30;
  return { heading, height, draw: (size) => draw(document, rows, axis, size) };
}

function draw(document: SvgDocument, rows: readonly DotRow[], axis: AxisOptions, size: Size): SvgNode {
  // Names are not to take more than two fifths of the panel; longer ones end in an ellipsis.
  const room = 0.4 * size.width;
  const names = rows.map(({ name }) => shortened(name, room));
  const left = 8 + Math.max(0, ...names.map((name) => textWidth(name, TYPE.tick)));
  const y: AxisOptions = { domain: [0, Math.max(1, rows.length)], labelled: false };
  return axes(document, size, { left, right: 8, top: 5, bottom: 24 }, axis, y, (at, frame) =>
    rows.flatMap(({ values, reference }, i) => {
      const middle = at.y(rows.length - i - 0.5);
      const dot = (value: number, best: boolean): SvgNode[] => {
        const x = at.x(value);
        if (!Number.isFinite(x)) return [];
        const color = best ? COLORS.best : COLORS.others;
        const opacity = best ? undefined : 0.45;
        return [
          element(document, 'circle', {
            cx: x,
            cy: middle,
            r: best ? 2.6 : 1.7,
            fill: color,
            'fill-opacity': opacity,
          }),
        ];
      };
      return [
        stroke(
          document,
          `M${short(frame.left)},${short(middle)}H${short(frame.right)}`,
          INK.faint,
          LINE.hair,
        ),
        label(document, names[i]!, left - 5, middle + 0.35 * TYPE.tick, {
          'text-anchor': 'end',
          'font-size': TYPE.tick,
        }),
        ...(reference === undefined
          ? []
          : [stroke(document, `M${short(at.x(reference))},${short(middle - 5)}v10`, INK.text, LINE.bar)]),
        // The bold one last, on top of the others.
        ...values.slice(1).flatMap((value) => dot(value, false)),
        ...values.slice(0, 1).flatMap((value) => dot(value, true)),
      ];
    }),
  );
}

function shortened(name: string, room: number): string {
  const characters = Math.max(1, Math.floor(room / textWidth('x', TYPE.tick)));
  return name.length > characters ? `${name.slice(0, characters - 1)}…` : name;
}
