/** Drives at work: what each of them adds to the input of the neurons, step by step. Poisson counts come from one stream per block of neurons. */
import { ParameterError, finite, integer, nonNegative } from '../../errors.ts';
import { LookupSampler } from '../../numerics/lookupSampler.ts';
import { poissonProbabilities } from '../../numerics/poisson.ts';
import { randomStream, type WordStream } from '../../numerics/random.ts';
import { delaySteps, gridStep } from '../grid.ts';
import type { CurrentDrive, PoissonDrive, SpikeTrainDrive } from '../stimuli.ts';

/** Neurons that share a random stream; populations are advanced in such blocks. A whole number of words at 2 and at 3 draws per word. */
export const BLOCK = 96;

/** Largest mean number of inputs per step that the look-up tables hold. */
const MOST_INPUTS = 20000;

/** The population that a drive acts on. */
export interface Target {
  readonly size: number;
  /** Global index of its first neuron. */
  readonly first: number;
}

/** The inputs of one step to one block of neurons. */
export interface BlockDrive {
  readonly receptor: 0 | 1;
  /**
   * Sets the block's part of an input array.
   * @param step grid index at which the inputs arrive
   * @param block number of the block: neurons block * BLOCK ... of the population
   * @param offset neuron n of the network is at offset + n
   */
  write(step: number, block: number, input: Float64Array, offset: number): void;
  /** Adds to it. */
  add(step: number, block: number, input: Float64Array, offset: number): void;
}

/**
 * Independent Poisson trains.
 * @param name of the drive, for errors and as the name of its random streams
 * @throws ParameterError on a negative or non-finite rate, weight or delay, or more than 20000 inputs per step
 */
export function poissonDrive(
  name: string,
  drive: PoissonDrive,
  target: Target,
  dt: number,
  seed: number,
): BlockDrive {
  nonNegative(`${name}.rate`, drive.rate);
  const weight = finite(`${name}.weight`, drive.weight);
  const delay = delaySteps(nonNegative(`${name}.delay`, drive.delay ?? dt), dt);
  const lambda = (drive.rate * dt) / 1000;
  if (lambda > MOST_INPUTS)
    throw new ParameterError(
      `${name}.rate`,
      `at most ${MOST_INPUTS} inputs per step`,
      drive.rate,
      'several drives can share a rate',
    );
  const { first, probabilities } = poissonProbabilities(lambda);
  const sampler = new LookupSampler(probabilities, first);
  const streams: WordStream[] = [];
  for (let block = 0; block * BLOCK < target.size; block++)
    streams.push(randomStream(seed, `${name} poisson`, block));
  const own = new Float64Array(BLOCK);
  const length = (block: number): number => Math.min(BLOCK, target.size - block * BLOCK);
  return {
    receptor: weight >= 0 ? 0 : 1,
    write(step, block, input, offset) {
      const at = offset + target.first + block * BLOCK;
      if (step <= delay) input.fill(0, at, at + length(block));
      else sampler.setScaled(streams[block], weight, input, at, length(block));
    },
    add(step, block, input, offset) {
      if (step <= delay) return;
      const count = length(block);
      const at = offset + target.first + block * BLOCK;
      sampler.setScaled(streams[block], weight, own, 0, count);
      for (let i = 0; i < count; i++) input[at + i] += own[i];
    },
  };
}

/** Given spikes, sorted by arrival. */
export class SpikeTrains {
  readonly receptor: 0 | 1;
  readonly #weight: number;
  /** Step of arrival and global index of the neuron. */
  readonly #steps: Int32Array;
  readonly #neurons: Int32Array;
  #next = 0;

  /** @throws ParameterError if the number of trains is not that of the neurons, or a time is negative or off the grid */
  constructor(name: string, drive: SpikeTrainDrive, target: Target, dt: number) {
    this.#weight = finite(`${name}.weight`, drive.weight);
    this.receptor = this.#weight >= 0 ? 0 : 1;
    const delay = delaySteps(nonNegative(`${name}.delay`, drive.delay ?? dt), dt);
    if (drive.trains.length !== target.size)
      throw new ParameterError(
        `${name}.trains`,
        `${target.size} trains, one per neuron of ${drive.post}`,
        `${drive.trains.length} trains`,
      );
    const events: [step: number, neuron: number][] = [];
    drive.trains.forEach((train, n) => {
      for (let i = 0; i < train.length; i++)
        events.push([gridStep(`${name}.trains[${n}][${i}]`, train[i], dt) + delay, target.first + n]);
    });
    events.sort((a, b) => a[0] - b[0]);
    this.#steps = Int32Array.from(events, (e) => e[0]);
    this.#neurons = Int32Array.from(events, (e) => e[1]);
  }

  /** Adds what arrives in the steps from + 1 .. from + steps; layout as in SynapseGroup.deliver. */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    for (; this.#next < this.#steps.length && this.#steps[this.#next] <= from + steps; this.#next++) {
      const k = this.#steps[this.#next] - from - 1;
      if (k >= 0) input[k * neurons + this.#neurons[this.#next]] += this.#weight;
    }
  }
}

/** A current that changes at given times. */
export class StepCurrents {
  readonly #steps: Int32Array;
  readonly #amplitudes: Float64Array;
  readonly neurons: readonly number[];
  #next = 0;

  /** @throws ParameterError if times do not ascend on the grid, lengths differ, or a neuron does not exist */
  constructor(name: string, drive: CurrentDrive, target: Target, dt: number) {
    const { times, amplitudes } = drive;
    if (amplitudes.length !== times.length)
      throw new ParameterError(
        `${name}.amplitudes`,
        `${times.length} values, one per time`,
        `${amplitudes.length} values`,
      );
    this.#steps = Int32Array.from(times, (t, i) => gridStep(`${name}.times[${i}]`, t, dt));
    for (let i = 1; i < times.length; i++)
      if (this.#steps[i] <= this.#steps[i - 1])
        throw new ParameterError(`${name}.times[${i}]`, `a time after ${times[i - 1]} ms`, times[i]);
    this.#amplitudes = Float64Array.from(amplitudes, (a, i) => finite(`${name}.amplitudes[${i}]`, a));
    this.neurons = drive.neurons ?? Array.from({ length: target.size }, (_, n) => n);
    this.neurons.forEach((n, i) => integer(`${name}.neurons[${i}]`, n, 0, target.size - 1));
  }

  /** The present current, pA. */
  get amplitude(): number {
    return this.#next === 0 ? 0 : this.#amplitudes[this.#next - 1];
  }

  /** Goes to the step after `from`; whether the current changes there. */
  advance(from: number): boolean {
    const before = this.#next;
    while (this.#next < this.#steps.length && this.#steps[this.#next] <= from) this.#next++;
    return this.#next > before;
  }

  /** Steps until the next change, from the end of step `from` on; Infinity if there is none. */
  untilChange(from: number): number {
    return this.#next < this.#steps.length ? this.#steps[this.#next] - from : Infinity;
  }
}
