/**
 * How alike two signals are, and which pathways make a signal.
 *
 * R^2 is the squared Pearson correlation, as in Hagen et al. (2022); it is blind to gain, so it always comes with the ratio of
 * standard deviations (method, section 9).
 */
import { ParameterError, finite } from '../errors.ts';
import { row } from '../numerics/array2d.ts';
import { sameTime } from './pathways.ts';
import type { Signal } from './signal.ts';

/** Measures of agreement; null where they are not defined because a signal is constant (or, for the error, zero). */
export interface Agreement {
  /** Squared correlation coefficient, 0 .. 1. */
  readonly r2: number | null;
  /** Standard deviation of the signal over that of the reference. */
  readonly sdRatio: number | null;
  /** Root mean square of the difference over that of the reference. */
  readonly relativeError: number | null;
}

/** Agreement per channel and over all channels. */
export interface Comparison {
  readonly channels: readonly (Agreement & { readonly name: string })[];
  /** Sums over channels and times, deviations taken from each channel's own mean: strong channels weigh most. */
  readonly overall: Agreement;
}

/** What a comparison uses of the signals. */
export interface CompareOptions {
  /** Times up to this one are left out, ms; e.g. the longest lag, before which kernels have not seen their whole past. Default: none. */
  readonly after?: number;
}

/** Sums over times of one channel. */
interface Sums {
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
  readonly difference: number;
  readonly reference: number;
}

function sums(x: Float64Array, y: Float64Array): Sums {
  const n = Math.max(1, x.length);
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < x.length; i++) {
    meanX += x[i];
    meanY += y[i];
  }
  meanX /= n;
  meanY /= n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  let difference = 0;
  let reference = 0;
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - meanX) ** 2;
    yy += (y[i] - meanY) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
    difference += (x[i] - y[i]) ** 2;
    reference += y[i] ** 2;
  }
  // What is left of a constant after subtracting its mean is rounding, not variance.
  const constant = (variance: number, mean: number) => variance <= n * (1e-14 * mean) ** 2;
  return {
    xx: constant(xx, meanX) ? 0 : xx,
    yy: constant(yy, meanY) ? 0 : yy,
    xy: constant(xx, meanX) || constant(yy, meanY) ? 0 : xy,
    difference,
    reference,
  };
}

function agreement({ xx, yy, xy, difference, reference }: Sums): Agreement {
  return {
    r2: xx > 0 && yy > 0 ? Math.min(1, (xy / xx) * (xy / yy)) : null,
    sdRatio: yy > 0 ? Math.sqrt(xx / yy) : null,
    relativeError: reference > 0 ? Math.sqrt(difference / reference) : null,
  };
}

function add(all: readonly Sums[]): Sums {
  const total = { xx: 0, yy: 0, xy: 0, difference: 0, reference: 0 };
  for (const s of all) for (const key of Object.keys(total) as (keyof Sums)[]) total[key] += s[key];
  return total;
}

/** Columns after a time. */
function columns(signal: Signal, after: number | undefined): [from: number, to: number] {
  const count = signal.data.shape[1];
  if (after === undefined) return [0, count];
  finite('after', after);
  return [Math.min(count, Math.max(0, Math.floor((after - signal.t0) / signal.dt + 1e-6))), count];
}

function checkAlike(a: Signal, b: Signal): void {
  const name = `signal of ${a.probe}`;
  const expected = (what: string, x: unknown, y: unknown) =>
    new ParameterError(`${what} of ${name}`, `${x}, as in the reference`, y);
  if (!sameTime(a.dt, b.dt, b.dt)) throw expected('dt', b.dt, a.dt);
  if (!sameTime(a.t0, b.t0, b.dt)) throw expected('t0', b.t0, a.t0);
  if (a.unit !== b.unit) throw expected('unit', b.unit, a.unit);
  if (a.data.shape.join() !== b.data.shape.join())
    throw expected('shape', b.data.shape.join(' x '), a.data.shape.join(' x '));
}

/**
 * Compares a signal with a reference of the same shape, unit, time step and start.
 * @throws ParameterError if they differ in one of these
 */
export function compareSignals(signal: Signal, reference: Signal, options: CompareOptions = {}): Comparison {
  checkAlike(signal, reference);
  const [from, to] = columns(reference, options.after);
  const all = reference.channels.map((_, c) =>
    sums(row(signal.data, c).subarray(from, to), row(reference.data, c).subarray(from, to)),
  );
  return {
    channels: all.map((s, c) => ({ name: reference.channels[c].name, ...agreement(s) })),
    overall: agreement(add(all)),
  };
}

/** What one pathway contributes to a signal. */
export interface PathwayShare {
  readonly X: string;
  readonly Y: string;
  /** Share per channel; null where the total is constant. */
  readonly channels: readonly (number | null)[];
  /** Share over all channels: covariances summed over channels, over variances summed over channels; null if the total is constant. */
  readonly share: number | null;
}

/**
 * The share of each pathway in the variance of a signal: cov(pathway, total) / var(total). If the pathways add up to the total, the
 * shares add up to 1; one above 1 or below 0 belongs to a pathway that others cancel. Against a total that holds more than
 * the pathways, such as a full simulation, the rest up to 1 is what they leave out.
 * @param total the signal of one probe
 * @param pathways contributions to it, as `predict` gives them with `pathways: true`
 * @throws ParameterError if a pathway is of another probe, unit, shape, start or time step
 */
export function pathwayShares(
  total: Signal,
  pathways: readonly Signal[],
  options: CompareOptions = {},
): PathwayShare[] {
  const [from, to] = columns(total, options.after);
  return pathways.map((pathway) => {
    const { X = '', Y = '', probe } = pathway;
    if (probe !== total.probe)
      throw new ParameterError(
        'pathways',
        `signals of the probe ${total.probe}`,
        probe,
        'take one probe at a time',
      );
    checkAlike(pathway, total);
    const all = total.channels.map((_, c) =>
      sums(row(pathway.data, c).subarray(from, to), row(total.data, c).subarray(from, to)),
    );
    const share = ({ xy, yy }: Sums) => (yy > 0 ? xy / yy : null);
    return { X, Y, channels: all.map(share), share: share(add(all)) };
  });
}
