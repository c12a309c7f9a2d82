/**
 * LFP proxies: time courses that stand for the local field potential of a network of point neurons without any geometry, as quick alternatives
 * beside kernels: sum of synaptic currents, sum of their magnitudes, mean potential, firing rate (`ratePerNeuron`), and the reference
 * weighted sum of currents. Made from sums that a network records while it runs (`record.sums`).
 *
 * Source: Mazzoni A, Lindén H, Cuntz H, Lansner A, Panzeri S, Einevoll GT (2015), Computing the local field potential (LFP) from
 * integrate-and-fire network models, PLOS Comput Biol 11:e1004584. There the sums run over the currents of pyramidal cells; here they are
 * those of one population. Left out: amplitudes over depth, and proxies fitted to the rate. A proxy has no scale of its own: compare it
 * standardised, or by correlation.
 */
import { InternalError, ParameterError, finite, nonNegative } from '../errors.ts';
import type { SumRequest, Sums } from './point/sums.ts';
import { mean, standardDeviation } from './statistics.ts';

/** A time course; sample m is at t0 + (m + 1) interval. */
export interface Proxy {
  readonly values: Float64Array;
  readonly unit: string;
  /** ms. */
  readonly t0: number;
  readonly interval: number;
}

/** The proxies of one population. */
export interface LfpProxies {
  /** Sum of excitatory and inhibitory currents, pA. */
  readonly current: Proxy;
  /** Sum of their magnitudes, pA. */
  readonly magnitude: Proxy;
  /** Reference weighted sum, pA; starts later by its delay. */
  readonly weighted: Proxy;
  /** Mean potential, mV. */
  readonly potential: Proxy;
}

/** Names of the recordable currents. */
export interface CurrentNames {
  /** Default I_syn_ex. */
  readonly excitatory?: string;
  /** Default I_syn_in. */
  readonly inhibitory?: string;
}

/** The parameters of Mazzoni et al. (2015): delay in ms, weight. */
export const WEIGHTED_SUM = { delay: 6, alpha: 1.65 } as const;

export interface WeightedSumOptions {
  /** Delay of the excitatory currents, ms, >= 0, a multiple of the interval; default 6. */
  readonly delay?: number;
  /** Weight of the inhibitory currents relative to the excitatory ones; default 1.65. */
  readonly alpha?: number;
}

/**
 * What to record for `lfpProxies`. Where both synaptic time constants are equal, build the network with `separateCurrents`.
 * @param interval ms, a multiple of dt; for the weighted sum a divisor of its delay
 */
export function proxyRequest(population: string, interval: number, names: CurrentNames = {}): SumRequest {
  const { excitatory = 'I_syn_ex', inhibitory = 'I_syn_in' } = names;
  const currents = [excitatory, inhibitory];
  return { population, quantities: [...currents, 'V_m'], magnitudes: currents, interval };
}

/**
 * The proxies of a population from the `sums` of a simulation that recorded `proxyRequest`.
 * @throws ParameterError if a sum is missing, the population is empty, or the delay is no multiple of the interval
 */
export function lfpProxies(
  sums: readonly Sums[],
  population: string,
  options: CurrentNames & WeightedSumOptions = {},
): LfpProxies {
  const { excitatory = 'I_syn_ex', inhibitory = 'I_syn_in' } = options;
  const find = (quantity: string, magnitude: boolean): Sums => {
    const found = sums.find(
      (s) => s.population === population && s.quantity === quantity && s.magnitude === magnitude,
    );
    if (found !== undefined) return found;
    const held = sums.map((s) => `${s.population} ${s.magnitude ? `|${s.quantity}|` : s.quantity}`);
    throw new ParameterError(
      'sums',
      `the sum of ${magnitude ? `|${quantity}|` : quantity} of ${population}`,
      held.join(', ') || 'none',
      'record proxyRequest(population, interval)',
    );
  };
  const [ex, inh] = [find(excitatory, false), find(inhibitory, false)];
  return {
    current: sumOf(ex, inh),
    magnitude: sumOf(find(excitatory, true), find(inhibitory, true)),
    weighted: referenceWeightedSum(ex, inh, options),
    potential: meanOf(find('V_m', false)),
  };
}

/**
 * The reference weighted sum I_ex(t - delay) - alpha I_in(t) of sums of currents, I_in being negative where it inhibits. Starts `delay`
 * after the sums, as the currents before are not known; empty if they are shorter.
 * @throws ParameterError if the delay is no multiple of the interval
 */
export function referenceWeightedSum(
  excitatory: Sums,
  inhibitory: Sums,
  { delay = WEIGHTED_SUM.delay, alpha = WEIGHTED_SUM.alpha }: WeightedSumOptions = {},
): Proxy {
  const { values: ex, interval, t0, unit } = excitatory;
  const { values: inh } = sameTimes(excitatory, inhibitory);
  finite('alpha', alpha);
  const late = Math.round(nonNegative('delay', delay) / interval);
  if (Math.abs(late * interval - delay) > 1e-6 * interval)
    throw new ParameterError('delay', `a multiple of the interval of the sums, ${interval} ms`, delay);
  const values = Float64Array.from(
    { length: Math.max(0, ex.length - late) },
    (_, m) => ex[m] - alpha * inh[m + late],
  );
  return { values, unit, t0: t0 + late * interval, interval };
}

/** A time course less its mean, in units of its standard deviation. @throws ParameterError if it is constant or empty */
export function standardised(values: Float64Array): Float64Array {
  const m = mean(values);
  const sd = standardDeviation(values);
  if (!(sd > 0)) throw new ParameterError('values', 'a time course that varies', `${values.length} values`);
  return values.map((v) => (v - m) / sd);
}

function sumOf(a: Sums, b: Sums): Proxy {
  const { values } = sameTimes(a, b);
  const { unit, t0, interval } = a;
  return { values: a.values.map((v, m) => v + values[m]), unit, t0, interval };
}

function meanOf({ values, size, population, unit, t0, interval }: Sums): Proxy {
  if (size === 0) throw new ParameterError(population, 'a population with neurons', 'none');
  return { values: values.map((v) => v / size), unit, t0, interval };
}

function sameTimes(a: Sums, b: Sums): Sums {
  if (a.t0 !== b.t0 || a.interval !== b.interval || a.values.length !== b.values.length)
    throw new InternalError('sums of one proxy differ in their times');
  return b;
}
