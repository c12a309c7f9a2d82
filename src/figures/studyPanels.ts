/**
 * The panels of the overview figure, one function each. A panel without data is an empty list, so that the layout closes
 * the gap.
 */
import { array2d, row } from '../numerics/array2d.ts';
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { depthAxis, evenly } from './depth.ts';
import { displayUnit, niceAbove, sensorDisplayUnit, shortNumber, type DisplayUnit } from './displayUnit.ts';
import { drawColorBar, drawHeatMap } from './heatMap.ts';
import { defaultLagWindow, drawKernelGrid, strongest } from './kernelGrid.ts';
import { drawRaster, neuronsShown } from './raster.ts';
import { drawRates, stepsPerBin } from './rates.ts';
import { drawScaleBar, scaleBarFor } from './scaleBar.ts';
import { drawSpectra, heldBand, spectrumGroups, type Spectrum } from './spectra.ts';
import { INK } from './style.ts';
import { drawTimeCourse } from './timeCourse.ts';
import { samplesIn, type TimeWindow } from './timeWindow.ts';
import {
  drawTraces,
  largestMagnitude,
  magnitudeQuantile,
  traceDomain,
  traceGain,
  windowed,
} from './traces.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SpikeCounts, Spikes } from '../network/spikes.ts';
import type { Signal } from '../predict/signal.ts';
import type { Panel } from './layout.ts';
import type { SvgDocument } from './svg.ts';

/** Margins shared by all panels with a time axis, so that these line up. */
const LEFT: Margins = { left: 42, right: 36, top: 3, bottom: 6 };
const TIME_AXIS_HEIGHT = 20;

/** What all panels of a figure share. */
export interface Context {
  readonly document: SvgDocument;
  readonly window: TimeWindow;
  readonly colors: ReadonlyMap<string, string>;
  readonly removeMean: boolean;
}

/** Whether a signal is there and has channels and samples. */
export function hasSamples(signal: Signal | undefined): signal is Signal {
  return signal !== undefined && signal.data.shape[0] > 0 && signal.data.shape[1] > 0;
}

/** The window's part of a signal, channels as rows, and the time of its samples. */
function cut(context: Context, signal: Signal) {
  const { from, to } = samplesIn(context.window, {
    t0: signal.t0,
    dt: signal.dt,
    count: signal.data.shape[1],
  });
  return {
    rows: windowed(signal.data, from, to, context.removeMean),
    count: to - from,
    timeOf: (sample: number) => signal.t0 + (from + sample + 1) * signal.dt,
    edgeTime: (sample: number) => signal.t0 + (from + sample) * signal.dt,
  };
}

/** The time axis; ticks and title only where `last` says that no panel of the stack follows. */
function timeAxis({ window }: Context, last: boolean): AxisOptions {
  return {
    domain: [window.start, window.stop],
    labelled: last,
    ...(last ? { title: 'Time (ms)', titleOffset: 18 } : {}),
  };
}

function margins(last: boolean, base: Margins = LEFT): Margins {
  return { ...base, bottom: base.bottom + (last ? TIME_AXIS_HEIGHT - 4 : 0) };
}

/** Spikes of at most about `maxNeurons` neurons. */
export function rasterPanel(context: Context, spikes: readonly Spikes[], maxNeurons: number): Panel[] {
  if (spikes.length === 0) return [];
  const sizes = spikes.map((s) => s.size);
  const shown = neuronsShown(sizes, maxNeurons);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const part = sum(shown) < sum(sizes) ? `${sum(shown)} of ${sum(sizes)} neurons` : `${sum(sizes)} neurons`;
  return [
    {
      heading: `Spikes (${part})`,
      height: 100,
      draw: (size, last) =>
        drawRaster(
          context.document,
          spikes,
          shown,
          context.colors,
          context.window,
          timeAxis(context, last),
          size,
          margins(last),
        ),
    },
  ];
}

/** Population rates in bins of about `bin` ms. */
export function ratesPanel(context: Context, counts: readonly SpikeCounts[], bin: number): Panel[] {
  if (counts.length === 0) return [];
  const width = stepsPerBin(counts[0]!, bin) * counts[0]!.dt;
  return [
    {
      heading: `Population rates (per neuron, ${shortNumber(Number(width.toPrecision(3)))} ms bins)`,
      height: 72,
      draw: (size, last) =>
        drawRates(
          context.document,
          counts,
          bin,
          context.colors,
          context.window,
          timeAxis(context, last),
          size,
          margins(last),
        ),
    },
  ];
}

/** Kernels of one probe, `lagEnd` ms long (default: until all have decayed). */
export function kernelsPanel(
  context: Context,
  candidates: readonly Kernel[],
  most: number,
  lagEnd: number | undefined,
): Panel[] {
  const kernels = strongest(candidates, most);
  if (kernels.length === 0) return [];
  const end = lagEnd ?? defaultLagWindow(kernels);
  const rest =
    kernels.length < candidates.length ? ` (strongest ${kernels.length} of ${candidates.length})` : '';
  const columns = kernels.length <= 4 ? kernels.length : Math.ceil(kernels.length / 2);
  return [
    {
      heading: `Kernels X → Y: ${kernels[0]!.probe} per spike of X${rest}`,
      height: 190,
      draw: (size) => drawKernelGrid(context.document, kernels, columns, end, context.colors, size),
    },
  ];
}

