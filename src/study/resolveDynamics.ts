/** The part `dynamics` made complete and consistent: a LIF network, spike files, or spike counts. */
import { negativeDelayMass } from '../kernel/delay.ts';
import { networkProblems } from '../network/point/checkNetwork.ts';
import { messageOf, type Context } from './context.ts';
import { networkSpec } from './networkSpec.ts';
import { isEmpty, recordProblem, resolveRecord, simulatorRequests } from './resolveRecord.ts';
import type {
  ResolvedCountsFile,
  ResolvedDynamics,
  ResolvedLif,
  ResolvedNeurons,
  ResolvedSpikeFiles,
} from './resolved.ts';
import type { DynamicsFile } from './schema/dynamics.ts';

type Lif = Extract<DynamicsFile, { type: 'lif' }>;
type SpikeFiles = Extract<DynamicsFile, { type: 'spikes' }>;
type CountsFile = Extract<DynamicsFile, { type: 'counts' }>;
type Path = readonly PropertyKey[];

/** The dynamics of a study; problems go to the context. `kernelDt` (ms) is the step of the kernels, if there are any. */
export function resolveDynamics(
  dynamics: DynamicsFile,
  kernelDt: number | undefined,
  context: Context,
): ResolvedDynamics {
  if ('dt' in dynamics && kernelDt !== undefined && dynamics.dt !== kernelDt)
    context.problems.add(
      ['dynamics', 'dt'],
      `expected the time step of the kernels, kernels.dt = ${kernelDt} ms, but received ${dynamics.dt}; make them equal`,
    );
  switch (dynamics.type) {
    case 'lif':
      return resolveLif(dynamics, context);
    case 'spikes':
      return resolveSpikes(dynamics, kernelDt, context);
    case 'counts':
      return resolveCounts(dynamics, kernelDt, context);
  }
}

function resolveLif(lif: Lif, context: Context): ResolvedLif {
  const { problems } = context;
  const path = ['dynamics'];
  context.multiple(lif.duration, lif.dt, [...path, 'duration']);
  context.multiple(lif.transient, lif.dt, [...path, 'transient']);
  if (!(lif.transient < lif.duration))
    problems.add(
      [...path, 'transient'],
      `expected a time below duration = ${lif.duration} ms, but received ${lif.transient}`,
    );
  if (Object.keys(lif.neurons).length === 0)
    problems.add([...path, 'neurons'], 'expected at least one population');
  const simulated = (population: string, at: Path) => {
    context.size(population, at);
    if (context.sizes.has(population) && !Object.hasOwn(lif.neurons, population))
      problems.add(
        at,
        `the population ${JSON.stringify(population)} is not simulated; give its neurons in dynamics.neurons.${population}`,
      );
  };
  const neurons = Object.entries(lif.neurons).map(([population, spec]): ResolvedNeurons => {
    const here = [...path, 'neurons', population];
    const { model, V_m, initial, ...given } = spec;
    // Everything else are the model's parameters, which the schema knows.
    const params = given as ResolvedNeurons['params'];
    const size = context.size(population, here);
    for (const [key, value] of Object.entries({ ...params, V_m }))
      if (typeof value === 'object' && 'distribution' in value) context.law(value, [...here, key]);
    return {
      population,
      size,
      model,
      params,
      ...(V_m === undefined ? {} : { V_m }),
      ...(initial === undefined ? {} : { initial }),
    };
  });
  for (const [i, projection] of lif.projections.entries()) {
    const here = [...path, 'projections', i];
    simulated(projection.pre, [...here, 'pre']);
    simulated(projection.post, [...here, 'post']);
    const { weight, delay } = projection;
    if (weight !== undefined) context.law('clipped' in weight ? weight.clipped : weight, [...here, 'weight']);
    if (delay !== undefined && !('velocity' in delay)) {
      const law = context.law('clipped' in delay ? delay.clipped : delay, [...here, 'delay']);
      const negative = law === undefined || 'clipped' in delay ? 0 : negativeDelayMass(law);
      if (negative > Number.EPSILON)
        problems.add(
          [...here, 'delay'],
          `the law ${law!.name} has ${negative.toPrecision(3)} of its mass at negative delays; use a truncated_normal with "min": ${lif.dt}`,
        );
    }
  }
  for (const [i, drive] of lif.drives.entries()) simulated(drive.post, [...path, 'drives', i, 'post']);
  const { type, dt, duration, transient, seed, projections, drives, connectivity } = lif;
  const separateCurrents = lif.separate_currents;
  const record = lif.record === undefined ? undefined : resolveRecord(lif.record, lif, simulated, context);
  const options = { seed, connectivity, separateCurrents };
  const resolved = {
    ...options,
    type,
    dt,
    duration,
    transient,
    neurons,
    projections,
    drives,
    ...(record === undefined || isEmpty(record) ? {} : { record }),
  };
  // What the rest of the file does not contradict, the simulator checks: parameters together, rules, lists, receptors.
  if (problems.errors.length === 0)
    for (const error of networkProblems(networkSpec(resolved), {
      ...options,
      ...(record === undefined ? {} : { record: simulatorRequests(record) }),
    })) {
      const recorded = record && recordProblem(error, record);
      problems.add(
        recorded?.path ?? pathOf(error.parameter, resolved),
        recorded?.message ?? messageOf(error),
      );
    }
  return resolved;
}

