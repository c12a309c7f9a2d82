/**
 * The gates of one active channel on its segments: currents gbar P (v - E), and the exact exponential step of every gate with the new
 * potential, x += (1 - exp(-dt/tau)) (inf - x).
 */
import type { ActiveChannel } from './activeMembrane.ts';
import { temperatureFactor, type Gate } from './mechanisms/channel.ts';
import type { MembranePart, NodeState } from './nodeState.ts';
import type { RateTable } from './rateTable.ts';

/** Calcium per segment, shared by the parts: concentration inside (mM), reversal (mV), outward current (nA). */
export interface CalciumState {
  readonly inside: Float64Array;
  readonly reversal: Float64Array;
  readonly current: Float64Array;
}

export interface GateStatesOptions {
  readonly nodeOf: Int32Array;
  /** um2 per segment. */
  readonly area: Float64Array;
  readonly dt: number;
  readonly temperature: number;
  readonly calcium: CalciumState;
  /** Tables of the rates per gate; without them rates are evaluated. */
  readonly table?: (gate: Gate, factor: number) => RateTable;
}

export class GateStates implements MembranePart {
  /** States per gate, in the order of the channel's segments. */
  readonly x: readonly Float64Array[];
  readonly #channel: ActiveChannel;
  readonly #nodes: Int32Array;
  /** gbar times area, uS. */
  readonly #gbar: Float64Array;
  readonly #E: Float64Array;
  readonly #conductance: Float64Array;
  readonly #calcium: CalciumState;
  readonly #nernst: boolean;
  readonly #advance: readonly ((v: Float64Array) => void)[];

  /** Gates start at their steady state at the potentials v (mV per node). */
  constructor(active: ActiveChannel, v: Float64Array, options: GateStatesOptions) {
    const { segments, density, reversal, channel } = active;
    const { nodeOf, area, calcium, dt, temperature, table } = options;
    this.#channel = active;
    this.#calcium = calcium;
    const nodes = Int32Array.from(segments, (i) => nodeOf[i]);
    this.#nodes = nodes;
    this.#gbar = density.map((g, j) => 1e-2 * g * area[segments[j]]);
    this.#E = Float64Array.from(reversal);
    this.#nernst = reversal.some(Number.isNaN);
    this.#conductance = new Float64Array(segments.length);
    this.x = channel.gates.map((gate) =>
      Float64Array.from(segments, (i, j) => gate.inf(gate.of === 'ca' ? calcium.inside[i] : v[nodes[j]])),
    );
    this.#advance = channel.gates.map((gate, g) => {
      const x = this.x[g];
      const h = dt * temperatureFactor(gate, temperature);
      if (gate.of === 'ca') return () => advanceGate(gate, x, calcium.inside, segments, h);
      if (table !== undefined) {
        const lookup = table(gate, h);
        return (potentials) => lookup.advance(x, potentials, nodes);
      }
      return gate.rates === undefined
        ? (potentials) => advanceGate(gate, x, potentials, nodes, h)
        : (potentials) => advanceRates(gate.rates!, x, potentials, nodes, h);
    });
  }

  addCurrents({ v, current, slope }: NodeState): void {
    const nodes = this.#nodes;
    const n = nodes.length;
    const G = this.#conductance;
    const E = this.#E;
    G.set(this.#gbar);
    const { gates } = this.#channel.channel;
    for (let g = 0; g < gates.length; g++) multiplyPower(G, this.x[g], gates[g].power);
    if (this.#nernst) this.#updateReversal();
    for (let j = 0; j < n; j++) {
      const k = nodes[j];
      current[k] += G[j] * (v[k] - E[j]);
      slope[k] += G[j];
    }
    if (this.#channel.channel.ion === 'ca') {
      const { segments } = this.#channel;
      for (let j = 0; j < n; j++) this.#calcium.current[segments[j]] += G[j] * (v[nodes[j]] - E[j]);
    }
  }

  advance({ v }: NodeState): void {
    for (const advance of this.#advance) advance(v);
  }

  fault(): string | undefined {
    const { channel, segments } = this.#channel;
    for (const [g, x] of this.x.entries()) {
      const j = x.findIndex((value) => !Number.isFinite(value));
      if (j >= 0) return `gate ${channel.gates[g].name} of ${channel.name} in segment ${segments[j]}`;
    }
    return undefined;
  }

  #updateReversal(): void {
    const { segments, reversal } = this.#channel;
    for (let j = 0; j < segments.length; j++)
      if (Number.isNaN(reversal[j])) this.#E[j] = this.#calcium.reversal[segments[j]];
  }
}

function multiplyPower(G: Float64Array, x: Float64Array, power: number): void {
  const n = G.length;
  if (power === 1) for (let j = 0; j < n; j++) G[j] *= x[j];
  else if (power === 2) for (let j = 0; j < n; j++) G[j] *= x[j] * x[j];
  else if (power === 3) for (let j = 0; j < n; j++) G[j] *= x[j] * x[j] * x[j];
  else
    for (let j = 0; j < n; j++) {
      let y = x[j];
      for (let p = 1; p < power; p++) y *= x[j];
      G[j] *= y;
    }
}

/** By inf and tau of the variable u at `places`. */
function advanceGate(
  { inf, tau }: Gate,
  x: Float64Array,
  u: Float64Array,
  places: Int32Array,
  h: number,
): void {
  for (let j = 0; j < x.length; j++) {
    const value = u[places[j]];
    x[j] += (1 - Math.exp(-h / tau(value))) * (inf(value) - x[j]);
  }
}

/** By rates, each evaluated once. */
function advanceRates(
  { alpha, beta, q }: NonNullable<Gate['rates']>,
  x: Float64Array,
  v: Float64Array,
  nodes: Int32Array,
  h: number,
): void {
  for (let j = 0; j < x.length; j++) {
    const value = v[nodes[j]];
    const a = alpha(value);
    const sum = a + beta(value);
    x[j] += (1 - Math.exp(-h * q * sum)) * (a / sum - x[j]);
  }
}
