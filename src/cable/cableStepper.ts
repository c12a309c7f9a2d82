/** What the time steppers of a cell have in common: what they start from and what can be read from them. */
import type { CalciumStates } from './calciumStates.ts';
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

/** Where the value of node k is: values[k * stride + offset]. */
export interface Layout {
  readonly values: Float64Array;
  readonly stride: number;
  readonly offset: number;
}

export interface CableStepper {
  /** Node of every input, and whether it is an electrode. */
  readonly inputs: Pick<InputStates, 'node' | 'electrode'>;
  readonly gates: Pick<GateStates, 'records' | 'placesOf'> | undefined;
  readonly linear: readonly LinearStates[];
  readonly calcium: CalciumStates | undefined;
  /** Transmembrane current of the last step, nA, outward. */
  readonly imem: Layout;
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
