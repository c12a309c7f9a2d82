/** Who evaluates: this thread, or threads that each take one network at a time. What comes out is the same. */
import { InternalError } from '../../errors.ts';
import { receiveError, type ThreadPort } from '../../network/point/threads/messages.ts';
import type { OnProgress } from '../../numerics/task.ts';
import { evaluateNetwork, type Outcome, type Task } from './evaluate.ts';
import type { Order, Report } from './serveEvaluations.ts';

/** Threads for a fit. */
export interface FitThreads {
  /** Networks at once, >= 1. */
  readonly networks: number;
  /** Threads of each network, >= 1. */
  readonly perNetwork: number;
  /** Starts a thread that runs `serveEvaluations`, e.g. `startFitWorker` of `spikefield/node`. */
  readonly start: () => ThreadPort;
}

/** Takes one network at a time. */
export interface Evaluator {
  evaluate(task: Task, onProgress: OnProgress): Promise<Outcome>;
  /** Ends it; an evaluation under way fails. */
  close(): Promise<void>;
}

/** This thread; an aborted signal ends an evaluation with its reason. */
export function ownEvaluator(signal: AbortSignal | undefined): Evaluator {
  return {
    evaluate: (task, onProgress) =>
      evaluateNetwork(task, { onProgress, ...(signal === undefined ? {} : { signal }) }),
    close: () => Promise.resolve(),
  };
}

/** A thread, started when it is first needed. */
export class ThreadEvaluator implements Evaluator {
  readonly #start: () => ThreadPort;
  readonly #threads: number;
  #port: ThreadPort | undefined;
  #ended: Error | undefined;
  #receive: ((report: Report) => void) | undefined;
  #reject: ((reason: Error) => void) | undefined;

  /** @param threads of every network */
  constructor(start: () => ThreadPort, threads: number) {
    this.#start = start;
    this.#threads = threads;
  }

  async evaluate(task: Task, onProgress: OnProgress): Promise<Outcome> {
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#receive !== undefined) throw new InternalError('a thread of a fit takes one network at a time');
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        this.#reject = reject;
        this.#receive = (report) => {
          if (report.type === 'progress') onProgress(report.done);
          else if (report.type === 'done') resolve(report.outcome);
          else reject(receiveError(report.error));
        };
        this.#port ??= this.#open();
        this.#port.post({ task, threads: this.#threads } satisfies Order);
      });
    } finally {
      this.#receive = undefined;
      this.#reject = undefined;
    }
  }

  async close(): Promise<void> {
    this.#end(new InternalError('the threads of the fit have been closed'));
    await this.#port?.terminate();
  }

  #open(): ThreadPort {
    const port = this.#start();
    port.listen((message) => this.#receive?.(message as Report));
    port.onDeath((reason) => this.#end(reason));
    return port;
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#reject?.(this.#ended);
  }
}
