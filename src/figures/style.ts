/**
 * The look of every figure: sizes in typographic points (1/72 inch) on a page as wide as two columns of a journal.
 * Type is 6 to 9 pt and lines are at least 0.5 pt, what journals ask for in print.
 */

/** Points per millimetre. */
export const POINTS_PER_MM = 72 / 25.4;

/** Two-column width of a journal page, 180 mm, in pt. */
export const PAGE_WIDTH = 180 * POINTS_PER_MM;

/** Type sizes, pt. */
export const TYPE = { letter: 9, heading: 7.5, label: 7, tick: 6.2, note: 6 } as const;

/** Line widths, pt. */
export const LINE = { axis: 0.6, trace: 0.6, strong: 0.9, bar: 1.4, hair: 0.3 } as const;

/** Greys of everything that is not data. */
export const INK = { text: '#1a1a1a', axis: '#333333', note: '#666666', faint: '#cccccc' } as const;

/** Fonts, first the one that PNG rendering brings along, so that SVG and PNG agree where it is installed. */
export const FONT_FAMILY = "'DejaVu Sans', Arial, Helvetica, sans-serif";

/** Mean width of a character of bold DejaVu Sans, the widest of the fonts, relative to the type size. */
const CHARACTER_WIDTH = 0.68;

/** Upper estimate of the width (pt) of a line of text: layouts that keep to it do not overlap in any of the fonts. */
export function textWidth(text: string, size: number): number {
  return text.length * CHARACTER_WIDTH * size;
}

/** An integer as superscript characters: -3 as ⁻³. */
export function plainSuperscript(exponent: number): string {
  return String(exponent).replace(/[-0-9]/g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]!));
}
