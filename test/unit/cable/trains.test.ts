import { describe, expect, it } from 'vitest';
import { poissonTrain, spikeTrain } from '../../../src/cable/trains.ts';
import { ParameterError } from '../../../src/errors.ts';
import { randomStream } from '../../../src/numerics/random.ts';

describe('spike trains', () => {
  it('are regular without noise, multiples of the interval', () => {
    expect([...spikeTrain({ start: 1, interval: 0.1, stop: 1.35 })]).toEqual([
      1,
      1.1,
      1 + 2 * 0.1,
      1 + 3 * 0.1,
    ]);
    expect([...spikeTrain({ start: 1, interval: 2, stop: 100, count: 2 })]).toEqual([1, 3]);
    expect(spikeTrain({ start: 5, interval: 1, stop: 5 }).length).toBe(0);
    expect(spikeTrain({ start: 5, interval: 1, stop: 9, count: 0 }).length).toBe(0);
  });

  it('have exponential intervals with noise 1', () => {
    const times = poissonTrain({ rate: 50, start: 0, stop: 200_000 }, randomStream(1, 'train'));
    // 10000 expected, sd 100: five of them.
    expect(Math.abs(times.length - 10_000)).toBeLessThan(500);
    const intervals = [...times].slice(1).map((t, k) => t - times[k]);
    expect(Math.min(...intervals)).toBeGreaterThan(0);
    const mean = intervals.reduce((a, b) => a + b) / intervals.length;
    const cv = Math.sqrt(intervals.reduce((a, b) => a + (b - mean) ** 2, 0) / intervals.length) / mean;
    // sd of the coefficient of variation of exponentials: 1/sqrt(n) = 0.01.
    expect(Math.abs(cv - 1)).toBeLessThan(0.05);
  });

  it('are between with noise between', () => {
    const times = spikeTrain({ start: 0, interval: 10, noise: 0.2, stop: 1e5 }, randomStream(2, 'train'));
    const intervals = [...times].slice(1).map((t, k) => t - times[k]);
    expect(Math.min(...intervals)).toBeGreaterThanOrEqual(8 - 1e-9);
    expect(Math.abs(times.length - 1e4)).toBeLessThan(100);
  });

  it('repeat with their stream', () => {
    const run = () => [...poissonTrain({ rate: 20, start: 0, stop: 1000 }, randomStream(3, 'x'))];
    expect(run()).toEqual(run());
    expect(poissonTrain({ rate: 0, start: 0, stop: 10 }, randomStream(3, 'x')).length).toBe(0);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'noise above 1',
      () => spikeTrain({ start: 0, interval: 1, stop: 1, noise: 2 }, randomStream(1, '')),
      /noise/,
    ],
    ['noise without a stream', () => spikeTrain({ start: 0, interval: 1, stop: 1, noise: 1 }), /stream/],
    ['an interval of 0', () => spikeTrain({ start: 0, interval: 0, stop: 1 }), /interval/],
    ['no end', () => spikeTrain({ start: 0, interval: 1, stop: Infinity }), /stop/],
    ['a negative rate', () => poissonTrain({ rate: -1, start: 0, stop: 1 }, randomStream(1, '')), /rate/],
  ])('refuse %s', (_, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(ParameterError);
  });
});
