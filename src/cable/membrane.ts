/**
 * The linear(ised) membrane of a cell, per segment: i(v) = g (v - V_R) + i_R + sum of gate currents (mA/cm2, outward
 * positive), with first-order gates y' = (v - V_R - y)/tau. Built from the leak and from frozen or quasi-active channels; active channels
 * are in activeMembrane.ts.
 */
import { ParameterError } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { initialPotentials } from './cableStepper.ts';
import { openFraction, type Channel, type Ion } from './mechanisms/channel.ts';
import { CALCIUM_DEFAULTS, calciumReversal } from './mechanisms/calcium.ts';
import { freeze, linearise } from './mechanisms/linearise.ts';
import { mechanismsOf, type Mechanism, type MechanismSpec } from './mechanismSpec.ts';
import { axialInflow, type CompartmentTree } from './tree.ts';

export type { ChannelSpec, LeakSpec, MechanismSpec } from './mechanismSpec.ts';

/** A group of gates with one time constant: outward current coupling[i] * y_i (S/cm2 * mV). */
export interface GateGroup {
  readonly name: string;
  /** ms */
  readonly tau: number;
  /** S/cm2 per segment; zero where the channel is absent. */
  readonly coupling: Float64Array;
}

/** Linear membrane of all segments. */
export interface LinearMembrane {
  /** Potential of linearisation per segment, mV. */
  readonly rest: Float64Array;
  /** Leak conductance alone, S/cm2 (the part that g_eff shifts). */
  readonly leak: Float64Array;
  /** Reversal potential of the leak, mV. */
  readonly leakReversal: Float64Array;
  /** Conductance of everything but the leak, S/cm2. */
  readonly frozen: Float64Array;
  /** Outward current of everything but the leak at rest, mA/cm2. */
  readonly restCurrent: Float64Array;
  readonly gates: readonly GateGroup[];
}

export interface MembraneOptions {
  /**
   * Potential V_R around which channels are linearised, and at which the cell starts, mV: one number or one per segment. Default: the
   * reversal potential of the leak, which then must be given, without frozen or quasi-active channels.
   */
  readonly rest?: number | ArrayLike<number>;
  /** Where two entries give the same mechanism to a section, the later one holds. */
  readonly mechanisms: readonly MechanismSpec[];
  /**
   * Sets the leak's reversal so that V_R is the resting state everywhere, active channels (with calcium as it starts) and the currents
   * between segments of different V_R included (default true if `rest` is given).
   */
  readonly uniformRest?: boolean;
  /** Reversal potentials of ions, mV. */
  readonly ions?: Readonly<Partial<Record<Ion, number>>>;
  /** Temperature, degC (default 6.3); felt by channels with a `q10` and by the reversal potential of calcium. */
  readonly temperature?: number;
}

/** Temperature of a membrane that gives none, degC. */
export const DEFAULT_TEMPERATURE = 6.3;

/**
 * Builds the linear part of a membrane on a cell of this geometry and tree. Throws ParameterError for unknown channels or sections, segments
 * without leak, negative densities.
 */
export function linearMembrane(
  geometry: CellGeometry,
  tree: CompartmentTree,
  options: MembraneOptions,
): LinearMembrane {
  const { n } = geometry;
  const { mechanisms, uniformRest = options.rest !== undefined, temperature = DEFAULT_TEMPERATURE } = options;
  const present = mechanismsOf(geometry, mechanisms);
  const rest =
    options.rest === undefined ? restOfLeak(geometry, present) : perSegment('rest', options.rest, n);
  const leak = new Float64Array(n);
  const leakReversal = new Float64Array(n).fill(NaN);
  const frozen = new Float64Array(n);
  const restCurrent = new Float64Array(n);
  const activeCurrent = new Float64Array(n);
  const groups = new Map<string, GateGroup>();
  for (const [i, here] of present.entries())
    for (const mechanism of here.values()) {
      if (mechanism.type === 'calcium') continue;
      if (mechanism.type === 'pas') {
        leak[i] = mechanism.conductance;
        leakReversal[i] = mechanism.reversal ?? NaN;
        continue;
      }
      const { channel, form, density } = mechanism;
      const V_R = rest[i];
      const ca = calciumAtRest(here);
      if (form === 'active') {
        if (uniformRest) {
          const E = followsCalcium(mechanism, here)
            ? calciumReversal(ca, calciumOutside(here), temperature)
            : channelReversal(mechanism, options, undefined);
          activeCurrent[i] += density * openFraction(channel, V_R, ca) * (V_R - E);
        }
        continue;
      }
      if (options.rest === undefined)
        throw new ParameterError(
          'rest',
          'the potential of linearisation',
          undefined,
          `${channel.name} is ${form}`,
        );
      const E = channelReversal(mechanism, options, V_R);
      const linear =
        form === 'frozen'
          ? freeze(channel, V_R, ca)
          : linearise(channel, V_R, E, { calcium: ca, temperature });
      frozen[i] += density * linear.conductance;
      restCurrent[i] += density * linear.conductance * (V_R - E);
      for (const [j, gate] of linear.gates.entries()) {
        const name = `${channel.gates[j].name}_${channel.name}`;
        const key = `${name} ${gate.tau}`;
        const group = groups.get(key) ?? { name, tau: gate.tau, coupling: new Float64Array(n) };
        groups.set(key, group);
        group.coupling[i] += density * gate.coupling;
      }
    }
  const inflow = uniformRest ? axialCurrentDensity(geometry, tree, rest) : undefined;
  for (let i = 0; i < n; i++) {
    // A leak of its own (hh) holds an active segment at its rest; to move the rest, or to be linear, a segment needs `pas`.
    const conducts = [...present[i].values()].some((m) => m.type === 'channel' && m.form === 'active');
    if (!(leak[i] > 0) && (uniformRest || !conducts))
      throw new ParameterError(
        'mechanisms',
        'a leak (pas) on every section',
        `none on ${geometry.sectionNames[geometry.section[i]]}`,
      );
    if (inflow !== undefined)
      leakReversal[i] = rest[i] + (restCurrent[i] + activeCurrent[i] - inflow[i]) / leak[i];
    else if (leak[i] === 0) leakReversal[i] = rest[i];
    else if (!Number.isFinite(leakReversal[i]))
      throw new ParameterError('reversal', 'a number for every leak (or uniformRest)', leakReversal[i]);
  }
  return { rest, leak, leakReversal, frozen, restCurrent, gates: [...groups.values()] };
}

