import { describe, expect, test } from 'vitest';
import { startNodeWorker } from '../../../../src/network/point/threads/startNodeWorker.ts';
import { runDynamics } from '../../../../src/study/dynamicsStage.ts';
import { candidateStudy } from '../../../../src/study/fit/candidate.ts';
import { evaluateNetwork, type Task } from '../../../../src/study/fit/evaluate.ts';
import { distance } from '../../../../src/study/fit/objectives.ts';
import { Progress } from '../../../../src/study/progress.ts';
import { tinyFit } from './tinyFit.ts';

const noFiles = () => Promise.reject(new Error('no files'));

/** The task of a point, and what its network does when simulated in one piece. */
async function whole(x: readonly number[], target = 30) {
  const fit = await tinyFit((f) => (f.objectives[0].target = target));
  const study = await candidateStudy(fit, x);
  const task: Task = { lif: study.dynamics, objectives: fit.objectives };
  return { task, activity: await runDynamics(study, Progress.silent, noFiles) };
}

describe('evaluateNetwork', () => {
  test('measures what the network does, in one piece or in windows', async () => {
    const { task, activity } = await whole([0.5, 0.5]);
    const expected = Object.fromEntries(task.objectives.map((o) => [o.name, distance(o, activity)]));
    expect(activity.spikes![0].steps.length).toBeGreaterThan(50);
    expect(await evaluateNetwork(task)).toEqual({ objectives: expected });
    // Windows that do not divide the 250 ms, one step, and longer than all.
    for (const window of [70, 0.5, 1000])
      expect(await evaluateNetwork({ ...task, runaway: { factor: 20, window } })).toEqual({
        objectives: expected,
      });
  });

  test('stops a network that runs away at the end of the first window that says so', async () => {
    const { task, activity } = await whole([1, 0], 5);
    const [{ steps, size, dt }] = activity.spikes!;
    const window = 40;
    const rates = [0, 1, 2, 3, 4, 5].map((k) => {
      const own = steps.filter((s) => s * dt > k * window && s * dt <= (k + 1) * window);
      return (1000 * own.length) / size / window;
    });
    // Above this the second or a later window stops it, not the first.
    const factor = Math.max(10, rates[0] / 5);
    const k = rates.findIndex((rate) => rate > factor * 5);
    expect(k).toBeGreaterThan(0);
    const outcome = await evaluateNetwork({ ...task, runaway: { factor, window } });
    expect(outcome.stopped).toEqual({ at: (k + 1) * window, population: 'A', rate: rates[k] });
    // Both objectives know a rate: the one of 5 spikes/s is exceeded more than the 50 of the spectrum's file.
    expect(outcome.objectives).toEqual({ 'rate of A': rates[k] / 5, 'spectrum of A': rates[k] / 5 });
    // Worse than what the whole run would have had.
    const whole1 = await evaluateNetwork(task);
    for (const [name, value] of Object.entries(outcome.objectives))
      expect(value).toBeGreaterThan(whole1.objectives[name]);
  });

  test('a volley of up to 3 spikes per neuron is not running away', async () => {
    const { task, activity } = await whole([1, 0], 0.01);
    const [{ steps, size, dt }] = activity.spikes!;
    const perNeuron = (window: number) => steps.filter((s) => s * dt <= window).length / size;
    const short = Array.from({ length: 100 }, (_, k) => k + 1).findLast((w) => perNeuron(w) <= 3)!;
    expect(perNeuron(short)).toBeGreaterThan(1);
    const { stopped } = await evaluateNetwork({ ...task, runaway: { factor: 10, window: short } });
    expect(stopped!.at).toBeGreaterThan(short);
    const longer = await evaluateNetwork({ ...task, runaway: { factor: 10, window: short + 1 } });
    expect(longer.stopped!.at).toBe(short + 1);
  });

  test('populations whose rate is not known are left alone', async () => {
    const { task } = await whole([1, 0]);
    const cv = { name: 'cv', type: 'cv', population: 'A', target: 1 } as const;
    const outcome = await evaluateNetwork({
      ...task,
      objectives: [cv],
      runaway: { factor: 1e-9, window: 50 },
    });
    expect(outcome.stopped).toBeUndefined();
  });

  test('is the same in several threads', async () => {
    const { task } = await whole([0.7, 0.3]);
    const threads = { count: 2, start: startNodeWorker };
    // 20 neurons are one block, so both populations of this one have work for one thread each.
    const two: Task = {
      ...task,
      lif: {
        ...task.lif,
        neurons: [...task.lif.neurons, { ...task.lif.neurons[0], population: 'B', size: 300 }],
      },
    };
    expect(await evaluateNetwork(two, { threads })).toEqual(await evaluateNetwork(two));
  });

  test('tells how far it is, and ends when it is told to', async () => {
    const { task } = await whole([0.5, 0.5]);
    const long: Task = { ...task, lif: { ...task.lif, duration: 60_000 } };
    const seen: number[] = [];
    const stop = new AbortController();
    const run = evaluateNetwork(long, {
      signal: stop.signal,
      onProgress(done) {
        seen.push(done);
        if (done > 0.01) stop.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThan(1);
  });
});
