/** What a network recorded beside its spikes, in a folder of results: everything in one file, and tables for spreadsheets. */
import type { FileProvenance } from '../../io/hdf5.ts';
import { coursesCsv, proxyCourses, sumCourse, traceCourses } from '../../io/recordingsCsv.ts';
import { writeRecordings } from '../../io/recordingsHdf5.ts';
import type { Activity } from '../../study/dynamicsStage.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import type { ResultFolder } from './resultFolder.ts';

export const RECORDINGS_FILE = 'recordings.h5';

/** The figure of recordings, and the same as an image. */
export const RECORDING_FIGURES = ['recordings.svg', 'recordings.png'] as const;

/** Names of all files that the recordings of a study may take; none if it asks for none. */
export function recordingFiles({ dynamics, output }: ResolvedStudy): string[] {
  if (dynamics?.type !== 'lif' || dynamics.record === undefined) return [];
  const tables = (['traces', 'sums', 'proxies'] as const).map((kind) => `${kind}.csv`);
  return [RECORDINGS_FILE, ...(output.csv ? tables : []), ...(output.figure ? RECORDING_FIGURES : [])];
}

/** Writes the recordings, if there are any. Throws OutputError. */
export async function putRecordings(
  folder: ResultFolder,
  { output }: ResolvedStudy,
  { recordings }: Activity,
  provenance: FileProvenance,
): Promise<void> {
  if (recordings === undefined) return;
  const { traces, sums, proxies } = recordings;
  await folder.put(
    RECORDINGS_FILE,
    await writeRecordings(recordings, provenance),
    'what was recorded: traces and sums from the start, proxies after the transient',
  );
  if (!output.csv) return;
  for (const [name, courses, what] of [
    ['traces.csv', traces.flatMap(traceCourses), 'traces of neurons for spreadsheets'],
    ['sums.csv', sums.map(sumCourse), 'sums over populations'],
    ['proxies.csv', proxies.flatMap(proxyCourses), 'LFP proxies: quick alternatives to signals of kernels'],
  ] as const)
    if (courses.length > 0) await folder.put(name, coursesCsv(courses), what);
}
