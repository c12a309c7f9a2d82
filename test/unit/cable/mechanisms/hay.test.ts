/** Every gate against its formula, written down again and independently, at several potentials and at the singular points of the rates. */
import { describe, expect, it } from 'vitest';
import { temperatureFactor, type Gate } from '../../../../src/cable/mechanisms/channel.ts';
import { calciumInflux, calciumReversal } from '../../../../src/cable/mechanisms/calcium.ts';
import { derivative, linearise } from '../../../../src/cable/mechanisms/linearise.ts';
import { ION_CHANNELS } from '../../../../src/cable/mechanisms/registry.ts';

const POTENTIALS = [-110, -91.3, -70, -65, -60, -49.7, -38, -35, -27, -20, 0, 12.5, 40];
const Q = 2.3 ** ((34 - 21) / 10);
const exp = Math.exp;
/** x/(1 - exp(-x/k)), its limit by its series. */
const lin = (x: number, k: number): number => (Math.abs(x) < 1e-9 ? k + x / 2 : x / (1 - exp(-x / k)));

type Formula = { inf: (v: number) => number; tau: (v: number) => number };
const ratio = (a: (v: number) => number, b: (v: number) => number, q = 1): Formula => ({
  inf: (v) => a(v) / (a(v) + b(v)),
  tau: (v) => 1 / (a(v) + b(v)) / q,
});
const sigmoid = (x: number): number => 1 / (1 + exp(-x));

const sodium = (m: number, h: number): Record<string, [number, Formula]> => ({
  m: [
    3,
    ratio(
      (v) => 0.182 * lin(v + m, 6),
      (v) => 0.124 * lin(-v - m, 6),
      Q,
    ),
  ],
  h: [
    1,
    ratio(
      (v) => 0.015 * lin(-v - h, 6),
      (v) => 0.015 * lin(v + h, 6),
      Q,
    ),
  ],
});

const FORMULAS: Record<string, Record<string, [power: number, Formula]>> = {
  NaTa_t: sodium(38, 66),
  NaTs2_t: sodium(32, 60),
  Nap_Et2: {
    m: [
      3,
      {
        inf: (v) => sigmoid((v + 52.6) / 4.6),
        tau: (v) => 6 / (0.182 * lin(v + 38, 6) + 0.124 * lin(-v - 38, 6)) / Q,
      },
    ],
    h: [
      1,
      {
        inf: (v) => sigmoid(-(v + 48.8) / 10),
        tau: (v) => 1 / (2.88e-6 * lin(-v - 17, 4.63) + 6.94e-6 * lin(v + 64.4, 2.63)) / Q,
      },
    ],
  },
  Ih: {
    m: [
      1,
      ratio(
        (v) => 0.00643 * lin(-v - 154.9, 11.9),
        (v) => 0.193 * exp(v / 33.1),
      ),
    ],
  },
  SKv3_1: { m: [1, { inf: (v) => sigmoid((v - 18.7) / 9.7), tau: (v) => 4 * sigmoid((v + 46.56) / 44.14) }] },
  Im: {
    m: [
      1,
      ratio(
        (v) => 0.0033 * exp(0.1 * (v + 35)),
        (v) => 0.0033 * exp(-0.1 * (v + 35)),
        Q,
      ),
    ],
  },
  K_Tst: {
    m: [
      4,
      { inf: (v) => sigmoid((v + 10) / 19), tau: (v) => (0.34 + 0.92 * exp(-(((v + 81) / 59) ** 2))) / Q },
    ],
    h: [1, { inf: (v) => sigmoid(-(v + 76) / 10), tau: (v) => (8 + 49 * exp(-(((v + 83) / 23) ** 2))) / Q }],
  },
  K_Pst: {
    m: [
      2,
      {
        inf: (v) => sigmoid((v + 11) / 12),
        tau: (v) =>
          (v < -60 ? 1.25 + 175.03 * exp(0.026 * (v + 10)) : 1.25 + 13 * exp(-0.026 * (v + 10))) / Q,
      },
    ],
    h: [
      1,
      {
        inf: (v) => sigmoid(-(v + 64) / 11),
        tau: (v) => (360 + (1010 + 24 * (v + 65)) * exp(-(((v + 85) / 48) ** 2))) / Q,
      },
    ],
  },
  Ca_HVA: {
    m: [
      2,
      ratio(
        (v) => 0.055 * lin(v + 27, 3.8),
        (v) => 0.94 * exp(-(v + 75) / 17),
      ),
    ],
    h: [
      1,
      ratio(
        (v) => 0.000457 * exp(-(v + 13) / 50),
        (v) => 0.0065 / (exp(-(v + 15) / 28) + 1),
      ),
    ],
  },
  Ca_LVAst: {
    m: [2, { inf: (v) => sigmoid((v + 40) / 6), tau: (v) => (5 + 20 / (1 + exp((v + 35) / 5))) / Q }],
    h: [1, { inf: (v) => sigmoid(-(v + 90) / 6.4), tau: (v) => (20 + 50 / (1 + exp((v + 50) / 7))) / Q }],
  },
  hh_na: {
    m: [
      3,
      ratio(
        (v) => 0.1 * lin(v + 40, 10),
        (v) => 4 * exp(-(v + 65) / 18),
      ),
    ],
    h: [
      1,
      ratio(
        (v) => 0.07 * exp(-(v + 65) / 20),
        (v) => 1 / (exp(-(v + 35) / 10) + 1),
      ),
    ],
  },
  hh_k: {
    n: [
      4,
      ratio(
        (v) => 0.01 * lin(v + 55, 10),
        (v) => 0.125 * exp(-(v + 65) / 80),
      ),
    ],
  },
};

