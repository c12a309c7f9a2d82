/**
 * Probes from files of their own, instead of those of a study: a part of a study (`depth_axis`, `probes`, `head`), one entry of such a part, or
 * a file of the probeinterface package with the statement where it stands and in what tissue.
 */
import { z } from 'zod';
import { ParameterError, StudyError, show } from '../errors.ts';
import { inlineProbeFiles } from './contacts.ts';
import { Context } from './context.ts';
import { depthsUp } from './depthAxis.ts';
import type { StudyFiles } from './files.ts';
import { parseJson, type Json } from './json.ts';
import { parseWith } from './layers.ts';
import { inlineLeadFields } from './leadFields.ts';
import { Problems } from './problems.ts';
import { resolveHead, resolveProbes } from './resolveProbes.ts';
import type { ResolvedStudy } from './resolved.ts';
import { headModel, probe } from './schema/probes.ts';
import { NAME_PATTERN, named } from './schema/values.ts';

/** What a file of the probeinterface package does not say. */
export interface ProbeStanding {
  /** Conductivity of the tissue, S/m; needed. */
  readonly sigma?: number;
  /** A two-dimensional probe: our axes along its x and y. */
  readonly plane?: 'xz' | 'yz' | 'xy';
  /** A two-dimensional, upright probe: where its y axis points. */
  readonly y?: 'up' | 'down';
  /** Where its origin is, um, z up. */
  readonly origin?: readonly [number, number, number];
}

const part = z.strictObject({
  depth_axis: z.enum(['up', 'down']).optional().describe('Direction of depths in this file'),
  probes: named(probe, 'Signals predicted at electrodes, under names of your choice').default({}),
  head: named(headModel, 'EEG and MEG, under names of your choice').default({}),
});
type Part = z.output<typeof part>;

/** Name of the only entry of a file while it is checked; its name afterwards is that of the file. */
const ONLY = 'only';

/**
 * The study with the probes and head models of `paths` instead of its own. Its cells, connections and dynamics stay.
 * Throws StudyError, with the name of the file and the path in it, on anything that a study would refuse too; if a file holds nothing, if
 * two signals have one name, or if a probeinterface file comes without a conductivity.
 */
export async function studyWithProbes(
  study: ResolvedStudy,
  paths: readonly string[],
  files: StudyFiles,
  standing: ProbeStanding = {},
): Promise<ResolvedStudy> {
  const all = { probes: {} as Part['probes'], head: {} as Part['head'] };
  const from = new Map<string, string>();
  let standings = 0;
  for (const path of paths) {
    if (!(await files.exists(path))) throw new StudyError(path, '', 'no such file');
    const text = await files.readText(path);
    const json = objectOf(text, path);
    if (json.specification === 'probeinterface') standings++;
    const { probes, head } = await readPart(json, path, files, study, standing);
    for (const name of [...Object.keys(probes), ...Object.keys(head)]) {
      const other = from.get(name);
      if (other !== undefined)
        throw new StudyError(path, '', `a second signal ${show(name)}, beside that of ${other}; rename one`);
      from.set(name, path);
    }
    Object.assign(all.probes, probes);
    Object.assign(all.head, head);
  }
  if (standings === 0 && Object.keys(standing).length > 0)
    throw new ParameterError(
      Object.keys(standing)[0],
      'a file of the probeinterface package to which it applies',
      undefined,
      'entries of a study say themselves what surrounds them',
    );
  const problems = new Problems((key) => paths[0] ?? key);
  const context = new Context(sizesOf(study), problems);
  const source = { ...study.source, ...all };
  const probes = resolveProbes(all.probes, study.kernels, context);
  const head = resolveHead(all.head, probes, context);
  problems.throwIfAny();
  return { ...study, probes, head, source };
}

