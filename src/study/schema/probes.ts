/** The parts `probes` and `head` of a study file: what is predicted, each under a name of the user's choice. */
import { z } from 'zod';
import { contacts } from './contacts.ts';
import { dipoleAxis, leadField } from './leadField.ts';
import { fraction, nonNegative, point, positive, quantity } from './values.ts';

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

const depthLaw = z
  .discriminatedUnion('law', [
    z.strictObject({ law: z.literal('normal'), sd: nonNegative('Standard deviation', 'um') }),
    z.strictObject({
      law: z.literal('uniform'),
      from: quantity('Smallest displacement', 'um'),
      to: quantity('Greatest displacement', 'um'),
    }),
    z.strictObject({
      law: z.literal('histogram'),
      edges: z.array(z.number()).min(2).describe('Edges of the bins, ascending (um)'),
      weights: z.array(z.number().gte(0)).min(1).describe('Share of every bin, of any sum'),
    }),
  ])
  .describe(
    "Displacements of the cells in depth from the representative one, along depth_axis; default a normal law with the postsynaptic population's depth_sd",
  );

const cylinder = z
  .strictObject({
    type: z.literal('CylinderPotential'),
    contacts,
    sigma: positive('Conductivity of the tissue', 'S/m'),
    radius,
    depth: depthLaw.optional(),
    axis: z
      .tuple([z.number(), z.number()])
      .default([0, 0])
      .describe("The population's axis: x, y (um), in the coordinates of the contacts"),
    above: z
      .strictObject({
        z: quantity('Where the other medium begins', 'um, along depth_axis'),
        sigma: nonNegative('Its conductivity; 0 for an insulator', 'S/m'),
      })
      .optional()
      .describe('Another medium above the tissue, as over the cortical surface'),
  })
  .describe(
    'Extracellular potential (mV) in, beside or above a population spread over a disc, with depths of any law',
  );

const conductivity = z
  .union([z.number().gt(0), z.tuple([z.number().gt(0), z.number().gt(0), z.number().gt(0)])])
  .describe('Conductivity of the medium (S/m): one number, or three along x, y and z');

const method = z
  .enum(['pointsource', 'linesource', 'root_as_point'])
  .describe('Segments as points, as lines, or as lines but the first (the soma) as a point');

const pointSource = z
  .strictObject({ type: z.literal('PointSourcePotential'), contacts, sigma: conductivity })
  .describe('Extracellular potential (mV) of one cell whose segments are points; contacts are points');

const lineSource = z
  .strictObject({ type: z.literal('LineSourcePotential'), contacts, sigma: conductivity })
  .describe('Extracellular potential (mV) of one cell whose segments are lines; contacts are points');

const electrode = z
  .strictObject({
    type: z.literal('RecExtElectrode'),
    contacts,
    sigma: conductivity,
    method: method.default('linesource'),
  })
  .describe('Extracellular potential (mV) of one cell, averaged over the faces of the contacts');

const mea = z
  .strictObject({
    type: z.literal('RecMEAElectrode'),
    contacts,
    sigma_t: positive('Conductivity of the slice', 'S/m'),
    sigma_s: nonNegative('Conductivity of the saline above', 'S/m'),
    sigma_g: nonNegative('Conductivity of the plane below; 0 for glass', 'S/m').default(0),
    thickness: positive('Thickness of the slice', 'um'),
    z_plane: quantity('Where the electrode plane is, under the slice', 'um, along depth_axis').default(0),
    method: method.default('pointsource'),
    squeeze: fraction(
      'By how much the cell is flattened about its soma so that it fits into the slice (below 1)',
    ).default(0),
  })
  .describe('Potential (mV) of one cell in a slice on a micro-electrode array');

const sphere = z
  .strictObject({
    type: z.literal('OneSphereVolumeConductor'),
    contacts,
    radius: positive('Radius of the sphere, whose centre is the origin', 'um'),
    sigma_i: positive('Conductivity inside', 'S/m'),
    sigma_o: positive('Conductivity outside', 'S/m'),
  })
  .describe('Potential (mV) of one cell inside a sphere');

const edges = (axis: string) =>
  z.array(z.number()).min(2).describe(`Edges of the boxes along ${axis}, ascending (um)`);

const volumetric = z
  .strictObject({
    type: z.literal('VolumetricCurrentSourceDensity'),
    x_edges: edges('x'),
    y_edges: edges('y'),
    z_edges: edges('depth_axis'),
  })
  .describe('Current source density (nA/um3) of one cell on a grid of boxes');

/** One probe. */
export const probe = z.discriminatedUnion('type', [
  gaussCylinder,
  cylinder,
  laminar,
  dipole,
  pointSource,
  lineSource,
  electrode,
  mea,
  sphere,
  volumetric,
]);

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
    z.strictObject({
      electrodes: z
        .union([z.array(z.string().min(1)).min(1), z.enum(['10-20', '10-10'])])
        .describe('Names of the 10-10 system, e.g. ["Fz", "Cz"], or all of "10-20" (21) or "10-10" (61)'),
      radius: positive(
        'Radius of their sphere; default the outermost radius of the head, where it has one',
        'um',
      ).optional(),
      ring: z
        .number()
        .gt(0)
        .lt(180)
        .default(72)
        .describe(
          'Angle of the ring Fpz-T7-Oz-T8 from the vertex (degrees): 72 by the 10 % of the definition, 90 for the usual idealised positions',
        ),
    }),
  ])
  .describe(
    'Sensors: on an arc, at positions, or the electrodes of the 10-20 system (x to the right ear, y to the nose, z to the vertex)',
  );

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
    dipole_axis: dipoleAxis.optional(),
    sensors,
  })
  .describe('EEG (mV) in four concentric spheres (Naess et al. 2017)');

const infinite = z
  .strictObject({
    type: z.literal('InfiniteVolumeConductor'),
    sigma: positive('Conductivity', 'S/m'),
    dipole_location: dipoleLocation,
    dipole_axis: dipoleAxis.optional(),
    sensors,
  })
  .describe('Potential (mV) of the dipole in an infinite homogeneous medium');

const field = z.enum(['H', 'B']).describe('H: magnetic field (nA/um); B: magnetic flux density (T)');

const infiniteMeg = z
  .strictObject({
    type: z.literal('InfiniteHomogeneousVolCondMEG'),
    field,
    dipole_location: dipoleLocation,
    dipole_axis: dipoleAxis.optional(),
    sensors,
  })
  .describe('Magnetic field of the dipole in an infinite homogeneous medium');

const sphericalMeg = z
  .strictObject({
    type: z.literal('SphericallySymmetricVolCondMEG'),
    field,
    dipole_location: dipoleLocation,
    dipole_axis: dipoleAxis.optional(),
    sensors,
  })
  .describe(
    'Magnetic field of the dipole outside a spherically symmetric conductor (a radial dipole has none)',
  );

/** One head model. */
export const headModel = z.discriminatedUnion('type', [
  fourSphere,
  infinite,
  infiniteMeg,
  sphericalMeg,
  leadField,
]);

/** A probe as written, defaults filled in. */
export type ProbeFile = z.output<typeof probe>;
/** A head model as written, defaults filled in. */
export type HeadFile = z.output<typeof headModel>;
