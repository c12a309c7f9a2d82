/** The table of what was recorded beside spikes: size and spread after the transient, and how far LFP proxies follow the predicted LFP. */
import { PROXY_NAMES } from '../io/recordingsHdf5.ts';
import { row } from '../numerics/array2d.ts';
import { courseAfter } from '../network/recordings.ts';
import { mean, standardDeviation } from '../network/statistics.ts';
import { atTimes, type SignalChannel } from './besideSignal.ts';
import type { Activity } from './dynamicsStage.ts';
import type { ReportTable } from './report.ts';

/**
 * One row per quantity recorded, sum and proxy; undefined if nothing was recorded.
 * @param lfp channel of the predicted LFP with which proxies are correlated; default none
 */
export function recordingTable(
  { recordings, from }: Pick<Activity, 'recordings' | 'from'>,
  lfp?: SignalChannel,
): ReportTable | undefined {
  if (recordings === undefined) return undefined;
  const { traces, sums, proxies } = recordings;
  return {
    title: 'Recorded (after the transient)',
    columns: [
      { key: 'recorded' },
      { key: 'neurons' },
      { key: 'interval', unit: 'ms' },
      { key: 'mean' },
      { key: 'sd', title: 's.d.' },
      { key: 'unit' },
      ...(lfp === undefined || proxies.length === 0
        ? []
        : [{ key: 'r', title: `r with ${lfp.name}`, digits: 2 }]),
    ],
    rows: [
      ...traces.map(({ population, quantity, neurons, data, unit, t0, interval }) => ({
        recorded: `${population} ${quantity}`,
        neurons: neurons.length,
        interval,
        ...spread(
          neurons.map((_, i) => courseAfter({ values: row(data, i), unit, t0, interval }, from).values),
        ),
        unit,
      })),
      ...sums.map(({ quantity, magnitude, ...sum }) => ({
        recorded: `${sum.population} sum of ${magnitude ? `|${quantity}|` : quantity}`,
        neurons: sum.size,
        interval: sum.interval,
        ...spread([courseAfter(sum, from).values]),
        unit: sum.unit,
      })),
      ...proxies.flatMap((own) =>
        PROXY_NAMES.map((name) => ({
          recorded: `${own.population} ${name}`,
          neurons: null,
          interval: own[name].interval,
          ...spread([own[name].values]),
          unit: own[name].unit,
          ...(lfp === undefined ? {} : { r: correlation(atTimes(lfp, own[name])) }),
        })),
      ),
    ],
  };
}

/** Mean and standard deviation of all values together; null where there are none. */
function spread(courses: readonly Float64Array[]): { mean: string | null; sd: string | null } {
  const filled = courses.filter(({ length }) => length > 0);
  if (filled.length === 0) return { mean: null, sd: null };
  // Courses are equally long.
  const means = filled.map((values) => mean(values));
  const between = standardDeviation(means) ** 2;
  const within = mean(filled.map((values) => standardDeviation(values) ** 2));
  return { mean: short(mean(means)), sd: short(Math.sqrt(between + within)) };
}

/** Of its own digits, as units differ from row to row. */
const short = (value: number): string => String(Number(value.toPrecision(4)));

/** Pearson's correlation; null if one of the two does not vary. */
function correlation({
  channel: x,
  course: y,
}: {
  channel: Float64Array;
  course: Float64Array;
}): number | null {
  const [sx, sy] = [standardDeviation(x), standardDeviation(y)];
  if (!(sx > 0 && sy > 0)) return null;
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((value, i) => ((value - mx) / sx) * ((y[i]! - my) / sy)));
}
