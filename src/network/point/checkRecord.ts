/** Whether what is to be recorded can be: checked against the description of a network, before anything is built or run. */
import { ParameterError, integer } from '../../errors.ts';
import type { TraceRequest } from './recording.ts';
import type { ResolvedNetwork, ResolvedPopulation } from './resolveNetwork.ts';
import { samplingSteps } from './sampling.ts';
import type { SumRequest } from './sums.ts';

/** What can be asked for beside spikes. */
export interface RecordedQuantities {
  readonly traces?: readonly TraceRequest[];
  readonly sums?: readonly SumRequest[];
}

/** @throws ParameterError as the first of `recordProblems` */
export function checkRecord(network: ResolvedNetwork, record: RecordedQuantities): void {
  for (const problem of recordProblems(network, record)) throw problem;
}

/** What is wrong with requests: at most one error each, for populations, quantities or neurons that are not there and intervals off the grid. */
export function* recordProblems(
  { populations, dt }: ResolvedNetwork,
  { traces = [], sums = [] }: RecordedQuantities,
): Generator<ParameterError> {
  const check = (path: string, request: TraceRequest | SumRequest): void => {
    const population = populations.find(({ name }) => name === request.population);
    if (population === undefined) {
      const names = populations.map(({ name }) => name).join(', ');
      throw new ParameterError(
        `${path}.population`,
        `a population of the network (${names})`,
        request.population,
      );
    }
    for (const quantity of request.quantities) checkQuantity(`${path}.quantities`, population, quantity);
    if ('neurons' in request)
      request.neurons.forEach((n, i) => integer(`${path}.neurons[${i}]`, n, 0, population.size - 1));
    else
      for (const quantity of request.magnitudes ?? [])
        checkQuantity(`${path}.magnitudes`, population, quantity);
    samplingSteps(`${path}.interval`, request.interval, dt);
  };
  const all = [
    ...traces.map((request, i) => [`record.traces[${i}]`, request] as const),
    ...sums.map((request, i) => [`record.sums[${i}]`, request] as const),
  ];
  for (const [path, request] of all)
    try {
      check(path, request);
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      yield error;
    }
}

/** @throws ParameterError if the neurons have no such quantity, or it is not kept by itself */
function checkQuantity(name: string, { model, merged }: ResolvedPopulation, quantity: string): void {
  if (!Object.hasOwn(model.recordables, quantity))
    throw new ParameterError(
      name,
      `quantities of ${model.name} (${Object.keys(model.recordables).join(', ')})`,
      quantity,
    );
  if (merged && quantity !== 'V_m')
    throw new ParameterError(
      name,
      'V_m, as this network adds up synaptic currents of equal time constants',
      quantity,
      'keep them apart: option separateCurrents, in a study dynamics.separate_currents',
    );
}
