/** The tiny study run in memory, stage by stage, as `predict` does it on a disk. */
import { sourceFile, type SourceFile } from '../../src/io/text.ts';
import type { CurrentKernel } from '../../src/kernel/kernel.ts';
import { runDynamics, type Activity } from '../../src/study/dynamicsStage.ts';
import { kernelProvenance } from '../../src/study/kernelSet.ts';
import { computeCurrentKernels, probeKernels } from '../../src/study/kernelStage.ts';
import { parseStudy } from '../../src/study/load.ts';
import { predictSignals, type StudySignals } from '../../src/study/predictStage.ts';
import { Progress } from '../../src/study/progress.ts';
import type { ResolvedStudy } from '../../src/study/resolved.ts';
import { tinyStudy } from './tinyStudy.ts';

/** Contents of files by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** The tiny study after a change, resolved. */
export function loadTiny(change?: (study: any) => void, files: Files = {}): Promise<ResolvedStudy> {
  return parseStudy(JSON.stringify(tinyStudy(change)), 's.json', {
    readText: (path) => Promise.resolve(String(files[path])),
    readBytes: (path) => Promise.resolve(bytesOf(files[path])),
    exists: (path) => Promise.resolve(Object.hasOwn(files, path)),
  });
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** What its network does, or what the files say. */
export function runTiny(study: ResolvedStudy, files: Files = {}, seed?: number): Promise<Activity> {
  const read = (path: string): Promise<SourceFile> => {
    const content = files[path];
    return Promise.resolve(
      typeof content === 'string' ? sourceFile(path, content) : { name: path, bytes: content },
    );
  };
  return runDynamics(study, Progress.silent, read, seed);
}

/** Current kernels of a study. */
export async function tinyCurrents(study: ResolvedStudy): Promise<CurrentKernel[]> {
  return computeCurrentKernels(study.kernels!, await kernelProvenance(study));
}

/** All signals of the tiny study with other dynamics. */
export async function tinySignals(dynamics: object, files: Files): Promise<StudySignals> {
  const study = await loadTiny((s) => (s.dynamics = dynamics), files);
  const kernels = probeKernels(study, await tinyCurrents(study));
  return predictSignals(kernels, await runTiny(study, files), true);
}
