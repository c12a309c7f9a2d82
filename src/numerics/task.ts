/** Long computations as generators that report their progress: run to the end in one go, or with pauses so that a page stays alive and a cancel is heard. */

/** Called with the share done, 0 to 1. */
export type OnProgress = (fraction: number) => void;

/** Runs to the end. */
export function runTask<T>(task: Generator<number, T>, onProgress?: OnProgress): T {
  for (;;) {
    const { done, value } = task.next();
    if (done) return value;
    onProgress?.(value);
  }
}

/**
 * Runs to the end, giving way to other events every `interval` ms. If `signal` is aborted the task is asked to `return`
 * and `cancelled` gives the result.
 */
export async function runTaskAsync<T>(
  task: Generator<number, T>,
  options: { onProgress?: OnProgress | undefined; signal?: AbortSignal | undefined; interval?: number },
  cancelled: () => T,
): Promise<T> {
  const { onProgress, signal, interval = 40 } = options;
  for (let last = performance.now(); ;) {
    if (signal?.aborted) {
      task.return(undefined as T);
      return cancelled();
    }
    const { done, value } = task.next();
    if (done) return value;
    const now = performance.now();
    if (now - last < interval) continue;
    onProgress?.(value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  }
}

/** A task as a part of a larger one: its shares done, 0 to 1, become `from` to `to`. */
export function* partOf<T>(task: Generator<number, T>, from: number, to: number): Generator<number, T> {
  for (;;) {
    const { done, value } = task.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
