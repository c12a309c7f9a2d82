import { describe, expect, test } from 'vitest';
import { Cancelled, Progress, type ProgressEvent } from '../../../src/study/progress.ts';

function watched(signal?: AbortSignal) {
  const events: ProgressEvent[] = [];
  const observe = (event: ProgressEvent) => void events.push(event);
  return { events, progress: new Progress(signal === undefined ? { observe } : { observe, signal }) };
}

const trace = (events: readonly ProgressEvent[]) =>
  events.map(({ stages, fraction, state }) => `${state} ${stages.join('/')} ${fraction}`);

describe('Progress', () => {
  test('tells where the work stands in the whole', async () => {
    const { events, progress } = watched();
    const result = await progress.task('a', 0.5, async (a) => {
      await a.task('b', 0.5, (b) => b.report(0.5));
      return 7;
    });
    await progress.task('c', 0.5, () => undefined);
    expect(result).toBe(7);
    expect(trace(events)).toEqual([
      'begin a 0',
      'begin a/b 0',
      'work a/b 0.125',
      'end a/b 0.25',
      'end a 0.5',
      'begin c 0.5',
      'end c 1',
    ]);
  });

  test('tells what is skipped from what is done', async () => {
    const { events, progress } = watched();
    await progress.task('a', 0.5, (a) => {
      a.skip(0.5);
      a.report(0.75);
    });
    expect(events.map(({ state, fraction }) => `${state} ${fraction}`)).toEqual([
      'begin 0',
      'skip 0.25',
      'work 0.375',
      'end 0.5',
    ]);
  });

  test('never falls and never exceeds the whole', async () => {
    const { events, progress } = watched();
    await progress.task('a', 0.8, (a) => {
      a.report(0.5);
      a.report(0.25);
      a.report(7);
    });
    await progress.task('b', 0.8, (b) => b.report(0.5));
    const fractions = events.map((e) => e.fraction);
    expect(fractions).toEqual(fractions.toSorted((x, y) => x - y));
    expect(fractions.at(-1)).toBeAllclose(1);
  });

  test('stops at the next report, task or update once cancelled', async () => {
    const controller = new AbortController();
    const { progress } = watched(controller.signal);
    progress.report(0.1);
    controller.abort();
    expect(() => progress.report(0.2)).toThrow(Cancelled);
    await expect(progress.update(0.2)).rejects.toThrow(Cancelled);
    await expect(progress.task('a', 1, () => 1)).rejects.toThrow(Cancelled);
  });

  test('hears a cancel that comes as an event while it drains a generator, which is closed', async () => {
    const controller = new AbortController();
    const { progress } = watched(controller.signal);
    let closed = false;
    function* endless(): Generator<number, void> {
      try {
        for (;;) yield 0.5;
      } finally {
        closed = true;
      }
    }
    setTimeout(() => controller.abort(), 1);
    await expect(progress.drain(endless())).rejects.toThrow(Cancelled);
    expect(closed).toBe(true);
  });

  test('gives the result of a generator, silent or not', async () => {
    function* work(): Generator<number, string> {
      yield 0.5;
      return 'done';
    }
    expect(await Progress.silent.drain(work())).toBe('done');
    const { events, progress } = watched();
    await progress.drain(work());
    expect(trace(events)).toEqual(['work  0.5']);
  });
});
