/** Drives at work: what each of them adds to the input of the neurons. Poisson counts come from one stream per block of neurons. */
import { LookupSampler, SPARE } from '../../numerics/lookupSampler.ts';
import { poissonProbabilities } from '../../numerics/poisson.ts';
import { randomStream, resumeStream, type WordStream } from '../../numerics/random.ts';
import { gridStep } from '../grid.ts';
import type { PoissonDrive, SpikeTrainDrive } from '../stimuli.ts';
import type { Loops, Sampling } from './loops/loops.ts';
import { samplingBytes } from './loops/wasm.ts';
import type { ReceptorOf } from './receptors.ts';
import { concatenate, type SourceState } from './state.ts';
import { Driven, activeSteps, arrival, checkLength, type Arrival } from './stimuli/driven.ts';
import { inputsPerStep } from './stimuli/rateCourse.ts';
import { BLOCK, blockCount, firstBlock, type Target } from './target.ts';

/** Steps for which packed counts are drawn at once: 4 m + 1 to 4 m + 4. */
export const PACK = 4;

/** What adds input to a receptor, in order of time. Made per share, for the neurons of a `Target`. */
export interface InputSource {
  /** Index of the receptor. */
  readonly receptor: number;
  /**
   * Adds what arrives in the steps from + 1 .. from + steps: that of element i of the share in step from + 1 + k to
   * input[k * neurons + i].
   */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void;
  /** What the source needs to go on, beside the step; undefined if nothing. */
  save?(): SourceState | undefined;
  /** Takes up a state of `save`, of the same neurons; the next `deliver` is `from` this step. */
  restore?(state: SourceState, step: number): void;
}

/** What is common to both ways of drawing Poisson inputs. */
export interface PoissonLaw extends Arrival {
  /** Probabilities of first, first + 1, ... inputs per step. */
  readonly first: number;
  readonly probabilities: Float64Array;
  /** Whether counts fit into 8 bits. */
  readonly packs: boolean;
}

/**
 * Resolves a Poisson drive of one rate onto all neurons at all times.
 * @param name of the drive, for errors and in the name of its random streams
 * @throws ParameterError on a negative or non-finite rate, weight or delay, or more than 20000 inputs per step
 */
export function poissonLaw(name: string, drive: PoissonDrive, receptor: ReceptorOf, dt: number): PoissonLaw {
  const { first, probabilities } = poissonProbabilities(inputsPerStep(`${name}.rate`, drive.rate, dt));
  const packs = first + probabilities.length <= 256;
  return { ...arrival(name, drive, receptor, dt), first, probabilities, packs };
}

function blockStreams({ name }: PoissonLaw, target: Target, seed: number): WordStream[] {
  return Array.from({ length: blockCount(target) }, (_, i) =>
    randomStream(seed, `${name} poisson`, firstBlock(target) + i),
  );
}

/**
 * Poisson inputs of four steps at once, as small counts that the neurons' step multiplies by the weight: two table look-ups per neuron,
 * each for the pair of counts of two steps.
 */
export class PackedPoisson implements InputSource {
  readonly receptor: number;
  readonly weight: number;
  /**
   * Two numbers per neuron: the count of step 4 m + 1 + j is in bits 8 (j & 1) ... of the number 2 neuron + (j >> 1).
   */
  readonly counts: Uint16Array;
  readonly #law: PoissonLaw;
  readonly #target: Target;
  readonly #sampling: Sampling;
  /** The step up to which counts have been drawn. */
  #drawn = 0;

  constructor(law: PoissonLaw, target: Target, seed: number, loops: Loops) {
    const { size } = target;
    this.#target = target;
    this.receptor = law.receptor;
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
    const streams = blockStreams(law, target, seed);
    this.#sampling = loops.sampling(sampler, streams, this.counts, 2 * BLOCK, 2 * size);
  }

  /** Bytes of a drive and its sampling in `loops`, at most. */
  static bytes(law: PoissonLaw, size: number): number {
    return 4 * size + 2 * SPARE + 16 + samplingBytes(law.probabilities.length ** 2, Math.ceil(size / BLOCK));
  }

