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

/** A synapse at work. */
interface Synapse extends Decays {
  readonly index: number;
  /** Its node among the nodes with inputs. */
  readonly j: number;
  /** Steps of its events, ascending, and their weights. */
  readonly steps: Float64Array;
  readonly weights: Float64Array;
  next: number;
  stateA: number;
  stateB: number;
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
   * Advances by `count` steps, from `first * dt` on. Per step and node with inputs: `changes` takes the change of the injected (inward)
   * current since the step before, `currents` the outward current of synapses, nA.
   */
  fill(first: number, count: number, changes: Float64Array, currents: Float64Array): void {
    const n = this.nodes.length;
    const length = n * count;
    if (this.#electrodes.length < length) this.#electrodes = new Float64Array(length);
    const electrodes = this.#electrodes.fill(0, 0, length);
    currents.fill(0, 0, length);
    for (const synapse of this.#synapses)
      this.current[synapse.index] = advance(synapse, first, count, n, currents);
    for (const { index, j, state } of this.#processes) {
      const out = this.electrode[index] === 1 ? electrodes : currents;
      for (let s = 0, at = j; s < count; s++, at += n) {
        this.current[index] = this.#currentOf(state, (first + s + 0.5) * this.#dt);
        out[at] += this.current[index];
      }
    }
    const before = this.#before;
    for (let at = 0, k = 0; at < length; at++, k = k + 1 === n ? 0 : k + 1) {
      const injected = -currents[at] - electrodes[at];
      changes[at] = injected - before[k];
      before[k] = injected;
    }
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
    stateA: 0,
    stateB: 0,
  };
}

/** Takes a synapse through `count` steps, its currents to currents[s * n + j]; returns the last one. */
function advance(synapse: Synapse, first: number, count: number, n: number, currents: Float64Array): number {
  const { j, steps, weights, rises, scale, a: decayA, b: decayB } = synapse;
  let { next, stateA: a, stateB: b } = synapse;
  const last = first + count;
  if (Math.abs(a) < NOTHING) a = 0;
  if (Math.abs(b) < NOTHING) b = 0;
  if (a === 0 && b === 0 && !(steps[next] < last)) return 0;
  let g = 0;
  for (let step = first; step < last;) {
    for (; steps[next] <= step; next++) {
      const w = weights[next] * scale;
      b += w;
      if (rises) a += w;
    }
    const until = steps[next] < last ? steps[next] : last;
    for (let at = (step - first) * n + j; step < until; step++, at += n) {
      g = b - a;
      currents[at] -= g;
      a *= decayA;
      b *= decayB;
    }
  }
  synapse.next = next;
  synapse.stateA = a;
  synapse.stateB = b;
  return -g;
}
