/** Spikes to a sink instead of memory. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { SpikeOutput } from '../../../../src/network/point/spikeOutput.ts';
import { mixedNetwork } from '../../../support/pointNetworks.ts';

describe('a sink', () => {
  it('gets the spikes of the recorded window, population by population, and the result has none', () => {
    const spec = mixedNetwork();
    const kept = buildNetwork(spec).simulate({
      transient: 10,
      duration: 30,
      record: { spikes: ['exp', 'alpha'] },
    });
    const received: Record<string, { steps: number[]; ids: number[] }> = {};
    const { spikes } = buildNetwork(spec).simulate({
      transient: 10,
      duration: 30,
      record: { spikes: ['exp', 'alpha'] },
      sink: {
        spikes(population, steps, ids) {
          received[population] ??= { steps: [], ids: [] };
          received[population].steps.push(...steps);
          received[population].ids.push(...ids);
        },
      },
    });
    expect(spikes.map((s) => [s.population, s.steps.length])).toEqual([
      ['exp', 0],
      ['alpha', 0],
    ]);
    expect(kept.spikes.every((s) => s.steps.length > 10)).toBe(true);
    expect(received).toEqual(
      Object.fromEntries(
        kept.spikes.map((s) => [s.population, { steps: Array.from(s.steps), ids: Array.from(s.ids) }]),
      ),
    );
  });

  it('gets large numbers in batches, in order', () => {
    const sizes: number[] = [];
    let last = 0;
    const output = new SpikeOutput([{ name: 'A', size: 1000, first: 0 }], undefined, 0, 0.1, {
      spikes(_, steps) {
        sizes.push(steps.length);
        expect(steps[0]).toBeGreaterThanOrEqual(last);
        last = steps.at(-1)!;
      },
    });
    const neurons = Int32Array.from({ length: 1000 }, (_, n) => n);
    for (let step = 1; step <= 200; step++) output.take({ steps: new Int32Array(1000).fill(step), neurons });
    output.flush();
    output.flush();
    expect(sizes.length).toBe(4);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(200_000);
  });
});
