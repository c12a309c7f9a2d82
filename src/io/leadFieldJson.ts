/**
 * Lead fields as JSON (gzipped or not): a file that says its units and needs no names of arrays.
 *
 *   { "format": "spikefield lead field 1", "position_unit": "mm", "gain_unit": "V/(A m)",
 *     "sensors": [{ "name": "Cz", "position": [0, 0, 90] }, ...],        positions where they are known
 *     "places": [[x, y, z], ...], "normals": [[x, y, z], ...],           normals where they are known
 *     "matrices": [ [ [Gx, Gy, Gz], ... per sensor ], ... per place ] }
 */
import { z } from 'zod';
import { DataFileError, ParameterError } from '../errors.ts';
import { LeadField } from '../forward/leadField.ts';
import type { Channel } from '../forward/forwardModel.ts';
import type { Point } from '../forward/options.ts';
import { gainOf, lengthOf } from './leadFieldUnits.ts';
import { contentText, type SourceFile } from './text.ts';

const FORMAT = 'spikefield lead field 1';

const triple = z.tuple([z.number(), z.number(), z.number()]);
const schema = z.strictObject({
  format: z.literal(FORMAT),
  position_unit: z.string(),
  gain_unit: z.string(),
  sensors: z.array(z.strictObject({ name: z.string(), position: triple.optional() })),
  places: z.array(triple),
  normals: z.array(triple).optional(),
  matrices: z.array(z.array(triple)),
});

/** Reads such a file. Throws DataFileError, naming the member, on anything else. */
export function readLeadFieldJson(source: SourceFile, tolerance = 0): LeadField {
  const fail = (message: string) => new DataFileError(source.name, undefined, message);
  let json: unknown;
  try {
    json = JSON.parse(contentText(source));
  } catch (cause) {
    if (cause instanceof DataFileError) throw cause;
    throw fail(`Expected JSON: ${(cause as Error).message}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw fail(
      `${path.join('.') || 'the file'}: ${message} (a lead field as JSON has the format "${FORMAT}")`,
    );
  }
  const { position_unit, gain_unit, sensors, places, normals, matrices } = parsed.data;
  const gain = gainOf(gain_unit, source.name);
  const um = lengthOf(position_unit, source.name);
  const scaled = ([x, y, z]: Point): Point => [um * x, um * y, um * z];
  for (const [p, matrix] of matrices.entries())
    if (matrix.length !== sensors.length)
      throw fail(
        `matrices.${p}: Expected ${sensors.length} rows, one per sensor, but received ${matrix.length}`,
      );
  try {
    return new LeadField({
      matrices: matrices.flat(2).map((value) => value * gain.factor),
      places: places.map(scaled),
      ...(normals === undefined ? {} : { normals }),
      sensors: sensors.map(({ name, position }): Channel => {
        if (position === undefined) return { name };
        const [x, y, z] = scaled(position);
        return { name, x, y, z };
      }),
      unit: gain.unit,
      tolerance,
    });
  } catch (error) {
    if (error instanceof ParameterError) throw fail(error.message);
    throw error;
  }
}

/** The text of such a file, in um and `unit` per nA um, so that numbers come back to the bit. */
export function writeLeadFieldJson(field: LeadField): string {
  const { places, normals, channels, unit } = field;
  const sensors = channels.map(({ name, x, y, z }) => ({
    name,
    ...(x === undefined || y === undefined || z === undefined ? {} : { position: [x, y, z] }),
  }));
  const numbers = field.parameters.matrices as number[];
  const rowsOf = (p: number) =>
    channels.map((_, s) => numbers.slice((p * channels.length + s) * 3, (p * channels.length + s) * 3 + 3));
  return JSON.stringify({
    format: FORMAT,
    position_unit: 'um',
    gain_unit: `${unit}/(nA um)`,
    sensors,
    places,
    ...(normals === undefined ? {} : { normals }),
    matrices: places.map((_, p) => rowsOf(p)),
  });
}
