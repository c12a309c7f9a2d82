/** The neurons of a population that a share of a network holds, and where their input lies. */

/** Neurons whose synapses share a random stream; shares of a population begin at multiples of it. */
export const TARGET_BLOCK = 256;

/** Neurons that share a random stream of a drive; shares begin at multiples of it. */
export const BLOCK = 128;

export interface Target {
  readonly population: string;
  /** Number of neurons of the whole population. */
  readonly populationSize: number;
  /** The share holds the neurons begin .. begin + size - 1 of the population; begin is a multiple of 256. */
  readonly begin: number;
  readonly size: number;
  /** In arrays of the share, of `neurons` elements per step: neuron begin + i is element first + i. */
  readonly first: number;
}

/** The random streams of a drive are those of the blocks firstBlock(t) .. firstBlock(t) + blockCount(t) - 1 of the population. */
export const firstBlock = ({ begin }: Target): number => begin / BLOCK;
export const blockCount = ({ size }: Target): number => Math.ceil(size / BLOCK);
