/** From the description of a network to a `PointNetwork`: checks, initial potentials, drives, synapses. */
import { ParameterError, finite, integer, positive } from '../../errors.ts';
import { randomStream } from '../../numerics/random.ts';
import { projectionRows, type ProjectionRows } from '../connections.ts';
import { weightSampler } from '../laws.ts';
import type { NetworkSpec, PopulationSpec } from '../populations.ts';
import type { SynapseStore } from '../synapseStore.ts';
import { synapseBytes, synapseGroups, type SynapseGroup } from '../synapses.ts';
import { runTask, runTaskAsync, type OnProgress } from '../task.ts';
import {
  PackedPoisson,
  SpikeTrains,
  StepCurrents,
  StepwisePoisson,
  poissonLaw,
  type Target,
} from './drives.ts';
import { iafPscExpParameters } from './iafPscExp.ts';
import { IafPscExpPopulation } from './iafPscExpPopulation.ts';
import { createLoops } from './loops/loops.ts';
import { PointNetwork, inputBytes, type PopulationParts } from './pointNetwork.ts';

export interface BuildOptions {
  /** Integer >= 0 that fixes all random numbers; default 1. */
  readonly seed?: number;
  /**
   * Keeps excitatory and inhibitory synaptic currents apart where their time constants are equal, so that each can be recorded. Default
   * false: where all time constants are equal only their sum is kept, which is faster and gives the same potentials to rounding.
   */
  readonly separateCurrents?: boolean;
  /** Default true: the innermost loops run as WebAssembly where it is available. Results are the same to the bit. */
  readonly webAssembly?: boolean;
  readonly onProgress?: OnProgress;
}

/**
 * Builds a network. The same description and seed give the same synapses and spikes, bit for bit.
 * @throws ParameterError on anything the description may not be, with the path of the offending part
 */
export function buildNetwork(spec: NetworkSpec, options: BuildOptions = {}): PointNetwork {
  return runTask(build(spec, options), options.onProgress);
}

/**
 * The same without blocking. An aborted `signal` rejects with its reason.
 */
export async function buildNetworkAsync(
  spec: NetworkSpec,
  options: BuildOptions & { readonly signal?: AbortSignal } = {},
): Promise<PointNetwork> {
  return runTaskAsync(build(spec, options), options, () => {
    throw options.signal!.reason;
  });
}

