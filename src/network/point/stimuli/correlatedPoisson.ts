/**
 * Poisson trains that neurons have in common: by the multiple interaction process, in which every neuron keeps each spike of a mother train
 * with some probability (Kuhn A, Aertsen A, Rotter S (2003), Neural Comput 15:67-101), or one train that reaches a fixed part of them.
 */
import { ParameterError } from '../../../errors.ts';
import { drawPoisson } from '../../../numerics/drawCounts.ts';
import { randomStream, resumeStream, type WordStream } from '../../../numerics/random.ts';
import { uniformInteger } from '../../../numerics/uniformIntegers.ts';
import type { CorrelatedPoissonDrive, SharedPoissonDrive } from '../../stimuli.ts';
import type { InputSource } from '../drives.ts';
import type { ReceptorOf } from '../receptors.ts';
import { concatenate, type SourceState } from '../state.ts';
import { firstBlock, type Target } from '../target.ts';
import { Driven, activeSteps, arrival, type ActiveSteps, type Arrival } from './driven.ts';
import { inputsPerStep } from './rateCourse.ts';

function part(name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1))
    throw new ParameterError(name, 'a number from 0 to 1', value);
  return value;
}

/** A train of which every share draws the same spikes, and what each of them brings. */
abstract class CommonTrain implements InputSource {
  readonly receptor: number;
  readonly #active: ActiveSteps;
  #train: WordStream;

  /** @param mean spikes per step */
  constructor(
    protected readonly arrival: Arrival,
    protected readonly driven: Driven,
    active: ActiveSteps,
    readonly mean: number,
    seed: number,
  ) {
    this.receptor = arrival.receptor;
    this.#active = active;
    this.#train = randomStream(seed, `${arrival.name} train`);
  }

  /** Adds `spikes` > 0 spikes of the train to the input of a step, which begins at `at`. */
  protected abstract spread(spikes: number, input: Float64Array, at: number): void;

  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    const { first, last } = this.#active;
    for (let k = 0; k < steps; k++) {
      const step = from + 1 + k - this.arrival.delay;
      if (step <= first || step > last) continue;
      const spikes = drawPoisson(this.#train, this.mean);
      if (spikes > 0) this.spread(spikes, input, k * neurons);
    }
  }

  save(): SourceState {
    return { common: { train: this.#train.state() } };
  }

  restore({ common }: SourceState): void {
    this.#train = resumeStream(common!.train as Int32Array);
  }
}

/** The multiple interaction process. */
export class CorrelatedPoisson extends CommonTrain {
  readonly #probability: number;
  /** log(1 - p), for the number of neurons between two copies. */
  readonly #logMiss: number;
  #streams: WordStream[];

  constructor(
    name: string,
    drive: CorrelatedPoissonDrive,
    target: Target,
    receptor: ReceptorOf,
    dt: number,
    seed: number,
  ) {
    const driven = new Driven(name, drive.neurons, target);
    const mean = inputsPerStep(`${name}.motherRate`, drive.motherRate, dt);
    super(arrival(name, drive, receptor, dt), driven, activeSteps(name, drive, dt), mean, seed);
    this.#probability = part(`${name}.copyProbability`, drive.copyProbability);
    this.#logMiss = Math.log1p(-this.#probability);
    this.#streams = Array.from({ length: driven.blocks.length - 1 }, (_, b) =>
      randomStream(seed, `${name} copies`, firstBlock(target) + b),
    );
  }

  protected spread(spikes: number, input: Float64Array, at: number): void {
    if (this.#probability === 0) return;
    const { elements, blocks } = this.driven;
    const { weight } = this.arrival;
    this.#streams.forEach((stream, b) => {
      for (let s = 0; s < spikes; s++)
        for (let i = blocks[b] + this.#gap(stream); i < blocks[b + 1]; i += 1 + this.#gap(stream))
          input[at + elements[i]] += weight;
    });
  }

  /** Neurons without a copy up to the next one that has it: a geometric number. */
  #gap(stream: WordStream): number {
    if (this.#probability === 1) return 0;
    return Math.floor(Math.log1p(-stream.uniform()) / this.#logMiss);
  }

  override save(): SourceState {
    const streams = concatenate([new Int32Array(0), ...this.#streams.map((s) => s.state())]);
    return { ...super.save(), blocks: { streams } };
  }

  override restore(state: SourceState): void {
    super.restore(state);
    const states = state.blocks!.streams as Int32Array;
    this.#streams = this.#streams.map((_, i) => resumeStream(states.slice(4 * i, 4 * i + 4)));
  }
}

/** One train to a fixed part of the neurons. */
export class SharedPoisson extends CommonTrain {
  /** Elements of the share that the train reaches. */
  readonly #reached: Int32Array;

  constructor(
    name: string,
    drive: SharedPoissonDrive,
    target: Target,
    receptor: ReceptorOf,
    dt: number,
    seed: number,
  ) {
    const driven = new Driven(name, drive.neurons, target);
    const mean = inputsPerStep(`${name}.rate`, drive.rate, dt);
    super(arrival(name, drive, receptor, dt), driven, activeSteps(name, drive, dt), mean, seed);
    const chosen = choose(part(`${name}.fraction`, drive.fraction ?? 1), driven.total, () =>
      randomStream(seed, `${name} neurons`),
    );
    this.#reached = driven.elements.filter((_, i) => chosen[driven.places[i]] === 1);
  }

  protected spread(spikes: number, input: Float64Array, at: number): void {
    const added = spikes * this.arrival.weight;
    for (const i of this.#reached) input[at + i] += added;
  }
}

/** Marks the nearest whole number to fraction * total of the places 0 .. total - 1, all such sets equally likely. */
function choose(fraction: number, total: number, stream: () => WordStream): Uint8Array {
  const count = Math.round(fraction * total);
  const marks = new Uint8Array(total);
  if (count === total) return marks.fill(1);
  const places = Int32Array.from(marks, (_, i) => i);
  const random = stream();
  for (let i = 0; i < count; i++) {
    const j = i + uniformInteger(random, total - i);
    [places[i], places[j]] = [places[j], places[i]];
    marks[places[i]] = 1;
  }
  return marks;
}
