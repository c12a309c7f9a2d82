/** Everything that a share records in a run, and how the parts of shares become one record. */
import type { SharePopulation } from './share.ts';
import type { Watcher } from './population.ts';
import { TraceRecorder, joinTraces, type PartialTrace, type Trace, type TraceRequest } from './recording.ts';
import type { Sampling } from './sampling.ts';
import { SumRecorder, joinSums, type PartialSums, type SumRequest, type Sums } from './sums.ts';

/** What a run records beside spikes. */
export interface RecordRequests {
  readonly traces: readonly TraceRequest[];
  readonly sums: readonly SumRequest[];
  /** Step from which their intervals are counted. */
  readonly origin: number;
}

/** What a share has recorded. */
export interface PartialRecord {
  readonly traces: readonly PartialTrace[];
  readonly sums: readonly PartialSums[];
}

/** What a network has recorded. */
export interface NetworkRecord {
  /** In the order of the requests, one per quantity. */
  readonly traces: readonly Trace[];
  /** In the order of the requests, one per quantity, those of magnitudes last. */
  readonly sums: readonly Sums[];
}

/** Puts the records of shares together. */
export function joinRecords(parts: readonly PartialRecord[]): NetworkRecord {
  return {
    traces: parts[0].traces.map((_, i) => joinTraces(parts.map((p) => p.traces[i]))),
    sums: parts[0].sums.map((_, i) => joinSums(parts.map((p) => p.sums[i]))),
  };
}

/** More neurons than this part of a population are not followed: chunks end where they are sampled. */
const FEW = 1 / 16;

/** The recorders of a share, and who of them looks at which population. */
export class ShareRecorders {
  readonly #traces: readonly TraceRecorder[];
  readonly #sums: readonly SumRecorder[];
  /** Of those that are sampled when all neurons are at the end of a chunk. */
  readonly #ends: readonly Sampling[];
  /** Per population. */
  readonly watchers: readonly (Watcher | undefined)[];

  /**
   * @param requests that `checkRecord` has found right
   * @param from step before the first recorded one
   * @param steps number of recorded steps
   */
  constructor(
    { traces, sums, origin }: RecordRequests,
    populations: readonly SharePopulation[],
    from: number,
    steps: number,
    dt: number,
  ) {
    const window = { from, steps, origin, dt };
    const all = populations.map(() => new PopulationWatcher());
    const at = (population: string): number =>
      populations.findIndex((p) => p.target.population === population);
    const ends: Sampling[] = [];
    this.#traces = traces.flatMap((request) => {
      const index = at(request.population);
      const { state, target } = populations[index];
      return request.quantities.map((quantity) => {
        const recorder = new TraceRecorder(request, quantity, state, target, window);
        const few = recorder.neurons.length <= FEW * target.size;
        if (few) all[index].follow(recorder);
        else {
          all[index].sampleAtEnd((step) => recorder.sample(step, 0, target.size));
          ends.push(recorder.sampling);
        }
        return recorder;
      });
    });
    this.#sums = sums.flatMap((request) => {
      const index = at(request.population);
      const { state, target } = populations[index];
      return [request.quantities, request.magnitudes ?? []].flatMap((quantities, magnitude) =>
        quantities.map((quantity) => {
          const recorder = new SumRecorder(request, quantity, magnitude === 1, state, target, window);
          all[index].sampleAtEnd((step) => recorder.sample(step));
          ends.push(recorder.sampling);
          return recorder;
        }),
      );
    });
    this.#ends = ends;
    this.watchers = all.map((watcher) => (watcher.idle ? undefined : watcher));
  }

  /** The first step after a given one at which a chunk must end; Infinity if there is none. */
  nextEnd(step: number): number {
    return this.#ends.reduce((least, sampling) => Math.min(least, sampling.next(step)), Infinity);
  }

  /** What has been recorded up to a step. */
  record(step: number): PartialRecord {
    return {
      traces: this.#traces.map((r) => r.trace(step)),
      sums: this.#sums.map((r) => r.sums(step)),
    };
  }
}

/** All who look at a population: some neurons are followed through every step, the others looked at where chunks end. */
class PopulationWatcher implements Watcher {
  #followers: readonly TraceRecorder[] = [];
  #atEnd: readonly ((step: number) => void)[] = [];
  followed: readonly number[] = [];

  get idle(): boolean {
    return this.#followers.length + this.#atEnd.length === 0;
  }

  follow(recorder: TraceRecorder): void {
    this.#followers = [...this.#followers, recorder];
    this.followed = [...new Set([...this.followed, ...recorder.neurons])].toSorted((a, b) => a - b);
  }

  sampleAtEnd(sample: (step: number) => void): void {
    this.#atEnd = [...this.#atEnd, sample];
  }

  due(step: number): boolean {
    return this.#followers.some(({ sampling }) => sampling.due(step));
  }

  sample(step: number, begin: number, end: number): void {
    for (const recorder of this.#followers) recorder.sample(step, begin, end);
  }

  sampleAll(step: number): void {
    for (const sample of this.#atEnd) sample(step);
  }
}
