/**
 * What one thread runs: a network restricted to some of its neurons, and all synapses onto these. Shares advance in step, chunk by chunk:
 * within a chunk, which is at most as long as the shortest delay, no spike can reach another neuron, so first all that arrives in its steps
 * is gathered, then each population runs through them; after that, or after several chunks where delays are longer, all shares learn of all
 * spikes.
 *
 * A share holds whole blocks of 256 neurons of each population, the unit in which random streams are named, and the input of a neuron is
 * summed in an order that does not depend on what else the share holds: so neither spikes nor potentials depend on the number of shares.
 */
import type { SynapseGroup } from '../synapses.ts';
import { ChunkSpikes } from './chunkSpikes.ts';
import type { CurrentSource } from './currents.ts';
import { PACK, type InputSource, type PackedPoisson } from './drives.ts';
import type { Loops } from './loops/loops.ts';
import type { ChunkInput, PopulationAtWork } from './population.ts';
import { recentSpikes } from './recentSpikes.ts';
import { ShareRecorders, type RecordRequests } from './shareRecorders.ts';
import {
  ownPart,
  type NetworkState,
  type PopulationState,
  type SourceState,
  type SpikeList,
} from './state.ts';
import type { Target } from './target.ts';

/** A population of a share, with what acts on it. */
export interface SharePopulation {
  readonly target: Target;
  /** Index within the network of the first neuron of the whole population. */
  readonly first: number;
  readonly state: PopulationAtWork;
  /** Poisson drives whose counts `state` takes up itself, after all other input. */
  readonly fused: readonly PackedPoisson[];
  readonly currents: readonly CurrentSource[];
  /** Synapses from the whole population onto the neurons of the share. */
  readonly synapses: readonly SynapseGroup[];
}

/** A drive, with its path in the description and the neurons it acts on. */
export interface ShareSource {
  readonly path: string;
  readonly target: Target;
  readonly source: InputSource | CurrentSource;
}

export interface ShareParts {
  readonly dt: number;
  readonly seed: number;
  readonly populations: readonly SharePopulation[];
  /** What arrives from outside, beside the `fused` drives. */
  readonly arrivals: readonly InputSource[];
  /** All drives, for their states. */
  readonly sources: readonly ShareSource[];
  /** Shortest delay between neurons of the network, steps; Infinity without synapses. */
  readonly minDelay: number;
  /** Longest delay, steps; 0 without synapses. */
  readonly maxDelay: number;
  /** Input arrays per receptor. */
  readonly receptors: readonly Float64Array[];
  readonly loops: Loops;
}

/** What a share gives to a checkpoint: its part of every column. */
export type ShareState = Omit<NetworkState, 'populations'> & {
  readonly populations: readonly PopulationState[];
};

/** Steps of a chunk, at most: those that neurons run through at once. */
export const chunkLength = (minDelay: number): number => Math.min(PACK, minDelay);

/** Steps between two exchanges of spikes, at most. */
export const MOST_STEPS = 4 * PACK;

/** Bytes of the input of a chunk, at most. */
export function inputBytes(neurons: number, receptors: number): number {
  return receptors * (8 * PACK * neurons + 16);
}

export class NetworkShare {
  readonly #parts: ShareParts;
  readonly #neurons: number;
  readonly #input: ChunkInput;
  readonly #current: Float64Array;
  /** Per population: the last step for which its steady current holds. */
  readonly #steadyUntil: Float64Array;
  readonly #spikes = new ChunkSpikes();
  readonly #recent;
  /** Per element: its index within the network. */
  readonly #globalIndex: Int32Array;
  /** Per population: where it begins in the network; and the end of the last. */
  readonly #starts: Int32Array;
  #recorders: ShareRecorders | undefined;
  #step = 0;

