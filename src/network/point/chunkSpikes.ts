/** The spikes of one chunk or several, which come population by population and block by block, and leave in the order of steps. */
import type { SpikeList } from './state.ts';

export class ChunkSpikes {
  readonly #elements: number[][] = [];
  #count = 0;
  #before = 0;

  /** What follows are the steps of a chunk so many steps after the first one. */
  begin(before: number): void {
    this.#before = before;
  }

  /** Notes a spike in step k of the chunk; within a step, elements come in ascending order. */
  push(k: number, element: number): void {
    (this.#elements[this.#before + k] ??= []).push(element);
    this.#count++;
  }

  /**
   * Takes all spikes out, ordered by step and element.
   * @param from the step before the first one of the first chunk
   * @param neuron index within the network of an element of the share
   */
  take(from: number, neuron: (element: number) => number): SpikeList {
    const steps = new Int32Array(this.#count);
    const neurons = new Int32Array(this.#count);
    let i = 0;
    this.#elements.forEach((elements, k) => {
      for (const element of elements) {
        steps[i] = from + 1 + k;
        neurons[i++] = neuron(element);
      }
      elements.length = 0;
    });
    this.#count = 0;
    return { steps, neurons };
  }
}