function objectOf(text: string, path: string): { [key: string]: Json } {
  const json = parseJson(text, path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new StudyError(path, '', `expected an object { ... }, but received ${show(json)}`);
  return json;
}

/** The entries of one file, checked, z up, files inside read. */
async function readPart(
  json: { [key: string]: Json },
  path: string,
  files: StudyFiles,
  study: ResolvedStudy,
  standing: ProbeStanding,
): Promise<Pick<Part, 'probes' | 'head'>> {
  const single = asPart(json, path, standing);
  const problems = new Problems(() => path);
  const check = () => throwIfAny(problems, single !== undefined);
  const written = parseWith(part, single ?? json, problems);
  check();
  const { depth_axis, probes, head } = written!;
  if (depth_axis === undefined && Object.values(probes).some(({ type }) => type !== 'CurrentDipoleMoment'))
    problems.add(
      ['depth_axis'],
      'missing; say "up" (z grows towards the pia) or "down" (depth below the pia)',
    );
  if (Object.keys(probes).length + Object.keys(head).length === 0)
    problems.add([], 'holds no probe; expected "probes", "head", or one entry of them with its "type"');
  check();
  const { kernels: _kernels, dynamics: _dynamics, ...rest } = study.source;
  const up = depthsUp({ ...rest, depth_axis: depth_axis ?? 'up', probes, head }, problems);
  const inlined = await inlineLeadFields(await inlineProbeFiles(up, files, problems), files, problems);
  check();
  // Resolved here for the sake of messages, which name this file; the study as a whole is resolved afterwards.
  const context = new Context(sizesOf(study), problems);
  resolveHead(inlined.head, resolveProbes(inlined.probes, study.kernels, context), context);
  check();
  return single === undefined ? inlined : renamed(inlined, nameOf(path));
}

/** A file with one entry as a part with that entry; undefined if it is a part already. */
function asPart(
  json: { [key: string]: Json },
  path: string,
  { sigma, plane, y, origin }: ProbeStanding,
): Json | undefined {
  if (json.specification === 'probeinterface') {
    if (sigma === undefined)
      throw new StudyError(
        path,
        '',
        'a probeinterface file does not say in what tissue the probe is; give the conductivity with --sigma (S/m)',
      );
    const file = path.replaceAll('\\', '/').split('/').at(-1)!;
    const contacts = {
      file,
      ...(plane === undefined ? {} : { plane }),
      ...(y === undefined ? {} : { y }),
      ...(origin === undefined ? {} : { origin: [...origin] }),
    };
    return { depth_axis: 'up', probes: { [ONLY]: { type: 'CylinderPotential', sigma, contacts } } };
  }
  if (!Object.hasOwn(json, 'type')) return undefined;
  const { depth_axis, ...entry } = json;
  const isHead = headModel.options.some(({ shape }) => shape.type.values.has(entry.type as never));
  return {
    ...(depth_axis === undefined ? {} : { depth_axis }),
    [isHead ? 'head' : 'probes']: { [ONLY]: entry },
  };
}

function renamed({ probes, head }: Pick<Part, 'probes' | 'head'>, name: string) {
  const rename = <T>(entries: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.values(entries).map((entry) => [name, entry]));
  return { probes: rename(probes), head: rename(head) };
}

/** The name of a signal from that of its file. */
function nameOf(path: string): string {
  const stem = path
    .replaceAll('\\', '/')
    .split('/')
    .at(-1)!
    .replace(/(\.json)?(\.gz)?$/, '');
  const name = stem.replaceAll(/[^A-Za-z0-9_.+-]/g, '_');
  return NAME_PATTERN.test(name) ? name : `probe_${name}`;
}

/** Throws what was collected; the problems of a file with one entry have the paths of that file. */
function throwIfAny(problems: Problems, single: boolean): void {
  if (!single) problems.throwIfAny();
  const shorter = new Problems(problems.fileOf);
  for (const { file, path, message } of problems.errors) {
    const rest = message.slice(`${file}: ${path ? `${path}: ` : ''}`.length);
    const inside = path.replace(new RegExp(`^(probes|head)\\.${ONLY}\\.?`), '');
    shorter.errors.push(new StudyError(file, inside, rest));
  }
  shorter.throwIfAny();
}

function sizesOf({ populations }: ResolvedStudy): ReadonlyMap<string, number> {
  return new Map(populations.map(({ name, size }) => [name, size]));
}
