/**
 * Plain-text tables for terminals: columns set apart by blanks, units in the header, numbers aligned at the decimal point
 * with as many digits as mean something. No frames, no colours, so that they can be copied and piped.
 */
import { integer } from '../errors.ts';
import type { Cell } from './csv.ts';

/** A row of a table: values by column. */
export type TableRow = Readonly<Record<string, Cell>>;

/** One column of a printed table. */
export interface Column {
  /** Which value of a row it shows. */
  readonly key: string;
  /** Default: the key. */
  readonly title?: string;
  /** Unit, shown in brackets behind the title. */
  readonly unit?: string;
  /** Significant digits of the largest number. Default 4. Whole numbers are always shown in full. */
  readonly digits?: number;
}

/** Options of {@link formatTable}. */
export interface TableOptions {
  /** Characters per line to keep to, default 80. Units move to a second line, then texts are shortened; numbers never are. */
  readonly width?: number;
  /** Blanks in front of every line. Default 0. */
  readonly indent?: number;
}

const GAP = '  ';
const SHORTEST_TEXT = 6;

/**
 * The table as text, each line ending with a line feed; without rows the header alone. Empty cells show as `-`. Throws
 * ParameterError if a column asks for digits outside 1 .. 15.
 */
export function formatTable(
  rows: readonly TableRow[],
  columns: readonly Column[],
  options: TableOptions = {},
): string {
  if (columns.length === 0) return '';
  const indent = ' '.repeat(options.indent ?? 0);
  const width = (options.width ?? 80) - indent.length;
  const bodies = columns.map((column) =>
    formatColumn(
      rows.map((row) => row[column.key]),
      integer(`columns.${column.key}.digits`, column.digits ?? 4, 1, 15),
    ),
  );
  const right = columns.map((column) =>
    rows.some((row) => typeof row[column.key] === 'number' || typeof row[column.key] === 'bigint'),
  );
  const total = (heads: readonly string[][]) =>
    bodies.reduce(
      (sum, body, c) => sum + Math.max(...[...body, ...heads.map((h) => h[c]!)].map(length)),
      GAP.length * (columns.length - 1),
    );
  let heads = [columns.map((c) => (c.unit ? `${c.title ?? c.key} (${c.unit})` : (c.title ?? c.key)))];
  if (total(heads) > width && columns.some((c) => c.unit))
    heads = [columns.map((c) => c.title ?? c.key), columns.map((c) => (c.unit ? `(${c.unit})` : ''))];
  shortenTexts(bodies, right, heads, total, width);
  const widths = bodies.map((body, c) => Math.max(...[...body, ...heads.map((h) => h[c]!)].map(length)));
  const line = (cells: readonly string[]) =>
    `${indent}${cells.map((cell, c) => pad(cell, widths[c]!, right[c]!)).join(GAP)}`.trimEnd() + '\n';
  return [...heads, ...rows.map((_, r) => bodies.map((body) => body[r]!))].map(line).join('');
}

/** Cuts the longest texts (with an ellipsis) until the table fits, or no text is longer than a few characters. */
function shortenTexts(
  bodies: string[][],
  right: readonly boolean[],
  heads: readonly string[][],
  total: (heads: readonly string[][]) => number,
  width: number,
): void {
  for (let excess = total(heads) - width; excess > 0; excess = total(heads) - width) {
    const longest = bodies
      .map((body, c) => ({ c, size: right[c] ? 0 : Math.max(0, ...body.map(length)) }))
      .filter(({ c, size }) => size > Math.max(SHORTEST_TEXT, ...heads.map((h) => length(h[c]!))))
      .toSorted((a, b) => b.size - a.size)[0];
    if (longest === undefined) return;
    const keep = Math.max(SHORTEST_TEXT, longest.size - excess);
    bodies[longest.c] = bodies[longest.c]!.map((text) =>
      length(text) > keep ? `${[...text].slice(0, keep - 1).join('')}…` : text,
    );
  }
}

/** The cells of one column as text; numbers share their decimals unless they span too many orders of magnitude. */
export function formatColumn(cells: readonly Cell[], digits: number): string[] {
  const numbers = cells.filter((c): c is number => typeof c === 'number' && Number.isFinite(c) && c !== 0);
  const magnitudes = numbers.map(Math.abs);
  const largest = magnitudes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = magnitudes.reduce((a, b) => Math.min(a, b), Infinity);
  const whole = numbers.every(Number.isSafeInteger);
  const decimals = Math.min(
    20,
    Math.max(0, largest > 0 ? digits - 1 - Math.floor(Math.log10(largest)) : digits - 1),
  );
  // With shared decimals the smallest number keeps at least one digit, and nothing is longer than 10 characters or so.
  const shared = smallest >= 0.5 * 10 ** -decimals && largest < 1e7 && decimals <= digits + 2;
  const show = (value: number): string => {
    if (!Number.isFinite(value)) return String(value);
    if (whole) return String(value);
    if (shared) return value.toFixed(decimals);
    return value === 0 ? '0' : shortExponent(value.toPrecision(digits));
  };
  return cells.map((cell) => {
    if (cell === null || cell === undefined || cell === '') return '-';
    if (typeof cell === 'number') return show(cell);
    if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
    return cell.replace(/[\r\n\t]+/g, ' ');
  });
}

/** 1.2e-7 instead of 0.00000012, 1.2e+7 as 1.2e7. */
function shortExponent(text: string): string {
  const value = Number(text);
  const size = Math.abs(value);
  const digits = text.replace(/e.*|[-.]/g, '').replace(/^0+/, '').length;
  const scaled = size < 1e-3 || size >= 1e7 ? value.toExponential(Math.max(0, digits - 1)) : text;
  return scaled.replace('e+', 'e');
}

function length(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - length(text)));
  return right ? blanks + text : text + blanks;
}
