/** Panels of lines on a page, one or two in a row: traces, curves of rate against current, whatever a lesson compares. */
import { ParameterError } from '../errors.ts';
import { linesPanel, type LinePanel } from './cellLines.ts';
import { compose, type Row } from './layout.ts';
import { newDocument } from './svg.ts';

/** Options of {@link lineFigure}. */
export interface LineFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
  /** Notes in small type at the bottom. */
  readonly notes?: readonly string[];
  /** Panels in a row, 1 or 2. Default 2. */
  readonly columns?: 1 | 2;
  /** Height of a panel of height 1, pt. Default 110. */
  readonly height?: number;
}

/**
 * Draws the panels as SVG text, 180 mm wide, in reading order.
 * @throws ParameterError if a line has not as many values as its panel has x
 */
export function lineFigure(panels: readonly LinePanel[], options: LineFigureOptions = {}): string {
  const { columns = 2, height = 110, title, notes } = options;
  for (const [k, panel] of panels.entries())
    for (const { name, values } of panel.lines)
      if (values.length !== panel.x.length)
        throw new ParameterError(`panels[${k}] ${name}`, `${panel.x.length} values`, values.length);
  const document = newDocument();
  const drawn = panels.map((panel) => linesPanel(document, panel, height * (panel.height ?? 1)));
  const rows: Row[] = [];
  for (let k = 0; k < drawn.length; k += columns)
    rows.push({ left: [drawn[k]!], right: columns === 2 ? drawn.slice(k + 1, k + 2) : [] });
  return compose(document, rows, {
    ...(title === undefined ? {} : { title }),
    ...(notes === undefined ? {} : { notes }),
    letters: panels.length > 1,
  });
}
