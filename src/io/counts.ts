/**
 * Spike counts of whole populations per time step, from JSON and CSV. They are counts, "spikes per time bin", never rates in spikes/s:
 * the CSV reader has its caller say so, because the file cannot.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import type { SpikeCounts } from '../network/spikes.ts';
import { UNITS } from '../units.ts';
import { millisecondsPer, TimeGrid, type GridOptions } from './spikeGrid.ts';
import { TableReader } from './table.ts';
import { contentText, type SourceFile } from './text.ts';

/** How a CSV file of counts is to be read. */
export interface CountsCsvOptions extends GridOptions {
  /** Unit of the counts; anything else is refused. */
  readonly unit: typeof UNITS.count | 'spikes per bin';
  /** Unit of the column `time`. */
  readonly timeUnit: 'ms' | 's';
  /** The populations, each a column of that name, with their sizes. Other columns are ignored. */
  readonly populations: Readonly<Record<string, { readonly size: number }>>;
}

/**
 * Counts from a CSV file with the header `time,<population>,<population>,…`: one row per bin of width dt, `time` the end of the bin (the
 * time stamp of its spikes), rows in order and without gaps. The window starts at the first time minus dt.
 * Throws DataFileError with the line on a missing column, a bad number, a negative count, a time off the grid or out of order, or no rows
 * at all; ParameterError on bad options, another unit included.
 */
export function readCountsCsv(file: SourceFile, options: CountsCsvOptions): SpikeCounts[] {
  if (options.unit !== UNITS.count && options.unit !== 'spikes per bin')
    throw new ParameterError('unit', `"${UNITS.count}"`, options.unit, 'convert rates to counts first');
  const scale = millisecondsPer(options.timeUnit);
  const grid = new TimeGrid(options);
  const names = Object.keys(options.populations);
  const reader = new TableReader(file, { separator: 'comma' });
  const header = reader.next() ? reader.texts().map((name) => name.trim()) : [];
  const columns = names.map((name) => header.indexOf(name));
  const time = header.indexOf('time');
  if (time < 0 || columns.includes(-1))
    throw new DataFileError(
      file.name,
      header.length === 0 ? undefined : reader.line,
      `Expected a header line with the columns ${['time', ...names].join(',')}, but received ${show(header.join(','))}`,
    );
  const counts = names.map((): number[] => []);
  const error = (message: string) => reader.error(message);
  let first = 0;
  let rows = 0;
  for (; reader.next(); rows++) {
    reader.expectColumns(header.length);
    const received = reader.finite(time, 'time') * scale;
    const step = grid.step(received, error);
    if (rows === 0) first = step;
    if (step !== first + rows)
      throw error(
        `Expected the time ${(first + rows) * grid.dt} ms of the next bin, but received ${received} ms`,
      );
    for (let i = 0; i < names.length; i++) {
      const value = reader.finite(columns[i]!, names[i]!);
      if (!isCount(value))
        throw error(`${names[i]}: Expected a whole number of spikes, but received ${value}`);
      counts[i]!.push(value);
    }
  }
  if (rows === 0)
    throw new DataFileError(
      file.name,
      undefined,
      'Expected at least one row of counts, but the file has none',
    );
  return names.map((population, i) => ({
    population,
    size: options.populations[population]!.size,
    dt: grid.dt,
    t0: (first - 1) * grid.dt,
    counts: Float64Array.from(counts[i]!),
  }));
}

/**
 * Counts from JSON (gzipped or not): `{input: {dt, t0, t1}, output: {<population>: {N, counts}}}`, times in ms; counts[n] are the spikes with
 * time stamp t0 + (n + 1) dt. `total`, where present, must be their sum.
 * Throws DataFileError, naming the member, on anything else.
 */
export function readCountsJson(file: SourceFile): SpikeCounts[] {
  const fail = (path: string, expected: string, received: unknown) =>
    new DataFileError(file.name, undefined, `${path}: Expected ${expected}, but received ${show(received)}`);
  let json: unknown;
  try {
    json = JSON.parse(contentText(file));
  } catch (cause) {
    if (cause instanceof DataFileError) throw cause;
    throw new DataFileError(file.name, undefined, `Expected JSON: ${(cause as Error).message}`);
  }
  const member = (value: unknown, path: string, key: string): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw fail(path, 'an object', value);
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  };
  const number = (value: unknown, path: string): number => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw fail(path, 'a finite number', value);
    return value;
  };
  const input = member(json, 'file', 'input');
  const dt = number(member(input, 'input', 'dt'), 'input.dt');
  const t0 = number(member(input, 'input', 't0'), 'input.t0');
  const t1 = number(member(input, 'input', 't1'), 'input.t1');
  if (dt <= 0) throw fail('input.dt', 'a time step > 0', dt);
  const bins = Math.round((t1 - t0) / dt);
  const output = member(json, 'file', 'output');
  if (typeof output !== 'object' || output === null || Object.keys(output).length === 0)
    throw fail('output', 'at least one population', output);
  return Object.entries(output).map(([population, entry]) => {
    const path = `output.${population}`;
    const size = number(member(entry, path, 'N'), `${path}.N`);
    if (!isCount(size)) throw fail(`${path}.N`, 'a number of neurons', size);
    const list = member(entry, path, 'counts');
    if (!Array.isArray(list) || list.length !== bins)
      throw fail(
        `${path}.counts`,
        `${bins} values, (t1 - t0)/dt`,
        Array.isArray(list) ? `${list.length} values` : list,
      );
    const bad = list.findIndex((value) => !isCount(value));
    if (bad >= 0) throw fail(`${path}.counts[${bad}]`, 'a whole number of spikes', list[bad]);
    const counts = Float64Array.from(list as number[]);
    const total = member(entry, path, 'total');
    const sum = counts.reduce((a, b) => a + b, 0);
    if (total !== undefined && total !== sum)
      throw fail(`${path}.total`, `${sum}, the sum of the counts`, total);
    return { population, size, dt, t0, counts };
  });
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
