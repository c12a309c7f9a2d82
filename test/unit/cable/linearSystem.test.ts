import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { linearSystem, segmentEdges } from '../../../src/cable/linearSystem.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';

describe('the linear cable in nF, uS and nA', () => {
  it('converts densities by hand', () => {
    // A cylinder of 100 x 10 um: area 1000 pi um2; 1 uF/cm2, 5e-5 S/cm2.
    const { C, G, gates } = linearSystem(stick(1));
    expect(C).toBeAllclose([1e-5 * 1000 * Math.PI]);
    expect(G).toBeAllclose([1e-2 * 1000 * Math.PI * 5e-5]);
    // C/G is the membrane time constant: 1e-3 * 1/5e-5 = 20 ms.
    expect(C[0] / G[0]).toBeAllclose(20);
    expect(gates).toEqual([]);
  });

  it('replaces the leak, not the frozen channels', () => {
    const cell = yCell('frozen');
    const G = linearSystem(cell).G;
    const shifted = linearSystem(
      cell,
      cell.membrane.leak.map((g) => g + 1e-4),
    ).G;
    expect(shifted.map((g, i) => g - G[i])).toBeAllclose(
      cell.geometry.area.map((A) => 1e-6 * A),
      {
        rtol: 1e-10,
      },
    );
  });

  it('merges gates of one channel at different rests into one block, and drops those without effect', () => {
    const one = linearSystem(branchedCell(3, 1, 'quasi_active'));
    const many = linearSystem(
      branchedCell(3, 1, 'quasi_active', (n) => Array.from({ length: n }, (_, i) => -65 - 0.5 * i)),
    );
    expect([one.gates.length, many.gates.length]).toEqual([1, 1]);
    expect(new Set(one.gates[0].tau).size).toBe(1);
    expect(new Set(many.gates[0].tau).size).toBe(many.C.length);
    const cell = yCell('passive');
    const idle = { ...cell.membrane, gates: [{ name: 'm', tau: 3, coupling: new Float64Array(5) }] };
    expect(linearSystem({ ...cell, membrane: idle }).gates).toEqual([]);
  });

  it('keeps gates apart that share a segment', () => {
    const cell = yCell('passive');
    const coupling = Float64Array.of(1e-4, 0, 0, 0, 2e-4);
    const gates = [
      { name: 'm', tau: 3, coupling },
      { name: 'm', tau: 5, coupling },
    ];
    const { gates: blocks } = linearSystem({ ...cell, membrane: { ...cell.membrane, gates } });
    expect(blocks.map(({ tau }) => tau[0])).toEqual([3, 5]);
  });

  it('eliminates the nodes without membrane as a Schur complement does', () => {
    const { tree, geometry } = branchedCell(3, 2, 'passive');
    const L = Matrix.zeros(tree.nNodes, tree.nNodes);
    for (let k = 1; k < tree.nNodes; k++) {
      const [p, g] = [tree.parent[k], tree.axial[k]];
      L.set(k, k, L.get(k, k) + g);
      L.set(p, p, L.get(p, p) + g);
      L.set(k, p, -g);
      L.set(p, k, -g);
    }
    const inner = [...tree.nodeOf];
    const joints = Array.from({ length: tree.nNodes }, (_, k) => k).filter((k) => !inner.includes(k));
    expect(joints.length).toBeGreaterThan(3);
    const schur = Matrix.sub(
      L.selection(inner, inner),
      L.selection(inner, joints)
        .mmul(inverse(L.selection(joints, joints)))
        .mmul(L.selection(joints, inner)),
    );
    const ours = Matrix.zeros(geometry.n, geometry.n);
    for (const { i, j, g } of segmentEdges(tree)) {
      ours.set(i, i, ours.get(i, i) + g);
      ours.set(j, j, ours.get(j, j) + g);
      ours.set(i, j, ours.get(i, j) - g);
      ours.set(j, i, ours.get(j, i) - g);
    }
    expect(ours.to1DArray()).toBeAllclose(schur.to1DArray(), { atol: 1e-12 * L.max() });
  });
});
