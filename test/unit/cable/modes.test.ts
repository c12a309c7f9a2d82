import { describe, expect, it } from 'vitest';
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import { linearSystem } from '../../../src/cable/linearSystem.ts';
import { FULL_MODES, modalSolver, type ModalResponse } from '../../../src/cable/modes.ts';
import type { Channel } from '../../../src/cable/mechanisms/channel.ts';
import { ParameterError } from '../../../src/errors.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';
import { naiveCurrents } from '../../support/naiveCable.ts';

/** Number of modes that oscillate. */
const complexModes = (r: ModalResponse) => r.zIm.filter((z) => z !== 0).length;

/** Currents Re sum R exp(-z .) convolved with exp(-a t) and exp(-b t): the response to a double-exponential synapse. */
function response({ zRe, zIm, residueRe, residueIm }: ModalResponse, t: number): Float64Array {
  const [n, m] = residueRe.shape;
  const out = new Float64Array(n);
  const [a, b] = [1 / 2, 1 / 0.2];
  for (let k = 0; k < m; k++) {
    // (exp(-c t) - exp(-z t)) / (z - c)
    const conv = (c: number): [number, number] => {
      const [er, ei] = [
        Math.exp(-c * t) - Math.exp(-zRe[k] * t) * Math.cos(zIm[k] * t),
        Math.exp(-zRe[k] * t) * Math.sin(zIm[k] * t),
      ];
      const [dr, di] = [zRe[k] - c, zIm[k]];
      const norm = dr * dr + di * di;
      return [(er * dr + ei * di) / norm, (ei * dr - er * di) / norm];
    };
    const [p, q] = [conv(a), conv(b)];
    for (let i = 0; i < n; i++)
      out[i] += residueRe.data[i * m + k] * (p[0] - q[0]) - residueIm.data[i * m + k] * (p[1] - q[1]);
  }
  return out;
}

