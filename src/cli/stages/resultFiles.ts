/** What every folder of results holds beside its data: the study as it was run, and where the numbers come from. */
import { canonicalJson, sha256Hex } from '../../io/hash.ts';
import type { FileProvenance } from '../../io/hdf5.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { VERSION } from '../../version.ts';

/** Copy of the study in a folder of results: all defaults written out, files inlined, depths up. */
export const STUDY_COPY = 'study.json';

/** The study as it was run, in the form of a study file; `seed` is the one that was used. */
export function studyCopy(study: ResolvedStudy, seed?: number): string {
  return `${JSON.stringify(asRun(study, seed), null, 2)}\n`;
}

/** Version and hash of the study as it was run: equal hashes, equal results. */
export async function resultProvenance(study: ResolvedStudy, seed?: number): Promise<FileProvenance> {
  const { output: _output, ...source } = asRun(study, seed);
  return { version: VERSION, hash: await sha256Hex(canonicalJson(source)), study: study.name };
}

function asRun({ source }: ResolvedStudy, seed?: number): ResolvedStudy['source'] {
  const { dynamics } = source;
  return dynamics?.type === 'lif' && seed !== undefined
    ? { ...source, dynamics: { ...dynamics, seed } }
    : source;
}
