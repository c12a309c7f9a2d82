/** Propagators of iaf_psc_exp against closed forms and an adaptive-free oracle; parameters and their rules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../src/errors.ts';
import {
  IAF_PSC_EXP_DEFAULTS,
  iafPscExpParameters,
  propagators,
} from '../../../../src/network/point/iafPscExp.ts';

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
});

describe('iafPscExpParameters', () => {
  it("completes with NEST's defaults", () => {
    expect(iafPscExpParameters('p', { tau_m: 20 })).toEqual({ ...base, tau_m: 20 });
    expect(iafPscExpParameters('p')).toEqual(base);
  });

  it.each([
    ['C_m', 0],
    ['tau_m', -1],
    ['tau_syn_ex', NaN],
    ['tau_syn_in', Infinity],
    ['t_ref', -0.1],
    ['E_L', NaN],
    ['V_reset', -55],
    ['I_e', Infinity],
  ])('refuses %s = %s', (name, value) => {
    expect(() => iafPscExpParameters('p', { [name]: value })).toThrow(ParameterError);
    expect(() => iafPscExpParameters('p', { [name]: value })).toThrow(`p.params.${name}`);
  });

  it('refuses unknown names', () => {
    expect(() => iafPscExpParameters('p', { tau_syn: 1 } as object)).toThrow(
      /tau_syn_ex.*received "tau_syn"/,
    );
  });
});
