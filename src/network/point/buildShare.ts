/** Puts a share of a network together: its populations, the drives onto them, the synapses that end there. */
import { ParameterError } from '../../errors.ts';
import { resolveProjection, type ProjectionPart } from '../projection.ts';
import { BLOCK } from '../rules/rule.ts';
import { synapseBytes, synapseGroups, type Connectivity } from '../synapseGroups.ts';
import type { SynapseGroup } from '../synapses.ts';
import type { SynapseStore } from '../synapseStore.ts';
import { StepCurrents, type CurrentSource } from './currents.ts';
import { PackedPoisson, SpikeTrains, StepwisePoisson, poissonLaw, type InputSource } from './drives.ts';
import { IafPscExpPopulation } from './iafPscExpPopulation.ts';
import { createLoops } from './loops/loops.ts';
import type { IafPscExpParameters } from './models/iafPscExp.ts';
import type { Range } from './partition.ts';
import { ModelPopulation, type PopulationAtWork } from './population.ts';
import { findPopulation, receptorsOf, type ResolvedNetwork } from './resolveNetwork.ts';
import { NetworkShare, chunkLength, inputBytes, type SharePopulation, type ShareSource } from './share.ts';
import type { Target } from './target.ts';

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

  const drives = (spec.drives ?? []).map((drive, i) => {
    const path = `drives[${i}]`;
    const post = findPopulation(`${path}.post`, populations, drive.post);
    const receptor = receptorsOf(post);
    const law = drive.type === 'poisson' ? poissonLaw(path, drive, receptor, dt) : undefined;
    return { drive, path, post, receptor, target: targets[post.index], law };
  });
  const used = Math.max(2, ...populations.map((p) => p.model.receptors.length));
  const loops = createLoops(
    inputBytes(neurons, used) +
      targets.reduce((sum, t) => sum + IafPscExpPopulation.bytes(t.size), 0) +
      drives.reduce(
        (sum, { law, target }) => sum + (law?.packs ? PackedPoisson.bytes(law, target.size) : 0),
        0,
      ),
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

  const arrivals: InputSource[] = [];
  const lastArrivals: InputSource[] = [];
  const sources: ShareSource[] = [];
  const currents = populations.map((): CurrentSource[] => []);
  // The first Poisson drive onto each receptor of a population: `fused` where the population itself takes it up.
  const first = populations.map((): (PackedPoisson | undefined)[] => []);
  for (const { drive, path, post, receptor, target, law } of drives) {
    switch (drive.type) {
      case 'poisson': {
        const source = law!.packs
          ? new PackedPoisson(law!, target, seed, loops)
          : new StepwisePoisson(law!, target, seed);
        sources.push({ path, target, source });
        if (source instanceof StepwisePoisson || first[post.index][source.receptor] !== undefined)
          arrivals.push(source);
        else {
          first[post.index][source.receptor] = source;
          if (!post.fast) lastArrivals.push(source);
        }
        break;
      }
      case 'spikes': {
        const source = new SpikeTrains(path, drive, target, receptor, dt);
        arrivals.push(source);
        sources.push({ path, target, source });
        break;
      }
      case 'current': {
        const source = new StepCurrents(path, drive, target, dt);
        currents[post.index].push(source);
        sources.push({ path, target, source });
        break;
      }
      default:
        throw new ParameterError(
          `${path}.type`,
          'poisson, spikes or current',
          (drive as { type?: unknown }).type,
        );
    }
  }

  const receptors = Array.from({ length: used }, () => loops.float64(chunkLength(minDelay) * neurons));
  const parts: SharePopulation[] = [];
  let sourcesDone = 0;
  const allSources = populations.reduce((sum, p) => sum + p.size, 0);
  for (const [i, p] of populations.entries()) {
    const target = targets[i];
    parts.push({
      target,
      first: p.first,
      state: atWork(network, i, target, first[i], loops),
      fused: p.fast ? first[i].filter((d) => d !== undefined) : [],
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
    lastArrivals,
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
  poisson: readonly (PackedPoisson | undefined)[],
  loops: ConstructorParameters<typeof IafPscExpPopulation>[6],
): PopulationAtWork {
  const { model, parameters, state, fast, merged } = populations[index];
  const { begin, size } = target;
  const own = (columns: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values.slice(begin, begin + size)]),
    );
  const { uniform } = parameters;
  if (fast) {
    const p = uniform as unknown as IafPscExpParameters;
    return new IafPscExpPopulation(p, own(state), dt, target, merged, [poisson[0], poisson[1]], loops);
  }
  return new ModelPopulation(model, { columns: own(parameters.columns), uniform }, own(state), dt, target);
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
