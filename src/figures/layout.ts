/**
 * Panels into one page: rows of one or two columns, each column a stack of panels with headings. A column that is left
 * without panels gives its width to the other, a row without panels vanishes, and letters run in reading order.
 */
import { FONT_FAMILY, INK, PAGE_WIDTH, POINTS_PER_MM, TYPE } from './style.ts';
import { element, group, label, short, type SvgDocument, type SvgNode } from './svg.ts';

/** Size of a drawing area, pt. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One panel of a figure. */
export interface Panel {
  /** Short title beside the letter. */
  readonly heading: string;
  /** Wanted height without the heading, pt; panels of a stack share what their row has in these proportions. */
  readonly height: number;
  /** Draws into (0, 0) .. size. `last`: no panel follows below in the stack (so the shared time axis belongs here). */
  draw(size: Size, last: boolean): SvgNode;
}

/** One row of a figure: the stack on the left, the stack on the right, and the left one's share of the width. */
export interface Row {
  readonly left: readonly Panel[];
  readonly right: readonly Panel[];
  readonly leftShare?: number;
}

/** Space between columns, between rows, for a heading, and around everything, pt. */
const GAP = { column: 16, row: 10, heading: 13, edge: 6 } as const;

/** Options of {@link compose}. */
export interface PageOptions {
  /** Width of the page, pt. Default 180 mm. */
  readonly width?: number;
  /** Title on top. Default none. */
  readonly title?: string;
  /** Notes in small type at the bottom, a line each. Default none. */
  readonly notes?: readonly string[];
  /** Letter every panel A, B, C …. Default true. */
  readonly letters?: boolean;
}

/** The page as an SVG document. Without any panel it says so on an otherwise empty page. */
export function compose(document: SvgDocument, rows: readonly Row[], options: PageOptions = {}): string {
  const width = options.width ?? PAGE_WIDTH;
  const inner = width - 2 * GAP.edge;
  const nodes: SvgNode[] = [];
  let y: number = GAP.edge;
  let letters = 0;
  if (options.title !== undefined) {
    nodes.push(
      label(document, options.title, width / 2, y + 8, {
        'font-size': TYPE.letter,
        'font-weight': 'bold',
        'text-anchor': 'middle',
      }),
    );
    y += 16;
  }
  const filled = rows.filter((row) => row.left.length + row.right.length > 0);
  for (const row of filled) {
    const stacks = [row.left, row.right].filter((stack) => stack.length > 0);
    const height = Math.max(...stacks.map(stackHeight));
    const share = row.leftShare ?? 0.5;
    const free = stacks.length === 2 ? inner - GAP.column : inner;
    const widths = stacks.length === 2 ? [free * share, free * (1 - share)] : [free];
    let x: number = GAP.edge;
    stacks.forEach((stack, s) => {
      const stretch =
        (height - stack.length * GAP.heading) / (stackHeight(stack) - stack.length * GAP.heading);
      let top = y;
      stack.forEach((panel, p) => {
        const size = { width: widths[s]!, height: panel.height * stretch };
        const letter = options.letters === false ? undefined : letterOf(letters++);
        nodes.push(
          ...headingOf(document, panel.heading, letter, x, top),
          group(document, [panel.draw(size, p === stack.length - 1)], x, top + GAP.heading),
        );
        top += GAP.heading + size.height;
      });
      x += widths[s]! + GAP.column;
    });
    y += height + GAP.row;
  }
  if (filled.length === 0) {
    nodes.push(
      label(document, 'Nothing to show', width / 2, y + 20, { 'text-anchor': 'middle', fill: INK.note }),
    );
    y += 40;
  }
  for (const note of options.notes ?? []) {
    nodes.push(label(document, note, GAP.edge, y + 4, { 'font-size': TYPE.note, fill: INK.note }));
    y += 8.5;
  }
  const height = y + GAP.edge / 2;
  return page(document, nodes, width, height);
}

function page(document: SvgDocument, nodes: readonly SvgNode[], width: number, height: number): string {
  const background = element(document, 'rect', { x: 0, y: 0, width, height, fill: '#ffffff' });
  const root = element(
    document,
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: `${short(width / POINTS_PER_MM)}mm`,
      height: `${short(height / POINTS_PER_MM)}mm`,
      viewBox: `0 0 ${short(width)} ${short(height)}`,
      'font-family': FONT_FAMILY,
      'font-size': TYPE.label,
      fill: INK.text,
    },
    [background, ...nodes],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${shorten(root.outerHTML)}\n`;
}

function stackHeight(stack: readonly Panel[]): number {
  return stack.reduce((sum, panel) => sum + panel.height + GAP.heading, 0);
}

/** A .. Z, then AA .. */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

function headingOf(
  document: SvgDocument,
  heading: string,
  letter: string | undefined,
  x: number,
  top: number,
): SvgNode[] {
  const baseline = top + 7;
  const title = label(document, heading, x + (letter === undefined ? 0 : 13), baseline, {
    'font-size': TYPE.heading,
  });
  if (letter === undefined) return [title];
  return [label(document, letter, x, baseline, { 'font-size': TYPE.letter, 'font-weight': 'bold' }), title];
}

/** Rounds what the plotting library wrote with all digits, inside attributes only. */
function shorten(svg: string): string {
  return svg.replace(/ (?:transform|d|x|y)="[^"]*"/g, (attribute) =>
    attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => short(Number(number))),
  );
}
