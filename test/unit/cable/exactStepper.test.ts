/** The exact solver: the limit of the steps for everything it takes, and what it takes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cable/cell.ts';
import { componentsOf, fieldPatterns, type Component } from '../../../src/cable/exactInputs.ts';
import type { SampledField } from '../../../src/cable/extracellular.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import type { SimulateCellOptions } from '../../../src/cable/simulate.ts';
import { ParameterError } from '../../../src/errors.ts';
import { array2d, row } from '../../../src/numerics/array2d.ts';
import { branchedCell, yCell } from '../../support/cells.ts';
import { simulate } from '../../support/charge.ts';

const wavy = (n: number) => Float64Array.from({ length: n }, (_, i) => -65 - 4 * Math.sin(1.7 * i));
const alpha = (onset: number, tau = 0.4): Input => ({
  type: 'AlphaSynapseI',
  segment: 2,
  onset,
  tau,
  imax: 0.1,
});
const noise = (i: number, k: number): number => 3 * Math.sin(2.1 * i + 1.3 * k ** 2);
const field = (n: number, interpolation: 'linear' | 'staircase'): SampledField => ({
  v: array2d(
    n,
    4,
    Float64Array.from({ length: 4 * n }, (_, o) => noise(Math.floor(o / 4), o % 4)),
  ),
  times: [-0.3, 0.7, 2.2, 4.1],
  interpolation,
});

/** Value of a component at time t, from its definition. */
const valueAt = ({ rate, jumps }: Component, t: number): number =>
  jumps.reduce(
    (sum, [time, dq, dp]) => (t < time ? sum : sum + Math.exp(-rate * (t - time)) * (dq + (t - time) * dp)),
    0,
  );

describe('the exact solution', () => {
  const cases: [string, Cell, Omit<SimulateCellOptions, 'dt' | 'tstop'>][] = [
    ['a rest that differs between segments', branchedCell(3, 1, 'frozen', wavy), {}],
    ['the same with gates, off its rest', branchedCell(3, 1, 'quasi_active', wavy), { vInit: -63 }],
    ['an alpha function and its end after 10 tau', yCell('quasi_active'), { inputs: [alpha(0.6)] }],
    ['an alpha function that began before', yCell('passive'), { inputs: [alpha(-0.75, 2)] }],
    ['a field along the cell, interpolated', yCell('quasi_active'), { extracellular: field(5, 'linear') }],
    [
      'a field as a staircase, from before 0',
      yCell('passive'),
      { extracellular: field(5, 'staircase'), tstart: -1 },
    ],
    [
      'everything at once',
      branchedCell(3, 1, 'quasi_active', wavy),
      {
        vInit: -66,
        inputs: [
          alpha(1.1),
          { type: 'IClamp', segment: 0, delay: 1.13, dur: 2, amp: 0.1 },
          { type: 'ExpSynI', segment: 4, tau: 2, times: [0.5], weight: 0.05 },
        ],
        extracellular: field(branchedCell(3, 1, 'passive').geometry.n, 'linear'),
      },
    ],
  ];

  it.each(cases)('is the limit of the steps: %s', (_, cell, options) => {
    const record = { v: true, imem: true, capacitive: true, ionic: true, inputs: true } as const;
    const tstop = 6;
    const exact = simulate(cell, { ...options, dt: 0.5, tstop, method: 'exact', record });
    // Samples of the field and events lie on all steps.
    const [a, b, c] = [0.01, 0.005, 0.0025].map((dt) =>
      simulate(cell, { ...options, dt, tstop, record: { ...record, every: Math.round(0.5 / dt) } }),
    );
    for (const key of ['v', 'imem', 'capacitive', 'ionic'] as const) {
      const limit = c[key]!.data.map((x, k) => (8 * x - 6 * b[key]!.data[k] + a[key]!.data[k]) / 3);
      // Currents jump where a field does, and the step has them a step late.
      const n = exact.times.length;
      const later = (x: Float64Array): number[] => [...x].filter((__, k) => k % n >= 2);
      const largest = exact[key]!.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(later(limit)).toBeAllclose(later(exact[key]!.data), {
        rtol: 0,
        // mV; 1e-4 of the largest current: what three orders leave of the fastest modes after a jump.
        atol: key === 'v' ? 3e-5 : 1e-4 * largest + 1e-12,
      });
    }
  });

  it('of a cell at a rest that differs between segments is that rest, with the currents along it', () => {
    const cell = branchedCell(3, 2, 'quasi_active', wavy);
    const run = simulate(cell, { dt: 5, tstop: 50, method: 'exact', record: { v: true, imem: true } });
    const n = run.times.length;
    for (const [i, V] of cell.membrane.rest.entries())
      expect(row(run.v!, i)).toBeAllclose(new Float64Array(n).fill(V), { rtol: 1e-15 });
    const { imem } = simulate(cell, { dt: 0.1, tstop: 1, record: { imem: true, every: 10 } });
    for (let i = 0; i < cell.geometry.n; i++)
      expect(row(run.imem!, i)[3]).toBeAllclose(row(imem!, i)[1], { atol: 1e-12 });
    expect(Math.max(...run.imem!.data)).toBeGreaterThan(0.1);
  });

  it('with a field does not depend on the step', () => {
    const run = (dt: number) =>
      simulate(yCell('quasi_active'), {
        dt,
        tstop: 6,
        method: 'exact',
        extracellular: field(5, 'linear'),
        record: { v: true, every: Math.round(1 / dt) },
      }).v!.data;
    expect(run(2 ** -5)).toBeAllclose(run(1), { rtol: 1e-13 });
  });

  it('with a field of a large cell, by its Krylov space, is that of the steps', () => {
    const cell = branchedCell(5, 3, 'passive');
    const { n } = cell.geometry;
    expect(n).toBeGreaterThan(64);
    const z = Float64Array.from(
      { length: n },
      (_, i) => (cell.geometry.start.data[2 * n + i] + cell.geometry.end.data[2 * n + i]) / 2,
    );
    const options = {
      tstop: 5,
      extracellular: {
        v: array2d(
          n,
          2,
          Float64Array.from({ length: 2 * n }, (_, o) => (o % 2) * 0.01 * z[Math.floor(o / 2)]),
        ),
        times: [1, 3],
      },
    };
    const exact = simulate(cell, { ...options, dt: 1, method: 'exact' });
    const [a, b] = [0.01, 0.005].map((dt) =>
      simulate(cell, { ...options, dt, record: { every: Math.round(1 / dt) } }),
    );
    // mV; the second order of 0.005 ms.
    expect(b.v!.data.map((x, k) => 2 * x - a.v!.data[k])).toBeAllclose(exact.v!.data, {
      rtol: 0,
      atol: 1e-4,
    });
    expect(Math.max(...exact.v!.data.map((x) => Math.abs(x + 65)))).toBeGreaterThan(0.5);
  });

  it.each<[string, Partial<SimulateCellOptions>, RegExp]>([
    [
      'a conductance',
      { inputs: [{ type: 'AlphaSynapse', segment: 0, onset: 1, tau: 1, gmax: 1, e: 0 }] },
      /inputs\[0\]\.type: .*AlphaSynapseI or IClamp/,
    ],
    ['a clamp', { inputs: [{ type: 'SEClamp', segment: 0, dur: [1], amp: [1], rs: 1 }] }, /method exact/],
    ['a field without samples', { extracellular: () => {} }, /a sampled field \(method exact\)/],
    ['a field of another cell', { extracellular: field(4, 'linear') }, /5 segments x 4 times/],
  ])('refuses %s', (_, options, message) => {
    const run = () => simulate(yCell('passive'), { dt: 0.1, tstop: 1, method: 'exact', ...options });
    expect(run).toThrow(message);
    expect(run).toThrow(ParameterError);
  });
});

