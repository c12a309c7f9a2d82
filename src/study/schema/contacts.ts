/** Where the contacts of a probe are, in a study file: written out, a built-in geometry in a pose, or a probeinterface file in a pose. */
import { z } from 'zod';
import { PROBE_GEOMETRIES, type GeometryName } from '../../forward/probe/geometries.ts';
import { count, nonNegative, path, point, positive, quantity } from './values.ts';

const direction = z.tuple([z.number(), z.number(), z.number()]);

const contact = z.union([
  point('Place of a contact'),
  z.strictObject({
    name: z.string().min(1).optional().describe('Name of the channel; default its number from 0'),
    position: point('Centre'),
    shape: z.enum(['circle', 'square', 'rect']).optional().describe('Face of the contact; circle if absent'),
    radius: nonNegative('Radius of a circle; 0, a point, if absent', 'um').optional(),
    width: positive('Side of a square; that of a rectangle along the first of axes', 'um').optional(),
    height: positive('Side of a rectangle along the second of axes', 'um').optional(),
    axes: z
      .tuple([direction, direction])
      .optional()
      .describe(
        'Two orthogonal unit vectors in the face (third component along depth_axis); needed unless the contact is a point',
      ),
    shank: z.string().min(1).optional().describe('Shank that it is on'),
    side: z.string().min(1).optional().describe('Side of the shank, where two contacts share a place'),
  }),
]);

const contactList = z.array(contact).min(1);

const written = z.strictObject({
  name: z.string().optional().describe('Name of the probe'),
  source: z.string().optional().describe('Where its geometry comes from'),
  contacts: contactList.describe('Places (um), or objects with a face'),
  contours: z
    .array(
      z.strictObject({
        points: z.array(point('Corner')).min(3).describe('Corners, at least three'),
        shank: z.string().min(1).optional().describe('Shank that it outlines'),
      }),
    )
    .optional()
    .describe('Outlines of its shanks, for drawing'),
});

const pose = {
  tilt: quantity('Angle of the probe from the vertical (a grid: of its normal)', 'degrees').optional(),
  azimuth: quantity('Direction towards which the upper end leans, from x towards y', 'degrees').optional(),
  turn: quantity('Rotation about its own axis, before it is tilted', 'degrees').optional(),
};

const parameters = {
  count: count('Number of contacts', 1),
  pitch: positive('Distance between neighbouring contacts', 'um').optional(),
  width: nonNegative('Width of a contact; 0: points', 'um').optional(),
  rows: count('Number of rows', 1).optional(),
  columns: count('Number of columns', 1).optional(),
  firstRow: count('Lowest row that is recorded, from 0 at the tip', 0).optional(),
  rowStep: count('Every how many rows one is recorded', 1).optional(),
  tipLength: nonNegative(
    'Distance of the lowest contact (Neuropixels: of row 0) from the tip',
    'um',
  ).optional(),
};

const SNAKE = { firstRow: 'first_row', rowStep: 'row_step', tipLength: 'tip_length' } as const;

/** A built-in geometry as written: parameters by their snake-case names, and a pose. */
export interface GeometryFile {
  geometry: GeometryName;
  tip?: [number, number, number];
  centre?: [number, number, number];
  tilt?: number | undefined;
  azimuth?: number | undefined;
  turn?: number | undefined;
  count?: number | undefined;
  pitch?: number | undefined;
  width?: number | undefined;
  rows?: number | undefined;
  columns?: number | undefined;
  first_row?: number | undefined;
  row_step?: number | undefined;
  tip_length?: number | undefined;
}

const geometries = Object.entries(PROBE_GEOMETRIES).map(([name, { title, origin, parameters: has }]) =>
  z
    .strictObject({
      geometry: z.literal(name).describe('Name of the geometry'),
      [origin]: point(
        origin === 'tip'
          ? 'Where its tip is (of several shanks: the middle of their tips), z along depth_axis'
          : 'Where its centre is, z along depth_axis',
      ),
      ...Object.fromEntries(
        has.map((key) => {
          const needed = name === 'grid' && (key === 'rows' || key === 'columns');
          const schema = needed ? count(`Number of ${key}`, 1) : parameters[key];
          return [SNAKE[key as keyof typeof SNAKE] ?? key, schema];
        }),
      ),
      ...pose,
    })
    .describe(title),
);

const geometry = z.discriminatedUnion(
  'geometry',
  geometries as unknown as [(typeof geometries)[number], ...typeof geometries],
) as unknown as z.ZodType<GeometryFile, GeometryFile>;

const file = z.strictObject({
  file: path('File of the probeinterface package, JSON'),
  probe: count('Which probe of the file, from 0; all of them if absent', 0).optional(),
  plane: z
    .enum(['xz', 'yz', 'xy'])
    .optional()
    .describe(
      'A two-dimensional probe: the axes of this study along its x and y; xz and yz stand upright, xy lies flat',
    ),
  y: z
    .enum(['up', 'down'])
    .optional()
    .describe(
      'A two-dimensional, upright probe: whether its y axis points up or down, whatever depth_axis says',
    ),
  origin: point(
    'Where its (0, 0) is, z along depth_axis; of a three-dimensional probe, whose z counts upwards, where its (0, 0, 0) goes',
  ).optional(),
  ...pose,
});

/** Contacts of a probe: a list of places, a probe written out, a geometry, or a file. */
export const contacts = z.union([contactList, written, geometry, file]).meta({
  id: 'contacts',
  description:
    'Contacts: places [x, y, z] (um, z along depth_axis) or objects with a face; or a built-in geometry with its place; or a probeinterface file with the statement where it stands',
});

/** Contacts as written. */
export type ContactsFile = z.output<typeof contacts>;
/** The form in which a file is inlined. */
export type WrittenProbe = z.output<typeof written>;
