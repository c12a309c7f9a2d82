/** What a benchmark is, and how it is timed. */

/** One timed case. Extra fields (sizes, ratios, memory) go into the JSON as they are. */
export interface BenchRow {
  /** Name of the benchmark, e.g. `prediction`. */
  bench: string;
  case: string;
  medianMs: number;
  /** Timed runs behind the median. */
  runs: number;
  /** What it is compared with: measured in the same run, or quoted from elsewhere. */
  baseline?: { name: string; medianMs: number; measuredHere: boolean };
  targetMs?: number;
  note?: string;
  [extra: string]: unknown;
}

/** How often and how long something ran. */
export interface Timing {
  medianMs: number;
  minMs: number;
  runs: number;
}

/** Times `fn` over `runs` calls after `warmup` calls that do not count. Promises are awaited. */
export async function median(
  fn: () => unknown,
  { warmup = 2, runs = 9 }: { warmup?: number; runs?: number } = {},
): Promise<Timing> {
  for (let i = 0; i < warmup; i++) await fn();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await fn();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const middle = Math.floor(runs / 2);
  return {
    medianMs: runs % 2 === 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2,
    minMs: times[0],
    runs,
  };
}
