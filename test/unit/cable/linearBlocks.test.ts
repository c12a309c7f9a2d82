import { Matrix, solve } from 'ml-matrix';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cable/cell.ts';
import { LinearBlocks, type LinearBlocksOptions } from '../../../src/cable/linearBlocks.ts';
import { linearSystem } from '../../../src/cable/linearSystem.ts';
import { simulate } from '../../../src/cable/simulate.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';

const DT = 0.1;
const REST = -65;

/** What is injected into the node of the first and the last segment in a step, nA: through an electrode, and by synapses. */
const electrode = (step: number): number[] => [step >= 3 ? 0.2 : 0, 0];
const synaptic = (step: number): number[] => [
  0.1 * Math.sin(step),
  step >= 5 ? 0.3 * Math.exp(-step / 9) : 0,
];

function blocksOf(cell: Cell, options: Partial<LinearBlocksOptions>) {
  const { tree, geometry } = cell;
  const { n } = geometry;
  return new LinearBlocks(
    {
      ...linearSystem(cell),
      v: new Float64Array(tree.nNodes).fill(REST + 2),
      E: new Float64Array(n).fill(REST - 1),
      rest: new Float64Array(n).fill(REST),
    },
    {
      dt: DT,
      method: 'backward_euler',
      inputNodes: Int32Array.of(tree.nodeOf[0], tree.nodeOf[n - 1]),
      ...options,
    },
  );
}

/** Transmembrane currents and potentials of the segments in every step, `most` steps at once. */
function run(cell: Cell, steps: number, options: Partial<LinearBlocksOptions>) {
  const blocks = blocksOf(cell, { keep: { v: true, matrices: [] }, ...options });
  const imem: number[][] = [];
  const v: number[][] = [];
  let before = [0, 0];
  for (let first = 0; first < steps; first += blocks.most) {
    const count = Math.min(blocks.most, steps - first);
    for (let s = 0; s < count; s++) {
      const [e, i] = [electrode(first + s), synaptic(first + s)];
      for (const j of [0, 1]) {
        blocks.changes[j * blocks.most + s] = e[j] + i[j] - before[j];
        blocks.currents[j * blocks.most + s] = -i[j];
      }
      before = [e[0] + i[0], e[1] + i[1]];
    }
    expect(blocks.steps(count)).toBe(count);
    for (const [rows, out] of [
      [blocks.imem, imem],
      [blocks.v!, v],
    ] as const)
      for (let s = 0; s < count; s++)
        out.push(
          Array.from(cell.tree.nodeOf, (k) => {
            const p = blocks.place[k];
            return rows.values[s * rows.width + p] + rows.shift[p];
          }),
        );
  }
  return { imem, v };
}

/** The same by dense elimination of the whole system in every step, from the equations alone. */
function naive(cell: Cell, steps: number, scale: 1 | 2) {
  const { tree, geometry } = cell;
  const { nNodes, nodeOf, parent, axial } = tree;
  const { C, G, gates } = linearSystem(cell);
  const L = Matrix.zeros(nNodes, nNodes);
  for (let k = 1; k < nNodes; k++)
    for (const [a, b] of [
      [k, parent[k]],
      [parent[k], k],
    ]) {
      L.set(a, a, L.get(a, a) + axial[k]);
      L.set(a, b, L.get(a, b) - axial[k]);
    }
  const A = L.clone();
  for (const [i, k] of nodeOf.entries()) A.set(k, k, A.get(k, k) + (scale * C[i]) / DT + G[i]);
  let v = Matrix.columnVector(Array<number>(nNodes).fill(REST + 2));
  const y = gates.map(() => new Float64Array(geometry.n));
  const ends = [nodeOf[0], nodeOf[geometry.n - 1]];
  const out = { imem: [] as number[][], v: [] as number[][] };
  for (let step = 0; step < steps; step++) {
    const current = Array.from(nodeOf, (k, i) =>
      gates.reduce((sum, { K }, g) => sum + K[i] * y[g][i], G[i] * (v.get(k, 0) - (REST - 1))),
    );
    const synapse = synaptic(step);
    current[0] -= synapse[0];
    current[geometry.n - 1] -= synapse[1];
    const b = L.mmul(v).mul(-1);
    for (const [i, k] of nodeOf.entries()) b.set(k, 0, b.get(k, 0) - current[i]);
    for (const [j, k] of ends.entries()) b.set(k, 0, b.get(k, 0) + electrode(step)[j]);
    const dv = solve(A, b);
    out.imem.push(Array.from(nodeOf, (k, i) => current[i] + ((scale * C[i]) / DT + G[i]) * dv.get(k, 0)));
    v = Matrix.add(v, Matrix.mul(dv, scale));
    out.v.push(Array.from(nodeOf, (k) => v.get(k, 0)));
    for (const [g, { tau }] of gates.entries())
      for (const [i, k] of nodeOf.entries())
        y[g][i] += -Math.expm1(-DT / tau[i]) * (v.get(k, 0) - REST - y[g][i]);
  }
  return out;
}

describe('LinearBlocks', () => {
  it.each([
    ['one segment', stick(1)],
    ['a cable', stick(7)],
    ['a Y', yCell('passive')],
    ['a Y with gates', yCell('quasi_active')],
    ['a tree with gates', branchedCell(4, 2, 'quasi_active')],
  ])('takes the steps of the dense system: %s', (_, cell) => {
    for (const [method, scale] of [
      ['backward_euler', 1],
      ['crank_nicolson', 2],
    ] as const) {
      const blocks = run(cell, 40, { method, most: 16 });
      const dense = naive(cell, 40, scale);
      const largest = Math.max(...dense.imem.flat().map(Math.abs));
      // The dense system loses digits where axial conductances are a thousand times the membrane's.
      expect(blocks.v.flat()).toBeAllclose(dense.v.flat(), { rtol: 1e-11 });
      expect(blocks.imem.flat()).toBeAllclose(dense.imem.flat(), { atol: 1e-9 * largest });
    }
  });

  it('does not depend on how many steps are taken at once', () => {
    const cell = yCell('quasi_active');
    const expected = run(cell, 50, { most: 1 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.boolean(), (most, webAssembly) => {
        expect(run(cell, 50, { most, webAssembly })).toEqual(expected);
      }),
      { numRuns: 15 },
    );
    expect(run(cell, 50, {})).toEqual(expected);
  });

  it.each([true, false])('stops where the potential is no number (webAssembly %s)', (webAssembly) => {
    const blocks = blocksOf(yCell('passive'), { most: 8, webAssembly });
    blocks.changes[3] = Infinity;
    expect(blocks.steps(8)).toBe(4);
    expect(blocks.finite).toBe(false);
  });

  it('is what simulate does, in blocks or one step at a time', () => {
    const cell = yCell('quasi_active');
    const options = {
      dt: DT,
      tstop: 20,
      inputs: [{ type: 'ExpSynI', segment: 3, tau: 1, weight: 0.2, times: [1, 7] }],
    } as const;
    // Capacitive currents are not kept in blocks.
    const steps = simulate(cell, { ...options, record: { imem: true, capacitive: true, dipole: true } });
    const blocks = simulate(cell, { ...options, record: { imem: true, dipole: true } });
    expect(blocks.v).toEqual(steps.v);
    expect(blocks.imem).toEqual(steps.imem);
    // Sums over segments in another order.
    expect(blocks.dipole!.data).toBeAllclose(steps.dipole!.data, { atol: 1e-13 });
    expect(blocks.dipole!.data.some((x) => Math.abs(x) > 1e-3)).toBe(true);
  });
});
