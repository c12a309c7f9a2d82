/** What the parts of a study share while they are resolved: populations, where paths start, the list of problems. */
import { ParameterError, show } from '../errors.ts';
import {
  distribution,
  type ContinuousDistribution,
  type Distribution,
} from '../numerics/distributions/index.ts';
import { nearest } from '../numerics/nearest.ts';
import { besideFile } from './files.ts';
import type { Problems } from './problems.ts';
import type { ContinuousDistributionSpec, DistributionSpec } from './schema/distribution.ts';

type Path = readonly PropertyKey[];

export class Context {
  readonly sizes: ReadonlyMap<string, number>;
  readonly problems: Problems;

  constructor(sizes: ReadonlyMap<string, number>, problems: Problems) {
    this.sizes = sizes;
    this.problems = problems;
  }

  /** Size of a population; a problem and 1 if nobody defines it. */
  size(population: string, path: Path): number {
    const size = this.sizes.get(population);
    if (size !== undefined) return size;
    const guess = nearest(population, this.sizes.keys());
    this.problems.add(
      path,
      `unknown population ${show(population)}; ${guess === undefined ? '' : `did you mean ${show(guess)}? `}"populations" defines ${[...this.sizes.keys()].join(', ') || 'none'}`,
    );
    return 1;
  }

  /** The law of a spec; a problem and undefined if its parameters contradict each other. */
  law(spec: ContinuousDistributionSpec, path: Path): ContinuousDistribution | undefined;
  law(spec: DistributionSpec, path: Path): Distribution | undefined;
  law(spec: DistributionSpec, path: Path): Distribution | undefined {
    return this.attempt(path, () => distribution(spec));
  }

  /** The result of `f`; a problem and undefined if it throws a ParameterError. */
  attempt<T>(path: Path, f: () => T): T | undefined {
    try {
      return f();
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      this.problems.add(path, `${error.parameter}: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** A problem unless `time` is a whole number of steps dt (both ms); `step` says what these are. */
  multiple(time: number, dt: number, path: Path, step = 'dt'): void {
    if (isMultiple(time, dt)) return;
    const down = Math.floor(time / dt) * dt;
    const near = down > 0 ? `${down} or ${down + dt}` : String(down + dt);
    this.problems.add(path, `expected a multiple of ${step} = ${dt} ms, but received ${time}; take ${near}`);
  }

  /** A path of the study file as it can be opened. */
  file(path: string, topLevelKey: string): string {
    return besideFile(this.problems.fileOf(topLevelKey), path);
  }
}

/** What an error of the library says, without the parameter's name there. */
export function messageOf({ expected, received, remedy }: ParameterError): string {
  return `expected ${expected}, but received ${show(received)}${remedy === undefined ? '' : ` (${remedy})`}`;
}

/** Whether a time is a whole number of steps, to 1e-9 of a step per step. */
export function isMultiple(time: number, dt: number): boolean {
  const n = Math.round(time / dt);
  return Math.abs(time / dt - n) <= 1e-9 * Math.max(1, Math.abs(n));
}
