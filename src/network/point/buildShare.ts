/** Puts a share of a network together: its populations, the drives onto them, the synapses that end there. */
import { resolveProjection, type ProjectionPart } from '../projection.ts';
import { BLOCK } from '../rules/rule.ts';
import { synapseBytes, synapseGroups, type Connectivity } from '../synapseGroups.ts';
import type { SynapseGroup } from '../synapses.ts';
import type { SynapseStore } from '../synapseStore.ts';
import type { PackedPoisson } from './drives.ts';
import { IafPscDeltaPopulation } from './iafPscDeltaPopulation.ts';
import { IafPscExpPopulation } from './iafPscExpPopulation.ts';
import { createLoops, type Loops } from './loops/loops.ts';
import type { IafPscExpParameters } from './models/iafPscExp.ts';
import type { Range } from './partition.ts';
import { ModelPopulation, type PopulationAtWork } from './population.ts';
import { findPopulation, receptorsOf, type ResolvedNetwork } from './resolveNetwork.ts';
import { NetworkShare, chunkLength, inputBytes, type SharePopulation } from './share.ts';
import { makeSources, resolveDrive } from './shareDrives.ts';
import type { Target } from './target.ts';
import { UniformPopulation, type LeakyMembrane } from './uniformPopulation.ts';

/**
 * @param ranges the neurons of each population that the share holds
 * @returns the share; yields the part of its synapses that is done
 * @throws ParameterError on a bad projection or drive
 */
export function* buildShare(
  network: ResolvedNetwork,
  ranges: readonly Range[],
): Generator<number, NetworkShare> {
  const { spec, dt, seed, populations } = network;
  let neurons = 0;
  const targets = populations.map((p, i): Target => {
    const { begin, end } = ranges[i];
    const first = neurons;
    neurons += end - begin;
    return { population: p.name, populationSize: p.size, begin, size: end - begin, first };
  });
  const { projections, minDelay, maxDelay } = ownProjections(network, targets);

  const drives = (spec.drives ?? []).map((drive, i) => resolveDrive(`drives[${i}]`, drive, network));
  const used = Math.max(2, ...populations.map((p) => p.model.receptors.length));
  const loops = createLoops(
    inputBytes(neurons, used) +
      targets.reduce((sum, t) => sum + UniformPopulation.bytes(t.size), 0) +
      drives.reduce((sum, d) => sum + d.bytes(targets[d.post]), 0),
    populations.reduce(
      (sum, p) =>
        sum +
        synapseBytes(
          projections.filter(({ projection }) => projection.pre === p.name),
          p.size,
          neurons,
          network.connectivity,
        ),
      0,
    ),
    network.webAssembly,
  );

  const { arrivals, fused, currents, sources } = makeSources(drives, targets, loops);
  const receptors = Array.from({ length: used }, () => loops.float64(chunkLength(minDelay) * neurons));
  const parts: SharePopulation[] = [];
  let sourcesDone = 0;
  const allSources = populations.reduce((sum, p) => sum + p.size, 0);
  for (const [i, p] of populations.entries()) {
    const target = targets[i];
    parts.push({
      target,
      first: p.first,
      state: atWork(network, i, target, fused[i], loops),
      fused: fused[i],
      currents: currents[i],
      synapses: yield* synapsesOf(
        projections.filter(({ projection }) => projection.pre === p.name),
        p.size,
        neurons,
        loops,
        network.connectivity,
        (done) => (sourcesDone + done) / allSources,
      ),
    });
    sourcesDone += p.size;
  }
  return new NetworkShare({
    dt,
    seed,
    populations: parts,
    arrivals,
    sources,
    minDelay,
    maxDelay,
    receptors,
    loops,
  });
}

/** The neurons of one population, ready to move. */
function atWork(
  { populations, dt }: ResolvedNetwork,
  index: number,
  target: Target,
  poisson: readonly PackedPoisson[],
  loops: Loops,
): PopulationAtWork {
  const { model, parameters, state, fast, merged } = populations[index];
  const { begin, size } = target;
  const own = (columns: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values.slice(begin, begin + size)]),
    );
  const { uniform } = parameters;
  const onto = (receptor: number): PackedPoisson | undefined => poisson.find((d) => d.receptor === receptor);
  if (fast === 'iaf_psc_exp') {
    const p = uniform as unknown as IafPscExpParameters;
    return new IafPscExpPopulation(p, own(state), dt, target, merged, [onto(0), onto(1)], loops);
  }
  if (fast === 'iaf_psc_delta') {
    const p = uniform as unknown as LeakyMembrane;
    return new IafPscDeltaPopulation(p, own(state), dt, target, onto(0), loops);
  }
  const columns = own(parameters.columns);
  return new ModelPopulation(model, { columns, uniform }, own(state), dt, target, poisson);
}

/** The projections of a network, restricted to the neurons of a share and with the receptors of their targets. */
function ownProjections(
  { spec, dt, seed, populations }: ResolvedNetwork,
  targets: readonly Target[],
): { projections: ProjectionPart[]; minDelay: number; maxDelay: number } {
  let minDelay = Infinity;
  let maxDelay = 0;
  const projections = (spec.projections ?? []).map((p, i) => {
    const path = `projections[${i}]`;
    const pre = findPopulation(`${path}.pre`, populations, p.pre);
    const post = findPopulation(`${path}.post`, populations, p.post);
    const { first, begin, size } = targets[post.index];
    const receptorOf = receptorsOf(post);
    const receptor = (weight: number): number => receptorOf(path, weight, p.receptor);
    const ends = { preSize: pre.size, postSize: post.size, firstTarget: first - begin, receptor };
    const projection = resolveProjection(`${path} ${p.pre}>${p.post}`, p, ends, dt, seed);
    if (projection.expected > 0) {
      minDelay = Math.min(minDelay, projection.minDelay);
      maxDelay = Math.max(maxDelay, projection.maxDelay);
    }
    return projection.part(begin / BLOCK, Math.ceil((begin + size) / BLOCK));
  });
  return { projections, minDelay, maxDelay };
}

/** The synapses that one population sends out; yields the part of all sources that is done. */
function* synapsesOf(
  projections: readonly ProjectionPart[],
  size: number,
  neurons: number,
  store: SynapseStore,
  connectivity: Connectivity,
  part: (done: number) => number,
): Generator<number, SynapseGroup[]> {
  const rows = synapseGroups(projections, size, neurons, store, connectivity);
  for (;;) {
    const { done, value } = rows.next();
    if (done) return value;
    yield part(value);
  }
}
