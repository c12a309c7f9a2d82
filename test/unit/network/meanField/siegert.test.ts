import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siegertRate } from '../../../../src/network/meanField/siegert.ts';
import { eulerLif } from '../../../../src/network/singleNeuron/eulerLif.ts';
import { whiteNoiseCurrent } from '../../../../src/network/singleNeuron/currents.ts';
import { lifRate } from '../../../../src/network/singleNeuron/theory.ts';
import { integrateAdaptive } from '../../../../src/numerics/quadrature.ts';
import { randomStream } from '../../../../src/numerics/random.ts';
import { erf } from '../../../../src/numerics/special.ts';

const NEURON = { tau_m: 10, t_ref: 2, V_th: -55, V_reset: -75 };

/** The formula as it stands; good while exp(u^2) does not overflow and 1 + erf u does not cancel. */
function asItStands(mu: number, sd: number): number {
  const y = (V: number) => (V - mu) / (Math.SQRT2 * sd);
  const integral = integrateAdaptive((u) => Math.exp(u * u) * (1 + erf(u)), y(-75), y(-55), { rtol: 1e-13 });
  return 1000 / (2 + 10 * Math.sqrt(Math.PI) * integral);
}

describe('siegertRate', () => {
  it('is the formula where the formula can be evaluated', () => {
    for (const [mu, sd] of [
      [-60, 5],
      [-65, 4],
      [-55, 10],
      [-75, 8],
      [-57, 14],
      [-70, 20],
    ] as const) {
      const rate = siegertRate({ ...NEURON, mu, sd });
      // 1 + erf u loses 4 digits at the lower end here.
      expect(Math.abs(rate / asItStands(mu, sd) - 1)).toBeLessThan(1e-10);
    }
  });

  it('has its limits: no noise, far below and far above threshold', () => {
    for (const mu of [-50, -30, 100]) {
      const still = lifRate({ ...NEURON, V_inf: mu });
      expect(siegertRate({ ...NEURON, mu, sd: 0 })).toBe(still);
      // Corrections of relative order (sd/(mu - V_th))^2.
      expect(Math.abs(siegertRate({ ...NEURON, mu, sd: 1e-4 }) / still - 1)).toBeLessThan(1e-8);
    }
    // Kramers: tau_m sqrt(pi) exp(y^2)/y (1 + 1/(2 y^2) + ...).
    const y = 20;
    const rate = siegertRate({ ...NEURON, mu: -55 - y * Math.SQRT2, sd: 1 });
    expect(Math.abs((rate * 10 * Math.sqrt(Math.PI)) / 1000 / (y * Math.exp(-y * y)) - 1)).toBeLessThan(
      1 / (y * y),
    );
    expect(siegertRate({ ...NEURON, mu: -1e6, sd: 1 })).toBe(0);
    expect(siegertRate({ ...NEURON, mu: 1e9, sd: 1 })).toBeCloseTo(500, 3);
    expect(siegertRate({ ...NEURON, t_ref: 0, mu: 0, sd: 1e300 })).toBeLessThan(Infinity);
  });

  it('rises with the mean, is never NaN, and stays below 1/t_ref', () => {
    const any = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(any(-500, 500), any(0, 100), any(0, 5), any(0.01, 50), (mu, sd, tau_syn, step) => {
        const rate = siegertRate({ ...NEURON, mu, sd, tau_syn });
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThan(500);
        expect(siegertRate({ ...NEURON, mu: mu + step, sd, tau_syn })).toBeGreaterThanOrEqual(
          rate * (1 - 1e-12),
        );
      }),
    );
  });

  it('filtered noise moves threshold and reset', () => {
    const white = siegertRate({ ...NEURON, mu: -60, sd: 5 });
    const shift = 5 * 1.4603545088095868 * Math.sqrt(0.5 / 10);
    const moved = siegertRate({ ...NEURON, V_th: -55 + shift, V_reset: -75 + shift, mu: -60, sd: 5 });
    const filtered = siegertRate({ ...NEURON, mu: -60, sd: 5, tau_syn: 0.5 });
    expect(filtered).toBeLessThan(white);
    expect(filtered / moved).toBeCloseTo(1, 12);
  });

  it('is the upper neighbour of a simulation on a grid', () => {
    const dt = 0.01;
    const samples = 2_000_000;
    const stream = randomStream(1, 'siegert');
    const normals = Float64Array.from({ length: samples }, () => stream.normal());
    // sd^2 = (sigma/g_L)^2 / (2 tau_m), tau_m in s.
    const sigma = 4;
    const sd = (sigma / 10) * Math.sqrt(1000 / 20);
    const { spikes } = eulerLif({}, whiteNoiseCurrent({ mean: 180, sigma }, normals, dt), dt);
    const measured = (1000 * spikes.length) / (samples * dt);
    const rate = siegertRate({ ...NEURON, mu: -75 + 18, sd });
    // The grid moves the threshold up by 0.5826 sd sqrt(2 dt/tau_m) (Chernoff; Broadie, Glasserman, Kou 1997); counts scatter by 2 %.
    const corrected = siegertRate({
      ...NEURON,
      V_th: -55 + 0.5826 * sd * Math.sqrt((2 * dt) / 10),
      mu: -57,
      sd,
    });
    expect(measured).toBeLessThan(rate);
    expect(Math.abs(measured / corrected - 1)).toBeLessThan((4 * 0.6) / Math.sqrt(spikes.length));
  });

  it('refuses what makes no sense', () => {
    expect(() => siegertRate({ ...NEURON, mu: NaN, sd: 1 })).toThrow(/mu/);
    expect(() => siegertRate({ ...NEURON, mu: 0, sd: -1 })).toThrow(/sd/);
    expect(() => siegertRate({ ...NEURON, V_reset: -55, mu: 0, sd: 1 })).toThrow(/V_reset/);
    expect(() => siegertRate({ ...NEURON, tau_m: 0, mu: 0, sd: 1 })).toThrow(/tau_m/);
  });
});
