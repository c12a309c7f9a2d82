import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { shiftedLeak, spreadByArea } from '../../../src/kernel/effectiveConductance.ts';
import type { Synapse } from '../../../src/cable/synapse.ts';
import { stick, yCell } from '../../support/cells.ts';

const { geometry } = stick(1);
const A = geometry.area[0];

describe('the leak shifted by synapses (g_eff), one segment by hand', () => {
  it.each<[string, Synapse, number]>([
    // tau1 1, tau2 2: beta = 1/(1/4) = 4 ms
    ['double exponential', { type: 'double_exponential', tau1: 1, tau2: 2, weight: 0.001 }, 4],
    ['single exponential', { type: 'exponential', tau: 5, weight: 0.001 }, 5],
    ['alpha', { type: 'alpha', tau: 2, weight: 0.001 }, 2 * Math.E],
  ])('%s', (_, synapse, beta) => {
    const [shifted] = shiftedLeak(geometry, Float64Array.of(5e-5), [
      { perSegment: Float64Array.of(300), synapse, rate: 2 },
    ]);
    // Mean conductance 300 * 1e-3 uS * beta ms * 2e-3 per ms; uS/um2 = 100 S/cm2.
    expect(shifted - 5e-5).toBeAllclose((100 * (300 * 1e-3 * beta * 2e-3)) / A, { rtol: 1e-10 });
  });

  it('adds loads up, does not change what it was given, and takes the size of a negative weight', () => {
    const leak = Float64Array.of(5e-5);
    const load = (weight: number) => ({
      perSegment: Float64Array.of(10),
      synapse: { type: 'exponential', tau: 1, weight } as const,
      rate: 100,
    });
    const one = shiftedLeak(geometry, leak, [load(1e-3)])[0] - 5e-5;
    const three = shiftedLeak(geometry, leak, [load(1e-3), load(-1e-3), load(1e-3)])[0] - 5e-5;
    expect(three).toBeAllclose(3 * one, { rtol: 1e-10 });
    expect(leak[0]).toBe(5e-5);
    expect(shiftedLeak(geometry, leak, [])).toEqual(leak);
  });

  it('spreads external synapses by area', () => {
    const cell = yCell('passive').geometry;
    const spread = spreadByArea(cell, 100);
    expect(spread.reduce((a, b) => a + b, 0)).toBeAllclose(100);
    expect(spread[2] / spread[0]).toBeAllclose(cell.area[2] / cell.area[0]);
    expect(() => spreadByArea(cell, NaN)).toThrow(ParameterError);
  });

  it('refuses a negative rate', () => {
    expect(() =>
      shiftedLeak(geometry, Float64Array.of(1), [
        { perSegment: Float64Array.of(1), synapse: { type: 'alpha', tau: 1, weight: 1 }, rate: -1 },
      ]),
    ).toThrow(/rate: Expected a finite number >= 0/);
  });
});
