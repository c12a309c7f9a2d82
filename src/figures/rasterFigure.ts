/**
 * What a network does on one page: a raster of its spikes, a row per neuron and populations in their colours, and below it the population
 * rates on the same axis of time, from the same spikes.
 */
import { ParameterError, integer, positive } from '../errors.ts';
import type { Spikes } from '../network/spikes.ts';
import { compose } from './layout.ts';
import { populationColors } from './palette.ts';
import { stepsPerBin, windowCounts } from './rates.ts';
import { rasterPanel, ratesPanel, type Context } from './studyPanels.ts';
import { newDocument } from './svg.ts';
import { checkedWindow, defaultWindow, type TimeWindow } from './timeWindow.ts';

/** Options of {@link rasterFigure}. */
export interface RasterFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
  /** Times shown, ms, start < t <= stop. Default: 300 ms, from 500 ms after the start. */
  readonly window?: TimeWindow;
  /** Neurons in the raster, all populations together; larger populations are represented by some. Default 500. */
  readonly maxNeurons?: number;
  /** Bin of the rates, ms, a multiple of the time step. Default about 1 ms, in whole steps. */
  readonly rateBin?: number;
  /** Colours of populations (any CSS colour). Default: the Okabe-Ito palette. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Height of the raster, pt. Default 160; the rates have half of it. */
  readonly height?: number;
}

/**
 * Draws spikes as SVG text, 180 mm wide. Populations without neurons are left out; mean rates are those of the window shown.
 * @throws ParameterError on options out of range, two populations of one name, or a bin off the grid
 */
export function rasterFigure(spikes: readonly Spikes[], options: RasterFigureOptions = {}): string {
  const { title, colors, height = 160 } = options;
  positive('height', height);
  const shown = spikes.filter((s) => s.size > 0);
  shown.forEach(({ population }, i) => {
    if (shown.some((s, j) => j < i && s.population === population))
      throw new ParameterError(`spikes[${i}].population`, 'a name of its own', population);
  });
  const window = options.window
    ? checkedWindow(options.window)
    : defaultWindow(
        shown.filter((s) => s.steps.length > 0).map((s) => ({ t0: 0, dt: s.dt, count: s.steps.at(-1)! })),
      );
  const counts = shown.map((s) => windowCounts(s, window));
  const context: Context = {
    document: newDocument(),
    window,
    colors: populationColors(
      shown.map((s) => s.population),
      colors,
    ),
    removeMean: false,
  };
  const [raster] = rasterPanel(context, shown, integer('maxNeurons', options.maxNeurons ?? 500, 1));
  const [rates] = ratesPanel(
    context,
    counts,
    options.rateBin === undefined ? 1 : binOf(shown, options.rateBin),
  );
  const left =
    raster && rates
      ? [
          { ...raster, height },
          { ...rates, height: height / 2 },
        ]
      : [];
  return compose(context.document, [{ left, right: [] }], title === undefined ? {} : { title });
}

function binOf(spikes: readonly Spikes[], wanted: number): number {
  positive('rateBin', wanted);
  for (const { dt } of spikes)
    if (!(Math.abs(wanted / dt - stepsPerBin({ dt }, wanted)) < 1e-6))
      throw new ParameterError('rateBin', `a multiple of the time step, ${dt} ms`, wanted);
  return wanted;
}
