/** Power spectra on a page: groups beside one another on double-logarithmic axes, e.g. the rates of populations and an LFP. */
import { ParameterError, positive } from '../errors.ts';
import { compose } from './layout.ts';
import { populationColors } from './palette.ts';
import type { Spectrum } from './spectra.ts';
import { spectraPanel, type Context } from './studyPanels.ts';
import { newDocument } from './svg.ts';

/** Options of {@link spectraFigure}. */
export interface SpectraFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
  /** Frequencies shown, Hz. Default 1 .. 500, narrowed to what the spectra hold. */
  readonly band?: readonly [number, number];
  /** Height of the panel, pt. Default 150. */
  readonly height?: number;
  /** Colours of populations (any CSS colour). Default: the Okabe-Ito palette. */
  readonly colors?: Readonly<Record<string, string>>;
}

/**
 * Draws spectra as SVG text, 180 mm wide, a pair of axes per group. Values that a logarithm cannot show are left out.
 * @throws ParameterError on a band that is no range of positive frequencies, or a height that is not positive
 */
export function spectraFigure(spectra: readonly Spectrum[], options: SpectraFigureOptions = {}): string {
  const { title, band, height = 150 } = options;
  positive('height', height);
  if (band && !(band[0] > 0 && band[1] > band[0] && band[1] < Infinity))
    throw new ParameterError('band', '[low, high] in Hz with 0 < low < high', band);
  const context: Context = {
    document: newDocument(),
    window: { start: 0, stop: 1 },
    colors: populationColors(
      spectra.flatMap(({ population }) => population ?? []),
      options.colors,
    ),
    removeMean: false,
  };
  const colored = spectra.map((s): Spectrum => {
    const color = s.color ?? context.colors.get(s.population ?? '');
    return color === undefined ? s : { ...s, color };
  });
  const left = spectraPanel(context, colored, band).map((panel) => ({ ...panel, height }));
  return compose(context.document, [{ left, right: [] }], {
    letters: false,
    ...(title === undefined ? {} : { title }),
  });
}
