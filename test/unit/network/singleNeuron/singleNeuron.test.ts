import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../src/errors.ts';
import {
  heldCurrent,
  ornsteinUhlenbeckCurrent,
  pulseCurrent,
  sinusoidalCurrent,
  whiteNoiseCurrent,
} from '../../../../src/network/singleNeuron/currents.ts';
import { eulerLif } from '../../../../src/network/singleNeuron/eulerLif.ts';
import { exactLif } from '../../../../src/network/singleNeuron/exactLif.ts';
import {
  fiCurve,
  firingRate,
  intervalCV,
  intervals,
  thresholdCurrent,
} from '../../../../src/network/singleNeuron/firing.ts';
import {
  freeMembraneVariance,
  lifRate,
  ornsteinUhlenbeckMoments,
  sinusoidResponse,
} from '../../../../src/network/singleNeuron/theory.ts';
import { randomStream } from '../../../../src/numerics/random.ts';

const NEURON = { tau_m: 10, R_m: 10, E_L: -70, V_th: -55, V_reset: -75 };
const constant = (I: number, n: number) => new Float64Array(n).fill(I);

describe('exactLif', () => {
  it('follows the exponential below threshold, whatever the step', () => {
    for (const dt of [0.1, 1, 7]) {
      const { v, spikes } = exactLif(NEURON, constant(1.4, 50), dt);
      expect(spikes.length).toBe(0);
      // 14 mV above rest in the end; a rounding per step.
      v.forEach((value, n) => expect(value).toBeCloseTo(-70 + 14 * (1 - Math.exp((-n * dt) / 10)), 11));
    }
  });

  it('spikes at the intervals of the theory, rounded up to the grid', () => {
    const dt = 0.01;
    const { spikes } = exactLif(NEURON, constant(1.8, 20000), dt);
    const isi = 1000 / lifRate({ ...NEURON, V_inf: -70 + 18 });
    for (let i = 1; i < spikes.length; i++) expect(spikes[i] - spikes[i - 1]).toBe(Math.ceil(isi / dt));
    expect(spikes.length).toBeGreaterThan(5);
  });

  it('does not spike when V only reaches the threshold', () => {
    // V_inf = V_th, and V starts there: equality.
    const { spikes } = exactLif({ ...NEURON, V_init: -55 }, constant(1.5, 100), 0.1);
    expect(spikes.length).toBe(0);
  });

  it('lets a sample act in the step after it or before it', () => {
    const current = Float64Array.of(0, 1, 0, 0);
    const after = exactLif({ ...NEURON, V_reset: -80 }, current, 1).v;
    const before = exactLif({ ...NEURON, V_reset: -80 }, current, 1, { acts: 'before' }).v;
    const jump = 10 * (1 - Math.exp(-0.1));
    expect(after[1]).toBe(-70);
    expect(after[2] + 70).toBeCloseTo(jump, 12);
    expect(before[0]).toBe(-70);
    expect(before[1] + 70).toBeCloseTo(jump, 12);
    expect(exactLif(NEURON, [1.8, 1.8], 100).spikes).toEqual(Int32Array.of(0, 1));
    expect(exactLif(NEURON, [1.8, 1.8], 100, { acts: 'before' }).spikes).toEqual(Int32Array.of(1));
  });

  it('takes empty currents and refuses bad input', () => {
    expect(exactLif(NEURON, [], 0.1).v.length).toBe(0);
    expect(() => exactLif(NEURON, [0, NaN], 0.1)).toThrow(/current\[1\]/);
    expect(() => exactLif(NEURON, [0], 0)).toThrow(ParameterError);
    expect(() => exactLif({ ...NEURON, tau_m: -1 }, [0], 0.1)).toThrow(/tau_m/);
    expect(() => exactLif({ ...NEURON, V_reset: -55 }, [0], 0.1)).toThrow(/V_reset/);
  });
});

