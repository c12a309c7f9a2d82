/**
 * The membrane of an active cell at work: leak and channels, gbar P (v - E), and the exponential step of every gate with the new potential,
 * x += (1 - exp(-dt/tau)) (inf - x). What is smooth comes from tables within 1e-12 (rateTable.ts), in the loops of gateLoops/; the rest,
 * and everything if so wished, from the channels' own functions.
 */
import type { ActiveMembrane } from './activeMembrane.ts';
import type { CalciumStates } from './calciumStates.ts';
import {
  LEAK,
  LEAK_REVERSAL,
  groupArrays,
  groupBytes,
  groupsOf,
  recordsLength,
  type GroupPlan,
} from './gateLoops/groups.ts';
import type { Advance, GateLoops, TreeArrays } from './gateLoops/loops.ts';
import { temperatureFactor, type Gate } from './mechanisms/channel.ts';
import { LOG_CALCIUM, POTENTIALS, RateTable, gateStep, tableBytes, type GateStep } from './rateTable.ts';

/** `exact`: rates are evaluated by the channels' functions; `tabulated`: by polynomials within 1e-12. */
export type Rates = 'exact' | 'tabulated';

/** What a membrane needs before it can be put to work. */
export interface GatePlan {
  readonly membrane: Pick<ActiveMembrane, 'channels' | 'temperature'>;
  readonly groups: readonly GroupPlan[];
  /** Gates of the potential and of calcium, each once. */
  readonly gates: readonly Gate[];
  readonly calciumGates: readonly Gate[];
  readonly rates: Rates;
  /** Memory. */
  readonly bytes: number;
}

/** Plans the membrane of n segments. */
export function gatePlan(active: ActiveMembrane | undefined, n: number, rates: Rates): GatePlan {
  const membrane = active ?? { channels: [], temperature: 0 };
  const all = [...new Set(membrane.channels.flatMap(({ channel }) => channel.gates))];
  const gates = all.filter(({ of }) => of !== 'ca');
  const groups = groupsOf(membrane.channels, n);
  const table = rates === 'tabulated' && gates.length > 0 ? tableBytes(gates.length, POTENTIALS) : 0;
  return {
    membrane,
    groups,
    gates,
    calciumGates: all.filter(({ of }) => of === 'ca'),
    rates,
    bytes: groupBytes(groups) + table,
  };
}

export interface GateStatesOptions {
  readonly nodeOf: Int32Array;
  /** um2 per segment. */
  readonly area: Float64Array;
  /** What is linear, per segment: conductance, uS, and reversal, mV. */
  readonly leak: Float64Array;
  readonly leakReversal: Float64Array;
  readonly dt: number;
  readonly calcium: CalciumStates;
}

/** A gate on the segments of a group. */
interface PlacedGate {
  readonly step: GateStep;
  /** Its number in the table. */
  readonly number: number;
  /** Place of its state in a record. */
  readonly place: number;
}

interface Group {
  readonly plan: GroupPlan;
  readonly nodes: Int32Array;
  readonly advance: Advance;
  readonly gates: readonly PlacedGate[];
  readonly calciumGates: readonly PlacedGate[];
}

export class GateStates {
  /** Records of all segments. */
  readonly records: Float64Array;
  /** Place of every segment's record. */
  readonly recordOf: Int32Array;
  readonly #groupOf: Int32Array;
  readonly #plan: GatePlan;
  readonly #groups: readonly Group[];
  readonly #v: Float64Array;
  readonly #calcium: CalciumStates;
  readonly #table: RateTable | undefined;
  readonly #calciumTable: RateTable | undefined;
  /** Reversal potentials that follow calcium: their places, and segments. */
  readonly #nernst: Int32Array;
  readonly #nernstSegments: Int32Array;
  readonly #out = new Float64Array(2);

