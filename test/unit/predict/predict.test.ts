/** The prediction against the sum of the method's section 1, and its symmetries. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import type { SpikeCounts } from '../../../src/network/spikes.ts';
import { predict } from '../../../src/predict/predict.ts';
import { DT, makeCounts, makeKernel } from './kernels.ts';

/** phi_c[n] = sum over pathways and lags of H[c, k] nu[n - k], as it is written. */
function naive(kernels: readonly Kernel[], counts: readonly SpikeCounts[]): Float64Array {
  const n = counts[0].counts.length;
  const out = new Float64Array(kernels[0].channels.length * n);
  for (const { X, H, lags } of kernels) {
    const nu = counts.find((c) => c.population === X)!.counts;
    for (let c = 0; c < H.shape[0]; c++)
      for (let t = 0; t < n; t++)
        for (let k = 0; k < lags.count; k++)
          out[c * n + t] += H.data[c * lags.count + k] * (nu[t - lags.first - k] ?? 0);
  }
  return out;
}
const largest = (values: Float64Array) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

const four = (options = {}) => [
  makeKernel('E', 'E', 'LFP', options),
  makeKernel('E', 'I', 'LFP', options),
  makeKernel('I', 'E', 'LFP', options),
  makeKernel('I', 'I', 'LFP', options),
];
const lags = fc.record({
  channels: fc.integer({ min: 1, max: 4 }),
  count: fc.integer({ min: 1, max: 80 }),
  first: fc.integer({ min: -30, max: 30 }),
});

