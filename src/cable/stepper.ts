/**
 * One time step of a whole cell in NEURON's order (Hines 1984; Carnevale & Hines 2006, The NEURON Book, ch. 4): events; currents and slopes
 * at the start of the step; the tree solved for the change of the potential; states advanced with the new potential. Backward Euler takes
 * the change over dt, Crank-Nicolson twice the change over dt/2.
 *
 * The change is solved for, not the potential, and no term is subtracted in the elimination: transmembrane currents i(v) + g dv + C dv/h balance
 * the injected current to rounding.
 */
import {
  initialPotentials,
  type BlockStepping,
  type CableStepper,
  type Kept,
  type StepperOptions,
} from './cableStepper.ts';
import type { Cell } from './cell.ts';
import type { ExtracellularState } from './extracellular.ts';
import { createGateLoops, treeArrays, treeBytes, type TreeArrays } from './gateLoops/loops.ts';
import { GateStates, gatePlan } from './gateStates.ts';
import { InputStates, type ElectrodeState } from './inputStates.ts';
import { linearParts, reversalPotentials } from './linearSystem.ts';
import { LinearStates } from './linearStates.ts';
import type { NodeState } from './nodeState.ts';
import { blockLength, stepBlocks } from './stepBlocks.ts';

export class Stepper implements CableStepper {
  readonly nodes: NodeState;
  /** Transmembrane current of the last step, nA, outward, per node. */
  readonly imem: Float64Array;
  readonly inputs: InputStates;
  readonly gates: GateStates;
  readonly linear: readonly LinearStates[];
  readonly #electrodes: ElectrodeState;
  readonly #extracellular: ExtracellularState | undefined;
  readonly #tree: TreeArrays;
  readonly #capacitive: Float64Array;
  readonly #solve: (row: number) => void;
  readonly #nodeOf: Int32Array;
  readonly #dt: number;

  constructor(cell: Cell, options: StepperOptions) {
    const { dt, method, vInit, inputs, extracellular, rates = 'tabulated', webAssembly } = options;
    const { geometry, membrane, active } = cell;
    const { nNodes, nodeOf } = cell.tree;
    const scale = method === 'backward_euler' ? 1 : 2;
    const rows = blockLength(nNodes);
    const plan = gatePlan(active, geometry.n, rates);
    const loops = createGateLoops(treeBytes(nNodes, rows) + plan.bytes, plan.groups.length, webAssembly);
    const tree = treeArrays(cell, loops.arrays, { rows, apart: extracellular !== undefined });
    const { v, current, slope } = tree;
    v.set(initialPotentials(cell, vInit));
    const { C, G, gates } = linearParts(cell);
    for (let i = 0; i < geometry.n; i++) tree.C[nodeOf[i]] = (C[i] / dt) * scale;
    this.#dt = dt;
    this.#nodeOf = nodeOf;
    this.#tree = tree;
    this.#solve = loops.solving(tree, scale);
    this.#capacitive = new Float64Array(nNodes);
    this.#electrodes = { current: tree.outward, slope: tree.extra };
    this.#extracellular = extracellular;
    this.nodes = { v, current, slope };
    this.imem = tree.imem;
    this.gates = new GateStates(plan, loops, tree, {
      nodeOf,
      area: geometry.area,
      leak: G,
      leakReversal: reversalPotentials(membrane),
      dt,
    });
    this.linear = gates.map((gate) => new LinearStates(gate, membrane.rest, nodeOf, dt));
    this.inputs = new InputStates(inputs, v, nodeOf, dt);
    this.#membraneCurrents();
  }

  /** Currents at the start, for the sample before the first step: channels and synapses, no capacitive part. */
  start(t: number): void {
    this.inputs.addCurrents(this.nodes, this.#electrodes, t);
    // Row 0, as `step` writes it.
    this.imem.set(this.nodes.current);
    // The first step adds its inputs itself.
    this.#electrodes.current.fill(0);
    this.#electrodes.slope.fill(0);
    this.#membraneCurrents();
  }

  step(step: number): void {
    this.#step(step, 0);
  }

  blocks(keep: Kept): BlockStepping {
    const { imem, v } = this.#tree;
    return stepBlocks({ imem, v, nodeOf: this.#nodeOf, step: (step, row) => this.#step(step, row) }, keep);
  }

  /** A step, its transmembrane currents into a row; the currents of the membrane at its start are there already. */
  #step(step: number, row: number): void {
    this.inputs.deliver(step);
    this.inputs.addCurrents(this.nodes, this.#electrodes, (step + 0.5) * this.#dt);
    this.#extracellular?.innerPotentials(step, this.nodes.v, this.#tree.inner);
    this.#solve(row);
    this.gates.advance();
    for (const part of this.linear) {
      part.advance(this.nodes);
      part.addCurrents(this.nodes);
    }
    this.inputs.advance(this.nodes, this.#dt);
  }

  #membraneCurrents(): void {
    this.gates.currents();
    for (const part of this.linear) part.addCurrents(this.nodes);
  }

  /** Effective outward current of input `index` in the last step, i + g dv, nA. */
  inputCurrent(index: number): number {
    return this.inputs.current[index] + this.inputs.slope[index] * this.#tree.dv[this.inputs.node[index]];
  }

  /** What went wrong if a potential is no finite number, else undefined. */
  fault(): string | undefined {
    const root = this.nodes.v[0];
    if (root - root === 0) return undefined;
    for (const part of [this.gates, ...this.linear, this.inputs]) {
      const fault = part.fault();
      if (fault !== undefined) return fault;
    }
    return this.#extracellular?.fault() ? 'the extracellular potential' : 'the potential itself';
  }

  potentials(): Float64Array {
    return this.nodes.v;
  }

  capacitive(): Float64Array {
    const { C, dv } = this.#tree;
    for (let k = 0; k < C.length; k++) this.#capacitive[k] = C[k] * dv[k];
    return this.#capacitive;
  }
}
