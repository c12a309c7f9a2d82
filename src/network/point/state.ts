/**
 * What a network needs to go on from a step as if it had never stopped: plain data, numbers and typed arrays, independent of the number
 * of shares. Synapses are not part of it; they follow from the description and the seed.
 */
import { InternalError } from '../../errors.ts';
import { BLOCK, type Target } from './target.ts';

export type StateArray = Float64Array | Int32Array | Uint16Array;

/** The state of a drive, by what its arrays belong to. What a share holds is a part of the first two. */
export interface SourceState {
  /** Arrays with one element per neuron, or any whole number of elements. */
  readonly neurons?: Readonly<Record<string, StateArray>>;
  /** Arrays with a whole number of elements per block of 128 neurons, e.g. random streams. */
  readonly blocks?: Readonly<Record<string, StateArray>>;
  /** What is the same for all neurons. */
  readonly common?: Readonly<Record<string, StateArray | number>>;
}

/** State variables of neurons, by name. */
export interface PopulationState {
  readonly name: string;
  readonly model: string;
  readonly size: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** Spikes in the order of time, then neuron. */
export interface SpikeList {
  readonly steps: Int32Array;
  /** Index within the network: of the neuron within its population + sizes of the populations before. */
  readonly neurons: Int32Array;
}

export interface NetworkState {
  readonly dt: number;
  readonly seed: number;
  /** Steps done. */
  readonly step: number;
  readonly populations: readonly PopulationState[];
  /** By the path of the drive, e.g. `drives[0]`; drives that follow from the step alone are missing. */
  readonly sources: Readonly<Record<string, SourceState>>;
  /** Spikes that may still have synapses to reach. */
  readonly spikes: SpikeList;
}

/** The part of a state that belongs to the neurons of a share. */
export function ownPart(state: SourceState, target: Target): SourceState {
  const { begin, size, populationSize } = target;
  const blocks = Math.ceil(populationSize / BLOCK);
  const firstBlock = begin / BLOCK;
  const cut = (
    arrays: Readonly<Record<string, StateArray>> | undefined,
    of: number,
    from: number,
    to: number,
  ): Record<string, StateArray> =>
    Object.fromEntries(
      Object.entries(arrays ?? {}).map(([key, array]) => {
        const each = of === 0 ? 0 : array.length / of;
        if (!Number.isInteger(each))
          throw new InternalError(`state ${key}: ${array.length} elements of ${of}`);
        return [key, array.slice(from * each, to * each)];
      }),
    );
  return {
    neurons: cut(state.neurons, populationSize, begin, begin + size),
    blocks: cut(state.blocks, blocks, firstBlock, firstBlock + Math.ceil(size / BLOCK)),
    common: state.common ?? {},
  };
}

/** Puts the parts of shares together, in the order of their neurons. */
export function joinParts(parts: readonly SourceState[]): SourceState {
  const join = (kind: 'neurons' | 'blocks'): SourceState => {
    const first = parts[0][kind];
    if (first === undefined) return {};
    const keys = Object.keys(first);
    return {
      [kind]: Object.fromEntries(keys.map((key) => [key, concatenate(parts.map((p) => p[kind]![key]))])),
    };
  };
  const { common } = parts[0];
  return { ...join('neurons'), ...join('blocks'), ...(common === undefined ? {} : { common }) };
}

/** One array after the other, of the type of the first. */
export function concatenate<T extends StateArray>(arrays: readonly T[]): T {
  const length = arrays.reduce((sum, a) => sum + a.length, 0);
  const Type = arrays[0].constructor as new (length: number) => T;
  const all = new Type(length);
  let at = 0;
  for (const a of arrays) {
    all.set(a, at);
    at += a.length;
  }
  return all;
}

/** One list in the order of step, then neuron, from those of shares, each in that order. */
export function mergeSpikes(lists: readonly SpikeList[]): SpikeList {
  const all = lists.flatMap(({ steps, neurons }) =>
    Array.from(steps, (step, i) => ({ step, neuron: neurons[i] })),
  );
  all.sort((a, b) => a.step - b.step || a.neuron - b.neuron);
  return { steps: Int32Array.from(all, (s) => s.step), neurons: Int32Array.from(all, (s) => s.neuron) };
}
