/**
 * All inputs of a simulation at work: exponential synapses side by side in arrays, everything else through the interface of point
 * processes; and the events of both, sorted by the step that delivers them.
 */
import { decaysOf, deliveryStep } from './exponentialSynapse.ts';
import { asPointProcess, isElectrode, isExponential, type ExponentialSynapse, type Input } from './inputs.ts';
import type { NodeState } from './nodeState.ts';
import type { PointProcessState } from './pointProcess.ts';

/** What electrodes inject, per node: outward current (nA) and slope (uS), no part of the membrane's. */
export interface ElectrodeState {
  readonly current: Float64Array;
  readonly slope: Float64Array;
}

export class InputStates {
  /** Outward current at the start of the last step (nA) and its slope (uS), per input. */
  readonly current: Float64Array;
  readonly slope: Float64Array;
  /** Node and kind of every input. */
  readonly node: Int32Array;
  readonly electrode: Uint8Array;
  readonly #inputs: readonly Input[];
  readonly #synapses: Int32Array;
  readonly #a: Float64Array;
  readonly #b: Float64Array;
  readonly #decayA: Float64Array;
  readonly #decayB: Float64Array;
  /** 1 where a synapse has a rise of its own. */
  readonly #rises: Uint8Array;
  /** State per unit of weight; 0 for what is no exponential synapse. */
  readonly #scale: Float64Array;
  readonly #e: Float64Array;
  readonly #processes: readonly { readonly index: number; readonly state: PointProcessState }[];
  readonly #processAt: readonly (PointProcessState | undefined)[];
  readonly #eventStep: Float64Array;
  readonly #eventInput: Int32Array;
  readonly #eventWeight: Float64Array;
  #nextEvent = 0;
  readonly #out = new Float64Array(2);

  constructor(inputs: readonly Input[], v: Float64Array, nodeOf: Int32Array, dt: number) {
    const n = inputs.length;
    this.#inputs = inputs;
    this.current = new Float64Array(n);
    this.slope = new Float64Array(n);
    this.node = Int32Array.from(inputs, ({ segment }) => nodeOf[segment]);
    this.electrode = Uint8Array.from(inputs, (input) => (isElectrode(input) ? 1 : 0));
    this.#synapses = Int32Array.from(inputs.flatMap((input, index) => (isExponential(input) ? [index] : [])));
    this.#a = new Float64Array(n);
    this.#b = new Float64Array(n);
    this.#decayA = new Float64Array(n);
    this.#decayB = new Float64Array(n);
    this.#rises = new Uint8Array(n);
    this.#scale = new Float64Array(n);
    // Current-based synapses have no reversal potential.
    this.#e = new Float64Array(n).fill(NaN);
    for (const index of this.#synapses) {
      const synapse = inputs[index] as ExponentialSynapse;
      const { a, b, rises, scale } = decaysOf(synapse, dt);
      this.#decayA[index] = a;
      this.#decayB[index] = b;
      this.#rises[index] = rises ? 1 : 0;
      this.#scale[index] = scale;
      if ('e' in synapse) this.#e[index] = synapse.e;
    }
    this.#processes = inputs.flatMap((input, index) =>
      isExponential(input) ? [] : [{ index, state: asPointProcess(input).start(v[this.node[index]], dt) }],
    );
    const processAt: (PointProcessState | undefined)[] = inputs.map(() => undefined);
    for (const { index, state } of this.#processes) processAt[index] = state;
    this.#processAt = processAt;
    const events = inputs.flatMap((input, index) => {
      if (!('times' in input) || input.times === undefined) return [];
      const { times, weight = 1 } = input;
      return Array.from(times, (t, k) => ({
        step: deliveryStep(t, dt),
        index,
        weight: typeof weight === 'number' ? weight : weight[k],
      }));
    });
    events.sort((p, q) => p.step - q.step);
    this.#eventStep = Float64Array.from(events, ({ step }) => step);
    this.#eventInput = Int32Array.from(events, ({ index }) => index);
    this.#eventWeight = Float64Array.from(events, ({ weight }) => weight);
  }

  /** Delivers the events of the step that starts at step * dt. */
  deliver(step: number): void {
    while (this.#nextEvent < this.#eventStep.length && this.#eventStep[this.#nextEvent] <= step) {
      const index = this.#eventInput[this.#nextEvent];
      const weight = this.#eventWeight[this.#nextEvent++];
      if (this.#scale[index] !== 0) {
        const w = weight * this.#scale[index];
        this.#b[index] += w;
        if (this.#rises[index] === 1) this.#a[index] += w;
      } else this.#processAt[index]?.receive?.(weight);
    }
  }

  /** Adds the currents and slopes of synapses to the membrane and of electrodes to `electrodes`; `t` is the middle of the step. */
  addCurrents({ v, current, slope }: NodeState, electrodes: ElectrodeState, t: number): void {
    const synapses = this.#synapses;
    for (let s = 0; s < synapses.length; s++) {
      const index = synapses[s];
      const g = this.#b[index] - this.#a[index];
      const e = this.#e[index];
      const k = this.node[index];
      if (e !== e) {
        this.current[index] = -g;
        current[k] -= g;
      } else {
        const i = g * (v[k] - e);
        this.current[index] = i;
        this.slope[index] = g;
        current[k] += i;
        slope[k] += g;
      }
    }
    const out = this.#out;
    for (const { index, state } of this.#processes) {
      const k = this.node[index];
      state.current(v[k], t, out);
      this.current[index] = out[0];
      this.slope[index] = out[1];
      if (this.electrode[index] === 1) {
        electrodes.current[k] += out[0];
        electrodes.slope[k] += out[1];
      } else {
        current[k] += out[0];
        slope[k] += out[1];
      }
    }
  }

  advance({ v }: NodeState, dt: number): void {
    const synapses = this.#synapses;
    for (let s = 0; s < synapses.length; s++) {
      const index = synapses[s];
      this.#a[index] *= this.#decayA[index];
      this.#b[index] *= this.#decayB[index];
    }
    for (const { index, state } of this.#processes) state.advance?.(v[this.node[index]], dt);
  }

  fault(): string | undefined {
    const index = this.current.findIndex((i, k) => !Number.isFinite(i) || !Number.isFinite(this.slope[k]));
    return index < 0 ? undefined : `input ${index} (${this.#inputs[index].type})`;
  }
}
