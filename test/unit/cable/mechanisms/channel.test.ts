import { describe, expect, it } from 'vitest';
import { linoid, openFraction, rateGate } from '../../../../src/cable/mechanisms/channel.ts';
import { ION_CHANNELS } from '../../../../src/cable/mechanisms/registry.ts';

const { Ih, NaTa_t, SKv3_1 } = ION_CHANNELS;

describe('rates of gates', () => {
  it('pass through the singular point of the linoid without a jump', () => {
    expect(linoid(0.2, 0, 6)).toBeAllclose(1.2, { rtol: 1e-15 });
    // a k (1 + x/2k + x^2/12k^2): the quadratic is below rounding here.
    for (const x of [1e-300, -1e-12, 1e-9, -1e-6])
      expect(linoid(0.2, x, 6)).toBeAllclose(1.2 * (1 + x / 12 + x ** 2 / 432), { rtol: 1e-14 });
    expect(linoid(0.2, 30, 6)).toBeAllclose((0.2 * 30) / (1 - Math.exp(-5)), { rtol: 1e-14 });
    expect(linoid(0.2, -6000, 6)).toBeCloseTo(0, 300);
  });

  it('become a steady state and a time constant', () => {
    const gate = rateGate(
      'm',
      3,
      () => 2,
      () => 6,
      0.5,
    );
    expect([gate.inf(0), gate.tau(0)]).toEqual([0.25, 0.25]);
  });
});

describe('the Hay channels at -65 mV, by the formulas of their papers', () => {
  const V = -65;

  it('Ih', () => {
    const al = (0.00643 * (V + 154.9)) / (Math.exp((V + 154.9) / 11.9) - 1);
    const be = 0.193 * Math.exp(V / 33.1);
    expect(Ih.gates[0].inf(V)).toBeAllclose(al / (al + be), { rtol: 1e-13 });
    expect(Ih.gates[0].tau(V)).toBeAllclose(1 / (al + be), { rtol: 1e-13 });
    expect(Ih.reversal).toBe(-45);
    // No gap at the removable singularity -154.9 mV: a k there.
    const at = (v: number) => Ih.gates[0].tau(v);
    expect(at(-154.9)).toBeAllclose(1 / (0.00643 * 11.9 + 0.193 * Math.exp(-154.9 / 33.1)), { rtol: 1e-12 });
  });

  it('NaTa_t: m^3 h', () => {
    const ma = (0.182 * (V + 38)) / (1 - Math.exp(-(V + 38) / 6));
    const mb = (0.124 * (-V - 38)) / (1 - Math.exp(-(-V - 38) / 6));
    const ha = (-0.015 * (V + 66)) / (1 - Math.exp((V + 66) / 6));
    const hb = (-0.015 * (-V - 66)) / (1 - Math.exp((-V - 66) / 6));
    const [m, h] = [ma / (ma + mb), ha / (ha + hb)];
    expect(openFraction(NaTa_t, V)).toBeAllclose(m ** 3 * h, { rtol: 1e-13 });
    const q = 2.3 ** ((34 - 21) / 10);
    expect(NaTa_t.gates[0].tau(V)).toBeAllclose(1 / (ma + mb) / q, { rtol: 1e-13 });
    expect(NaTa_t.gates[1].tau(V)).toBeAllclose(1 / (ha + hb) / q, { rtol: 1e-13 });
    // -38 and -66 mV are the singular points of its rates.
    for (const v of [-38, -66])
      expect(openFraction(NaTa_t, v)).toBeAllclose(
        (openFraction(NaTa_t, v - 1e-6) + openFraction(NaTa_t, v + 1e-6)) / 2,
        { rtol: 1e-10 },
      );
  });

  it('SKv3_1: m', () => {
    expect(openFraction(SKv3_1, V)).toBeAllclose(1 / (1 + Math.exp(-(V - 18.7) / 9.7)), { rtol: 1e-13 });
    expect(SKv3_1.gates[0].tau(V)).toBeAllclose(4 / (1 + Math.exp(-(V + 46.56) / 44.14)), { rtol: 1e-13 });
  });

  it.each(
    Object.values(ION_CHANNELS).flatMap((c) => c.gates.map((gate) => [c.name, gate.name, gate] as const)),
  )('keep %s %s within 0 … 1 and its time constant positive, wherever the variable may go', (_, __, gate) => {
    // Far beyond any potential of a cell, in steps that meet no singular point exactly and some that do; calcium from nothing to that outside.
    const values =
      gate.of === 'ca'
        ? Array.from({ length: 1000 }, (_, k) => 2 * 10 ** (-k / 100))
        : Array.from({ length: 20_001 }, (_, k) => -1000 + k / 10);
    const bad = values.filter((x) => {
      const [inf, tau] = [gate.inf(x), gate.tau(x)];
      return !(inf >= 0 && inf <= 1 && tau > 0 && tau < 1e4);
    });
    expect(bad).toEqual([]);
  });
});
