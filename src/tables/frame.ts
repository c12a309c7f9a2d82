/**
 * Tables to compute with: danfojs data frames behind one lazily loaded file. Loading takes about a second, so nothing here
 * loads danfojs before a frame is asked for. Danfojs serves for frames, grouping and summaries; its CSV writer does not
 * quote (csv.ts does), its element-wise arithmetic is float32 and `concat` changes its inputs: do not use these.
 */
import { ParameterError } from '../errors.ts';
import type { DataFrame } from 'danfojs-node';
import type { Cell } from './csv.ts';
import type { TableRow } from './table.ts';

/** What a group can be summarised by. `std` and `var` are those of a sample (n - 1), 0 for one record. */
export type Aggregate = 'count' | 'mean' | 'sum' | 'min' | 'max' | 'std' | 'var';

/** Statistics of one numeric column, in its own unit; std is that of a sample (n - 1), 0 for one record. */
export interface ColumnSummary {
  readonly column: string;
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/**
 * A danfojs DataFrame with one row per record; columns are the keys in order of appearance, missing values are undefined.
 * Throws ParameterError without records, since a frame needs columns.
 */
export async function toFrame(rows: readonly TableRow[]): Promise<DataFrame> {
  const columns = columnsOf(rows);
  const { DataFrame: Frame } = await danfo();
  return new Frame(
    rows.map((row) => columns.map((column) => row[column] ?? undefined)),
    { columns },
  );
}

/**
 * Groups records by the values of `keys` and summarises other columns, e.g. `groupBy(rows, ['population'], { rate: ['mean',
 * 'std'] })` gives records with `population`, `rate_mean`, `rate_std`, groups in order of appearance. Throws ParameterError if a
 * column is unknown, or if a summarised one holds anything but numbers.
 */
export async function groupBy(
  rows: readonly TableRow[],
  keys: readonly string[],
  aggregates: Readonly<Record<string, Aggregate | readonly Aggregate[]>>,
): Promise<TableRow[]> {
  const known = columnsOf(rows);
  if (keys.length === 0) throw new ParameterError('keys', 'at least one column', keys);
  for (const column of [...keys, ...Object.keys(aggregates)])
    if (!known.includes(column)) throw new ParameterError('column', `one of ${known.join(', ')}`, column);
  const out: { [column: string]: Cell }[] = [];
  if (Object.keys(aggregates).length === 0)
    throw new ParameterError('aggregates', 'at least one column to summarise', aggregates);
  for (const column of Object.keys(aggregates)) numbersOf(rows, column);
  const frame = await toFrame(rows);
  const spec = Object.fromEntries(
    Object.entries(aggregates).map(([column, what]) => [column, typeof what === 'string' ? what : [...what]]),
  );
  const grouped = frame.groupby([...keys]).agg(spec);
  for (const values of grouped.values as Cell[][])
    out.push(Object.fromEntries(grouped.columns.map((column, i) => [column, values[i]])));
  return out;
}

/** Summaries of the numeric columns of `rows`, or of those named. Throws ParameterError on a column without numbers. */
export async function describe(
  rows: readonly TableRow[],
  columns?: readonly string[],
): Promise<ColumnSummary[]> {
  const numeric =
    columns ?? columnsOf(rows).filter((column) => rows.every((row) => typeof row[column] === 'number'));
  for (const column of numeric) numbersOf(rows, column);
  if (numeric.length === 0) return [];
  const frame = await toFrame(rows.map((row) => Object.fromEntries(numeric.map((c) => [c, row[c]]))));
  const summary = frame.describe();
  const at = (statistic: string, column: number) =>
    Number((summary.values as number[][])[summary.index.indexOf(statistic)]![column]);
  return numeric.map((column, c) => ({
    column,
    count: at('count', c),
    mean: at('mean', c),
    std: at('std', c),
    min: at('min', c),
    median: at('median', c),
    max: at('max', c),
  }));
}

function columnsOf(rows: readonly TableRow[]): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) throw new ParameterError('rows', 'at least one record with a column', rows);
  return columns;
}

/** The column's values, all of which must be finite numbers: danfojs would silently turn others into something. */
function numbersOf(rows: readonly TableRow[], column: string): number[] {
  return rows.map((row) => {
    const value = row[column];
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new ParameterError(column, 'a finite number in every row', value, 'leave such rows out first');
    return value;
  });
}

async function danfo(): Promise<typeof import('danfojs-node')> {
  const loaded = (await import('danfojs-node')) as typeof import('danfojs-node') & {
    default?: typeof import('danfojs-node');
  };
  return loaded.default ?? loaded;
}
