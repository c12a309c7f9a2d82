/**
 * A linear cell taken through blocks of steps. Nothing changes its matrix, so it is factored once; and the right-hand side of a step
 * follows from the change in the one before, because (C/h + G + L) dv = -i(v) + axial(v) + I gives, after v += dv,
 *     -i(v) + axial(v) + I' = C/h dv + (I' - I)                      (backward Euler)
 *     -i(v) + axial(v) + I' = 2 C/h dv - rhs + (I' - I)              (Crank-Nicolson, v += 2 dv),
 * with the currents K y of quasi-active gates in I. The potential is kept as its difference w from the reversal potential, so that relaxation
 * is followed to full precision. Left out: whatever changes the matrix (conductances, clamps of voltage) or the field outside.
 */
import { bytesOfArrays } from '../numerics/wasmCode.ts';
import type { Kept, StepRows } from './cableStepper.ts';
import { laneLayout } from './lanes.ts';
import type { LinearGates } from './linearSystem.ts';
import { createLinearLoops } from './loops/linear.ts';
import {
  CAPACITY,
  DW,
  ELIMINATION,
  FACTOR,
  GATE,
  GATE_FRACTION,
  GATE_K,
  GATE_OFFSET,
  GATE_Y,
  GROUP,
  INVERSE,
  LEAK,
  MEMBRANE,
  RHS,
  W,
  placeIn,
} from './loops/linearRecords.ts';
import type { CompartmentTree } from './tree.ts';

/** What the cell is and where it starts; per segment unless said otherwise. */
export interface LinearBlocksCell {
  readonly tree: CompartmentTree;
  /** nF */
  readonly C: Float64Array;
  /** uS */
  readonly G: Float64Array;
  readonly gates: readonly LinearGates[];
  /** Potential per node at the start, mV. */
  readonly v: Float64Array;
  /** Reversal potential of the membrane, mV. */
  readonly E: Float64Array;
  /** Potential at which gates rest, mV. */
  readonly rest: Float64Array;
}

export interface LinearBlocksOptions {
  readonly dt: number;
  readonly method: 'backward_euler' | 'crank_nicolson';
  /** Nodes with inputs. */
  readonly inputNodes: Int32Array;
  /** Steps of a block at most; default as many as keep it in the cache. */
  readonly most?: number;
  /** What is kept of every step beside the transmembrane currents. */
  readonly keep?: Kept;
  /** false: plain TypeScript in any case. */
  readonly webAssembly?: boolean;
}

/** Bytes of a block of transmembrane currents that stay in the cache. */
const CACHED = 2 ** 18;

const NOTHING: Kept = { v: false, matrices: [] };

export class LinearBlocks {
  /** Steps of a block at most. */
  readonly most: number;
  /** Per node with inputs, `most` steps each, to be filled before `steps`, nA: change of the injected (inward) current since the step before; outward current of synapses. */
  readonly changes: Float64Array;
  readonly currents: Float64Array;
  /** Place of every node in the rows of the first two. */
  readonly place: Int32Array;
  /** Transmembrane currents of the last block, nA, and potentials, mV, if kept. */
  readonly imem: StepRows;
  readonly v: StepRows | undefined;
  /** Signals of the steps last given to `multiply`, one of every matrix. */
  readonly signals: readonly StepRows[];
  /** Takes so many steps at once; returns how many are done when a potential stops to be a number. */
  readonly steps: (count: number) => number;
  readonly #elimination: Float64Array;
  readonly #membrane: Float64Array;
  readonly #gates: readonly Float64Array[];
  readonly #rows: Float64Array;
  readonly #E: Float64Array;
  readonly #products: ((first: number, every: number, count: number) => void)[];

