/** The tables that a study ends with: populations and their rates, signals and their sizes, shares of the pathways. */
import type { SpikeCounts } from '../network/spikes.ts';
import { row } from '../numerics/array2d.ts';
import { pathwayShares } from '../predict/compare.ts';
import type { Signal } from '../predict/signal.ts';
import type { Activity } from './dynamicsStage.ts';
import type { StudySignals } from './predictStage.ts';
import type { ReportTable } from './report.ts';
import { strongest } from './studySpectra.ts';

/** Populations: neurons, spikes and mean rate after the transient. */
export function populationTable(activity: Activity): ReportTable {
  return {
    title: 'Populations',
    columns: [
      { key: 'population' },
      { key: 'neurons' },
      { key: 'spikes' },
      { key: 'rate', unit: 'spikes/s per neuron' },
      { key: 'window', unit: 'ms' },
    ],
    rows: analysedCounts(activity).map(({ population, size, dt, t0, counts }) => {
      const spikes = counts.reduce((sum, x) => sum + x, 0);
      const duration = counts.length * dt;
      return {
        population,
        neurons: size,
        spikes,
        rate: duration > 0 && size > 0 ? (1000 * spikes) / (duration * size) : null,
        window: `${time(t0)}-${time(t0 + duration)}`,
      };
    }),
  };
}

/** A time without the digits that rounding adds. */
function time(ms: number): string {
  return String(Number(ms.toPrecision(12)));
}

/** Signals: channels, and the s.d. and extremes of the strongest one. */
export function signalTable(signals: readonly Signal[]): ReportTable {
  return {
    title: 'Signals (strongest channel)',
    columns: [
      { key: 'signal' },
      { key: 'channels' },
      { key: 'strongest' },
      { key: 'sd', title: 's.d.', digits: 3 },
      { key: 'min', digits: 3 },
      { key: 'max', digits: 3 },
      { key: 'unit' },
    ],
    rows: signals.map((signal) => {
      const c = strongest(signal);
      const { scale, unit } = readable(signal.unit);
      const x = row(signal.data, c);
      let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
      for (const value of x) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        squares += value * value;
      }
      const sd = Math.sqrt(Math.max(0, squares / x.length - (sum / x.length) ** 2));
      const shown = (value: number) => (x.length === 0 ? null : value * scale);
      return {
        signal: signal.probe,
        channels: signal.data.shape[0],
        strongest: signal.channels[c].name,
        sd: shown(sd),
        min: shown(min),
        max: shown(max),
        unit,
      };
    }),
  };
}

/** The unit in which people read a signal: microvolts for potentials, femtotesla for flux densities. */
function readable(unit: Signal['unit']): { scale: number; unit: string } {
  if (unit === 'mV') return { scale: 1e3, unit: 'uV' };
  if (unit === 'T') return { scale: 1e15, unit: 'fT' };
  return { scale: 1, unit };
}

/** Share of every pathway in every signal (covariance with the sum over the variance of the sum, so that shares add up to 1), in %. */
export function pathwayTable({ sums, pathways }: StudySignals): ReportTable | undefined {
  if (pathways.length === 0) return undefined;
  const names = [...new Set(pathways.map(({ X, Y }) => `${X} -> ${Y}`))];
  const shares = new Map(
    sums.map((sum) => {
      return [
        sum.probe,
        pathwayShares(
          sum,
          pathways.filter(({ probe }) => probe === sum.probe),
        ),
      ] as const;
    }),
  );
  return {
    title: 'Shares of the pathways in the variance of signals (sum 100; < 0: counteracts)',
    columns: [
      { key: 'pathway' },
      ...sums.map(({ probe }) => ({ key: `probe ${probe}`, title: probe, unit: '%', digits: 3 })),
    ],
    rows: names.map((pathway) => ({
      pathway,
      ...Object.fromEntries(
        sums.map(({ probe }) => {
          const share = shares.get(probe)!.find(({ X, Y }) => `${X} -> ${Y}` === pathway)?.share;
          return [`probe ${probe}`, typeof share === 'number' ? 100 * share : null];
        }),
      ),
    })),
  };
}

/** Counts after the transient. */
export function analysedCounts({ counts, from }: Pick<Activity, 'counts' | 'from'>): SpikeCounts[] {
  return counts.map((c) => {
    const skip = Math.max(0, Math.round((from - c.t0) / c.dt));
    return { ...c, t0: skip > 0 ? from : c.t0, counts: c.counts.subarray(skip) };
  });
}
