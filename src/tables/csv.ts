/**
 * CSV as RFC 4180 has it, except that lines end with a bare line feed, which every reader takes and line tools need. Numbers
 * are written in the fewest digits that read back to the same double.
 */

/** What a field can hold; null and undefined become an empty field. */
export type Cell = string | number | boolean | null | undefined;

/** One record. Text with commas, quotes, line breaks or outer blanks is quoted, quotes inside are doubled. */
export function csvLine(cells: Iterable<Cell>): string {
  const fields: string[] = [];
  for (const cell of cells) fields.push(csvField(cell));
  // A lone empty field would be an empty line, which readers skip.
  return fields.length === 1 && fields[0] === '' ? '""\n' : `${fields.join(',')}\n`;
}

function csvField(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Characters gathered before they are handed on. */
const CHUNK = 1 << 16;

/**
 * Writes a header and `records` through `write`, in pieces of about 64 kB, so that long recordings are never in memory as
 * text. Records are taken one at a time; the header may be empty for none.
 */
export function writeCsv(
  header: readonly string[],
  records: Iterable<Iterable<Cell>>,
  write: (text: string) => void,
): void {
  let text = header.length > 0 ? csvLine(header) : '';
  for (const record of records) {
    text += csvLine(record);
    if (text.length < CHUNK) continue;
    write(text);
    text = '';
  }
  if (text !== '') write(text);
}

/** The same as one string, for small tables. */
export function csvText(header: readonly string[], records: Iterable<Iterable<Cell>>): string {
  let out = '';
  writeCsv(header, records, (text) => {
    out += text;
  });
  return out;
}
