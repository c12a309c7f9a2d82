/** The forward models of a study's probes and head, for one postsynaptic population (whose radius and depth they may take). */
import { InternalError } from '../errors.ts';
import { CurrentDipoleMoment } from '../forward/currentDipoleMoment.ts';
import { DipoleSignal } from '../forward/dipoleSignal.ts';
import type { DipoleForwardModel, ForwardModel } from '../forward/forwardModel.ts';
import { FourSphereVolumeConductor } from '../forward/fourSphereVolumeConductor.ts';
import { GaussCylinderPotential } from '../forward/gaussCylinderPotential.ts';
import { InfiniteHomogeneousVolCondMEG } from '../forward/infiniteHomogeneousVolCondMEG.ts';
import { InfiniteVolumeConductor } from '../forward/infiniteVolumeConductor.ts';
import { LaminarCurrentSourceDensity } from '../forward/laminarCurrentSourceDensity.ts';
import { SphericallySymmetricVolCondMEG } from '../forward/sphericallySymmetricVolCondMEG.ts';
import type { ResolvedCell, ResolvedHead, ResolvedProbe, ResolvedStudy } from './resolved.ts';

/** Models by the probes' names. Throws ParameterError where a model refuses its parameters. */
export function forwardModels(study: ResolvedStudy, cell: ResolvedCell): Record<string, ForwardModel> {
  return Object.fromEntries([
    ...study.probes.map((probe) => [probe.name, probeModel(probe, cell)] as const),
    ...study.head.map((head) => [head.name, headModel(head)] as const),
  ]);
}

function probeModel(probe: ResolvedProbe, cell: ResolvedCell): ForwardModel {
  switch (probe.type) {
    case 'GaussCylinderPotential':
      return new GaussCylinderPotential({
        z: probe.z,
        sigma: probe.sigma,
        radius: probe.radius ?? radiusOf(cell),
        sigmaZ: probe.sigmaZ ?? cell.depthSd,
      });
    case 'LaminarCurrentSourceDensity':
      return new LaminarCurrentSourceDensity({ zEdges: probe.zEdges, radius: probe.radius ?? radiusOf(cell) });
    case 'CurrentDipoleMoment':
      return new CurrentDipoleMoment({ symmetric: probe.symmetry === 'radial' });
  }
}

function radiusOf({ radius, population }: ResolvedCell): number {
  if (radius === undefined) throw new InternalError(`no radius of ${population}, though a probe needs it`);
  return radius;
}

function headModel(head: ResolvedHead): ForwardModel {
  return new DipoleSignal({ model: dipoleModel(head), location: head.dipoleLocation });
}

function dipoleModel(head: ResolvedHead): DipoleForwardModel {
  const sites = head.sensors.map(({ name, position: [x, y, z] }) => ({ name, x, y, z }));
  switch (head.type) {
    case 'FourSphereVolumeConductor':
      return new FourSphereVolumeConductor({
        radii: head.radii,
        conductivities: head.conductivities,
        electrodes: sites,
      });
    case 'InfiniteVolumeConductor':
      return new InfiniteVolumeConductor({ sigma: head.sigma, electrodes: sites });
    case 'InfiniteHomogeneousVolCondMEG':
      return new InfiniteHomogeneousVolCondMEG({ sensors: sites, field: head.field });
    case 'SphericallySymmetricVolCondMEG':
      return new SphericallySymmetricVolCondMEG({ sensors: sites, field: head.field });
  }
}
