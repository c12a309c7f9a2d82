/** The parts `probes` and `head` of a study file: what is predicted, each under a name of the user's choice. */
import { z } from 'zod';
import { point, positive, quantity } from './values.ts';

const depths = (what: string) => z.array(z.number()).min(1).describe(`${what} (um, along depth_axis)`);
const radius = positive("Radius of the disc; default the postsynaptic population's radius", 'um').optional();

const gaussCylinder = z
  .strictObject({
    type: z.literal('GaussCylinderPotential'),
    z: depths('Depth of the contacts, on the axis of the population'),
    sigma: positive('Conductivity of the tissue', 'S/m'),
    radius,
    sigma_z: positive(
      "Standard deviation of the source's depth; default the postsynaptic population's depth_sd",
      'um',
    ).optional(),
  })
  .describe(
    'Extracellular potential (mV) of a population spread over a disc, with normally distributed depths',
  );

const laminar = z
  .strictObject({
    type: z.literal('LaminarCurrentSourceDensity'),
    z: depths('Centre of every volume').optional(),
    thickness: positive(
      'Height of every volume; default: volumes meet half-way between neighbouring z',
      'um',
    ).optional(),
    z_edges: z
      .array(z.tuple([z.number(), z.number()]))
      .min(1)
      .optional()
      .describe(
        'Instead of z and thickness: the smaller and the greater z of every volume (um, along depth_axis)',
      ),
    radius,
  })
  .describe('Current source density (nA/um3) in cylindrical volumes on the axis of the population');

const dipole = z
  .strictObject({
    type: z.literal('CurrentDipoleMoment'),
    symmetry: z
      .enum(['radial', 'none'])
      .default('radial')
      .describe(
        'radial: cells stand at all angles around their axis, so P_x = P_y = 0; none: P of the cell as it stands',
      ),
  })
  .describe('Current dipole moment (nA um)');

/** One probe. */
export const probe = z.discriminatedUnion('type', [gaussCylinder, laminar, dipole]);

const sensors = z
  .union([
    z.strictObject({
      arc: z
        .strictObject({
          polar_angles: z
            .array(z.number().gte(-180).lte(180))
            .min(1)
            .describe('Angles from the z axis (degrees); negative ones on the opposite side'),
          azimuth: quantity('Angle of the arc from the x axis', 'degrees').default(0),
          radius: positive(
            'Radius of the arc; default the outermost radius of the head, where it has one',
            'um',
          ).optional(),
        })
        .describe('An arc over the dipole, in a plane that holds the z axis'),
    }),
    z.strictObject({
      positions: z
        .array(point('One sensor'))
        .min(1)
        .describe('Positions of the sensors, in coordinates of the head'),
      names: z.array(z.string().min(1)).optional().describe('One name per sensor'),
    }),
  ])
  .describe('Sensors: on an arc, or at positions');

const dipoleLocation = point('Where the dipole is, in coordinates of the head');
const four = (what: string, unit: string) =>
  z
    .tuple([z.number().gt(0), z.number().gt(0), z.number().gt(0), z.number().gt(0)])
    .describe(`${what} (${unit})`);

const fourSphere = z
  .strictObject({
    type: z.literal('FourSphereVolumeConductor'),
    radii: four('Radii of brain, CSF, skull, scalp, ascending', 'um'),
    conductivities: four('Conductivities of brain, CSF, skull, scalp', 'S/m'),
    dipole_location: dipoleLocation,
    sensors,
  })
  .describe('EEG (mV) in four concentric spheres (Naess et al. 2017)');

const infinite = z
  .strictObject({
    type: z.literal('InfiniteVolumeConductor'),
    sigma: positive('Conductivity', 'S/m'),
    dipole_location: dipoleLocation,
    sensors,
  })
  .describe('Potential (mV) of the dipole in an infinite homogeneous medium');

const field = z.enum(['H', 'B']).describe('H: magnetic field (nA/um); B: magnetic flux density (T)');

const infiniteMeg = z
  .strictObject({
    type: z.literal('InfiniteHomogeneousVolCondMEG'),
    field,
    dipole_location: dipoleLocation,
    sensors,
  })
  .describe('Magnetic field of the dipole in an infinite homogeneous medium');

const sphericalMeg = z
  .strictObject({
    type: z.literal('SphericallySymmetricVolCondMEG'),
    field,
    dipole_location: dipoleLocation,
    sensors,
  })
  .describe(
    'Magnetic field of the dipole outside a spherically symmetric conductor (a radial dipole has none)',
  );

/** One head model. */
export const headModel = z.discriminatedUnion('type', [fourSphere, infinite, infiniteMeg, sphericalMeg]);

/** A probe as written, defaults filled in. */
export type ProbeFile = z.output<typeof probe>;
/** A head model as written, defaults filled in. */
export type HeadFile = z.output<typeof headModel>;