function* build(
  spec: NetworkSpec,
  { seed = 1, separateCurrents = false, webAssembly = true }: BuildOptions,
): Generator<number, PointNetwork> {
  const dt = positive('dt', spec.dt);
  integer('seed', seed);
  const specs = spec.populations;
  if (specs.length > 0xffff)
    throw new ParameterError('populations', 'at most 65535', `${specs.length} populations`);
  const first = new Map<string, number>();
  let neurons = 0;
  specs.forEach((p, i) => {
    if (first.has(p.name))
      throw new ParameterError(
        `populations[${i}].name`,
        'a name of its own',
        p.name,
        'rename one of the two',
      );
    first.set(p.name, neurons);
    neurons += integer(`populations[${i}].size`, p.size, 0, 0x7fffffff - neurons);
  });
  const target = (path: string, name: string): Target & { index: number } => {
    const index = specs.findIndex((p) => p.name === name);
    if (index < 0)
      throw new ParameterError(
        path,
        `a population of the network (${specs.map((p) => p.name).join(', ')})`,
        name,
      );
    return { index, size: specs[index].size, first: first.get(name)! };
  };

  const projections = (spec.projections ?? []).map((p, i) => {
    const path = `projections[${i}]`;
    const pre = target(`${path}.pre`, p.pre);
    const post = target(`${path}.post`, p.post);
    const ends = { preSize: pre.size, postSize: post.size, firstTarget: post.first };
    return projectionRows(`${path} ${p.pre}>${p.post}`, p, ends, dt, seed);
  });
  const parameters = specs.map((p, i) => {
    if (p.model !== 'iaf_psc_exp')
      throw new ParameterError(`populations[${i}].model`, 'iaf_psc_exp', p.model);
    return iafPscExpParameters(`populations[${i}]`, p.params);
  });
  const merged = !separateCurrents && parameters.every((p) => p.tau_syn_ex === p.tau_syn_in);
  const packed = specs.map((): [PackedPoisson | undefined, PackedPoisson | undefined] => [
    undefined,
    undefined,
  ]);
  const arrivals: (SpikeTrains | StepwisePoisson)[] = [];
  const currents: StepCurrents[][] = specs.map(() => []);
  const drives = (spec.drives ?? []).map((drive, i) => {
    const path = `drives[${i}]`;
    const post = target(`${path}.post`, drive.post);
    return { drive, path, post, law: drive.type === 'poisson' ? poissonLaw(path, drive, dt) : undefined };
  });
  const loops = createLoops(
    inputBytes(neurons) +
      specs.reduce((sum, p) => sum + IafPscExpPopulation.bytes(p.size), 0) +
      drives.reduce((sum, { law, post }) => sum + (law?.packs ? PackedPoisson.bytes(law, post.size) : 0), 0),
    specs.reduce(
      (sum, p) =>
        sum +
        synapseBytes(
          projections.filter(({ pre }) => pre === p.name),
          p.size,
          neurons,
        ),
      0,
    ),
    webAssembly,
  );
  for (const { drive, path, post, law: poisson } of drives) {
    const own = packed[post.index];
    switch (drive.type) {
      case 'poisson': {
        const law = poisson!;
        const slot = merged ? 0 : law.receptor;
        if (law.packs && own[slot] === undefined) own[slot] = new PackedPoisson(law, post.size, seed, loops);
        else arrivals.push(new StepwisePoisson(law, post, seed));
        break;
      }
      case 'spikes':
        arrivals.push(new SpikeTrains(path, drive, post, dt));
        break;
      case 'current':
        currents[post.index].push(new StepCurrents(path, drive, post, dt));
        break;
      default:
        throw new ParameterError(
          `${path}.type`,
          'poisson, spikes or current',
          (drive as { type?: unknown }).type,
        );
    }
  }

  const parts: PopulationParts[] = [];
  for (const [i, { name, size }] of specs.entries()) {
    const V_m = initialPotentials(specs[i], `populations[${i}].V_m`, parameters[i].E_L, seed);
    const start = first.get(name)!;
    parts.push({
      name,
      size,
      first: start,
      state: new IafPscExpPopulation(parameters[i], dt, V_m, start, merged, packed[i], loops),
      poisson: packed[i].filter((p) => p !== undefined),
      currents: currents[i],
      synapses: yield* synapsesOf({ name, size, first: start }, projections, neurons, loops),
    });
  }
  const minDelay = projections.reduce(
    (min, p) => (p.expected > 0 ? Math.min(min, p.minDelay) : min),
    Infinity,
  );
  return new PointNetwork({ dt, seed, populations: parts, arrivals, minDelay, merged, loops });
}

/** The synapses that one population sends out; yields the share of all projections that is done. */
function* synapsesOf(
  { name, size, first }: { name: string; size: number; first: number },
  projections: readonly ProjectionRows[],
  neurons: number,
  store: SynapseStore,
): Generator<number, SynapseGroup[]> {
  const own = projections.filter((p) => p.pre === name);
  const rows = synapseGroups(own, size, neurons, store);
  for (;;) {
    const { done, value } = rows.next();
    if (done) return value;
    yield (first + value) / neurons;
  }
}

/** E_L, one value for all, one per neuron, or drawn. */
function initialPotentials(spec: PopulationSpec, path: string, E_L: number, seed: number): Float64Array {
  const V_m = new Float64Array(spec.size);
  const given = spec.V_m ?? E_L;
  if (typeof given === 'object' && 'length' in given) {
    if (given.length !== spec.size)
      throw new ParameterError(path, `${spec.size} values, one per neuron`, `${given.length} values`);
    for (let n = 0; n < spec.size; n++) V_m[n] = finite(`${path}[${n}]`, given[n]);
  } else weightSampler(path, given).fill(randomStream(seed, path), V_m, spec.size);
  return V_m;
}