describe('predict', () => {
  it('puts the kernel after the spike, lag k dt in column n + k', () => {
    const kernel = makeKernel('E', 'E', 'LFP', { channels: 1, count: 3 });
    const { signals } = predict([kernel], [makeCounts('E', [0, 1, 0, 0, 0, 2], 10)]);
    const [a, b, c] = kernel.H.data;
    expect([...signals[0].data.data]).toEqual([0, a, b, c, 0, 2 * a]);
    expect(signals[0]).toMatchObject({
      probe: 'LFP',
      unit: 'mV',
      dt: DT,
      t0: 10,
      channels: [{ name: 'ch0' }],
    });
    expect(signals[0].data.shape).toEqual([1, 6]);
  });

  it('honours where the lag axis starts', () => {
    for (const [first, expected] of [
      [1, (h: Float64Array) => [0, 0, 0, h[0], h[1]]],
      [-1, (h: Float64Array) => [0, h[0], h[1], h[2], 0]],
      [-4, (h: Float64Array) => [h[2], 0, 0, 0, 0]],
      [5, () => [0, 0, 0, 0, 0]],
    ] as const) {
      const kernel = makeKernel('E', 'E', 'LFP', { channels: 1, count: 3, first });
      const { signals } = predict([kernel], [makeCounts('E', [0, 0, 1, 0, 0])]);
      expect([...signals[0].data.data], `first ${first}`).toEqual(expected(kernel.H.data));
    }
  });

  it('is the sum over pathways and lags, for kernels of any length', () => {
    fc.assert(
      fc.property(lags, fc.integer({ min: 0, max: 120 }), (options, n) => {
        const kernels = four(options);
        const counts = [makeCounts('E', n), makeCounts('I', n)];
        const { signals, pathways } = predict(kernels, counts);
        const expected = naive(kernels, counts);
        expect(pathways).toEqual([]);
        expect(signals).toHaveLength(1);
        // Rounding is that of the taps, also where no lag reaches into the recording and all sums are 0.
        const scale = Math.max(largest(expected), ...kernels.map((k) => largest(k.H.data)));
        expect(signals[0].data.data).toBeAllclose(expected, { atol: 1e-13 * scale });
      }),
    );
  });

  it('agrees to 1e-12 of the largest value on a recording of many blocks', () => {
    const kernels = four({ channels: 3, count: 401 });
    const counts = [makeCounts('E', 30_000), makeCounts('I', 30_000)];
    const expected = naive(kernels, counts);
    const found = predict(kernels, counts).signals[0].data.data;
    expect(found).toBeAllclose(expected, { atol: 1e-12 * largest(expected) });
  });

  it('is linear in the counts', () => {
    fc.assert(
      fc.property(lags, fc.double({ min: -3, max: 3, noNaN: true }), (options, factor) => {
        const kernels = four(options);
        const [E, I, none] = [makeCounts('E', 100), makeCounts('I', 100), new Float64Array(100)];
        const both = predict(kernels, [
          makeCounts(
            'E',
            E.counts.map((v) => v * factor),
          ),
          I,
        ]).signals[0].data.data;
        const e = predict(kernels, [E, makeCounts('I', none)]).signals[0].data.data;
        const i = predict(kernels, [makeCounts('E', none), I]).signals[0].data.data;
        const atol = 1e-13 * (1 + 3 * largest(e) + largest(i));
        expect(both).toBeAllclose(
          e.map((v, n) => factor * v + i[n]),
          { atol },
        );
      }),
    );
  });

  it('moves with the counts', () => {
    fc.assert(
      fc.property(lags, fc.integer({ min: 0, max: 40 }), (options, shift) => {
        const kernel = makeKernel('E', 'E', 'LFP', { ...options, channels: 1 });
        const early = new Float64Array(200);
        early.set(makeCounts('E', 30).counts, 80);
        const late = new Float64Array(200);
        late.set(early.subarray(0, 200 - shift), shift);
        const a = predict([kernel], [makeCounts('E', early)]).signals[0].data.data;
        const b = predict([kernel], [makeCounts('E', late)]).signals[0].data.data;
        expect(b.subarray(shift)).toBeAllclose(a.subarray(0, 200 - shift), { atol: 1e-12 });
      }),
    );
  });

  it('gives pathways that add up to the signal, each from its own kernel', () => {
    const kernels = [
      ...four({ count: 40 }),
      makeKernel('I', 'E', 'P', { channels: 3, count: 20, first: -2 }),
    ];
    const counts = [makeCounts('E', 500), makeCounts('I', 500)];
    const summed = predict(kernels, counts);
    const apart = predict(kernels, counts, { pathways: true });
    expect(apart.signals.map((s) => s.probe)).toEqual(['LFP', 'P']);
    expect(apart.pathways.map(({ X, Y, probe }) => [X, Y, probe])).toEqual(
      kernels.map(({ X, Y, probe }) => [X, Y, probe]),
    );
    for (const [p, signal] of apart.signals.entries()) {
      expect(signal.X).toBeUndefined();
      const parts = apart.pathways.filter((s) => s.probe === signal.probe);
      const sum = new Float64Array(signal.data.data.length);
      for (const part of parts) part.data.data.forEach((v, i) => (sum[i] += v));
      expect(sum).toEqual(signal.data.data);
      expect(signal.data.data).toBeAllclose(summed.signals[p].data.data, { atol: 1e-12 });
    }
    for (const [k, kernel] of kernels.entries()) {
      const expected = naive([kernel], counts);
      expect(apart.pathways[k].data.data).toBeAllclose(expected, { atol: 1e-12 * largest(expected) });
    }
  });

  it('repeats to the bit', () => {
    const run = () =>
      predict(four({ count: 200 }), [makeCounts('E', 5000), makeCounts('I', 5000)]).signals[0].data.data;
    expect(run()).toEqual(run());
  });

  it('ignores counts of populations without kernels, and takes declared silence', () => {
    const kernels = four();
    const [E, I] = [makeCounts('E', 50), makeCounts('I', 50)];
    const all = predict(kernels, [makeCounts('thalamus', 50), E, I]).signals[0].data.data;
    expect(all).toEqual(predict(kernels, [E, I]).signals[0].data.data);
    const quiet = predict(kernels, [E, makeCounts('I', new Float64Array(50))]).signals[0].data.data;
    for (const silent of [['I'], 'absent'] as const) {
      const { signals, pathways } = predict(kernels, [E], { silent, pathways: true });
      expect(signals[0].data.data).toBeAllclose(quiet, { atol: 1e-14 });
      expect(pathways[2].data.data.every((v) => v === 0)).toBe(true);
    }
    const { signals } = predict(kernels, [makeCounts('thalamus', 7)], { silent: ['E', 'I'] });
    expect(signals[0].data).toEqual({ shape: [2, 7], data: new Float64Array(14) });
  });

  it('takes recordings without bins and probes without channels', () => {
    expect(predict(four(), [makeCounts('E', 0), makeCounts('I', 0)]).signals[0].data.shape).toEqual([2, 0]);
    expect(
      predict([makeKernel('E', 'E', 'LFP', { channels: 0 })], [makeCounts('E', 4)]).signals[0].data.shape,
    ).toEqual([0, 4]);
  });
});

