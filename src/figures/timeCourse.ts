/** One channel over time on a labelled axis, such as a current dipole moment. */
import { axes, type AxisOptions, type Margins } from './axes.ts';
import { displayUnit } from './displayUnit.ts';
import { envelope } from './envelope.ts';
import { INK, LINE } from './style.ts';
import { linePath, stroke, type SvgDocument, type SvgNode } from './svg.ts';
import type { Size } from './layout.ts';

/** A domain that holds all finite `values` with a margin of 5 %; about 0 for empty or constant data. */
export function paddedDomain(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return [-1, 1];
  const pad = low === high ? Math.abs(low) || 1 : 0.05 * (high - low);
  return [low - pad, high + pad];
}

/** Draws `values`, sample i at `timeOf(i)`, on an axis titled `symbol (unit)`. */
export function drawTimeCourse(
  document: SvgDocument,
  values: Float64Array,
  timeOf: (sample: number) => number,
  symbol: string,
  unit: string,
  timeAxis: AxisOptions,
  size: Size,
  margins: Margins,
): SvgNode {
  const largest = values.reduce((max, v) => (Math.abs(v) > max ? Math.abs(v) : max), 0);
  const shown = displayUnit(unit, largest);
  const scaled = values.map((v) => v * shown.factor);
  const y: AxisOptions = { domain: paddedDomain(scaled), title: `${symbol} (${shown.symbol})` };
  return axes(document, size, margins, timeAxis, y, (scales, frame) => {
    const line = envelope(scaled, Math.ceil(2 * (frame.right - frame.left)));
    const x = line.position.map((sample) => scales.x(timeOf(sample)));
    return [
      stroke(document, linePath(x, line.value.map(scales.y)), INK.text, LINE.trace, {
        'stroke-linejoin': 'round',
      }),
    ];
  });
}
