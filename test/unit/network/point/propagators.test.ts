/** Exact propagators against closed forms, at equal time constants, and composed of half steps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IAF_PSC_EXP_DEFAULTS, propagators } from '../../../../src/network/point/models/iafPscExp.ts';
import { slopeToVoltage } from '../../../../src/network/point/propagators.ts';

const base = IAF_PSC_EXP_DEFAULTS;

describe('propagators', () => {
  it('are the textbook formulas where these keep their digits', () => {
    const p = propagators({ ...base, tau_syn_ex: 2, tau_syn_in: 30 }, 0.1);
    const A = (tau: number) =>
      ((1 / base.C_m) * tau * base.tau_m * (Math.exp(-0.1 / base.tau_m) - Math.exp(-0.1 / tau))) /
      (base.tau_m - tau);
    expect(p.Pm).toBe(Math.exp(-0.01));
    expect(p.P0).toBeAllclose((base.tau_m / base.C_m) * (1 - Math.exp(-0.01)), { rtol: 1e-13 });
    // The textbook difference of exponentials loses two digits at dt/tau = 0.01.
    expect(p.A_ex).toBeAllclose(A(2), { rtol: 1e-13 });
    expect(p.A_in).toBeAllclose(A(30), { rtol: 1e-12 });
  });

  it('go through equal time constants without losing a digit', () => {
    const limit = (0.1 / base.C_m) * Math.exp(-0.1 / base.tau_m);
    for (const factor of [1, 1 + 1e-15, 1 - 1e-12, 1 + 1e-9, 1 + 1e-7]) {
      const { A_ex } = propagators({ ...base, tau_syn_ex: base.tau_m * factor }, 0.1);
      // A = limit (1 - x/2 + ...), x = h (1/tau_syn - 1/tau_m).
      const x = (0.1 / base.tau_m) * (1 / factor - 1);
      expect(A_ex).toBeAllclose(limit * (1 - x / 2), { rtol: 1e-15 });
    }
  });

  it('make one step of h the same as two steps of h/2', () => {
    const tau = fc.double({ min: 0.2, max: 50, noNaN: true });
    fc.assert(
      fc.property(tau, tau, fc.double({ min: 0.01, max: 1, noNaN: true }), (tau_m, tau_syn_ex, h) => {
        const one = propagators({ ...base, tau_m, tau_syn_ex }, h);
        const half = propagators({ ...base, tau_m, tau_syn_ex }, h / 2);
        expect(half.Pm * half.A_ex + half.A_ex * half.P_ex).toBeAllclose(one.A_ex, { rtol: 1e-13 });
        expect(half.Pm * half.P0 + half.P0).toBeAllclose(one.P0, { rtol: 1e-13 });
      }),
    );
  });

  it('take the slope of an alpha function through equal time constants', () => {
    const { C_m, tau_m } = base;
    // B = (h^2/C_m) Pm (1/2 - x/3 + x^2/8 - ...), x = h (1/tau_syn - 1/tau_m).
    for (const factor of [1, 1 + 1e-15, 1 + 1e-9, 1 - 1e-6, 1 + 1e-3]) {
      const h = 0.1;
      const x = (h / tau_m) * (1 / factor - 1);
      const moment = 0.5 - x / 3 + (x * x) / 8 - x ** 3 / 30;
      expect(slopeToVoltage(tau_m * factor, tau_m, C_m, h)).toBeAllclose(
        ((h * h) / C_m) * Math.exp(-h / tau_m) * moment,
        { rtol: 1e-14 },
      );
    }
  });

  it('of an alpha function compose: one step of h is two of h/2, for all ratios of time constants', () => {
    const tau = fc.double({ min: 0.05, max: 50, noNaN: true });
    fc.assert(
      fc.property(tau, tau, fc.double({ min: 0.01, max: 1, noNaN: true }), (tau_m, tau_syn_ex, h) => {
        const B = (step: number): number => slopeToVoltage(tau_syn_ex, tau_m, base.C_m, step);
        const { Pm, A_ex, P_ex } = propagators({ ...base, tau_m, tau_syn_ex }, h / 2);
        // y decays to P y, i becomes P (h/2) y.
        const two = Pm * B(h / 2) + B(h / 2) * P_ex + A_ex * P_ex * (h / 2);
        expect(two).toBeAllclose(B(h), { rtol: 1e-12 });
      }),
    );
  });
});
