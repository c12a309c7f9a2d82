/** Kernel sets on disk: placeholder with the interface that the command line calls. */
import { InternalError } from '../errors.ts';
import type { Progress } from './progress.ts';
import type { KernelSetOptions, OutputOptions, Report } from './report.ts';
import type { ResolvedStudy } from './resolved.ts';

/** Computes the kernels of a study and writes them as a set. */
export async function buildKernels(
  _study: ResolvedStudy,
  _options: OutputOptions,
  _progress: Progress,
): Promise<Report> {
  throw new InternalError('kernels build is not built yet');
}

/** The sets that can be found. */
export async function listKernels(_options: KernelSetOptions): Promise<Report> {
  throw new InternalError('kernels list is not built yet');
}

/** Recipe, provenance and kernels of a set; a figure if `out` is given. */
export async function showKernels(
  _nameOrFolder: string,
  _options: KernelSetOptions & Partial<OutputOptions>,
  _progress: Progress,
): Promise<Report> {
  throw new InternalError('kernels show is not built yet');
}

/** Recomputes a set. Throws a UserError if it differs. */
export async function verifyKernels(
  _nameOrFolder: string,
  _options: KernelSetOptions,
  _progress: Progress,
): Promise<Report> {
  throw new InternalError('kernels verify is not built yet');
}
