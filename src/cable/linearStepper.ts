/**
 * The same step for the commonest cell: passive, driven by currents. Nothing changes the matrix, so it is factored once; and the right-hand
 * side of a step follows from the change in the one before, because (C/h + G + L) dv = -i(v) + axial(v) + I gives, after v += dv,
 *     -i(v) + axial(v) + I' = C/h dv + (I' - I)                      (backward Euler)
 *     -i(v) + axial(v) + I' = 2 C/h dv - rhs + (I' - I)              (Crank-Nicolson, v += 2 dv).
 * The potential is kept as its difference w from the reversal potential, so that relaxation is followed to full precision. Coefficients and
 * states of a node lie side by side, and chains of nodes are swept without looking at the tree.
 */
import { initialPotentials, type CableStepper, type Layout, type StepperOptions } from './cableStepper.ts';
import type { Cell } from './cell.ts';
import { InputStates, type ElectrodeState } from './inputStates.ts';
import type { NodeState } from './nodeState.ts';

/** Places in the records of coefficients and of states. */
const FACTOR = 0;
const INVERSE = 1;
const CAPACITY = 2;
const LEAK = 3;
const RHS = 0;
const W = 1;
const DV = 2;
const IMEM = 3;
const STRIDE = 4;

export class LinearStepper implements CableStepper {
  readonly inputs: InputStates;
  readonly gates = undefined;
  readonly linear = [];
  readonly calcium = undefined;
  readonly imem: Layout;
  readonly #v: Float64Array;
  readonly #E: Float64Array;
  readonly #capacitive: Float64Array;
  readonly #K: Float64Array;
  readonly #X: Float64Array;
  /** First and last node of every chain, and the parent of the first. */
  readonly #chains: Int32Array;
  readonly #scale: number;
  readonly #dt: number;
  /** Injected (inward) currents per node of the inputs, now and a step before. */
  readonly #membrane: NodeState;
  readonly #electrodes: ElectrodeState;
  readonly #nodes: Int32Array;
  readonly #before: Float64Array;

