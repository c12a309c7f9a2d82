/** From the resolved parts of a study to the objects that compute: cells and their kernels, probes, head models. */
import { ParameterError } from '../errors.ts';
import { CurrentDipoleMoment } from '../forward/currentDipoleMoment.ts';
import { CylinderPotential } from '../forward/cylinderPotential.ts';
import { DipoleSignal } from '../forward/dipoleSignal.ts';
import type { DipoleForwardModel, ForwardModel } from '../forward/forwardModel.ts';
import { FourSphereVolumeConductor } from '../forward/fourSphereVolumeConductor.ts';
import { GaussCylinderPotential } from '../forward/gaussCylinderPotential.ts';
import { InfiniteHomogeneousVolCondMEG } from '../forward/infiniteHomogeneousVolCondMEG.ts';
import { InfiniteVolumeConductor } from '../forward/infiniteVolumeConductor.ts';
import { LeadField } from '../forward/leadField.ts';
import { LaminarCurrentSourceDensity } from '../forward/laminarCurrentSourceDensity.ts';
import { LineSourcePotential } from '../forward/lineSourcePotential.ts';
import { OneSphereVolumeConductor } from '../forward/oneSphereVolumeConductor.ts';
import { PointSourcePotential } from '../forward/pointSourcePotential.ts';
import { probeSites } from '../forward/probe/probe.ts';
import { ProbeElectrode } from '../forward/probe/probeElectrode.ts';
import { cylinderOptions, slabOptions } from '../forward/probe/probeModels.ts';
import { RecMEAElectrode } from '../forward/recMEAElectrode.ts';
import { SphericallySymmetricVolCondMEG } from '../forward/sphericallySymmetricVolCondMEG.ts';
import { VolumetricCurrentSourceDensity } from '../forward/volumetricCurrentSourceDensity.ts';
import { KernelApprox, type KernelOptions, type PresynapticPopulation } from '../kernel/KernelApprox.ts';
import { distribution, type ContinuousDistribution } from '../numerics/distributions/index.ts';
import { representativeCell } from './representativeCell.ts';
import type {
  ResolvedCell,
  ResolvedConnection,
  ResolvedHead,
  ResolvedKernels,
  ResolvedProbe,
} from './resolved.ts';

export { representativeCell } from './representativeCell.ts';

/** The kernels of all pathways onto the population Y. Throws ParameterError if Y has no cell. */
export function populationKernels(kernels: ResolvedKernels, Y: string): KernelApprox {
  const cell = kernels.cells.find(({ population }) => population === Y);
  if (cell === undefined)
    throw new ParameterError('Y', `one of ${kernels.cells.map((c) => c.population).join(', ')}`, Y);
  return new KernelApprox({
    cell: representativeCell(cell),
    Y,
    size: cell.size,
    depthSd: cell.depthSd,
    presynaptic: Object.fromEntries(
      kernels.connections
        .filter(({ post }) => post === Y)
        .map((connection) => [connection.pre, presynaptic(connection, kernels.rates[connection.pre] ?? 0)]),
    ),
    ...(cell.external === undefined ? {} : { external: cell.external }),
    effectiveConductance: kernels.effectiveConductance,
    conductanceBased: kernels.synapses === 'conductance',
    ...(cell.drivingPotential === undefined ? {} : { drivingPotential: cell.drivingPotential }),
  });
}

/** How a study's kernels are computed. */
export function kernelOptions({ dt, tau, solver, delayRule }: ResolvedKernels): KernelOptions {
  return { dt, tau, solver, delayRule };
}

function presynaptic(connection: ResolvedConnection, rate: number): PresynapticPopulation {
  const { preSize, probability, autapses, multapse, delay, synapse, placement } = connection;
  const { layers, ...where } = placement;
  return {
    size: preSize,
    probability,
    autapses,
    multapse: distribution(multapse),
    delay: distribution(delay) as ContinuousDistribution,
    synapse,
    placement: {
      ...where,
      ...(layers === undefined
        ? {}
        : {
            layers: layers.map(({ depth, weight }) => ({
              law: distribution(depth) as ContinuousDistribution,
              weight,
            })),
          }),
    },
    rate,
  };
}

