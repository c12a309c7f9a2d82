/** What every folder of results holds beside its data: the study as it was run, and where the numbers come from. */
import { relative } from 'node:path';
import { canonicalJson, sha256Hex } from '../../io/hash.ts';
import type { FileProvenance } from '../../io/hdf5.ts';
import { readSource } from '../../io/node/files.ts';
import type { SourceFile } from '../../io/text.ts';
import type { ReadSource } from '../../study/dynamicsStage.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { VERSION } from '../../version.ts';

/** Copy of the study in a folder of results: all defaults written out, files inlined, depths up. */
export const STUDY_COPY = 'study.json';

/** The overview figure, and the same as an image. */
export const FIGURE_FILES = ['figure.svg', 'figure.png'] as const;

type Source = ResolvedStudy['source'];

/** The files that a run reads, so that results can say on what they rest. */
export class Inputs {
  /** SHA-256 of the files, in the order of reading. */
  readonly digests: string[] = [];

  /** Reads a file and notes its digest. */
  readonly read: ReadSource = async (path): Promise<SourceFile> => {
    const source = await readSource(path);
    this.digests.push(await sha256Hex(source.bytes));
    return source;
  };
}

/** The study as it was run, as a study file that can be run from `folder`; `seed` is the one that was used. */
export function studyCopy(study: ResolvedStudy, folder: string, seed?: number): string {
  const { output, ...source } = asRun(study, seed);
  const { dynamics } = study;
  const files =
    dynamics === undefined || dynamics.type === 'lif'
      ? {}
      : 'files' in dynamics
        ? { files: dynamics.files.map((file) => relative(folder, file)) }
        : { file: relative(folder, dynamics.file) };
  const copy = {
    ...source,
    ...(source.dynamics === undefined ? {} : { dynamics: { ...source.dynamics, ...files } }),
    output: { ...output, folder: '.' },
  };
  return `${JSON.stringify(copy, null, 2)}\n`;
}

/** Version and hash of the study as it was run and of the files it read: equal hashes, equal results. */
export async function resultProvenance(
  study: ResolvedStudy,
  inputs: readonly string[] = [],
  seed?: number,
): Promise<FileProvenance> {
  const { output: _output, ...source } = asRun(study, seed);
  const recipe = canonicalJson({ source, inputs: inputs.toSorted() });
  return { version: VERSION, hash: await sha256Hex(recipe), study: study.name };
}

function asRun({ source }: ResolvedStudy, seed?: number): Source {
  const { $schema: _schema, extends: _extends, ...own } = source;
  const { dynamics } = own;
  return dynamics?.type === 'lif' && seed !== undefined ? { ...own, dynamics: { ...dynamics, seed } } : own;
}
