/**
 * Inputs of current, which do not ask for the potential: what they inject in many steps can be computed before the steps are taken, one
 * input after the other. The numbers are those of InputStates.
 */
import { InternalError } from '../errors.ts';
import { decaysOf, deliveryStep, type Decays } from './exponentialSynapse.ts';
import { asPointProcess, isElectrode, isExponential, type ExponentialSynapse, type Input } from './inputs.ts';
import type { PointProcessState } from './pointProcess.ts';

/** States below this are none: on their way to the smallest number, where they would stay, they cost ten times the time. */
const NOTHING = 1e-280;

/** Where the currents of a block go. */
export interface InputTable {
  readonly changes: Float64Array;
  readonly currents: Float64Array;
  readonly most: number;
}

/** A synapse at work. */
interface Synapse extends Decays {
  readonly index: number;
  /** Its node among the nodes with inputs. */
  readonly j: number;
  /** Steps of its events, ascending, and their weights. */
  readonly steps: Float64Array;
  readonly weights: Float64Array;
  /** Place of the next event in these. */
  next: number;
  /** a and b. */
  readonly states: Float64Array;
}

export class CurrentInputs {
  /** Outward current of every input in the last step, nA. */
  readonly current: Float64Array;
  /** Node and kind of every input. */
  readonly node: Int32Array;
  readonly electrode: Uint8Array;
  /** Nodes that have inputs. */
  readonly nodes: Int32Array;
  readonly #inputs: readonly Input[];
  readonly #dt: number;
  readonly #synapses: readonly Synapse[];
  readonly #processes: readonly {
    readonly index: number;
    readonly j: number;
    readonly state: PointProcessState;
  }[];
  /** Injected current per node in the step before, nA, inward. */
  readonly #before: Float64Array;
  #electrodes = new Float64Array(0);
  readonly #out = new Float64Array(2);

  constructor(inputs: readonly Input[], nodeOf: Int32Array, dt: number) {
    this.#inputs = inputs;
    this.#dt = dt;
    this.current = new Float64Array(inputs.length);
    this.node = Int32Array.from(inputs, ({ segment }) => nodeOf[segment]);
    this.electrode = Uint8Array.from(inputs, (input) => (isElectrode(input) ? 1 : 0));
    this.nodes = Int32Array.from(new Set(this.node));
    const place = new Map(Array.from(this.nodes, (k, j) => [k, j]));
    const j = (index: number): number => place.get(this.node[index])!;
    this.#before = new Float64Array(this.nodes.length);
    this.#synapses = inputs.flatMap((input, index) =>
      isExponential(input) ? [synapseOf(input, index, j(index), dt)] : [],
    );
    this.#processes = inputs.flatMap((input, index) =>
      isExponential(input) ? [] : [{ index, j: j(index), state: asPointProcess(input).start(NaN, dt) }],
    );
  }

  /** Adds the outward currents of synapses at time t, before any event, to the currents per node. */
  start(t: number, current: Float64Array): void {
    for (const { index, state } of this.#processes) {
      this.current[index] = this.#currentOf(state, t);
      if (this.electrode[index] === 0) current[this.node[index]] += this.current[index];
    }
  }

  /**
   * Advances by `count` steps, from `first * dt` on. Per node with inputs, a row of `most` steps each: `changes` takes the change of the
   * injected (inward) current since the step before, `currents` the outward current of synapses, nA.
   */
  fill(first: number, count: number, { changes, currents, most }: InputTable): void {
    const n = this.nodes.length;
    if (this.#electrodes.length < n * most) this.#electrodes = new Float64Array(n * most);
    const electrodes = this.#electrodes.fill(0);
    currents.fill(0);
    for (const synapse of this.#synapses)
      this.current[synapse.index] = advance(synapse, first, count, currents, synapse.j * most);
    for (const { index, j, state } of this.#processes) {
      const out = this.electrode[index] === 1 ? electrodes : currents;
      for (let s = 0, at = j * most; s < count; s++, at++) {
        this.current[index] = this.#currentOf(state, (first + s + 0.5) * this.#dt);
        out[at] += this.current[index];
      }
    }
    for (let j = 0; j < n; j++)
      this.#before[j] = difference(
        changes,
        currents,
        electrodes,
        j * most,
        j * most + count,
        this.#before[j],
      );
  }

  /** Names an input whose current is no finite number, if there is one. */
  fault(): string | undefined {
    const index = this.current.findIndex((i) => !Number.isFinite(i));
    return index < 0 ? undefined : `input ${index} (${this.#inputs[index].type})`;
  }

  #currentOf(state: PointProcessState, t: number): number {
    state.current(NaN, t, this.#out);
    if (this.#out[1] !== 0) throw new InternalError('an input of current has a conductance');
    return this.#out[0];
  }
}

function synapseOf(synapse: ExponentialSynapse, index: number, j: number, dt: number): Synapse {
  const { times, weight } = synapse;
  const events = Array.from(times, (t, k) => ({
    step: deliveryStep(t, dt),
    weight: typeof weight === 'number' ? weight : weight[k],
  })).toSorted((p, q) => p.step - q.step);
  return {
    ...decaysOf(synapse, dt),
    index,
    j,
    steps: Float64Array.from(events, ({ step }) => step),
    weights: Float64Array.from(events, (event) => event.weight),
    next: 0,
    states: new Float64Array(2),
  };
}

/** Changes of the injected currents from step to step; returns the last one of these. */
function difference(
  changes: Float64Array,
  currents: Float64Array,
  electrodes: Float64Array,
  from: number,
  to: number,
  before: number,
): number {
  for (let at = from; at < to; at++) {
    const injected = -currents[at] - electrodes[at];
    changes[at] = injected - before;
    before = injected;
  }
  return before;
}

/** Takes a synapse through `count` steps and adds its currents to currents[at], currents[at + 1] …; returns the last one. */
function advance(synapse: Synapse, first: number, count: number, currents: Float64Array, at: number): number {
  const { steps, weights, rises, scale, a: decayA, b: decayB, states } = synapse;
  for (let k = 0; k < 2; k++) if (Math.abs(states[k]) < NOTHING) states[k] = 0;
  let { next } = synapse;
  if (states[0] === 0 && states[1] === 0 && !(next < steps.length && steps[next] < first + count)) return 0;
  let last = 0;
  for (let s = 0; s < count;) {
    for (; next < steps.length && steps[next] <= first + s; next++) {
      const w = weights[next] * scale;
      states[1] += w;
      if (rises) states[0] += w;
    }
    const until = next < steps.length ? Math.min(count, steps[next] - first) : count;
    last = decay(states, decayA, decayB, currents, at + s, at + until);
    s = until;
  }
  synapse.next = next;
  return last;
}

/** The same between events, from currents[from] to currents[to - 1]. */
function decay(
  states: Float64Array,
  decayA: number,
  decayB: number,
  currents: Float64Array,
  from: number,
  to: number,
): number {
  let a = states[0];
  let b = states[1];
  let g = 0;
  for (let at = from; at < to; at++) {
    g = b - a;
    currents[at] -= g;
    a *= decayA;
    b *= decayB;
  }
  states[0] = a;
  states[1] = b;
  return -g;
}
