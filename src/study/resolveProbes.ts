/** The parts `probes` and `head` made complete: volumes, radii, sensors. */
import type { DepthLaw } from '../forward/depthLaw.ts';
import { LaminarCurrentSourceDensity } from '../forward/laminarCurrentSourceDensity.ts';
import { tenTwenty } from '../forward/probe/tenTwenty.ts';
import { scalpArc } from '../forward/scalpArc.ts';
import { contactsProbe } from './contacts.ts';
import type { Context } from './context.ts';
import { resolveLeadField } from './leadFields.ts';
import { headSignal, probeModel } from './models.ts';
import type {
  ResolvedCell,
  ResolvedConductor,
  ResolvedHead,
  ResolvedKernels,
  ResolvedProbe,
} from './resolved.ts';
import type { LeadFieldFile } from './schema/leadField.ts';
import type { HeadFile, ProbeFile } from './schema/probes.ts';

/** The probes of a study with z up; problems go to the context. */
export function resolveProbes(
  probes: Readonly<Record<string, ProbeFile>>,
  kernels: ResolvedKernels | undefined,
  context: Context,
): ResolvedProbe[] {
  const cells = kernels?.cells ?? [];
  return Object.entries(probes).flatMap(([name, file]): ResolvedProbe[] => {
    const here = ['probes', name];
    const before = context.problems.errors.length;
    if (file.type in NEEDS_RADIUS) checkRadius(file, cells, here, context);
    checkOneCell(file, cells, here, context);
    const probe = resolveProbe(name, file, here, context);
    if (probe === undefined) return [];
    // The models know best which numbers make sense.
    if (context.problems.errors.length === before)
      for (const cell of cells) context.attempt(here, () => probeModel(probe, cell));
    return [probe];
  });
}

/** Models of a population on a disc. */
const NEEDS_RADIUS = {
  GaussCylinderPotential: true,
  CylinderPotential: true,
  LaminarCurrentSourceDensity: true,
};

/** Models of one cell where it stands. */
const ONE_CELL: ReadonlySet<ProbeFile['type']> = new Set([
  'PointSourcePotential',
  'LineSourcePotential',
  'RecExtElectrode',
  'RecMEAElectrode',
  'OneSphereVolumeConductor',
  'VolumetricCurrentSourceDensity',
]);

function checkRadius(
  probe: ProbeFile,
  cells: readonly ResolvedCell[],
  here: readonly string[],
  context: Context,
): void {
  const narrow = cells.find((cell) => cell.radius === undefined);
  if (narrow !== undefined && (probe as { radius?: number }).radius === undefined)
    context.problems.add(
      [...here, 'radius'],
      `missing; give it here or as kernels.cells.${narrow.population}.radius (um)`,
    );
}

/** A kernel sums over all cells of a population: a model that takes them all at one place is right for one cell only. */
function checkOneCell(
  { type }: ProbeFile,
  cells: readonly ResolvedCell[],
  here: readonly string[],
  context: Context,
): void {
  if (!ONE_CELL.has(type)) return;
  const crowd = cells.find(({ size, depthSd }) => size > 1 || depthSd > 0);
  if (crowd === undefined) return;
  const instead =
    type === 'VolumetricCurrentSourceDensity' ? 'LaminarCurrentSourceDensity' : 'CylinderPotential';
  const why = crowd.size > 1 ? `has ${crowd.size} neurons` : `has a depth_sd of ${crowd.depthSd} um`;
  context.problems.add(
    [...here, 'type'],
    `${type} is a model of one cell at a known place, but ${crowd.population} ${why}; use ${instead}, or a population of one neuron with depth_sd 0`,
  );
}

function resolveProbe(
  name: string,
  file: ProbeFile,
  here: readonly string[],
  context: Context,
): ResolvedProbe | undefined {
  switch (file.type) {
    case 'CurrentDipoleMoment':
      return { name, type: file.type, symmetry: file.symmetry };
    case 'GaussCylinderPotential':
      return {
        name,
        type: file.type,
        z: file.z,
        sigma: file.sigma,
        ...optionalRadius(file),
        ...(file.sigma_z === undefined ? {} : { sigmaZ: file.sigma_z }),
      };
    case 'LaminarCurrentSourceDensity':
      return { name, type: file.type, zEdges: resolveVolumes(file, here, context), ...optionalRadius(file) };
    case 'VolumetricCurrentSourceDensity':
      return { name, type: file.type, xEdges: file.x_edges, yEdges: file.y_edges, zEdges: file.z_edges };
  }
  const probe = contactsProbe(file.contacts, name, [...here, 'contacts'], context);
  if (probe === undefined) return undefined;
  switch (file.type) {
    case 'CylinderPotential': {
      const { type, sigma, axis, depth, above } = file;
      return {
        name,
        type,
        probe,
        sigma,
        axis,
        ...optionalRadius(file),
        ...(depth === undefined ? {} : { depth: depthLaw(depth) }),
        ...(above === undefined ? {} : { above }),
      };
    }
    case 'RecExtElectrode':
      return { name, type: file.type, probe, sigma: file.sigma, method: file.method };
    case 'RecMEAElectrode': {
      const { type, sigma_t: sigmaT, sigma_s: sigmaS, sigma_g: sigmaG, z_plane: zPlane } = file;
      const { thickness, method, squeeze } = file;
      return { name, type, probe, sigmaT, sigmaS, sigmaG, zPlane, thickness, method, squeeze };
    }
    case 'OneSphereVolumeConductor':
      return {
        name,
        type: file.type,
        probe,
        radius: file.radius,
        sigmaI: file.sigma_i,
        sigmaO: file.sigma_o,
      };
    default:
      return { name, type: file.type, probe, sigma: file.sigma };
  }
}

