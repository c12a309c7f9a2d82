/** Units in which head models are published, and what they are in ours. They have to be stated: no file of the field says them. */
import { DataFileError, show } from '../errors.ts';
import type { Unit } from '../units.ts';

/** um per unit of length. */
export const LENGTH_UNITS = { um: 1, mm: 1e3, cm: 1e4, m: 1e6 } as const;

export type LengthUnit = keyof typeof LENGTH_UNITS;

/** mV per unit of potential, and T per unit of flux density. */
const SIGNALS: Readonly<Record<string, readonly [unit: Unit, factor: number]>> = {
  V: ['mV', 1e3],
  mV: ['mV', 1],
  uV: ['mV', 1e-3],
  T: ['T', 1],
  pT: ['T', 1e-12],
  fT: ['T', 1e-15],
};

/** Dipole moments in nA um. */
const MOMENTS: Readonly<Record<string, number>> = { 'A m': 1e15, 'nA m': 1e6, 'nA um': 1 };

/** All gains that can be stated, e.g. `V/(A m)`. */
export const GAIN_UNITS: readonly string[] = Object.keys(SIGNALS).flatMap((signal) =>
  Object.keys(MOMENTS).map((moment) => `${signal}/(${moment})`),
);

/** What a gain of one such unit is: `factor` times `unit` per nA um. */
export interface Gain {
  readonly unit: Unit;
  readonly factor: number;
}

/** The gain of a unit such as `V/(A m)`. Throws DataFileError, listing the known ones, on another. */
export function gainOf(unit: unknown, file: string): Gain {
  const [, signal, moment] = (typeof unit === 'string' && /^(\w+)\/\((.+)\)$/.exec(unit)) || [];
  const known = Object.hasOwn(SIGNALS, signal ?? '') && Object.hasOwn(MOMENTS, moment ?? '');
  if (!known)
    throw new DataFileError(
      file,
      undefined,
      `gain unit: Expected one of ${GAIN_UNITS.join(', ')}, but received ${show(unit)}`,
    );
  const [own, factor] = SIGNALS[signal!];
  return { unit: own, factor: factor / MOMENTS[moment!] };
}

/** um per unit of length. Throws DataFileError, listing the known ones, on another. */
export function lengthOf(unit: unknown, file: string): number {
  if (typeof unit === 'string' && Object.hasOwn(LENGTH_UNITS, unit)) return LENGTH_UNITS[unit as LengthUnit];
  throw new DataFileError(
    file,
    undefined,
    `length unit: Expected one of ${Object.keys(LENGTH_UNITS).join(', ')}, but received ${show(unit)}`,
  );
}
