import { describe, expect, it } from 'vitest';
import { backwardEuler } from '../../../src/cable/backwardEuler.ts';
import type { TimeCourse } from '../../../src/cable/synapse.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';
import { naiveCurrents } from '../../support/naiveCable.ts';

const amplitude = Float64Array.of(0.1, 0, 0.3, 0, -0.2);
const run = (form: 'passive' | 'quasi_active', course: TimeCourse, dt: number, T: number) =>
  backwardEuler(yCell(form), { dt, nTimes: Math.round(T / dt) + 1, eventStep: 0, amplitude, course });

describe('the step of NEURON', () => {
  it.each<[string, 'passive' | 'quasi_active', TimeCourse]>([
    ['double exponential', 'passive', { type: 'double_exponential', tau1: 0.5, tau2: 2 }],
    ['single exponential', 'passive', { type: 'exponential', tau: 2 }],
    ['alpha, quasi-active', 'quasi_active', { type: 'alpha', tau: 1 }],
  ])('converges to the exact response at first order: %s', (_, form, course) => {
    const cell = yCell(form);
    const exact = naiveCurrents(cell, cell.membrane.leak, amplitude, course, 0.5, 40);
    const error = (dt: number) => {
      const I = run(form, course, dt, 20);
      let worst = 0;
      for (let i = 0; i < 5; i++)
        for (let k = 4; k <= 40; k++)
          worst = Math.max(
            worst,
            Math.abs(I.data[i * I.shape[1] + Math.round((k * 0.5) / dt)] - exact.data[i * 41 + k]),
          );
      return worst;
    };
    const [a, b] = [error(1 / 32), error(1 / 64)];
    expect(a / b).toBeGreaterThan(1.9);
    expect(a / b).toBeLessThan(2.1);
  });

  it('changes nothing until two steps after the event', () => {
    const I = backwardEuler(yCell('passive'), {
      dt: 0.1,
      nTimes: 12,
      eventStep: 4,
      amplitude,
      course: { type: 'double_exponential', tau1: 0.5, tau2: 2 },
    });
    for (let i = 0; i < 5; i++) {
      // The states are raised in step 4 but their difference is still zero: sample 6 is the first to move.
      expect([...I.data.subarray(i * 12, i * 12 + 6)].every((x) => x === 0)).toBe(true);
      expect(I.data[i * 12 + 6]).not.toBe(0);
    }
  });

  it('keeps the charge: currents of every sample sum to zero', () => {
    const cell = branchedCell(3, 3, 'quasi_active');
    const n = cell.geometry.n;
    const I = backwardEuler(cell, {
      dt: 0.1,
      nTimes: 100,
      eventStep: 0,
      amplitude: Float64Array.from({ length: n }, (_, i) => Math.cos(i)),
      course: { type: 'alpha', tau: 1 },
    });
    const largest = Math.max(...I.data.map(Math.abs));
    for (let k = 0; k < 100; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += I.data[i * 100 + k];
      expect(Math.abs(sum)).toBeLessThan(1e-12 * largest);
    }
  });

  it('does not depend on where it starts if it starts at rest', () => {
    const cell = yCell('quasi_active');
    const options = {
      dt: 0.1,
      nTimes: 60,
      eventStep: 0,
      amplitude,
      course: { type: 'alpha', tau: 1 },
    } as const;
    const deviation = backwardEuler(cell, options);
    const absolute = backwardEuler(cell, { ...options, vInit: -65 });
    const largest = Math.max(...deviation.data.map(Math.abs));
    // -65 mV takes away three digits of a deviation of 0.1 mV.
    expect(absolute.data).toBeAllclose(deviation.data, { atol: 1e-10 * largest });
  });

  it('relaxes from another potential to rest', () => {
    const cell = yCell('passive');
    const I = backwardEuler(cell, {
      dt: 1,
      nTimes: 400,
      eventStep: 1000,
      amplitude,
      course: { type: 'alpha', tau: 1 },
      vInit: -80,
    });
    const at = (k: number) => Math.max(...[0, 1, 2, 3, 4].map((i) => Math.abs(I.data[i * 400 + k])));
    expect(at(1)).toBeLessThan(1e-10);
    // Uniform leak and uniform deviation: no axial current ever; a cell that is not uniform has some.
    const mixed = {
      ...cell,
      membrane: { ...cell.membrane, leak: Float64Array.of(5e-5, 1e-4, 1e-4, 5e-5, 5e-5) },
    };
    const J = backwardEuler(mixed, {
      dt: 1,
      nTimes: 400,
      eventStep: 1000,
      amplitude,
      course: { type: 'alpha', tau: 1 },
      vInit: -80,
    });
    const peak = Math.max(...J.data.map(Math.abs));
    expect(peak).toBeGreaterThan(1e-3);
    expect(Math.max(...[0, 1, 2, 3, 4].map((i) => Math.abs(J.data[i * 400 + 399])))).toBeLessThan(
      1e-9 * peak,
    );
  });

  it('is smooth as tau1 approaches tau2', () => {
    const near = (gap: number) =>
      run('passive', { type: 'double_exponential', tau1: 2 * (1 - gap), tau2: 2 }, 0.1, 10).data;
    const alpha = run('passive', { type: 'alpha', tau: 2 }, 0.1, 10).data;
    const largest = Math.max(...alpha.map(Math.abs));
    for (const gap of [2e-3, 1e-6, 1e-10])
      expect(near(gap)).toBeAllclose(alpha, { atol: gap * largest + 1e-13 });
  });

  it('gives one segment no current, and one sample is enough', () => {
    const options = {
      dt: 0.1,
      eventStep: 0,
      amplitude: Float64Array.of(1),
      course: { type: 'alpha', tau: 1 },
    } as const;
    // The node at its start has no membrane: its potential is the segment's but for rounding (1e-13 mV over 10 MOhm).
    const I = backwardEuler(stick(1), { ...options, nTimes: 20 }).data;
    expect(I).toBeAllclose(new Float64Array(20), { atol: 1e-11 });
    expect(backwardEuler(stick(1), { ...options, nTimes: 1 }).shape).toEqual([1, 1]);
  });
});
