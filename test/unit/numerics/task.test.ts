/** Tasks: results, progress, pauses, cancelling. */
import { describe, expect, it } from 'vitest';
import { runTask, runTaskAsync } from '../../../src/numerics/task.ts';

function* count(n: number): Generator<number, string> {
  for (let i = 1; i <= n; i++) yield i / n;
  return `counted to ${n}`;
}

describe('runTask', () => {
  it('reports every step and returns the result', () => {
    const seen: number[] = [];
    expect(runTask(count(4), (f) => seen.push(f))).toBe('counted to 4');
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
    expect(runTask(count(0))).toBe('counted to 0');
  });
});

describe('runTaskAsync', () => {
  it('gives way to others between steps', async () => {
    let others = 0;
    const timer = setInterval(() => others++, 0);
    const result = await runTaskAsync(count(20), { interval: 0 }, () => 'cancelled');
    clearInterval(timer);
    expect(result).toBe('counted to 20');
    expect(others).toBeGreaterThan(0);
  });

  it('stops at the next step once aborted, lets the task clean up, and reports nothing more', async () => {
    let cleaned = false;
    const abort = new AbortController();
    const seen: number[] = [];
    function* task(): Generator<number, string> {
      try {
        for (;;) yield 0.5;
      } finally {
        cleaned = true;
      }
    }
    const onProgress = (f: number) => {
      seen.push(f);
      abort.abort();
    };
    const options = { interval: 0, signal: abort.signal, onProgress };
    expect(await runTaskAsync(task(), options, () => 'cancelled')).toBe('cancelled');
    expect(cleaned).toBe(true);
    expect(seen.length).toBe(1);
  });

  it('passes errors on', async () => {
    function* failing(): Generator<number, string> {
      yield 0;
      throw new Error('broken');
    }
    await expect(runTaskAsync(failing(), {}, () => '')).rejects.toThrow('broken');
  });
});
