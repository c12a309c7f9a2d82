/**
 * The loops that take most of the time of a simulation, in two versions that give the same results to the bit: WebAssembly, two neurons
 * per instruction, and plain TypeScript, where WebAssembly with SIMD is missing.
 *
 * Loops work on arrays of their own allocation: those of WebAssembly lie in its linear memory.
 */
import type { LookupSampler } from '../../../numerics/lookupSampler.ts';
import type { WordStream } from '../../../numerics/random.ts';
import type { SynapseStore } from '../../synapseStore.ts';
import { plainLoops } from './plain.ts';
import { wasmLoops } from './wasm.ts';

/** What arrives at a population in some steps. */
export interface Arrivals {
  /** Input: that of neuron n in step k is at row + k * neurons + n. Set to zero as it is used. */
  readonly input: Float64Array;
  readonly row: number;
  /** Number of neurons of the network. */
  readonly neurons: number;
  /** Poisson inputs, of this weight each; as in PackedPoisson. */
  readonly weight: number;
  readonly counts: Uint16Array;
}

/** One synaptic current of a population, pA, with what arrives. */
export interface Current extends Arrivals {
  /** Effect of the current on the potential, and on itself, over one step. */
  readonly A: number;
  readonly P: number;
}

/** The membranes of a population. */
export interface Membranes {
  /** Per neuron, one quantity after the other: V - E_L; first current; second current; what V gains in every step. */
  readonly state: Float64Array;
  /** Last step of the refractory period. */
  readonly until: Int32Array;
  /** Takes the indices of neurons that are left as they were. */
  readonly left: Int32Array;
  /** Decay of V - E_L over one step. */
  readonly Pm: number;
  /** V_th - E_L. */
  readonly threshold: number;
}

/**
 * Takes the neurons begin .. end - 1 of a population through the steps time + 1 .. time + steps, which lie within 4 m + 1 .. 4 m + 4; begin
 * is even. Neurons that spike or are refractory in one of them (and possibly one more) are left as they were, and noted in ascending order.
 * @param at rows of the input before that of the first step
 * @returns how many neurons are noted
 */
export type Move = (begin: number, end: number, time: number, steps: number, at: number) => number;

export interface Loops extends SynapseStore {
  readonly kind: 'wasm' | 'plain';
  int32(length: number): Int32Array;
  /**
   * Prepares moving neurons with synaptic currents.
   * @param second the other current, if the first one is not the sum of both
   */
  currents(membranes: Membranes, first: Current, second: Current | undefined): Move;
  /** The same for neurons whose potential jumps by what arrives, mV. */
  jumps(membranes: Membranes, arrivals: Arrivals): Move;
  /**
   * What draws `perStream` values from every stream into `out`, one stream's after the other's, the last one's up to `count`; at most
   * 1024 per stream. Streams are used as by `sampler.fill`, and belong to the result from now on.
   * @param out has room for SPARE more
   */
  sampling(
    sampler: LookupSampler,
    streams: readonly WordStream[],
    out: Uint16Array,
    perStream: number,
    count: number,
  ): Sampling;
}

/** Draws again and again from the same streams. */
export interface Sampling {
  draw(): void;
  /** The states of the streams, four words each. */
  save(): Int32Array;
  restore(states: Int32Array): void;
}

/**
 * @param bytes memory that is enough for all arrays but those of synapses; 16 bytes per array and what `sampling` takes included
 * @param synapses bytes to reserve for synapses, if they can be had
 * @param webAssembly false: plain TypeScript in any case
 */
export function createLoops(bytes: number, synapses = 0, webAssembly = true): Loops {
  return (webAssembly ? wasmLoops(bytes, synapses) : undefined) ?? plainLoops;
}
