/** How a user says what a membrane carries: entries by section and parameters that may vary from segment to segment, resolved to segments. */
import { ParameterError, finite } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { selectSegments } from '../morphology/select.ts';
import { CALCIUM_DEFAULTS } from './mechanisms/calcium.ts';
import type { Channel } from './mechanisms/channel.ts';
import { HH_DENSITIES, hh_k, hh_leak, hh_na } from './mechanisms/hh.ts';
import { ION_CHANNELS } from './mechanisms/registry.ts';

/** One number, one per segment of the whole cell, or a function of the segment's index. */
export type Parameter = number | ArrayLike<number> | ((segment: number, geometry: CellGeometry) => number);

/** How a channel enters: with its gates, with its gates held at V_R, or linearised around V_R. */
export type ChannelForm = 'active' | 'frozen' | 'quasi_active';

interface Placed {
  /** Fragments of section names, or `all`. */
  readonly sections: readonly string[] | 'all';
}

/** Leak conductance g (S/cm2) on some sections; reversal e (mV), unless the rest is made uniform. */
export interface LeakSpec extends Placed {
  readonly type: 'pas';
  /** S/cm2 */
  readonly conductance: Parameter;
  /** mV; required unless `uniformRest` is set. */
  readonly reversal?: Parameter;
}

/** A channel at density gbar (S/cm2) on some sections. */
export interface ChannelSpec extends Placed {
  /** A name of `ION_CHANNELS`, or a channel of your own. */
  readonly type: string | Channel;
  readonly form: ChannelForm;
  /** S/cm2 */
  readonly density: Parameter;
  /** mV; defaults to that of the channel's ion, to the channel's own, or (frozen, quasi-active) to V_R: no current at rest. */
  readonly reversal?: Parameter;
}

/** The Hodgkin-Huxley membrane: channels hh_na and hh_k and a leak of its own. */
export interface HodgkinHuxleySpec extends Placed {
  readonly type: 'hh';
  readonly form: ChannelForm;
  /** S/cm2; defaults 0.12, 0.036 and 0.0003. */
  readonly gna?: Parameter;
  readonly gk?: Parameter;
  readonly gl?: Parameter;
  /** Reversal of the leak, mV (default -54.3). */
  readonly el?: Parameter;
}

/** Calcium dynamics (`CalciumShell`) on some sections: there, the reversal of calcium channels follows Nernst. */
export interface CalciumSpec extends Placed {
  readonly type: 'CaDynamics_E2';
  readonly gamma: Parameter;
  /** ms */
  readonly decay: Parameter;
  /** um (default 0.1) */
  readonly depth?: Parameter;
  /** mM (defaults 1e-4, 5e-5 and 2) */
  readonly minimum?: Parameter;
  readonly initial?: Parameter;
  readonly outside?: Parameter;
}

export type MechanismSpec = LeakSpec | ChannelSpec | HodgkinHuxleySpec | CalciumSpec;

/** A mechanism on one segment, its parameters numbers. */
export type Mechanism =
  | { readonly type: 'pas'; readonly conductance: number; readonly reversal: number | undefined }
  | {
      readonly type: 'channel';
      readonly channel: Channel;
      readonly form: ChannelForm;
      readonly density: number;
      readonly reversal: number | undefined;
    }
  | ({ readonly type: 'calcium' } & Readonly<
      Record<keyof typeof CALCIUM_DEFAULTS | 'gamma' | 'decay', number>
    >);

/**
 * What each segment carries, by mechanism name: a later entry for the same mechanism replaces an earlier one.
 * Throws ParameterError on unknown channels or sections and on parameters that are negative or no numbers.
 */
