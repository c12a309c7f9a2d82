import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cable/cell.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import { linearised, steadyState } from '../../../src/cable/linearised.ts';
import { linearSystem } from '../../../src/cable/linearSystem.ts';
import { modalSolver } from '../../../src/cable/modes.ts';
import { ParameterError } from '../../../src/errors.ts';
import { simulate } from '../../support/charge.ts';
import { ballAndSticks, hayMembrane } from '../../support/activeCells.ts';
import { yCell } from '../../support/cells.ts';

const active = ballAndSticks(hayMembrane);
const calcium = ballAndSticks({
  mechanisms: [
    { type: 'pas', sections: 'all', conductance: 1e-4, reversal: -75 },
    { type: 'CaDynamics_E2', sections: 'all', gamma: 5e-4, decay: 80 },
    { type: 'Ca_LVAst', form: 'active', sections: 'all', density: 3e-4 },
    { type: 'SK_E2', form: 'active', sections: 'all', density: 1e-4 },
    { type: 'Ih', form: 'active', sections: ['apic'], density: (i) => 1e-5 * i },
  ],
  ions: { k: -85 },
  temperature: 34,
});
const pulse = (amp: number): Input => ({ type: 'IClamp', segment: 10, delay: 0, dur: 5, amp });

/** Response to a small pulse from the steady state of the cell, per nA. Calcium has time to settle. */
function response(cell: Cell, v: Float64Array, amp: number): Float64Array {
  const run = simulate(cell, { dt: 0.2, tstop: 20, tstart: -1500, vInit: v, inputs: [pulse(amp)] });
  const n = run.times.length;
  return run.v!.data.map((x, k) => (x - v[Math.floor(k / n)]) / amp);
}

describe('the steady state', () => {
  it('is where nothing moves', () => {
    const { v, drift } = steadyState(active);
    expect(drift).toBeLessThanOrEqual(1e-9);
    const { v: later } = simulate(active, { dt: 0.1, tstop: 200, vInit: v, record: { every: 1000 } });
    for (const [i, x] of v.entries()) expect(later!.data[i * 3 + 2]).toBeAllclose(x, { rtol: 0, atol: 1e-8 });
    // The channels differ between soma and dendrites: so does the rest.
    expect(Math.abs(v[0] - v[26])).toBeGreaterThan(0.1);
  });

  it('of a passive cell is its leak', () => {
    expect([...steadyState(yCell('passive')).v]).toEqual([-65, -65, -65, -65, -65]);
  });

  it('of a cell that spikes by itself does not exist', () => {
    const spiking = ballAndSticks({
      mechanisms: [
        { type: 'hh', form: 'active', sections: ['soma'], el: 20 },
        { type: 'pas', sections: ['dend', 'apic'], conductance: 2e-5, reversal: -40 },
      ],
      ions: { na: 50, k: -77 },
    });
    expect(() => steadyState(spiking, { most: 1000 })).toThrow(/a cell that comes to rest/);
  });
});

describe('a linearised cell', () => {
  it.each([
    ['Hay channels', active],
    ['calcium', calcium],
  ])('answers small inputs as the active one does: %s', (name, cell) => {
    const linear = linearised(cell, { at: 'steady state', form: 'quasi_active' });
    const v = Float64Array.from(linear.membrane.rest);
    expect(linear.active).toBeUndefined();
    const small = response(cell, v, 1e-6);
    const own = response(linear, v, 1e-6);
    // The second order is 1e-6 nA times 100 MOhm over the width of a gate; calcium, which is held, answers by more.
    const largest = Math.max(...small);
    expect(own).toBeAllclose(small, { rtol: 0, atol: (name === 'calcium' ? 1e-3 : 1e-4) * largest });
    // Frozen gates answer otherwise.
    const frozen = response(linearised(cell, { at: v, form: 'frozen' }), v, 1e-6);
    expect(Math.max(...frozen.map((x, k) => Math.abs(x - small[k])))).toBeGreaterThan(
      (name === 'calcium' ? 5e-3 : 0.05) * largest,
    );
  });

  it('rests where it is linearised', () => {
    for (const at of [-70, Float64Array.from({ length: 27 }, (_, i) => -70 + 0.1 * i)]) {
      const linear = linearised(active, { at, form: 'quasi_active' });
      const { v } = simulate(linear, { dt: 0.5, tstop: 50, record: { every: 100 } });
      // Reversal potentials of some 1e2 mV, leaks of 1e-4 of the load: rounding times 1e4.
      for (const [i, x] of linear.membrane.rest.entries())
        expect(v!.data[2 * i + 1]).toBeAllclose(x, { rtol: 0, atol: 1e-8 });
      expect([...linear.membrane.rest]).toEqual(
        typeof at === 'number' ? Array.from({ length: 27 }, () => at) : [...at],
      );
    }
  });

  it('has modes, where the active cell is refused', () => {
    expect(() => linearSystem(active)).toThrow(/linearise the cell first/);
    const linear = linearised(active, { at: 'steady state', form: 'quasi_active' });
    const { zRe } = modalSolver(linearSystem(linear))(new Float64Array(27).fill(1, 0, 1));
    expect(Math.min(...zRe)).toBeGreaterThan(0);
  });

  it('holds the channels that it is told to hold', () => {
    const linear = linearised(active, { at: -70, form: 'quasi_active', except: ['NaTa_t', 'SKv3_1'] });
    expect(new Set(linear.membrane.gates.map(({ name }) => name))).toEqual(new Set(['m_Ih']));
    const frozen = linearised(active, { at: -70, form: 'frozen', except: ['Ih'] });
    expect(new Set(frozen.membrane.gates.map(({ name }) => name))).toEqual(new Set(['m_Ih']));
  });

  it('keeps what was frozen already', () => {
    const cell = yCell('frozen');
    const moved = linearised(cell, { at: -60, form: 'frozen', atRest: false });
    const run = (c: Cell): Float64Array => simulate(c, { dt: 0.1, tstop: 4, vInit: -62 }).v!.data;
    expect(run(moved)).toBeAllclose(run(cell), { rtol: 1e-12 });
  });

  it.each<[string, () => unknown, RegExp]>([
    ['an unknown form', () => linearised(active, { at: -70, form: 'linear' as 'frozen' }), /form/],
    [
      'an unknown channel',
      () => linearised(active, { at: -70, form: 'frozen', except: ['Im'] }),
      /channels of the cell/,
    ],
    ['a wrong length', () => linearised(active, { at: [1], form: 'frozen' }), /one per segment/],
    [
      'another rest of linear gates',
      () => linearised(yCell('quasi_active'), { at: -60, form: 'frozen' }),
      /linearised already/,
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(ParameterError);
  });
});
