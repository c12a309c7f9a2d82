/**
 * Colours that stay apart for colour-blind readers and in print: the qualitative set of Okabe and Ito (2008), "Color
 * Universal Design", for populations; ColorBrewer's RdBu (Brewer 2003) with a white middle for signed heat maps, red
 * positive and blue negative; a sequence from dark blue to orange for ordered lines such as depths.
 */
import * as Plot from '@observablehq/plot';

/**
 * Populations in order: vermillion, blue, bluish green, purple, orange, sky blue, black of Okabe and Ito; wine, teal and olive
 * of Tol's muted set; then from the start again.
 */
export const POPULATION_COLORS = [
  '#D55E00',
  '#0072B2',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#333333',
  '#882255',
  '#44AA99',
  '#999933',
] as const;

/** Colour of every population: `chosen` where given, else the palette in order of appearance. */
export function populationColors(
  populations: readonly string[],
  chosen: Readonly<Record<string, string>> = {},
): Map<string, string> {
  const colors = new Map<string, string>();
  for (const name of populations)
    if (!colors.has(name))
      colors.set(name, chosen[name] ?? POPULATION_COLORS[colors.size % POPULATION_COLORS.length]!);
  return colors;
}

/** Number of shades of a heat map; odd, so that zero has its own (white). */
export const SHADES = 129;

const BLUE_WHITE_RED = [
  '#053061',
  '#2166ac',
  '#4393c3',
  '#92c5de',
  '#d1e5f0',
  '#ffffff',
  '#fddbc7',
  '#f4a582',
  '#d6604d',
  '#b2182b',
  '#67001f',
];

/** The diverging scale as `SHADES` colours: blue (-limit) over white (0) to red (+limit). */
export function divergingShades(): readonly string[] {
  const domain = BLUE_WHITE_RED.map((_, i) => (i - 5) / 5);
  const scale = Plot.scale({ color: { type: 'linear', domain, range: BLUE_WHITE_RED } });
  return Array.from({ length: SHADES }, (_, i) => String(scale.apply((2 * i) / (SHADES - 1) - 1)));
}

/** Index of the shade of `value` on a scale that ends at +-limit; a limit of 0 gives the middle for every value. */
export function shadeOf(value: number, limit: number): number {
  const relative = limit > 0 ? Math.min(1, Math.max(-1, value / limit)) : 0;
  return Math.round(((relative + 1) / 2) * (SHADES - 1));
}

/** `count` colours of an ordered family of lines, dark to light, all readable on white. */
export function orderedColors(count: number): readonly string[] {
  if (count <= 1) return ['#333333'];
  const scale = Plot.scale({ color: { type: 'linear', domain: [0, 1], scheme: 'plasma' } });
  return Array.from({ length: count }, (_, i) => String(scale.apply((0.8 * i) / (count - 1))));
}