describe('eulerLif', () => {
  it('relaxes as the difference equation does', () => {
    const { v } = eulerLif({}, constant(100, 200), 0.1);
    // 10 mV in the end; factor 1 - dt/tau per step.
    v.forEach((value, n) => expect(value).toBeCloseTo(-75 + 10 * (1 - 0.99 ** n), 11));
  });

  it('keeps V_reset in the step of the spike and during the refractory period', () => {
    const dt = 0.5;
    const { v, spikes } = eulerLif({ t_ref: 2 }, constant(500, 200), dt);
    expect(spikes.length).toBeGreaterThan(3);
    for (const s of spikes.slice(0, -1)) expect(Array.from(v.subarray(s, s + 5))).toEqual(Array(5).fill(-75));
    expect(v.every((x) => x < -55)).toBe(true);
  });

  it('spikes at equality, and approaches the theory at first order in dt', () => {
    expect(eulerLif({ V_init: -55 }, [0, 0], 0.1).spikes).toEqual(Int32Array.of(0));
    const isi = (dt: number) => {
      const { spikes } = eulerLif({}, constant(300, Math.round(2000 / dt)), dt);
      return ((spikes.at(-1)! - spikes[0]) * dt) / (spikes.length - 1);
    };
    const theory = 1000 / lifRate({ tau_m: 10, V_inf: -45, V_th: -55, V_reset: -75, t_ref: 2 });
    const errors = [0.1, 0.05, 0.025].map((dt) => Math.abs(isi(dt) - theory));
    // One step of detection and the error of the method, both proportional to dt.
    [0.1, 0.05, 0.025].forEach((dt, i) => expect(errors[i]).toBeLessThan(3 * dt));
  });

  it('takes none or one sample and refuses bad input', () => {
    expect(eulerLif({}, [], 0.1).v.length).toBe(0);
    expect(Array.from(eulerLif({}, [1000], 0.1).v)).toEqual([-75]);
    expect(() => eulerLif({ t_ref: -1 }, [0], 0.1)).toThrow(/t_ref/);
    expect(() => eulerLif({ g_L: 0 }, [0], 0.1)).toThrow(/g_L/);
    expect(() => eulerLif({}, [Infinity], 0.1)).toThrow(/current\[0\]/);
  });
});

describe('currents', () => {
  it('pulses include both ends', () => {
    expect(Array.from(pulseCurrent(2, 1, 3, 6))).toEqual([0, 2, 2, 2, 0, 0]);
    expect(Array.from(pulseCurrent(2, 4, 9, 6))).toEqual([0, 0, 0, 0, 2, 2]);
    expect(pulseCurrent(2, 0, 3, 0).length).toBe(0);
    expect(() => pulseCurrent(NaN, 0, 1, 2)).toThrow(ParameterError);
    expect(() => pulseCurrent(1, -1, 1, 2)).toThrow(ParameterError);
  });

  it('sinusoids have their frequency in Hz, held currents their factor', () => {
    const current = sinusoidalCurrent({ offset: 1, amplitude: 2, frequency: 250, phase: Math.PI / 2 }, 5, 1);
    [3, 1, -1, 1, 3].forEach((x, i) => expect(current[i]).toBeCloseTo(x, 12));
    expect(Array.from(heldCurrent([1, 2], 3))).toEqual([1, 1, 1, 2, 2, 2]);
    expect(() => heldCurrent([1], 0)).toThrow(ParameterError);
    expect(() => sinusoidalCurrent({ offset: 0, amplitude: 1, frequency: -1 }, 5, 1)).toThrow(/frequency/);
  });

  it('white noise scales with the root of the step', () => {
    expect(Array.from(whiteNoiseCurrent({ mean: 5, sigma: 2 }, [1, -1, 0], 10))).toEqual([25, -15, 5]);
    expect(() => whiteNoiseCurrent({ mean: 0, sigma: -1 }, [0], 1)).toThrow(/sigma/);
  });

  it('Ornstein-Uhlenbeck noise decays to its mean and has its moments', () => {
    const still = ornsteinUhlenbeckCurrent({ mean: 8, sigma: 0, tau: 4 }, new Float64Array(4), 1);
    expect(Array.from(still)).toEqual([0, 2, 3.5, 4.625]);
    const noise = { mean: 3, sigma: 2, tau: 5 };
    const theory = ornsteinUhlenbeckMoments(noise, 1);
    for (const k of [0, 1, 3])
      expect(ornsteinUhlenbeckCurrent({ ...noise, sigma: 0 }, new Float64Array(4), 1)[k]).toBeCloseTo(
        theory.mean(k),
        12,
      );
    const stream = randomStream(1, 'ou');
    const n = 200_000;
    const x = ornsteinUhlenbeckCurrent(
      noise,
      Float64Array.from({ length: n }, () => stream.normal()),
      1,
      { start: 3 },
    );
    for (const lag of [0, 1, 5, 20]) {
      let sum = 0;
      for (let i = 0; i + lag < n; i++) sum += (x[i] - 3) * (x[i + lag] - 3);
      // Bartlett: variance of the estimate below 2 tau sigma^4 / n, 4 standard errors.
      expect(Math.abs(sum / (n - lag) - theory.autocovariance(lag))).toBeLessThan(
        4 * 4 * Math.sqrt((2 * 5) / n),
      );
    }
    expect(() => ornsteinUhlenbeckCurrent({ mean: 0, sigma: 1, tau: 0.5 }, [0], 1)).toThrow(/tau/);
  });
});

