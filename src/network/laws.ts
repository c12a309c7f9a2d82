/**
 * Fast drawing of many weights and delays from a law. Delays on the grid are a discrete law, whose probabilities are those of the
 * delay bins, so they are drawn directly; truncated normal weights are drawn again until they lie within the bounds.
 */
import { ParameterError, finite, nonNegative } from '../errors.ts';
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { LookupSampler } from '../numerics/lookupSampler.ts';
import type { WordStream } from '../numerics/random.ts';
import { fillNormals } from '../numerics/ziggurat.ts';
import { delayBin, delaySteps } from './grid.ts';
import type { Law } from './populations.ts';

/** Draws the first `count` elements of `out`. */
export interface Sampler<T> {
  fill(stream: WordStream, out: T, count: number): void;
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
export function weightSampler(name: string, law: Law): Sampler<Float64Array> & { min: number; max: number } {
  const value = constantValue(law);
  if (typeof law === 'number' || value !== undefined) {
    const constant = finite(name, value);
    return { min: constant, max: constant, fill: (_stream, out, count) => void out.fill(constant, 0, count) };
  }
  const [min, max] = law.support;
  const normal = normalParameters(law);
  if (normal === undefined)
    return {
      min,
      max,
      fill(stream, out, count) {
        for (let i = 0; i < count; i++) out[i] = law.sample(stream);
      },
    };
  const { mean, sd } = normal;
  return {
    min,
    max,
    fill(stream, out, count) {
      fillNormals(stream, out, count);
      for (let i = 0; i < count; i++) {
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
export function delaySampler(
  name: string,
  law: Law,
  dt: number,
): Sampler<Uint16Array> & { min: number; max: number } {
  const value = constantValue(law);
  if (typeof law === 'number' || value !== undefined) {
    const steps = delaySteps(nonNegative(name, value), dt);
    if (steps > LONGEST_DELAY)
      throw new ParameterError(name, `a delay of at most ${LONGEST_DELAY} steps of ${dt} ms`, value);
    return { min: steps, max: steps, fill: (_stream, out, count) => void out.fill(steps, 0, count) };
  }
  if (law.support[0] < 0 && law.mass(-Infinity, 0) > 0)
    throw new ParameterError(
      name,
      'a law without negative delays',
      describe(law),
      'truncate it at a positive delay',
    );
  const min = delaySteps(Math.max(0, law.support[0]), dt);
  const probabilities: number[] = [];
  // Beyond the last bin the remaining mass is below what 53-bit numbers resolve.
  for (let steps = min; ; steps++) {
    if (steps > LONGEST_DELAY)
      throw new ParameterError(
        name,
        `delays of at most ${LONGEST_DELAY} steps of ${dt} ms`,
        describe(law),
        'truncate it at a longest delay',
      );
    const [from, to] = delayBin(steps, dt);
    probabilities.push(law.mass(from, to));
    if (to >= law.support[1] || law.sf(to) < 1e-17) break;
  }
  const values = Uint16Array.from(probabilities, (_, i) => min + i);
  const sampler = new LookupSampler(Float64Array.from(probabilities), values);
  return {
    min,
    max: min + probabilities.length - 1,
    fill: (stream, out, count) => sampler.fill(stream, out, count),
  };
}

/** The only value of a number or of a law with a single point mass; undefined for any other law. */
function constantValue(law: Law): number | undefined {
  if (typeof law === 'number') return law;
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
