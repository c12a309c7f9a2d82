/** Measures of firing of a single neuron: rate, intervals, curves of rate against current, and the threshold current. */
import { ParameterError, finite, positive } from '../../errors.ts';
import { mean, standardDeviation } from '../statistics.ts';
import type { NeuronTrace } from './trace.ts';

/** Spikes per second over the whole trace; 0 of an empty one. */
export function firingRate({ v, spikes, dt }: NeuronTrace): number {
  return v.length === 0 ? 0 : (1000 * spikes.length) / (v.length * dt);
}

/** Intervals between successive spikes, ms. */
export function intervals({ spikes, dt }: Pick<NeuronTrace, 'spikes' | 'dt'>): Float64Array {
  return Float64Array.from(
    { length: Math.max(0, spikes.length - 1) },
    (_, i) => (spikes[i + 1] - spikes[i]) * dt,
  );
}

/** Coefficient of variation, population standard deviation over mean; undefined with fewer than two intervals. */
export function intervalCV(values: ArrayLike<number>): number | undefined {
  return values.length < 2 ? undefined : standardDeviation(values) / mean(values);
}

/** Rates (spikes/s) for every current, by `simulate`. */
export function fiCurve(
  currents: ArrayLike<number>,
  simulate: (current: number) => NeuronTrace,
): Float64Array {
  return Float64Array.from(currents, (current) => firingRate(simulate(current)));
}

/**
 * The smallest current that makes a neuron spike, by bisection.
 * @param spikes whether it spikes at a current; taken to stay true above the threshold
 * @param range a current without and one with spikes
 * @param tolerance width of the interval in which the search ends, > 0, in the unit of the current
 * @returns the last interval [no spike, spike]
 * @throws ParameterError if the range does not hold the threshold
 */
export function thresholdCurrent(
  spikes: (current: number) => boolean,
  range: readonly [number, number],
  tolerance: number,
): readonly [number, number] {
  positive('tolerance', tolerance);
  let [below, above] = range;
  finite('range[0]', below);
  finite('range[1]', above);
  if (!(below < above) || spikes(below) || !spikes(above))
    throw new ParameterError(
      'range',
      'a current without spikes, then a larger one with spikes',
      `[${below}, ${above}]`,
      'widen the range',
    );
  while (above - below > tolerance) {
    const middle = below + (above - below) / 2;
    if (middle === below || middle === above) break;
    if (spikes(middle)) above = middle;
    else below = middle;
  }
  return [below, above];
}
