/** Samples of several runs are those of one, wherever the runs end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { Sampling } from '../../../../src/network/point/sampling.ts';
import type { TraceRequest } from '../../../../src/network/point/recording.ts';
import { mixedNetwork } from '../../../support/pointNetworks.ts';

describe('steps sampled', () => {
  it('are those at multiples of the interval from the origin, in any pieces', () => {
    const steps = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), steps, fc.array(steps), (every, origin, pieces) => {
        const found: number[] = [];
        let from = origin;
        for (const length of pieces) {
          const sampling = new Sampling(every, { from, steps: length, origin, dt: 1 });
          const before = found.length;
          for (let step = from - 2; step <= from + length; step++)
            if (sampling.due(step)) {
              found.push(step);
              expect(sampling.upTo(step)).toBe(found.length - before);
              expect(sampling.next(step - 1)).toBe(step);
            }
          expect(sampling.count).toBe(found.length - before);
          const { t0, interval } = sampling.times;
          if (sampling.count > 0) expect(t0 + interval).toBe(found[before]);
          from += length;
        }
        const expected = Array.from(
          { length: Math.floor((from - origin) / every) },
          (_, m) => origin + (m + 1) * every,
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  it('of a network, with rows in any order and neurons twice', () => {
    const spec = mixedNetwork({ sizes: [300, 40, 40] });
    const traces = [{ population: 'exp', neurons: [299, 0, 130, 0], quantities: ['V_m'], interval: 0.7 }];
    const sums = [{ population: 'alpha', quantities: ['V_m'], interval: 0.7 }];
    const whole = buildNetwork(spec).simulate({ duration: 20, record: { traces, sums } });
    const [one, other] = [0, 3].map((row) => whole.traces[0].data.data.subarray(row * 28, (row + 1) * 28));
    expect(whole.traces[0].data.shape).toEqual([4, 28]);
    expect(one.some((V) => V !== one[0])).toBe(true);
    expect(other).not.toEqual(one);
    const net = buildSharedNetwork(spec, 2);
    const record = { traces, sums, origin: 0 };
    const pieces = [0, 0.3, 9.1, 0.1, 10.5].map((duration) => net.simulate({ duration, record }));
    expect(pieces.flatMap((p) => [...p.sums[0].values])).toEqual([...whole.sums[0].values]);
    for (let row = 0; row < 4; row++)
      expect(
        pieces.flatMap(({ traces: [{ data }] }) => [
          ...data.data.subarray(row * data.shape[1], (row + 1) * data.shape[1]),
        ]),
      ).toEqual([...whole.traces[0].data.data.subarray(row * 28, (row + 1) * 28)]);
    // The fourth piece starts at 9.4 ms and its first sample after that of 9.1 ms.
    expect(pieces[3].traces[0]).toMatchObject({ t0: 13 * 0.7, interval: 0.7 });
  });

  it.each([true, false])(
    'of few neurons are those of all, and of the same spikes (WebAssembly: %s)',
    (webAssembly) => {
      // Odd sizes; in blocks of their own; two models with fast loops and one without.
      const spec = mixedNetwork({ sizes: [401, 99, 301] });
      const names = ['exp', 'alpha', 'delta'];
      const simulate = (traces: readonly TraceRequest[]) =>
        buildNetwork(spec, { webAssembly }).simulate({ duration: 25, record: { traces } });
      const of = (neurons: (size: number) => number[], interval?: number) =>
        names.map((population, i) => ({
          population,
          neurons: neurons([401, 99, 301][i]!),
          quantities: ['V_m'],
          ...(interval === undefined ? {} : { interval }),
        }));
      const bare = simulate([]);
      const all = simulate(of((size) => Array.from({ length: size }, (_, n) => n)));
      expect(all.spikes).toEqual(bare.spikes);
      expect(bare.spikes.every(({ steps }) => steps.length > 0)).toBe(true);
      for (const interval of [0.1, 0.3]) {
        const few = simulate(of((size) => [size - 1, 7, 6, 2, 0].slice(0, size > 100 ? 5 : 3), interval));
        expect(few.spikes).toEqual(bare.spikes);
        few.traces.forEach(({ neurons, data }, i) => {
          const every = Math.round(interval / 0.1);
          neurons.forEach((n, row) => {
            for (let m = 0; m < data.shape[1]; m++)
              expect(data.data[row * data.shape[1] + m]).toBe(
                all.traces[i]!.data.data[n * 250 + (m + 1) * every - 1],
              );
          });
        });
      }
    },
  );

  it('never start after the window they belong to', () => {
    const net = buildNetwork(mixedNetwork({ sizes: [10, 10, 10] }));
    expect(() => net.simulate({ duration: 1, record: { origin: 0.1 } })).toThrow(
      /record\.origin.*0 ms.*0\.1/,
    );
    expect(() => net.simulate({ duration: 1, transient: 1, record: { origin: 0.05 } })).toThrow(/multiple/);
  });
});
