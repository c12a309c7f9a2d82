/** Comma-separated values as RFC 4180 has them: a header line, quotes where needed. Written with LF line ends. */
import { DataFileError } from '../errors.ts';
import { TableReader } from './table.ts';
import type { SourceFile } from './text.ts';

/** A whole CSV file as text: header, rows of the same length, and the line (1-based) on which each row starts. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

/**
 * Reads a CSV file whole; for large numeric files use TableReader. Blank lines are skipped, fields are kept as they stand (no trimming).
 * Throws DataFileError on an empty file, broken quotes, or a row whose number of fields is not the header's.
 */
export function parseCsv(file: SourceFile): CsvTable {
  const reader = new TableReader(file, { separator: 'comma' });
  if (!reader.next())
    throw new DataFileError(file.name, undefined, 'Expected a header line, but the file is blank');
  const header = reader.texts();
  const rows: string[][] = [];
  const lines: number[] = [];
  while (reader.next()) {
    reader.expectColumns(header.length);
    rows.push(reader.texts());
    lines.push(reader.line);
  }
  return { header, rows, lines };
}

/** One field, quoted if it holds a comma, a quote, a line end or blanks at an end; an empty field is quoted too, so that a row of one is not a blank line. */
export function csvField(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of fields, with its line end. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\n`;
}
