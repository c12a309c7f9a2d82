/** What the time steppers of a cell have in common: what they start from and what can be read from them. */
import type { Array2D } from '../numerics/array2d.ts';
import type { Cell } from './cell.ts';
import type { ExtracellularState } from './extracellular.ts';
import type { GateStates, Rates } from './gateStates.ts';
import type { Input } from './inputs.ts';
import type { InputStates } from './inputStates.ts';
import type { LinearStates } from './linearStates.ts';

export interface StepperOptions {
  readonly dt: number;
  readonly method: 'backward_euler' | 'crank_nicolson';
  /** mV per segment. */
  readonly vInit: Float64Array;
  readonly inputs: readonly Input[];
  readonly extracellular?: ExtracellularState;
  /** Default `tabulated`. */
  readonly rates?: Rates;
  /** false: plain TypeScript in any case. */
  readonly webAssembly?: boolean;
}

/** What is wanted of every sample of a simulation that takes many steps at once, beside the transmembrane currents. */
export interface Kept {
  readonly v: boolean;
  /** Linear models of the transmembrane currents, (channels, segments). */
  readonly matrices: readonly Array2D[];
}

/** Values of the steps of a block, a row per step: that of step s at place p is values[s * width + p] + shift[p]. */
export interface StepRows {
  readonly values: Float64Array;
  readonly width: number;
  readonly shift: Float64Array;
}

/** Many steps at once. */
export interface BlockStepping {
  /** Steps that can be taken at once. */
  readonly most: number;
  /** Takes `count` steps from `first * dt` on; returns how many are done when a potential stops to be a number. */
  steps(first: number, count: number): number;
  /** Computes the signals of the steps `first`, `first + every` … of the block just taken, `count` of them. */
  multiply(first: number, every: number, count: number): void;
  /** Place of every node in the next two. */
  readonly place: Int32Array;
  /** nA */
  readonly imem: StepRows;
  /** mV */
  readonly v: StepRows | undefined;
  /** By channel, one of every matrix, in as many rows as steps were asked for. */
  readonly signals: readonly StepRows[];
}

export interface CableStepper {
  /** Node of every input, and whether it is an electrode. */
  readonly inputs: Pick<InputStates, 'node' | 'electrode'>;
  readonly gates: Pick<GateStates, 'values' | 'placesOf' | 'placesOfCalcium'> | undefined;
  readonly linear: readonly Pick<LinearStates, 'name' | 'segments' | 'y'>[];
  /** Transmembrane current of the last step per node, nA, outward. */
  readonly imem: Float64Array;
  /** Prepares to take many steps at once, where nothing else than this is wanted, before `start`; afterwards steps are taken so. */
  blocks?(keep: Kept): BlockStepping;
  /** Currents at the start, for the sample before the first step: channels and synapses, no capacitive part. */
  start(t: number): void;
  /** The step from `step * dt` to `(step + 1) * dt`. */
  step(step: number): void;
  /** Brings what is read below up to date, where it is not anyway. */
  sample?(): void;
  /** Potential per node, mV. */
  potentials(): Float64Array;
  /** Capacitive current of the last step per node, nA. */
  capacitive(): Float64Array;
  /** Effective outward current of input `index` in the last step, i + g dv, nA. */
  inputCurrent(index: number): number;
  /** What went wrong if a potential is no finite number, else undefined. */
  fault(): string | undefined;
}

/** Potentials of the nodes: of segments as given, of nodes without membrane where the axial currents into them balance. */
export function initialPotentials({ tree }: Pick<Cell, 'tree'>, vInit: Float64Array): Float64Array {
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
