/** What a network recorded, as CSV for spreadsheets: one row per time at which anything was sampled, one column per time course, units in the header. */
import { integer } from '../errors.ts';
import type { Trace } from '../network/point/recording.ts';
import type { Sums } from '../network/point/sums.ts';
import type { PopulationProxies } from '../network/recordings.ts';
import { csvField } from './csv.ts';
import { PROXY_NAMES } from './recordingsHdf5.ts';
import { formatNumber } from './signalsCsv.ts';

/** A column: sample m is at t0 + (m + 1) interval, ms. */
export interface Course {
  /** With its unit, as it stands in the header. */
  readonly title: string;
  readonly values: Float64Array;
  readonly t0: number;
  readonly interval: number;
}

/** One column per neuron: `<population>[<neuron>] <quantity> (<unit>)`. */
export function traceCourses({ population, quantity, unit, neurons, data, ...times }: Trace): Course[] {
  const samples = data.shape[1];
  return neurons.map((neuron, i) => ({
    title: `${population}[${neuron}] ${quantity} (${unit})`,
    values: data.data.subarray(i * samples, (i + 1) * samples),
    ...times,
  }));
}

/** `<population> sum of <quantity> (<unit>)`, magnitudes between bars. */
export function sumCourse({ population, quantity, magnitude, unit, values, t0, interval }: Sums): Course {
  const what = magnitude ? `|${quantity}|` : quantity;
  return { title: `${population} sum of ${what} (${unit})`, values, t0, interval };
}

/** `<population> <proxy> (<unit>)`. */
export function proxyCourses(proxies: PopulationProxies): Course[] {
  return PROXY_NAMES.map((name) => {
    const { unit, ...course } = proxies[name];
    return { title: `${proxies.population} ${name} (${unit})`, ...course };
  });
}

const ROWS_PER_PIECE = 1024;

/**
 * The text of the file in pieces, to be written one after the other. The first column is `time (ms)`. Where courses are sampled at different times a row
 * has empty fields; values have nine significant digits unless asked otherwise (17 keep every bit).
 * @throws ParameterError if `digits` is not from 1 to 17
 */
export function* coursesCsv(
  courses: readonly Course[],
  options: { readonly digits?: number } = {},
): Generator<string, void> {
  const digits = integer('digits', options.digits ?? 9, 1, 17);
  yield `${['time (ms)', ...courses.map(({ title }) => title)].map(csvField).join(',')}\n`;
  const next = courses.map(() => 0);
  const timeOf = ({ t0, interval, values }: Course, m: number): number =>
    m < values.length ? t0 + (m + 1) * interval : Infinity;
  let piece = '';
  for (let rows = 1; ; rows++) {
    let time = Infinity;
    let shortest = Infinity;
    courses.forEach((course, c) => {
      time = Math.min(time, timeOf(course, next[c]!));
      shortest = Math.min(shortest, course.interval);
    });
    if (time === Infinity) break;
    // Equal times of different intervals may differ in their last digits.
    const last = time + 1e-6 * shortest;
    piece += Number(time.toPrecision(14));
    courses.forEach((course, c) => {
      const m = next[c]!;
      piece += ',';
      if (timeOf(course, m) > last) return;
      piece += formatNumber(course.values[m]!, digits);
      next[c] = m + 1;
    });
    piece += '\n';
    if (rows % ROWS_PER_PIECE === 0) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}
