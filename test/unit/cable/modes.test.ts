import { describe, expect, it } from 'vitest';
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import { Matrix } from 'ml-matrix';
import { linearSystem, segmentEdges, type LinearSystem } from '../../../src/cable/linearSystem.ts';
import { FULL_MODES, modalSolver, type ModalResponse } from '../../../src/cable/modes.ts';
import type { Channel } from '../../../src/cable/mechanisms/channel.ts';
import { ParameterError } from '../../../src/errors.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';
import { matrixExponential, naiveCurrents } from '../../support/naiveCable.ts';

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
    // By a Krylov basis, too: there it shows when a pattern is given.
    const reduced = modalSolver(system, { fullModes: 0 });
    expect(() => reduced(Float64Array.of(1, 0, 0))).toThrow(/a mode that grows/);
  });
});

describe('modes that coincide', () => {
  const step = 2;
  /** v of a system after a unit charge on segment 0, by the exponential of its dense matrix at multiples of `step` ms. */
  function dense({ C, G, gates, tree }: LinearSystem, steps: number): Float64Array[] {
    const n = C.length;
    const size = n * (1 + gates.length);
    const S = Matrix.zeros(size, size);
    for (let i = 0; i < n; i++) {
      S.set(i, i, -G[i] / C[i]);
      for (const [g, { tau, K }] of gates.entries()) {
        const k = n * (g + 1) + i;
        S.set(i, k, -K[i] / C[i]);
        S.set(k, i, 1 / tau[i]);
        S.set(k, k, -1 / tau[i]);
      }
    }
    for (const { i, j, g } of segmentEdges(tree))
      for (const [a, b] of [
        [i, j],
        [j, i],
      ]) {
        S.set(a, a, S.get(a, a) - g / C[a]);
        S.set(a, b, S.get(a, b) + g / C[a]);
      }
    const P = matrixExponential(Matrix.mul(S, step));
    let x = Matrix.zeros(size, 1);
    x.set(0, 0, 1 / C[0]);
    const out: Float64Array[] = [];
    for (let s = 0; s <= steps; s++, x = P.mmul(x)) out.push(Float64Array.from(x.getColumn(0).slice(0, n)));
    return out;
  }

  /** v at time t from modes with potentials. */
  function potentials({ zRe, zIm, residueRe, residueIm }: ModalResponse, t: number): Float64Array {
    const [n, m] = [residueRe.shape[0] / 2, zRe.length];
    return Float64Array.from({ length: n }, (_, i) =>
      zRe.reduce((sum, z, k) => {
        const at = (n + i) * m + k;
        const [cos, sin] = [Math.cos(zIm[k] * t), Math.sin(zIm[k] * t)];
        return sum + Math.exp(-z * t) * (residueRe.data[at] * cos + residueIm.data[at] * sin);
      }, 0),
    );
  }

  /** Equal segments with a gate on each; the slowest mode is at the border of oscillation but for `off`, relative. */
  function border(n: number, off: number): LinearSystem {
    const { tree } = stick(n);
    const fill = (x: number): Float64Array => new Float64Array(n).fill(x);
    // a = G/C = 1, r = 1/tau = 1/4 and K/C = (a - r)^2/(4 r): a double root of (a - z)(r - z) + (K/C) r.
    return {
      tree,
      C: fill(1),
      G: fill(1),
      gates: [{ name: 'x', tau: fill(4), K: fill(0.5625 * (1 + off)) }],
    };
  }

  it.each([0, 1e-14, -1e-14, 1e-11, -1e-11, 1e-8, -1e-6])(
    'at the border of oscillation, %s off it: t exp(-z t) is there',
    (off) => {
      for (const n of [1, 3]) {
        const system = border(n, off);
        const modes = modalSolver(system, { potentials: true })(new Float64Array(n).fill(1, 0, 1));
        for (const [s, expected] of dense(system, 6).entries()) {
          // mV of 1 mV; 1e-10 is what time constants are detuned by, at most ten times as much comes out.
          expect(potentials(modes, step * s)).toBeAllclose(expected, { rtol: 0, atol: 1e-9 });
        }
      }
    },
  );

  it('one segment: (1 + (z - a) t) exp(-z t) by hand', () => {
    const modes = modalSolver(border(1, 0), { potentials: true })(Float64Array.of(1));
    const z = 0.625;
    for (const t of [0, 0.5, 2, 7])
      expect(potentials(modes, t)).toBeAllclose([(1 + (z - 1) * t) * Math.exp(-z * t)], {
        rtol: 0,
        atol: 1e-9,
      });
  });

  it('three at one place: one segment with two gates, (z - 1)^3', () => {
    // (a - z)(r - z)(s - z) + k r (s - z) + l s (r - z), a = 1, has the sums of -(z - 1)^3 for these k and l.
    const [a, r, s] = [1, 0.5, 1.5];
    const [both, weighted] = [1 / (r * s) - a, 3 - (a * r + a * s + r * s)];
    const l = (weighted - both * r) / (s - r);
    const one = (x: number): Float64Array => Float64Array.of(x);
    const system: LinearSystem = {
      tree: stick(1).tree,
      C: one(1),
      G: one(a),
      gates: [
        { name: 'x', tau: one(1 / r), K: one(both - l) },
        { name: 'y', tau: one(1 / s), K: one(l) },
      ],
    };
    const modes = modalSolver(system, { potentials: true })(one(1));
    for (const [i, expected] of dense(system, 5).entries())
      expect(potentials(modes, step * i)).toBeAllclose(expected, { rtol: 0, atol: 1e-8 });
  });
});

