import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cable/cell.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import type { MechanismSpec, Parameter } from '../../../src/cable/mechanismSpec.ts';
import {
  simulate as simulateAlone,
  simulateAsync,
  simulation,
  type SimulateCellOptions,
} from '../../../src/cable/simulate.ts';
import type { Simulation } from '../../../src/cable/simulationRecorder.ts';
import { ParameterError } from '../../../src/errors.ts';
import { array2d, multiply, row } from '../../../src/numerics/array2d.ts';
import { checkCharge, simulate } from '../../support/charge.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';
import { ballAndSticks, hayMembrane } from '../../support/activeCells.ts';

const synapse = (segment: number, weight = 0.05): Input => ({
  type: 'Exp2SynI',
  segment,
  tau1: 0.5,
  tau2: 3,
  weight,
  times: [1],
});
const all = { v: true, imem: true, capacitive: true, ionic: true, synaptic: true, inputs: true } as const;

const METHODS = ['backward_euler', 'crank_nicolson'] as const;

describe('charge', () => {
  const cells: [string, Cell][] = [
    ['passive', yCell('passive')],
    ['quasi-active', yCell('quasi_active')],
    ['a large passive cell', branchedCell(4, 3, 'passive')],
    ['active', ballAndSticks(hayMembrane)],
  ];
  it.each(cells.flatMap(([name, cell]) => METHODS.map((method) => [name, method, cell] as const)))(
    'is conserved: %s, %s',
    (_, method, cell) => {
      const inputs: Input[] = [
        synapse(1),
        { type: 'ExpSyn', segment: 2, tau: 2, e: 0, weight: 0.01, times: [3, 5] },
        { type: 'IClamp', segment: 0, delay: 2, dur: 6, amp: 0.3 },
      ];
      const result = simulate(cell, { dt: 0.05, tstop: 12, vInit: -70, method, inputs, record: all });
      // Sums of up to some hundred currents, each exact to rounding.
      const parts = result.imem!.data.map(
        (_, k) => result.capacitive!.data[k] + result.ionic!.data[k] + result.synaptic!.data[k],
      );
      expect(parts).toBeAllclose(result.imem!.data, { rtol: 0, atol: 1e-12 });
      // Currents of inputs on their segments.
      const own = row(result.synaptic!, 2).map((x, k) => x - row(result.inputs!, 1)[k]);
      expect(own).toBeAllclose(new Float64Array(own.length), { atol: 1e-15 });
    },
  );

  it('is missed where a current is: the check of all simulations of these tests', () => {
    const cell = yCell('passive');
    const inputs: Input[] = [{ type: 'IClamp', segment: 0, delay: 0, dur: 5, amp: 0.3 }];
    const result = simulate(cell, { dt: 0.1, tstop: 5, inputs, record: all });
    const { error, tolerance } = checkCharge(result, inputs);
    expect(error).toBeLessThan(1e-12);
    expect(tolerance).toBe(1e-12);
    result.imem!.data[17] += 1e-11;
    expect(checkCharge(result, inputs).error).toBeGreaterThan(1e-12);
    result.imem!.data[17] = NaN;
    expect(checkCharge(result, inputs).error).toBeNaN();
    expect(checkCharge(result, []).error).toBeNaN();
  });

  it('C dv/dt is the capacitive current (backward Euler)', () => {
    const cell = yCell('passive');
    const { v, capacitive } = simulate(cell, { dt: 0.1, tstop: 5, inputs: [synapse(3)], record: all });
    const C = 1e-5 * cell.geometry.area[3] * cell.capacitance[3];
    const [x, i] = [row(v!, 3), row(capacitive!, 3)];
    // v is stored with an absolute rounding of 1e-14 mV.
    for (let k = 1; k < x.length; k++)
      expect(i[k]).toBeAllclose((C * (x[k] - x[k - 1])) / 0.1, { atol: 1e-13 });
  });
});

