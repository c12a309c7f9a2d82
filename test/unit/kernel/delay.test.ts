import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { delayWeights, lagSteps, negativeDelayMass } from '../../../src/kernel/delay.ts';
import {
  constant,
  exponential,
  gamma,
  logNormal,
  normal,
  truncatedNormal,
  uniform,
} from '../../../src/numerics/distributions/index.ts';

const sum = (a: Float64Array) => a.reduce((s, x) => s + x, 0);

describe('the lag axis', () => {
  it.each([0.1, 0.05, 0.025, 0.2, 2 ** -4, 2 ** -5, 1 / 3])('has round(tau/dt) lags at dt = %s', (dt) => {
    // 2 tau // dt drops one at 0.1, 0.05, 0.025 and 0.2.
    for (const n of [1, 3, 7, 100, 999, 1000, 4000]) expect(lagSteps(n * dt, dt)).toBe(n);
    expect(lagSteps(Number((300 * dt).toFixed(10)), dt)).toBe(300);
  });

  it.each([
    [100, 0.0624],
    [10, 3],
    [0.01, 0.1],
    [NaN, 0.1],
    [10, 0],
    [-1, 0.1],
    [Infinity, 0.1],
  ])('refuses tau %s with dt %s', (tau, dt) => {
    expect(() => lagSteps(tau, dt)).toThrow(ParameterError);
  });

  it('says which tau would do', () => {
    expect(() => lagSteps(10, 3)).toThrow(
      'tau: Expected a multiple of dt = 3 ms, but received 10 (take 9 or another dt)',
    );
  });
});

describe('delay weights', () => {
  const laws = {
    uniform: uniform({ min: 0.33, max: 1.77 }),
    exponential: exponential({ mean: 1.3 }),
    logNormal: logNormal({ median: 1.5, shape: 0.4 }),
    gamma: gamma({ shape: 0.3, scale: 2 }),
    truncated: truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3 }),
    constant: constant({ value: 1.03 }),
    nearDelta: normal({ mean: 1.03, sd: 1e-9 }),
    long: exponential({ mean: 20 }),
    negative: normal({ mean: 0.1, sd: 0.5 }),
  };

  it.each(Object.entries(laws))('%s: bins carry all mass that is not reported outside', (_, law) => {
    for (const rule of ['binned', 'grid'] as const) {
      const n = 100;
      const { weights, massOutside, negativeMass } = delayWeights(law, 0.1, n, rule);
      expect(weights.length).toBe(2 * n + 1);
      expect(sum(weights) + massOutside).toBeAllclose(1, { rtol: 1e-12 });
      expect(massOutside).toBeAllclose(1 - law.cdf(10.05) + law.cdf(-10.05), { atol: 1e-12 });
      expect(negativeMass).toBeAllclose(law.cdf(-0.05) - law.cdf(-10.05), { atol: 1e-12 });
      // Weight of lag 1.0: F(1.05) - F(0.95).
      expect(weights[n + 10]).toBeAllclose(law.cdf(1.05) - law.cdf(0.95), { rtol: 1e-12, atol: 1e-15 });
    }
  });

  it('puts a delay on the grid onto its lag, one halfway to the later', () => {
    const at = (value: number) => delayWeights(constant({ value }), 0.5, 4, 'binned').weights.indexOf(1) - 4;
    expect([0, 0.5, 0.74, 0.75, 0.76, 1].map(at)).toEqual([0, 1, 1, 2, 2, 2]);
  });

  it('samples and normalises the density with rule point', () => {
    const law = truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3, max: 5 });
    const { weights, massOutside } = delayWeights(law, 0.1, 60, 'point');
    expect(sum(weights)).toBeAllclose(1);
    expect(massOutside).toBe(0);
    expect(weights[60 + 15] / weights[60 + 12]).toBeAllclose(Math.exp(0.5), { rtol: 1e-10 });
  });

  it.each([
    ['a point mass', constant({ value: 1 })],
    ['a density infinite at a lag', gamma({ shape: 0.5, scale: 1 })],
    ['a density that misses the grid', normal({ mean: 1.03, sd: 1e-9 })],
  ])('cannot sample %s', (_, law) => {
    expect(() => delayWeights(law, 0.1, 60, 'point')).toThrow(/use delay rule binned/);
  });

  it('knows the mass at negative delays', () => {
    expect(negativeDelayMass(normal({ mean: 1, sd: 1 }))).toBeAllclose(0.15865525393145707, { rtol: 1e-12 });
    expect(negativeDelayMass(exponential({ mean: 1 }))).toBe(0);
    expect(negativeDelayMass(constant({ value: 0 }))).toBe(0);
    expect(negativeDelayMass(constant({ value: -1e-3 }))).toBe(1);
  });
});