describe('the rational Krylov basis against full diagonalisation', () => {
  const cases: [string, Cell][] = [
    ['passive', branchedCell(5, 3, 'passive')],
    // Densities that differ between soma and dendrites: the gates are not a multiple of the membrane.
    ['quasi-active', branchedCell(4, 3, 'quasi_active')],
    ['channels that amplify and channels that damp', withChannels(40)],
    [
      'quasi-active with a rest per segment',
      branchedCell(4, 3, 'quasi_active', (n) => Array.from({ length: n }, (_, i) => -62 - (10 * i) / n)),
    ],
  ];

  it.each(cases)('agrees on a branched cell: %s', (name, cell) => {
    const { n, area, end } = cell.geometry;
    expect(n).toBeGreaterThan(name === 'passive' ? 100 : 39);
    const system = linearSystem(cell);
    const full = modalSolver(system, { fullModes: Infinity });
    const reduced = modalSolver(system, { fullModes: 0 });
    const one = new Float64Array(n);
    one[n >> 1] = 1;
    const top = area.map((A, i) => (end.data[2 * n + i] > 150 ? A / 1e4 : 0));
    expect(top.some((x) => x > 0)).toBe(true);
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

/** A stick of n segments with a persistent sodium current, which amplifies, and four others of the cortex. */
function withChannels(n: number): Cell {
  return createCell({
    morphology: {
      sections: [
        {
          name: 'soma[0]',
          points: [
            [0, 0, -400, 4],
            [0, 0, 400, 2],
          ],
        },
      ],
    },
    axialResistivity: 150,
    capacitance: 1,
    segments: { counts: { 'soma[0]': n } },
    membrane: {
      rest: -70,
      mechanisms: [
        { type: 'pas', sections: 'all', conductance: 5e-5 },
        { type: 'Nap_Et2', form: 'quasi_active', sections: 'all', density: 2e-4 },
        { type: 'Ih', form: 'quasi_active', sections: 'all', density: (i) => 5e-5 * i },
        { type: 'Im', form: 'quasi_active', sections: 'all', density: 1e-4 },
      ],
      ions: { na: 50, k: -85 },
    },
  });
}

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
