/** Filter banks and convolution against the defining sum. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convolve } from '../../../src/numerics/convolve.ts';
import { FilterBank, type Filter } from '../../../src/numerics/filterBank.ts';
import { randomStream } from '../../../src/numerics/random.ts';
import { InternalError, ParameterError } from '../../../src/errors.ts';

const noise = (n: number, name: string) => {
  const stream = randomStream(5, name);
  return Float64Array.from({ length: n }, () => stream.normal());
};

/** The sum as it is written in the definition. */
function naive(filters: readonly Filter[], signals: readonly Float64Array[], outputs: number): Float64Array {
  const n = signals.length === 0 ? 0 : signals[0].length;
  const out = new Float64Array(outputs * n);
  for (const { input, output, first, taps } of filters)
    for (let t = 0; t < n; t++)
      for (let k = 0; k < taps.length; k++)
        out[output * n + t] += taps[k] * (signals[input][t - first - k] ?? 0);
  return out;
}

const bankOf = fc.record({
  length: fc.integer({ min: 0, max: 150 }),
  inputs: fc.integer({ min: 1, max: 3 }),
  outputs: fc.integer({ min: 1, max: 5 }),
  filters: fc.array(
    fc.record({
      input: fc.nat({ max: 2 }),
      output: fc.nat({ max: 4 }),
      first: fc.integer({ min: -40, max: 40 }),
      taps: fc.integer({ min: 0, max: 60 }),
    }),
    { maxLength: 8 },
  ),
});
const build = (b: {
  length: number;
  inputs: number;
  outputs: number;
  filters: { input: number; output: number; first: number; taps: number }[];
}) => ({
  filters: b.filters.map((f, i) => ({
    input: f.input % b.inputs,
    output: f.output % b.outputs,
    first: f.first,
    taps: noise(f.taps, `taps ${i}`),
  })),
  signals: Array.from({ length: b.inputs }, (_, i) => noise(b.length, `signal ${i}`)),
});

// Values are of order 10; transforms of up to 1024 points round at some 1e-16 of that.
const atol = 1e-13;

describe('FilterBank.apply', () => {
  it('is the defining sum for all lags and sizes, by transforms and directly', () => {
    fc.assert(
      fc.property(bankOf, (shape) => {
        const { filters, signals } = build(shape);
        const bank = new FilterBank(filters, shape.inputs, shape.outputs);
        const expected = naive(filters, signals, shape.outputs);
        for (const options of [{ direct: true }, { direct: false }, {}])
          expect(bank.apply(signals, options)).toBeAllclose(expected, { atol });
      }),
    );
  });

  it('works in blocks on long signals, whichever windows are silent', () => {
    const signal = noise(20_000, 'long');
    signal.fill(0, 3000, 12_000);
    const filters = [
      { input: 0, output: 0, first: -3, taps: noise(300, 'a') },
      { input: 1, output: 0, first: 0, taps: noise(200, 'b') },
      { input: 1, output: 2, first: 5, taps: noise(100, 'c') },
    ];
    const signals = [signal, signal.toReversed()];
    const bank = new FilterBank(filters, 2, 3);
    const result = bank.apply(signals, { direct: false });
    expect(result).toBeAllclose(naive(filters, signals, 3), { atol: 2e-13 });
    // An output that no filter reaches is exactly zero.
    expect(result.subarray(20_000, 40_000).every((v) => v === 0)).toBe(true);
  });

  it('does not let a large output leave its rounding noise in a small one', () => {
    const taps = noise(50, 'taps');
    const filters = [
      { input: 0, output: 0, first: 0, taps: taps.map((v) => v * 1e12) },
      { input: 0, output: 1, first: 0, taps: taps.map((v) => v * 3e-9) },
    ];
    const signals = [noise(500, 'x')];
    const result = new FilterBank(filters, 1, 2).apply(signals, { direct: false });
    expect(result.subarray(500)).toBeAllclose(naive(filters, signals, 2).subarray(500), {
      atol: 3e-9 * atol,
    });
  });

  it('is exact for one spike where the direct sum is taken', () => {
    const taps = noise(30, 'taps');
    const signal = new Float64Array(100);
    signal[20] = 1;
    const out = new FilterBank([{ input: 0, output: 0, first: 2, taps }], 1, 1).apply([signal]);
    expect(out.subarray(22, 52)).toEqual(taps);
    expect(out.subarray(0, 22)).toEqual(new Float64Array(22));
  });

  it('gives the same bits every time', () => {
    const { filters, signals } = build({
      length: 3000,
      inputs: 2,
      outputs: 3,
      filters: [0, 1, 2].map((i) => ({ input: i % 2, output: i, first: 0, taps: 60 })),
    });
    const bank = new FilterBank(filters, 2, 3);
    expect(bank.apply(signals)).toEqual(bank.apply(signals));
  });

  it('takes no filters, no inputs and no samples', () => {
    expect(new FilterBank([], 0, 0).apply([])).toEqual(new Float64Array(0));
    expect(new FilterBank([], 1, 2).apply([new Float64Array(3)])).toEqual(new Float64Array(6));
    const one = { input: 0, output: 0, first: 0, taps: Float64Array.of(2) };
    expect(new FilterBank([one], 1, 1).apply([new Float64Array(0)])).toEqual(new Float64Array(0));
    expect(new FilterBank([one], 1, 1).apply([Float64Array.of(3)])).toEqual(Float64Array.of(6));
  });

  it('refuses what is not finite or does not fit', () => {
    const filter = { input: 0, output: 0, first: 0, taps: Float64Array.of(1) };
    expect(() => new FilterBank([{ ...filter, taps: Float64Array.of(1, NaN) }], 1, 1)).toThrow(
      'taps[1]: Expected a finite number',
    );
    expect(() => new FilterBank([{ ...filter, first: 0.5 }], 1, 1)).toThrow(ParameterError);
    expect(() => new FilterBank([{ ...filter, input: 1 }], 1, 1)).toThrow(InternalError);
    expect(() => new FilterBank([filter], 1, 1).apply([Float64Array.of(Infinity)])).toThrow(
      'signal[0]: Expected a finite number',
    );
    expect(() => new FilterBank([filter], 1, 1).apply([])).toThrow(InternalError);
    expect(() => new FilterBank([filter], 1, 1).stream(0)).toThrow('blockLength');
  });
});

