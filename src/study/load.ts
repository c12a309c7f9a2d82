/**
 * From a study file to a study that can be executed: JSON, what it extends, schema and defaults, depths up, consistency.
 * All faults of one stage are collected and thrown together.
 */
import { inlineProbeFiles } from './contacts.ts';
import { Context } from './context.ts';
import { depthsUp } from './depthAxis.ts';
import { besideFile, type StudyFiles } from './files.ts';
import { inlineLeadFields } from './leadFields.ts';
import { inlineMorphologies, noSuchFile, parseWith, readLayers } from './layers.ts';
import { Problems } from './problems.ts';
import { resolveDynamics } from './resolveDynamics.ts';
import { resolveKernels } from './resolveKernels.ts';
import { resolveHead, resolveProbes } from './resolveProbes.ts';
import type { ResolvedDynamics, ResolvedStudy } from './resolved.ts';
import { study as studySchema } from './schema/study.ts';

/** For studies that stand alone: no other file exists. */
const NO_FILES: StudyFiles = {
  readText: (path) => Promise.reject(new Error(`${path}: this study was given no files`)),
  exists: () => Promise.resolve(false),
};

/**
 * Reads and checks a study file.
 *
 * @param file path of the study file; paths inside are relative to its folder.
 * @param files the file system, e.g. `nodeStudyFiles` of `spikefield/node`.
 * @returns the study, complete and deeply frozen.
 * Throws StudyError (an InvalidStudyError with all `problems` where there are several), or what `files` throws.
 */
export async function loadStudy(file: string, files: StudyFiles): Promise<ResolvedStudy> {
  return parseStudy(await files.readText(file), file, files);
}

/**
 * Checks the text of a study file.
 *
 * @param text JSON.
 * @param file its name, for messages and as the start of relative paths.
 * @param files needed if the study extends another, reads morphologies or spikes from files; default: none exist.
 * Throws as loadStudy.
 */
export async function parseStudy(
  text: string,
  file: string,
  files: StudyFiles = NO_FILES,
): Promise<ResolvedStudy> {
  const { data, fileOf } = await readLayers(text, file, files);
  const problems = new Problems(fileOf);
  const written = parseWith(studySchema, data, problems);
  problems.throwIfAny();
  const up = depthsUp(await inlineMorphologies(written!, files, problems), problems);
  const withProbes = await inlineProbeFiles(up, files, problems);
  const source = await inlineLeadFields(withProbes, files, problems);
  const { name, title = name, description = '', populations, output } = source;

  const sizes = new Map(Object.entries(populations).map(([population, { size }]) => [population, size]));
  const context = new Context(sizes, problems);
  if (sizes.size === 0) problems.add(['populations'], 'expected at least one population');
  const kernels = source.kernels === undefined ? undefined : resolveKernels(source.kernels, context);
  const dynamics =
    source.dynamics === undefined ? undefined : resolveDynamics(source.dynamics, kernels?.dt, context);
  const probes = resolveProbes(source.probes, kernels, context);
  const head = resolveHead(source.head, probes, context);
  if (kernels === undefined && probes.length + head.length > 0)
    problems.add([probes.length > 0 ? 'probes' : 'head'], 'signals need the part "kernels"');
  if (dynamics !== undefined) await checkFiles(dynamics, files, problems);
  problems.throwIfAny();
  const study: Omit<ResolvedStudy, 'notes'> = {
    file,
    name,
    title,
    description,
    depthAxis: written!.depth_axis,
    populations: [...sizes].map(([population, size]) => ({ name: population, size })),
    ...(kernels === undefined ? {} : { kernels }),
    ...(dynamics === undefined ? {} : { dynamics }),
    probes,
    head,
    output: { ...output, folder: besideFile(file, output.folder ?? `results/${name}`) },
    source,
  };
  notePathways(study, problems);
  return deepFreeze({ ...study, notes: problems.notes });
}

async function checkFiles(dynamics: ResolvedDynamics, files: StudyFiles, problems: Problems): Promise<void> {
  if ('files' in dynamics) {
    for (const [i, path] of dynamics.files.entries())
      if (!(await files.exists(path))) problems.add(['dynamics', 'files', i], noSuchFile(path));
  } else if ('file' in dynamics && !(await files.exists(dynamics.file)))
    problems.add(['dynamics', 'file'], noSuchFile(dynamics.file));
}

/** Notes on pathways of the network that have no kernel, and on kernels of populations that never spike. */
function notePathways({ kernels, dynamics }: Omit<ResolvedStudy, 'notes'>, problems: Problems): void {
  if (kernels === undefined || dynamics === undefined) return;
  if (dynamics.type === 'lif') {
    const known = new Set(kernels.connections.map(({ pre, post }) => `${pre} -> ${post}`));
    const projections = new Set(dynamics.projections.map(({ pre, post }) => `${pre} -> ${post}`));
    for (const pathway of projections)
      if (!known.has(pathway))
        problems.note(
          ['kernels', 'connections'],
          `no kernel ${pathway}, though dynamics has this projection; its share of the signals is left out`,
        );
  }
  const spiking = spikingPopulations(dynamics);
  for (const [i, { pre }] of kernels.connections.entries())
    if (spiking !== undefined && !spiking.has(pre))
      problems.note(
        ['kernels', 'connections', i, 'pre'],
        `dynamics has no spikes of ${JSON.stringify(pre)}; this pathway contributes nothing`,
      );
}

/** Undefined where only the file can tell. */
function spikingPopulations(dynamics: ResolvedDynamics): ReadonlySet<string> | undefined {
  if (dynamics.type === 'lif') return new Set(dynamics.neurons.map(({ population }) => population));
  return 'populations' in dynamics ? new Set(dynamics.populations.map(({ name }) => name)) : undefined;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
  return value;
}
