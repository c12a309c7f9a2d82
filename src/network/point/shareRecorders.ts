/** Everything that a share records in a run, and how the parts of shares become one record. */
import type { SharePopulation } from './share.ts';
import type { Watcher } from './population.ts';
import { TraceRecorder, joinTraces, type PartialTrace, type Trace, type TraceRequest } from './recording.ts';
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

/** The recorders of a share, and who of them looks at which population. */
export class ShareRecorders {
  readonly #traces: readonly TraceRecorder[];
  readonly #sums: readonly SumRecorder[];
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
    const watching = populations.map((): Watcher[] => []);
    const recorders = <T extends Watcher>(
      population: string,
      make: (p: SharePopulation) => readonly T[],
    ): readonly T[] => {
      const index = populations.findIndex((p) => p.target.population === population);
      const made = make(populations[index]);
      watching[index].push(...made);
      return made;
    };
    this.#traces = traces.flatMap((request) =>
      recorders(request.population, ({ state, target }) =>
        request.quantities.map((quantity) => new TraceRecorder(request, quantity, state, target, window)),
      ),
    );
    this.#sums = sums.flatMap((request) =>
      recorders(request.population, ({ state, target }) =>
        [request.quantities, request.magnitudes ?? []].flatMap((quantities, magnitude) =>
          quantities.map(
            (quantity) => new SumRecorder(request, quantity, magnitude === 1, state, target, window),
          ),
        ),
      ),
    );
    this.watchers = watching.map((all) => (all.length > 0 ? together(all) : undefined));
  }

  /** What has been recorded up to a step. */
  record(step: number): PartialRecord {
    return {
      traces: this.#traces.map((r) => r.trace(step)),
      sums: this.#sums.map((r) => r.sums(step)),
    };
  }
}

/** Several as one. */
const together = (watchers: readonly Watcher[]): Watcher => ({
  watches: (begin, end) => watchers.some((w) => w.watches(begin, end)),
  due: (step) => watchers.some((w) => w.due(step)),
  sample(step, begin, end) {
    for (const w of watchers) w.sample(step, begin, end);
  },
});
