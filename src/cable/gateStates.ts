/**
 * The membrane of an active cell at work: leak and channels, gbar P (v - E), and the exponential step of every gate with the new potential,
 * x += (1 - exp(-dt/tau)) (inf - x). What is smooth comes from tables within 1e-13 (rateTable.ts); the rest, and everything if so wished, from
 * the channels' own functions, which write a record of their own for the segment and step. The arithmetic is in gateLoops/.
 */
import { bytesOfArrays } from '../numerics/wasmCode.ts';
import type { ActiveMembrane } from './activeMembrane.ts';
import { fillCalcium } from './calciumColumns.ts';
import {
  COLUMN,
  OF_CALCIUM,
  OF_POTENTIAL,
  columnsLength,
  groupArrays,
  groupBytes,
  groupsOf,
  type ChannelColumns,
  type GroupPlan,
} from './gateLoops/groups.ts';
import type { GateLoops, GroupLoops, SegmentGroup, TreeArrays } from './gateLoops/loops.ts';
import { knownPieces } from './knownRates.ts';
import { nernstFactor } from './mechanisms/calcium.ts';
import { temperatureFactor, type Gate } from './mechanisms/channel.ts';
import type { Grid, OctaveGrid, UniformGrid } from './rateGrid.ts';
import {
  CALCIUM,
  POTENTIALS,
  RateTable,
  gateStep,
  rateBytes,
  recordLength,
  setRates,
  tableBytes,
  type GateStep,
} from './rateTable.ts';

/** `exact`: rates are evaluated by the channels' functions; `tabulated`: by polynomials within 1e-13. */
export type Rates = 'exact' | 'tabulated';

/** What a membrane needs before it can be put to work. */
export interface GatePlan {
  readonly membrane: Pick<ActiveMembrane, 'channels' | 'calcium' | 'temperature'>;
  readonly groups: readonly GroupPlan[];
  /** Gates of the potential and of calcium, each once. */
  readonly gates: readonly Gate[];
  readonly calciumGates: readonly Gate[];
  /** Functions in the table of calcium: none if there is no calcium, else its logarithm and the gates. */
  readonly ofCalcium: number;
  readonly rates: Rates;
  /** Memory. */
  readonly bytes: number;
}

