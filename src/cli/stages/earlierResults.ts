/** The results of an earlier run, read from their folder. */
import { join } from 'node:path';
import { DataFileError } from '../../errors.ts';
import type { FileProvenance } from '../../io/hdf5.ts';
import { readKernels } from '../../io/kernelsHdf5.ts';
import { readBytes } from '../../io/node/files.ts';
import { nodeStudyFiles } from '../../io/node/studyFiles.ts';
import { readRecordings } from '../../io/recordingsHdf5.ts';
import { readSignals } from '../../io/signalsHdf5.ts';
import { readRates, readSpikes } from '../../io/spikesHdf5.ts';
import type { CurrentKernel, Kernel } from '../../kernel/kernel.ts';
import type { SpikeCounts } from '../../network/spikes.ts';
import type { Signal } from '../../predict/signal.ts';
import type { Activity } from '../../study/dynamicsStage.ts';
import { parseStudy } from '../../study/load.ts';
import type { ResolvedDynamics, ResolvedStudy } from '../../study/resolved.ts';
import { RECORDINGS_FILE } from './recordingFiles.ts';
import { STUDY_COPY } from './resultFiles.ts';

/** What a folder of results holds; kernels and signals only after `predict`. */
export interface EarlierResults {
  readonly folder: string;
  readonly study: ResolvedStudy;
  readonly activity: Activity;
  readonly currents: readonly CurrentKernel[];
  readonly kernels: readonly Kernel[];
  readonly signals: readonly Signal[];
  /** Of the spike counts: version and hash of the run. */
  readonly provenance: FileProvenance;
}

/** File of the kernels in a folder of results. */
export const KERNELS_FILE = 'kernels.h5';

/** Throws DataFileError unless the folder holds results of ours. */
export async function checkResults(folder: string): Promise<void> {
  for (const name of [STUDY_COPY, 'rates.h5'])
    if (!(await nodeStudyFiles.exists(join(folder, name))))
      throw new DataFileError(
        folder,
        undefined,
        `no results of spikefield (no ${name} in this folder); give a folder that predict or simulate wrote`,
      );
}

/** Reads a folder. Throws DataFileError if it is none of ours, or a file is damaged. */
export async function readEarlierResults(folder: string): Promise<EarlierResults> {
  await checkResults(folder);
  const path = (name: string) => join(folder, name);
  const read = async <T>(name: string, reader: (file: string, bytes: Uint8Array) => Promise<T>) =>
    (await nodeStudyFiles.exists(path(name))) ? reader(path(name), await readBytes(path(name))) : undefined;
  const text = await nodeStudyFiles.readText(path(STUDY_COPY));
  // The files that the study names are not needed any more.
  const study = await parseStudy(text, path(STUDY_COPY), {
    ...nodeStudyFiles,
    exists: () => Promise.resolve(true),
  });
  const { rates, provenance } = (await read('rates.h5', readRates))!;
  const { spikes } = (await read('spikes.h5', readSpikes)) ?? {};
  const { recordings } = (await read(RECORDINGS_FILE, readRecordings)) ?? {};
  const { kernels = [], currentKernels = [] } = (await read(KERNELS_FILE, readKernels)) ?? {};
  const { signals = [] } = (await read('signals.h5', readSignals)) ?? {};
  return {
    folder,
    study,
    activity: {
      ...(spikes === undefined ? {} : { spikes }),
      ...(recordings === undefined ? {} : { recordings }),
      counts: rates,
      ...times(study.dynamics, rates),
    },
    currents: currentKernels,
    kernels,
    signals,
    provenance,
  };
}

/** Where signals start, and from when on spikes are known: as far back as there is one, where files gave a window. */
function times(
  dynamics: ResolvedDynamics | undefined,
  counts: readonly SpikeCounts[],
): Pick<Activity, 'from' | 'knownFrom'> {
  const t0 = counts[0]?.t0 ?? 0;
  if (dynamics === undefined || dynamics.type === 'lif')
    return { from: dynamics?.transient ?? t0, knownFrom: 0 };
  const from = dynamics.start ?? t0;
  if (dynamics.type === 'counts') return { from, knownFrom: t0 };
  const past = counts.some(({ dt, counts: bins }) =>
    bins.subarray(0, Math.max(0, Math.round((from - t0) / dt))).some((count) => count > 0),
  );
  return { from, knownFrom: past ? 0 : from };
}
