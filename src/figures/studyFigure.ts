/**
 * The overview of a study on one page, two columns of a journal wide: spikes and rates, kernels, LFP, CSD, current dipole
 * moment, EEG and MEG, power spectra. Panels whose data are missing or empty are left out and the rest moves up.
 */
import { integer, ParameterError, positive } from '../errors.ts';
import { row } from '../numerics/array2d.ts';
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { depthAxis } from './depth.ts';
import { niceAbove, shortNumber } from './displayUnit.ts';
import { drawColorBar, drawHeatMap } from './heatMap.ts';
import { defaultLagWindow, drawKernelGrid, strongest } from './kernelGrid.ts';
import { compose, type Panel } from './layout.ts';
import { populationColors } from './palette.ts';
import { drawRaster, neuronsShown } from './raster.ts';
import { drawRates, stepsPerBin } from './rates.ts';
import { drawScaleBar, scaleBarFor } from './scaleBar.ts';
import { drawSpectra, spectrumGroups, type Spectrum } from './spectra.ts';
import { INK } from './style.ts';
import { newDocument, type SvgDocument } from './svg.ts';
import { drawTimeCourse } from './timeCourse.ts';
import { checkedWindow, defaultWindow, samplesIn, type Sampled, type TimeWindow } from './timeWindow.ts';
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

/** What a study's figure shows; every part may be missing. */
export interface StudyFigureData {
  readonly spikes?: readonly Spikes[];
  readonly counts?: readonly SpikeCounts[];
  /** Kernels of any probes; those of one probe are drawn (option `kernelProbe`). */
  readonly kernels?: readonly Kernel[];
  /** Extracellular potential, drawn as traces over depth. */
  readonly lfp?: Signal;
  /** Current source density, drawn as a heat map over depth. */
  readonly csd?: Signal;
  /** Current dipole moment; the channel whose name ends in z is drawn, else the last. */
  readonly dipole?: Signal;
  /** Potentials on the scalp, drawn as stacked traces. */
  readonly eeg?: Signal;
  /** Magnetic field or flux density at sensors, drawn as stacked traces. */
  readonly meg?: Signal;
  readonly spectra?: readonly Spectrum[];
}

/** Options of {@link studyFigure}. */
export interface StudyFigureOptions {
  /** Title on top. Default none (a caption belongs below the figure). */
  readonly title?: string;
  /** Times shown, ms. Default: 300 ms, from 500 ms after the start. */
  readonly window?: TimeWindow;
  /** Bin of the population rates, ms; rounded to whole time steps. Default 1. */
  readonly rateBin?: number;
  /** Neurons in the raster, all populations together. Default 500. */
  readonly maxNeurons?: number;
  /** Kernels in the figure; the strongest are kept. Default 8. */
  readonly maxKernels?: number;
  /** Sensors in the EEG and MEG panels, evenly picked. Default 7. */
  readonly maxSensors?: number;
  /** Probe whose kernels are drawn. Default: the probe of `lfp`, else that of the first kernel. */
  readonly kernelProbe?: string;
  /** Largest lag of the kernels, ms. Default: where all have decayed to 2 % of their peak. */
  readonly lagEnd?: number;
  /** Subtract every channel's mean over the window from LFP, CSD, P_z, EEG and MEG. Default true. */
  readonly removeMean?: boolean;
  /**
   * Share of the CSD's values inside the colour scale, in (0, 1]. The rest, in general the few channels at the somata, is
   * shown in the end colours, and arrows on the colour bar say so. Default 0.96; 1 shows all.
   */
  readonly csdShare?: number;
  /** Frequencies of the spectra, Hz. Default 1 .. 500, narrowed to what the spectra hold. */
  readonly band?: readonly [number, number];
  /** Colours of populations (any CSS colour). Default: the Okabe-Ito palette. */
  readonly colors?: Readonly<Record<string, string>>;
}

/** Margins shared by all panels with a time axis, so that these line up. */
const LEFT: Margins = { left: 42, right: 36, top: 3, bottom: 6 };
const TIME_AXIS_HEIGHT = 20;

interface Context {
  readonly document: SvgDocument;
  readonly window: TimeWindow;
  readonly colors: ReadonlyMap<string, string>;
  readonly removeMean: boolean;
}

/**
 * Draws the overview figure as SVG text, 180 mm wide. The same data and options give the same text. Throws
 * ParameterError on options out of range.
 */
