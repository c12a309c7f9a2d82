/**
 * npm run bench [-- NAME...] [--json FILE]
 *
 * Runs every test/bench/*.bench.ts (or those named), one after the other, prints a table, and writes all rows with the machine
 * they were measured on as JSON (default results/bench.json). Nothing fails for being slow: numbers are for reading. Measure
 * compiled code (test/bench/tsconfig.json): under a loader that compiles on the fly, fft.js runs a quarter slower.
 */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { argv, exit, stderr, stdout, version } from 'node:process';
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench.ts';

const folder = import.meta.dirname;
const extension = extname(import.meta.filename);
const known = readdirSync(folder)
  .filter((file) => /\.bench\.[jt]s$/.test(file))
  .map((file) => file.replace(/\.bench\.[jt]s$/, ''))
  .toSorted();

let names: string[];
let json: string;
try {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { json: { type: 'string', default: 'results/bench.json' } },
  });
  names = positionals.length > 0 ? positionals : known;
  json = values.json;
  for (const name of names)
    if (!known.includes(name)) throw new Error(`no benchmark "${name}"; there are ${known.join(', ')}`);
} catch (error) {
  console.error((error as Error).message);
  exit(1);
}

const rows: BenchRow[] = [];
for (const name of names) {
  stderr.write(`${name} ...\n`);
  const module = (await import(join(folder, `${name}.bench${extension}`))) as { rows(): Promise<BenchRow[]> };
  rows.push(...(await module.rows()));
}
stdout.write(table(rows));
const report = {
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: version },
  rows,
};
mkdirSync(dirname(json), { recursive: true });
writeFileSync(`${json}.part`, `${JSON.stringify(report, null, 2)}\n`);
renameSync(`${json}.part`, json);
stderr.write(`${json}\n`);

function table(all: readonly BenchRow[]): string {
  const head = ['bench', 'case', 'median', 'runs', 'baseline', 'ratio', 'target', ''];
  const lines = all.map((r) => [
    r.bench,
    r.case,
    duration(r.medianMs),
    String(r.runs),
    r.baseline
      ? `${duration(r.baseline.medianMs)} ${r.baseline.name}${r.baseline.measuredHere ? '' : ' (quoted)'}`
      : '',
    r.baseline ? `${(r.baseline.medianMs / r.medianMs).toPrecision(3)}x` : '',
    r.targetMs === undefined ? '' : `${duration(r.targetMs)} ${r.medianMs <= r.targetMs ? 'met' : 'MISSED'}`,
    r.note ?? '',
  ]);
  const widths = head.map((h, i) => Math.max(h.length, ...lines.map((line) => line[i].length)));
  return [head, ...lines]
    .map(
      (line) =>
        `${line
          .map((cell, i) => cell.padEnd(widths[i]))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  if (ms >= 1) return `${ms.toPrecision(3)} ms`;
  return `${(ms * 1000).toPrecision(3)} us`;
}
