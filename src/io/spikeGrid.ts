/**
 * From what spike files hold (times in ms or s, ids of a whole network) to `Spikes`: steps of a grid and neurons of a population.
 * Nothing is guessed: the step, the unit of time, and the ids of every population are given by the caller.
 */
import { integer, ParameterError, positive, show, type DataFileError } from '../errors.ts';
import type { Spikes } from '../network/spikes.ts';

/** A population in a spike file: its ids are first, first + 1, … first + size - 1. */
export interface FilePopulation {
  /** Number of neurons. */
  readonly size: number;
  /** Id of the first neuron in the file (NEST counts from 1; 0 for ids that count within the population). */
  readonly first: number;
}

/** How the times of a spike file meet the grid. */
export interface GridOptions {
  /** Time step of the result, ms. */
  readonly dt: number;
  /**
   * Distance in ms below which a time counts as on the grid, at most dt/2. Default 0.0005: times printed with three decimals of a ms, as
   * NEST does by default, are off by up to that.
   */
  readonly tolerance?: number;
  /**
   * What becomes of a time off the grid: `error` (default) or `end_of_step`: the spike is put at the end of the step it falls in, where
   * the grid's time stamps are. Choose the latter for precise spike times and for other time steps.
   */
  readonly offGrid?: 'error' | 'end_of_step';
}

/** Neuron id of spikes whose file names only the population. */
export const UNKNOWN_ID = -1;

/** Whether the neurons of the spikes are known (false for spikes read from `time,population` files, whose ids are all -1). */
export function idsKnown(spikes: Spikes): boolean {
  return spikes.ids.length === 0 || spikes.ids[0] !== UNKNOWN_ID;
}

const DEFAULT_TOLERANCE = 0.0005;
const LARGEST_STEP = 2 ** 31 - 1;

/** Turns times in ms into steps. Throws ParameterError on a bad dt or tolerance. */
export class TimeGrid {
  readonly dt: number;
  private readonly tolerance: number;
  private readonly endOfStep: boolean;

  constructor(options: GridOptions) {
    this.dt = positive('dt', options.dt);
    this.tolerance = options.tolerance ?? Math.min(DEFAULT_TOLERANCE, this.dt / 2);
    if (!(this.tolerance >= 0 && this.tolerance <= this.dt / 2))
      throw new ParameterError('tolerance', `a time from 0 to dt/2 = ${this.dt / 2} ms`, options.tolerance);
    if (options.offGrid !== undefined && !['error', 'end_of_step'].includes(options.offGrid))
      throw new ParameterError('offGrid', '"error" or "end_of_step"', options.offGrid);
    this.endOfStep = options.offGrid === 'end_of_step';
  }

  /** The step of a time (ms); throws what `error` makes of a message if the time is negative, too late or off the grid. */
  step(time: number, error: (message: string) => DataFileError): number {
    if (time < 0) throw error(`Expected a time >= 0, but received ${time} ms`);
    const nearest = Math.round(time / this.dt);
    if (nearest > LARGEST_STEP)
      throw error(`Expected a time below ${LARGEST_STEP * this.dt} ms (2^31 steps), but received ${time} ms`);
    // Half a printed digit is hit exactly by e.g. 0.0625 printed as 0.062, so the comparison needs the slack of a few roundings.
    const slack = this.tolerance + 1e-9 + 1e-15 * time;
    if (Math.abs(time - nearest * this.dt) <= slack) return nearest;
    if (this.endOfStep) return Math.ceil(time / this.dt);
    throw error(
      `Expected a time on the grid of ${this.dt} ms (within ${this.tolerance} ms), but received ${time} ms ` +
        `(check dt and the unit of time; coarser printing needs a larger tolerance, other grids offGrid "end_of_step")`,
    );
  }
}

/** Milliseconds per unit of time; throws ParameterError unless the unit is `ms` or `s`. */
export function millisecondsPer(timeUnit: unknown): number {
  if (timeUnit !== 'ms' && timeUnit !== 's')
    throw new ParameterError('timeUnit', '"ms" or "s"', timeUnit, 'state the unit of time of the file');
  return timeUnit === 'ms' ? 1 : 1000;
}

/** Collects spikes of several populations and gives them sorted. */
export class SpikeCollector {
  private readonly dt: number;
  private readonly trains: readonly SpikeBuffer[];
  private last: SpikeBuffer | undefined;

