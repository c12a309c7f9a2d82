/** Active cells against a naive step written from the equations: channels that differ between segments, calcium, hh, sparse and dense. */
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import { gatePlan } from '../../../src/cable/gateStates.ts';
import { temperatureFactor } from '../../../src/cable/mechanisms/channel.ts';
import type { MechanismSpec } from '../../../src/cable/mechanismSpec.ts';
import { simulate } from '../../../src/cable/simulate.ts';
import { row } from '../../../src/numerics/array2d.ts';
import { ballAndSticks, hayMembrane } from '../../support/activeCells.ts';
import { segmentLaplacian } from '../../support/naiveCable.ts';

const F = 96485.33212;
const R = 8.31446261815324;

/** Potentials, and transmembrane currents, of backward Euler with a steady current (nA) into segment 0: (steps + 1) arrays of one value per segment. */
function naive(
  cell: Cell,
  v0: number,
  injected: number,
  dt: number,
  steps: number,
): { v: number[][]; imem: number[][] } {
  const { geometry, capacitance, membrane, active } = cell;
  const n = geometry.n;
  const L = segmentLaplacian(cell);
  const each = <T>(f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
  let v = each(() => v0);
  const calcium = each(() => 5e-5);
  const channels = active!.channels.flatMap(({ channel, segments, density, reversal }) =>
    Array.from(segments, (i, k) => ({
      i,
      channel,
      G: 1e-2 * density[k] * geometry.area[i],
      E: reversal[k],
      x: channel.gates.map((gate) => gate.inf(gate.of === 'ca' ? calcium[i] : v0)),
    })),
  );
  const pool = active!.calcium;
  const nernst = (i: number): number =>
    ((1e3 * R * (active!.temperature + 273.15)) / (2 * F)) *
    Math.log(pool!.outside[pool!.segments.indexOf(i)] / calcium[i]);
  const out = { v: [v], imem: [] as number[][] };
  for (let step = 0; step < steps; step++) {
    const current = each(
      (i) => 1e-2 * geometry.area[i] * membrane.leak[i] * (v[i] - membrane.leakReversal[i]),
    );
    const slope = each((i) => 1e-2 * geometry.area[i] * membrane.leak[i]);
    const ica = each(() => 0);
    for (const { i, channel, G, E, x } of channels) {
      const g = channel.gates.reduce((product, { power }, k) => product * x[k] ** power, G);
      const own = g * (v[i] - (Number.isNaN(E) ? nernst(i) : E));
      current[i] += own;
      slope[i] += g;
      if (channel.ion === 'ca') ica[i] += own;
    }
    const C = each((i) => (1e-5 * geometry.area[i] * capacitance[i]) / dt);
    const A = Matrix.add(L, Matrix.diag(each((i) => C[i] + slope[i])));
    // Of differences: the rows of L sum to zero but for rounding.
    const axial = L.mmul(Matrix.columnVector(v.map((x) => x - v[0]))).getColumn(0);
    const b = each((i) => -current[i] - axial[i] + (i === 0 ? injected : 0));
    const dv = solve(A, Matrix.columnVector(b)).getColumn(0);
    const next = each((i) => v[i] + dv[i]);
    v = next;
    for (const [j, i] of (pool?.segments ?? []).entries()) {
      const { gamma, decay, depth, minimum } = pool!;
      const density = (100 * ica[i]) / geometry.area[i];
      const target = minimum[j] - (decay[j] * 1e4 * density * gamma[j]) / (2 * F * depth[j]);
      calcium[i] += -Math.expm1(-dt / decay[j]) * (target - calcium[i]);
    }
    for (const { i, channel, x } of channels)
      for (const [k, gate] of channel.gates.entries()) {
        const u = gate.of === 'ca' ? calcium[i] : v[i];
        const h = dt * temperatureFactor(gate, active!.temperature);
        x[k] += -Math.expm1(-h / gate.tau(u)) * (gate.inf(u) - x[k]);
      }
    out.v.push(v);
    out.imem.push(each((i) => current[i] + slope[i] * dv[i] + C[i] * dv[i]));
  }
  return out;
}

const active = (type: string, density: number, sections: 'all' | string[]): MechanismSpec => ({
  type,
  form: 'active',
  sections,
  density,
});
const leak: MechanismSpec = { type: 'pas', sections: 'all', conductance: 5e-5, reversal: -75 };

/** A soma of `counts[0]` segments, and a dendrite. */
function twoSections(counts: readonly [number, number], mechanisms: MechanismSpec[]): Cell {
  return createCell({
    morphology: {
      sections: [
        {
          name: 'soma',
          points: [
            [0, 0, 0, 20],
            [0, 0, 20, 20],
          ],
        },
        {
          name: 'dend',
          parent: 'soma',
          points: [
            [0, 0, 20, 3],
            [0, 0, 320, 1],
          ],
        },
      ],
    },
    axialResistivity: 120,
    capacitance: 1,
    segments: { counts: { soma: counts[0], dend: counts[1] } },
    membrane: { mechanisms, ions: { na: 50, k: -85, ca: 120 }, temperature: 34 },
  });
}

const shell = (sections: 'all' | string[]): MechanismSpec => ({
  type: 'CaDynamics_E2',
  sections,
  gamma: 0.01,
  decay: 100,
});

const cells: [string, Cell][] = [
  [
    'sodium and potassium on the soma, Ih on the dendrite',
    twoSections(
      [1, 4],
      [leak, active('NaTa_t', 0.5, ['soma']), active('SKv3_1', 0.2, ['soma']), active('Ih', 2e-3, ['dend'])],
    ),
  ],
  [
    'calcium in two segments of three, its channels everywhere',
    twoSections(
      [2, 1],
      [
        leak,
        active('Ca_HVA', 3e-3, 'all'),
        active('SK_E2', 5e-3, 'all'),
        active('NaTa_t', 0.2, 'all'),
        shell(['soma']),
      ],
    ),
  ],
  ['one gate in one segment', twoSections([1, 1], [leak, active('Im', 1e-3, ['dend'])])],
  ['a conductance without gates', twoSections([1, 2], [leak, active('hh_leak', 1e-3, ['soma'])])],
  [
    'hh',
    twoSections(
      [1, 2],
      [leak, { type: 'hh', form: 'active', sections: 'all' }, active('K_Tst', 1e-2, ['soma'])],
    ),
  ],
];

describe('an active cell follows the naive step', () => {
  it.each(
    cells.flatMap(([name, cell]) =>
      (['tabulated', 'exact'] as const).map((rates) => [name, rates, cell] as const),
    ),
  )('%s, rates %s', (_, rates, cell) => {
    const dt = 0.05;
    const steps = 120;
    const expected = naive(cell, -75, 0.5, dt, steps);
    const ours = simulate(cell, {
      dt,
      tstop: steps * dt,
      vInit: -75,
      rates,
      inputs: [{ type: 'IClamp', segment: 0, delay: -1, dur: 100, amp: 0.5 }],
      record: { v: true, imem: true },
    });
    const traces = expected.v.map((values) => values[0]);
    // Otherwise the gates would not be asked.
    expect(Math.max(...traces) - Math.min(...traces)).toBeGreaterThan(5);
    for (let i = 0; i < cell.geometry.n; i++) {
      // Below 1e-12 mV while no spike multiplies the rounding of two ways to solve; 2e-11 mV in the upstroke.
      expect(row(ours.v!, i)).toBeAllclose(
        expected.v.map((values) => values[i]),
        { rtol: 0, atol: 1e-10 },
      );
      expect(row(ours.imem!, i).slice(1)).toBeAllclose(
        expected.imem.map((values) => values[i]),
        { rtol: 0, atol: 1e-10 },
      );
    }
  });
});

describe('memory', () => {
  it('of a cell without active channels is its leak alone, of one without calcium no table of it', () => {
    const bytes = (cell: Cell): number => gatePlan(cell.active, cell.geometry.n, 'tabulated').bytes;
    const { n } = ballAndSticks(hayMembrane).geometry;
    expect(bytes(ballAndSticks({ mechanisms: [leak] }))).toBeLessThan(n * 300);
    const hay = bytes(ballAndSticks(hayMembrane));
    const mechanisms = [...hayMembrane.mechanisms, shell('all')];
    expect(bytes(ballAndSticks({ ...hayMembrane, mechanisms })) - hay).toBeGreaterThan(1e5);
    // Four gates in a table of 2624 records of 96 bytes each.
    expect(hay).toBeLessThan(4 * 2624 * 96 + 1e5);
  });
});