  /** Makes sure that `counts` are those of step from + 1. */
  prepare(from: number): void {
    if (from < this.#drawn) return;
    const time = this.#drawn;
    this.#sampling.draw();
    this.#drawn = time + PACK;
    // Steps up to the delay are silent.
    const silent = Math.min(PACK, this.#law.delay - time);
    if (silent <= 0) return;
    const masks = [0, 1].map((h) => (0xffff << (8 * Math.min(2, Math.max(0, silent - 2 * h)))) & 0xffff);
    for (let i = 0; i < this.counts.length; i++) this.counts[i] &= masks[i & 1];
  }

  /** The steps lie within one pack: 4 m + 1 .. 4 m + 4. */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    this.prepare(from);
    this.add(from, steps, input, neurons, 0, this.#target.size);
  }

  /** The part of `deliver` for the neurons begin .. end - 1 of the share's population, after `prepare`. */
  add(from: number, steps: number, input: Float64Array, neurons: number, begin: number, end: number): void {
    const { weight, counts } = this;
    const row1 = this.#target.first;
    if (steps === PACK) {
      const row2 = row1 + neurons;
      const row3 = row2 + neurons;
      const row4 = row3 + neurons;
      for (let n = begin; n < end; n++) {
        const c12 = counts[2 * n];
        const c34 = counts[2 * n + 1];
        input[row1 + n] += weight * (c12 & 255);
        input[row2 + n] += weight * (c12 >> 8);
        input[row3 + n] += weight * (c34 & 255);
        input[row4 + n] += weight * (c34 >> 8);
      }
      return;
    }
    for (let k = 0; k < steps; k++) {
      const j = (from + k) % PACK;
      const half = j >> 1;
      const bits = 8 * (j & 1);
      const at = k * neurons + row1;
      for (let n = begin; n < end; n++) input[at + n] += weight * ((counts[2 * n + half] >> bits) & 255);
    }
  }

  save(): SourceState {
    return {
      neurons: { counts: this.counts.slice(0, 2 * this.#target.size) },
      blocks: { streams: this.#sampling.save() },
    };
  }

  restore({ neurons, blocks }: SourceState, step: number): void {
    this.counts.set(neurons!.counts);
    this.#sampling.restore(blocks!.streams as Int32Array);
    this.#drawn = PACK * Math.ceil(step / PACK);
  }
}

/** Poisson inputs step by step, for large counts. */
export class StepwisePoisson implements InputSource {
  readonly receptor: number;
  readonly #law: PoissonLaw;
  readonly #target: Target;
  readonly #sampler: LookupSampler;
  #streams: WordStream[];
  readonly #counts = new Uint16Array(BLOCK + SPARE);

  constructor(law: PoissonLaw, target: Target, seed: number) {
    this.receptor = law.receptor;
    this.#law = law;
    this.#target = target;
    const values = Uint16Array.from(law.probabilities, (_, i) => law.first + i);
    this.#sampler = new LookupSampler(law.probabilities, values);
    this.#streams = blockStreams(law, target, seed);
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

  save(): SourceState {
    return { blocks: { streams: concatenate([new Int32Array(0), ...this.#streams.map((s) => s.state())]) } };
  }

  restore({ blocks }: SourceState): void {
    const states = blocks!.streams as Int32Array;
    this.#streams = this.#streams.map((_, i) => resumeStream(states.slice(4 * i, 4 * i + 4)));
  }
}

/** Given spikes, sorted by arrival. */
export class SpikeTrains implements InputSource {
  readonly receptor: number;
  readonly #weight: number;
  /** Step of arrival and element of the share. */
  readonly #steps: Int32Array;
  readonly #elements: Int32Array;
  #next = 0;

  /** @throws ParameterError if the number of trains is not that of the neurons, or a time is negative or off the grid */
  constructor(name: string, drive: SpikeTrainDrive, target: Target, receptor: ReceptorOf, dt: number) {
    const { weight, delay, receptor: index } = arrival(name, drive, receptor, dt);
    this.#weight = weight;
    this.receptor = index;
    const { first, last } = activeSteps(name, drive, dt);
    const { elements, places, total } = new Driven(name, drive.neurons, target);
    checkLength(`${name}.trains`, drive.trains.length, total);
    const grid = drive.trains.map((train, n) =>
      Int32Array.from(train, (t, i) => gridStep(`${name}.trains[${n}][${i}]`, t, dt)),
    );
    // A spike at t = 0 is before the first step; trains may have it all the same.
    const acts = (step: number): boolean => (step > first || first === 0) && step <= last;
    const events = Array.from(elements, (element, i) =>
      Array.from(grid[places[i]])
        .filter(acts)
        .map((step): [step: number, element: number] => [step + delay, element]),
    ).flat();
    events.sort((a, b) => a[0] - b[0]);
    this.#steps = Int32Array.from(events, (e) => e[0]);
    this.#elements = Int32Array.from(events, (e) => e[1]);
  }

  /** Adds what arrives in the steps from + 1 .. from + steps; layout as in SynapseGroup.deliver. */
  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    for (; this.#next < this.#steps.length && this.#steps[this.#next] <= from + steps; this.#next++) {
      const k = this.#steps[this.#next] - from - 1;
      if (k >= 0) input[k * neurons + this.#elements[this.#next]] += this.#weight;
    }
  }

  restore(_state: SourceState, step: number): void {
    this.#next = 0;
    while (this.#next < this.#steps.length && this.#steps[this.#next] <= step) this.#next++;
  }
}
