/**
 * Gaussian currents: white noise that is held for an interval, and the Ornstein-Uhlenbeck process on its grid, which is
 * x' = mean + (x - mean) a + sigma sqrt(1 - a^2) N(0, 1) with a = exp(-interval/tau), exact for any interval: white noise is a = 0.
 * Source: Gillespie DT (1996), Phys Rev E 54:2084.
 */
import { ParameterError, finite, nonNegative, positive } from '../../../errors.ts';
import { randomStream, resumeStream, type WordStream } from '../../../numerics/random.ts';
import { fillNormals } from '../../../numerics/ziggurat.ts';
import { gridStep } from '../../grid.ts';
import type { NoiseDrive, OrnsteinUhlenbeckDrive } from '../../stimuli.ts';
import { concatenate, type SourceState } from '../state.ts';
import { BLOCK, blockCount, firstBlock, type Target } from '../target.ts';
import { Driven, activeSteps } from './driven.ts';
import { HeldCurrent } from './heldCurrent.ts';

export class NoiseCurrent extends HeldCurrent {
  readonly #mean: number;
  readonly #sigma: number;
  /** The part of a deviation from the mean that is left after an interval, and the standard deviation of what is added. */
  readonly #kept: number;
  readonly #added: number;
  readonly #initial: number | undefined;
  readonly #shared: boolean;
  /** One per block, or a single one if the current is shared. */
  #streams: WordStream[];
  /** Normal numbers of one block. */
  readonly #drawn = new Float64Array(BLOCK);
  /** The shared current. */
  #common = 0;

  /** @throws ParameterError on moments or times that may not be */
  constructor(
    name: string,
    drive: NoiseDrive | OrnsteinUhlenbeckDrive,
    target: Target,
    dt: number,
    seed: number,
  ) {
    const every = gridStep(`${name}.interval`, positive(`${name}.interval`, drive.interval ?? dt), dt);
    if (every === 0) throw new ParameterError(`${name}.interval`, `at least dt = ${dt} ms`, drive.interval);
    super(new Driven(name, drive.neurons, target), activeSteps(name, drive, dt), every);
    this.#mean = finite(`${name}.mean`, drive.mean ?? 0);
    this.#shared = drive.shared ?? false;
    if (drive.type === 'noise') {
      this.#sigma = nonNegative(`${name}.std`, drive.std);
      this.#kept = 0;
      this.#added = this.#sigma;
    } else {
      this.#sigma = nonNegative(`${name}.sigma`, drive.sigma);
      const lapse = (every * dt) / positive(`${name}.tau`, drive.tau);
      this.#kept = Math.exp(-lapse);
      this.#added = this.#sigma * Math.sqrt(-Math.expm1(-2 * lapse));
      if (drive.initial !== undefined) this.#initial = finite(`${name}.initial`, drive.initial);
    }
    this.#streams = this.#shared
      ? [randomStream(seed, `${name} shared current`)]
      : Array.from({ length: blockCount(target) }, (_, b) =>
          randomStream(seed, `${name} current`, firstBlock(target) + b),
        );
  }

  protected move(interval: number): void {
    for (let i = this.held + 1; i <= interval; i++) this.#next(i === 0);
  }

  #next(initial: boolean): void {
    const { values } = this;
    if (this.#shared) {
      const given = initial && this.#initial !== undefined;
      this.#common = this.#after(this.#common, initial, given ? 0 : this.#streams[0].normal());
      values.fill(this.#common);
      return;
    }
    const { blocks } = this.driven;
    const drawn = this.#drawn;
    const given = initial && this.#initial !== undefined;
    this.#streams.forEach((stream, b) => {
      const first = blocks[b];
      const count = blocks[b + 1] - first;
      if (!given) fillNormals(stream, drawn, count);
      for (let i = 0; i < count; i++) values[first + i] = this.#after(values[first + i], initial, drawn[i]);
    });
  }

  #after(x: number, initial: boolean, normal: number): number {
    const mean = this.#mean;
    if (initial) return this.#initial ?? mean + this.#sigma * normal;
    return mean + (x - mean) * this.#kept + this.#added * normal;
  }

  save(): SourceState {
    const streams = concatenate([new Int32Array(0), ...this.#streams.map((s) => s.state())]);
    const { elements, target } = this.driven;
    if (this.#shared) return { common: { streams, value: Float64Array.of(this.#common), held: this.held } };
    const values = new Float64Array(target.size);
    for (let i = 0; i < elements.length; i++) values[elements[i] - target.first] = this.values[i];
    return { neurons: { values }, blocks: { streams }, common: { held: this.held } };
  }

  override restore({ neurons, blocks, common }: SourceState): void {
    const streams = (this.#shared ? common! : blocks!).streams as Int32Array;
    this.#streams = this.#streams.map((_, i) => resumeStream(streams.slice(4 * i, 4 * i + 4)));
    this.held = common!.held as number;
    const { elements, target } = this.driven;
    if (this.#shared) {
      this.#common = (common!.value as Float64Array)[0];
      this.values.fill(this.#common);
      return;
    }
    for (let i = 0; i < elements.length; i++) this.values[i] = neurons!.values[elements[i] - target.first];
  }
}
