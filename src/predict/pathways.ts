/** From kernels to a filter bank: which populations go in, which rows of which probes come out, and the checks in between. */
import { ParameterError } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { row } from '../numerics/array2d.ts';
import { FilterBank, type Filter } from '../numerics/filterBank.ts';
import type { SpikeCounts } from '../network/spikes.ts';
import type { Signal } from './signal.ts';

/** What every prediction can be asked for. */
export interface PredictOptions {
  /** Also give the contribution of every pathway X -> Y to every probe. Default false. */
  readonly pathways?: boolean;
  /**
   * Presynaptic populations without counts that are known not to fire, by name, or `'absent'` for all without counts. Default: none, a
   * population without counts is an error.
   */
  readonly silent?: readonly string[] | 'absent';
}

/** A predicted signal, summed over the pathways and, if asked for, one by one. */
export interface Prediction {
  /** One per probe, in the order in which the kernels name them. */
  readonly signals: readonly Signal[];
  /** One per kernel, in their order; empty unless asked for. They add up to `signals`. */
  readonly pathways: readonly Signal[];
}

/** A block of rows of the filter bank that become one signal. */
interface Group {
  readonly kernel: Kernel;
  readonly pathway: boolean;
  readonly from: number;
}

/** The linear map from counts to signals that a set of kernels is. */
export interface PathwayBank {
  readonly dt: number;
  /** Populations that the bank takes counts of, in order of first appearance among the kernels. */
  readonly populations: readonly string[];
  readonly bank: FilterBank;
  /** Signals from the bank's outputs, (rows x columns) row-major; column 0 is at t0 + dt. */
  prediction(data: Float64Array, columns: number, t0: number): Prediction;
}

/**
 * Checks kernels and lays out their filter bank. Without pathways the kernels of one X and one probe are summed over Y first.
 * @throws ParameterError if there are no kernels, or if their dt, or the channels or units of one probe differ, a pathway occurs
 *   twice, or a kernel is not finite or contradicts its lag axis
 */
export function pathwayBank(
  kernels: readonly Kernel[],
  { pathways = false, silent = [] }: PredictOptions,
): PathwayBank {
  checkKernels(kernels);
  const sources = [...new Set(kernels.map((k) => k.X))];
  const declared = silent === 'absent' ? [] : silent;
  for (const name of declared)
    if (!sources.includes(name))
      throw new ParameterError(
        'silent',
        `presynaptic populations of the kernels (${sources.join(', ')})`,
        name,
      );
  const populations = sources.filter((X) => !declared.includes(X));
  const groups: Group[] = [];
  const filters: Filter[] = [];
  let rows = 0;
  for (const kernel of kernels) {
    let group = pathways ? undefined : groups.find((g) => g.kernel.probe === kernel.probe);
    if (group === undefined) {
      group = { kernel, pathway: pathways, from: rows };
      groups.push(group);
      rows += kernel.channels.length;
    }
    const input = populations.indexOf(kernel.X);
    if (input < 0) continue;
    for (let c = 0; c < kernel.channels.length; c++)
      filters.push({ input, output: group.from + c, first: kernel.lags.first, taps: row(kernel.H, c) });
  }
  const { dt } = kernels[0].lags;
  return {
    dt,
    populations,
    bank: new FilterBank(filters, populations.length, rows),
    prediction: (data, columns, t0) => assemble(groups, data, columns, dt, t0),
  };
}

function checkKernels(kernels: readonly Kernel[]): void {
  if (kernels.length === 0) throw new ParameterError('kernels', 'at least one kernel', 'none');
  const first = kernels[0];
  const seen = new Set<string>();
  const probes = new Map<string, Kernel>();
  for (const kernel of kernels) {
    const { X, Y, probe, H, lags, channels } = kernel;
    const name = `kernel ${X}->${Y} of probe ${probe}`;
    const key = JSON.stringify([X, Y, probe]);
    if (seen.has(key)) throw new ParameterError(name, 'one kernel per pathway and probe', 'a second one');
    seen.add(key);
    if (H.shape[0] !== channels.length || H.shape[1] !== lags.count)
      throw new ParameterError(
        name,
        `${channels.length} x ${lags.count} values (channels x lags)`,
        `${H.shape[0]} x ${H.shape[1]}`,
      );
    if (!sameTime(lags.dt, first.lags.dt, first.lags.dt))
      throw new ParameterError(
        `dt of ${name}`,
        `${first.lags.dt} ms, the time step of the other kernels`,
        lags.dt,
      );
    for (let i = 0; i < H.data.length; i++)
      if (!Number.isFinite(H.data[i])) throw new ParameterError(name, 'finite values', H.data[i]);
    const other = probes.get(probe) ?? kernel;
    probes.set(probe, other);
    if (other.unit !== kernel.unit)
      throw new ParameterError(`unit of ${name}`, `${other.unit}, as in ${other.X}->${other.Y}`, kernel.unit);
    if (
      other.channels.length !== channels.length ||
      other.channels.some((c, i) => c.name !== channels[i].name)
    )
      throw new ParameterError(
        `channels of ${name}`,
        `those of ${other.X}->${other.Y} (${other.channels.map((c) => c.name).join(', ')})`,
        channels.map((c) => c.name).join(', '),
      );
  }
}