  constructor(cell: LinearBlocksCell, options: LinearBlocksOptions) {
    const { tree, gates } = cell;
    const { dt, method, inputNodes, keep = NOTHING, webAssembly } = options;
    const { nodeOf } = tree;
    const layout = laneLayout(tree);
    const { pairs, place, groups } = layout;
    // Rows an odd number of cache lines apart, so that columns of a block do not fall onto the same ones.
    const width = 8 * (Math.ceil(pairs / 4) | 1);
    const most = options.most ?? 8 * Math.min(8, Math.max(1, Math.round(CACHED / (64 * width))));
    const { matrices } = keep;
    const twice = method === 'crank_nicolson';
    const nInputs = inputNodes.length;
    const bytes = bytesOfArrays([
      4 * GROUP * groups.length,
      16 * ELIMINATION * pairs,
      16 * MEMBRANE * pairs,
      twice ? 16 * pairs : 0,
      ...gates.map(() => 16 * GATE * pairs),
      8 * nInputs,
      8 * nInputs * most,
      8 * nInputs * most,
      8 * width * most,
      keep.v ? 8 * width * most : 0,
      16 * pairs,
      16 * pairs,
      ...matrices.flatMap(({ shape: [channels] }) => [16 * channels * pairs, 8 * channels * most]),
      // What `stepping` takes.
      8 * GROUP * groups.length,
      4 * gates.length,
      64,
    ]);
    const loops = createLinearLoops(bytes, webAssembly);
    this.most = most;
    this.place = place;
    const elimination = loops.float64(2 * ELIMINATION * pairs);
    const membrane = loops.float64(2 * MEMBRANE * pairs);
    this.#elimination = elimination;
    this.#membrane = membrane;
    this.#gates = gates.map(() => loops.float64(2 * GATE * pairs));
    const inputs = loops.int32(2 * nInputs);
    inputs.set([...inputNodes].flatMap((k) => [placeIn(ELIMINATION, RHS, place[k]), place[k]]));
    this.changes = loops.float64(nInputs * most);
    this.currents = loops.float64(nInputs * most);
    this.#rows = loops.float64(width * most);
    const w = keep.v ? loops.float64(width * most) : undefined;
    const groupList = loops.int32(GROUP * groups.length);
    groupList.set(
      groups.flatMap(([first, end, a, b]) => [
        first,
        end,
        ...[a, b].map((p) => placeIn(ELIMINATION, RHS, p)),
        ...[a, b].map((p) => placeIn(MEMBRANE, DW, p)),
      ]),
    );
    this.#E = loops.float64(2 * pairs);
    this.#fill(cell, layout, dt, twice ? 2 : 1);
    this.steps = loops.stepping({
      pairs,
      groups: groupList,
      elimination,
      membrane,
      ...(twice ? { before: loops.float64(2 * pairs) } : {}),
      gates: this.#gates,
      inputs,
      changes: this.changes,
      currents: this.currents,
      most,
      imem: this.#rows,
      ...(w === undefined ? {} : { w }),
      width,
    });
    this.imem = { values: this.#rows, width, shift: loops.float64(2 * pairs) };
    this.v = w === undefined ? undefined : { values: w, width, shift: this.#E };
    this.signals = matrices.map(({ shape: [channels] }) => ({
      values: loops.float64(channels * most),
      width: channels,
      shift: new Float64Array(channels),
    }));
    this.#products = matrices.map(({ data, shape: [channels, n] }, j) => {
      const M = loops.float64(channels * 2 * pairs);
      for (let c = 0; c < channels; c++)
        for (let i = 0; i < n; i++) M[c * 2 * pairs + place[nodeOf[i]]] = data[c * n + i];
      return loops.multiplying(M, { pairs, width, rows: this.#rows }, this.signals[j].values);
    });
  }

  /** Coefficients, and the right-hand side of the first step in full. */
  #fill(
    { tree, C, G, gates, v, E, rest }: LinearBlocksCell,
    { place, parent, axial, order }: ReturnType<typeof laneLayout>,
    dt: number,
    scale: number,
  ): void {
    const K = this.#membrane;
    const R = this.#elimination;
    const at = (quantity: number, k: number): number => placeIn(MEMBRANE, quantity, place[k]);
    for (const k of order) K[at(W, k)] = v[k];
    for (let i = 0; i < C.length; i++) {
      const k = tree.nodeOf[i];
      K[at(CAPACITY, k)] = (C[i] * scale) / dt;
      K[at(LEAK, k)] = G[i];
      K[at(W, k)] = v[k] - E[i];
      this.#E[place[k]] = E[i];
    }
    const total = new Float64Array(order.length);
    for (const k of order) total[k] = K[at(CAPACITY, k)] + K[at(LEAK, k)];
    for (let j = order.length - 1; j >= 0; j--) {
      const k = order[j];
      const inverse = 1 / (total[k] + axial[k]);
      const factor = axial[k] * inverse;
      K[at(INVERSE, k)] = inverse;
      R[placeIn(ELIMINATION, FACTOR, place[k])] = factor;
      R[placeIn(ELIMINATION, RHS, place[k])] -= K[at(LEAK, k)] * K[at(W, k)];
      if (j === 0) break;
      // In series with the axial conductance: nothing is subtracted.
      total[parent[k]] += factor * total[k];
      const flow = axial[k] * (v[parent[k]] - v[k]);
      R[placeIn(ELIMINATION, RHS, place[k])] += flow;
      R[placeIn(ELIMINATION, RHS, place[parent[k]])] -= flow;
    }
    for (const [g, gate] of gates.entries())
      for (let i = 0; i < C.length; i++) {
        const p = place[tree.nodeOf[i]];
        const values = this.#gates[g];
        values[placeIn(GATE, GATE_K, p)] = gate.K[i];
        values[placeIn(GATE, GATE_FRACTION, p)] = -Math.expm1(-dt / gate.tau[i]);
        values[placeIn(GATE, GATE_OFFSET, p)] = E[i] - rest[i];
      }
  }

  /** Signals of the steps `first`, `first + every` … of the last block, `count` of them. */
  multiply(first: number, every: number, count: number): void {
    for (const product of this.#products) product(first, every, count);
  }

  /** Potential of node k, mV. */
  potential(k: number): number {
    return this.#membrane[placeIn(MEMBRANE, W, this.place[k])] + this.#E[this.place[k]];
  }

  /** Puts the currents before the first step where those of a step will be: the leak's and `synaptic` (nA per node). */
  start(synaptic: Float64Array): void {
    for (const [k, p] of this.place.entries())
      this.#rows[p] =
        this.#membrane[placeIn(MEMBRANE, LEAK, p)] * this.#membrane[placeIn(MEMBRANE, W, p)] + synaptic[k];
  }

  /** Capacitive current of node k in the last step, nA. */
  capacitiveCurrent(k: number): number {
    const p = this.place[k];
    return this.#membrane[placeIn(MEMBRANE, CAPACITY, p)] * this.#membrane[placeIn(MEMBRANE, DW, p)];
  }

  /** Transmembrane current of node k in the first step of the last block, nA. */
  current(k: number): number {
    return this.#rows[this.place[k]];
  }

  /** Variable of gate g on node k, mV. */
  gate(g: number, k: number): number {
    return this.#gates[g][placeIn(GATE, GATE_Y, this.place[k])];
  }

  /** Whether the potentials are numbers. */
  get finite(): boolean {
    return Number.isFinite(this.#membrane[placeIn(MEMBRANE, W, 0)]);
  }
}