describe('accuracy', () => {
  const cell = yCell('quasi_active');
  const soma = (options: Partial<SimulateCellOptions>, dt: number): number =>
    row(
      simulate(cell, {
        tstop: 8,
        inputs: [synapse(3)],
        ...options,
        dt,
        record: { v: [0], every: Math.round(8 / dt) },
      }).v!,
      0,
    )[1];

  it('backward Euler is first order and tends to the exact solution', () => {
    const exact = soma({ method: 'exact' }, 0.5);
    const errors = [2 ** -5, 2 ** -6, 2 ** -7, 2 ** -8].map((dt) => soma({}, dt) - exact);
    for (let k = 1; k < errors.length; k++) expect(errors[k - 1] / errors[k]).toBeAllclose(2, { rtol: 0.05 });
    // Richardson: twice the finer minus the coarser leaves the second order, a quarter per halving.
    const second = [1, 2, 3].map((k) => 2 * errors[k] - errors[k - 1]);
    for (let k = 1; k < second.length; k++) expect(second[k - 1] / second[k]).toBeAllclose(4, { rtol: 0.15 });
  });

  it('Crank-Nicolson is second order where the input is smooth', () => {
    const passive = yCell('passive');
    const end = (dt: number): number => {
      const input: Input = { type: 'AlphaSynapseI', segment: 3, onset: 1, tau: 2, imax: 0.1 };
      const run = simulate(passive, {
        dt,
        tstop: 8,
        method: 'crank_nicolson',
        inputs: [input],
        record: { v: [0] },
      });
      return run.v!.data[run.times.length - 1];
    };
    const [a, b, c, d] = [0.0625, 0.03125, 0.015625, 0.0078125].map(end);
    expect((a - b) / (b - c)).toBeAllclose(4, { rtol: 0.1 });
    expect((b - c) / (c - d)).toBeAllclose(4, { rtol: 0.05 });
  });

  it.each(['passive', 'frozen', 'quasi_active'] as const)(
    'the exact solution is the limit of the steps: v, imem, off its rest, inputs between samples (%s)',
    (form) => {
      const own = yCell(form);
      const inputs: Input[] = [
        { type: 'ExpSynI', segment: 4, tau: 1.7, weight: [0.02, -0.01], times: [0.77, 3.21] },
        { type: 'IClamp', segment: 1, delay: 1.13, dur: 2.5, amp: 0.05 },
        synapse(2),
      ];
      const options = {
        tstop: 6,
        vInit: [-70, -66, -60, -65, -64],
        inputs,
        record: { v: true, imem: true, inputs: true },
      };
      const exact = simulate(own, { ...options, dt: 0.5, method: 'exact' });
      // A multiple of 0.01 is a multiple of every step below, so that steps deliver events where they are.
      const steps = [0.01, 0.005, 0.0025].map((dt) =>
        simulate(own, { ...options, dt, record: { ...options.record, every: Math.round(0.5 / dt) } }),
      );
      for (const key of ['v', 'imem'] as const) {
        const [a, b, c] = steps.map((s) => s[key]!.data);
        // Third-order extrapolation of first-order results.
        const limit = c.map((x, k) => (8 * x - 6 * b[k] + a[k]) / 3);
        const n = exact.times.length;
        const keep = (x: Float64Array): number[] => [...x].filter((_, k) => k % n >= 3);
        const largest = Math.max(...exact[key]!.data.map(Math.abs));
        expect(keep(limit)).toBeAllclose(keep(exact[key]!.data), {
          rtol: 0,
          atol: 2e-5 * (key === 'v' ? 1 : largest),
        });
      }
    },
  );

  it('the exact solution does not depend on the step', () => {
    const run = (dt: number): Simulation =>
      simulate(cell, {
        dt,
        tstop: 8,
        vInit: -63,
        method: 'exact',
        inputs: [synapse(3)],
        record: { v: true, imem: true, every: Math.round(1 / dt) },
      });
    const [coarse, fine] = [run(1), run(2 ** -6)];
    expect(fine.v!.data).toBeAllclose(coarse.v!.data, { rtol: 1e-13 });
    expect(fine.imem!.data).toBeAllclose(coarse.imem!.data, { rtol: 0, atol: 1e-12 });
  });

  it('a large cell, in full and by its Krylov space', () => {
    const large = branchedCell(4, 3, 'passive');
    expect(large.geometry.n).toBeGreaterThan(50);
    const options = { tstop: 10, inputs: [synapse(20)], record: { v: [0, 20], every: 4 } };
    const exact = simulate(large, { ...options, dt: 0.25, method: 'exact' });
    const [a, b] = [2 ** -9, 2 ** -10].map((dt) =>
      simulate(large, { ...options, dt, record: { v: [0, 20], every: 1 / dt } }),
    );
    expect(b.v!.data.map((x, k) => 2 * x - a.v!.data[k])).toBeAllclose(exact.v!.data, {
      rtol: 0,
      atol: 1e-5,
    });
  });

  it('tables of rates are within 1e-10 mV of the rates over spikes', () => {
    const active = ballAndSticks(hayMembrane);
    const options: SimulateCellOptions = {
      dt: 0.0625,
      tstop: 30,
      inputs: [{ type: 'IClamp', segment: 0, delay: 2, dur: 30, amp: 1 }],
    };
    const [a, b] = [simulate(active, { ...options, rates: 'exact' }), simulate(active, options)];
    expect(Math.max(...a.v!.data)).toBeGreaterThan(0);
    expect(b.v!.data).toBeAllclose(a.v!.data, { rtol: 0, atol: 1e-10 });
  });

  it('transfer impedance is reciprocal in passive cells', () => {
    const passive = branchedCell(3, 2, 'passive');
    const pair = fc.tuple(fc.nat(passive.geometry.n - 1), fc.nat(passive.geometry.n - 1));
    const at = (from: number, to: number): Float64Array =>
      simulate(passive, {
        dt: 0.1,
        tstop: 4,
        inputs: [{ type: 'IClamp', segment: from, delay: 0.5, dur: 2, amp: 1 }],
        record: { v: [to] },
      }).v!.data;
    fc.assert(
      fc.property(pair, ([i, j]) => {
        expect(at(i, j)).toBeAllclose(at(j, i), { rtol: 1e-12 });
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('two synapses act as the sum of each in a cell driven by currents', () => {
    const run = (inputs: Input[]): Float64Array => simulate(cell, { dt: 0.1, tstop: 5, inputs }).v!.data;
    const sum = run([synapse(1)]).map((x, k) => x + run([synapse(3)])[k] + 65);
    expect(run([synapse(1), synapse(3)])).toBeAllclose(sum, { rtol: 1e-12 });
  });
});

describe('recording', () => {
  const cell = ballAndSticks(hayMembrane);
  const options: SimulateCellOptions = {
    dt: 0.1,
    tstop: 6,
    inputs: [{ type: 'IClamp', segment: 0, delay: 1, dur: 5, amp: 1 }],
  };

  it('keeps chosen segments, every so many steps', () => {
    const full = simulate(cell, { ...options, record: { v: true, imem: true } });
    const some = simulate(cell, { ...options, record: { v: [5, 0], imem: [3], every: 7 } });
    expect(some.times).toBeAllclose([0, 7, 14, 21, 28, 35, 42, 49, 56].map((k) => k * 0.1));
    expect([...some.v!.segments]).toEqual([5, 0]);
    for (const [r, i] of [5, 0].entries())
      expect([...row(some.v!, r)]).toEqual([...row(full.v!, i)].filter((_, k) => k % 7 === 0));
    expect([...some.imem!.data]).toEqual([...row(full.imem!, 3)].filter((_, k) => k % 7 === 0));
    expect(full.ionic).toBeUndefined();
  });

  it.each(['passive', 'active'])('writes into the arrays of an earlier simulation (%s)', (kind) => {
    const own = kind === 'active' ? cell : yCell('passive');
    const record = { v: true, imem: [2, 0] };
    const run = (amp: number, into?: Simulation): Simulation =>
      simulateAlone(own, {
        ...options,
        inputs: [{ type: 'IClamp', segment: 0, delay: 1, dur: 5, amp }],
        record: into === undefined ? record : { ...record, into },
      });
    const earlier = run(1);
    const fresh = run(-0.5);
    expect(earlier.v!.data).not.toEqual(fresh.v!.data);
    const again = run(-0.5, earlier);
    for (const key of ['v', 'imem'] as const) {
      expect(again[key]!.data).toBe(earlier[key]!.data);
      expect(again[key]!.data).toEqual(fresh[key]!.data);
    }
    // Another shape: other arrays.
    const shorter = simulateAlone(own, { ...options, tstop: 3, record: { ...record, into: earlier } });
    expect(shorter.v!.data).not.toBe(earlier.v!.data);
    expect(earlier.v!.data).toEqual(fresh.v!.data);
  });

  it.each(['passive', 'active'])('applies probes on the way: M times the currents (%s)', (kind) => {
    const own = kind === 'active' ? cell : yCell('passive');
    const { n } = own.geometry;
    const M = array2d(
      2,
      n,
      Float64Array.from({ length: 2 * n }, (_, k) => Math.sin(k)),
    );
    const { imem, probes, dipole } = simulate(own, {
      ...options,
      record: { imem: true, dipole: true, probes: { M, same: { transformationMatrix: () => M } } },
    });
    expect(probes!.M.data).toBeAllclose(multiply(M, imem!).data, { rtol: 0, atol: 1e-12 });
    expect([...probes!.same.data]).toEqual([...probes!.M.data]);
    const { start, end } = own.geometry;
    const middle = array2d(
      3,
      n,
      start.data.map((x, k) => (x + end.data[k]) / 2),
    );
    expect(dipole!.data).toBeAllclose(multiply(middle, imem!).data, { rtol: 0, atol: 1e-9 });
  });

  it('gives gates where they are, in steady state at the start', () => {
    const { states } = simulate(cell, { ...options, vInit: -72, record: { states: ['m_NaTa_t', 'm_Ih'] } });
    expect(states!.m_NaTa_t.segments.length).toBe(27);
    const gate = cell.active!.channels.find(({ channel }) => channel.name === 'Ih')!.channel.gates[0];
    expect(row(states!.m_Ih, 0)[0]).toBe(gate.inf(-72));
    expect(() => simulate(cell, { ...options, record: { states: ['q_NaTa_t'] } })).toThrow(/one of m_NaTa_t/);
    const { states: one } = simulate(cell, { ...options, record: { states: { m_Ih: [2] } } });
    expect([...one!.m_Ih.segments]).toEqual([2]);
  });

  it('starts at 0 after a run from before', () => {
    const early = simulate(cell, { ...options, tstart: -5, tstop: 2, inputs: [] });
    expect(early.times[0]).toBe(0);
    const late = simulate(cell, { ...options, tstop: 7, inputs: [] });
    expect(row(early.v!, 0)[0]).toBe(row(late.v!, 0)[50]);
  });
});

describe('an extracellular field', () => {
  const cell = yCell('passive');
  it('that is the same everywhere does nothing; one along the cell polarises it without net current', () => {
    const uniform = simulate(cell, { dt: 0.1, tstop: 3, extracellular: (t, out) => out.fill(5 * t) });
    expect(uniform.v!.data).toBeAllclose(
      uniform.v!.data.map(() => -65),
      { rtol: 1e-13 },
    );
    const slope = simulate(cell, {
      dt: 0.1,
      tstop: 3,
      extracellular: (_, out) => void out.forEach((_, i) => (out[i] = i)),
      record: { v: true, imem: true },
    });
    expect(Math.abs(row(slope.v!, 4)[30] + 65)).toBeGreaterThan(0.1);
  });

  it('interpolated linearly is the function it samples; as a staircase it comes late', () => {
    const f = (t: number, i: number): number => t * i;
    const times = [0, 1, 2, 3];
    const v = array2d(
      5,
      4,
      Float64Array.from({ length: 20 }, (_, k) => f(k % 4, Math.floor(k / 4))),
    );
    const run = (
      extracellular: SimulateCellOptions['extracellular'],
      method: (typeof METHODS)[number],
    ): Float64Array => simulate(cell, { dt: 0.125, tstop: 3, method, extracellular: extracellular! }).v!.data;
    for (const method of METHODS) {
      const direct = run((t, out) => void out.forEach((_, i) => (out[i] = f(t, i))), method);
      expect(run({ v, times }, method)).toBeAllclose(direct, { rtol: 1e-13 });
      const late = run(
        (t, out) => void out.forEach((_, i) => (out[i] = f(Math.floor(t - 0.03), i))),
        'backward_euler',
      );
      if (method === 'backward_euler')
        expect(run({ v, times, interpolation: 'staircase' }, method)).toBeAllclose(late, { rtol: 1e-13 });
    }
  });

  it('a staircase off the grid of steps: the latest sample up to the middle of the step, as NEURON delivers it', () => {
    const [before, after] = [0, 5].map((e) => Float64Array.of(0, e, 2 * e, 3 * e, 4 * e));
    const run = (change: number): Float64Array =>
      simulate(cell, {
        dt: 0.125,
        tstop: 2,
        extracellular: {
          v: array2d(
            5,
            2,
            Float64Array.from({ length: 10 }, (_, k) => [before, after][k % 2][Math.floor(k / 2)]),
          ),
          times: [0, change],
          interpolation: 'staircase',
        },
      }).v!.data;
    // Steps begin at 1 and at 1.125 ms; the first has its middle at 1.0625 ms.
    for (const change of [0.95, 1.03, 1.0625]) expect(run(change)).toEqual(run(1));
    for (const change of [1.07, 1.18]) expect(run(change)).toEqual(run(1.125));
    expect(run(1)).not.toEqual(run(1.125));
  });
});

describe('point processes of your own', () => {
  it('do what the built-in ones do', () => {
    const cell = yCell('passive');
    const own: Input = {
      type: 'mine',
      segment: 3,
      times: [1, 2.5],
      weight: 0.01,
      start: (_, dt) => {
        let g = 0;
        return {
          current: (v, _t, out) => {
            out[0] = g * v;
            out[1] = g;
          },
          advance: () => void (g *= Math.exp(-dt / 2)),
          receive: (w) => void (g += w),
        };
      },
    };
    const run = (input: Input): Float64Array =>
      simulate(cell, { dt: 0.1, tstop: 5, inputs: [input] }).v!.data;
    expect(run(own)).toBeAllclose(
      run({ type: 'ExpSyn', segment: 3, tau: 2, e: 0, weight: 0.01, times: [1, 2.5] }),
      { rtol: 1e-13 },
    );
  });

  it('SEClamp and VClamp hold the potential', () => {
    const cell = yCell('passive');
    const end = (input: Input): number =>
      simulate(cell, { dt: 0.1, tstop: 5, inputs: [input], record: { v: [0] } }).v!.data[50];
    expect(end({ type: 'SEClamp', segment: 0, dur: [1, 10], amp: [-80, -40], rs: 0.001 })).toBeAllclose(-40, {
      atol: 0.05,
    });
    // The gain of 1e5 leaves 2e-5 of the potential.
    expect(end({ type: 'VClamp', segment: 0, dur: [1, 10], amp: [-80, -40] })).toBeAllclose(-40, {
      atol: 2e-3,
    });
  });
});

describe('degenerate sizes', () => {
  it('one segment relaxes as (1 + dt/tau)^-k', () => {
    const { v } = simulate(stick(1), { dt: 0.5, tstop: 5, vInit: -55 });
    const tau = 1e-3 / 5e-5;
    expect([...v!.data]).toBeAllclose(
      Array.from({ length: 11 }, (_, k) => -65 + 10 * (1 + 0.5 / tau) ** -k),
      { rtol: 1e-13 },
    );
  });

  it.each(['backward_euler', 'crank_nicolson', 'exact'] as const)('one sample, no inputs: %s', (method) => {
    const { times, v, inputs, probes } = simulate(yCell('quasi_active'), {
      dt: 1,
      tstop: 0,
      method,
      record: { inputs: true, probes: {} },
    });
    expect([...times]).toEqual([0]);
    expect(v!.shape).toEqual([5, 1]);
    expect(inputs!.shape).toEqual([0, 1]);
    expect(probes).toBeUndefined();
    expect([...v!.data]).toEqual([-65, -65, -65, -65, -65]);
  });

  it('a synapse without events', () => {
    const run = simulate(stick(3), {
      dt: 0.5,
      tstop: 2,
      inputs: [{ type: 'ExpSyn', segment: 1, tau: 1, e: 0, weight: 1, times: [] }],
    });
    expect(run.v!.data.every((x) => x === -65)).toBe(true);
  });
});

describe('bad options', () => {
  const cell = yCell('passive');
  const good: SimulateCellOptions = { dt: 0.1, tstop: 1 };
  it.each<[string, Partial<Record<keyof SimulateCellOptions, unknown>>, RegExp]>([
    ['a dt of 0', { dt: 0 }, /dt: Expected a finite number > 0/],
    ['an end before the start', { tstop: -1 }, /tstop/],
    ['a start between steps', { tstart: -0.55 }, /tstart: Expected a multiple of dt/],
    ['too few potentials', { vInit: [1, 2] }, /vInit/],
    ['an unknown method', { method: 'rk4' }, /method/],
    ['unknown rates', { rates: 'approximate' }, /rates/],
    [
      'a segment that is none',
      { inputs: [synapse(5)] },
      /inputs\[0\]\.segment: Expected an integer from 0 to 4/,
    ],
    ['an unknown input', { inputs: [{ type: 'AMPA', segment: 0 }] }, /inputs\[0\]\.type/],
    ['an event before the start', { inputs: [{ ...synapse(0), times: [-1] }] }, /times\[0\]/],
    ['an infinite event', { inputs: [{ ...synapse(0), times: [Infinity] }] }, /times\[0\]/],
    [
      'a weight per event that is missing',
      { inputs: [{ ...synapse(0), weight: [] }] },
      /inputs\[0\]\.weight/,
    ],
    ['a NaN weight', { inputs: [{ ...synapse(0), weight: NaN }] }, /weight/],
    [
      'a tau of 0',
      { inputs: [{ type: 'ExpSyn', segment: 0, tau: 0, e: 0, weight: 1, times: [] }] },
      /inputs\[0\]\.tau/,
    ],
    ['equal time constants', { inputs: [{ ...synapse(0), tau1: 3 }] }, /tau1/],
    [
      'a clamp without resistance',
      { inputs: [{ type: 'SEClamp', segment: 0, dur: [1], amp: [1], rs: 0 }] },
      /rs/,
    ],
    [
      'a clamp with a level missing',
      { inputs: [{ type: 'VClamp', segment: 0, dur: [1, 2], amp: [1] }] },
      /amp/,
    ],
    ['a field of another size', { extracellular: { v: array2d(4, 1), times: [0] } }, /extracellular\.v/],
    ['a field that goes back in time', { extracellular: { v: array2d(5, 2), times: [1, 0] } }, /times\[1\]/],
    ['a stride of 0', { record: { every: 0 } }, /record\.every/],
    ['a row that is none', { record: { v: [7] } }, /record\.v\[0\]/],
    ['a probe of another cell', { record: { probes: { P: array2d(1, 3) } } }, /record\.probes\.P/],
    ['states of a cell without any', { record: { states: ['m_Ih'] } }, /the cell has none/],
    [
      'a conductance, exact',
      { method: 'exact', inputs: [{ type: 'ExpSyn', segment: 0, tau: 1, e: 0, weight: 1, times: [] }] },
      /method exact/,
    ],
    ['a field, exact', { method: 'exact', extracellular: () => {} }, /method/],
  ])('refuses %s', (_, change, message) => {
    const options = { ...good, ...change } as SimulateCellOptions;
    expect(() => simulate(cell, options)).toThrow(message);
    expect(() => simulate(cell, options)).toThrow(ParameterError);
  });

  it('says what went wrong and when, if a potential is no number', () => {
    const broken: MechanismSpec = {
      type: {
        name: 'odd',
        reversal: -65,
        gates: [{ name: 'x', power: 1, inf: (v) => (v > -64 ? NaN : 0.5), tau: () => 1 }],
      },
      form: 'active',
      sections: 'all',
      density: 1e-5,
    };
    const odd = ballAndSticks({
      mechanisms: [{ type: 'pas', sections: 'all', conductance: 1e-4, reversal: -65 }, broken],
    });
    expect(() =>
      simulate(odd, {
        dt: 0.5,
        tstop: 50,
        inputs: [{ type: 'IClamp', segment: 0, delay: 10, dur: 50, amp: 1 }],
      }),
    ).toThrow(/gate x of odd in segment 0 is not a finite number at 1\d(\.5)? ms/);
    const input: Input = {
      type: 'NaN at 3',
      segment: 1,
      start: () => ({ current: (_, t, out) => void out.fill(t > 3 ? NaN : 0) }),
    };
    expect(() => simulate(yCell('passive'), { dt: 1, tstop: 5, inputs: [input] })).toThrow(
      /input 0 \(NaN at 3\).* at 4 ms/,
    );
  });
});

describe('long runs', () => {
  const cell = ballAndSticks(hayMembrane);
  it('report their progress', () => {
    const shares = [...simulation(cell, { dt: 0.0625, tstop: 2000, record: { v: false } })];
    expect(shares.length).toBeGreaterThan(2);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares.every((x) => x > 0 && x <= 1)).toBe(true);
  });

  it('give the same with pauses, and can be cancelled', async () => {
    const options: SimulateCellOptions = { dt: 0.0625, tstop: 600, record: { v: [0], every: 100 } };
    const heard: number[] = [];
    const run = await simulateAsync(cell, options, { onProgress: (x) => heard.push(x), interval: 0 });
    expect([...run.v!.data]).toEqual([...simulate(cell, options).v!.data]);
    expect(heard.length).toBeGreaterThan(0);
    const abort = new AbortController();
    const cancelled = simulateAsync(cell, options, {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
      interval: 0,
    });
    await expect(cancelled).rejects.toThrow('enough');
  });
});

it('densities may vary: one per segment, or a function of the segment', () => {
  const make = (density: Parameter): Cell =>
    ballAndSticks({
      mechanisms: [
        { type: 'pas', sections: 'all', conductance: 1e-4, reversal: -65 },
        { type: 'Ih', form: 'active', sections: 'all', density },
      ],
    });
  const byFunction = make((i) => 1e-4 * (i + 1));
  const byList = make(Array.from({ length: 27 }, (_, i) => 1e-4 * (i + 1)));
  expect([...byFunction.active!.channels[0].density]).toEqual([...byList.active!.channels[0].density]);
  expect(byList.active!.channels[0].density[26]).toBeAllclose(27e-4);
  expect(() => make([1, 2])).toThrow(/one number or 27/);
  expect(() => make(-1)).toThrow(/mechanisms\[1\]\.density/);
  expect(() => make(() => NaN)).toThrow(/density\(0\)/);
});