export function mechanismsOf(
  geometry: CellGeometry,
  mechanisms: readonly MechanismSpec[],
): ReadonlyMap<string, Mechanism>[] {
  const present = Array.from({ length: geometry.n }, () => new Map<string, Mechanism>());
  for (const [k, spec] of mechanisms.entries()) {
    const segments = selectSegments(geometry, { sections: spec.sections });
    const value = (name: string, parameter: Parameter, i: number, least = -Infinity): number =>
      valueAt(`mechanisms[${k}].${name}`, parameter, i, geometry, least);
    const reversal = (parameter: Parameter | undefined, i: number): number | undefined =>
      parameter === undefined ? undefined : value('reversal', parameter, i);
    if (isLeak(spec))
      for (const i of segments)
        present[i].set('pas', {
          type: 'pas',
          conductance: value('conductance', spec.conductance, i, 0),
          reversal: reversal(spec.reversal, i),
        });
    else if (isCalcium(spec)) {
      const all = { ...CALCIUM_DEFAULTS, ...spec };
      for (const i of segments)
        present[i].set('calcium', {
          type: 'calcium',
          gamma: value('gamma', all.gamma, i, 0),
          decay: value('decay', all.decay, i, Number.MIN_VALUE),
          depth: value('depth', all.depth, i, Number.MIN_VALUE),
          minimum: value('minimum', all.minimum, i, 0),
          initial: value('initial', all.initial, i, Number.MIN_VALUE),
          outside: value('outside', all.outside, i, Number.MIN_VALUE),
        });
    } else
      for (const { channel, density, name, reversal: E, form } of channelsOf(spec, k))
        for (const i of segments)
          present[i].set(channel.name, {
            type: 'channel',
            channel,
            form,
            density: value(name, density, i, 0),
            reversal: reversal(E, i),
          });
  }
  return present;
}

/** The channels of an entry: itself, or the three of hh. */
function channelsOf(
  spec: ChannelSpec | HodgkinHuxleySpec,
  k: number,
): {
  channel: Channel;
  form: ChannelForm;
  density: Parameter;
  name: string;
  reversal: Parameter | undefined;
}[] {
  const { form } = spec;
  if (!['active', 'frozen', 'quasi_active'].includes(form))
    throw new ParameterError(`mechanisms[${k}].form`, 'active, frozen or quasi_active', form);
  if (isHodgkinHuxley(spec)) {
    const { gna, gk, gl, el } = { ...HH_DENSITIES, el: undefined, ...spec };
    return [
      { channel: hh_na, form, density: gna, name: 'gna', reversal: undefined },
      { channel: hh_k, form, density: gk, name: 'gk', reversal: undefined },
      { channel: hh_leak, form, density: gl, name: 'gl', reversal: el },
    ];
  }
  return [
    { channel: channelOf(spec), form, density: spec.density, name: 'density', reversal: spec.reversal },
  ];
}

function channelOf({ type }: ChannelSpec): Channel {
  if (typeof type !== 'string') return type;
  if (!Object.hasOwn(ION_CHANNELS, type))
    throw new ParameterError(
      'mechanisms.type',
      `pas or one of hh, CaDynamics_E2, ${Object.keys(ION_CHANNELS).join(', ')}`,
      type,
    );
  return ION_CHANNELS[type];
}

function valueAt(
  name: string,
  parameter: Parameter,
  i: number,
  geometry: CellGeometry,
  least: number,
): number {
  let value: number;
  if (typeof parameter === 'number') value = finite(name, parameter);
  else if (typeof parameter === 'function') value = finite(`${name}(${i})`, parameter(i, geometry));
  else {
    if (parameter.length !== geometry.n)
      throw new ParameterError(
        name,
        `one number or ${geometry.n}, one per segment`,
        `${parameter.length} values`,
      );
    value = finite(`${name}[${i}]`, parameter[i]);
  }
  if (!(value >= least))
    throw new ParameterError(name, least === 0 ? 'a finite number >= 0' : 'a finite number > 0', value);
  return value;
}

const isLeak = (spec: MechanismSpec): spec is LeakSpec => spec.type === 'pas';
const isHodgkinHuxley = (spec: MechanismSpec): spec is HodgkinHuxleySpec => spec.type === 'hh';
const isCalcium = (spec: MechanismSpec): spec is CalciumSpec => spec.type === 'CaDynamics_E2';
