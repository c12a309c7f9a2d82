/** Currents that are held between the points of a grid of their own: what constant, alternating, given and drawn ones have in common. */
import type { CurrentSource } from '../currents.ts';
import type { SourceState } from '../state.ts';
import type { ActiveSteps, Driven } from './driven.ts';

export abstract class HeldCurrent implements CurrentSource {
  readonly population: string;
  /** Current of every element of `driven` now, pA. */
  protected readonly values: Float64Array;
  /** The interval to which `values` belong: number `held` after the start, -1 before the first. */
  protected held = -1;

  /**
   * @param active when it flows
   * @param every steps for which a value is held; Infinity for ever
   */
  constructor(
    protected readonly driven: Driven,
    protected readonly active: ActiveSteps,
    protected readonly every: number,
  ) {
    this.population = driven.target.population;
    this.values = new Float64Array(driven.elements.length);
  }

  /** Sets `values` to those of an interval that comes after `held`. */
  protected abstract move(interval: number): void;

  deliver(from: number, steps: number, current: Float64Array, neurons: number): void {
    const { first, last } = this.active;
    const { elements } = this.driven;
    for (let k = Math.max(0, first - from); k < steps && from + k < last; k++) {
      const interval = this.#interval(from + k);
      if (interval !== this.held) {
        this.move(interval);
        this.held = interval;
      }
      const at = k * neurons;
      for (let i = 0; i < elements.length; i++) current[at + elements[i]] += this.values[i];
    }
  }

  steady(from: number): number {
    const { first, last } = this.active;
    if (from < first) return first - from;
    if (from >= last) return Infinity;
    if (this.every === Infinity) return last - from;
    return Math.min(first + (this.#interval(from) + 1) * this.every, last) - from;
  }

  restore(_state: SourceState, _step: number): void {
    this.held = -1;
  }

  #interval(step: number): number {
    return this.every === Infinity ? 0 : Math.floor((step - this.active.first) / this.every);
  }
}
