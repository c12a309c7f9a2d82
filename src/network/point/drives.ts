/** Drives at work: what each of them adds to the input of the neurons. Poisson counts come from one stream per block of neurons. */
import { ParameterError, finite, integer, nonNegative } from '../../errors.ts';
import { LookupSampler, SPARE } from '../../numerics/lookupSampler.ts';
import { poissonProbabilities } from '../../numerics/poisson.ts';
import { randomStream, type WordStream } from '../../numerics/random.ts';
import { delaySteps, gridStep } from '../grid.ts';
import type { Loops } from './loops/loops.ts';
import { samplingBytes } from './loops/wasm.ts';
import type { CurrentDrive, PoissonDrive, SpikeTrainDrive } from '../stimuli.ts';

/** Neurons that share a random stream. */
export const BLOCK = 96;

/** Steps for which packed counts are drawn at once: 4 m + 1 to 4 m + 4. */
export const PACK = 4;

/** Largest mean number of inputs per step that the look-up tables hold. */
const MOST_INPUTS = 20000;

/** The population that a drive acts on. */
export interface Target {
  readonly size: number;
  /** Global index of its first neuron. */
  readonly first: number;
}

/** What is common to both ways of drawing Poisson inputs. */
export interface PoissonLaw {
  readonly name: string;
  readonly receptor: 0 | 1;
  /** pA. */
  readonly weight: number;
  /** No input arrives up to this step. */
  readonly delay: number;
  /** Probabilities of first, first + 1, ... inputs per step. */
  readonly first: number;
  readonly probabilities: Float64Array;
  /** Whether counts fit into 8 bits. */
  readonly packs: boolean;
}

/**
 * Resolves a Poisson drive.
 * @param name of the drive, for errors and in the name of its random streams
 * @throws ParameterError on a negative or non-finite rate, weight or delay, or more than 20000 inputs per step
 */
export function poissonLaw(name: string, drive: PoissonDrive, dt: number): PoissonLaw {
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
  const packs = first + probabilities.length <= 256;
  return { name, receptor: weight >= 0 ? 0 : 1, weight, delay, first, probabilities, packs };
}

function blockStreams({ name }: PoissonLaw, size: number, seed: number): WordStream[] {
  return Array.from({ length: Math.ceil(size / BLOCK) }, (_, block) =>
    randomStream(seed, `${name} poisson`, block),
  );
}

/**
 * Poisson inputs of four steps at once, as small counts that the neurons' step multiplies by the weight: two table look-ups per neuron,
 * each for the pair of counts of two steps.
 */
export class PackedPoisson {
  readonly weight: number;
  /**
   * Two numbers per neuron: the count of step 4 m + 1 + j is in bits 8 (j & 1) ... of the number 2 neuron + (j >> 1).
   */
  readonly counts: Uint16Array;
  readonly #law: PoissonLaw;
  readonly #sample: () => void;

  constructor(law: PoissonLaw, size: number, seed: number, loops: Loops) {
    this.weight = law.weight;
    this.counts = loops.uint16(2 * size + SPARE);
    this.#law = law;
    const { first, probabilities: p } = law;
    const pairs = new Float64Array(p.length ** 2);
    const values = new Uint16Array(p.length ** 2);
    for (let i = 0; i < p.length; i++)
      for (let j = 0; j < p.length; j++) {
        pairs[i * p.length + j] = p[i] * p[j];
        values[i * p.length + j] = (first + i) | ((first + j) << 8);
      }
    const sampler = new LookupSampler(pairs, values);
    this.#sample = loops.sampling(sampler, blockStreams(law, size, seed), this.counts, 2 * BLOCK, 2 * size);
  }

  /** Bytes of a drive and its sampling in `loops`, at most. */
  static bytes(law: PoissonLaw, size: number): number {
    return 4 * size + 2 * SPARE + 16 + samplingBytes(law.probabilities.length ** 2, Math.ceil(size / BLOCK));
  }

  /** Draws the counts of the steps time + 1 .. time + 4; time is a multiple of 4. */
  draw(time: number): void {
    this.#sample();
    // Steps up to the delay are silent.
    const silent = Math.min(PACK, this.#law.delay - time);
    if (silent <= 0) return;
    const masks = [0, 1].map((h) => (0xffff << (8 * Math.min(2, Math.max(0, silent - 2 * h)))) & 0xffff);
    for (let i = 0; i < this.counts.length; i++) this.counts[i] &= masks[i & 1];
  }
}

/** Poisson inputs step by step, for the second and further drives of a population, and for large counts. */
export class StepwisePoisson {
  readonly receptor: 0 | 1;
  readonly #law: PoissonLaw;
  readonly #target: Target;
  readonly #sampler: LookupSampler;
  readonly #streams: WordStream[];
  readonly #counts = new Uint16Array(BLOCK + SPARE);

  constructor(law: PoissonLaw, target: Target, seed: number) {
    this.receptor = law.receptor;
    this.#law = law;
    this.#target = target;
    const values = Uint16Array.from(law.probabilities, (_, i) => law.first + i);
    this.#sampler = new LookupSampler(law.probabilities, values);
    this.#streams = blockStreams(law, target.size, seed);
  }

  /** Adds what arrives in the steps from + 1 .. from + steps; layout as in SynapseGroup.deliver. */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    const { weight, delay } = this.#law;
    const { first, size } = this.#target;
    const counts = this.#counts;
    for (let k = 0; k < steps; k++) {
      if (from + 1 + k <= delay) continue;
      for (let block = 0; block < this.#streams.length; block++) {
        const begin = block * BLOCK;
        const n = Math.min(BLOCK, size - begin);
        this.#sampler.fill(this.#streams[block], counts, n);
        const at = k * neurons + first + begin;
        for (let i = 0; i < n; i++) input[at + i] += weight * counts[i];
      }
    }
  }
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
