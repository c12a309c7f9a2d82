/**
 * The same step for a cell whose matrix does not change: a leak, frozen and quasi-active channels, inputs of current. The arithmetic
 * is that of linearBlocks.ts; here are the inputs, known before the potential is, and what a recorder reads. Where only potentials, transmembrane
 * currents and signals made of them are recorded, many steps are taken at once (`blocks`).
 */
import {
  initialPotentials,
  type BlockStepping,
  type CableStepper,
  type Kept,
  type StepperOptions,
} from './cableStepper.ts';
import type { Cell } from './cell.ts';
import { CurrentInputs } from './currentInputs.ts';
import { LinearBlocks } from './linearBlocks.ts';
import { linearSystem, reversalPotentials, type LinearSystem } from './linearSystem.ts';

/** A gate, as it is recorded. */
interface RecordedGate {
  readonly name: string;
  /** Segments that carry it. */
  readonly segments: Int32Array;
  /** mV, in this order. */
  readonly y: Float64Array;
}

export class LinearStepper implements CableStepper {
  readonly inputs: CurrentInputs;
  readonly gates = undefined;
  readonly linear: readonly RecordedGate[];
  readonly imem: Float64Array;
  readonly #cell: Cell;
  readonly #options: StepperOptions;
  readonly #system: LinearSystem;
  readonly #v: Float64Array;
  readonly #E: Float64Array;
  readonly #capacitive: Float64Array;
  #run: LinearBlocks | undefined;

  constructor(cell: Cell, options: StepperOptions) {
    const { dt, vInit, inputs } = options;
    const { nNodes, nodeOf } = cell.tree;
    const zeros = (): Float64Array => new Float64Array(nNodes);
    this.#cell = cell;
    this.#options = options;
    this.#system = linearSystem(cell);
    this.#v = initialPotentials(cell, vInit);
    this.#E = reversalPotentials(cell.membrane);
    this.#capacitive = zeros();
    this.imem = zeros();
    this.linear = this.#system.gates.map(({ name, K }) => {
      const segments = Int32Array.from(K.keys()).filter((i) => K[i] !== 0);
      return { name, segments, y: new Float64Array(segments.length) };
    });
    this.inputs = new CurrentInputs(inputs, nodeOf, dt);
  }

  blocks(keep: Kept): BlockStepping {
    const run = this.#start({ keep });
    const { most, place, imem, v, signals } = run;
    return {
      most,
      place,
      imem,
      v,
      signals,
      steps: (first, count) => this.#steps(run, first, count),
      multiply: (first, every, count) => run.multiply(first, every, count),
    };
  }

  start(t: number): void {
    const run = this.#run ?? this.#start({ most: 1 });
    const synaptic = new Float64Array(this.#v.length);
    this.inputs.start(t, synaptic);
    run.start(synaptic);
  }

  step(step: number): void {
    this.#steps(this.#run!, step, 1);
  }

  sample(): void {
    const run = this.#run!;
    for (let k = 0; k < this.imem.length; k++) this.imem[k] = run.current(k);
    const { nodeOf } = this.#cell.tree;
    for (const [g, { segments, y }] of this.linear.entries())
      for (let j = 0; j < y.length; j++) y[j] = run.gate(g, nodeOf[segments[j]]);
  }

  potentials(): Float64Array {
    for (let k = 0; k < this.#v.length; k++) this.#v[k] = this.#run!.potential(k);
    return this.#v;
  }

  capacitive(): Float64Array {
    for (let k = 0; k < this.#v.length; k++) this.#capacitive[k] = this.#run!.capacitiveCurrent(k);
    return this.#capacitive;
  }

  inputCurrent(index: number): number {
    return this.inputs.current[index];
  }

  fault(): string | undefined {
    return this.#run!.finite ? undefined : (this.inputs.fault() ?? 'the potential itself');
  }

  #start(options: { readonly most?: number; readonly keep?: Kept }): LinearBlocks {
    const { dt, method, webAssembly } = this.#options;
    const { C, G, gates } = this.#system;
    const { tree, membrane } = this.#cell;
    this.#run = new LinearBlocks(
      { tree, C, G, gates, v: this.#v, E: this.#E, rest: membrane.rest },
      {
        dt,
        method,
        inputNodes: this.inputs.nodes,
        ...options,
        ...(webAssembly === undefined ? {} : { webAssembly }),
      },
    );
    return this.#run;
  }

  #steps(run: LinearBlocks, first: number, count: number): number {
    this.inputs.fill(first, count, run);
    return run.steps(count);
  }
}