  /** Throws ParameterError if there is no population, a size or first id is no integer >= 0, or ids overlap (unless `byName`). */
  constructor(populations: Readonly<Record<string, FilePopulation>>, dt: number, byName = false) {
    this.dt = dt;
    this.trains = Object.entries(populations).map(([name, population]) => {
      integer(`populations.${name}.size`, population.size);
      integer(`populations.${name}.first`, population.first);
      return new SpikeBuffer(name, population.first, population.size);
    });
    if (this.trains.length === 0)
      throw new ParameterError('populations', 'at least one population', populations);
    if (!byName) this.refuseOverlaps();
  }

  /** Adds a spike of a neuron known by its id in the file. */
  addId(step: number, id: number, error: (message: string) => DataFileError): void {
    let train = this.last;
    if (train === undefined || !(id >= train.first && id < train.first + train.size))
      train = this.trains.find((t) => id >= t.first && id < t.first + t.size);
    if (train === undefined || !Number.isInteger(id)) throw error(this.outOfRange(id));
    this.last = train;
    train.push(step, id - train.first);
  }

  /** Adds a spike of which only the population is known. */
  addNamed(step: number, name: string, error: (message: string) => DataFileError): void {
    let train = this.last;
    if (train?.population !== name) train = this.trains.find((t) => t.population === name);
    if (train === undefined) {
      const known = this.trains.map((t) => t.population).join(', ');
      throw error(`Expected one of the populations ${known}, but received ${show(name)}`);
    }
    this.last = train;
    train.push(step, UNKNOWN_ID);
  }

  /** Spikes of every population, in the order of the populations given, sorted by step and then neuron. */
  result(): Spikes[] {
    return this.trains.map((train) => train.sorted(this.dt));
  }

  private outOfRange(id: number): string {
    const ranges = this.trains.map((t) =>
      t.size === 0 ? `none of ${t.population}` : `${t.first} to ${t.first + t.size - 1} of ${t.population}`,
    );
    return `Expected a neuron id from ${ranges.join(' or ')}, but received ${id} (check the first ids and sizes of the populations)`;
  }

  private refuseOverlaps(): void {
    const ordered = this.trains.filter((t) => t.size > 0).toSorted((a, b) => a.first - b.first);
    for (let i = 1; i < ordered.length; i++) {
      const before = ordered[i - 1]!;
      if (before.first + before.size > ordered[i]!.first)
        throw new ParameterError(
          `populations.${ordered[i]!.population}.first`,
          `ids that are not those of ${before.population} (${before.first} to ${before.first + before.size - 1})`,
          ordered[i]!.first,
        );
    }
  }
}

/** Growing arrays of the spikes of one population. */
class SpikeBuffer {
  readonly population: string;
  readonly first: number;
  readonly size: number;
  private steps = new Int32Array(1024);
  private ids = new Int32Array(1024);
  private count = 0;

  constructor(population: string, first: number, size: number) {
    this.population = population;
    this.first = first;
    this.size = size;
  }

  push(step: number, id: number): void {
    if (this.count === this.steps.length) {
      this.steps = doubled(this.steps);
      this.ids = doubled(this.ids);
    }
    this.steps[this.count] = step;
    this.ids[this.count++] = id;
  }

  /** One sort of numbers step * (size + 1) + id + 1, all exact integers: below 2^53 for 2^31 steps of four million neurons. */
  sorted(dt: number): Spikes {
    const { population, size, count } = this;
    const steps = this.steps.slice(0, count);
    const ids = this.ids.slice(0, count);
    if (!isSorted(steps, ids)) {
      const base = size + 1;
      const keys = new Float64Array(count);
      for (let i = 0; i < count; i++) keys[i] = steps[i]! * base + ids[i]! + 1;
      keys.sort();
      for (let i = 0; i < count; i++) {
        steps[i] = Math.floor(keys[i]! / base);
        ids[i] = keys[i]! - steps[i]! * base - 1;
      }
    }
    return { population, size, dt, steps, ids };
  }
}

function isSorted(steps: Int32Array, ids: Int32Array): boolean {
  for (let i = 1; i < steps.length; i++)
    if (steps[i]! < steps[i - 1]! || (steps[i] === steps[i - 1] && ids[i]! < ids[i - 1]!)) return false;
  return true;
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * array.length);
  out.set(array);
  return out;
}
