/** Power spectra on double-logarithmic axes, one pair of axes per group (LFP, P_z, EEG …). They are computed elsewhere. */
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { displayPowerUnit } from './displayUnit.ts';
import { orderedColors } from './palette.ts';
import { INK, LINE, TYPE } from './style.ts';
import { group, label, linePath, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { Size } from './layout.ts';

/** A power spectral density. */
export interface Spectrum {
  /** Spectra of one group share axes under this title, e.g. `LFP`; `_{...}` is a subscript. */
  readonly group: string;
  /** Names the line among those of its group, e.g. `500 µm`. */
  readonly label: string;
  /** Hz. */
  readonly frequencies: ArrayLike<number>;
  /** Power per frequency, in `unit`. */
  readonly values: ArrayLike<number>;
  /** `mV2/Hz`, `(nA um)2/Hz` …; one unit per group. */
  readonly unit: string;
  /** Any CSS colour. Default: by order in its group, dark to light. */
  readonly color?: string;
  /** The population whose spectrum it is: `spectraFigure` gives it the colour of that population. */
  readonly population?: string;
}

/** Decades of power shown below the highest value; what lies below is cut off. */
const DECADES = 7;

/** The groups in order of appearance, without points that a logarithm cannot show. */
export function spectrumGroups(
  spectra: readonly Spectrum[],
  [low, high]: readonly [number, number],
): Map<string, { spectrum: Spectrum; frequencies: number[]; values: number[] }[]> {
  const groups = new Map<string, { spectrum: Spectrum; frequencies: number[]; values: number[] }[]>();
  for (const spectrum of spectra) {
    const frequencies: number[] = [];
    const values: number[] = [];
    for (let i = 0; i < spectrum.frequencies.length; i++) {
      const f = spectrum.frequencies[i]!;
      const value = spectrum.values[i]!;
      if (f < low || f > high || !(f > 0) || !(value > 0) || !Number.isFinite(value)) continue;
      frequencies.push(f);
      values.push(value);
    }
    if (values.length < 2) continue;
    const members = groups.get(spectrum.group) ?? [];
    members.push({ spectrum, frequencies, values });
    groups.set(spectrum.group, members);
  }
  return groups;
}

/** 1 .. 500 Hz, narrowed to the frequencies that the spectra hold. */
export function heldBand(spectra: readonly Spectrum[]): [number, number] {
  const frequencies = spectra.flatMap((s) => Array.from(s.frequencies).filter((f) => f >= 1 && f <= 500));
  if (frequencies.length === 0) return [1, 500];
  const low = frequencies.reduce((a, b) => Math.min(a, b));
  const high = frequencies.reduce((a, b) => Math.max(a, b));
  return low < high ? [low, high] : [1, 500];
}

/** Draws all groups beside one another, in two lines if there are more than three; `band` is the range of frequencies, Hz. */
export function drawSpectra(
  document: SvgDocument,
  groups: ReturnType<typeof spectrumGroups>,
  band: readonly [number, number],
  size: Size,
  margins: Margins,
): SvgNode {
  const gap = 6;
  const columns = groups.size <= 3 ? Math.max(1, groups.size) : Math.ceil(groups.size / 2);
  const width = (size.width - gap * (columns - 1)) / columns;
  const height = size.height / Math.max(1, Math.ceil(groups.size / columns));
  const parts = Array.from(groups, ([title, members], g) => {
    const highest = Math.max(...members.map((m) => Math.max(...m.values)));
    const shown = displayPowerUnit(members[0]!.spectrum.unit, highest);
    const lowest = Math.min(...members.map((m) => Math.min(...m.values)));
    const floor = Math.max(lowest, highest / 10 ** DECADES) * shown.factor;
    const y: AxisOptions = {
      type: 'log',
      domain: [floor / 1.5, highest * shown.factor * 4],
      title: `PSD (${shown.symbol})`,
      titleOffset: 27,
    };
    const x: AxisOptions = { type: 'log', domain: band, title: 'Frequency (Hz)', titleOffset: 20 };
    const ordered = orderedColors(members.length);
    const colors = members.map(({ spectrum }, i) => spectrum.color ?? ordered[i]!);
    const plot = axes(document, { width, height }, margins, x, y, (scales, frame) => [
      ...members.map(({ frequencies, values }, i) => {
        const inside = values.map((value) => value * shown.factor);
        return stroke(
          document,
          linePath(
            frequencies.map(scales.x),
            inside.map((value) => (value < floor ? NaN : scales.y(value))),
          ),
          colors[i]!,
          LINE.strong,
          { 'stroke-linejoin': 'round' },
        );
      }),
      label(document, title, (frame.left + frame.right) / 2, frame.top - 3, { 'text-anchor': 'middle' }),
      ...(members.length === 1
        ? []
        : members.map(({ spectrum }, i) =>
            label(
              document,
              spectrum.label.replace(/-(?=\d)/g, '−'),
              frame.left + 4,
              frame.bottom - 4 - 7.5 * (members.length - 1 - i),
              {
                fill: colors[i] ?? INK.text,
                'font-size': TYPE.note,
              },
            ),
          )),
    ]);
    return group(document, [plot], (g % columns) * (width + gap), Math.floor(g / columns) * height);
  });
  return group(document, parts);
}