describe('bad input is named', () => {
  const E = makeCounts('E', 10);
  const I = makeCounts('I', 10);
  const withH = (value: number) => {
    const kernel = makeKernel('E', 'E');
    kernel.H.data[3] = value;
    return kernel;
  };
  it.each<[string, () => unknown, string]>([
    [
      'missing population',
      () => predict(four(), [E]),
      'counts of I: Expected spike counts of every presynaptic population (E, I)',
    ],
    ['remedy', () => predict(four(), [E]), 'declare I silent if it does not fire'],
    ['no counts', () => predict(four(), []), 'counts: Expected the counts of at least one population'],
    ['counts twice', () => predict(four(), [E, I, E]), 'counts of E: Expected one entry per population'],
    ['no kernels', () => predict([], [E]), 'kernels: Expected at least one kernel'],
    [
      'other dt',
      () => predict(four(), [E, makeCounts('I', 10, 0, 0.1)]),
      'dt of counts of I: Expected 0.0625 ms, the time step of the kernels, but received 0.1',
    ],
    [
      'other t0',
      () => predict(four(), [E, makeCounts('I', 10, 5)]),
      't0 of counts of I: Expected 0 ms, as for E, but received 5',
    ],
    [
      'other length',
      () => predict(four(), [E, makeCounts('I', 11)]),
      'counts of I: Expected 10 bins, as for E, but received 11',
    ],
    [
      'NaN counts',
      () => predict(four(), [E, makeCounts('I', Float64Array.from(E.counts).fill(NaN, 4, 5))]),
      'counts of I[4]: Expected a finite number, but received NaN',
    ],
    [
      'NaN kernel',
      () => predict([withH(NaN)], [E]),
      'kernel E->E of probe LFP: Expected finite values, but received NaN',
    ],
    [
      'kernel twice',
      () => predict([makeKernel('E', 'E'), makeKernel('E', 'E')], [E]),
      'kernel E->E of probe LFP: Expected one kernel per pathway and probe',
    ],
    [
      'kernel dt',
      () => predict([makeKernel('E', 'E'), makeKernel('E', 'I', 'LFP', { dt: 0.1 })], [E]),
      'dt of kernel E->I of probe LFP',
    ],
    [
      'kernel channels',
      () => predict([makeKernel('E', 'E'), makeKernel('E', 'I', 'LFP', { channels: 3 })], [E]),
      'channels of kernel E->I of probe LFP: Expected those of E->E (ch0, ch1)',
    ],
    [
      'kernel unit',
      () => predict([makeKernel('E', 'E'), { ...makeKernel('E', 'I'), unit: 'T' }], [E]),
      'unit of kernel E->I of probe LFP: Expected mV, as in E->E, but received "T"',
    ],
    [
      'kernel shape',
      () => predict([{ ...makeKernel('E', 'E'), lags: { dt: DT, first: 0, count: 6 } }], [E]),
      'Expected 2 x 6 values (channels x lags), but received "2 x 5"',
    ],
    [
      'unknown silent',
      () => predict(four(), [E, I], { silent: ['J'] }),
      'silent: Expected presynaptic populations of the kernels (E, I), but received "J"',
    ],
    [
      'silent with counts',
      () => predict(four(), [E, I], { silent: ['I'] }),
      'counts of I: Expected none, because the population is declared silent',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(ParameterError);
    expect(call).toThrow(message);
  });

  it('accepts time steps and starts that differ by rounding only', () => {
    const kernels = [makeKernel('E', 'E', 'LFP', { dt: 0.1 })];
    expect(() => predict(kernels, [makeCounts('E', 5, 0, 0.3 - 0.2)])).not.toThrow();
  });
});