describe('theory', () => {
  it('lifRate has its limits', () => {
    const drive = { tau_m: 10, V_th: 1, V_reset: 0 };
    expect(lifRate({ ...drive, V_inf: 1 })).toBe(0);
    expect(lifRate({ ...drive, V_inf: 2 })).toBeCloseTo(100 / Math.log(2), 10);
    // Strong drive: V rises at V_inf/tau, minus half the threshold: relative error (V_th/V_inf)^2/12.
    expect(lifRate({ ...drive, V_inf: 1e6 })).toBeCloseTo(1000 / (10 / (1e6 - 0.5)), 0);
    expect(lifRate({ ...drive, V_inf: 1e9, t_ref: 2 })).toBeCloseTo(500, 4);
    expect(() => lifRate({ ...drive, V_inf: NaN })).toThrow(ParameterError);
  });

  it('the response to a sinusoid is that of the simulation', () => {
    const [tau_m, frequency, dt] = [10, 20, 0.01];
    const current = sinusoidalCurrent({ offset: 0, amplitude: 0.5, frequency }, 30_000, dt);
    const { v } = exactLif({ ...NEURON, tau_m }, current, dt);
    const { amplitude, lag } = sinusoidResponse(tau_m, 5, frequency);
    // After 15 time constants; the current is held over dt, which delays it by dt/2.
    for (let n = 15_000; n < 30_000; n += 500)
      expect(v[n] + 70).toBeCloseTo(amplitude * Math.sin(2 * Math.PI * 0.02 * (n - 0.5) * dt - lag), 3);
    expect(sinusoidResponse(10, 3, 0)).toEqual({ amplitude: 3, lag: 0 });
  });

  it('the free variance is that of the simulation', () => {
    const stream = randomStream(1, 'free');
    const n = 400_000;
    const noise = whiteNoiseCurrent(
      { mean: 0, sigma: 1 },
      Float64Array.from({ length: n }, () => stream.normal()),
      1,
    );
    const { v } = eulerLif({ V_th: 1000 }, noise, 1);
    const variance = v.reduce((sum, x) => sum + (x + 75) ** 2, 0) / n;
    const expected = freeMembraneVariance({ tau_m: 10, g_L: 10 }, 1, 1);
    // Correlated over tau: standard error about sqrt(2 tau/n) relative; 4 of them.
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(20 / n));
  });
});

describe('firing', () => {
  it('rates, intervals and CV of given spikes', () => {
    const trace = { dt: 0.5, v: new Float64Array(2000), spikes: Int32Array.of(10, 20, 50) };
    expect(firingRate(trace)).toBe(3);
    expect(Array.from(intervals(trace))).toEqual([5, 15]);
    expect(intervalCV(intervals(trace))).toBe(0.5);
    expect(intervalCV([3])).toBeUndefined();
    expect(firingRate({ dt: 1, v: new Float64Array(0), spikes: new Int32Array(0) })).toBe(0);
    expect(intervals({ dt: 1, spikes: new Int32Array(0) }).length).toBe(0);
  });

  it('the curve rises with the current', () => {
    const rates = fiCurve([0, 1.6, 2], (I) => exactLif(NEURON, constant(I, 10_000), 0.1));
    expect(rates[0]).toBe(0);
    expect(rates[1]).toBeGreaterThan(0);
    expect(rates[2]).toBeGreaterThan(rates[1]);
  });

  it('bisection encloses the threshold', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (threshold) => {
        const [below, above] = thresholdCurrent((I) => I > threshold, [-6, 6], 1e-9);
        expect(below).toBeLessThanOrEqual(threshold);
        expect(above).toBeGreaterThan(threshold);
        expect(above - below).toBeLessThanOrEqual(1e-9);
      }),
    );
    expect(() => thresholdCurrent(() => false, [0, 1], 0.1)).toThrow(/range/);
    expect(() => thresholdCurrent((I) => I > 0.5, [1, 0], 0.1)).toThrow(/range/);
    // Ends where no number lies between, whatever the tolerance.
    const [below, above] = thresholdCurrent((I) => I > 0.5, [0, 1], 1e-300);
    expect(above - below).toBeLessThan(1e-15);
  });
});
