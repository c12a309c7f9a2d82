/** What all drives have in common: the neurons of a share that they act on, by block, the steps in which they act, and how inputs arrive. */
import { ParameterError, finite, integer, nonNegative } from '../../../errors.ts';
import { delaySteps, gridStep } from '../../grid.ts';
import type { Drive } from '../../stimuli.ts';
import type { ReceptorOf } from '../receptors.ts';
import { BLOCK, blockCount, type Target } from '../target.ts';

/** The neurons that a drive acts on, as far as a share holds them. */
export class Driven {
  /** Number of neurons driven in the whole population. */
  readonly total: number;
  /** Elements of the share, ascending. */
  readonly elements: Int32Array;
  /** The place of each element in the drive's list of neurons. */
  readonly places: Int32Array;
  /** Block b of the share holds the elements blocks[b] .. blocks[b + 1] - 1 of the list. */
  readonly blocks: Int32Array;

  /**
   * @param name of the drive
   * @param neurons of the population; default all
   * @throws ParameterError if a neuron does not exist, or is named twice
   */
  constructor(
    name: string,
    neurons: readonly number[] | undefined,
    readonly target: Target,
  ) {
    const { populationSize, begin, size, first } = target;
    this.total = neurons?.length ?? populationSize;
    const seen = new Set<number>();
    neurons?.forEach((n, i) => {
      integer(`${name}.neurons[${i}]`, n, 0, populationSize - 1);
      if (seen.has(n)) throw new ParameterError(`${name}.neurons[${i}]`, 'every neuron once', n);
      seen.add(n);
    });
    const own =
      neurons === undefined
        ? Array.from({ length: size }, (_, i): [number, number] => [i, begin + i])
        : neurons
            .map((n, place): [number, number] => [n - begin, place])
            .filter(([n]) => n >= 0 && n < size)
            .toSorted((a, b) => a[0] - b[0]);
    this.elements = Int32Array.from(own, ([n]) => first + n);
    this.places = Int32Array.from(own, ([, place]) => place);
    this.blocks = new Int32Array(blockCount(target) + 1);
    for (const [n] of own) this.blocks[Math.floor(n / BLOCK) + 1]++;
    for (let b = 1; b < this.blocks.length; b++) this.blocks[b] += this.blocks[b - 1];
  }

  /**
   * The value of a quantity for every element.
   * @throws ParameterError if there is not one number, or one per neuron driven, or `check` refuses one
   */
  values(
    name: string,
    value: number | ArrayLike<number>,
    check: (name: string, value: unknown) => number = finite,
  ): Float64Array {
    if (typeof value === 'number') return new Float64Array(this.elements.length).fill(check(name, value));
    checkLength(name, value.length, this.total);
    for (let i = 0; i < value.length; i++) check(`${name}[${i}]`, value[i]);
    return Float64Array.from(this.places, (place) => value[place]);
  }
}

/** @throws ParameterError if a list has not one entry per neuron driven */
export function checkLength(name: string, length: number, total: number): void {
  if (length !== total)
    throw new ParameterError(name, `${total} entries, one per neuron driven`, `${length} entries`);
}

/** A drive acts in the steps first + 1 .. last. */
export interface ActiveSteps {
  readonly first: number;
  /** Infinity without a stop. */
  readonly last: number;
}

/** @throws ParameterError if start or stop lies off the grid, or stop before start */
export function activeSteps(name: string, { start = 0, stop }: Drive, dt: number): ActiveSteps {
  const first = gridStep(`${name}.start`, start, dt);
  const last = stop === undefined ? Infinity : gridStep(`${name}.stop`, stop, dt);
  if (last < first) throw new ParameterError(`${name}.stop`, `a time not before start = ${start} ms`, stop);
  return { first, last };
}

/** How the inputs of a drive arrive. */
export interface Arrival {
  readonly name: string;
  /** Index of the receptor. */
  readonly receptor: number;
  /** In the unit of the receptor. */
  readonly weight: number;
  /** Steps; no input arrives up to this one. */
  readonly delay: number;
}

/** @throws ParameterError on a weight or delay that may not be, or a receptor that does not exist */
export function arrival(
  name: string,
  drive: { readonly weight: number; readonly delay?: number; readonly receptor?: string },
  receptor: ReceptorOf,
  dt: number,
): Arrival {
  const weight = finite(`${name}.weight`, drive.weight);
  const delay = delaySteps(nonNegative(`${name}.delay`, drive.delay ?? dt), dt);
  return { name, receptor: receptor(name, weight, drive.receptor), weight, delay };
}