  constructor(parts: ShareParts) {
    const { populations, maxDelay, minDelay } = parts;
    this.#parts = parts;
    this.#neurons = populations.reduce((sum, p) => sum + p.target.size, 0);
    this.#input = { receptors: parts.receptors, neurons: this.#neurons };
    const driven = populations.some((p) => p.currents.length > 0);
    this.#current = new Float64Array(driven ? chunkLength(minDelay) * this.#neurons : 0);
    this.#steadyUntil = new Float64Array(populations.length);
    this.#forgetCurrents();
    this.#recent = recentSpikes(maxDelay);
    this.#globalIndex = new Int32Array(this.#neurons);
    for (const { target, first } of populations)
      for (let i = 0; i < target.size; i++) this.#globalIndex[target.first + i] = first + target.begin + i;
    this.#starts = Int32Array.from(populations, (p) => p.first);
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  get populations(): readonly SharePopulation[] {
    return this.#parts.populations;
  }

  /** Number of synapses onto the neurons of the share, and the bytes that they take. */
  get synapses(): { readonly count: number; readonly bytes: number } {
    const groups = this.#parts.populations.flatMap((p) => p.synapses);
    return {
      count: groups.reduce((sum, g) => sum + g.length, 0),
      bytes: groups.reduce((sum, g) => sum + g.bytes, 0),
    };
  }

  /**
   * Steps to the next exchange of spikes, at most to step `end`: the same in all shares of a network. Where the shortest delay allows more
   * than one chunk these are whole ones.
   */
  chunk(end: number): number {
    const { minDelay } = this.#parts;
    const whole = PACK * Math.max(1, Math.floor(Math.min(MOST_STEPS, minDelay) / PACK));
    return Math.min(minDelay, end - this.#step, whole - (this.#step % PACK));
  }

  /**
   * Takes the neurons of the share through the next steps, as many as `chunk` says at most. `receive` must follow.
   * @returns their spikes
   */
  advance(steps: number): SpikeList {
    const start = this.#step;
    for (const end = start + steps; this.#step < end;) {
      const from = this.#step;
      this.#spikes.begin(from - start);
      const sampled = this.#recorders?.nextEnd(from) ?? Infinity;
      this.#advance(from, Math.min(end, sampled, from + PACK - (from % PACK)) - from);
    }
    return this.#spikes.take(start, (element) => this.#globalIndex[element]);
  }

  #advance(from: number, steps: number): void {
    const { populations } = this.#parts;
    this.#gather(steps);
    populations.forEach((p, i) => {
      for (const poisson of p.fused) poisson.prepare(from);
      const chunk = { from, steps, input: this.#input, current: this.#currentOf(i, steps) };
      p.state.advance(chunk, this.#spikes, this.#recorders?.watchers[i]);
    });
    this.#step += steps;
  }

  /** Takes the spikes of all shares in the steps just done, ordered by step, then neuron, to their synapses. */
  receive(spikes: SpikeList): void {
    this.#recent.add(spikes, this.#step);
    this.#announce(spikes);
  }

  /** Replaces what is recorded: of the steps from + 1 .. from + steps. */
  record(requests: RecordRequests, from: number, steps: number): ShareRecorders {
    this.#recorders = new ShareRecorders(requests, this.#parts.populations, from, steps, this.#parts.dt);
    return this.#recorders;
  }

  /** What the share needs to go on: its own part. */
  save(): ShareState {
    const { dt, seed, populations, sources } = this.#parts;
    const saved: [string, SourceState][] = [];
    for (const { path, source } of sources) {
      const state = source.save?.();
      if (state !== undefined) saved.push([path, state]);
    }
    return {
      dt,
      seed,
      step: this.#step,
      populations: populations.map(({ target, state }) => ({
        name: target.population,
        model: state.model.name,
        size: target.populationSize,
        columns: state.save(this.#step),
      })),
      sources: Object.fromEntries(saved),
      spikes: this.#recent.list(),
    };
  }

  /** Takes up the state of the whole network, of which it uses its own part. */
  restore(state: NetworkState): void {
    const { populations, sources } = this.#parts;
    this.#step = state.step;
    populations.forEach(({ target, state: own, synapses }, i) => {
      const { begin, size } = target;
      const columns = Object.entries(state.populations[i].columns).map(
        ([name, values]) => [name, values.slice(begin, begin + size)] as const,
      );
      own.restore(Object.fromEntries(columns), state.step);
      for (const g of synapses) g.clear();
    });
    for (const { path, source, target } of sources)
      source.restore?.(ownPart(state.sources[path] ?? {}, target), state.step);
    this.#forgetCurrents();
    for (const input of this.#input.receptors) input.fill(0);
    this.#recent.clear();
    this.#recent.add(state.spikes, state.step);
    this.#announce(state.spikes);
  }

  /** Steady currents are to be set again; populations without sources of current have none for ever. */
  #forgetCurrents(): void {
    this.#parts.populations.forEach((p, i) => {
      this.#steadyUntil[i] = p.currents.length > 0 ? 0 : Infinity;
    });
  }

  /** Tells the synapses of spikes; what arrived up to the present step is left out. */
  #announce({ steps, neurons }: SpikeList): void {
    const { populations } = this.#parts;
    for (let i = 0; i < steps.length; i++) {
      const p = populations[this.#populationOf(neurons[i])];
      for (const g of p.synapses) g.spike(neurons[i] - p.first, steps[i], this.#step);
    }
  }

  /** Adds up what arrives in the next steps: from outside, and from neurons. */
  #gather(steps: number): void {
    const { arrivals, populations } = this.#parts;
    const { receptors, neurons } = this.#input;
    for (const a of arrivals) a.deliver(this.#step, steps, receptors[a.receptor], neurons);
    for (const p of populations)
      for (const g of p.synapses) g.deliver(this.#step, steps, receptors[g.receptor], neurons);
  }

  /** The external current of a population in the next steps, if it is not the steady one; sets the steady one when it changes. */
  #currentOf(index: number, steps: number): Float64Array | undefined {
    const from = this.#step;
    if (this.#steadyUntil[index] >= from + steps) return undefined;
    const { currents, target, state } = this.#parts.populations[index];
    const { first, size } = target;
    const neurons = this.#neurons;
    const lasting = currents.reduce((least, c) => Math.min(least, c.steady?.(from) ?? 0), Infinity);
    const rows = lasting >= steps ? 1 : steps;
    for (let k = 0; k < rows; k++) this.#current.fill(0, k * neurons + first, k * neurons + first + size);
    for (const c of currents) c.deliver(from, rows, this.#current, neurons);
    if (lasting < steps) {
      this.#steadyUntil[index] = 0;
      return this.#current;
    }
    state.setCurrent(this.#current);
    this.#steadyUntil[index] = from + lasting;
    return undefined;
  }

  #populationOf(neuron: number): number {
    const starts = this.#starts;
    let i = starts.length - 1;
    while (starts[i] > neuron) i--;
    return i;
  }
}
