/** Current kernels of an earlier run or of another machine, checked against the study that is to use them. */
import { DataFileError } from '../errors.ts';
import type { CurrentKernel } from '../kernel/kernel.ts';
import type { ResolvedKernels } from './resolved.ts';

/**
 * The kernels of the study's connections, in their order, out of those that `file` holds. Throws DataFileError if it holds none, if pathways are
 * missing, or if a kernel belongs to another recipe than `hash`.
 */
export function storedKernels(
  file: string,
  stored: readonly CurrentKernel[],
  { connections }: ResolvedKernels,
  hash: string,
): CurrentKernel[] {
  const fail = (message: string) => new DataFileError(file, undefined, message);
  const names = (list: readonly { readonly X: string; readonly Y: string }[]) =>
    list.map(({ X, Y }) => `${X} -> ${Y}`).join(', ');
  if (stored.length === 0)
    throw fail(
      'holds no current kernels, from which other probes could be predicted; run predict or kernels build with this study',
    );
  const wanted = connections.map(({ pre: X, post: Y }) => ({ X, Y }));
  const found = wanted.map(({ X, Y }) => stored.find((kernel) => kernel.X === X && kernel.Y === Y));
  const missing = wanted.filter((_, i) => found[i] === undefined);
  if (missing.length > 0)
    throw fail(`holds no kernel ${names(missing)} of the study's connections, only ${names(stored)}`);
  const other = found.find((kernel) => kernel!.provenance?.hash !== hash);
  if (other !== undefined)
    throw fail(
      `its kernel ${names([other])} belongs to the recipe ${(other.provenance?.hash ?? 'unknown').slice(0, 12)}, but that of the study is ${hash.slice(0, 12)}: ` +
        'cells, connections or rates were changed since; run predict or kernels build again',
    );
  return found as CurrentKernel[];
}
