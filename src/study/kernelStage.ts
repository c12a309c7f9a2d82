/** The kernels of a study: one linearised cell per postsynaptic population, all populations that project to it at once. */
import { createCell, type Cell } from '../cable/cell.ts';
import { KernelApprox, type PresynapticPopulation } from '../kernel/KernelApprox.ts';
import type { CurrentKernel, Kernel, Provenance } from '../kernel/kernel.ts';
import { applyProbe } from '../kernel/probe.ts';
import { distribution, type ContinuousDistribution } from '../numerics/distributions/index.ts';
import { forwardModels } from './probeModels.ts';
import type { ResolvedCell, ResolvedConnection, ResolvedKernels, ResolvedStudy } from './resolved.ts';

/** The representative cell of a population. Throws ParameterError if its description cannot be built. */
export function studyCell(cell: ResolvedCell): Cell {
  return createCell({
    morphology: cell.morphology,
    axialResistivity: cell.axialResistivity,
    capacitance: cell.capacitance,
    segments: cell.segments,
    membrane: cell.membrane,
    rotation: cell.rotation,
    position: [0, 0, cell.depth],
  });
}

/** The predictor of one postsynaptic population. */
export function studyKernelApprox(kernels: ResolvedKernels, cell: ResolvedCell): KernelApprox {
  return new KernelApprox({
    cell: studyCell(cell),
    Y: cell.population,
    size: cell.size,
    depthSd: cell.depthSd,
    effectiveConductance: kernels.effectiveConductance,
    conductanceBased: kernels.synapses === 'conductance',
    drivingPotential: cell.drivingPotential,
    ...(cell.external ? { external: cell.external } : {}),
    presynaptic: Object.fromEntries(
      kernels.connections
        .filter(({ post }) => post === cell.population)
        .map((connection) => [connection.pre, presynaptic(connection, kernels.rates[connection.pre] ?? 0)]),
    ),
  });
}

function presynaptic(connection: ResolvedConnection, rate: number): PresynapticPopulation {
  const { layers, ...where } = connection.placement;
  return {
    size: connection.preSize,
    probability: connection.probability,
    multapse: distribution(connection.multapse),
    delay: distribution(connection.delay) as ContinuousDistribution,
    synapse: connection.synapse,
    rate,
    placement: {
      ...where,
      ...(layers
        ? { layers: layers.map(({ depth, weight }) => ({ law: distribution(depth) as ContinuousDistribution, weight })) }
        : {}),
    },
  };
}

/** Current kernels of all pathways, in the order of the study's connections. `onProgress` hears the fraction done. */
export function computeCurrentKernels(
  kernels: ResolvedKernels,
  provenance: Provenance,
  onProgress?: (fraction: number) => void,
): CurrentKernel[] {
  const models = new Map<string, KernelApprox>();
  return kernels.connections.map(({ pre, post }, k) => {
    let model = models.get(post);
    if (model === undefined) {
      model = studyKernelApprox(kernels, kernels.cells.find((cell) => cell.population === post)!);
      models.set(post, model);
    }
    const { dt, tau, solver, delayRule } = kernels;
    const current = model.currentKernel(pre, { dt, tau, solver, delayRule });
    onProgress?.((k + 1) / kernels.connections.length);
    return { ...current, provenance };
  });
}

/** Kernels of every probe and head model of the study, from current kernels: lags 0 … tau, grouped by probe. */
export function probeKernels(study: ResolvedStudy, currents: readonly CurrentKernel[]): Kernel[] {
  const models = new Map(
    (study.kernels?.cells ?? []).map((cell) => [cell.population, forwardModels(study, cell)] as const),
  );
  const names = [...study.probes, ...study.head].map(({ name }) => name);
  return names.flatMap((name) =>
    currents.map((current) => applyProbe(current, name, models.get(current.Y)![name], { fir: true })),
  );
}
