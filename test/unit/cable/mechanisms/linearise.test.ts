import { describe, expect, it } from 'vitest';
import { openFraction, type Channel } from '../../../../src/cable/mechanisms/channel.ts';
import { ION_CHANNELS } from '../../../../src/cable/mechanisms/registry.ts';
import { derivative, freeze, linearise } from '../../../../src/cable/mechanisms/linearise.ts';

const { Ih, NaTa_t } = ION_CHANNELS;

/** Open fraction with gate k moved to x, the others at their steady state for v. */
function openWith(channel: Channel, v: number, k: number, x: number): number {
  return channel.gates.reduce((p, gate, j) => p * (j === k ? x : gate.inf(v)) ** gate.power, 1);
}

describe('numerical derivatives', () => {
  it('are good to 1e-11 for functions as smooth as gates', () => {
    expect(derivative(Math.exp, 1)).toBeAllclose(Math.E, { rtol: 1e-11 });
    expect(derivative(Math.sin, 0.3)).toBeAllclose(Math.cos(0.3), { rtol: 1e-11 });
    // The steepest gate of the Hay channels: slope 6 mV, as a logistic function.
    const f = (v: number) => 1 / (1 + Math.exp(-(v + 40) / 6));
    for (const v of [-70, -40, -39.5, 0]) {
      expect(derivative(f, v)).toBeAllclose((f(v) * (1 - f(v))) / 6, { rtol: 1e-10 });
    }
    expect(derivative(() => 3, 7)).toBe(0);
  });
});

describe('linearised channels', () => {
  it('Ih at -65 mV: conductance and the coupling -phi of the closed formula', () => {
    const V = -65;
    const al = (0.00643 * (V + 154.9)) / (Math.exp((V + 154.9) / 11.9) - 1);
    const be = 0.193 * Math.exp(V / 33.1);
    const tau = 1 / (al + be);
    const slope =
      ((-al * be * tau ** 2) / (V + 154.9)) *
      ((al / (11.9 * 0.00643)) * Math.exp((V + 154.9) / 11.9) + (V + 154.9) / 33.1 - 1);
    const { conductance, gates } = linearise(Ih, V, -45);
    expect(conductance).toBeAllclose(al / (al + be), { rtol: 1e-13 });
    expect(gates).toHaveLength(1);
    expect(gates[0].tau).toBeAllclose(tau, { rtol: 1e-13 });
    expect(gates[0].coupling).toBeAllclose(-slope * (-45 - V), { rtol: 1e-10 });
  });

  it('is the first-order expansion of the nonlinear current, gate by gate', () => {
    const [V, E] = [-60, 50];
    const { conductance, gates } = linearise(NaTa_t, V, E);
    // di/dv at fixed gates
    const at = (v: number) => openFraction(NaTa_t, V) * (v - E);
    expect(conductance).toBeAllclose((at(V + 1) - at(V - 1)) / 2, { rtol: 1e-12 });
    for (const [k, gate] of NaTa_t.gates.entries()) {
      // A gate displaced by inf'(V) y changes the current by coupling * y, to second order in y.
      const current = (y: number) => {
        const slope = (gate.inf(V + 1e-4) - gate.inf(V - 1e-4)) / 2e-4;
        return openWith(NaTa_t, V, k, gate.inf(V) + slope * y) * (V - E);
      };
      const h = 1e-3;
      expect((current(h) - current(-h)) / (2 * h)).toBeAllclose(gates[k].coupling, { rtol: 1e-6 });
      expect(gates[k].tau).toBe(gate.tau(V));
    }
  });

  it('sums to the slope of the steady-state current once all gates have followed', () => {
    for (const V of [-80, -65, -50]) {
      const E = 50;
      const { conductance, gates } = linearise(NaTa_t, V, E);
      const steady = (v: number) => openFraction(NaTa_t, v) * (v - E);
      const slope = (steady(V + 1e-3) - steady(V - 1e-3)) / 2e-3;
      expect(conductance + gates.reduce((s, g) => s + g.coupling, 0)).toBeAllclose(slope, { rtol: 1e-5 });
    }
  });

  it('frozen keeps the conductance only', () => {
    expect(freeze(NaTa_t, -65)).toEqual({ conductance: openFraction(NaTa_t, -65), gates: [] });
  });
});
