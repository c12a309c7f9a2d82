import { describe, expect, it } from 'vitest';
import { spikeCounts } from '../../../src/network/rates.ts';
import type { Spikes } from '../../../src/network/spikes.ts';
import { statisticsTable } from '../../../src/study/statisticsTable.ts';

const spikes = (steps: number[], ids: number[], size = 2): Spikes => ({
  population: 'E',
  size,
  dt: 0.5,
  steps: Int32Array.from(steps),
  ids: Int32Array.from(ids),
});
const activity = (s: Spikes, t1: number, from = 0) => ({
  spikes: [s],
  counts: [spikeCounts(s, { t0: 0, t1 })],
  from,
  knownFrom: 0,
});

describe('statisticsTable', () => {
  it('regular spikes have CV 0; the same spikes in two neurons correlate fully', () => {
    // Every 20 ms, in both neurons.
    const steps = Array.from({ length: 20 }, (_, i) => 40 * Math.floor(i / 2) + 1);
    const table = statisticsTable(
      activity(
        spikes(
          steps,
          steps.map((_, i) => i % 2),
        ),
        200,
      ),
    )!;
    const [row] = table.rows;
    expect(row).toMatchObject({ population: 'E', cv: 0 });
    expect(row!.correlation).toBeCloseTo(1, 12);
    // 2 spikes in every fourth bin: mean 0.5, variance 0.75.
    expect(row!.fano).toBeCloseTo(1.5, 12);
  });

  it('leaves empty what cannot be computed', () => {
    expect(statisticsTable(activity(spikes([], []), 100))!.rows[0]).toEqual({
      population: 'E',
      cv: null,
      correlation: null,
      fano: null,
    });
    expect(statisticsTable(activity(spikes([1], [0]), 4))!.rows[0]).toMatchObject({
      correlation: null,
      fano: null,
    });
    expect(statisticsTable({ counts: [], from: 0, knownFrom: 0 })).toBeUndefined();
  });
});
