/** Where the neurons of a sheet lie, and how far they are from one another. */
import { ParameterError, finite, integer, positive } from '../../errors.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';

/** A rectangle, centred on (0, 0). */
export interface Sheet {
  /** µm. */
  readonly width: number;
  readonly height: number;
  /** Whether opposite edges touch (a torus), so that nothing lies at an edge; default false. */
  readonly periodic?: boolean;
}

/** Where the neurons of a population lie: on a grid of cells row by row, drawn uniformly, or given (µm, within the rectangle). */
export type Layout =
  | { readonly layout: 'grid'; readonly columns: number }
  | { readonly layout: 'random' }
  | { readonly layout: 'given'; readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };

/** µm, one per neuron. */
export interface Positions {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Throws ParameterError unless width and height are > 0. */
export function checkedSheet(name: string, { width, height, periodic = false }: Sheet): Required<Sheet> {
  return {
    width: positive(`${name}.width`, width),
    height: positive(`${name}.height`, height),
    periodic,
  };
}

/**
 * The positions of a population. Random ones depend on the seed, the name of the population and the rectangle: they are the same in every
 * projection.
 * @param name of the layout, for errors
 * @throws ParameterError on an unknown layout, too many or too few positions, or one outside the rectangle
 */
export function sheetPositions(
  name: string,
  layout: Layout,
  population: string,
  size: number,
  { width, height }: Sheet,
  seed: number,
): Positions {
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  switch (layout.layout) {
    case 'grid': {
      const columns = integer(`${name}.columns`, layout.columns, 1);
      const rows = Math.max(1, Math.ceil(size / columns));
      for (let n = 0; n < size; n++) {
        x[n] = width * (((n % columns) + 0.5) / columns - 0.5);
        y[n] = height * ((Math.floor(n / columns) + 0.5) / rows - 0.5);
      }
      break;
    }
    case 'random': {
      const stream = new StreamFamily(seed, `positions of ${population}`).at(0, 0);
      for (let n = 0; n < size; n++) {
        x[n] = width * (stream.uniform() - 0.5);
        y[n] = height * (stream.uniform() - 0.5);
      }
      break;
    }
    case 'given':
      given(`${name}.x`, layout.x, width / 2, x);
      given(`${name}.y`, layout.y, height / 2, y);
      break;
    default:
      throw new ParameterError(
        `${name}.layout`,
        'grid, random or given',
        (layout as { layout?: unknown }).layout,
      );
  }
  return { x, y };
}

function given(name: string, values: ArrayLike<number>, limit: number, out: Float64Array): void {
  if (values.length !== out.length)
    throw new ParameterError(name, `${out.length} values, one per neuron`, `${values.length} values`);
  for (let n = 0; n < out.length; n++) {
    out[n] = finite(`${name}[${n}]`, values[n]);
    if (Math.abs(out[n]) > limit)
      throw new ParameterError(
        `${name}[${n}]`,
        `a number from ${-limit} to ${limit}, within the sheet`,
        out[n],
      );
  }
}

/** Difference of two coordinates, the shorter way round if the sheet is periodic. */
export function separation(a: number, b: number, extent: number, periodic: boolean): number {
  const d = Math.abs(a - b);
  return periodic && d > extent / 2 ? extent - d : d;
}

/** Smallest separation of a coordinate from an interval. */
export function separationFromInterval(
  a: number,
  low: number,
  high: number,
  extent: number,
  periodic: boolean,
): number {
  if (a >= low && a <= high) return 0;
  return Math.min(separation(a, low, extent, periodic), separation(a, high, extent, periodic));
}