/** Whether two times or steps agree to a millionth of a step: decimal and binary forms of one number do. */
export function sameTime(a: number, b: number, dt: number): boolean {
  return Math.abs(a - b) <= 1e-6 * dt;
}

/**
 * The counts of `populations`, in this order, checked against each other and against dt. Counts of other populations are not used.
 * @throws ParameterError if a population is missing or given twice, or if time steps, starts or lengths differ
 */
export function orderCounts(
  counts: readonly SpikeCounts[],
  populations: readonly string[],
  silent: readonly string[] | 'absent',
  dt: number,
): { inputs: Float64Array[]; length: number; t0: number } {
  if (counts.length === 0)
    throw new ParameterError('counts', 'the counts of at least one population', 'none');
  const reference = counts[0];
  const byName = new Map<string, SpikeCounts>();
  for (const c of counts) {
    const name = `counts of ${c.population}`;
    if (byName.has(c.population)) throw new ParameterError(name, 'one entry per population', 'a second one');
    byName.set(c.population, c);
    if (silent !== 'absent' && silent.includes(c.population))
      throw new ParameterError(
        name,
        'none, because the population is declared silent',
        'counts',
        'remove either',
      );
    if (!sameTime(c.dt, dt, dt))
      throw new ParameterError(
        `dt of ${name}`,
        `${dt} ms, the time step of the kernels`,
        c.dt,
        'bin the spikes anew',
      );
    if (!sameTime(c.t0, reference.t0, dt))
      throw new ParameterError(`t0 of ${name}`, `${reference.t0} ms, as for ${reference.population}`, c.t0);
    if (c.counts.length !== reference.counts.length)
      throw new ParameterError(
        name,
        `${reference.counts.length} bins, as for ${reference.population}`,
        c.counts.length,
      );
  }
  const inputs = populations.map((X) => {
    const c = byName.get(X);
    if (c === undefined && silent === 'absent') return new Float64Array(reference.counts.length);
    if (c === undefined)
      throw new ParameterError(
        `counts of ${X}`,
        `spike counts of every presynaptic population (${populations.join(', ')})`,
        undefined,
        `have ${[...byName.keys()].join(', ')}; declare ${X} silent if it does not fire`,
      );
    for (let n = 0; n < c.counts.length; n++)
      if (!Number.isFinite(c.counts[n]))
        throw new ParameterError(`counts of ${X}[${n}]`, 'a finite number', c.counts[n]);
    return c.counts;
  });
  return { inputs, length: reference.counts.length, t0: reference.t0 };
}

function assemble(
  groups: readonly Group[],
  data: Float64Array,
  columns: number,
  dt: number,
  t0: number,
): Prediction {
  const signals = new Map<string, Signal>();
  const pathways: Signal[] = [];
  for (const { kernel, pathway, from } of groups) {
    const { probe, channels, unit } = kernel;
    const shape = [channels.length, columns] as const;
    const values = data.subarray(from * columns, (from + channels.length) * columns);
    if (!pathway) {
      signals.set(probe, { probe, data: { shape, data: values }, channels, unit, dt, t0 });
      continue;
    }
    pathways.push({ probe, data: { shape, data: values }, channels, unit, dt, t0, X: kernel.X, Y: kernel.Y });
    const total = signals.get(probe);
    if (total === undefined)
      signals.set(probe, { probe, data: { shape, data: values.slice() }, channels, unit, dt, t0 });
    else for (let i = 0; i < values.length; i++) total.data.data[i] += values[i];
  }
  return { signals: [...signals.values()], pathways };
}
