/** A point of the search as a study: its variables, from [0, 1] to the values between their bounds, put where they belong. */
import { StudyError } from '../../errors.ts';
import { parseStudy } from '../load.ts';
import type { ResolvedLif, ResolvedStudy } from '../resolved.ts';
import type { ResolvedFit, Variable } from './loadFit.ts';
import { withNumbers } from './places.ts';

/** What of a fit makes a point a study. */
type Setting = Pick<ResolvedFit, 'file' | 'study' | 'variables'>;

/** The value of a variable at u, 0 to 1. */
export function valueAt({ min, max, scale }: Variable, u: number): number {
  // The ends exactly, whatever rounding does.
  if (u === 0 || u === 1) return u === 0 ? min : max;
  return scale === 'linear' ? min + u * (max - min) : min * (max / min) ** u;
}

/** Where a value of a variable lies between its bounds, 0 to 1 inside; the inverse of `valueAt`. */
export function placeOf({ min, max, scale }: Variable, value: number): number {
  return scale === 'linear' ? (value - min) / (max - min) : Math.log(value / min) / Math.log(max / min);
}

/** The values of a point, by variable. */
export function valuesAt(variables: readonly Variable[], x: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(variables.map((v, i) => [v.name, valueAt(v, x[i])]));
}

/** The same for messages: `name = value, name = value`. */
export function describeValues(variables: readonly Variable[], x: ArrayLike<number>): string {
  return Object.entries(valuesAt(variables, x))
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');
}

/** Every place with its number. */
function numbersAt(variables: readonly Variable[], x: ArrayLike<number>): [path: string, value: number][] {
  return variables.flatMap((v, i) =>
    v.places.map(({ path, factor }): [string, number] => [path, factor * valueAt(v, x[i])]),
  );
}

/**
 * The network of a point, without kernels, probes and output.
 * Throws StudyError, naming the values, if the study may not have them.
 */
export async function candidateStudy(
  fit: Setting,
  x: ArrayLike<number>,
): Promise<ResolvedStudy & { readonly dynamics: ResolvedLif }> {
  const { name, depth_axis, populations, dynamics } = fit.study.source;
  const network = withNumbers({ name, depth_axis, populations, dynamics }, numbersAt(fit.variables, x));
  try {
    const study = await parseStudy(JSON.stringify(network), fit.study.file);
    return study as ResolvedStudy & { readonly dynamics: ResolvedLif };
  } catch (cause) {
    if (!(cause instanceof StudyError)) throw cause;
    const values = describeValues(fit.variables, x);
    throw new StudyError(fit.file, 'variables', `no study at ${values}: ${cause.message}`);
  }
}

/** The data of the whole study at a point. */
export function studyAt(fit: Setting, x: ArrayLike<number>): ResolvedStudy['source'] {
  return withNumbers(fit.study.source, numbersAt(fit.variables, x));
}