const TIMES = [0.01, 0.05, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

function difference(a: ModalResponse, b: ModalResponse): number {
  let [worst, largest] = [0, 0];
  for (const t of TIMES) {
    const [x, y] = [response(a, t), response(b, t)];
    for (let i = 0; i < x.length; i++) {
      worst = Math.max(worst, Math.abs(x[i] - y[i]));
      largest = Math.max(largest, Math.abs(y[i]));
    }
  }
  return worst / largest;
}

describe('modes of small cells', () => {
  it('has no current in one segment', () => {
    const modes = modalSolver(linearSystem(stick(1)))(Float64Array.of(3));
    expect(modes.zRe).toBeAllclose([1 / 20], { rtol: 1e-14 });
    expect(modes.residueRe.data).toEqual(new Float64Array(1));
  });

  it('gives two segments by hand: rates g/C and (g + 2 g_ax)/C', () => {
    const cell = stick(2);
    const { C, G } = linearSystem(cell);
    const axial = cell.tree.axial[cell.tree.nodeOf[1]];
    const { zRe, residueRe } = modalSolver(linearSystem(cell))(Float64Array.of(1, 0));
    const order = [...zRe.keys()].toSorted((p, q) => zRe[p] - zRe[q]);
    expect(order.map((k) => zRe[k])).toBeAllclose([G[0] / C[0], (G[0] + 2 * axial) / C[0]], { rtol: 1e-12 });
    // v = (1/2C) (1, 1) exp(-..) + (1/2C) (1, -1) exp(-..): only the second drives a current, -g_ax/C and +g_ax/C.
    expect(order.map((k) => residueRe.data[k])).toBeAllclose([0, -axial / C[0]], {
      rtol: 1e-12,
      atol: 1e-12 * (axial / C[0]),
    });
    expect(order.map((k) => residueRe.data[2 + k])).toBeAllclose([0, axial / C[0]], {
      rtol: 1e-12,
      atol: 1e-12 * (axial / C[0]),
    });
  });

  it('has one complex pair per column, and finds oscillations of a strong slow restorative channel', () => {
    const resonant: Channel = {
      name: 'resonant',
      reversal: -90,
      gates: [{ name: 'x', power: 1, inf: (v) => 1 / (1 + Math.exp(-(v + 65) / 2)), tau: () => 20 }],
    };
    const cell = withChannel(resonant, 2e-3);
    const system = linearSystem(cell);
    const modes = modalSolver(system)(Float64Array.of(1, 0, 0));
    expect(complexModes(modes)).toBeGreaterThan(0);
    expect(modes.zRe.length + complexModes(modes)).toBe(6);
    const amplitude = Float64Array.of(1, 0, 0);
    const naive = naiveCurrents(
      cell,
      cell.membrane.leak,
      amplitude,
      { type: 'exponential', tau: 2 },
      0.5,
      40,
    );
    const largest = Math.max(...naive.data.map(Math.abs));
    for (const k of [1, 4, 20, 40]) {
      const ours = singleExponential(modes, 0.5 * k, 0.5);
      const theirs = [0, 1, 2].map((i) => naive.data[i * 41 + k]);
      expect(ours).toBeAllclose(theirs, { atol: 1e-11 * largest });
    }
  });

  it('refuses a cell whose rest is unstable', () => {
    // Amplifying: inward current that grows with depolarisation, stronger than the leak.
    const amplifying: Channel = {
      name: 'amplifying',
      reversal: 50,
      gates: [{ name: 'x', power: 1, inf: (v) => 1 / (1 + Math.exp(-(v + 65) / 5)), tau: () => 1 }],
    };
    const system = linearSystem(withChannel(amplifying, 1e-3));
    expect(() => modalSolver(system)).toThrow(ParameterError);
    expect(() => modalSolver(system)).toThrow(/a mode that grows at .* per ms" \(freeze the channel/);
  });
});

describe('the rational Krylov basis against full diagonalisation', () => {
  const cases: [string, Cell][] = [
    ['passive', branchedCell(5, 3, 'passive')],
    // Densities that differ between soma and dendrites: the gates are not a multiple of the membrane.
    ['quasi-active', branchedCell(4, 3, 'quasi_active')],
    [
      'quasi-active with a rest per segment',
      branchedCell(4, 3, 'quasi_active', (n) => Array.from({ length: n }, (_, i) => -62 - (10 * i) / n)),
    ],
  ];

  it.each(cases)('agrees on a branched cell: %s', (name, cell) => {
    const { n, area, end } = cell.geometry;
    expect(n).toBeGreaterThan(name === 'passive' ? 100 : 45);
    const system = linearSystem(cell);
    const full = modalSolver(system, { fullModes: Infinity });
    const reduced = modalSolver(system, { fullModes: 0 });
    const one = new Float64Array(n);
    one[n >> 1] = 1;
    const top = area.map((A, i) => (end.data[2 * n + i] > 150 ? A / 1e4 : 0));
    for (const b of [one, top]) expect(difference(reduced(b), full(b))).toBeLessThan(1e-10);
  });

  it('is what large cells use by default', () => {
    const cell = branchedCell(5, 3, 'passive');
    const b = new Float64Array(cell.geometry.n);
    b[0] = 1;
    expect(cell.geometry.n).toBeGreaterThan(FULL_MODES);
    expect(modalSolver(linearSystem(cell))(b).zRe.length).toBeLessThan(60);
    expect(modalSolver(linearSystem(cell), { fullModes: Infinity })(b).zRe.length).toBe(cell.geometry.n);
  });

  it('gives no modes for no charge', () => {
    const modes = modalSolver(linearSystem(yCell('passive')), { fullModes: 0 })(new Float64Array(5));
    expect(modes.zRe.length).toBe(0);
  });
});

/** Three segments of a stick with a channel on them. */
function withChannel(channel: Channel, density: number): Cell {
  return createCell({
    morphology: {
      sections: [
        {
          name: 'soma[0]',
          points: [
            [0, 0, 0, 2],
            [0, 0, 600, 2],
          ],
        },
      ],
    },
    axialResistivity: 150,
    capacitance: 1,
    segments: { counts: { 'soma[0]': 3 } },
    membrane: {
      rest: -65,
      mechanisms: [
        { type: 'pas', sections: 'all', conductance: 5e-5 },
        { type: channel, form: 'quasi_active', sections: 'all', density },
      ],
    },
  });
}

function singleExponential(
  { zRe, zIm, residueRe, residueIm }: ModalResponse,
  t: number,
  c: number,
): number[] {
  const [n, m] = residueRe.shape;
  return Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < m; k++) {
      const [er, ei] = [
        Math.exp(-c * t) - Math.exp(-zRe[k] * t) * Math.cos(zIm[k] * t),
        Math.exp(-zRe[k] * t) * Math.sin(zIm[k] * t),
      ];
      const [dr, di] = [zRe[k] - c, zIm[k]];
      const norm = dr * dr + di * di;
      sum +=
        (residueRe.data[i * m + k] * (er * dr + ei * di) - residueIm.data[i * m + k] * (ei * dr - er * di)) /
        norm;
    }
    return sum;
  });
}
