/** From the contacts of a study's probe to a Probe; and probe files read into the study, so that it stands alone. */
import { DataFileError, StudyError } from '../errors.ts';
import { PROBE_GEOMETRIES, probeGeometry } from '../forward/probe/geometries.ts';
import { joinProbes } from '../forward/probe/joinProbes.ts';
import { placeProbe, type ProbePlacement } from '../forward/probe/placement.ts';
import { createProbe, type Probe } from '../forward/probe/probe.ts';
import { readProbeinterface } from '../io/probeinterface.ts';
import type { Context } from './context.ts';
import { besideFile, type StudyFiles } from './files.ts';
import { noSuchFile } from './layers.ts';
import type { Problems } from './problems.ts';
import type { ContactsFile, GeometryFile, WrittenProbe } from './schema/contacts.ts';
import type { ProbeFile } from './schema/probes.ts';
import type { StudyFile } from './schema/study.ts';

/** The probe that contacts describe; a problem and undefined if they contradict a rule. Files are inlined before. */
export function contactsProbe(
  contacts: ContactsFile,
  name: string,
  path: readonly PropertyKey[],
  context: Context,
): Probe | undefined {
  return context.attempt(path, () => {
    if (Array.isArray(contacts)) return createProbe({ name, contacts: contacts.map(contactOptions) });
    if ('contacts' in contacts) {
      const { contacts: list, contours, source } = contacts;
      return createProbe({
        name: contacts.name ?? name,
        contacts: list.map(contactOptions),
        ...(source === undefined ? {} : { source }),
        contours: (contours ?? []).map(({ points, shank }) => ({
          points,
          ...(shank === undefined ? {} : { shank }),
        })),
      });
    }
    if ('geometry' in contacts) return builtIn(contacts);
    return undefined; // a file that could not be read: its problem is known
  });
}

type ContactFile = WrittenProbe['contacts'][number];
type ContactOptions = Parameters<typeof createProbe>[0]['contacts'][number];

function contactOptions(contact: ContactFile): ContactOptions {
  return Array.isArray(contact) ? { position: contact } : (defined(contact) as ContactOptions);
}

function builtIn(file: GeometryFile): Probe {
  const { geometry, tip, centre, tilt, azimuth, turn, first_row, row_step, tip_length, ...parameters } = file;
  const probe = probeGeometry(geometry, {
    ...parameters,
    firstRow: first_row,
    rowStep: row_step,
    tipLength: tip_length,
  } as object);
  const position = PROBE_GEOMETRIES[geometry].origin === 'tip' ? tip : centre;
  return placeProbe(probe, defined({ position, tilt, azimuth, turn }));
}

/** The study, z up, with every probe file read into it, placed as the study says. Problems of a file carry its name. */
export async function inlineProbeFiles(
  study: StudyFile,
  files: StudyFiles,
  problems: Problems,
): Promise<StudyFile> {
  const probes: Record<string, ProbeFile> = {};
  for (const [name, probe] of Object.entries(study.probes)) {
    probes[name] = probe;
    if (!('contacts' in probe) || !('file' in probe.contacts)) continue;
    const at = ['probes', name, 'contacts'];
    const path = besideFile(problems.fileOf('probes'), probe.contacts.file);
    if (!(await files.exists(path))) {
      problems.add([...at, 'file'], noSuchFile(path));
      continue;
    }
    const written = probeFile(await files.readText(path), path, probe.contacts, problems, at);
    if (written !== undefined) probes[name] = { ...probe, contacts: written };
  }
  return { ...study, probes };
}

type FileReference = Extract<ContactsFile, { file: string }>;

function probeFile(
  text: string,
  path: string,
  { file: _file, probe: index, plane, y, origin, ...pose }: FileReference,
  problems: Problems,
  at: readonly PropertyKey[],
): WrittenProbe | undefined {
  try {
    // Rotations are about the origin, which placeProbe moves to its place.
    const start = origin === undefined ? {} : { origin: [0, 0, 0] as const };
    const list = readProbeinterface(text, { file: path, ...defined({ plane, y }), ...start });
    if (index !== undefined && index >= list.length) {
      problems.add(
        [...at, 'probe'],
        `expected a number below ${list.length}, the number of probes in ${path}`,
      );
      return undefined;
    }
    const placement: ProbePlacement = defined({ ...pose, position: origin });
    return writtenProbe(placeProbe(joinProbes(index === undefined ? list : [list[index]]), placement));
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    problems.errors.push(new StudyError(path, '', error.message.slice(path.length + 2)));
    return undefined;
  }
}

/** A probe as a study writes it out. */
function writtenProbe({ name, source, contacts, contours }: Probe): WrittenProbe {
  const copy = (p: readonly [number, number, number]): [number, number, number] => [...p];
  return {
    name,
    source,
    contacts: contacts.map(({ deviceChannel: _channel, axes, position, ...rest }) => ({
      ...rest,
      position: copy(position),
      ...(axes === undefined ? {} : { axes: [copy(axes[0]), copy(axes[1])] as const as never }),
    })),
    contours: contours.map(({ points, ...rest }) => ({ ...rest, points: points.map(copy) })),
  };
}

/** Without members that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
}
