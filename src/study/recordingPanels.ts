/** The panels of the figure of recordings: traces with the spikes drawn, sums, and LFP proxies beside the predicted LFP, all in one window of time. */
import type { LinePanel } from '../figures/cellLines.ts';
import { defaultWindow, samplesIn, type TimeWindow } from '../figures/timeWindow.ts';
import { row } from '../numerics/array2d.ts';
import type { Trace } from '../network/point/recording.ts';
import type { Sums } from '../network/point/sums.ts';
import { standardised, type Proxy } from '../network/proxies.ts';
import type { PopulationProxies } from '../network/recordings.ts';
import type { Spikes } from '../network/spikes.ts';
import { atTimes, type SignalChannel } from './besideSignal.ts';
import type { Activity } from './dynamicsStage.ts';

/** Neurons of one quantity that are drawn, one below the other. */
const MOST_NEURONS = 4;

/**
 * The panels; none if nothing was recorded. The window is that of the overview figure.
 * @param lfp channel of the predicted LFP that is drawn beside proxies; default none
 */
export function recordingPanels(
  { recordings, spikes = [], counts, from }: Pick<Activity, 'recordings' | 'spikes' | 'counts' | 'from'>,
  lfp?: SignalChannel,
): LinePanel[] {
  if (recordings === undefined) return [];
  const window = defaultWindow(
    counts.map(({ t0, dt, counts: bins }) => {
      const start = Math.max(t0, from);
      return { t0: start, dt, count: Math.max(0, bins.length - Math.round((start - t0) / dt)) };
    }),
  );
  const { traces, sums, proxies } = recordings;
  return [
    ...traces.map((trace) =>
      tracePanel(
        trace,
        spikes.find(({ population }) => population === trace.population),
        window,
      ),
    ),
    ...alike(sums).map((group) => sumPanel(group, window)),
    ...proxies.map((own) => proxyPanel(own, lfp, window)),
  ].filter(({ x, lines }) => x.length > 1 && lines.length > 0);
}

/** The samples of a course in a window, and their times. */
function cut(
  { values, t0, interval }: Pick<Proxy, 'values' | 't0' | 'interval'>,
  window: TimeWindow,
): { readonly from: number; readonly x: Float64Array; readonly values: Float64Array } {
  const { from, to } = samplesIn(window, { t0, dt: interval, count: values.length });
  return {
    from,
    x: Float64Array.from({ length: to - from }, (_, i) => t0 + (from + i + 1) * interval),
    values: values.slice(from, to),
  };
}

function tracePanel(trace: Trace, spikes: Spikes | undefined, window: TimeWindow): LinePanel {
  const { population, quantity, unit, neurons, data, t0, interval } = trace;
  const shown = neurons.slice(0, MOST_NEURONS);
  const rows = shown.map((_, i) => cut({ values: row(data, i), t0, interval }, window));
  const drawn = spikes === undefined || unit !== 'mV' ? rows : withSpikes(rows, shown, trace, spikes);
  const some = shown.length < neurons.length ? `, ${shown.length} of ${neurons.length} neurons` : '';
  return {
    heading: `${quantity} of ${population}${some}`,
    x: rows[0]?.x ?? [],
    lines: shown.map((neuron, i) => ({ name: `neuron ${neuron}`, values: drawn[i]!.values })),
    symbol: quantity.replace(/^V_m$/, 'V'),
    unit,
  };
}

/** Potentials with every spike as a line upwards: the models reset and have no shape of a spike. */
function withSpikes(
  rows: readonly { readonly from: number; readonly values: Float64Array }[],
  neurons: readonly number[],
  { t0, interval }: Trace,
  { steps, ids, dt }: Spikes,
): { readonly values: Float64Array }[] {
  const all = rows.flatMap(({ values }) => [...values]);
  const low = all.reduce((a, b) => Math.min(a, b), Infinity);
  const high = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const peak = high + 0.75 * (high - low);
  return rows.map(({ from, values }, i) => {
    const own = values.slice();
    ids.forEach((id, k) => {
      if (id !== neurons[i]) return;
      // The sample at the spike, or the first one after it.
      const m = Math.ceil((steps[k]! * dt - t0) / interval - 1e-6) - 1 - from;
      if (m >= 0 && m < own.length) own[m] = peak;
    });
    return { values: own };
  });
}

/** Sums that share a panel. */
function alike(sums: readonly Sums[]): Sums[][] {
  const groups = new Map<string, Sums[]>();
  for (const sum of sums) {
    const key = `${sum.population} ${sum.unit} ${sum.interval}`;
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  return [...groups.values()];
}

/** Sums over one population that are sampled at the same times, in one unit. */
function sumPanel(sums: readonly Sums[], window: TimeWindow): LinePanel {
  const [{ population, size, unit }] = sums as readonly [Sums];
  // Sums of thousands of neurons: in nA, and again in pA where that is what is readable.
  const nano = unit === 'pA';
  const nameOf = ({ quantity, magnitude }: Sums): string => (magnitude ? `|${quantity}|` : quantity);
  return {
    heading: `Sums over the ${size} neurons of ${population}`,
    x: cut(sums[0]!, window).x,
    lines: sums.map((sum) => ({
      name: nameOf(sum),
      values: cut(sum, window).values.map((value) => (nano ? 1e-3 * value : value)),
    })),
    symbol: sums.length === 1 ? nameOf(sums[0]!) : 'Sum',
    unit: nano ? 'nA' : unit,
  };
}

/** All in standard deviations: proxies have no scale of their own. */
function proxyPanel(own: PopulationProxies, lfp: SignalChannel | undefined, window: TimeWindow): LinePanel {
  // The weighted sum may start later than the others.
  const starts = [window.start, own.weighted.t0, own.current.t0, lfp?.t0 ?? -Infinity];
  const common = { start: Math.max(...starts), stop: window.stop };
  const { current, magnitude, weighted } = own;
  const { x } = cut(current, common);
  const lines = Object.entries({
    'sum of currents': current,
    'of magnitudes': magnitude,
    'weighted sum': weighted,
  }).map(([name, course]) => ({ name, values: spread(cut(course, common).values) }));
  const beside =
    lfp === undefined
      ? []
      : [
          {
            name: lfp.name,
            values: spread(
              atTimes(lfp, {
                ...current,
                values: cut(current, common).values,
                t0: (x[0] ?? 0) - current.interval,
              }).channel,
            ),
            color: '#333333',
            dashed: true,
          },
        ];
  return {
    heading: `LFP proxies of ${own.population}${lfp === undefined ? '' : ' and predicted LFP'}`,
    x,
    lines: [...lines, ...beside].filter(({ values }) => values.length === x.length),
    symbol: 'less mean, in s.d.',
    unit: '',
  };
}

/** Standardised, or zeros where nothing varies. */
function spread(values: Float64Array): Float64Array {
  return values.some((v) => v !== values[0]) ? standardised(values) : new Float64Array(values.length);
}
