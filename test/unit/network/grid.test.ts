/** Times on the grid. NEST's own roundings are checked by the conformance suite; here the rules themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { delayBin, delaySteps, gridStep, refractorySteps, stepsPerMs } from '../../../src/network/grid.ts';

const dts = fc.constantFrom(0.1, 0.0625, 0.05, 0.025, 0.2, 0.5, 1);

describe('delaySteps', () => {
  it('goes to the nearest step, halves up, at least one', () => {
    expect([0, 0.05, 0.149, 0.15, 0.25, 0.35, 1.55].map((d) => delaySteps(d, 0.1))).toEqual([
      1, 1, 1, 2, 3, 4, 16,
    ]);
  });

  it('is the inverse of whole steps, and lies in the bin of its steps', () => {
    fc.assert(
      fc.property(dts, fc.integer({ min: 1, max: 5000 }), (dt, steps) => {
        expect(delaySteps(steps * dt, dt)).toBe(steps);
        const [from, to] = delayBin(steps, dt);
        expect(delaySteps(Math.max(0, from), dt)).toBe(steps);
        expect(delaySteps(to, dt)).toBe(steps + 1);
      }),
    );
  });

  it.each([-1, NaN, Infinity])('refuses %s', (d) => {
    expect(() => delaySteps(d, 0.1)).toThrow(ParameterError);
  });
});

describe('refractorySteps', () => {
  it('rounds up, but not what rounds to a whole step within a tic', () => {
    expect([0, 0.01, 0.1, 0.101, 2, 2.0004, 2.001].map((t) => refractorySteps(t, 0.1))).toEqual([
      0, 1, 1, 2, 20, 20, 21,
    ]);
  });

  it('keeps whole steps', () => {
    fc.assert(
      fc.property(dts, fc.nat(1000), (dt, steps) => {
        expect(refractorySteps(steps * dt, dt)).toBe(steps);
      }),
    );
  });
});

describe('gridStep', () => {
  it('finds the step of a time on the grid, and refuses others with the nearest', () => {
    expect(gridStep('t', 0.3, 0.1)).toBe(3);
    expect(() => gridStep('t', 0.34, 0.1)).toThrow(/multiple of dt = 0.1 ms.*0.34/);
    expect(() => gridStep('t', -0.1, 0.1)).toThrow(ParameterError);
  });

  it('knows steps per ms also where dt is no decimal of a ms', () => {
    expect(stepsPerMs(0.1)).toBe(10);
    expect(stepsPerMs(0.3)).toBe(1 / 0.3);
    expect(() => stepsPerMs(0)).toThrow(ParameterError);
  });
});
