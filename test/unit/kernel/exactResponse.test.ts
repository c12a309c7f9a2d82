import { describe, expect, it } from 'vitest';
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import { linearSystem } from '../../../src/cable/linearSystem.ts';
import type { Channel } from '../../../src/cable/mechanisms/channel.ts';
import { modalSolver } from '../../../src/cable/modes.ts';
import type { TimeCourse } from '../../../src/cable/synapse.ts';
import { exactResponseTask } from '../../../src/kernel/exactResponse.ts';
import { runTask } from '../../../src/numerics/task.ts';
import { constant, uniform } from '../../../src/numerics/distributions/index.ts';
import { gaussLegendre } from '../../../src/numerics/quadrature.ts';
import { stick, yCell } from '../../support/cells.ts';
import { naiveCurrents } from '../../support/naiveCable.ts';

const exactResponse = (...args: Parameters<typeof exactResponseTask>) => runTask(exactResponseTask(...args));

const amplitude = Float64Array.of(0.1, 0, 0.3, 0, -0.2);
const none = constant({ value: 0 });

function errorOf(cell: Cell, course: TimeCourse, drive: Float64Array, dt = 0.25, n = 200): number {
  const modes = modalSolver(linearSystem(cell))(drive);
  const ours = exactResponse(modes, course, none, dt, n, 'binned');
  const naive = naiveCurrents(cell, cell.membrane.leak, drive, course, dt, n);
  const largest = Math.max(...naive.data.map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  let worst = 0;
  for (let k = 0; k < naive.data.length; k++)
    worst = Math.max(worst, Math.abs(ours.data[k] - naive.data[k]) / largest);
  return worst;
}

const courses: [string, TimeCourse][] = [
  ['double exponential', { type: 'double_exponential', tau1: 0.2, tau2: 1.8 }],
  ['single exponential', { type: 'exponential', tau: 2 }],
  ['alpha', { type: 'alpha', tau: 1 }],
  ['tau1 near tau2', { type: 'double_exponential', tau1: 2 * (1 - 1e-9), tau2: 2 }],
  ['tau1 within 1 % of tau2', { type: 'double_exponential', tau1: 1.98, tau2: 2 }],
  ['tau1 far from tau2', { type: 'double_exponential', tau1: 0.01, tau2: 80 }],
];

describe('the exact response against a dense matrix exponential', () => {
  // Powers of the exponential of a 5 … 12-dimensional system, 200 steps: good to about 1e-12.
  it.each(courses)('passive cell: %s', (_, course) => {
    expect(errorOf(yCell('passive'), course, amplitude)).toBeLessThan(1e-11);
  });

  it.each(courses)('quasi-active cell: %s', (_, course) => {
    expect(errorOf(yCell('quasi_active'), course, amplitude)).toBeLessThan(1e-11);
  });

  it('a synaptic rate that equals a rate of the cell', () => {
    const cell = yCell('passive');
    const { zRe } = modalSolver(linearSystem(cell))(amplitude);
    for (const z of zRe) {
      expect(errorOf(cell, { type: 'exponential', tau: 1 / z }, amplitude)).toBeLessThan(1e-11);
      expect(errorOf(cell, { type: 'alpha', tau: 1 / z }, amplitude)).toBeLessThan(1e-11);
      const near = { type: 'double_exponential', tau1: 0.999 / z, tau2: 1.004 / z } as const;
      expect(errorOf(cell, near, amplitude)).toBeLessThan(1e-11);
    }
    // The membrane time constant of a uniform cell, 20 ms, of all three rates.
    expect(
      errorOf(
        stick(4, { from: -800, to: 800, diameter: 2 }),
        { type: 'alpha', tau: 20 },
        Float64Array.of(1, 0, 0, 0),
      ),
    ).toBeLessThan(1e-11);
  });

  it('a cell that oscillates', () => {
    const resonant: Channel = {
      name: 'resonant',
      reversal: -90,
      gates: [{ name: 'x', power: 1, inf: (v) => 1 / (1 + Math.exp(-(v + 65) / 2)), tau: () => 20 }],
    };
    const cell = createCell({
      morphology: {
        sections: [
          {
            name: 'soma[0]',
            points: [
              [0, 0, 0, 4],
              [0, 0, 900, 1],
            ],
          },
        ],
      },
      axialResistivity: 150,
      capacitance: 1,
      segments: { counts: { 'soma[0]': 4 } },
      membrane: {
        rest: -65,
        mechanisms: [
          { type: 'pas', sections: 'all', conductance: 5e-5 },
          { type: resonant, form: 'quasi_active', sections: 'all', density: 1.5e-3 },
        ],
      },
    });
    const drive = Float64Array.of(0.1, 0, 0, 0.2);
    expect(modalSolver(linearSystem(cell))(drive).zIm.some((z) => z !== 0)).toBe(true);
    for (const [, course] of courses) expect(errorOf(cell, course, drive)).toBeLessThan(1e-11);
  });

  it('delays: the mean over delayed responses', () => {
    const cell = yCell('quasi_active');
    const course: TimeCourse = { type: 'double_exponential', tau1: 0.2, tau2: 1.8 };
    const [min, max, dt, n] = [0.33, 1.57, 0.5, 40];
    const modes = modalSolver(linearSystem(cell))(amplitude);
    const ours = exactResponse(modes, course, uniform({ min, max }), dt, n, 'binned');
    // 60 delays on Gauss nodes in each half: lags beyond the longest delay see a smooth integrand.
    const { nodes, weights } = gaussLegendre(30);
    const expected = new Float64Array(5 * (n + 1));
    for (let q = 0; q < 30; q++) {
      const delay = (min + max) / 2 + ((max - min) / 2) * nodes[q];
      const fine = exactResponse(modes, course, constant({ value: delay }), dt, n, 'binned');
      for (let k = 0; k < expected.length; k++) expected[k] += (weights[q] / 2) * fine.data[k];
    }
    const naive = naiveCurrents(cell, cell.membrane.leak, amplitude, course, 0.01, 100);
    const single = exactResponse(modes, course, constant({ value: 0.33 }), dt, 2, 'binned');
    const largest = Math.max(...expected.map(Math.abs));
    for (let i = 0; i < 5; i++) {
      for (let k = 4; k <= n; k++)
        expect(ours.data[i * (n + 1) + k]).toBeAllclose(expected[i * (n + 1) + k], { atol: 1e-12 * largest });
      // Off the grid: lag 0.5 after a delay of 0.33 is the response at 0.17, lag 1 at 0.67.
      expect([1, 2].map((k) => single.data[i * 3 + k])).toBeAllclose(
        [17, 67].map((k) => naive.data[i * 101 + k]),
        { atol: 1e-11 * largest },
      );
    }
  });

  it('nothing happens without amplitude, without segments to flow to, or before the delay', () => {
    const silent = exactResponse(
      modalSolver(linearSystem(yCell('passive')))(new Float64Array(5)),
      { type: 'alpha', tau: 1 },
      none,
      0.1,
      20,
      'binned',
    );
    expect(silent.data.every((x) => x === 0)).toBe(true);
    const alone = exactResponse(
      modalSolver(linearSystem(stick(1)))(Float64Array.of(1)),
      { type: 'alpha', tau: 1 },
      none,
      0.1,
      20,
      'binned',
    );
    expect(alone.data.every((x) => x === 0)).toBe(true);
  });
});
