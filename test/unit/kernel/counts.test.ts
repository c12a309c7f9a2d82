import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { multapseMean, synapseCounts } from '../../../src/kernel/counts.ts';
import {
  binomial,
  constant,
  discreteUniform,
  gamma,
  geometric,
  normal,
  poisson,
  truncatedNormal,
  uniform,
} from '../../../src/numerics/distributions/index.ts';

describe('synapses per connection', () => {
  it('samples a continuous law at 1 … 99 and normalises', () => {
    // uniform on [0.5, 3.5]: 1, 2, 3 alike
    expect(multapseMean(uniform({ min: 0.5, max: 3.5 }))).toBeAllclose(2);
    const law = truncatedNormal({ mean: 2, sd: 0.5, min: 1 });
    const f = (k: number) => Math.exp(-2 * (k - 2) ** 2);
    let [mass, sum] = [0, 0];
    for (let k = 1; k <= 99; k++) {
      mass += f(k);
      sum += k * f(k);
    }
    expect(multapseMean(law)).toBeAllclose(sum / mass);
    // Values beyond 99 are cut: a flat law over 1 … 1000 has its mean at 50.
    expect(multapseMean(uniform({ min: 0.5, max: 1000.5 }))).toBeAllclose(50);
  });

  it('conditions a discrete law on at least one synapse, or counts zeros where asked', () => {
    expect(multapseMean(poisson({ mean: 2 }))).toBeAllclose(2 / (1 - Math.exp(-2)));
    expect(multapseMean(poisson({ mean: 2 }), 'counted')).toBe(2);
    expect(multapseMean(binomial({ n: 3, p: 0.5 }))).toBeAllclose(1.5 / (1 - 1 / 8));
    expect(multapseMean(binomial({ n: 3, p: 0.5 }), 'counted')).toBeAllclose(1.5);
    expect(multapseMean(discreteUniform({ min: 0, max: 4 }))).toBeAllclose(2.5);
    expect(multapseMean(discreteUniform({ min: 2, max: 5 }))).toBeAllclose(3.5);
    expect(multapseMean(geometric({ p: 0.25 }))).toBeAllclose(4);
  });

  it('takes a constant as it is', () => {
    expect(multapseMean(constant({ value: 1 }))).toBe(1);
    expect(multapseMean(constant({ value: 2.5 }))).toBe(2.5);
  });

  it.each([
    ['less than one', constant({ value: 0.5 })],
    ['no mass at 1 … 99', uniform({ min: 1.2, max: 1.8 })],
    ['a density infinite at 1', gamma({ shape: 0.5, scale: 1, shift: 1 })],
    ['zero only', discreteUniform({ min: 0, max: 0 })],
    ['negative counts', discreteUniform({ min: -1, max: 3 })],
    ['mass too far above', normal({ mean: 1e4, sd: 1 })],
  ])('refuses a law with %s', (_, law) => {
    expect(() => multapseMean(law)).toThrow(ParameterError);
  });
});

describe('counts of a pathway', () => {
  it('are K = C N_X N_Y m, k_in and k_out', () => {
    expect(synapseCounts(100, 20, 0.1, 2)).toEqual({ multapseMean: 2, K: 400, kIn: 20, kOut: 4 });
    expect(synapseCounts(1, 1, 0, 1).K).toBe(0);
  });

  it.each([
    [0, 1, 0.1, 1],
    [1.5, 1, 0.1, 1],
    [1, -1, 0.1, 1],
    [1, 1, 1.1, 1],
    [1, 1, NaN, 1],
    [1, 1, 0.5, NaN],
  ])('refuse N_X %s, N_Y %s, C %s, m %s', (NX, NY, C, m) => {
    expect(() => synapseCounts(NX, NY, C, m)).toThrow(ParameterError);
  });
});
