/** The small vocabulary of the study file: names, quantities with their unit, paths. Every schema file is written in it. */
import { z } from 'zod';

/** Pattern of the names of studies, populations, probes: they become HDF5 groups, file names and column names. */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_.+-]*$/;

/** What a name must look like, for error messages. */
export const NAME_RULE = 'a name: a letter, then letters, digits, "_", ".", "+" or "-"';

/** A name of `what`. */
export function name(what: string) {
  return z.string().regex(NAME_PATTERN).describe(what);
}

/** An object whose keys are names chosen by the user, e.g. of populations. */
export function named<T extends z.ZodType>(value: T, what: string) {
  return z.record(z.string().regex(NAME_PATTERN), value).describe(what);
}

/** A finite number of `unit`. */
export function quantity(what: string, unit: string) {
  return z.number().describe(withUnit(what, unit));
}

/** A number > 0. */
export function positive(what: string, unit: string) {
  return z.number().gt(0).describe(withUnit(what, unit));
}

/** A number >= 0. */
export function nonNegative(what: string, unit: string) {
  return z.number().gte(0).describe(withUnit(what, unit));
}

/** A number from 0 to 1. */
export function fraction(what: string) {
  return z.number().gte(0).lte(1).describe(`${what}, 0 to 1`);
}

/** An integer >= `min`. */
export function count(what: string, min: number) {
  return z.int().gte(min).describe(what);
}

/** A path, relative to the study file. */
export function path(what: string) {
  return z.string().min(1).describe(`${what}; relative to this study file`);
}

/** A point or vector x, y, z. */
export function point(what: string) {
  return z.tuple([z.number(), z.number(), z.number()]).describe(`${what}: x, y, z (um)`);
}

function withUnit(what: string, unit: string): string {
  return unit === '' ? what : `${what} (${unit})`;
}
