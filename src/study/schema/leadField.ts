/** A head model given as numbers, in a study file: a file of lead fields, or one matrix written out (into which a file is read). */
import { z } from 'zod';
import { MATRIX_AXES } from '../../io/leadFieldAxes.ts';
import { GAIN_UNITS, LENGTH_UNITS, type LengthUnit } from '../../io/leadFieldUnits.ts';
import { count, nonNegative, path, point } from './values.ts';

const arrayName = (what: string) => z.string().min(1).describe(what);

const arrays = z
  .strictObject({
    matrix: arrayName(
      'Gains: sensors, places and 3 components in any order; or sensors and places, along normals',
    ),
    axes: z
      .array(z.enum(MATRIX_AXES))
      .min(2)
      .max(3)
      .optional()
      .describe('Its axes in order, where their lengths allow several readings'),
    positions: arrayName('Places of the dipoles, (places x 3) or (3 x places)'),
    normals: arrayName('Normals of the cortex there').optional(),
    sensor_names: arrayName('Names of the sensors').optional(),
    sensor_positions: arrayName('Places of the sensors').optional(),
  })
  .describe('Names of the arrays in an HDF5 (.mat v7.3) or .npz file');

/** Direction of the cells' axis, in coordinates of the head. */
export const dipoleAxis = z
  .tuple([z.number(), z.number(), z.number()])
  .describe(
    "Direction of the population's z axis (up, to the pia) in coordinates of the head; default [0, 0, 1]",
  );

export const leadField = z
  .strictObject({
    type: z.literal('LeadField'),
    file: path(
      'File of lead fields: HDF5, .mat v7.3, .npz, or JSON of the format "spikefield lead field 1"',
    ).optional(),
    arrays: arrays.optional(),
    position_unit: z
      .enum(Object.keys(LENGTH_UNITS) as [LengthUnit, ...LengthUnit[]])
      .optional()
      .describe('Unit of the positions in the file; JSON says its own'),
    gain_unit: z
      .enum(GAIN_UNITS as [string, ...string[]])
      .optional()
      .describe('Unit of the gains in the file; JSON says its own'),
    dipole_location: point(
      'Where the dipole is, in coordinates of the head; with a file, the nearest place counts',
    ).optional(),
    tolerance: nonNegative('How far that place may be from dipole_location', 'um').optional(),
    place: count('Instead of dipole_location: number of the place in the file, from 0', 0).optional(),
    dipole_axis: z
      .union([dipoleAxis, z.literal('normal').describe("The file's normal at that place")])
      .optional()
      .describe(
        "Direction of the population's z axis in coordinates of the head, or the normal that the file has there; default [0, 0, 1]",
      ),
    unit: z.enum(['mV', 'T']).optional().describe('Without a file: unit of the signal'),
    sensors: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('Name of the channel'),
          position: point('Place').optional(),
        }),
      )
      .min(1)
      .optional()
      .describe('Without a file: the sensors'),
    matrix: z
      .array(z.tuple([z.number(), z.number(), z.number()]))
      .optional()
      .describe('Without a file: per sensor the signal of dipoles of 1 nA um along x, y, z'),
  })
  .describe('EEG (mV) or MEG (T) by a lead field given as numbers, e.g. of the New York head');

/** As written. */
export type LeadFieldFile = z.output<typeof leadField>;