  /** Gates start at their steady state at the potentials of the tree. */
  constructor(
    plan: GatePlan,
    loops: GateLoops,
    tree: Pick<TreeArrays, 'v' | 'current' | 'slope'>,
    options: GateStatesOptions,
  ) {
    const { nodeOf, dt, calcium } = options;
    const { channels, temperature } = plan.membrane;
    const tabulated = plan.rates === 'tabulated';
    const { arrays } = loops;
    const stepOf = (gate: Gate): GateStep => gateStep(gate, dt * temperatureFactor(gate, temperature));
    this.#plan = plan;
    this.#v = tree.v;
    this.#calcium = calcium;
    if (tabulated && plan.gates.length > 0)
      this.#table = new RateTable(plan.gates.map(stepOf), POTENTIALS, arrays);
    if (tabulated && plan.calciumGates.length > 0)
      this.#calciumTable = new RateTable(
        plan.calciumGates.map(stepOf).map((step) => (u, out) => step(Math.exp(u), out)),
        LOG_CALCIUM,
      );
    this.records = arrays.float64(recordsLength(plan.groups));
    this.recordOf = new Int32Array(nodeOf.length);
    this.#groupOf = new Int32Array(nodeOf.length);
    for (const [group, { segments, first, recordLength }] of plan.groups.entries())
      for (const [j, i] of segments.entries()) {
        this.recordOf[i] = first + j * recordLength;
        this.#groupOf[i] = group;
      }
    const parts = { all: channels, records: this.records, nodeOf, arrays };
    const rateOf = (c: number, g: number): number => {
      const number = plan.gates.indexOf(channels[c].channel.gates[g]);
      return number < 0 || this.#table === undefined ? -1 : RateTable.placeOf(number);
    };
    this.#groups = plan.groups.map((group) => {
      const own = groupArrays(group, parts, rateOf);
      const placed = (among: readonly Gate[]): PlacedGate[] =>
        group.channels.flatMap(({ channel: c, gates }) =>
          channels[c].channel.gates.flatMap((gate, g) => {
            const number = among.indexOf(gate);
            return number < 0 ? [] : [{ step: stepOf(gate), number, place: gates[g] }];
          }),
        );
      return {
        plan: group,
        nodes: own.nodes,
        advance: loops.advancing(own, tree, this.#table),
        gates: placed(plan.gates),
        calciumGates: placed(plan.calciumGates),
      };
    });
    const nernst = this.#fill(options);
    this.#nernst = Int32Array.from(nernst, ({ place }) => place);
    this.#nernstSegments = Int32Array.from(nernst, ({ segment }) => segment);
    this.#followCalcium();
  }

  /** Currents and slopes at the potentials and states as they stand. */
  currents(): void {
    for (const { advance, nodes } of this.#groups) advance(0, nodes.length, false);
  }

  /** Advances calcium and gates with the potentials of the end of a step; then the currents and slopes of the next. */
  advance(): void {
    this.#calcium.advance(this.records, this.recordOf);
    this.#followCalcium();
    const table = this.#table;
    for (const group of this.#groups) {
      const { advance, nodes, gates, calciumGates } = group;
      const n = nodes.length;
      for (const gate of calciumGates) this.#advanceWithCalcium(group, gate);
      if (table === undefined || gates.length === 0) {
        this.#evaluate(group, 0, n);
        advance(0, n, false);
        continue;
      }
      let j = advance(0, n, true);
      while (j < n) {
        if (!table.serve(this.#v[nodes[j]])) {
          this.#evaluate(group, j, j + 1);
          advance(j, j + 1, false);
          j++;
        }
        j = advance(j, n, true);
      }
    }
  }

  /** Places in `records` of the states of gate g of the membrane's channel c, in the order of the channel's segments. */
  placesOf(c: number, g: number): Int32Array {
    return this.#plan.membrane.channels[c].segments.map((i) => {
      const carried = this.#plan.groups[this.#groupOf[i]].channels;
      return this.recordOf[i] + carried.find(({ channel }) => channel === c)!.gates[g];
    });
  }

  /** Names the first state that is no finite number, if there is one. */
  fault(): string | undefined {
    for (const [c, { channel, segments }] of this.#plan.membrane.channels.entries())
      for (const [g, gate] of channel.gates.entries()) {
        const j = this.placesOf(c, g).findIndex((place) => !Number.isFinite(this.records[place]));
        if (j >= 0) return `gate ${gate.name} of ${channel.name} in segment ${segments[j]}`;
      }
    return this.#calcium.fault();
  }

  /** Fills the records; returns the reversal potentials that follow calcium. */
  #fill({ area, leak, leakReversal, nodeOf }: GateStatesOptions): { place: number; segment: number }[] {
    const { channels } = this.#plan.membrane;
    const { records, recordOf } = this;
    const nernst: { place: number; segment: number }[] = [];
    for (const [i, at] of recordOf.entries()) {
      records[at + LEAK] = leak[i];
      records[at + LEAK_REVERSAL] = leakReversal[i];
    }
    for (const [c, { channel, segments, density, reversal }] of channels.entries()) {
      const gates = channel.gates.map((_, g) => this.placesOf(c, g));
      for (const [k, i] of segments.entries()) {
        const { density: own, reversal: E } = this.#plan.groups[this.#groupOf[i]].channels.find(
          (places) => places.channel === c,
        )!;
        const at = recordOf[i];
        records[at + own] = 1e-2 * density[k] * area[i];
        records[at + E] = reversal[k];
        if (Number.isNaN(reversal[k])) nernst.push({ place: at + E, segment: i });
        for (const [g, { of, inf }] of channel.gates.entries())
          records[gates[g][k]] = inf(of === 'ca' ? this.#calcium.state.inside[i] : this.#v[nodeOf[i]]);
      }
    }
    return nernst;
  }

  #followCalcium(): void {
    const { reversal } = this.#calcium.state;
    const places = this.#nernst;
    for (let k = 0; k < places.length; k++) this.records[places[k]] = reversal[this.#nernstSegments[k]];
  }

  /** Gates of the potential by their own functions, segments from .. to - 1 of a group. */
  #evaluate({ plan, nodes, gates }: Group, from: number, to: number): void {
    const { records } = this;
    const out = this.#out;
    const v = this.#v;
    for (const { step, place } of gates) {
      let at = plan.first + from * plan.recordLength + place;
      for (let j = from; j < to; j++, at += plan.recordLength) {
        step(v[nodes[j]], out);
        records[at] += out[1] * (out[0] - records[at]);
      }
    }
  }

  #advanceWithCalcium({ plan }: Group, { step, number, place }: PlacedGate): void {
    const { records } = this;
    const out = this.#out;
    const table = this.#calciumTable;
    const { inside, logInside } = this.#calcium.state;
    let at = plan.first + place;
    for (const i of plan.segments) {
      const x = records[at];
      const next = table === undefined ? NaN : table.advance(x, logInside[i], number);
      if (next === next) records[at] = next;
      else {
        step(inside[i], out);
        records[at] = x + out[1] * (out[0] - x);
      }
      at += plan.recordLength;
    }
  }
}
