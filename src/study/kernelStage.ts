/** The kernels of a study: one linearised cell per postsynaptic population, all populations that project to it at once. */
import type { ForwardModel } from '../forward/forwardModel.ts';
import type { KernelApprox } from '../kernel/KernelApprox.ts';
import type { CurrentKernel, Kernel, Provenance } from '../kernel/kernel.ts';
import { applyProbe } from '../kernel/probe.ts';
import { partOf, runTask } from '../numerics/task.ts';
import { headSignal, kernelOptions, populationKernels, probeModel } from './models.ts';
import type { ResolvedCell, ResolvedKernels, ResolvedStudy } from './resolved.ts';

/** Current kernels of all pathways, in the order of the study's connections. `onProgress` hears the fraction done. */
export function computeCurrentKernels(
  kernels: ResolvedKernels,
  provenance: Provenance,
  onProgress?: (fraction: number) => void,
): CurrentKernel[] {
  return runTask(currentKernelsTask(kernels, provenance), onProgress);
}

/** The same as a task that yields the fraction done, of large cells also within a pathway. */
export function* currentKernelsTask(
  kernels: ResolvedKernels,
  provenance: Provenance,
): Generator<number, CurrentKernel[]> {
  const models = new Map<string, KernelApprox>();
  const currents: CurrentKernel[] = [];
  for (const { pre, post } of kernels.connections) {
    const done = currents.length / kernels.connections.length;
    yield done;
    const known = models.get(post);
    const model = known ?? populationKernels(kernels, post);
    models.set(post, model);
    if (known === undefined) yield done;
    const task = model.currentKernelTask(pre, kernelOptions(kernels));
    const current = yield* partOf(task, done, done + 1 / kernels.connections.length);
    currents.push({ ...current, provenance });
  }
  yield 1;
  return currents;
}

/** Forward models by the names of the study's probes and head models, for sources in the population of `cell`. */
export function forwardModels(study: ResolvedStudy, cell: ResolvedCell): Record<string, ForwardModel> {
  return Object.fromEntries([
    ...study.probes.map((probe) => [probe.name, probeModel(probe, cell)] as const),
    ...study.head.map((head) => [head.name, headSignal(head)] as const),
  ]);
}

/** Kernels of every probe and head model of the study from current kernels: lags 0 … tau, grouped by probe. */
export function probeKernels(study: ResolvedStudy, currents: readonly CurrentKernel[]): Kernel[] {
  const models = new Map(
    (study.kernels?.cells ?? []).map((cell) => [cell.population, forwardModels(study, cell)] as const),
  );
  return [...study.probes, ...study.head].flatMap(({ name }) =>
    currents.map((current) => applyProbe(current, name, models.get(current.Y)![name], { fir: true })),
  );
}
