/**
 * From stored units (units.ts) to those a reader expects: a decimal prefix such that values are not far below one, and
 * proper symbols (µ, ², ·). Purely a matter of showing; no result is stored in these units.
 */

/** How to show values of a stored unit: multiply by `factor`, write `symbol`. */
export interface DisplayUnit {
  readonly symbol: string;
  readonly factor: number;
}

/** Ladders of units, largest first. 1 nA/um3 = 1 A/mm3; 1 nA um = 1e-6 nA m; 1 nA/um = 1e-3 A/m. */
const LADDERS: Readonly<Record<string, readonly (readonly [symbol: string, factor: number])[]>> = {
  mV: [
    ['V', 1e-3],
    ['mV', 1],
    ['µV', 1e3],
    ['nV', 1e6],
    ['pV', 1e9],
  ],
  'nA um': [
    ['nA·m', 1e-6],
    ['µA·µm', 1e-3],
    ['nA·µm', 1],
    ['pA·µm', 1e3],
  ],
  'nA/um3': [
    ['A/mm³', 1],
    ['mA/mm³', 1e3],
    ['µA/mm³', 1e6],
    ['nA/mm³', 1e9],
    ['pA/mm³', 1e12],
  ],
  'nA/um': [
    ['A/m', 1e-3],
    ['mA/m', 1],
    ['µA/m', 1e3],
    ['nA/m', 1e6],
    ['pA/m', 1e9],
  ],
  T: [
    ['T', 1],
    ['mT', 1e3],
    ['µT', 1e6],
    ['nT', 1e9],
    ['pT', 1e12],
    ['fT', 1e15],
  ],
};

/** Units in which a field is used to read its signals: EEG in microvolts, MEG in femtotesla. */
const CUSTOMARY: Readonly<Record<string, string>> = { mV: 'µV', T: 'fT' };
/** Magnitudes that a customary unit may have. */
const READABLE = [1e-3, 1e5] as const;

/**
 * The display unit of values outside the head whose largest magnitude is `largest`: µV and fT, unless that is below a thousandth or
 * above 100 000 of them; then, and for other units, as displayUnit.
 */
export function sensorDisplayUnit(unit: string, largest: number): DisplayUnit {
  const found = LADDERS[unit]?.find(([symbol]) => symbol === CUSTOMARY[unit]);
  if (found === undefined) return displayUnit(unit, largest);
  const [symbol, factor] = found;
  const shown = largest * factor;
  // What is flat has no size; it is shown as what it is called.
  const readable = !(largest > 0) || (shown >= READABLE[0] && shown <= READABLE[1]);
  return readable ? { symbol, factor } : displayUnit(unit, largest);
}

/**
 * The display unit of values whose largest magnitude is `largest`: the largest unit of the ladder that leaves it at or
 * above `least` (default 0.1). Units without a ladder keep their size.
 */
export function displayUnit(unit: string, largest: number, least = 0.1): DisplayUnit {
  const ladder = LADDERS[unit];
  if (ladder === undefined) return { symbol: symbolOf(unit), factor: 1 };
  if (!(largest > 0)) {
    const [symbol, factor] = ladder.find(([, f]) => f === 1) ?? ladder[0]!;
    return { symbol, factor };
  }
  const [symbol, factor] = ladder.find(([, f]) => largest * f >= least) ?? ladder.at(-1)!;
  return { symbol, factor };
}

/**
 * The same for power densities: `mV2/Hz`, `(nA um)2/Hz` … scale with the square of the amplitude's factor. They are shown on
 * logarithmic axes, so the customary units (mV²/Hz, µV²/Hz) are kept far below one.
 */
export function displayPowerUnit(unit: string, largest: number): DisplayUnit {
  const amplitude = /^\(?(.+?)\)?2\/Hz$/.exec(unit)?.[1];
  if (amplitude === undefined || LADDERS[amplitude] === undefined)
    return { symbol: symbolOf(unit), factor: 1 };
  const { symbol, factor } = displayUnit(amplitude, Math.sqrt(largest), 1e-3);
  const squared = symbol.includes('/') ? `(${symbol})²` : symbol.replace(/(?=·)|$/g, '²');
  return { symbol: `${squared}/Hz`, factor: factor * factor };
}

/** A plain-text unit with its proper symbols: `nA um` becomes `nA·µm`. */
export function symbolOf(unit: string): string {
  return unit
    .replace(/\bu(?=[mVASF])/g, 'µ')
    .replace(/([A-Za-z)])2\b/g, '$1²')
    .replace(/([A-Za-z)])3\b/g, '$1³')
    .replace(/([A-Za-z]) (?=[A-Za-zµ])/g, '$1·')
    .replace('MOhm', 'MΩ')
    .replace('Ohm', 'Ω');
}

/** A number with the digits a label needs: 0.05, 20, 1.5, 2e-7. */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const text =
    magnitude >= 1e5 || magnitude < 1e-3 ? value.toExponential() : String(Number(value.toPrecision(6)));
  return text.replace('e+', 'e').replace('-', '−');
}

/** The largest of 1, 2, 5 times a power of ten that is not above `value`; 0 for values that are not positive. */
export function niceBelow(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 0;
  const power = Math.floor(Math.log10(value) + 1e-9);
  const lead = value / 10 ** power;
  const nice = lead >= 5 ? 5 : lead >= 2 ? 2 : 1;
  return Number(`${nice}e${power}`);
}

/** Where a colour scale may end, so that the end, its half and zero are short numbers. */
const ROUND_ENDS = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The smallest round number (two digits, also round when halved) that is not below `value`; 0 for values that are not positive. */
export function niceAbove(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 0;
  const power = Math.floor(Math.log10(value));
  const lead = value / 10 ** power;
  const end = ROUND_ENDS.find((e) => e >= lead * (1 - 1e-9)) ?? 10;
  return Number(`${end}e${power}`);
}
