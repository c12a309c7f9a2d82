/**
 * A linear cell from an active one: every channel frozen or quasi-active around a potential per segment, so that kernels can be computed for it.
 * The potential is given, or it is the steady state of the active cell, found by simulation. Calcium and its reversal potential are held at their
 * steady values at that potential.
 */
import { ParameterError, positive } from '../errors.ts';
import type { ActiveMembrane } from './activeMembrane.ts';
import type { Cell } from './cell.ts';
import { calciumInflux, calciumReversal } from './mechanisms/calcium.ts';
import { openFraction, RESTING_CALCIUM } from './mechanisms/channel.ts';
import { freeze, linearise } from './mechanisms/linearise.ts';
import { axialCurrentDensity, perSegment, type GateGroup, type LinearMembrane } from './membrane.ts';
import { simulate } from './simulate.ts';

/** What becomes of a channel: its gates held, or followed to first order. */
export type LinearForm = 'frozen' | 'quasi_active';

export interface LinearisedOptions {
  /** Potential per segment, mV, or `steady state`: where the cell settles without input from its rest. */
  readonly at: number | ArrayLike<number> | 'steady state';
  /** `quasi_active`, or `frozen`: gates held; for all channels, or by the name of a channel and segment. */
  readonly form: LinearForm | ((channel: string, segment: number) => LinearForm);
  /** Channels (by name) that take the other form. */
  readonly except?: readonly string[];
  /**
   * The leak's reversal is moved so that the cell rests at the potential, currents along the cell included (default true; in the steady state it
   * hardly moves).
   */
  readonly atRest?: boolean;
}

/**
 * The cell linearised around a potential; a cell without active channels only has its rest moved there. Throws ParameterError if the cell has
 * no steady state (it spikes by itself), or if its membrane is linearised around another potential already.
 */
export function linearised(cell: Cell, options: LinearisedOptions): Cell {
  const { geometry, membrane, active } = cell;
  const { except = [], atRest = true } = options;
  const formOf = (channel: string, segment: number): LinearForm => {
    const form = typeof options.form === 'function' ? options.form(channel, segment) : options.form;
    if (form !== 'frozen' && form !== 'quasi_active')
      throw new ParameterError('form', 'frozen or quasi_active', form);
    if (!except.includes(channel)) return form;
    return form === 'frozen' ? 'quasi_active' : 'frozen';
  };
  if (typeof options.form !== 'function') formOf('', 0);
  const names = active?.channels.map(({ channel }) => channel.name) ?? [];
  for (const name of except)
    if (!names.includes(name))
      throw new ParameterError('except', `channels of the cell: ${names.join(', ')}`, name);
  const V = options.at === 'steady state' ? steadyState(cell).v : perSegment('at', options.at, geometry.n);
  if (membrane.gates.length > 0 && V.some((v, i) => v !== membrane.rest[i]))
    throw new ParameterError('at', 'the potential around which channels are linearised already', options.at);
  const frozen = Float64Array.from(membrane.frozen);
  // What was frozen before keeps its line, seen from the new potential.
  const restCurrent = membrane.restCurrent.map((i, k) => i + membrane.frozen[k] * (V[k] - membrane.rest[k]));
  const groups = new Map<string, GateGroup>();
  const { calcium, E } = steadyCalcium(cell, V);
  for (const [c, { channel, segments, density }] of (active?.channels ?? []).entries()) {
    for (const [j, i] of segments.entries()) {
      const linear =
        formOf(channel.name, i) === 'frozen'
          ? freeze(channel, V[i], calcium[i])
          : linearise(channel, V[i], E[c][j], { calcium: calcium[i], temperature: active!.temperature });
      frozen[i] += density[j] * linear.conductance;
      restCurrent[i] += density[j] * linear.conductance * (V[i] - E[c][j]);
      for (const [g, gate] of linear.gates.entries())
        addGate(
          groups,
          `${channel.gates[g].name}_${channel.name}`,
          gate.tau,
          i,
          density[j] * gate.coupling,
          geometry.n,
        );
    }
  }
  const inflow = axialCurrentDensity(geometry, cell.tree, V);
  const leakReversal = membrane.leakReversal.map((e, i) =>
    atRest && membrane.leak[i] > 0 ? V[i] + (restCurrent[i] - inflow[i]) / membrane.leak[i] : e,
  );
  const linear: LinearMembrane = {
    rest: V,
    leak: membrane.leak,
    leakReversal,
    frozen,
    restCurrent,
    gates: [...membrane.gates, ...groups.values()],
  };
  const { active: _, ...rest } = cell;
  return { ...rest, membrane: linear };
}