describe('inputs as sums of exponentials and steps', () => {
  it('an alpha function, up to its end and beyond', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 5, noNaN: true }),
        fc.double({ min: 0.05, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (onset, tau, t) => {
          const x = (t - onset) / tau;
          fc.pre(Math.abs(x) > 1e-6 && Math.abs(x - 10) > 1e-6);
          const components = componentsOf({ type: 'AlphaSynapseI', segment: 0, onset, tau, imax: 2 }, 0, 0);
          const expected = x >= 0 && x <= 10 ? 2 * x * Math.exp(1 - x) : 0;
          expect(components.reduce((sum, c) => sum + valueAt(c, t), 0)).toBeAllclose(expected, {
            rtol: 1e-12,
            atol: 1e-14,
          });
        },
      ),
    );
  });

  it('a field as patterns and their courses', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('linear' as const, 'staircase' as const),
        fc.double({ min: -3, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (n, samples, interpolation, start, later) => {
          const v = array2d(
            n,
            samples,
            Float64Array.from({ length: n * samples }, (_, o) => noise(o % samples, Math.floor(o / samples))),
          );
          const times = Array.from({ length: samples }, (_, k) => 1.1 * k ** 1.5);
          const t = start + later;
          fc.pre(times.every((x) => Math.abs(x - t) > 1e-9));
          const { patterns, courses } = fieldPatterns({ v, times, interpolation }, n, start);
          for (let i = 0; i < n; i++) {
            const at = courses.reduce((sum, c, j) => sum + patterns.data[j * n + i] * valueAt(c, t), 0);
            const k = times.findLastIndex((x) => x <= t);
            const [low, high] = [Math.max(k, 0), Math.min(k + 1, samples - 1)];
            const x =
              interpolation === 'linear' && k >= 0 && high > k
                ? (t - times[k]) / (times[high] - times[k])
                : 0;
            const expected = (1 - x) * row(v, i)[low] + x * row(v, i)[high];
            expect(at).toBeAllclose(expected, { rtol: 0, atol: 1e-12 });
          }
        },
      ),
    );
  });

  it('takes as few patterns as the field has', () => {
    const rank = (f: (i: number, k: number) => number): number =>
      fieldPatterns(
        {
          v: array2d(
            5,
            40,
            Float64Array.from({ length: 200 }, (_, o) => f(Math.floor(o / 40), o % 40)),
          ),
          times: Array.from({ length: 40 }, (_, k) => k),
        },
        5,
        0,
      ).courses.length;
    expect(rank(() => 0)).toBe(0);
    expect(rank((i, k) => 0.1 * i * Math.sin(0.7 * k))).toBe(1);
    expect(rank((i, k) => 0.1 * i * Math.sin(0.7 * k) + 3)).toBe(2);
    expect(rank(noise)).toBe(5);
  });
});
