/**
 * Leaky integrate-and-fire neurons and networks against NEST: single neurons and deterministic networks spike by spike, grid rules, Poisson
 * drive against theory and NEST, statistics of random networks, single neurons of lessons.
 */
import { neuronModels } from '../../../src/network/point/models/index.ts';
import type { ReferenceCase, Suite } from '../suite.ts';
import { deterministicNetwork, populationCounts, rounding, singleNeuron } from './lif/exact.ts';
import { knownRule } from './lif/network.ts';
import { networkStatistics } from './lif/networkStatistics.ts';
import { poissonDrive } from './lif/poissonDrive.ts';
import { teachingStatistics, teachingTable, teachingTrace } from './lif/teaching.ts';

const known = (model: unknown): boolean => neuronModels.some(({ name }) => name === model);

/** Whether all populations of a specification are of models that there are. */
const uses = (populations: any): boolean =>
  Array.isArray(populations) && populations.length > 0 && populations.every((p) => known(p.model));

const runners: Record<
  string,
  { claims(reference: ReferenceCase): boolean; run: (reference: ReferenceCase) => ReturnType<Suite['run']> }
> = {
  single_neuron: { claims: (r) => known(r.input?.neuron?.model), run: singleNeuron },
  deterministic_network: { claims: (r) => uses(r.input?.populations), run: deterministicNetwork },
  rounding: { claims: () => true, run: rounding },
  poisson_drive: { claims: (r) => known(r.input?.neuron?.model), run: poissonDrive },
  teaching_trace: { claims: () => true, run: teachingTrace },
  teaching_table: { claims: () => true, run: teachingTable },
  teaching_statistics: { claims: () => true, run: teachingStatistics },
  population_counts: { claims: () => true, run: populationCounts },
  network_statistics: {
    claims: (r) =>
      uses(r.input?.network?.populations) && r.input.network.projections.every((p: any) => knownRule(p.rule)),
    run: (r) => networkStatistics(r),
  },
};

export const lif: Suite = {
  name: 'lif',
  claims: (reference) => runners[reference.kind ?? '']?.claims(reference) ?? false,
  run: (reference) => runners[reference.kind!].run(reference),
};