function optionalRadius({ radius }: { radius?: number | undefined }): { radius?: number } {
  return radius === undefined ? {} : { radius };
}

function depthLaw(file: NonNullable<Extract<ProbeFile, { type: 'CylinderPotential' }>['depth']>): DepthLaw {
  const { law: type, ...rest } = file;
  return { type, ...rest } as DepthLaw;
}

type Laminar = Extract<ProbeFile, { type: 'LaminarCurrentSourceDensity' }>;

function resolveVolumes(probe: Laminar, path: readonly string[], context: Context) {
  const { z, thickness, z_edges } = probe;
  if ((z === undefined) === (z_edges === undefined) || (z === undefined && thickness !== undefined)) {
    context.problems.add(path, 'expected either z_edges, or z with or without thickness');
    return [];
  }
  // The radius does not matter here; the model itself says where volumes lie.
  const model = context.attempt(path, () =>
    z_edges === undefined
      ? LaminarCurrentSourceDensity.fromContacts(z!, 1, thickness)
      : new LaminarCurrentSourceDensity({ zEdges: z_edges, radius: 1 }),
  );
  return model?.parameters.zEdges ?? [];
}

/** The head models of a study; problems go to the context. */
export function resolveHead(
  head: Readonly<Record<string, HeadFile>>,
  probes: readonly ResolvedProbe[],
  context: Context,
): ResolvedHead[] {
  return Object.entries(head).flatMap(([name, model]): ResolvedHead[] => {
    const here = ['head', name];
    if (probes.some((probe) => probe.name === name))
      context.problems.add(here, 'there is a probe of this name; signals need different names');
    const resolved =
      model.type === 'LeadField'
        ? resolveLeadField(name, model, here, context)
        : resolveConductor(name, model, here, context);
    // The models know best which radii, places, directions and names make sense.
    if (resolved !== undefined && resolved.sensors.length > 0)
      context.attempt(here, () => headSignal(resolved));
    return resolved === undefined ? [] : [resolved];
  });
}

type ConductorFile = Exclude<HeadFile, LeadFieldFile>;

function resolveConductor(
  name: string,
  model: ConductorFile,
  here: readonly string[],
  context: Context,
): ResolvedConductor {
  const common = {
    name,
    dipoleLocation: model.dipole_location,
    ...(model.dipole_axis === undefined ? {} : { dipoleAxis: model.dipole_axis }),
    sensors: resolveSensors(model, here, context),
  };
  switch (model.type) {
    case 'FourSphereVolumeConductor':
      return { ...common, type: model.type, radii: model.radii, conductivities: model.conductivities };
    case 'InfiniteVolumeConductor':
      return { ...common, type: model.type, sigma: model.sigma };
    default:
      return { ...common, type: model.type, field: model.field };
  }
}

function resolveSensors(
  model: ConductorFile,
  path: readonly string[],
  context: Context,
): ResolvedConductor['sensors'] {
  const { sensors } = model;
  if ('positions' in sensors) {
    const { positions, names } = sensors;
    if (names !== undefined && names.length !== positions.length) {
      context.problems.add(
        [...path, 'sensors', 'names'],
        `expected ${positions.length} names, one per position, but received ${names.length}`,
      );
      return [];
    }
    return positions.map(([x, y, z], i) => ({ name: names?.[i] ?? `sensor ${i + 1}`, x, y, z }));
  }
  const here = [...path, 'sensors', ...('arc' in sensors ? ['arc'] : [])];
  const own = 'arc' in sensors ? sensors.arc.radius : sensors.radius;
  const radius = own ?? ('radii' in model ? model.radii[3] : undefined);
  if (radius === undefined) {
    context.problems.add([...here, 'radius'], 'missing; this head model has no radius of its own');
    return [];
  }
  const placed = context.attempt(here, () => {
    if (!('arc' in sensors)) return tenTwenty({ electrodes: sensors.electrodes, radius, ring: sensors.ring });
    const { polar_angles: polarAngles, azimuth } = sensors.arc;
    return scalpArc({ radius, polarAngles, azimuth });
  });
  return placed ?? [];
}