/** Where the study file has what the simulator names, e.g. `populations[0].params.V_th` or `projections[2] E>I.rule.indegree`. */
function pathOf(parameter: string, { neurons }: ResolvedLif): Path {
  const [, kind, index, rest = ''] = /^(\w+)\[(\d+)\](?: [^.]*)?\.?(.*)$/.exec(parameter) ?? [];
  if (kind === undefined) return ['dynamics'];
  const inside = rest
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => STUDY_NAMES[part] ?? (/^\d+$/.test(part) ? Number(part) : part));
  if (kind !== 'populations') return ['dynamics', kind, Number(index), ...inside];
  return [
    'dynamics',
    'neurons',
    neurons[Number(index)].population,
    ...inside.filter((part) => part !== 'params'),
  ];
}

/** Names that differ between the simulator and study files. */
const STUDY_NAMES: Readonly<Record<string, string>> = {
  p: 'probability',
  N: 'number',
  prePositions: 'pre_positions',
  postPositions: 'post_positions',
  motherRate: 'mother_rate',
  copyProbability: 'copy_probability',
};

function resolveSpikes(
  spikes: SpikeFiles,
  kernelDt: number | undefined,
  context: Context,
): ResolvedSpikeFiles {
  const { problems } = context;
  const { type, start, stop } = spikes;
  const step = 'dt' in spikes ? spikes.dt : kernelDt;
  if (step !== undefined) {
    context.multiple(start, step, ['dynamics', 'start']);
    context.multiple(stop, step, ['dynamics', 'stop']);
  }
  if (!(start < stop))
    problems.add(['dynamics', 'stop'], `expected a time after start = ${start} ms, but received ${stop}`);
  if (spikes.format === 'hdf5')
    return { type, format: 'hdf5', file: context.file(spikes.file, 'dynamics'), start, stop };
  const { format, dt, off_grid: offGrid, ids } = spikes;
  return {
    type,
    format,
    files: spikes.files.map((file) => context.file(file, 'dynamics')),
    ...(spikes.format === 'csv' ? { timeUnit: spikes.time_unit } : {}),
    dt,
    start,
    stop,
    offGrid,
    byId: ids !== undefined,
    populations:
      ids === undefined
        ? [...context.sizes].map(([name, size]) => ({ name, size, first: 0 }))
        : resolveIds(ids, context),
  };
}

function resolveIds(ids: Readonly<Record<string, { first: number; last: number }>>, context: Context) {
  const seen: { name: string; first: number; last: number }[] = [];
  return Object.entries(ids).map(([name, { first, last }]) => {
    const here = ['dynamics', 'ids', name];
    const size = context.size(name, here);
    if (context.sizes.has(name) && last - first + 1 !== size)
      context.problems.add(
        here,
        `expected ${size} ids, the size of the population, but received ${first} to ${last}, which are ${last - first + 1}`,
      );
    const other = seen.find((o) => first <= o.last && o.first <= last);
    if (other !== undefined)
      context.problems.add(
        here,
        `the ids ${first} to ${last} overlap with ${other.first} to ${other.last} of ${other.name}`,
      );
    seen.push({ name, first, last });
    return { name, size, first };
  });
}

function resolveCounts(
  counts: CountsFile,
  kernelDt: number | undefined,
  context: Context,
): ResolvedCountsFile {
  const file = context.file(counts.file, 'dynamics');
  const step = 'dt' in counts ? counts.dt : kernelDt;
  if (counts.start !== undefined && step !== undefined)
    context.multiple(counts.start, step, ['dynamics', 'start']);
  const start = counts.start === undefined ? {} : { start: counts.start };
  if (counts.format === 'hdf5') return { type: 'counts', format: 'hdf5', file, ...start };
  const names = counts.populations ?? [...context.sizes.keys()];
  return {
    type: 'counts',
    format: counts.format,
    file,
    ...(counts.format === 'csv' ? { timeUnit: counts.time_unit } : {}),
    dt: counts.dt,
    ...start,
    populations: names.map((name, i) => ({ name, size: context.size(name, ['dynamics', 'populations', i]) })),
  };
}