/** LFP as traces over depth, of at most `most` contacts. */
export function tracesPanel(context: Context, lfp: Signal | undefined, most: number): Panel[] {
  if (!hasSamples(lfp)) return [];
  const shown = pickChannels(lfp, most);
  return [
    {
      heading: `LFP${partOf(shown, lfp, 'contacts')}`,
      height: 155,
      draw: (size, last) => stackedTraces(context, shown, 1.2, size, last),
    },
  ];
}

/** EEG or MEG: at most `most` sensors as traces, one below the other in their order. */
export function sensorsPanel(
  context: Context,
  signal: Signal | undefined,
  heading: string,
  most: number,
): Panel[] {
  if (!hasSamples(signal)) return [];
  const picked = pickChannels(signal, most);
  const shown = { ...picked, channels: picked.channels.map(({ name }) => ({ name })) };
  return [
    {
      heading: heading + partOf(shown, signal, 'sensors'),
      height: 30 + 10 * shown.channels.length,
      draw: (size, last) => stackedTraces(context, shown, 1, size, last, sensorDisplayUnit),
    },
  ];
}

/** At most `most` evenly picked channels of a signal. */
function pickChannels(signal: Signal, most: number): Signal {
  const picked = evenly(signal.channels.length, most);
  if (picked.length === signal.channels.length) return signal;
  const data = array2d(picked.length, signal.data.shape[1]);
  picked.forEach((channel, i) => row(data, i).set(row(signal.data, channel)));
  return { ...signal, channels: picked.map((i) => signal.channels[i]!), data };
}

function partOf(shown: Signal, all: Signal, what: string): string {
  const [n, of] = [shown.channels.length, all.channels.length];
  return n < of ? ` (${n} of ${of} ${what})` : '';
}

function stackedTraces(
  context: Context,
  signal: Signal,
  overlap: number,
  size: { width: number; height: number },
  last: boolean,
  unitOf: (unit: string, largest: number) => DisplayUnit = displayUnit,
) {
  const { document } = context;
  const depth = depthAxis(signal.channels);
  const { rows, timeOf } = cut(context, signal);
  const gain = traceGain(rows, depth, overlap);
  const bar = scaleBarFor(largestMagnitude(rows), signal.unit, unitOf);
  const y: AxisOptions = { ...depth.axis, domain: traceDomain(rows, depth, gain) };
  return axes(document, size, margins(last), timeAxis(context, last), y, (scales, frame) => [
    ...drawTraces(document, rows, timeOf, depth, gain, scales, {
      color: INK.text,
      bins: Math.ceil(2 * (frame.right - frame.left)),
    }),
    ...(bar === undefined
      ? []
      : [
          drawScaleBar(
            document,
            bar,
            frame.right + 5,
            frame.bottom - 4,
            scales.y(0) - scales.y(gain * bar.length),
            { narrow: true },
          ),
        ]),
  ]);
}

/** CSD as heat map; the colours end where the `share` of all values lies inside. */
export function csdPanel(context: Context, csd: Signal | undefined, share: number): Panel[] {
  if (!hasSamples(csd)) return [];
  const { document } = context;
  return [
    {
      heading: 'CSD (sinks blue, sources red)',
      height: 155,
      draw: (size, last) => {
        const depth = depthAxis(csd.channels);
        const { rows, edgeTime } = cut(context, csd);
        const largest = largestMagnitude(rows);
        const limit = niceAbove(share < 1 ? magnitudeQuantile(rows, share) || largest : largest);
        const room = margins(last, { ...LEFT, right: 46 });
        return axes(document, size, room, timeAxis(context, last), depth.axis, (scales, frame) => [
          drawHeatMap(
            document,
            rows,
            edgeTime,
            depth,
            limit,
            scales,
            Math.ceil(2 * (frame.right - frame.left)),
          ),
          drawColorBar(document, limit, csd.unit, frame, 'CSD', largest > limit),
        ]);
      },
    },
  ];
}

/** P_z over time. */
export function dipolePanel(context: Context, dipole: Signal | undefined): Panel[] {
  if (!hasSamples(dipole)) return [];
  const named = dipole.channels.findIndex((c) => /z$/i.test(c.name));
  const channel = named >= 0 ? named : dipole.channels.length - 1;
  const symbol = named >= 0 || dipole.channels.length === 1 ? 'P_{z}' : dipole.channels[channel]!.name;
  return [
    {
      heading: 'Current dipole moment',
      height: 58,
      draw: (size, last) => {
        const { rows, timeOf } = cut(context, dipole);
        return drawTimeCourse(
          context.document,
          rows[channel]!,
          timeOf,
          symbol,
          dipole.unit,
          timeAxis(context, last),
          size,
          margins(last),
        );
      },
    },
  ];
}

/** Power spectra in a band of frequencies, Hz (default: what they hold of 1 .. 500). */
export function spectraPanel(
  context: Context,
  spectra: readonly Spectrum[],
  band: readonly [number, number] | undefined,
): Panel[] {
  const held = band ?? heldBand(spectra);
  const groups = spectrumGroups(spectra, held);
  if (groups.size === 0) return [];
  return [
    {
      heading: 'Power spectra',
      height: 150,
      draw: (size) =>
        drawSpectra(context.document, groups, held, size, { left: 36, right: 2, top: 12, bottom: 22 }),
    },
  ];
}
