/** Scale bars: a vertical line of known height with its value, in place of an axis where many traces share a panel. */
import { displayUnit, niceBelow, shortNumber, type DisplayUnit } from './displayUnit.ts';
import { INK, LINE, TYPE } from './style.ts';
import { group, label, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';

/** A scale bar: `length` in the data's unit, and how it is written. */
export interface ScaleBar {
  readonly length: number;
  readonly text: string;
}

/** The longest bar of 1, 2 or 5 times a power of ten that is not above `limit` (in `unit`), shown as `unitOf` says. Undefined for limits of 0. */
export function scaleBarFor(
  limit: number,
  unit: string,
  unitOf: (unit: string, largest: number) => DisplayUnit = displayUnit,
): ScaleBar | undefined {
  if (!(limit > 0) || !Number.isFinite(limit)) return undefined;
  const shown = unitOf(unit, limit);
  const length = niceBelow(limit * shown.factor);
  if (length === 0) return undefined;
  return { length: length / shown.factor, text: `${shortNumber(length)} ${shown.symbol}` };
}

/**
 * Draws the bar with its lower end at (x, y), `height` pt tall; the text stands to the right of it, in two lines
 * (number, unit) if `narrow`.
 */
export function drawScaleBar(
  document: SvgDocument,
  bar: ScaleBar,
  x: number,
  y: number,
  height: number,
  options: { readonly narrow?: boolean } = {},
): SvgNode {
  const lines = options.narrow ? bar.text.split(' ') : [bar.text];
  const size = TYPE.note;
  const middle = y - height / 2;
  return group(document, [
    stroke(document, `M${short(x)},${short(y)}V${short(y - height)}`, INK.text, LINE.bar),
    ...lines.map((line, i) =>
      label(document, line, x + 3, middle + (i - (lines.length - 1) / 2) * size * 1.15 + 0.35 * size, {
        'font-size': size,
      }),
    ),
  ]);
}
