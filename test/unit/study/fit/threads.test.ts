import { describe, expect, test } from 'vitest';
import type { ThreadPort } from '../../../../src/network/point/threads/messages.ts';
import { startNodeThread, startNodeWorker } from '../../../../src/network/point/threads/startNodeWorker.ts';
import type { Evaluation } from '../../../../src/study/fit/records.ts';
import { runFit, type FitOptions } from '../../../../src/study/fit/runFit.ts';
import { serveEvaluations } from '../../../../src/study/fit/serveEvaluations.ts';
import { startFitWorker } from '../../../../src/study/fit/startFitWorker.ts';
import { Progress } from '../../../../src/study/progress.ts';
import { tinyFit } from './tinyFit.ts';

/** A thread in this one: what it says arrives after `delay` ms; `serve` is what it does, by default what threads do. */
function pretendedThread(
  delay: number,
  serve: (port: Parameters<typeof serveEvaluations>[0], die: (reason: Error) => void) => void = (port) =>
    serveEvaluations(port, startNodeWorker),
): ThreadPort & { readonly terminated: boolean } {
  let toThread: (message: unknown) => void = () => undefined;
  let toLeader: (message: unknown) => void = () => undefined;
  let die: (reason: Error) => void = () => undefined;
  let terminated = false;
  const port = {
    post: (message: unknown) => void setTimeout(() => toLeader(structuredClone(message)), delay),
    listen: (handler: typeof toThread) => void (toThread = handler),
  };
  serve(port, (reason) => die(reason));
  return {
    post: (message) => toThread(structuredClone(message)),
    listen: (handler) => void (toLeader = handler),
    onDeath: (handler) => void (die = handler),
    terminate: () => void (terminated = true),
    get terminated() {
      return terminated;
    },
  };
}

const record = async (options: FitOptions, progress = Progress.silent) => {
  const lines: Evaluation[] = [];
  const fit = await tinyFit();
  const result = await runFit(fit, progress, { ...options, onEvaluation: (e) => void lines.push(e) });
  return { lines, result };
};
const inOrder = (lines: readonly Evaluation[]) =>
  lines.toSorted((a, b) => a.generation - b.generation || a.index - b.index);

describe('threads of a fit', () => {
  test('give the same as none', async () => {
    const { lines, result } = await record({});
    const two = await record({ threads: { networks: 2, perNetwork: 1, start: startFitWorker } });
    expect(two.result).toEqual(result);
    expect(inOrder(two.lines)).toEqual(lines);
  });

  test('that are slow and fast give the same, the fast ones evaluating more', async () => {
    const { lines, result } = await record({});
    const delays = [60, 0, 20];
    const used: number[] = [];
    const start = () => {
      const delay = delays.shift()!;
      return pretendedThread(delay, (port) =>
        serveEvaluations(
          {
            ...port,
            listen: (handler) =>
              port.listen((message) => {
                used.push(delay);
                handler(message);
              }),
          },
          startNodeWorker,
        ),
      );
    };
    const three = await record({ threads: { networks: 3, perNetwork: 1, start } });
    expect(three.result).toEqual(result);
    expect(inOrder(three.lines)).toEqual(lines);
    // Told as they are done.
    expect(three.lines).not.toEqual(lines);
    expect(used.filter((d) => d === 0).length).toBeGreaterThan(used.filter((d) => d === 60).length);
    // Equal points are evaluated once.
    const points = new Set(lines.map(({ variables }) => JSON.stringify(variables)));
    expect(used).toHaveLength(points.size);
  });

  test('a thread that dies ends the fit with the point it had', async () => {
    const threads: ReturnType<typeof pretendedThread>[] = [];
    const start = () => {
      const thread =
        threads.length === 0
          ? pretendedThread(0, (port, die) =>
              port.listen(() => setTimeout(() => die(new Error('a thread of the fit ended with code 1')), 5)),
            )
          : pretendedThread(0);
      threads.push(thread);
      return thread;
    };
    await expect(record({ threads: { networks: 2, perNetwork: 1, start } })).rejects.toThrow(
      /^fit\.json: no network at drive = [\d.]+, delay = [\d.]+: a thread of the fit ended with code 1 \(if memory is short take fewer --threads\)$/,
    );
    expect(threads.map((t) => t.terminated)).toEqual([true, true]);
  });

  test('a real thread that dies does so too', async () => {
    const entry = new URL('../../../support/dyingWorker', import.meta.url);
    const threads = { networks: 2, perNetwork: 1, start: () => startNodeThread(entry, 'the fit') };
    await expect(record({ threads })).rejects.toThrow(': a thread of the fit ended with code 3 (');
  });

  test.each([
    [
      { name: 'RangeError', message: 'Array buffer allocation failed' },
      { name: 'UserError', message: /allocation failed \(if memory is short take fewer --threads\)$/ },
    ],
    [
      { name: 'TypeError', message: 'x is not a function', stack: 'here' },
      { name: 'InternalError', message: /^no network at drive = .*: x is not a function$/ },
    ],
    [
      {
        name: 'ParameterError',
        message: 'p: Expected q, but received r',
        parameter: { name: 'p', expected: 'q', received: 'r' },
      },
      { name: 'StudyError', message: /^fit\.json: variables: no network at drive = .*: p: Expected q/ },
    ],
  ])('an exception %#', async (error, expected) => {
    const start = () => pretendedThread(0, (port) => port.listen(() => port.post({ type: 'failed', error })));
    const run = record({ threads: { networks: 2, perNetwork: 1, start } });
    await expect(run).rejects.toThrow(
      expect.objectContaining({ name: expected.name, message: expect.stringMatching(expected.message) }),
    );
  });

  test('what fails while a result is kept ends the fit', async () => {
    const fit = await tinyFit();
    const threads = { networks: 2, perNetwork: 1, start: () => pretendedThread(0) };
    let kept = 0;
    const run = runFit(fit, Progress.silent, {
      threads,
      onEvaluation() {
        if (++kept === 3) throw new Error('disk full');
      },
    });
    await expect(run).rejects.toThrow('disk full');
    expect(kept).toBe(3);
  });

  test('a cancel ends them and keeps what they have done', async () => {
    const { lines } = await record({});
    const stop = new AbortController();
    const threads: ReturnType<typeof pretendedThread>[] = [];
    const start = () => {
      threads.push(pretendedThread(threads.length * 10));
      return threads.at(-1)!;
    };
    const kept: Evaluation[] = [];
    const result = await runFit(await tinyFit(), new Progress({ signal: stop.signal }), {
      threads: { networks: 2, perNetwork: 1, start },
      onEvaluation(e) {
        if (kept.push(e) === 6) stop.abort();
      },
    });
    expect(result.ended).toBe('cancelled');
    expect(threads.map((t) => t.terminated)).toEqual([true, true]);
    expect(result.points).toHaveLength(6);
    // Goes on from there, though they may not be the first six.
    const again = await record({ earlier: { file: 'x', evaluations: kept } });
    expect(inOrder([...kept, ...again.lines])).toEqual(lines);
  });

  test('are not started where everything is known', async () => {
    const { lines } = await record({});
    const start = () => {
      throw new Error('started');
    };
    const threads = { networks: 2, perNetwork: 1, start };
    const again = await record({ threads, earlier: { file: 'x', evaluations: lines.toReversed() } });
    expect(again.lines).toEqual([]);
    expect(again.result.points).toHaveLength(12);
  });
});
