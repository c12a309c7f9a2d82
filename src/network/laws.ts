/**
 * Fast drawing of many weights and delays from a law. Delays on the grid are a discrete law, whose probabilities are those of the
 * delay bins, so they are drawn directly; truncated normal weights are drawn again until they lie within the bounds; clipped laws put what lies
 * beyond a bound onto it.
 */
import { ParameterError, finite, nonNegative } from '../errors.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { LookupSampler } from '../numerics/lookupSampler.ts';
import type { WordStream } from '../numerics/random.ts';
import { fillNormals } from '../numerics/ziggurat.ts';
import { delayBin, delaySteps } from './grid.ts';
import type { ClippedLaw, Law } from './projectionSpec.ts';

/** Draws out[at] .. out[at + count - 1]; `at` is 0 by default. */
export interface Sampler<T> {
  /** Range of the values. */
  readonly min: number;
  readonly max: number;
  fill(stream: WordStream, out: T, count: number, at?: number): void;
}

/** Longest delay that the synapse store can hold, in steps. */
export const LONGEST_DELAY = 32766;

/** Redrawing is used where at least this share of the draws is accepted; elsewhere the law's own sampler. */
const ACCEPTED = 0.25;

/**
 * A sampler of weights, and the signs that it can give.
 * @param name of the parameter, for errors
 * @throws ParameterError if the law is a number that is not finite
 */
export function weightSampler(name: string, law: Law): Sampler<Float64Array> {
  const value = constantValue(law);
  if (typeof law === 'number' || value !== undefined) {
    const constant = finite(name, value);
    return {
      min: constant,
      max: constant,
      fill: (_, out, count, at = 0) => void out.fill(constant, at, at + count),
    };
  }
  if ('clipped' in law) return clippedSampler(name, law);
  const [min, max] = law.support;
  const normal = normalParameters(law);
  if (normal === undefined)
    return {
      min,
      max,
      fill(stream, out, count, at = 0) {
        for (let i = at; i < at + count; i++) out[i] = law.sample(stream);
      },
    };
  const { mean, sd } = normal;
  return {
    min,
    max,
    fill(stream, out, count, at = 0) {
      fillNormals(stream, out, count, at);
      for (let i = at; i < at + count; i++) {
        let x = mean + sd * out[i];
        while (x < min || x > max) x = mean + sd * stream.normal();
        out[i] = x;
      }
    },
  };
}

/**
 * A sampler of delays in steps, and the range of these.
 * @throws ParameterError if a delay can be negative, or longer than LONGEST_DELAY steps
 */
export function delaySampler(name: string, law: Law, dt: number): Sampler<Uint16Array> {
  const value = constantValue(law);
  if (typeof law === 'number' || value !== undefined) {
    const steps = delaySteps(nonNegative(name, value), dt);
    if (steps > LONGEST_DELAY)
      throw new ParameterError(name, `a delay of at most ${LONGEST_DELAY} steps of ${dt} ms`, value);
    return { min: steps, max: steps, fill: (_, out, count, at = 0) => void out.fill(steps, at, at + count) };
  }
  const { clipped, min: low, max: high } = clipBounds(name, law);
  const shortest = Math.max(low, clipped.support[0]);
  if (shortest < 0 && clipped.mass(-Infinity, 0) > 0)
    throw new ParameterError(
      name,
      'a law without negative delays',
      describe(clipped),
      'truncate it at a positive delay',
    );
  const min = delaySteps(Math.max(0, shortest), dt);
  const longest = Math.min(high, clipped.support[1]);
  const last = longest < Infinity ? delaySteps(longest, dt) : Infinity;
  const probabilities: number[] = [];
  // Beyond the last bin the remaining mass is below what 53-bit numbers resolve.
  for (let steps = min; ; steps++) {
    if (steps > LONGEST_DELAY)
      throw new ParameterError(
        name,
        `delays of at most ${LONGEST_DELAY} steps of ${dt} ms`,
        describe(clipped),
        'truncate it at a longest delay',
      );
    const [from, to] = delayBin(steps, dt);
    // The first and the last bin also take what is beyond.
    probabilities.push(clipped.mass(steps === min ? -Infinity : from, steps === last ? Infinity : to));
    if (steps === last || clipped.sf(to) < 1e-17) break;
  }
  const values = Uint16Array.from(probabilities, (_, i) => min + i);
  const sampler = new LookupSampler(Float64Array.from(probabilities), values);
  return {
    min,
    max: min + probabilities.length - 1,
    fill: (stream, out, count, at = 0) => sampler.fill(stream, out, count, at),
  };
}

/** Draws from the law, then sets what lies beyond a bound to it. */
function clippedSampler(name: string, law: ClippedLaw): Sampler<Float64Array> {
  const { clipped, min, max } = clipBounds(name, law);
  const sampler = weightSampler(name, clipped);
  return {
    min: Math.max(min, sampler.min),
    max: Math.min(max, sampler.max),
    fill(stream, out, count, at = 0) {
      sampler.fill(stream, out, count, at);
      for (let i = at; i < at + count; i++) out[i] = Math.min(Math.max(out[i], min), max);
    },
  };
}

/** The bounds of a law that may be clipped. Throws ParameterError unless min < max. */
function clipBounds(
  name: string,
  law: ContinuousDistribution | ClippedLaw,
): { clipped: ContinuousDistribution; min: number; max: number } {
  if (!('clipped' in law)) return { clipped: law, min: -Infinity, max: Infinity };
  const { clipped, min = -Infinity, max = Infinity } = law;
  if (!(min < max)) throw new ParameterError(`${name}.max`, `a number > min = ${min}`, max);
  if (clipped.support[1] < min || clipped.support[0] > max)
    throw new ParameterError(
      `${name}.clipped`,
      `a law that reaches from ${min} to ${max}`,
      describe(clipped),
    );
  return { clipped, min, max };
}

/** The only value of a number or of a law with a single point mass; undefined for any other law. */
function constantValue(law: Law): number | undefined {
  if (typeof law === 'number') return law;
  if ('clipped' in law) return undefined;
  return law.atoms.length === 1 && law.atoms[0]!.mass === 1 ? law.atoms[0]!.x : undefined;
}

/** Mean and sd of the underlying normal law, if the law is a (truncated) normal that redrawing samples well. */
function normalParameters(law: ContinuousDistribution): { mean: number; sd: number } | undefined {
  if (law.name !== 'normal' && law.name !== 'truncated_normal') return undefined;
  const { mean, sd } = law.parameters;
  if (typeof mean !== 'number' || typeof sd !== 'number') return undefined;
  // The density of a truncated law is that of the normal law divided by the accepted share.
  const at = Math.min(Math.max(mean, law.support[0]), law.support[1]);
  const untruncated = Math.exp(-0.5 * ((at - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
  return untruncated / law.pdf(at) >= ACCEPTED ? { mean, sd } : undefined;
}

function describe(law: ContinuousDistribution): string {
  return `${law.name} ${JSON.stringify(law.parameters)}`;
}
