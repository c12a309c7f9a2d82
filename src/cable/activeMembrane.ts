/** The active part of a membrane: channels with their gates, and calcium under the membrane, as contiguous lists of segments. */
import { ParameterError } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { type Channel } from './mechanisms/channel.ts';
import { channelReversal, DEFAULT_TEMPERATURE, followsCalcium, type MembraneOptions } from './membrane.ts';
import { mechanismsOf } from './mechanismSpec.ts';

/** One channel on the segments that carry it. */
export interface ActiveChannel {
  readonly channel: Channel;
  /** Segments, ascending. */
  readonly segments: Int32Array;
  /** gbar, S/cm2, in the order of `segments`. */
  readonly density: Float64Array;
  /** Reversal potential, mV, in the order of `segments`; NaN where it follows the calcium concentration. */
  readonly reversal: Float64Array;
}

/** Calcium dynamics on the segments that have it, parameters of `CalciumShell` in the order of `segments`. */
export interface CalciumPool {
  readonly segments: Int32Array;
  readonly gamma: Float64Array;
  readonly decay: Float64Array;
  readonly depth: Float64Array;
  readonly minimum: Float64Array;
  readonly initial: Float64Array;
  readonly outside: Float64Array;
}

export interface ActiveMembrane {
  readonly channels: readonly ActiveChannel[];
  readonly calcium?: CalciumPool;
  /** degC */
  readonly temperature: number;
}

/** The active part of a membrane, or nothing if it has none. Throws ParameterError as `linearMembrane` does, and for missing reversals. */
export function activeMembrane(geometry: CellGeometry, options: MembraneOptions): ActiveMembrane | undefined {
  const present = mechanismsOf(geometry, options.mechanisms);
  const lists = new Map<
    string,
    { channel: Channel; segments: number[]; density: number[]; reversal: number[] }
  >();
  const shells: { i: number; parameters: Record<string, number> }[] = [];
  for (const [i, here] of present.entries()) {
    for (const mechanism of here.values()) {
      if (mechanism.type === 'calcium') shells.push({ i, parameters: mechanism as never });
      if (mechanism.type !== 'channel' || mechanism.form !== 'active' || mechanism.density === 0) continue;
      const { channel, density } = mechanism;
      checkGates(channel);
      const list = lists.get(channel.name) ?? { channel, segments: [], density: [], reversal: [] };
      lists.set(channel.name, list);
      if (list.channel !== channel)
        throw new ParameterError('mechanisms.type', 'one channel of each name', channel.name, 'rename one');
      list.segments.push(i);
      list.density.push(density);
      const nernst = followsCalcium(mechanism, here);
      list.reversal.push(nernst ? NaN : channelReversal(mechanism, options, undefined));
    }
  }
  if (lists.size === 0) return undefined;
  const parameter = (name: string) => Float64Array.from(shells, ({ parameters }) => parameters[name]);
  const { temperature = DEFAULT_TEMPERATURE } = options;
  const channels = [...lists.values()].map(({ channel, segments, density, reversal }) => ({
    channel,
    segments: Int32Array.from(segments),
    density: Float64Array.from(density),
    reversal: Float64Array.from(reversal),
  }));
  if (shells.length === 0) return { channels, temperature };
  return {
    channels,
    temperature,
    calcium: {
      segments: Int32Array.from(shells, ({ i }) => i),
      gamma: parameter('gamma'),
      decay: parameter('decay'),
      depth: parameter('depth'),
      minimum: parameter('minimum'),
      initial: parameter('initial'),
      outside: parameter('outside'),
    },
  };
}

function checkGates({ name, gates }: Channel): void {
  for (const gate of gates)
    if (!(Number.isInteger(gate.power) && gate.power >= 1))
      throw new ParameterError(`${name}.gates.${gate.name}.power`, 'an integer >= 1', gate.power);
}