  constructor(cell: Cell, { dt, method, vInit, inputs }: StepperOptions) {
    const { tree, geometry, membrane, capacitance } = cell;
    const { nNodes, parent, axial, nodeOf } = tree;
    const { leak, leakReversal, frozen, rest, restCurrent } = membrane;
    const v = initialPotentials(cell, vInit);
    const zeros = (): Float64Array => new Float64Array(nNodes);
    this.#v = v;
    this.#capacitive = zeros();
    this.#scale = method === 'backward_euler' ? 1 : 2;
    this.#dt = dt;
    this.#E = zeros();
    const K = new Float64Array(STRIDE * nNodes);
    const X = new Float64Array(STRIDE * nNodes);
    for (let i = 0; i < geometry.n; i++) {
      const k = nodeOf[i];
      const g = leak[i] + frozen[i];
      K[k * STRIDE + CAPACITY] = (1e-5 * geometry.area[i] * capacitance[i] * this.#scale) / dt;
      K[k * STRIDE + LEAK] = 1e-2 * geometry.area[i] * g;
      this.#E[k] = g > 0 ? rest[i] + (leak[i] * (leakReversal[i] - rest[i]) - restCurrent[i]) / g : rest[i];
    }
    const total = zeros();
    for (let k = 0; k < nNodes; k++) total[k] = K[k * STRIDE + CAPACITY] + K[k * STRIDE + LEAK];
    for (let k = nNodes - 1; k >= 0; k--) {
      const inverse = 1 / (total[k] + axial[k]);
      K[k * STRIDE + INVERSE] = inverse;
      K[k * STRIDE + FACTOR] = axial[k] * inverse;
      if (k > 0) total[parent[k]] += axial[k] * inverse * total[k];
    }
    // The right-hand side of the first step, in full.
    for (let k = 0; k < nNodes; k++) {
      X[k * STRIDE + W] = v[k] - this.#E[k];
      X[k * STRIDE + RHS] -= K[k * STRIDE + LEAK] * X[k * STRIDE + W];
      if (k === 0) continue;
      const flow = axial[k] * (v[parent[k]] - v[k]);
      X[k * STRIDE + RHS] += flow;
      X[parent[k] * STRIDE + RHS] -= flow;
    }
    this.#K = K;
    this.#X = X;
    this.imem = { values: X, stride: STRIDE, offset: IMEM };
    this.#chains = chainsOf(parent);
    this.inputs = new InputStates(inputs, v, nodeOf, dt);
    this.#membrane = { v, current: zeros(), slope: zeros() };
    this.#electrodes = { current: zeros(), slope: zeros() };
    this.#nodes = Int32Array.from(new Set(this.inputs.node));
    this.#before = new Float64Array(this.#nodes.length);
  }

  start(t: number): void {
    this.#inputCurrents(t);
    for (let k = 0; k < this.#v.length; k++)
      this.#X[k * STRIDE + IMEM] =
        this.#K[k * STRIDE + LEAK] * this.#X[k * STRIDE + W] + this.#membrane.current[k];
    this.#X[IMEM] = 0;
  }

  step(step: number): void {
    this.inputs.deliver(step);
    this.#inputCurrents((step + 0.5) * this.#dt);
    const X = this.#X;
    const nodes = this.#nodes;
    const { current } = this.#membrane;
    for (let j = 0; j < nodes.length; j++) {
      const k = nodes[j];
      const injected = -current[k] - this.#electrodes.current[k];
      X[k * STRIDE + RHS] += injected - this.#before[j];
      this.#before[j] = injected;
    }
    // What Crank-Nicolson needs of the sides before elimination waits where the currents will be.
    if (this.#scale === 2) for (let o = 0; o < X.length; o += STRIDE) X[o + IMEM] = X[o];
    eliminate(this.#chains, this.#K, X);
    substitute(this.#chains, this.#K, X, this.#scale);
    for (let j = 0; j < nodes.length; j++) X[nodes[j] * STRIDE + IMEM] += current[nodes[j]];
    this.inputs.advance(this.#membrane, this.#dt);
  }

  potentials(): Float64Array {
    for (let k = 0; k < this.#v.length; k++) this.#v[k] = this.#E[k] + this.#X[k * STRIDE + W];
    return this.#v;
  }

  capacitive(): Float64Array {
    for (let k = 0; k < this.#v.length; k++)
      this.#capacitive[k] = this.#K[k * STRIDE + CAPACITY] * this.#X[k * STRIDE + DV];
    return this.#capacitive;
  }

  inputCurrent(index: number): number {
    return this.inputs.current[index];
  }

  fault(): string | undefined {
    const root = this.#X[W];
    return root - root === 0 ? undefined : (this.inputs.fault() ?? 'the potential itself');
  }

  #inputCurrents(t: number): void {
    const { current } = this.#membrane;
    for (const k of this.#nodes) {
      current[k] = 0;
      this.#electrodes.current[k] = 0;
    }
    this.inputs.addCurrents(this.#membrane, this.#electrodes, t);
  }
}

/** Runs of nodes in which every parent is the node before: first node, last node, parent of the first, three numbers each. */
function chainsOf(parent: Int32Array): Int32Array {
  const chains: number[] = [];
  for (let k = 1; k < parent.length;) {
    let last = k;
    while (last + 1 < parent.length && parent[last + 1] === last) last++;
    chains.push(k, last, parent[k]);
    k = last + 1;
  }
  return Int32Array.from(chains);
}

/** Right-hand sides from the leaves to the root. */
function eliminate(chains: Int32Array, K: Float64Array, X: Float64Array): void {
  for (let c = chains.length - 3; c >= 0; c -= 3) {
    const from = chains[c] * STRIDE;
    let carry = 0;
    for (let o = chains[c + 1] * STRIDE; o >= from; o -= STRIDE) {
      const r = X[o] + carry;
      X[o] = r;
      carry = K[o] * r;
    }
    X[chains[c + 2] * STRIDE] += carry;
  }
}

/**
 * Changes of the potential from the root to the leaves, transmembrane currents (at the middle of a Crank-Nicolson step), and the right-hand
 * sides of the next step but for the inputs.
 */
function substitute(chains: Int32Array, K: Float64Array, X: Float64Array, scale: number): void {
  const again = scale - 1;
  // The root is a node without membrane.
  X[DV] = X[RHS] * K[INVERSE];
  X[W] += scale * X[DV];
  X[RHS] = -again * X[IMEM];
  for (let c = 0; c < chains.length; c += 3) {
    const to = chains[c + 1] * STRIDE;
    let d = X[chains[c + 2] * STRIDE + DV];
    for (let o = chains[c] * STRIDE; o <= to; o += STRIDE) {
      const r = X[o];
      d = r * K[o + INVERSE] + K[o] * d;
      const w = X[o + W];
      const capacitive = K[o + CAPACITY] * d;
      X[o] = scale * capacitive - again * X[o + IMEM];
      X[o + W] = w + scale * d;
      X[o + DV] = d;
      X[o + IMEM] = K[o + LEAK] * (w + d) + capacitive;
    }
  }
}
