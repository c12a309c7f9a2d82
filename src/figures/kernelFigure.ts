/** The kernels of a set as one figure, one row of panels per postsynaptic population (for `spikefield kernels show`). */
import { ParameterError, positive } from '../errors.ts';
import { drawKernelGrid, defaultLagWindow, kernelRowHeight } from './kernelGrid.ts';
import { compose, type Panel } from './layout.ts';
import { populationColors } from './palette.ts';
import { newDocument } from './svg.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** Options of {@link kernelFigure}. */
export interface KernelFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
  /** Only the kernels of these probes. Default: all probes, a panel each. */
  readonly probes?: readonly string[];
  /** Largest lag shown, ms. Default: where all kernels have decayed to 2 % of their peak. */
  readonly lagEnd?: number;
  /** Colours of populations (any CSS colour). Default: the Okabe-Ito palette. */
  readonly colors?: Readonly<Record<string, string>>;
}

/**
 * Draws `kernels` as SVG text, 180 mm wide: per probe a grid with presynaptic populations as columns and postsynaptic
 * ones as rows. Throws ParameterError if a probe is asked for that no kernel belongs to.
 */
export function kernelFigure(kernels: readonly Kernel[], options: KernelFigureOptions = {}): string {
  const document = newDocument();
  const known = [...new Set(kernels.map((k) => k.probe))];
  for (const probe of options.probes ?? [])
    if (!known.includes(probe))
      throw new ParameterError('probes', `names among ${known.join(', ') || '(no kernels)'}`, probe);
  if (options.lagEnd !== undefined) positive('lagEnd', options.lagEnd);
  const colors = populationColors(
    kernels.flatMap((k) => [k.X, k.Y]),
    options.colors,
  );
  const panels = (options.probes ?? known).map((probe): Panel => {
    const members = byTarget(kernels.filter((k) => k.probe === probe && k.H.data.length > 0));
    const columns = members.length <= 4 ? Math.max(1, members.length) : columnsOf(members);
    const channels = Math.max(1, ...members.map((k) => k.channels.length));
    const rows = Math.max(1, Math.ceil(members.length / columns));
    const lagEnd = options.lagEnd ?? defaultLagWindow(members);
    return {
      heading: `Kernels, probe ${probe}: response to one spike of the presynaptic population`,
      height: rows * kernelRowHeight(channels) + 24,
      draw: (size) => drawKernelGrid(document, members, columns, lagEnd, colors, size),
    };
  });
  return compose(
    document,
    panels.map((panel) => ({ left: [panel], right: [] })),
    { letters: panels.length > 1, ...(options.title === undefined ? {} : { title: options.title }) },
  );
}

/** A column per presynaptic population, at most 6. */
function columnsOf(kernels: readonly Kernel[]): number {
  return Math.min(6, new Set(kernels.map((k) => k.X)).size);
}

/** Kernels sorted by target, then source, each in order of appearance. */
function byTarget(kernels: readonly Kernel[]): readonly Kernel[] {
  const order = [...new Set(kernels.flatMap((k) => [k.X, k.Y]))];
  return kernels.toSorted(
    (a, b) => order.indexOf(a.Y) - order.indexOf(b.Y) || order.indexOf(a.X) - order.indexOf(b.X),
  );
}
