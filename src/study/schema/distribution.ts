/** Probability laws in a study file: an object with `distribution` and its parameters, or a plain number for a constant. */
import { z } from 'zod';
import { count, nonNegative, positive, quantity } from './values.ts';

const shift = quantity('Added to every value', '').default(0);
const scaleUnit = 'same unit as the quantity';

const truncatedNormal = z
  .strictObject({
    distribution: z.literal('truncated_normal'),
    mean: quantity('Mean before truncation', scaleUnit),
    sd: positive('Standard deviation before truncation', scaleUnit),
    min: z.number().nullable().default(null).describe('Lower bound; null for none'),
    max: z.number().nullable().default(null).describe('Upper bound; null for none'),
  })
  .describe('Normal law, drawn again until min <= x <= max');

const normal = z.strictObject({
  distribution: z.literal('normal'),
  mean: quantity('Mean', scaleUnit),
  sd: positive('Standard deviation', scaleUnit),
});

const logNormal = z.strictObject({
  distribution: z.literal('log_normal'),
  median: positive('Median (without shift)', scaleUnit),
  shape: positive('Standard deviation of the logarithm', ''),
  shift,
});

const exponential = z.strictObject({
  distribution: z.literal('exponential'),
  mean: positive('Mean (without shift)', scaleUnit),
  shift,
});

const gamma = z.strictObject({
  distribution: z.literal('gamma'),
  shape: positive('Shape', ''),
  scale: positive('Scale; the mean is shape x scale + shift', scaleUnit),
  shift,
});

const uniform = z.strictObject({
  distribution: z.literal('uniform'),
  min: quantity('Lower end', scaleUnit),
  max: quantity('Upper end', scaleUnit),
});

const constant = z.strictObject({
  distribution: z.literal('constant'),
  value: quantity('The one value', scaleUnit),
});

const binomial = z.strictObject({
  distribution: z.literal('binomial'),
  n: count('Number of trials', 0),
  p: z.number().gte(0).lte(1).describe('Probability of success'),
  shift: z.int().default(0).describe('Integer added to every value'),
});

const poisson = z.strictObject({
  distribution: z.literal('poisson'),
  mean: nonNegative('Mean (without shift)', ''),
  shift: z.int().default(0).describe('Integer added to every value'),
});

const discreteUniform = z.strictObject({
  distribution: z.literal('discrete_uniform'),
  min: z.int().describe('Smallest integer'),
  max: z.int().describe('Largest integer, itself included'),
});

const geometric = z.strictObject({
  distribution: z.literal('geometric'),
  p: z.number().gt(0).lte(1).describe('Probability of success; values 1, 2, 3 ...'),
  shift: z.int().default(0).describe('Integer added to every value'),
});

const continuous = [truncatedNormal, normal, logNormal, exponential, gamma, uniform, constant] as const;

/** A law on the real line. */
export const continuousDistribution = z
  .discriminatedUnion('distribution', continuous)
  .meta({ id: 'continuous_distribution', description: 'A probability law on the real line' });

/** Any law. */
export const distribution = z
  .discriminatedUnion('distribution', [...continuous, binomial, poisson, discreteUniform, geometric])
  .meta({ id: 'distribution', description: 'A probability law' });

/** A law as written after defaults are filled in. */
export type DistributionSpec = z.output<typeof distribution>;

/** A law on the real line as written after defaults are filled in. */
export type ContinuousDistributionSpec = z.output<typeof continuousDistribution>;

/** A law on the real line, or a number for a constant. */
export function continuousLaw(what: string, unit: string) {
  return z
    .union([z.number(), continuousDistribution])
    .transform(asConstant)
    .describe(`${what} (${unit}): a law, or one number`);
}

/** Any law, or a number for a constant. */
export function anyLaw(what: string, unit: string) {
  return z
    .union([z.number(), distribution])
    .transform(asConstant)
    .describe(`${what} (${unit}): a law, or one number`);
}

function asConstant<T extends object>(law: number | T): T | z.output<typeof constant> {
  return typeof law === 'number' ? { distribution: 'constant', value: law } : law;
}
