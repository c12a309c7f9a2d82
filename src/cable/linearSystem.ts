/**
 * The linear cable of a cell around its rest, per segment: C v' = -(G + L) v - sum_g K_g y_g + injected current,
 * y_g' = (v - y_g)/tau_g, v the deviation from rest. C in nF, G and K in uS, L the axial Laplacian, currents in nA,
 * so that rates come in 1/ms. This is what the exact solver decomposes.
 */
import { ParameterError } from '../errors.ts';
import type { Cell } from './cell.ts';
import type { GateGroup, LinearMembrane } from './membrane.ts';
import type { CompartmentTree } from './tree.ts';

export interface LinearSystem {
  readonly tree: CompartmentTree;
  /** nF per segment. */
  readonly C: Float64Array;
  /** uS per segment: leak (shifted by the network's synapses, if asked) and frozen channels. */
  readonly G: Float64Array;
  readonly gates: readonly LinearGates[];
}

/** The first-order variables of one gate, one per segment. */
export interface LinearGates {
  /** Gate and channel, e.g. `m_Ih`. */
  readonly name: string;
  /** ms per segment; 1 where K is zero, where the variable has no effect. */
  readonly tau: Float64Array;
  /** uS per segment; zero where the channel is absent. */
  readonly K: Float64Array;
}

/**
 * The system of a cell; `leak` (S/cm2 per segment) replaces the membrane's own, as g_eff asks. Throws ParameterError if the cell has
 * active channels.
 */
export function linearSystem(cell: Cell, leak: Float64Array = cell.membrane.leak): LinearSystem {
  if (cell.active !== undefined)
    throw new ParameterError(
      'cell',
      'a linear membrane',
      `active channels (${cell.active.channels.map(({ channel }) => channel.name).join(', ')})`,
      'linearise the cell first: linearised(cell, …)',
    );
  return linearParts(cell, leak);
}

/** The linear part of any cell. */
export function linearParts(cell: Cell, leak: Float64Array = cell.membrane.leak): LinearSystem {
  const { area } = cell.geometry;
  const { frozen, gates } = cell.membrane;
  // uF/cm2 * um2 = 1e-5 nF; S/cm2 * um2 = 1e-2 uS
  return {
    tree: cell.tree,
    C: area.map((A, i) => 1e-5 * A * cell.capacitance[i]),
    G: area.map((A, i) => 1e-2 * A * (leak[i] + frozen[i])),
    gates: mergeGates(gates).map(({ name, tau, coupling }) => ({
      name,
      tau,
      K: coupling.map((c, i) => 1e-2 * area[i] * c),
    })),
  };
}

/** Reversal potential of everything linear but the gates, mV per segment: i = g (v - E). Where nothing conducts, the rest. */
export function reversalPotentials(
  { leakReversal, frozen, rest, restCurrent, leak: own }: LinearMembrane,
  leak: Float64Array = own,
): Float64Array {
  return rest.map((V_R, i) => {
    const g = leak[i] + frozen[i];
    return g > 0 ? V_R + (leak[i] * (leakReversal[i] - V_R) - restCurrent[i]) / g : V_R;
  });
}

/**
 * One block of variables per gate: groups of one name that differ in time constant (a rest that differs between segments) share
 * a block, and groups without any effect (a channel linearised at its reversal potential) are dropped.
 */
function mergeGates(
  groups: readonly GateGroup[],
): { name: string; tau: Float64Array; coupling: Float64Array }[] {
  const merged: { name: string; tau: Float64Array; coupling: Float64Array }[] = [];
  for (const { name, tau, coupling } of groups) {
    if (coupling.every((c) => c === 0)) continue;
    const fits = (block: GateGroup['coupling']) => coupling.every((c, i) => c === 0 || block[i] === 0);
    let block = merged.find((m) => m.name === name && fits(m.coupling));
    if (block === undefined) {
      block = { name, tau: coupling.map(() => 1), coupling: coupling.map(() => 0) };
      merged.push(block);
    }
    for (let i = 0; i < coupling.length; i++)
      if (coupling[i] !== 0) {
        block.tau[i] = tau;
        block.coupling[i] = coupling[i];
      }
  }
  return merged;
}

/** Edges (i, j, uS) of the axial network between segments, the nodes without membrane eliminated (star-mesh). */
export function segmentEdges(tree: CompartmentTree): { i: number; j: number; g: number }[] {
  const { nNodes, parent, axial, nodeOf } = tree;
  const segmentOf = new Int32Array(nNodes).fill(-1);
  for (let s = 0; s < nodeOf.length; s++) segmentOf[nodeOf[s]] = s;
  const star: { s: number; g: number }[][] = Array.from({ length: nNodes }, () => []);
  const edges: { i: number; j: number; g: number }[] = [];
  for (let k = 1; k < nNodes; k++) {
    const [a, b] = [segmentOf[k], segmentOf[parent[k]]];
    if (a >= 0 && b >= 0) edges.push({ i: a, j: b, g: axial[k] });
    else if (a >= 0) star[parent[k]].push({ s: a, g: axial[k] });
    else star[k].push({ s: b, g: axial[k] });
  }
  for (const arms of star) {
    const total = arms.reduce((sum, arm) => sum + arm.g, 0);
    for (let a = 0; a < arms.length; a++)
      for (let b = 0; b < a; b++)
        edges.push({ i: arms[a].s, j: arms[b].s, g: (arms[a].g * arms[b].g) / total });
  }
  return edges;
}
