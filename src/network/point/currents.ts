/** External currents: what a source of current is to a share of a network, and the one that is constant between given times. */
import { ParameterError, finite } from '../../errors.ts';
import { gridStep } from '../grid.ts';
import type { CurrentDrive } from '../stimuli.ts';
import type { SourceState } from './state.ts';
import { Driven, activeSteps, type ActiveSteps } from './stimuli/driven.ts';
import type { Target } from './target.ts';

/** Gives neurons of one population an external current. Made per share, for the neurons of a `Target`. */
export interface CurrentSource {
  readonly population: string;
  /**
   * Adds the current (pA) of the steps from + 1 .. from + steps: that of element i of the share during step from + 1 + k to
   * current[k * neurons + i]. Calls come in the order of time; those of `steady` sources may repeat or skip steps.
   */
  deliver(from: number, steps: number, current: Float64Array, neurons: number): void;
  /**
   * For how many steps from step from + 1 on the current stays what it is in that step: at least 1, or Infinity. Missing where it
   * changes at every step.
   */
  steady?(from: number): number;
  /** What the source needs to go on, beside the step; undefined if nothing. */
  save?(): SourceState | undefined;
  /** Takes up a state of `save`, of the same neurons; the next `deliver` is `from` this step. */
  restore?(state: SourceState, step: number): void;
}

/** A current that changes at given times. */
export class StepCurrents implements CurrentSource {
  readonly population: string;
  readonly #steps: Int32Array;
  readonly #amplitudes: Float64Array;
  /** Elements of the share. */
  readonly #elements: Int32Array;
  readonly #active: ActiveSteps;

  /** @throws ParameterError if times do not ascend on the grid, lengths differ, or a neuron does not exist */
  constructor(name: string, drive: CurrentDrive, target: Target, dt: number) {
    const { times, amplitudes } = drive;
    this.population = target.population;
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
    this.#elements = new Driven(name, drive.neurons, target).elements;
    this.#active = activeSteps(name, drive, dt);
  }

  deliver(from: number, steps: number, current: Float64Array, neurons: number): void {
    let next = this.#next(from);
    for (let k = 0; k < steps; k++) {
      while (next < this.#steps.length && this.#steps[next] <= from + k) next++;
      if (next === 0 || from + k < this.#active.first || from + k >= this.#active.last) continue;
      const amplitude = this.#amplitudes[next - 1];
      for (const i of this.#elements) current[k * neurons + i] += amplitude;
    }
  }

  steady(from: number): number {
    const { first, last } = this.#active;
    const changes = [this.#steps[this.#next(from)] ?? Infinity, first, last].filter((step) => step > from);
    return changes.reduce((least, step) => Math.min(least, step), Infinity) - from;
  }

  /** Index of the first change after step `from`, by bisection. */
  #next(from: number): number {
    let low = 0;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#steps[middle] <= from) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
