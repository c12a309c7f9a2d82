/** Lead fields of a study: files read into it, of which the matrix of the dipole's place stays, so that the study stands alone. */
import { DataFileError, ParameterError, StudyError, show } from '../errors.ts';
import type { Channel } from '../forward/forwardModel.ts';
import { readLeadField, type LeadFieldArrays } from '../io/leadField.ts';
import type { SourceFile } from '../io/text.ts';
import type { Context } from './context.ts';
import { besideFile, type StudyFiles } from './files.ts';
import { noSuchFile } from './layers.ts';
import type { Problems } from './problems.ts';
import type { ResolvedLeadField } from './resolved.ts';
import type { LeadFieldFile } from './schema/leadField.ts';
import type { StudyFile } from './schema/study.ts';

/** The study with the matrix of every lead-field file in place of the file. Problems of a file carry its name. */
export async function inlineLeadFields(
  study: StudyFile,
  files: StudyFiles,
  problems: Problems,
): Promise<StudyFile> {
  const head: StudyFile['head'] = {};
  for (const [name, model] of Object.entries(study.head))
    head[name] =
      model.type === 'LeadField' && model.file !== undefined
        ? await inlined(model, model.file, ['head', name], files, problems)
        : model;
  return { ...study, head };
}

async function inlined(
  model: LeadFieldFile,
  file: string,
  here: readonly string[],
  files: StudyFiles,
  problems: Problems,
): Promise<LeadFieldFile> {
  const before = problems.errors.length;
  for (const key of ['unit', 'sensors', 'matrix'] as const)
    if (model[key] !== undefined) problems.add([...here, key], 'has no meaning beside a file; leave it out');
  const at = placeOf(model, here, problems);
  const path = besideFile(problems.fileOf('head'), file);
  if (!(await files.exists(path))) problems.add([...here, 'file'], noSuchFile(path));
  const isJson = /\.json(\.gz)?$/i.test(path);
  const arrays = isJson ? ownUnits(model, here, problems) : statedArrays(model, here, problems);
  if (problems.errors.length > before || at === undefined) return model;
  try {
    const source = await readFile(path, files);
    const field = await readLeadField(source, {
      at,
      tolerance: model.tolerance ?? 0,
      ...(arrays === undefined ? {} : { arrays }),
    });
    const [location] = field.places;
    if (model.dipole_axis === 'normal' && field.normals === undefined)
      problems.add(
        [...here, 'dipole_axis'],
        `expected three numbers, since ${path} has no normals (or none were named)`,
      );
    const axis = model.dipole_axis === 'normal' ? field.normals?.[0] : model.dipole_axis;
    const distance = 'location' in at ? Math.hypot(...location.map((v, k) => v - at.location[k])) : 0;
    if (distance > 0)
      problems.note(
        [...here, 'dipole_location'],
        `the lead field is that of [${location.map((v) => Number(v.toPrecision(9))).join(', ')}], ${Number(distance.toPrecision(3))} um away`,
      );
    const { data } = field.transformationMatrix(location);
    return {
      type: 'LeadField',
      unit: field.unit as 'mV' | 'T',
      dipole_location: [...location],
      ...(axis === undefined ? {} : { dipole_axis: [...axis] }),
      sensors: field.channels.map(({ name, x, y, z }) => ({
        name,
        ...(x === undefined || y === undefined || z === undefined
          ? {}
          : { position: [x, y, z] as [number, number, number] }),
      })),
      matrix: field.channels.map((_, s) => [data[3 * s], data[3 * s + 1], data[3 * s + 2]]),
    };
  } catch (error) {
    if (error instanceof ParameterError)
      problems.add(
        here,
        `${error.parameter}: expected ${error.expected}, but received ${show(error.received)}${error.remedy === undefined ? '' : ` (${error.remedy})`}`,
      );
    else if (error instanceof DataFileError)
      problems.errors.push(new StudyError(path, '', error.message.slice(path.length + 2)));
    else throw error;
    return model;
  }
}

async function readFile(path: string, files: StudyFiles): Promise<SourceFile> {
  if (files.readBytes !== undefined) return { name: path, bytes: await files.readBytes(path) };
  return { name: path, bytes: new TextEncoder().encode(await files.readText(path)) };
}

function placeOf(
  { dipole_location: location, place, tolerance }: LeadFieldFile,
  here: readonly string[],
  problems: Problems,
): { location: [number, number, number] } | { place: number } | undefined {
  if ((location === undefined) === (place === undefined)) {
    problems.add(here, 'expected either dipole_location or place');
    return undefined;
  }
  if (location !== undefined) return { location };
  if (tolerance !== undefined)
    problems.add([...here, 'tolerance'], 'has no meaning with place; leave it out');
  return { place: place! };
}

/** A JSON file says its arrays and units itself. */
function ownUnits(model: LeadFieldFile, here: readonly string[], problems: Problems): undefined {
  for (const key of ['arrays', 'position_unit', 'gain_unit'] as const)
    if (model[key] !== undefined)
      problems.add([...here, key], 'has no meaning for a JSON file, which says it itself; leave it out');
}

function statedArrays(
  { arrays, position_unit, gain_unit }: LeadFieldFile,
  here: readonly string[],
  problems: Problems,
): LeadFieldArrays | undefined {
  const stated = { arrays, position_unit, gain_unit };
  for (const [key, value] of Object.entries(stated))
    if (value === undefined) problems.add([...here, key], 'missing; the file does not say it');
  if (arrays === undefined || position_unit === undefined || gain_unit === undefined) return undefined;
  const { matrix, axes, positions, normals, sensor_names, sensor_positions } = arrays;
  return {
    matrix,
    positions,
    positionUnit: position_unit,
    gainUnit: gain_unit,
    ...(axes === undefined ? {} : { axes }),
    ...(normals === undefined ? {} : { normals }),
    ...(sensor_names === undefined ? {} : { sensorNames: sensor_names }),
    ...(sensor_positions === undefined ? {} : { sensorPositions: sensor_positions }),
  };
}

/** A lead field of one matrix; problems and undefined if something is missing. Files are inlined before. */
export function resolveLeadField(
  name: string,
  model: LeadFieldFile,
  here: readonly string[],
  context: Context,
): ResolvedLeadField | undefined {
  const { file, unit, sensors, matrix, dipole_location: dipoleLocation, dipole_axis: axis } = model;
  if (file !== undefined) return undefined; // it could not be read: its problem is known
  for (const key of ['unit', 'sensors', 'matrix', 'dipole_location'] as const)
    if (model[key] === undefined) context.problems.add([...here, key], 'missing; give it, or a file');
  for (const key of ['arrays', 'position_unit', 'gain_unit', 'place', 'tolerance'] as const)
    if (model[key] !== undefined)
      context.problems.add([...here, key], 'has no meaning without a file; leave it out');
  if (axis === 'normal')
    context.problems.add([...here, 'dipole_axis'], 'expected three numbers; only a file has normals');
  if (unit === undefined || sensors === undefined || matrix === undefined || dipoleLocation === undefined)
    return undefined;
  return {
    name,
    type: 'LeadField',
    dipoleLocation,
    ...(axis === undefined || axis === 'normal' ? {} : { dipoleAxis: axis }),
    unit,
    matrix,
    sensors: sensors.map(({ name: channel, position }): Channel => {
      if (position === undefined) return { name: channel };
      const [x, y, z] = position;
      return { name: channel, x, y, z };
    }),
  };
}