/** A steady state: potentials (mV) per segment, and how fast they still moved (mV/ms). */
export interface SteadyState {
  readonly v: Float64Array;
  readonly drift: number;
}

/**
 * Where a cell settles from `vInit` (default its rest) without input: simulated in stretches, each twice as long, until the potential moves by less
 * than `tolerance` mV/ms (default 1e-9). Throws ParameterError if it still moves after `most` ms (default 20 s).
 */
export function steadyState(
  cell: Cell,
  {
    vInit,
    tolerance = 1e-9,
    most = 20_000,
  }: { vInit?: number | ArrayLike<number>; tolerance?: number; most?: number } = {},
): SteadyState {
  positive('tolerance', tolerance);
  const stretch = 500;
  const { active } = cell;
  let v = perSegment('vInit', vInit ?? cell.membrane.rest, cell.geometry.n);
  let drift = Infinity;
  const dt = 0.1;
  for (let until = stretch; until <= most; until *= 2) {
    // Calcium starts where the potential would hold it: its own relaxation may take seconds.
    const { v: trace } = simulate(
      active === undefined ? cell : { ...cell, active: settled(cell, active, v) },
      {
        dt,
        tstop: until,
        vInit: v,
        record: { every: Math.round(1 / dt) },
      },
    );
    const [n, samples] = trace!.shape;
    const at = (k: number): Float64Array =>
      Float64Array.from({ length: n }, (_, i) => trace!.data[i * samples + k]);
    const before = at(samples - 2);
    v = at(samples - 1);
    drift = v.reduce((worst, x, i) => Math.max(worst, Math.abs(x - before[i])), 0);
    if (drift <= tolerance) return { v, drift };
  }
  throw new ParameterError(
    'cell',
    'a cell that comes to rest',
    `one whose potential still moves by ${drift} mV/ms`,
    'linearise around a potential of your own',
  );
}

/** The active membrane with calcium steady at the potentials v from the start. */
function settled(cell: Cell, active: ActiveMembrane, v: Float64Array): ActiveMembrane {
  if (active.calcium === undefined) return active;
  const { calcium } = steadyCalcium(cell, v);
  const initial = Float64Array.from(active.calcium.segments, (i) => calcium[i]);
  return { ...active, calcium: { ...active.calcium, initial } };
}

function addGate(
  groups: Map<string, GateGroup>,
  name: string,
  tau: number,
  i: number,
  coupling: number,
  n: number,
): void {
  const key = `${name} ${tau}`;
  const group = groups.get(key) ?? { name, tau, coupling: new Float64Array(n) };
  groups.set(key, group);
  group.coupling[i] += coupling;
}

/** Calcium (mM) per segment and reversal potentials (mV) per channel, steady at the potentials V. */
function steadyCalcium(
  { geometry, active }: Cell,
  V: Float64Array,
): { calcium: Float64Array; E: Float64Array[] } {
  const calcium = new Float64Array(geometry.n).fill(RESTING_CALCIUM);
  if (active === undefined) return { calcium, E: [] };
  const E = active.channels.map(({ reversal }) => Float64Array.from(reversal));
  const pool = active.calcium;
  if (pool !== undefined)
    for (const [p, i] of pool.segments.entries()) {
      const channels = active.channels.filter(
        ({ channel, segments }) => channel.ion === 'ca' && segments.includes(i),
      );
      const current = (ca: number): number =>
        channels.reduce((sum, own) => {
          const j = own.segments.indexOf(i);
          const e = Number.isNaN(own.reversal[j])
            ? calciumReversal(ca, pool.outside[p], active.temperature)
            : own.reversal[j];
          return sum + own.density[j] * openFraction(own.channel, V[i], ca) * (V[i] - e);
        }, 0);
      // The influx falls as calcium rises (the reversal potential comes down): one root, by bisection of its logarithm.
      const excess = (ca: number): number =>
        pool.minimum[p] + pool.decay[p] * calciumInflux(pool.gamma[p], pool.depth[p]) * current(ca) - ca;
      let low = Math.log(1e-12);
      let high = Math.log(pool.outside[p]);
      for (let k = 0; k < 200 && high - low > 1e-15; k++) {
        const middle = (low + high) / 2;
        if (excess(Math.exp(middle)) > 0) low = middle;
        else high = middle;
      }
      calcium[i] = Math.exp((low + high) / 2);
    }
  for (const [c, { segments }] of active.channels.entries())
    for (const [j, i] of segments.entries())
      if (Number.isNaN(E[c][j])) {
        const p = pool!.segments.indexOf(i);
        E[c][j] = calciumReversal(calcium[i], pool!.outside[p], active.temperature);
      }
  return { calcium, E };
}
