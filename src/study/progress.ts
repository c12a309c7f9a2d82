/**
 * Progress as a tree of named tasks, silent or observed, that can be cancelled. A task owns a share of its parent; what
 * observers see is the path of names and the fraction done of the whole.
 */
/** What an observer is told. */
export interface ProgressEvent {
  /** Names of the tasks from the outermost to the one at work; empty at the root. */
  readonly stages: readonly string[];
  /** Fraction done of the whole, 0 to 1, never falling. */
  readonly fraction: number;
  /** Where the task at work stands: just begun, under way, done, or further because an earlier run had done a part. */
  readonly state: 'begin' | 'work' | 'end' | 'skip';
}

export interface ProgressOptions {
  readonly observe?: (event: ProgressEvent) => void;
  /** Cancels at the next `update` or task. */
  readonly signal?: AbortSignal;
}

/** Thrown where a computation stops because it was cancelled: nobody's fault, so no UserError. */
export class Cancelled extends Error {
  override name = 'Cancelled';

  /** @param kept one line on what is kept and how to go on from it, if anything is */
  constructor(readonly kept?: string) {
    super('cancelled');
  }
}

/** Shortest time between two pauses for other events, ms. */
const PAUSE_INTERVAL = 40;

/** One task. Make a root with `new Progress(options)`, or take `Progress.silent`. */
export class Progress {
  /** Observed by nobody, never cancelled. */
  static readonly silent: Progress = new Progress();

  readonly #options: ProgressOptions;
  readonly #stages: readonly string[];
  /** Where this task begins and how much of the whole it is. */
  readonly #start: number;
  readonly #share: number;
  /** Fraction done of this task. */
  #done = 0;
  #lastPause = performance.now();

  constructor(options: ProgressOptions = {}, stages: readonly string[] = [], start = 0, share = 1) {
    this.#options = options;
    this.#stages = stages;
    this.#start = start;
    this.#share = share;
  }

  /** Aborted where the user cancelled; for workers and other computations with an ear of their own. */
  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /**
   * Runs a task that is `share` (0 to 1) of this one, after those that were run before. Gives what `run` gives.
   * Throws Cancelled if the user cancelled, and what `run` throws.
   */
  async task<T>(name: string, share: number, run: (progress: Progress) => T | Promise<T>): Promise<T> {
    this.#throwIfCancelled();
    const before = this.#done;
    const child = new Progress(
      this.#options,
      [...this.#stages, name],
      this.#start + before * this.#share,
      Math.min(share, 1 - before) * this.#share,
    );
    child.#tell('begin');
    const result = await run(child);
    child.#done = 1;
    child.#tell('end');
    this.#done = Math.min(1, before + share);
    return result;
  }

  /** States the fraction done (0 to 1) of this task. Throws Cancelled if the user cancelled. */
  report(fraction: number): void {
    this.#advance(fraction, 'work');
  }

  /** As `report`, of what need not be done, since an earlier run did it. */
  skip(fraction: number): void {
    this.#advance(fraction, 'skip');
  }

  /** As `report`, and gives way to other events (a click, Ctrl-C) if there was no pause for 40 ms. */
  async update(fraction: number): Promise<void> {
    this.report(fraction);
    if (performance.now() - this.#lastPause < PAUSE_INTERVAL) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#lastPause = performance.now();
    this.#throwIfCancelled();
  }

  /** Runs a generator that yields the fraction it has done, with pauses for other events. Throws Cancelled, the generator being closed. */
  async drain<T>(work: Generator<number, T>): Promise<T> {
    try {
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        await this.update(value);
      }
    } catch (cause) {
      work.return(undefined as T);
      throw cause;
    }
  }

  #advance(fraction: number, state: 'work' | 'skip'): void {
    this.#throwIfCancelled();
    this.#done = Math.min(1, Math.max(this.#done, fraction));
    this.#tell(state);
  }

  #tell(state: ProgressEvent['state']): void {
    this.#options.observe?.({
      stages: this.#stages,
      fraction: this.#start + this.#done * this.#share,
      state,
    });
  }

  #throwIfCancelled(): void {
    if (this.#options.signal?.aborted) throw new Cancelled();
  }
}
