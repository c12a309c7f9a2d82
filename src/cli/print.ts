/** What a command prints when it is done: tables and where the results are on stdout, notes on stderr. */
import { formatTable } from '../tables/table.ts';
import type { Report } from '../study/report.ts';

/** Prints a report. */
export function printReport(report: Report, quiet: boolean): void {
  if (!quiet) printNotes(report.notes ?? []);
  // A terminal of unknown width says 0.
  const width = process.stdout.columns || 80;
  const blocks = report.text === undefined ? [] : [wrapped(report.text, width)];
  for (const { title, rows, columns } of report.tables)
    blocks.push(`${title}\n${formatTable(rows, columns, { indent: 2, width })}`);
  const { folder, files = [] } = report;
  if (folder !== undefined) {
    const longest = Math.max(0, ...files.map(({ name }) => name.length));
    blocks.push(
      `Results in ${folder}\n${files.map(({ name, what }) => `  ${name.padEnd(longest)}  ${what}\n`).join('')}`,
    );
  }
  process.stdout.write(blocks.join('\n'));
}

/** Prints notes, one line each, on stderr. */
export function printNotes(notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
}

/** A paragraph in lines of at most `width` characters; longer words stand alone. */
function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${line}\n`).join('');
}