describe('FilterBank.stream', () => {
  it('gives the outputs of the whole, late by the look-ahead only', () => {
    fc.assert(
      fc.property(
        bankOf,
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }),
        fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
        (shape, cuts, blockLength) => {
          const { filters, signals } = build(shape);
          const bank = new FilterBank(filters, shape.inputs, shape.outputs);
          const expected = bank.apply(signals, { direct: true });
          const stream = bank.stream(blockLength);
          expect(stream.latency).toBe(0 - bank.first);
          // Twice, to see that flush leaves nothing behind.
          for (let turn = 0; turn < 2; turn++) {
            const parts: { columns: number; data: Float64Array }[] = [];
            let from = 0;
            for (const cut of [...cuts, shape.length]) {
              const to = Math.min(shape.length, from + cut);
              parts.push(stream.push(signals.map((s) => s.subarray(from, to))));
              from = to;
              const given = parts.reduce((sum, p) => sum + p.columns, 0);
              expect(given).toBe(Math.max(0, to - stream.latency));
            }
            parts.push(stream.flush());
            for (let o = 0; o < shape.outputs; o++) {
              const joined = parts.flatMap((p) => [...p.data.subarray(o * p.columns, (o + 1) * p.columns)]);
              expect(joined).toBeAllclose(expected.subarray(o * shape.length, (o + 1) * shape.length), {
                atol,
              });
            }
          }
        },
      ),
    );
  });

  it('refuses blocks of different length and what is not finite', () => {
    const stream = new FilterBank(
      [{ input: 0, output: 0, first: 0, taps: Float64Array.of(1) }],
      2,
      1,
    ).stream();
    expect(() => stream.push([new Float64Array(2), new Float64Array(3)])).toThrow(InternalError);
    expect(() => stream.push([new Float64Array(2), Float64Array.of(0, NaN)])).toThrow('signal[1]');
  });
});

describe('convolve', () => {
  it('is the full linear convolution', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (n, m) => {
        const a = noise(n, 'a');
        const b = noise(m, 'b');
        const expected = new Float64Array(n && m ? n + m - 1 : 0);
        for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) expected[i + j] += a[i] * b[j];
        for (const options of [{ direct: true }, { direct: false }, {}])
          expect(convolve(a, b, options)).toBeAllclose(expected, { atol });
      }),
      {
        examples: [
          [0, 3],
          [1, 1],
          [300, 1],
        ],
      },
    );
  });
});
