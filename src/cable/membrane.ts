/**
 * The linear(ised) membrane of a cell, per segment: i(v) = g (v - V_R) + i_R + sum of gate currents (mA/cm2, outward
 * positive), with first-order gates y' = (v - V_R - y)/tau. Built from the leak and from frozen or quasi-active channels.
 */
import { ParameterError, nonNegative } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { selectSegments } from '../morphology/select.ts';
import type { Channel } from './mechanisms/channel.ts';
import { CHANNELS } from './mechanisms/index.ts';
import { freeze, linearise } from './mechanisms/linearise.ts';

/** Leak conductance g (S/cm2) on some sections; reversal e (mV), unless the rest is made uniform. */
export interface LeakSpec {
  readonly type: 'pas';
  /** Fragments of section names, or `all`. */
  readonly sections: readonly string[] | 'all';
  /** S/cm2 */
  readonly conductance: number;
  /** mV; required unless `uniformRest` is set. */
  readonly reversal?: number;
}

/** A channel at density gbar (S/cm2) on some sections, frozen or quasi-active around the resting potential. */
export interface ChannelSpec {
  /** A name of `CHANNELS`, or a channel of your own. */
  readonly type: string | Channel;
  readonly form: 'frozen' | 'quasi_active';
  readonly sections: readonly string[] | 'all';
  /** S/cm2 */
  readonly density: number;
  /** mV; defaults to the channel's own, or to V_R if it has none (no current at rest). */
  readonly reversal?: number;
}

export type MechanismSpec = LeakSpec | ChannelSpec;

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
  /** Potential V_R around which channels are linearised, mV: one number or one per segment. */
  readonly rest: number | ArrayLike<number>;
  /** Where two entries give the same mechanism to a section, the later one holds. */
  readonly mechanisms: readonly MechanismSpec[];
  /** Sets the leak's reversal so that V_R is the resting state everywhere (default true). */
  readonly uniformRest?: boolean;
}

/** Builds the membrane. Throws ParameterError for unknown channels or sections, segments without leak, negative densities. */
export function linearMembrane(geometry: CellGeometry, options: MembraneOptions): LinearMembrane {
  const { n } = geometry;
  const { mechanisms, uniformRest = true } = options;
  const rest = perSegment('rest', options.rest, n);
  const leak = new Float64Array(n);
  const leakReversal = new Float64Array(n).fill(NaN);
  const frozen = new Float64Array(n);
  const restCurrent = new Float64Array(n);
  const groups = new Map<string, GateGroup>();
  for (const [i, present] of mechanismsOf(geometry, mechanisms).entries())
    for (const spec of present.values()) {
      if (isLeak(spec)) {
        leak[i] = spec.conductance;
        leakReversal[i] = spec.reversal ?? NaN;
        continue;
      }
      const channel = channelOf(spec);
      const V_R = rest[i];
      const E = spec.reversal ?? channel.reversal ?? V_R;
      const linear = spec.form === 'frozen' ? freeze(channel, V_R) : linearise(channel, V_R, E);
      frozen[i] += spec.density * linear.conductance;
      restCurrent[i] += spec.density * linear.conductance * (V_R - E);
      for (const [j, gate] of linear.gates.entries()) {
        const name = `${channel.gates[j].name}_${channel.name}`;
        const key = `${name} ${gate.tau}`;
        const group = groups.get(key) ?? { name, tau: gate.tau, coupling: new Float64Array(n) };
        groups.set(key, group);
        group.coupling[i] += spec.density * gate.coupling;
      }
    }
  for (let i = 0; i < n; i++) {
    if (!(leak[i] > 0))
      throw new ParameterError(
        'mechanisms',
        'a leak (pas) on every section',
        `none on ${geometry.sectionNames[geometry.section[i]]}`,
      );
    if (uniformRest) leakReversal[i] = rest[i] + restCurrent[i] / leak[i];
    else if (!Number.isFinite(leakReversal[i]))
      throw new ParameterError('reversal', 'a number for every leak (or uniformRest)', leakReversal[i]);
  }
  return { rest, leak, leakReversal, frozen, restCurrent, gates: [...groups.values()] };
}

/** What each segment carries, by mechanism name: a later entry for the same mechanism replaces an earlier one. */
function mechanismsOf(
  geometry: CellGeometry,
  mechanisms: readonly MechanismSpec[],
): ReadonlyMap<string, MechanismSpec>[] {
  const present = Array.from({ length: geometry.n }, () => new Map<string, MechanismSpec>());
  for (const [k, spec] of mechanisms.entries()) {
    if (isLeak(spec)) nonNegative(`mechanisms[${k}].conductance`, spec.conductance);
    else nonNegative(`mechanisms[${k}].density`, spec.density);
    const name = isLeak(spec) ? 'pas' : channelOf(spec).name;
    for (const i of selectSegments(geometry, { sections: spec.sections })) present[i].set(name, spec);
  }
  return present;
}

function channelOf({ type }: ChannelSpec): Channel {
  if (typeof type !== 'string') return type;
  if (!Object.hasOwn(CHANNELS, type))
    throw new ParameterError('mechanisms.type', `pas or one of ${Object.keys(CHANNELS).join(', ')}`, type);
  return CHANNELS[type];
}

function isLeak(spec: MechanismSpec): spec is LeakSpec {
  return spec.type === 'pas';
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
