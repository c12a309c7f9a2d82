/**
 * The overview of a study on one page, two columns of a journal wide: spikes and rates, kernels, LFP, CSD, current dipole
 * moment, EEG and MEG, power spectra. Panels whose data are missing or empty are left out and the rest moves up.
 */
import { integer, ParameterError, positive } from '../errors.ts';
import { compose } from './layout.ts';
import { populationColors } from './palette.ts';
import {
  csdPanel,
  dipolePanel,
  hasSamples,
  kernelsPanel,
  rasterPanel,
  ratesPanel,
  sensorsPanel,
  spectraPanel,
  tracesPanel,
  type Context,
} from './studyPanels.ts';
import { newDocument } from './svg.ts';
import { checkedWindow, defaultWindow, type Sampled, type TimeWindow } from './timeWindow.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SpikeCounts, Spikes } from '../network/spikes.ts';
import type { Signal } from '../predict/signal.ts';
import type { Spectrum } from './spectra.ts';

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
  /** Contacts in the LFP panel, evenly picked. Default 32. */
  readonly maxContacts?: number;
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
      right: kernelsPanel(
        context,
        kernelsOfProbe(data, options.kernelProbe),
        integer('maxKernels', options.maxKernels ?? 8, 1),
        options.lagEnd === undefined ? undefined : positive('lagEnd', options.lagEnd),
      ),
    },
    {
      left: tracesPanel(context, data.lfp, integer('maxContacts', options.maxContacts ?? 32, 1)),
      right: csdPanel(context, data.csd, csdShare(options.csdShare ?? 0.96)),
    },
    {
      left: [
        ...dipolePanel(context, data.dipole),
        ...sensorsPanel(context, data.eeg, 'Scalp EEG', maxSensors),
        ...sensorsPanel(context, data.meg, 'MEG', maxSensors),
      ],
      right: spectraPanel(context, data.spectra ?? [], options.band && checkedBand(options.band)),
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

/** The kernels of the probe asked for, else of the LFP's probe, else of the first one. */
function kernelsOfProbe(data: StudyFigureData, wanted: string | undefined): readonly Kernel[] {
  const all = (data.kernels ?? []).filter((k) => k.H.data.length > 0);
  const probes = [...new Set(all.map((k) => k.probe))];
  if (wanted !== undefined && !probes.includes(wanted))
    throw new ParameterError('kernelProbe', `one of ${probes.join(', ') || '(no kernels)'}`, wanted);
  const probe = wanted ?? probes.find((p) => p === data.lfp?.probe) ?? probes[0];
  return all.filter((k) => k.probe === probe);
}

function checkedBand(band: readonly [number, number]): readonly [number, number] {
  if (!(band[0] > 0 && band[1] > band[0] && band[1] < Infinity))
    throw new ParameterError('band', '[low, high] in Hz with 0 < low < high', band);
  return band;
}

function csdShare(share: number): number {
  if (!(share > 0 && share <= 1)) throw new ParameterError('csdShare', 'a number in (0, 1]', share);
  return share;
}