export function studyFigure(data: StudyFigureData, options: StudyFigureOptions = {}): string {
  const spikes = (data.spikes ?? []).filter((s) => s.size > 0);
  const counts = (data.counts ?? []).filter((c) => c.counts.length > 0);
  const signals = [data.lfp, data.csd, data.dipole, data.eeg, data.meg].filter(hasSamples);
  const sampled: Sampled[] = [
    ...signals.map((s) => ({ t0: s.t0, dt: s.dt, count: s.data.shape[1] })),
    ...counts.map((c) => ({ t0: c.t0, dt: c.dt, count: c.counts.length })),
  ];
  if (sampled.length === 0)
    for (const s of spikes) if (s.steps.length > 0) sampled.push({ t0: 0, dt: s.dt, count: s.steps.at(-1)! });
  const context: Context = {
    document: newDocument(),
    window: options.window ? checkedWindow(options.window) : defaultWindow(sampled),
    colors: populationColors(
      [...spikes, ...counts].map((s) => s.population).concat((data.kernels ?? []).flatMap((k) => [k.X, k.Y])),
      options.colors,
    ),
    removeMean: options.removeMean ?? true,
  };
  const maxSensors = integer('maxSensors', options.maxSensors ?? 7, 1);
  const rows = [
    {
      left: [
        ...rasterPanel(context, spikes, integer('maxNeurons', options.maxNeurons ?? 500, 1)),
        ...ratesPanel(context, counts, positive('rateBin', options.rateBin ?? 1)),
      ],
      right: kernelsPanel(context, data, options),
    },
    {
      left: tracesPanel(context, data.lfp),
      right: csdPanel(context, data.csd, csdShare(options.csdShare ?? 0.96)),
    },
    {
      left: [
        ...dipolePanel(context, data.dipole),
        ...sensorsPanel(context, data.eeg, 'Scalp EEG', maxSensors),
        ...sensorsPanel(context, data.meg, 'MEG', maxSensors),
      ],
      right: spectraPanel(context, data.spectra ?? [], options.band),
    },
  ];
  const notes =
    context.removeMean && signals.length > 0
      ? ['The mean over the window is subtracted from every channel of the signals over time.']
      : [];
  return compose(context.document, rows, {
    notes,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
}

function hasSamples(signal: Signal | undefined): signal is Signal {
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

function rasterPanel(context: Context, spikes: readonly Spikes[], maxNeurons: number): Panel[] {
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

function ratesPanel(context: Context, counts: readonly SpikeCounts[], bin: number): Panel[] {
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

function kernelsPanel(context: Context, data: StudyFigureData, options: StudyFigureOptions): Panel[] {
  const all = (data.kernels ?? []).filter((k) => k.H.data.length > 0);
  const probes = [...new Set(all.map((k) => k.probe))];
  const wanted = options.kernelProbe;
  if (wanted !== undefined && !probes.includes(wanted))
    throw new ParameterError('kernelProbe', `one of ${probes.join(', ') || '(no kernels)'}`, wanted);
  const probe = wanted ?? probes.find((p) => p === data.lfp?.probe) ?? probes[0];
  const candidates = all.filter((k) => k.probe === probe);
  const kernels = strongest(candidates, integer('maxKernels', options.maxKernels ?? 8, 1));
  if (kernels.length === 0) return [];
  const lagEnd =
    options.lagEnd === undefined ? defaultLagWindow(kernels) : positive('lagEnd', options.lagEnd);
  const rest =
    kernels.length < candidates.length ? ` (strongest ${kernels.length} of ${candidates.length})` : '';
  return [
    {
      heading: `Kernels X → Y: ${probe} per spike of X${rest}`,
      height: 190,
      draw: (size) =>
        drawKernelGrid(
          context.document,
          kernels,
          kernels.length <= 4 ? kernels.length : Math.ceil(kernels.length / 2),
          lagEnd,
          context.colors,
          size,
        ),
    },
  ];
}

function tracesPanel(context: Context, lfp: Signal | undefined): Panel[] {
  if (!hasSamples(lfp)) return [];
  return [
    { heading: 'LFP', height: 155, draw: (size, last) => stackedTraces(context, lfp, 1.2, size, last) },
  ];
}

function sensorsPanel(context: Context, signal: Signal | undefined, heading: string, most: number): Panel[] {
  if (!hasSamples(signal)) return [];
  const picked = evenly(signal.channels.length, most);
  const sensors: Signal = {
    ...signal,
    channels: picked.map((i) => ({ name: signal.channels[i]!.name })),
    data: {
      shape: [picked.length, signal.data.shape[1]],
      data: Float64Array.from(picked.flatMap((i) => Array.from(row(signal.data, i)))),
    },
  };
  const part =
    picked.length < signal.channels.length ? ` (${picked.length} of ${signal.channels.length} sensors)` : '';
  return [
    {
      heading: heading + part,
      height: 30 + 10 * picked.length,
      draw: (size, last) => stackedTraces(context, sensors, 1, size, last),
    },
  ];
}

function stackedTraces(
  context: Context,
  signal: Signal,
  overlap: number,
  size: { width: number; height: number },
  last: boolean,
) {
  const { document } = context;
  const depth = depthAxis(signal.channels);
  const { rows, timeOf } = cut(context, signal);
  const gain = traceGain(rows, depth, overlap);
  const bar = scaleBarFor(largestMagnitude(rows), signal.unit);
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

function csdPanel(context: Context, csd: Signal | undefined, share: number): Panel[] {
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

function dipolePanel(context: Context, dipole: Signal | undefined): Panel[] {
  if (!hasSamples(dipole)) return [];
  const named = dipole.channels.findIndex((c) => /z$/i.test(c.name));
  const channel = named >= 0 ? named : dipole.channels.length - 1;
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
          'P_{z}',
          dipole.unit,
          timeAxis(context, last),
          size,
          margins(last),
        );
      },
    },
  ];
}

function spectraPanel(
  context: Context,
  spectra: readonly Spectrum[],
  band: readonly [number, number] | undefined,
): Panel[] {
  if (band !== undefined && !(band[0] > 0 && band[1] > band[0] && band[1] < Infinity))
    throw new ParameterError('band', '[low, high] in Hz with 0 < low < high', band);
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

/** 1 .. 500 Hz, narrowed to the frequencies that the spectra hold. */
function heldBand(spectra: readonly Spectrum[]): [number, number] {
  const frequencies = spectra.flatMap((s) => Array.from(s.frequencies).filter((f) => f >= 1 && f <= 500));
  if (frequencies.length === 0) return [1, 500];
  const low = frequencies.reduce((a, b) => Math.min(a, b));
  const high = frequencies.reduce((a, b) => Math.max(a, b));
  return low < high ? [low, high] : [1, 500];
}

function csdShare(share: number): number {
  if (!(share > 0 && share <= 1)) throw new ParameterError('csdShare', 'a number in (0, 1]', share);
  return share;
}

/** At most `most` of the indices 0 .. count-1, evenly spaced, both ends included where possible. */
function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  if (most === 1) return [Math.floor(count / 2)];
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}
