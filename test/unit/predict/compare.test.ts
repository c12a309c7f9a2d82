import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { fromRows } from '../../../src/numerics/array2d.ts';
import { compareSignals, pathwayShares } from '../../../src/predict/compare.ts';
import { predict } from '../../../src/predict/predict.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { makeCounts, makeKernel } from './kernels.ts';

function makeSignal(rows: number[][], extra: Partial<Signal> = {}): Signal {
  return {
    probe: 'LFP',
    data: fromRows(rows),
    channels: rows.map((_, c) => ({ name: `ch${c}` })),
    unit: 'mV',
    dt: 0.5,
    t0: 0,
    ...extra,
  };
}
const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 5, maxLength: 20 });
const varied = values.filter((x) => Math.max(...x) - Math.min(...x) > 0.1);

describe('compareSignals', () => {
  it('of a hand-made case', () => {
    const { channels, overall } = compareSignals(
      makeSignal([
        [1, 2, 3, 4],
        [0, 0, 1, 1],
      ]),
      makeSignal([
        [2, 4, 6, 8],
        [0, 1, 0, 1],
      ]),
    );
    expect(channels[0]).toEqual({ name: 'ch0', r2: 1, sdRatio: 0.5, relativeError: 0.5 });
    expect(channels[1].r2).toBe(0);
    expect(channels[1].sdRatio).toBe(1);
    expect(channels[1].relativeError).toBeAllclose(1);
    // sums of squares: xx 5 + 1, yy 20 + 1, xy 10 + 0; differences 30 + 2, reference 120 + 2
    expect(overall.r2).toBeAllclose(100 / 126);
    expect(overall.sdRatio).toBeAllclose(Math.sqrt(6 / 21));
    expect(overall.relativeError).toBeAllclose(Math.sqrt(32 / 122));
  });

  it('is blind to gain and offset in R^2, not in the ratio of standard deviations', () => {
    fc.assert(
      fc.property(varied, fc.double({ min: 0.1, max: 10, noNaN: true }), (x, gain) => {
        const { overall } = compareSignals(makeSignal([x.map((v) => 3 - gain * v)]), makeSignal([x]));
        expect(overall.r2).toBeAllclose(1, { rtol: 1e-9 });
        expect(overall.sdRatio).toBeAllclose(gain, { rtol: 1e-9 });
      }),
    );
  });

  it('leaves out times up to `after`', () => {
    const a = makeSignal([[100, 1, 2, 3]]);
    const b = makeSignal([[-7, 1, 2, 3]]);
    expect(compareSignals(a, b, { after: 0.5 }).overall).toEqual({ r2: 1, sdRatio: 1, relativeError: 0 });
    expect(compareSignals(a, b).overall.r2).not.toBe(1);
    expect(compareSignals(a, b, { after: 99 }).overall).toEqual({
      r2: null,
      sdRatio: null,
      relativeError: null,
    });
    expect(() => compareSignals(a, b, { after: NaN })).toThrow(ParameterError);
  });

  it('says null, never NaN, for constant, zero and empty signals', () => {
    const flat = makeSignal([[0.1, 0.1, 0.1]]);
    const wave = makeSignal([[0, 1, 0]]);
    const zero = makeSignal([[0, 0, 0]]);
    expect(compareSignals(wave, flat).overall).toMatchObject({ r2: null, sdRatio: null });
    expect(compareSignals(flat, wave).overall).toMatchObject({ r2: null, sdRatio: 0 });
    expect(compareSignals(wave, zero).overall.relativeError).toBeNull();
    expect(compareSignals(makeSignal([[]]), makeSignal([[]])).overall).toEqual({
      r2: null,
      sdRatio: null,
      relativeError: null,
    });
    expect(compareSignals(makeSignal([]), makeSignal([])).channels).toEqual([]);
  });

  it.each<[Partial<Signal>, string]>([
    [{ dt: 1 }, 'dt of signal of LFP: Expected 0.5, as in the reference, but received 1'],
    [{ t0: 1 }, 't0 of signal'],
    [{ unit: 'T' }, 'unit of signal'],
    [{ data: fromRows([[1, 2]]) }, 'shape of signal of LFP: Expected 1 x 3'],
  ])('refuses signals that differ in %o', (extra, message) => {
    expect(() => compareSignals(makeSignal([[1, 2, 3]], extra), makeSignal([[1, 2, 3]]))).toThrow(message);
  });
});

describe('pathwayShares', () => {
  it('of two pathways, by hand', () => {
    const E = makeSignal([[0, 2, 0, 2]], { X: 'E', Y: 'E' });
    const I = makeSignal([[0, 0, 1, 1]], { X: 'I', Y: 'E' });
    // total 0 2 1 3, variance sum 5; covariance sums 4 and 1
    const shares = pathwayShares(makeSignal([[0, 2, 1, 3]]), [E, I]);
    expect(shares.map(({ X, Y }) => [X, Y])).toEqual([
      ['E', 'E'],
      ['I', 'E'],
    ]);
    expect(shares.map((s) => s.share)).toBeAllclose([0.8, 0.2]);
    expect(shares.map((s) => s.channels[0]!)).toBeAllclose([0.8, 0.2]);
    // Of a total twice as large they make half as much.
    const total = makeSignal([[0, 4, 2, 6]]);
    expect(pathwayShares(total, [E, I]).map((s) => s.share)).toBeAllclose([0.4, 0.1]);
  });

  it('adds up to one for a prediction, per channel and overall', () => {
    const kernels = ['E', 'I'].flatMap((X) =>
      ['E', 'I'].map((Y) => makeKernel(X, Y, 'LFP', { channels: 3, count: 20 })),
    );
    const { signals, pathways } = predict(kernels, [makeCounts('E', 300), makeCounts('I', 300)], {
      pathways: true,
    });
    const shares = pathwayShares(signals[0], pathways, { after: 1 });
    expect(shares).toHaveLength(4);
    expect(shares.reduce((sum, s) => sum + s.share!, 0)).toBeAllclose(1);
    for (let c = 0; c < 3; c++) expect(shares.reduce((sum, s) => sum + s.channels[c]!, 0)).toBeAllclose(1);
  });

  it('is null for a constant total, and refuses other probes', () => {
    const flat = makeSignal([[1, 1, 1]]);
    expect(pathwayShares(flat, [flat])).toEqual([{ X: '', Y: '', channels: [null], share: null }]);
    expect(pathwayShares(flat, [])).toEqual([]);
    expect(() => pathwayShares(flat, [{ ...flat, probe: 'EEG' }])).toThrow(
      'pathways: Expected signals of the probe LFP',
    );
  });
});
