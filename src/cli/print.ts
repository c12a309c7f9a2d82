/** What a command prints when it is done: tables and where the results are on stdout, notes on stderr. */
import { formatTable } from '../tables/table.ts';
import type { Report } from '../study/report.ts';

/** Prints a report. */
export function printReport(report: Report, quiet: boolean): void {
  if (!quiet) printNotes(report.notes ?? []);
  const blocks = report.tables.map(
    ({ title, rows, columns }) =>
      `${title}\n${formatTable(rows, columns, { indent: 2, width: process.stdout.columns ?? 80 })}`,
  );
  const { folder, files = [] } = report;
  if (folder !== undefined) {
    const width = Math.max(0, ...files.map(({ name }) => name.length));
    blocks.push(
      `Results in ${folder}\n${files.map(({ name, what }) => `  ${name.padEnd(width)}  ${what}\n`).join('')}`,
    );
  }
  process.stdout.write(blocks.join('\n'));
}

/** Prints notes, one line each, on stderr. */
export function printNotes(notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
}
