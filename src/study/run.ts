/** The stages of a study, executed: placeholder with the interface that the command line calls. */
import { InternalError } from '../errors.ts';
import type { Progress } from './progress.ts';
import type { PredictOptions, Report, SimulateOptions } from './report.ts';
import type { ResolvedStudy } from './resolved.ts';

/** Kernels, spikes, rates, signals and the figure of a study, written to its folder. */
export async function runPredict(
  _study: ResolvedStudy,
  _options: PredictOptions,
  _progress: Progress,
): Promise<Report> {
  throw new InternalError('predict is not built yet');
}

/** The network of a study alone. */
export async function runSimulate(
  _study: ResolvedStudy,
  _options: SimulateOptions,
  _progress: Progress,
): Promise<Report> {
  throw new InternalError('simulate is not built yet');
}
