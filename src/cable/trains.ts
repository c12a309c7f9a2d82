/** Spike trains for synapses: regular, Poisson, and anything between (the rule of NEURON's NetStim), from an explicit random stream. */
import { ParameterError, finite, integer, positive } from '../errors.ts';
import type { RandomStream } from '../numerics/random.ts';

export interface SpikeTrainOptions {
  /** Time of the first spike without noise, ms. */
  readonly start: number;
  /** Mean interval, ms. */
  readonly interval: number;
  /** Share of an interval that is exponentially distributed: 0 regular (default), 1 Poisson. */
  readonly noise?: number;
  /** Most spikes there are (default no limit). */
  readonly count?: number;
  /** No spikes from this time on, ms. */
  readonly stop: number;
}

/**
 * Spike times (ms), ascending: intervals (1 - noise) interval + noise * exponential; the first spike comes at `start` plus
 * noise * exponential. `stream` is needed if noise > 0. Throws ParameterError on bad options.
 */
export function spikeTrain(options: SpikeTrainOptions, stream?: RandomStream): Float64Array {
  const { noise = 0, count = Number.MAX_SAFE_INTEGER } = options;
  const start = finite('start', options.start);
  const stop = finite('stop', options.stop);
  const interval = positive('interval', options.interval);
  integer('count', count, 0);
  if (!(noise >= 0 && noise <= 1)) throw new ParameterError('noise', 'a number from 0 to 1', noise);
  if (noise > 0 && stream === undefined)
    throw new ParameterError(
      'stream',
      'a random stream where noise > 0',
      stream,
      'randomStream(seed, purpose)',
    );
  const jitter = (): number => (noise === 0 ? 0 : -noise * interval * Math.log1p(-stream!.uniform()));
  const times: number[] = [];
  const first = start + jitter();
  // Without noise times are multiples of the interval, not sums.
  if (noise === 0) {
    for (let k = 0; k < count && start + k * interval < stop; k++) times.push(start + k * interval);
  } else
    for (let t = first; t < stop && times.length < count; t += (1 - noise) * interval + jitter())
      times.push(t);
  return Float64Array.from(times);
}

/** A Poisson train of `rate` spikes/s between `start` and `stop` (ms). */
export function poissonTrain(
  { rate, start, stop }: { readonly rate: number; readonly start: number; readonly stop: number },
  stream: RandomStream,
): Float64Array {
  if (rate === 0) return new Float64Array(0);
  return spikeTrain({ start, stop, interval: 1000 / positive('rate', rate), noise: 1 }, stream);
}
