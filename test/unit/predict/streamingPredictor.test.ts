import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predict, type Prediction } from '../../../src/predict/predict.ts';
import { StreamingPredictor } from '../../../src/predict/streamingPredictor.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { DT, makeCounts, makeKernel } from './kernels.ts';

const kernelsOf = (options: object) => [
  makeKernel('E', 'E', 'LFP', options),
  makeKernel('I', 'E', 'LFP', options),
  makeKernel('I', 'E', 'P', { ...options, channels: 3 }),
];
const whole = (n: number) => [makeCounts('E', n, 7), makeCounts('I', n, 7)];
const part = (counts: ReturnType<typeof whole>, from: number, to: number) =>
  counts.map((c) => ({ ...c, t0: c.t0 + from * DT, counts: c.counts.subarray(from, to) }));

/** Puts blocks of one signal one after the other, checking that their times join. */
function join(blocks: readonly Signal[], t0: number): number[][] {
  const rows: number[][] = blocks[0].channels.map(() => []);
  for (const { data, t0: start } of blocks) {
    expect(start).toBeAllclose(t0 + rows[0].length * DT, { rtol: 1e-13 });
    rows.forEach((r, c) => r.push(...data.data.subarray(c * data.shape[1], (c + 1) * data.shape[1])));
  }
  return rows;
}

describe('StreamingPredictor', () => {
  it('gives the numbers of predict, for any blocks and lags', () => {
    fc.assert(
      fc.property(
        fc.record({ count: fc.integer({ min: 1, max: 50 }), first: fc.integer({ min: -20, max: 20 }) }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }),
        (options, lengths, pathways, blockLength) => {
          const kernels = kernelsOf(options);
          const n = lengths.reduce((a, b) => a + b, 0);
          const counts = whole(n);
          const expected = predict(kernels, counts, { pathways });
          const predictor = new StreamingPredictor(kernels, {
            pathways,
            ...(blockLength ? { blockLength } : {}),
          });
          expect(predictor.latency).toBe(Math.max(0, -options.first));
          const given: Prediction[] = [];
          let from = 0;
          for (const length of lengths) {
            given.push(predictor.push(part(counts, from, (from += length))));
            const columns = given.reduce((sum, g) => sum + g.signals[0].data.shape[1], 0);
            expect(columns).toBe(Math.max(0, from - predictor.latency));
          }
          given.push(predictor.flush());
          for (const kind of ['signals', 'pathways'] as const)
            expected[kind].forEach((signal, i) => {
              const rows = join(
                given.map((g) => g[kind][i]),
                7,
              );
              expect(rows.flat()).toBeAllclose(signal.data.data, { atol: 1e-12 });
              expect(given[0][kind][i]).toMatchObject({ probe: signal.probe, unit: 'mV', dt: DT });
            });
        },
      ),
    );
  });

  it('begins anew after flush', () => {
    const kernels = kernelsOf({ count: 10, first: -3 });
    const counts = whole(30);
    const predictor = new StreamingPredictor(kernels);
    predictor.push(part(counts, 3, 20));
    predictor.flush();
    const again = [predictor.push(counts), predictor.flush()].map((g) => g.signals[0]);
    expect(join(again, 7).flat()).toBeAllclose(predict(kernels, counts).signals[0].data.data, {
      atol: 1e-12,
    });
  });

  it('takes long blocks by transforms', () => {
    const kernels = kernelsOf({ count: 300, first: -5 });
    const counts = whole(6000);
    const predictor = new StreamingPredictor(kernels, { blockLength: 500 });
    const given: Prediction[] = [];
    for (let from = 0; from < 6000; from += 1500) given.push(predictor.push(part(counts, from, from + 1500)));
    given.push(predictor.flush());
    const expected = predict(kernels, counts).signals;
    expected.forEach((signal, i) =>
      expect(
        join(
          given.map((g) => g.signals[i]),
          7,
        ).flat(),
      ).toBeAllclose(signal.data.data, { atol: 1e-11 }),
    );
  });

  it('takes silent populations, and refuses gaps, missing populations and other time steps', () => {
    const kernels = kernelsOf({ count: 4 });
    const E = makeCounts('E', 5);
    expect(new StreamingPredictor(kernels, { silent: ['I'] }).push([E]).signals).toHaveLength(2);
    expect(new StreamingPredictor(kernels, { silent: 'absent' }).push([E]).signals).toHaveLength(2);
    const predictor = new StreamingPredictor(kernels);
    expect(() => predictor.push([E])).toThrow('counts of I: Expected spike counts');
    predictor.push([E, makeCounts('I', 5)]);
    expect(() => predictor.push([E, makeCounts('I', 5)])).toThrow(
      't0: Expected 0.3125 ms, the end of the last block, but received 0',
    );
    expect(() => predictor.push([makeCounts('E', 5, 0.3125, 0.1), makeCounts('I', 5, 0.3125, 0.1)])).toThrow(
      'dt of counts of E',
    );
    expect(() => new StreamingPredictor([])).toThrow('kernels');
  });
});
