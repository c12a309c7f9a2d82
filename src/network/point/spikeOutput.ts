/** Sorts the spikes of a network by population, and keeps them or hands them to a sink. */
import type { Spikes } from '../spikes.ts';
import { SpikeRecorder, type SpikeSink } from './recording.ts';
import type { SpikeList } from './state.ts';

/** Spikes that a sink gets at once, at most. */
const BATCH = 1 << 16;

export class SpikeOutput {
  readonly #recorders: (SpikeRecorder | undefined)[];

  /**
   * @param populations of the network
   * @param recorded names of those whose spikes are wanted; default all
   * @param from step after which spikes are taken
   * @param sink takes the spikes; default: they are kept
   */
  constructor(
    readonly populations: readonly { readonly name: string; readonly size: number; readonly first: number }[],
    recorded: readonly string[] | undefined,
    readonly from: number,
    readonly dt: number,
    readonly sink: SpikeSink | undefined,
  ) {
    this.#recorders = populations.map(({ name }) =>
      recorded === undefined || recorded.includes(name) ? new SpikeRecorder() : undefined,
    );
  }

  take({ steps, neurons }: SpikeList): void {
    const { populations } = this;
    for (let i = 0; i < steps.length; i++) {
      if (steps[i] <= this.from) continue;
      let p = populations.length - 1;
      while (populations[p].first > neurons[i]) p--;
      const recorder = this.#recorders[p];
      if (recorder === undefined) continue;
      recorder.push(steps[i], neurons[i] - populations[p].first);
      if (this.sink && recorder.count >= BATCH) this.#send(p);
    }
  }

  /** Hands over what the sink has not got yet. */
  flush(): void {
    if (this.sink) this.populations.forEach((_, p) => this.#send(p));
  }

  /** The spikes kept: of every recorded population, none of them if there is a sink. */
  spikes(): Spikes[] {
    return this.populations.flatMap(
      ({ name, size }, p) => this.#recorders[p]?.spikes(name, size, this.dt) ?? [],
    );
  }

  #send(p: number): void {
    const recorder = this.#recorders[p];
    if (recorder === undefined || recorder.count === 0) return;
    const { steps, ids } = recorder.recent();
    this.sink!.spikes(this.populations[p].name, steps, ids);
    recorder.clear();
  }
}
