/** The parts `probes` and `head` made complete: volumes, radii, sensors. */
import { LaminarCurrentSourceDensity } from '../forward/laminarCurrentSourceDensity.ts';
import { scalpArc } from '../forward/scalpArc.ts';
import type { Context } from './context.ts';
import { headModel } from './models.ts';
import type { ResolvedHead, ResolvedKernels, ResolvedProbe } from './resolved.ts';
import type { HeadFile, ProbeFile } from './schema/probes.ts';

/** The probes of a study with z up; problems go to the context. */
export function resolveProbes(
  probes: Readonly<Record<string, ProbeFile>>,
  kernels: ResolvedKernels | undefined,
  context: Context,
): ResolvedProbe[] {
  const narrow =
    kernels?.cells.filter((cell) => cell.radius === undefined).map((cell) => cell.population) ?? [];
  return Object.entries(probes).map(([name, probe]): ResolvedProbe => {
    const here = ['probes', name];
    if (probe.type === 'CurrentDipoleMoment') return { name, type: probe.type, symmetry: probe.symmetry };
    if (probe.radius === undefined && narrow.length > 0)
      context.problems.add(
        [...here, 'radius'],
        `missing; give it here or as kernels.cells.${narrow[0]}.radius (um)`,
      );
    const radius = probe.radius === undefined ? {} : { radius: probe.radius };
    if (probe.type === 'GaussCylinderPotential')
      return {
        name,
        type: probe.type,
        z: probe.z,
        sigma: probe.sigma,
        ...radius,
        ...(probe.sigma_z === undefined ? {} : { sigmaZ: probe.sigma_z }),
      };
    return { name, type: probe.type, zEdges: resolveVolumes(probe, here, context), ...radius };
  });
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
  return Object.entries(head).map(([name, model]): ResolvedHead => {
    const here = ['head', name];
    if (probes.some((probe) => probe.name === name))
      context.problems.add(here, 'there is a probe of this name; signals need different names');
    const common = {
      name,
      dipoleLocation: model.dipole_location,
      sensors: resolveSensors(model, here, context),
    };
    const resolved = resolveModel(model, common);
    // The models know best which radii, places and names make sense.
    if (common.sensors.length > 0)
      context.attempt(here, () => headModel(resolved).transformationMatrix(common.dipoleLocation));
    return resolved;
  });
}

function resolveModel(
  model: HeadFile,
  common: Pick<ResolvedHead, 'name' | 'dipoleLocation' | 'sensors'>,
): ResolvedHead {
  switch (model.type) {
    case 'FourSphereVolumeConductor':
      return { ...common, type: model.type, radii: model.radii, conductivities: model.conductivities };
    case 'InfiniteVolumeConductor':
      return { ...common, type: model.type, sigma: model.sigma };
    default:
      return { ...common, type: model.type, field: model.field };
  }
}

function resolveSensors(model: HeadFile, path: readonly string[], context: Context): ResolvedHead['sensors'] {
  const { sensors } = model;
  if ('arc' in sensors) {
    const { polar_angles: polarAngles, azimuth } = sensors.arc;
    const radius = sensors.arc.radius ?? ('radii' in model ? model.radii[3] : undefined);
    const here = [...path, 'sensors', 'arc'];
    if (radius !== undefined)
      return context.attempt(here, () => scalpArc({ radius, polarAngles, azimuth })) ?? [];
    context.problems.add([...here, 'radius'], 'missing; this head model has no radius of its own');
    return [];
  }
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
