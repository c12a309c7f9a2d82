/**
 * Independent Poisson trains whose rates differ between neurons or change in time. All inputs of a block in a step are one Poisson number,
 * and each of them falls on one of its neurons, in proportion to their rates: the same law as one number per neuron, for the price of one
 * draw per input.
 */
import { drawPoisson } from '../../../numerics/drawCounts.ts';
import { randomStream, resumeStream, type WordStream } from '../../../numerics/random.ts';
import type { InputSource } from '../drives.ts';
import { concatenate, type SourceState } from '../state.ts';
import { firstBlock } from '../target.ts';
import type { ActiveSteps, Arrival, Driven } from './driven.ts';
import type { RateCourse } from './rateCourse.ts';

export class ChangingPoisson implements InputSource {
  readonly receptor: number;
  readonly #arrival: Arrival;
  readonly #driven: Driven;
  readonly #active: ActiveSteps;
  readonly #course: RateCourse;
  /** Factors of the elements, cumulated within each block; undefined if all are 1. */
  readonly #cumulated: Float64Array | undefined;
  #streams: WordStream[];

  constructor(arrival: Arrival, driven: Driven, active: ActiveSteps, course: RateCourse, seed: number) {
    this.receptor = arrival.receptor;
    this.#arrival = arrival;
    this.#driven = driven;
    this.#active = active;
    this.#course = course;
    const { blocks, target } = driven;
    this.#streams = Array.from({ length: blocks.length - 1 }, (_, b) =>
      randomStream(seed, `${arrival.name} trains`, firstBlock(target) + b),
    );
    const cumulated = course.factors?.slice();
    if (cumulated !== undefined)
      for (let b = 0; b < this.#streams.length; b++)
        for (let i = blocks[b] + 1; i < blocks[b + 1]; i++) cumulated[i] += cumulated[i - 1];
    this.#cumulated = cumulated;
  }

  deliver(from: number, steps: number, input: Float64Array, neurons: number): void {
    const { delay } = this.#arrival;
    const { first, last } = this.#active;
    for (let k = 0; k < steps; k++) {
      const step = from + 1 + k - delay;
      if (step <= first || step > last) continue;
      const mean = this.#course.mean(step);
      if (mean > 0) this.#streams.forEach((stream, b) => this.#draw(stream, b, mean, input, k * neurons));
    }
  }

  /** Draws the inputs of a block in one step. */
  #draw(stream: WordStream, block: number, mean: number, input: Float64Array, at: number): void {
    const { elements, blocks } = this.#driven;
    const begin = blocks[block];
    const end = blocks[block + 1];
    if (begin === end) return;
    const { weight } = this.#arrival;
    const cumulated = this.#cumulated;
    const all = cumulated === undefined ? end - begin : cumulated[end - 1];
    for (let inputs = drawPoisson(stream, mean * all); inputs > 0; inputs--) {
      const u = stream.uniform() * all;
      const i = cumulated === undefined ? begin + Math.floor(u) : firstAbove(cumulated, begin, end, u);
      input[at + elements[i]] += weight;
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

/** The first index in begin .. end - 1 whose value is above u; the values ascend, and the last one is. */
function firstAbove(values: Float64Array, begin: number, end: number, u: number): number {
  let low = begin;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
