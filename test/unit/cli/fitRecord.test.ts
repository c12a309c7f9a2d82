import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FitRecord, RECORD } from '../../../src/cli/stages/fitRecord.ts';
import { evaluationLine, recordHeader, type Evaluation } from '../../../src/study/fit/records.ts';
import { tinyFit } from '../study/fit/tinyFit.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'spikefield-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = () => readFileSync(join(folder, RECORD), 'utf8');
const at = (generation: number, index: number): Evaluation => ({
  generation,
  index,
  seed: 1,
  variables: { v: generation + index / 8 },
  objectives: { o: index },
});

test('adds lines as they come, and puts them into order at the end', async () => {
  const fit = await tinyFit();
  const header = await recordHeader(fit);
  const record = await FitRecord.open(fit, folder, false);
  for (const e of [at(0, 1), at(0, 0), at(1, 0)]) await record.append(e);
  expect(text()).toBe(header + [at(0, 1), at(0, 0), at(1, 0)].map(evaluationLine).join(''));
  await record.arrange();
  expect(text()).toBe(header + [at(0, 0), at(0, 1), at(1, 0)].map(evaluationLine).join(''));
  expect(record.count).toBe(3);
  await record.close();
});

test('goes on with what is there, without a line that was cut off, also beyond what is asked now', async () => {
  const fit = await tinyFit();
  const header = await recordHeader(fit);
  const first = await FitRecord.open(fit, folder, false);
  for (const e of [at(2, 0), at(0, 1)]) await first.append(e);
  await first.close();
  appendFileSync(join(folder, RECORD), evaluationLine(at(0, 2)).slice(0, -9));
  const record = await FitRecord.open(fit, folder, true);
  expect(record.earlier).toEqual([
    { ...at(2, 0), line: 2 },
    { ...at(0, 1), line: 3 },
  ]);
  await record.append(at(0, 0));
  await record.arrange();
  expect(text()).toBe(header + [at(0, 0), at(0, 1), at(2, 0)].map(evaluationLine).join(''));
  await record.close();
});

test('refuses a folder with anything in it, unless to go on', async () => {
  const fit = await tinyFit();
  appendFileSync(join(folder, 'x'), '');
  await expect(FitRecord.open(fit, folder, false)).rejects.toThrow('exists and is not empty');
  const record = await FitRecord.open(fit, folder, true);
  expect(record.count).toBe(0);
  await record.close();
  await expect(FitRecord.open(fit, folder, false)).rejects.toThrow('holds a fit already');
});

test('belongs to one process at a time; the lock of one that is gone is taken over, which is said', async () => {
  const fit = await tinyFit();
  const record = await FitRecord.open(fit, folder, false);
  await expect(FitRecord.open(fit, folder, true)).rejects.toThrow(`process ${process.pid}`);
  expect(record.takenOver).toBeUndefined();
  await record.close();
  expect(readdirSync(folder)).toEqual([RECORD]);
  // No process has this number.
  const gone = { pid: 2 ** 30, host: hostname(), since: '2026-01-01T00:00:00.000Z', birth: null };
  appendFileSync(join(folder, 'lock'), `${JSON.stringify(gone)}\n`);
  const next = await FitRecord.open(fit, folder, true);
  expect(next.takenOver).toMatch(/took over the lock of process 1073741824/);
  await next.close();
  // A record of something else is refused, and no lock is left.
  writeFileSync(join(folder, RECORD), 'something else\n');
  await expect(FitRecord.open(fit, folder, true)).rejects.toThrow(RECORD);
  expect(readdirSync(folder)).toEqual([RECORD]);
});
