/** What a thread of a fit does: one evaluation after the other, as it is asked. Runs in any kind of worker. */
import { sendError, type Port, type SentError } from '../../network/point/threads/messages.ts';
import type { StartThread } from '../../network/point/threads/threadedNetwork.ts';
import { evaluateNetwork, type Outcome, type Task } from './evaluate.ts';

/** What a thread is asked. */
export interface Order {
  readonly task: Task;
  /** Threads of the network. */
  readonly threads: number;
}

/** What it says. */
export type Report =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'done'; readonly outcome: Outcome }
  | { readonly type: 'failed'; readonly error: SentError };

/** Shortest time between two reports of progress, ms. */
const INTERVAL = 50;

/** Obeys orders until the thread ends. `start` starts the threads of a network that has several. */
export function serveEvaluations(port: Port, start: StartThread): void {
  const report = (message: Report): void => port.post(message);
  port.listen((message) => {
    const { task, threads } = message as Order;
    let last = performance.now();
    const onProgress = (done: number): void => {
      if (performance.now() - last < INTERVAL) return;
      last = performance.now();
      report({ type: 'progress', done });
    };
    evaluateNetwork(task, { onProgress, threads: { count: threads, start } }).then(
      (outcome) => report({ type: 'done', outcome }),
      (error: unknown) => report({ type: 'failed', error: sendError(error) }),
    );
  });
}