/**
 * Axial current into every segment at these potentials (mV), per membrane area, mA/cm2: what the membrane must let out for the potentials to
 * stay.
 */
export function axialCurrentDensity(
  { area }: CellGeometry,
  tree: CompartmentTree,
  v: Float64Array,
): Float64Array {
  const out = new Float64Array(v.length);
  // Equal potentials drive no current; rounding at the joints would.
  if (v.every((x) => x === v[0])) return out;
  axialInflow(tree, initialPotentials({ tree }, v), out);
  // nA to mA/cm2: 100 / um2.
  for (let i = 0; i < out.length; i++) out[i] *= 100 / area[i];
  return out;
}

/**
 * Reversal potential of a channel on a segment: the entry's, the ion's, the channel's own, else `otherwise`.
 * Throws ParameterError if none of them is there.
 */
export function channelReversal(
  { channel, reversal }: { channel: Channel; reversal: number | undefined },
  { ions }: Pick<MembraneOptions, 'ions'>,
  otherwise: number | undefined,
): number {
  const E =
    reversal ??
    (channel.ion === undefined ? undefined : ions?.[channel.ion]) ??
    channel.reversal ??
    otherwise;
  if (E === undefined || !Number.isFinite(E))
    throw new ParameterError(
      'mechanisms.reversal',
      `a reversal potential for ${channel.name}`,
      E,
      channel.ion === undefined ? undefined : `set it, or ions.${channel.ion}`,
    );
  return E;
}

/** Whether the reversal potential of a channel follows the calcium concentration of its segment. */
export function followsCalcium(
  { channel, reversal }: { channel: Channel; reversal: number | undefined },
  here: ReadonlyMap<string, Mechanism>,
): boolean {
  return channel.ion === 'ca' && reversal === undefined && here.has('calcium');
}

/** Calcium of a segment at the start and outside, mM. */
function calciumAtRest(here: ReadonlyMap<string, Mechanism>): number {
  const shell = here.get('calcium');
  return shell?.type === 'calcium' ? shell.initial : CALCIUM_DEFAULTS.initial;
}

function calciumOutside(here: ReadonlyMap<string, Mechanism>): number {
  const shell = here.get('calcium');
  return shell?.type === 'calcium' ? shell.outside : CALCIUM_DEFAULTS.outside;
}

function restOfLeak(
  geometry: CellGeometry,
  present: readonly ReadonlyMap<string, Mechanism>[],
): Float64Array {
  const given = present.map((here) => {
    const leak = here.get('pas');
    return leak?.type === 'pas' ? leak.reversal : undefined;
  });
  const first = given.find((e) => e !== undefined);
  // Where a segment has no leak of this kind (hh has its own), -65 mV is as good a start as any.
  return Float64Array.from({ length: geometry.n }, (_, i) => given[i] ?? first ?? -65);
}

/** One number for all segments, or one each. Throws ParameterError on a wrong length or a value that is not finite. */
export function perSegment(name: string, value: number | ArrayLike<number>, n: number): Float64Array {
  const out = typeof value === 'number' ? new Float64Array(n).fill(value) : Float64Array.from(value);
  if (out.length !== n)
    throw new ParameterError(name, `one number or ${n}, one per segment`, `${out.length} values`);
  const bad = out.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new ParameterError(`${name}[${bad}]`, 'a finite number', out[bad]);
  return out;
}
