/**
 * The recipe of a set of kernels: that part of a study, in the form of a study file, which determines the transmembrane
 * currents per spike, and nothing else (no probes, no dynamics, no names of files). Two studies with the same recipe have the
 * same current kernels; its hash is how a published set is recognised.
 */
import { StudyError } from '../errors.ts';
import { parseStudy } from './load.ts';
import type { ResolvedStudy } from './resolved.ts';
import type { KernelsFile } from './schema/kernels.ts';
import type { StudyFile } from './schema/study.ts';

/** Version of the recipe's form; raised when the same recipe would mean other kernels. */
const RECIPE_FORMAT = 1;

/** JSON-able; hash its canonical JSON. */
export interface KernelRecipe {
  readonly format: number;
  readonly depth_axis: 'up';
  readonly populations: StudyFile['populations'];
  readonly kernels: Omit<KernelsFile, 'set'>;
}

/** The recipe of a study's kernels. Throws StudyError if the study has no part `kernels`. */
export function kernelRecipe(study: ResolvedStudy): KernelRecipe {
  const { kernels, populations } = study.source;
  if (kernels === undefined)
    throw new StudyError(study.file, 'kernels', 'missing; there is no recipe without it');
  const { set: _set, rates, cells, connections, ...common } = kernels;
  const pres = new Set(connections.map((c) => c.pre));
  const posts = new Set(connections.map((c) => c.post));
  const loaded = kernels.effective_conductance && kernels.synapses === 'conductance';
  return {
    format: RECIPE_FORMAT,
    depth_axis: 'up',
    populations: pick(populations, (name) => pres.has(name) || posts.has(name)),
    kernels: {
      ...common,
      ...(loaded && rates !== undefined
        ? { rates: { ...rates, values: pick(rates.values, (name) => pres.has(name)) } }
        : {}),
      cells: Object.fromEntries(
        Object.entries(pick(cells, (name) => posts.has(name))).map(([name, cell]) => {
          const { radius: _radius, external, ...rest } = cell;
          return [
            name,
            kernels.effective_conductance && external !== undefined ? { ...rest, external } : rest,
          ];
        }),
      ),
      connections: connections.toSorted((a, b) => compare(a.post, b.post) || compare(a.pre, b.pre)),
    },
  };
}

/**
 * The study whose kernels a recipe describes, e.g. to recompute a published set. `file` names the recipe in messages.
 * Throws StudyError if the recipe is of another format or breaks the rules of a study.
 */
export async function studyFromRecipe(recipe: unknown, name: string, file: string): Promise<ResolvedStudy> {
  const { format, ...parts } = (recipe ?? {}) as Partial<KernelRecipe>;
  if (format !== RECIPE_FORMAT)
    throw new StudyError(
      file,
      'format',
      `expected a kernel recipe of format ${RECIPE_FORMAT}, but received ${String(format)}; build the set again`,
    );
  return parseStudy(JSON.stringify({ name, ...parts }), file);
}

function pick<T>(record: Readonly<Record<string, T>>, keep: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keep(name)));
}

/** By code units, independent of the locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
