/** How `simulate` and `predict` run the network of a study: threads of Node, and a folder in which a long run is kept. */
import { availableParallelism } from 'node:os';
import { OutputError, UserError } from '../../errors.ts';
import { describeRun } from '../../io/checkpoint.ts';
import { RunFolder } from '../../io/node/runFolder.ts';
import { startNodeWorker } from '../../network/point/threads/startNodeWorker.ts';
import type { Activity, NetworkRun } from '../../study/dynamicsStage.ts';
import { Cancelled } from '../../study/progress.ts';
import type { Report, SimulateOptions } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { usefulThreads } from '../../study/usefulThreads.ts';
import { VERSION } from '../../version.ts';
import { intoFolder, type ResultFolder } from './resultFolder.ts';

/** Time between checkpoints of a resumed run that says nothing else, s. */
const CHECKPOINT_EVERY = 60;

/** Throws UserError if options of a simulation are given where none takes place; `why` says it of the results at hand. */
export function refuseRunOptions(
  { threads, checkpointEvery, resume }: SimulateOptions,
  file: string,
  why: string,
): void {
  const given = { '--threads': threads, '--checkpoint-every': checkpointEvery, '--resume': resume };
  const [idle] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (idle !== undefined) throw new UserError(`${file}: ${idle} has no meaning: ${why}`);
}

/**
 * As `intoFolder`, for work that runs the network of a study. What it has computed when it fails or is interrupted is kept beside the folder of results, as
 * far as the options ask for it, and gone when the results are there; the error then says how to go on.
 */
export async function intoFolderWithNetwork(
  study: ResolvedStudy,
  path: string,
  options: SimulateOptions,
  names: readonly string[],
  work: (folder: ResultFolder, run: NetworkRun) => Promise<Report>,
): Promise<Report> {
  const { dynamics } = study;
  if (dynamics?.type !== 'lif') {
    refuseRunOptions(options, study.file, 'there is no network to simulate');
    return intoFolder(path, options.replace, names, (folder) => work(folder, {}));
  }
  const { threads = 1, checkpointEvery, resume = false, replace, seed = dynamics.seed } = options;
  const every = checkpointEvery ?? (resume ? CHECKPOINT_EVERY : Infinity);
  const count = threads === 'auto' ? usefulThreads(dynamics, availableParallelism()) : threads;
  const description = await describeRun({ spikefield: VERSION, dynamics: { ...dynamics, seed } });
  const threadsOfNode = { count, start: startNodeWorker };
  let checkpoints: RunFolder | undefined;
  try {
    const report = await intoFolder(path, replace, names, async (folder) => {
      checkpoints = await RunFolder.open(path, description, {
        interval: 1000 * every,
        resume,
        replace,
        duration: dynamics.duration,
      });
      checkpoints.begin();
      return work(folder, { threads: threadsOfNode, checkpoints });
    });
    const takenOver = checkpoints?.takenOver;
    checkpoints?.discard();
    return takenOver === undefined ? report : { ...report, notes: [takenOver, ...(report.notes ?? [])] };
  } catch (cause) {
    const kept = checkpoints?.kept;
    if (kept === undefined) throw cause;
    if (cause instanceof Error && cause.name === 'Cancelled') throw new Cancelled(kept);
    if (cause instanceof OutputError)
      throw new OutputError(cause.path, `${cause.message.slice(cause.path.length + 2)}; ${kept}`);
    throw cause;
  } finally {
    checkpoints?.close();
  }
}

/** What the user asked to know of the run: the number of threads, where it went on. */
export function runNotes(
  { threads, resume }: SimulateOptions,
  { checkpoints }: NetworkRun,
  activity: Activity,
): string[] {
  const resumed = checkpoints?.resumed;
  const used = activity.threads ?? 1;
  return [
    ...(threads === undefined ? [] : [`network simulated in ${used} ${used === 1 ? 'thread' : 'threads'}`]),
    ...(resumed === undefined ? [] : [`network resumed at ${(resumed.step * resumed.dt) / 1000} s`]),
    ...(resume === true && resumed === undefined
      ? ['nothing to resume: network simulated from its start']
      : []),
  ];
}
