/** The best point of a fit beside its targets: its network once more, since a record keeps distances only. */
import { DataFileError } from '../../errors.ts';
import { runDynamics, type NetworkRun } from '../dynamicsStage.ts';
import type { Progress } from '../progress.ts';
import { candidateStudy } from './candidate.ts';
import type { ResolvedFit } from './loadFit.ts';
import { comparison, type Comparison } from './objectives.ts';

/** Simulates the network of a point, to the spikes it had when it was tried; per objective what it does and what it was to do. Throws Cancelled. */
export async function compareWithTargets(
  fit: ResolvedFit,
  x: ArrayLike<number>,
  progress: Progress,
  run: NetworkRun = {},
): Promise<Comparison[]> {
  const noFiles = (path: string) =>
    Promise.reject(new DataFileError(path, undefined, 'is not needed by a network'));
  const activity = await runDynamics(await candidateStudy(fit, x), progress, noFiles, undefined, run);
  return fit.objectives.map((o) => comparison(o, activity));
}
