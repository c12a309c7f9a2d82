/**
 * npm run conformance -- FOLDER [--json]
 *
 * Rebuilds every reference case below FOLDER from its input alone and prints per case and quantity: worst error,
 * tolerance, pass or fail. A case of no known format is a failure. Exit 1 if anything fails.
 */
import { basename, dirname, relative } from 'node:path';
import { exit, argv, stdout } from 'node:process';
import { caseFiles, readCase } from './read.ts';
import { suites } from './suites.ts';

interface Row {
  suite: string;
  case: string;
  quantity: string;
  error: number | null;
  tolerance: number | null;
  pass: boolean;
  message?: string;
}

async function checkCase(file: string): Promise<Row[]> {
  const folder = basename(dirname(file));
  const failed = (suite: string, name: string, quantity: string, message: string): Row[] => [
    { suite, case: name, quantity, error: null, tolerance: null, pass: false, message },
  ];
  let reference;
  try {
    reference = readCase(file);
  } catch (error) {
    return failed(folder, basename(file), 'readable', (error as Error).message);
  }
  const suite = suites.find((s) => s.claims(reference));
  if (!suite) return failed(folder, reference.name, 'known format', 'no suite claims this case');
  try {
    const checks = await suite.run(reference);
    if (checks.length === 0) return failed(suite.name, reference.name, 'checks', 'nothing was compared');
    return checks.map((c) => ({
      suite: suite.name,
      case: reference.name,
      ...c,
      error: Number.isFinite(c.error) ? c.error : null,
      pass: c.error <= c.tolerance,
    }));
  } catch (error) {
    return failed(suite.name, reference.name, 'runs', (error as Error).message);
  }
}

const args = argv.slice(2);
const json = args.includes('--json');
const folders = args.filter((a) => !a.startsWith('--'));
if (folders.length === 0 || args.some((a) => a.startsWith('--') && a !== '--json')) {
  console.error('usage: npm run conformance -- FOLDER [--json]');
  exit(1);
}
let files: string[];
try {
  files = folders.flatMap(caseFiles);
} catch (error) {
  console.error(`cannot read ${folders.join(' ')}: ${(error as Error).message}`);
  exit(1);
}
if (files.length === 0) {
  console.error(
    `no reference cases (*.json, *.json.gz) below ${folders.map((f) => relative('.', f) || '.').join(' ')}`,
  );
  exit(1);
}
let passed = 0;
let failed = 0;
for (const file of files) {
  for (const row of await checkCase(file)) {
    if (row.pass) passed++;
    else failed++;
    if (json) stdout.write(`${JSON.stringify(row)}\n`);
    else
      stdout.write(
        `${row.pass ? 'pass' : 'FAIL'}  ${row.suite}/${row.case}  ${row.quantity}  ` +
          (row.message ??
            `error ${row.error?.toExponential(2) ?? 'NaN'}  tolerance ${row.tolerance?.toExponential(0)}`) +
          '\n',
      );
  }
}
(json ? process.stderr : stdout).write(`${files.length} cases; ${passed} passed, ${failed} failed\n`);
exit(failed > 0 ? 1 : 0);