/**
 * The forward model of a probe for the sources in the population of `cell`, whose radius and depth spread it takes where it
 * has none of its own. Throws ParameterError if neither has a radius.
 */
export function probeModel(
  probe: ResolvedProbe,
  cell: Pick<ResolvedCell, 'radius' | 'depthSd'>,
): ForwardModel {
  switch (probe.type) {
    case 'GaussCylinderPotential':
      return new GaussCylinderPotential({
        z: probe.z,
        sigma: probe.sigma,
        radius: radiusOf(probe, cell),
        sigmaZ: probe.sigmaZ ?? cell.depthSd,
      });
    case 'LaminarCurrentSourceDensity':
      return new LaminarCurrentSourceDensity({ zEdges: probe.zEdges, radius: radiusOf(probe, cell) });
    case 'CurrentDipoleMoment':
      return new CurrentDipoleMoment({ symmetric: probe.symmetry === 'radial' });
    case 'CylinderPotential':
      return new CylinderPotential({
        ...cylinderOptions(probe.probe),
        radius: radiusOf(probe, cell),
        depth: probe.depth ?? { type: 'normal', sd: cell.depthSd },
        axis: probe.axis,
        sigma: probe.sigma,
        ...(probe.above === undefined ? {} : { above: probe.above }),
      });
    case 'PointSourcePotential':
      return new PointSourcePotential({ contacts: probeSites(probe.probe), sigma: probe.sigma });
    case 'LineSourcePotential':
      return new LineSourcePotential({ contacts: probeSites(probe.probe), sigma: probe.sigma });
    case 'RecExtElectrode':
      return new ProbeElectrode(probe);
    case 'RecMEAElectrode':
      return new RecMEAElectrode({
        ...slabOptions(probe.probe),
        sigmaT: probe.sigmaT,
        sigmaS: probe.sigmaS,
        sigmaG: probe.sigmaG,
        h: probe.thickness,
        zShift: probe.zPlane,
        method: probe.method,
        squeezeCellFactor: probe.squeeze,
      });
    case 'OneSphereVolumeConductor':
      return new OneSphereVolumeConductor({
        contacts: probeSites(probe.probe),
        radius: probe.radius,
        sigmaI: probe.sigmaI,
        sigmaO: probe.sigmaO,
      });
    case 'VolumetricCurrentSourceDensity':
      return new VolumetricCurrentSourceDensity(probe);
  }
}

function radiusOf(
  probe: { readonly name: string; readonly radius?: number },
  cell: { readonly radius?: number },
): number {
  const radius = probe.radius ?? cell.radius;
  if (radius === undefined)
    throw new ParameterError(
      `probes.${probe.name}.radius`,
      'a radius of the probe or of the population',
      undefined,
    );
  return radius;
}

/** The signal of a head for the dipole of a population, where and as it stands. Throws ParameterError. */
export function headSignal(head: ResolvedHead): DipoleSignal {
  const { dipoleLocation: location, dipoleAxis } = head;
  return new DipoleSignal({
    model: headModel(head),
    location,
    ...(dipoleAxis === undefined ? {} : { axis: dipoleAxis }),
  });
}

/** The forward model of a head, for the population's dipole at `head.dipoleLocation`. Throws ParameterError. */
export function headModel(head: ResolvedHead): DipoleForwardModel {
  switch (head.type) {
    case 'FourSphereVolumeConductor':
      return new FourSphereVolumeConductor({
        radii: head.radii,
        conductivities: head.conductivities,
        electrodes: head.sensors,
      });
    case 'InfiniteVolumeConductor':
      return new InfiniteVolumeConductor({ sigma: head.sigma, electrodes: head.sensors });
    case 'LeadField':
      return new LeadField({
        matrices: head.matrix.flat(),
        places: [head.dipoleLocation],
        sensors: head.sensors,
        unit: head.unit,
      });
    case 'InfiniteHomogeneousVolCondMEG':
      return new InfiniteHomogeneousVolCondMEG({ sensors: head.sensors, field: head.field });
    case 'SphericallySymmetricVolCondMEG':
      return new SphericallySymmetricVolCondMEG({ sensors: head.sensors, field: head.field });
  }
}
