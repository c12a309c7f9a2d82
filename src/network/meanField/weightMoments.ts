/** Mean and mean square of the weights of a projection, apart for each sign, as weights of unlike sign may go to unlike receptors. */
import { ParameterError } from '../../errors.ts';
import { integrateGauss } from '../../numerics/quadrature.ts';
import type { ContinuousDistribution } from '../../numerics/distributions/distribution.ts';
import type { ProjectionSpec } from '../projectionSpec.ts';

/** Moments of the weights of one sign. */
export interface WeightMoments {
  /** Share of the synapses with this sign, 0 to 1. */
  readonly share: number;
  /** Mean of these weights, in their unit. */
  readonly mean: number;
  /** Mean of their squares. */
  readonly square: number;
  /** 1 or -1. */
  readonly sign: 1 | -1;
}

/**
 * @param path of the projection, for errors
 * @throws ParameterError if there is no weight
 */
export function weightMoments(path: string, { rule, weight }: ProjectionSpec): WeightMoments[] {
  const listed = rule.rule === 'explicit' ? rule.weights : undefined;
  if (listed !== undefined) return momentsOf(Array.from(listed, (w) => ({ w, mass: 1 / listed.length })));
  if (weight === undefined) throw new ParameterError(`${path}.weight`, 'a number or a law', weight);
  if (typeof weight === 'number') return momentsOf([{ w: weight, mass: 1 }]);
  const {
    clipped: law,
    min = -Infinity,
    max = Infinity,
  } = 'clipped' in weight ? weight : { clipped: weight };
  const points: Point[] = [];
  if (min > -Infinity) points.push({ w: min, mass: law.cdf(min) });
  if (max < Infinity) points.push({ w: max, mass: law.sf(max) });
  for (const { x, mass } of law.atoms) if (x > min && x < max) points.push({ w: x, mass });
  const atoms = law.atoms.reduce((sum, { mass }) => sum + mass, 0);
  const signs = ([1, -1] as const).map((sign): Sums => {
    const sums = sumsOf(points.filter(({ w }) => w >= 0 === sign > 0));
    const [low, high] = sign > 0 ? [Math.max(0, min), max] : [min, Math.min(0, max)];
    // The moments of a whole law are known without integrating it.
    if (atoms === 0 && low <= law.support[0] && high >= law.support[1])
      return { mass: 1, first: law.mean, second: law.sd ** 2 + law.mean ** 2 };
    if (atoms < 1 && low < high) addDensity(sums, law, low, high);
    return sums;
  });
  return toMoments(signs);
}

interface Point {
  readonly w: number;
  readonly mass: number;
}
interface Sums {
  mass: number;
  first: number;
  second: number;
}

function sumsOf(points: readonly Point[]): Sums {
  const sums = { mass: 0, first: 0, second: 0 };
  for (const { w, mass } of points) {
    sums.mass += mass;
    sums.first += mass * w;
    sums.second += mass * w * w;
  }
  return sums;
}

function momentsOf(points: readonly Point[]): WeightMoments[] {
  return toMoments([sumsOf(points.filter(({ w }) => w >= 0)), sumsOf(points.filter(({ w }) => w < 0))]);
}

function toMoments(signs: readonly Sums[]): WeightMoments[] {
  return signs.flatMap(({ mass, first, second }, i): WeightMoments[] =>
    mass > 0 ? [{ share: mass, mean: first / mass, square: second / mass, sign: i === 0 ? 1 : -1 }] : [],
  );
}

/** Standard deviations beyond which a density no longer counts, and pieces of at most one of them. */
const TAIL = 12;

/** Adds the moments of the part of a density between two weights. */
function addDensity(sums: Sums, law: ContinuousDistribution, low: number, high: number): void {
  const from = Math.max(low, law.support[0], law.mean - TAIL * law.sd);
  const to = Math.min(high, law.support[1], law.mean + TAIL * law.sd);
  if (!(from < to)) return;
  const edges = [from, ...law.breakpoints.filter((x) => x > from && x < to), to];
  for (let i = 1; i < edges.length; i++) {
    const pieces = Math.max(1, Math.ceil((edges[i] - edges[i - 1]) / law.sd));
    const width = (edges[i] - edges[i - 1]) / pieces;
    for (let k = 0; k < pieces; k++) {
      const a = edges[i - 1] + k * width;
      const integral = (power: number): number =>
        integrateGauss((x) => x ** power * law.pdf(x), a, a + width, 24);
      sums.mass += integral(0);
      sums.first += integral(1);
      sums.second += integral(2);
    }
  }
}
