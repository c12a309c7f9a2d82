/**
 * One time step of a whole cell in NEURON's order (Hines 1984; Carnevale & Hines 2006, The NEURON Book, ch. 4): events; currents and slopes
 * at the start of the step; the tree solved for the change of the potential; states advanced with the new potential. Backward Euler takes
 * the change over dt, Crank-Nicolson twice the change over dt/2.
 *
 * The change is solved for, not the potential, and no term is subtracted in the elimination: transmembrane currents i(v) + g dv + C dv/h balance
 * the injected current to rounding.
 */
import { initialPotentials, type CableStepper, type Layout, type StepperOptions } from './cableStepper.ts';
import type { Cell } from './cell.ts';
import { CalciumStates } from './calciumStates.ts';
import type { ExtracellularState } from './extracellular.ts';
import { GateStates } from './gateStates.ts';
import { InputStates, type ElectrodeState } from './inputStates.ts';
import { linearParts } from './linearSystem.ts';
import { LinearStates } from './linearStates.ts';
import type { MembranePart, NodeState } from './nodeState.ts';
import {
  factoriseAndEliminate,
  leakCurrents,
  negativeSum,
  substitute,
  sum,
  sweepOf,
  type Sweep,
} from './sweeps.ts';

export class Stepper implements CableStepper {
  readonly nodes: NodeState;
  /** Transmembrane current of the last step, nA, outward, per node. */
  readonly imem: Layout;
  readonly #capacitive: Float64Array;
  readonly inputs: InputStates;
  readonly gates: readonly GateStates[];
  readonly linear: readonly LinearStates[];
  readonly calcium: CalciumStates;
  readonly #parts: readonly MembranePart[];
  readonly #electrodes: ElectrodeState;
  readonly #extracellular: ExtracellularState | undefined;
  readonly #C: Float64Array;
  /** Linear membrane per node: i = G (v - E). */
  readonly #G: Float64Array;
  readonly #E: Float64Array;
  readonly #sweep: Sweep;
  readonly #inner: Float64Array;
  readonly #dt: number;
  readonly #scale: number;

  constructor(cell: Cell, options: StepperOptions) {
    const { dt, method, vInit, inputs, extracellular, table } = options;
    const { tree, geometry, membrane, active } = cell;
    const { nNodes, nodeOf } = tree;
    const v = initialPotentials(cell, vInit);
    this.nodes = { v, current: new Float64Array(nNodes), slope: new Float64Array(nNodes) };
    this.imem = { values: new Float64Array(nNodes), stride: 1, offset: 0 };
    this.#capacitive = new Float64Array(nNodes);
    this.#sweep = sweepOf(tree.parent, tree.axial);
    this.#dt = dt;
    this.#scale = method === 'backward_euler' ? 1 : 2;
    const perNode = (): Float64Array => new Float64Array(nNodes);
    this.#C = perNode();
    this.#G = perNode();
    this.#E = perNode();
    const { C, G, gates } = linearParts(cell);
    const { leak, leakReversal, frozen, rest, restCurrent } = membrane;
    for (let i = 0; i < geometry.n; i++) {
      const k = nodeOf[i];
      this.#C[k] = (C[i] / dt) * this.#scale;
      this.#G[k] = G[i];
      const g = leak[i] + frozen[i];
      this.#E[k] = g > 0 ? rest[i] + (leak[i] * (leakReversal[i] - rest[i]) - restCurrent[i]) / g : rest[i];
    }
    this.calcium = new CalciumStates(active?.calcium, geometry.area, active?.temperature ?? 0, dt);
    this.gates = (active?.channels ?? []).map(
      (channel) =>
        new GateStates(channel, v, {
          nodeOf,
          area: geometry.area,
          dt,
          temperature: active!.temperature,
          calcium: this.calcium.state,
          ...(table === undefined ? {} : { table }),
        }),
    );
    this.linear = gates.map((gate) => new LinearStates(gate, rest, nodeOf, dt));
    // Calcium first: its currents are cleared before channels add to them, and its new concentration acts on the gates.
    this.#parts = [...(active?.calcium === undefined ? [] : [this.calcium]), ...this.gates, ...this.linear];
    this.inputs = new InputStates(inputs, v, nodeOf, dt);
    this.#electrodes = { current: perNode(), slope: perNode() };
    this.#extracellular = extracellular;
    this.#inner = extracellular === undefined ? v : Float64Array.from(v);
  }

  /** Currents at the start, for the sample before the first step: channels and synapses, no capacitive part. */
  start(t: number): void {
    this.#currents(t);
    this.imem.values.set(this.nodes.current);
  }

  /** The step from `step * dt` to `(step + 1) * dt`. */
  step(step: number): void {
    const t = (step + 0.5) * this.#dt;
    this.inputs.deliver(step);
    this.#currents(t);
    this.#extracellular?.innerPotentials(step, this.nodes.v, this.#inner);
    const { v, current, slope } = this.nodes;
    negativeSum(current, this.#electrodes.current, this.#sweep.rhs);
    sum(this.#C, slope, this.#sweep.load);
    factoriseAndEliminate(this.#sweep, this.#inner, this.#electrodes.slope);
    substitute(this.#sweep, this.#scale, v, current, this.imem.values);
    for (const part of this.#parts) part.advance(this.nodes);
    this.inputs.advance(this.nodes, this.#dt);
  }

  /** Effective outward current of input `index` in the last step, i + g dv, nA. */
  inputCurrent(index: number): number {
    return this.inputs.current[index] + this.inputs.slope[index] * this.#sweep.dv[this.inputs.node[index]];
  }

  /** What went wrong if a potential is no finite number, else undefined. */
  fault(): string | undefined {
    const root = this.nodes.v[0];
    if (root - root === 0) return undefined;
    for (const part of this.#parts) {
      const fault = part.fault();
      if (fault !== undefined) return fault;
    }
    return (
      this.inputs.fault() ??
      (this.#extracellular?.fault() ? 'the extracellular potential' : 'the potential itself')
    );
  }

  #currents(t: number): void {
    const { v, current, slope } = this.nodes;
    const G = this.#G;
    const E = this.#E;
    leakCurrents(G, E, v, current);
    slope.set(G);
    for (const part of this.#parts) part.addCurrents(this.nodes);
    this.#electrodes.current.fill(0);
    this.#electrodes.slope.fill(0);
    this.inputs.addCurrents(this.nodes, this.#electrodes, t);
  }

  potentials(): Float64Array {
    return this.nodes.v;
  }

  capacitive(): Float64Array {
    for (let k = 0; k < this.#C.length; k++) this.#capacitive[k] = this.#C[k] * this.#sweep.dv[k];
    return this.#capacitive;
  }
}
