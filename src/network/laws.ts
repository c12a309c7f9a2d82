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
  if (law.support[0] < 0 && law.mass(-Infinity, 0) > 0)
    throw new ParameterError(
      name,
      'a law without negative delays',
      describe(law),
      'truncate it at a positive delay',
    );
  const min = delaySteps(Math.max(0, law.support[0]), dt);
  const longest = law.support[1] < Infinity ? delaySteps(law.support[1], dt) : Infinity;
  const mass = binMass(law, dt);
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
    const [, to] = delayBin(steps, dt);
    probabilities.push(mass(steps));
    if (steps >= longest || law.sf(to) + pointAt(law, to) < 1e-17) break;
  }
  const values = Uint16Array.from(probabilities, (_, i) => min + i);
  const sampler = new LookupSampler(Float64Array.from(probabilities), values);
  return {
    min,
    max: min + probabilities.length - 1,
    fill: (stream, out, count, at = 0) => sampler.fill(stream, out, count, at),
  };
}

/** The probability of a delay in steps. Point masses go where `delaySteps` puts them, which matters on the edge of a bin. */
function binMass(law: ContinuousDistribution, dt: number): (steps: number) => number {
  const points = law.atoms.map(({ x, mass }) => ({ x, mass, steps: delaySteps(Math.max(0, x), dt) }));
  return (steps) => {
    const [from, to] = delayBin(steps, dt);
    let mass = law.mass(from, to);
    for (const point of points) {
      if (point.x > from && point.x <= to) mass -= point.mass;
      if (point.steps === steps) mass += point.mass;
    }
    return Math.max(0, mass);
  };
}

/** The point mass at x. */
function pointAt(law: ContinuousDistribution, x: number): number {
  return law.atoms.reduce((sum, atom) => sum + (atom.x === x ? atom.mass : 0), 0);
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