const IONS: Record<string, string[]> = {
  na: ['NaTa_t', 'NaTs2_t', 'Nap_Et2', 'hh_na'],
  k: ['SKv3_1', 'Im', 'K_Tst', 'K_Pst', 'SK_E2', 'hh_k'],
  ca: ['Ca_HVA', 'Ca_LVAst'],
};

describe.each(Object.entries(FORMULAS))('%s', (name, gates) => {
  it('has its gates, powers and ion', () => {
    const channel = ION_CHANNELS[name];
    expect(channel.gates.map((gate) => [gate.name, gate.power])).toEqual(
      Object.entries(gates).map(([gate, [power]]) => [gate, power]),
    );
    const ion = Object.keys(IONS).find((key) => IONS[key].includes(name));
    expect(channel.ion).toBe(ion);
  });

  it.each(Object.entries(gates))('gate %s', (gateName, [, formula]) => {
    const gate = ION_CHANNELS[name].gates.find((g) => g.name === gateName) as Gate;
    for (const v of POTENTIALS) {
      // The naive linoid above loses digits next to its singular point: 1e-9 beside it, not at it.
      expect(gate.inf(v), `inf(${v})`).toBeAllclose(formula.inf(v), { rtol: 1e-12 });
      expect(gate.tau(v), `tau(${v})`).toBeAllclose(formula.tau(v), { rtol: 1e-12 });
    }
  });

  it('is linearised with the slopes of its gates', () => {
    const channel = ION_CHANNELS[name];
    const open = (v: number, x: number[]): number =>
      channel.gates.reduce((p, gate, k) => p * x[k] ** gate.power, 1) * (v - 20);
    for (const V of [-70.3, -41.7]) {
      const rest = channel.gates.map((gate) => gate.inf(V));
      const { conductance, gates: linear } = linearise(channel, V, 20);
      expect(conductance * (V - 20)).toBeAllclose(open(V, rest), { rtol: 1e-13 });
      // di/dx * dx_inf/dv, by central differences of the current itself.
      for (const [k, { coupling, tau }] of linear.entries()) {
        const h = 1e-4;
        const at = (v: number) =>
          open(
            V,
            rest.map((x, j) => (j === k ? channel.gates[k].inf(v) : x)),
          );
        // h^2 f'''/6 of gates some mV wide: 1e-9.
        expect(coupling).toBeAllclose((at(V + h) - at(V - h)) / (2 * h), { rtol: 1e-7, atol: 1e-12 });
        expect(tau).toBe(channel.gates[k].tau(V));
      }
    }
  });
});

describe('calcium', () => {
  it('opens SK_E2', () => {
    const [z] = ION_CHANNELS.SK_E2.gates;
    expect(z.of).toBe('ca');
    expect(z.inf(0.00043)).toBeAllclose(0.5, { rtol: 1e-15 });
    expect(z.inf(0.00086)).toBeAllclose(1 / (1 + 0.5 ** 4.8), { rtol: 1e-14 });
    expect(z.tau(1)).toBe(1);
  });

  it('sets its reversal potential and fills a shell', () => {
    // Nernst at 34 degC, ratio e^2: R T / F.
    expect(calciumReversal(1, Math.exp(2), 34)).toBeAllclose(
      (1000 * 8.31446261815324 * 307.15) / 96485.33212,
      { rtol: 1e-14 },
    );
    // 1 mA/cm2 inward into 0.1 um: 1e-3 C/s/cm2 / (2 F) mol / (1e-5 cm) = 1e-3/(2 F 1e-5) mol/cm3/s = 1e3 times that in mM/ms.
    expect(calciumInflux(1, 0.1)).toBeAllclose((-1e-3 / (2 * 96485.33212 * 1e-5)) * 1e3, { rtol: 1e-13 });
  });
});

describe('temperature', () => {
  it('speeds up the squid axon threefold per 10 degC, and not the channels of Hay et al.', () => {
    expect(temperatureFactor(ION_CHANNELS.hh_k.gates[0], 16.3)).toBeAllclose(3, { rtol: 1e-14 });
    expect(temperatureFactor(ION_CHANNELS.NaTa_t.gates[0], 16.3)).toBe(1);
    const warm = linearise(ION_CHANNELS.hh_k, -60, -77, { temperature: 26.3 }).gates[0].tau;
    expect(warm).toBeAllclose(ION_CHANNELS.hh_k.gates[0].tau(-60) / 9, { rtol: 1e-13 });
  });
});

it('derivatives are those of smooth functions', () => {
  expect(derivative(Math.sin, 0.3)).toBeAllclose(Math.cos(0.3), { rtol: 1e-11 });
});
