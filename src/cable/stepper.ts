/**
 * One time step of a whole cell in NEURON's order (Hines 1984; Carnevale & Hines 2006, The NEURON Book, ch. 4): events; currents and slopes
 * at the start of the step; the tree solved for the change of the potential; states advanced with the new potential. Backward Euler takes
 * the change over dt, Crank-Nicolson twice the change over dt/2. The matrix is factored once where nothing changes conductances.
 *
 * The change is solved for, not the potential, and no term is subtracted in the elimination: transmembrane currents i(v) + g dv + C dv/h balance
 * the injected current to rounding.
 */
import type { Cell } from './cell.ts';
import { CalciumStates } from './calciumStates.ts';
import type { ExtracellularState } from './extracellular.ts';
import { GateStates, type GateStatesOptions } from './gateStates.ts';
import type { Input } from './inputs.ts';
import { InputStates, type ElectrodeState } from './inputStates.ts';
import { linearParts } from './linearSystem.ts';
import { LinearStates } from './linearStates.ts';
import type { MembranePart, NodeState } from './nodeState.ts';

export interface StepperOptions {
  readonly dt: number;
  readonly method: 'backward_euler' | 'crank_nicolson';
  /** mV per segment. */
  readonly vInit: Float64Array;
  readonly inputs: readonly Input[];
  readonly extracellular?: ExtracellularState;
  readonly table?: GateStatesOptions['table'];
}

export class Stepper {
  readonly nodes: NodeState;
  /** Transmembrane current of the last step, nA, outward, per node. */
  readonly imem: Float64Array;
  /** Capacitive current of the last step, nA, per node. */
  readonly capacitive: Float64Array;
  readonly inputs: InputStates;
  readonly gates: readonly GateStates[];
  readonly linear: readonly LinearStates[];
  readonly calcium: CalciumStates;
  readonly #parts: readonly MembranePart[];
  readonly #electrodes: ElectrodeState;
  readonly #extracellular: ExtracellularState | undefined;
  readonly #parent: Int32Array;
  readonly #axial: Float64Array;
  readonly #C: Float64Array;
  /** Linear membrane per node: i = G (v - E). */
  readonly #G: Float64Array;
  readonly #E: Float64Array;
  readonly #dv: Float64Array;
  readonly #rhs: Float64Array;
  readonly #total: Float64Array;
  readonly #factor: Float64Array;
  readonly #inverse: Float64Array;
  /** C/h + slope of the membrane. */
  readonly #load: Float64Array;
  readonly #inner: Float64Array;
  readonly #constant: boolean;
  readonly #dt: number;
  readonly #scale: number;