/** Plans the membrane of n segments. */
export function gatePlan(active: ActiveMembrane | undefined, n: number, rates: Rates): GatePlan {
  const membrane = active ?? { channels: [], temperature: 0 };
  const all = [...new Set(membrane.channels.flatMap(({ channel }) => channel.gates))];
  const gates = all.filter(({ of }) => of !== 'ca');
  const calciumGates = all.filter(({ of }) => of === 'ca');
  const groups = groupsOf(membrane, n);
  // The logarithm of calcium is a function of its table.
  const ofCalcium = membrane.calcium === undefined && calciumGates.length === 0 ? 0 : 1 + calciumGates.length;
  const variable = (count: number, grid: Grid): number[] =>
    count === 0 ? [] : [8 * recordLength(count) * n, ...(rates === 'exact' ? [] : [tableBytes(count, grid)])];
  return {
    membrane,
    groups,
    gates,
    calciumGates,
    ofCalcium,
    rates,
    bytes:
      groupBytes(groups) +
      bytesOfArrays([16, ...variable(gates.length, POTENTIALS), ...variable(ofCalcium, CALCIUM)]),
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
}

/** Rates of one variable: functions, table if there is one, and a record per segment for what the table does not serve. */
interface Variable<G extends Grid> {
  readonly steps: readonly GateStep[];
  readonly table: RateTable<G> | undefined;
  readonly own: Float64Array;
}

/** What a group looks up in every step. */
interface Lookup {
  readonly variable: Variable<Grid>;
  /** Numbers of the functions that the group needs. */
  readonly needed: readonly number[];
  readonly locate: (from: number) => number;
  /** Value of the variable in the j-th segment. */
  readonly value: (j: number) => number;
  /** Where the record of the j-th segment goes, and its place in the piece. */
  readonly entries: Int32Array;
  readonly places: Float64Array;
}

interface Group {
  readonly plan: GroupPlan;
  readonly loops: GroupLoops;
  readonly lookups: readonly Lookup[];
}

export class GateStates {
  /** Columns of all groups. */
  readonly values: Float64Array;
  readonly #plan: GatePlan;
  readonly #groups: readonly Group[];
  readonly #v: Float64Array;
  readonly #ofPotential: Variable<UniformGrid>;
  readonly #ofCalcium: Variable<OctaveGrid>;
  /** Group of every segment, and its place there. */
  readonly #groupOf: Int32Array;
  readonly #placeOf: Int32Array;
  readonly #out = new Float64Array(2);

  /** Gates start at their steady state at the potentials of the tree. */
  constructor(
    plan: GatePlan,
    loops: GateLoops,
    tree: Pick<TreeArrays, 'v' | 'current' | 'slope'>,
    options: GateStatesOptions,
  ) {
    const { nodeOf, area, dt } = options;
    const { channels, calcium, temperature } = plan.membrane;
    const { arrays } = loops;
    const n = nodeOf.length;
    this.#plan = plan;
    this.#v = tree.v;
    // No record may have the address 0.
    arrays.float64(2);
    const variable = <G extends Grid>(first: GateStep[], gates: readonly Gate[], grid: G): Variable<G> => {
      const steps = gates.map((gate) => dt * temperatureFactor(gate, temperature));
      const all = [...first, ...gates.map((gate, k) => gateStep(gate, steps[k]))];
      const table = plan.rates === 'tabulated' && all.length > 0;
      return {
        steps: all,
        table: table ? new RateTable(all, grid, arrays, knownPieces([grid, ...gates, ...steps])) : undefined,
        own: arrays.float64(recordLength(all.length) * n),
      };
    };
    this.#ofPotential = variable([], plan.gates, POTENTIALS);
    this.#ofCalcium = variable(plan.ofCalcium === 0 ? [] : [logarithm], plan.calciumGates, CALCIUM);
    this.values = arrays.float64(columnsLength(plan.groups));
    this.#groupOf = new Int32Array(n);
    this.#placeOf = new Int32Array(n);
    for (const [group, { segments }] of plan.groups.entries())
      for (const [j, i] of segments.entries()) {
        this.#groupOf[i] = group;
        this.#placeOf[i] = j;
      }
    fillCalcium(this.values, (i, column) => this.#at(i, column), calcium, { area, temperature, dt });
    this.#fill(options);
    const tables = {
      potentials: this.#ofPotential.table,
      calcium: this.#ofCalcium.table,
      nernst: nernstFactor(temperature),
    };
    const rateOf = (c: number, g: number): readonly [number, number] => {
      const gate = channels[c].channel.gates[g];
      return gate.of === 'ca'
        ? [OF_CALCIUM, rateBytes(1 + plan.calciumGates.indexOf(gate))]
        : [OF_POTENTIAL, rateBytes(plan.gates.indexOf(gate))];
    };
    const parts = { all: channels, values: this.values, nodeOf, arrays };
    this.#groups = plan.groups.map((group) => {
      const own = groupArrays(group, parts, rateOf);
      const over = loops.over(own, tree, tables);
      return { plan: group, loops: over, lookups: this.#lookups(group, own, over) };
    });
  }

  /** Currents and slopes at the potentials and states as they stand. */
  currents(): void {
    for (const { loops } of this.#groups) loops.currents();
  }

  /** Advances calcium and gates with the potentials of the end of a step; then the currents and slopes of the next. */
  advance(): void {
    for (const { plan, loops, lookups } of this.#groups) {
      if (plan.shell) loops.fillShells();
      for (const lookup of lookups) this.#locate(plan, lookup);
      loops.advance();
    }
  }

  /** Places in `values` of the states of gate g of the membrane's channel c, in the order of the channel's segments. */
  placesOf(c: number, g: number): Int32Array {
    const { channels } = this.#plan.membrane;
    return channels[c].segments.map((i) => this.#at(i, this.#columnsOf(c, i).gates[g]));
  }

  /** Places in `values` of the concentration and the reversal potential of calcium, per segment. */
  placesOfCalcium(): { readonly concentration: Int32Array; readonly reversal: Int32Array } {
    const places = (column: number): Int32Array => this.#placeOf.map((_, i) => this.#at(i, column));
    return { concentration: places(COLUMN.calcium), reversal: places(COLUMN.calciumReversal) };
  }

  /** Names the first state that is no finite number, if there is one. */
  fault(): string | undefined {
    const { channels, calcium } = this.#plan.membrane;
    for (const [c, { channel, segments }] of channels.entries())
      for (const [g, gate] of channel.gates.entries()) {
        const j = this.placesOf(c, g).findIndex((place) => !Number.isFinite(this.values[place]));
        if (j >= 0) return `gate ${gate.name} of ${channel.name} in segment ${segments[j]}`;
      }
    const bad = calcium?.segments.find((i) => {
      const ca = this.values[this.#at(i, COLUMN.calcium)];
      return !(Number.isFinite(ca) && ca > 0);
    });
    return bad === undefined ? undefined : `calcium in segment ${bad}`;
  }

  #at(i: number, column: number): number {
    const { first, stride } = this.#plan.groups[this.#groupOf[i]];
    return first + column * stride + this.#placeOf[i];
  }

  #columnsOf(c: number, i: number): ChannelColumns {
    return this.#plan.groups[this.#groupOf[i]].channels.find(({ channel }) => channel === c)!;
  }

  /** Fills what does not change, and the gates. */
  #fill({ area, leak, leakReversal, nodeOf }: GateStatesOptions): void {
    const { values } = this;
    for (let i = 0; i < nodeOf.length; i++) {
      values[this.#at(i, COLUMN.leak)] = leak[i];
      values[this.#at(i, COLUMN.leakReversal)] = leakReversal[i];
    }
    for (const [c, { channel, segments, density, reversal }] of this.#plan.membrane.channels.entries())
      for (const [k, i] of segments.entries()) {
        const own = this.#columnsOf(c, i);
        values[this.#at(i, own.density)] = 1e-2 * density[k] * area[i];
        if (own.reversal !== COLUMN.calciumReversal) values[this.#at(i, own.reversal)] = reversal[k];
        for (const [g, { of, inf }] of channel.gates.entries())
          values[this.#at(i, own.gates[g])] = inf(
            of === 'ca' ? values[this.#at(i, COLUMN.calcium)] : this.#v[nodeOf[i]],
          );
      }
  }

  #lookups(
    plan: GroupPlan,
    { nodes, columns, entries, calciumEntries }: SegmentGroup,
    loops: GroupLoops,
  ): Lookup[] {
    const { membrane, gates, calciumGates } = this.#plan;
    const carried = new Set(plan.channels.flatMap(({ channel }) => membrane.channels[channel].channel.gates));
    const numbers = (among: readonly Gate[]): number[] =>
      among.flatMap((gate, k) => (carried.has(gate) ? [k] : []));
    const column = (k: number): Float64Array => columns.subarray(k * plan.stride, (k + 1) * plan.stride);
    const concentration = column(COLUMN.calcium);
    const v = this.#v;
    const ofCalcium = numbers(calciumGates).map((k) => k + 1);
    const lookups: Lookup[] = [
      {
        variable: this.#ofPotential,
        needed: numbers(gates),
        locate: loops.locate,
        value: (j) => v[nodes[j]],
        entries,
        places: column(COLUMN.place),
      },
      {
        variable: this.#ofCalcium,
        needed: plan.shell ? [0, ...ofCalcium] : ofCalcium,
        locate: loops.locateCalcium,
        value: (j) => concentration[j],
        entries: calciumEntries,
        places: column(COLUMN.calciumPlace),
      },
    ];
    return lookups.filter(({ needed }) => needed.length > 0);
  }

  /** Finds the records of all segments of a group; those that the table does not serve get their rates written into one of their own. */
  #locate({ segments }: GroupPlan, { variable, needed, locate, value, entries, places }: Lookup): void {
    const { steps, table, own } = variable;
    const out = this.#out;
    const length = recordLength(steps.length);
    let j = table === undefined ? 0 : locate(0);
    while (j < segments.length) {
      const u = value(j);
      if (table === undefined || !table.serve(u)) {
        const record = length * segments[j];
        for (const k of needed) {
          steps[k](u, out);
          setRates(own, record, k, out);
        }
        entries[j] = own.byteOffset + 8 * record;
        places[j] = 0;
        j++;
      }
      if (table !== undefined) j = locate(j);
    }
  }
}

/** The logarithm of calcium, as if it were a gate. */
const logarithm: GateStep = (ca, out) => {
  out[0] = Math.log(ca);
  out[1] = 0;
};