  constructor(cell: Cell, options: StepperOptions) {
    const { dt, method, vInit, inputs, extracellular, table } = options;
    const { tree, geometry, membrane, active } = cell;
    const { nNodes, nodeOf } = tree;
    const v = initialPotentials(cell, vInit);
    this.nodes = { v, current: new Float64Array(nNodes), slope: new Float64Array(nNodes) };
    this.imem = new Float64Array(nNodes);
    this.capacitive = new Float64Array(nNodes);
    this.#parent = tree.parent;
    this.#axial = tree.axial;
    this.#dt = dt;
    this.#scale = method === 'backward_euler' ? 1 : 2;
    const perNode = (): Float64Array => new Float64Array(nNodes);
    this.#dv = perNode();
    this.#rhs = perNode();
    this.#total = perNode();
    this.#factor = perNode();
    this.#inverse = perNode();
    this.#load = perNode();
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
    this.#constant = active === undefined && this.inputs.currentsOnly;
    this.nodes.slope.set(this.#G);
    if (this.#constant) this.#factorise();
  }

  /** Currents at the start, for the sample before the first step: channels and synapses, no capacitive part. */
  start(t: number): void {
    this.#currents(t);
    this.imem.set(this.nodes.current);
  }

  /** The step from `step * dt` to `(step + 1) * dt`. */
  step(step: number): void {
    const t = (step + 0.5) * this.#dt;
    this.inputs.deliver(step);
    this.#currents(t);
    this.#extracellular?.innerPotentials(step, this.nodes.v, this.#inner);
    if (this.#constant) this.#eliminate();
    else this.#factoriseAndEliminate();
    this.#substitute();
    for (const part of this.#parts) part.advance(this.nodes);
    this.inputs.advance(this.nodes, this.#dt);
  }

  /** Effective outward current of input `index` in the last step, i + g dv, nA. */
  inputCurrent(index: number): number {
    return this.inputs.current[index] + this.inputs.slope[index] * this.#dv[this.inputs.node[index]];
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
    for (let k = 0; k < v.length; k++) current[k] = G[k] * (v[k] - E[k]);
    if (!this.#constant) slope.set(G);
    for (const part of this.#parts) part.addCurrents(this.nodes);
    this.#electrodes.current.fill(0);
    if (!this.#constant) this.#electrodes.slope.fill(0);
    this.inputs.addCurrents(this.nodes, this.#electrodes, t);
  }

  /** Factors for loads that never change. */
  #factorise(): void {
    const axial = this.#axial;
    const parent = this.#parent;
    const total = this.#total;
    for (let k = 0; k < total.length; k++) total[k] = this.#load[k] = this.#C[k] + this.#G[k];
    for (let k = total.length - 1; k > 0; k--) {
      this.#inverse[k] = 1 / (total[k] + axial[k]);
      this.#factor[k] = axial[k] * this.#inverse[k];
      total[parent[k]] += this.#factor[k] * total[k];
    }
    this.#inverse[0] = 1 / total[0];
  }

  /** Right-hand sides, from the leaves to the root. A node next to its child (chains) is handed the child's share in a register. */
  #eliminate(): void {
    const parent = this.#parent;
    const axial = this.#axial;
    const factor = this.#factor;
    const rhs = this.#rhs;
    const u = this.#inner;
    const current = this.nodes.current;
    const electrode = this.#electrodes.current;
    for (let k = 0; k < rhs.length; k++) rhs[k] = -current[k] - electrode[k];
    let carry = 0;
    for (let k = rhs.length - 1; k > 0; k--) {
      const p = parent[k];
      const f = factor[k];
      const flow = axial[k] * (u[p] - u[k]);
      const base = rhs[k] + flow;
      rhs[k] = base + carry;
      carry = f * base - flow + f * carry;
      if (p !== k - 1) {
        rhs[p] += carry;
        carry = 0;
      }
    }
    rhs[0] += carry;
  }

  #factoriseAndEliminate(): void {
    const parent = this.#parent;
    const axial = this.#axial;
    const factor = this.#factor;
    const inverse = this.#inverse;
    const total = this.#total;
    const load = this.#load;
    const rhs = this.#rhs;
    const C = this.#C;
    const u = this.#inner;
    const { current, slope } = this.nodes;
    const electrode = this.#electrodes;
    for (let k = 0; k < rhs.length; k++) {
      rhs[k] = -current[k] - electrode.current[k];
      load[k] = C[k] + slope[k];
      total[k] = load[k] + electrode.slope[k];
    }
    let carry = 0;
    let carriedLoad = 0;
    for (let k = rhs.length - 1; k > 0; k--) {
      const p = parent[k];
      const g = axial[k];
      const own = total[k] + carriedLoad;
      const inv = 1 / (own + g);
      const f = g * inv;
      const flow = g * (u[p] - u[k]);
      const b = rhs[k] + flow + carry;
      rhs[k] = b;
      inverse[k] = inv;
      factor[k] = f;
      carry = f * b - flow;
      carriedLoad = f * own;
      if (p !== k - 1) {
        rhs[p] += carry;
        total[p] += carriedLoad;
        carry = 0;
        carriedLoad = 0;
      }
    }
    rhs[0] += carry;
    inverse[0] = 1 / (total[0] + carriedLoad);
  }

  /** Changes of the potential, from the root to the leaves; new potentials and transmembrane currents. */
  #substitute(): void {
    const parent = this.#parent;
    const factor = this.#factor;
    const inverse = this.#inverse;
    const rhs = this.#rhs;
    const dv = this.#dv;
    const load = this.#load;
    const imem = this.imem;
    const { v, current } = this.nodes;
    const scale = this.#scale;
    let d = rhs[0] * inverse[0];
    dv[0] = d;
    v[0] += scale * d;
    for (let k = 1; k < v.length; k++) {
      const p = parent[k];
      d = rhs[k] * inverse[k] + factor[k] * (p === k - 1 ? d : dv[p]);
      dv[k] = d;
      v[k] += scale * d;
      imem[k] = current[k] + load[k] * d;
    }
  }

  /** Fills `capacitive`. */
  capacitiveCurrents(): Float64Array {
    for (let k = 0; k < this.#C.length; k++) this.capacitive[k] = this.#C[k] * this.#dv[k];
    return this.capacitive;
  }
}

/** Potentials of the nodes: of segments as given, of nodes without membrane where the axial currents into them balance. */
function initialPotentials({ tree }: Cell, vInit: Float64Array): Float64Array {
  const v = new Float64Array(tree.nNodes);
  const weight = new Float64Array(tree.nNodes);
  const bare = new Uint8Array(tree.nNodes).fill(1);
  for (let i = 0; i < vInit.length; i++) {
    v[tree.nodeOf[i]] = vInit[i];
    bare[tree.nodeOf[i]] = 0;
  }
  for (let k = 1; k < tree.nNodes; k++) {
    const p = tree.parent[k];
    const g = tree.axial[k];
    if (bare[p] === 1) {
      v[p] += g * v[k];
      weight[p] += g;
    }
    if (bare[k] === 1) {
      v[k] += g * v[p];
      weight[k] += g;
    }
  }
  for (let k = 0; k < tree.nNodes; k++) if (bare[k] === 1) v[k] /= weight[k];
  return v;
}
