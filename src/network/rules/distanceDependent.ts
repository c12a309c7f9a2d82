/**
 * Every ordered pair of neurons of a sheet connects with a probability that falls with their distance. Candidates are skipped by geometric
 * gaps with the largest probability that a group of neighbouring targets can have, and accepted with the ratio of the true one (thinning,
 * exact); what is beyond reach costs next to nothing.
 */
import { ParameterError, finite, nonNegative, positive } from '../../errors.ts';
import { randomStream } from '../../numerics/random.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { uniformInteger } from '../../numerics/uniformIntegers.ts';
import type { SynapseSampler } from '../dresser.ts';
import { delaySteps, stepsPerMs } from '../grid.ts';
import { LONGEST_DELAY } from '../laws.ts';
import { GROUP, neighbourhoods } from './neighbourhoods.ts';
import { BLOCK, targetsIn, withoutAutapses, type RuleSetting, type TargetRule } from './rule.ts';
import {
  checkedSheet,
  separation,
  sheetPositions,
  type Layout,
  type Positions,
  type Sheet,
} from './sheet.ts';

/** Probability at distance d, of `width` w: p0 times exp(-d²/2w²), exp(-d/w), 1 - d/w up to w, or 1 up to w. */
export type ProfileShape = 'gaussian' | 'exponential' | 'linear' | 'box';

export interface DistanceDependent {
  readonly rule: 'distance_dependent';
  readonly sheet: Sheet;
  /** Where sources and targets lie; within a population both have to be the same. */
  readonly prePositions: Layout;
  readonly postPositions: Layout;
  readonly profile: ProfileShape;
  /** Probability at distance 0, 0 to 1. */
  readonly p0: number;
  /** µm. */
  readonly width: number;
  /** No connections beyond this distance, µm; default none. */
  readonly cutoff?: number;
  /** Whether a neuron may connect to itself, at distance 0; default true. */
  readonly autapses?: boolean;
}

/** A delay that grows with the distance: offset + distance / velocity. */
export interface DistanceDelay {
  /** ms, >= 0. */
  readonly offset: number;
  /** µm/ms, > 0. */
  readonly velocity: number;
}

/** The rule, and the longest distance of a connection, µm. */
export interface SheetRule extends TargetRule {
  readonly longestDistance: number;
}

/** Throws ParameterError on a negative offset, a velocity that is not positive, or delays longer than can be stored. */
export function distanceDelaySampler(
  name: string,
  { offset, velocity }: DistanceDelay,
  longestDistance: number,
  dt: number,
): SynapseSampler<Uint16Array> & { min: number; max: number } {
  nonNegative(`${name}.offset`, offset);
  positive(`${name}.velocity`, velocity);
  const max = delaySteps(offset + longestDistance / velocity, dt);
  if (max > LONGEST_DELAY)
    throw new ParameterError(
      `${name}.velocity`,
      `delays of at most ${LONGEST_DELAY} steps of ${dt} ms over ${longestDistance} µm`,
      velocity,
    );
  const perMs = stepsPerMs(dt);
  return {
    min: delaySteps(offset, dt),
    max,
    fill(_stream, out, count, at, { distances }) {
      for (let i = 0; i < count; i++)
        out[at + i] = Math.max(1, Math.floor((offset + distances[i] / velocity) * perMs + 0.5));
    },
  };
}

const SHAPES: Readonly<Record<ProfileShape, (relative: number) => number>> = {
  gaussian: (r) => Math.exp(-0.5 * r * r),
  exponential: (r) => Math.exp(-r),
  linear: (r) => Math.max(0, 1 - r),
  box: (r) => (r <= 1 ? 1 : 0),
};

const PER_BLOCK = BLOCK / GROUP;

/** Pairs from which the expected number of synapses is estimated. */
const TRIALS = 20_000;

/** Throws ParameterError on an impossible sheet, layout, probability, width or cut-off. */
export function distanceDependent(setting: RuleSetting, rule: DistanceDependent): SheetRule {
  const { name, preSize, postSize, pre, post, seed } = setting;
  const path = `${name}.rule`;
  const sheet = checkedSheet(`${path}.sheet`, rule.sheet);
  const sources = sheetPositions(`${path}.prePositions`, rule.prePositions, pre, preSize, sheet, seed);
  const targets = sheetPositions(`${path}.postPositions`, rule.postPositions, post, postSize, sheet, seed);
  if (pre === post && !samePositions(sources, targets))
    throw new ParameterError(
      `${path}.postPositions`,
      'the layout of prePositions, as both are one population',
      rule.postPositions.layout,
    );
  if (!Object.hasOwn(SHAPES, rule.profile))
    throw new ParameterError(`${path}.profile`, `one of ${Object.keys(SHAPES).join(', ')}`, rule.profile);
  const shape = SHAPES[rule.profile];
  const p0 = finite(`${path}.p0`, rule.p0);
  if (p0 < 0 || p0 > 1) throw new ParameterError(`${path}.p0`, 'a probability from 0 to 1', p0);
  const width = positive(`${path}.width`, rule.width);
  const cutoff = rule.cutoff === undefined ? Infinity : positive(`${path}.cutoff`, rule.cutoff);
  const probability = (distance: number): number => (distance > cutoff ? 0 : p0 * shape(distance / width));
  const distance = (source: number, target: number): number =>
    length(
      separation(sources.x[source], targets.x[target], sheet.width, sheet.periodic),
      separation(sources.y[source], targets.y[target], sheet.height, sheet.periodic),
    );
  const skipSelf = withoutAutapses(setting, rule.autapses);
  const streams = new StreamFamily(seed, name);
  const near = neighbourhoods(targets, sheet);
  // Rounding must not make a target likelier than this; the acceptance ratio takes it out again.
  const most = (distance: number): number => Math.min(1, probability(distance * (1 - 1e-12)) * (1 + 1e-12));

  let mean: number | undefined;
  const reach = rule.profile === 'linear' || rule.profile === 'box' ? Math.min(width, cutoff) : cutoff;
  const diagonal = Math.hypot(sheet.width, sheet.height) / (sheet.periodic ? 2 : 1);
  return {
    longestDistance: Math.min(reach, diagonal),
    expected(first, end) {
      mean ??= meanProbability(preSize, postSize, seed, name, (s, t) => probability(distance(s, t)));
      return mean * preSize * targetsIn(postSize, first, end);
    },
    mostPerTarget: p0 === 0 ? 0 : preSize,
    rowsAlone: true,
    span: BLOCK,
    part: (first, end) => ({
      append(source, sink) {
        const x = sources.x[source];
        const y = sources.y[source];
        for (let block = first; block < end; block++) {
          if (!near.blockWithin(x, y, block, reach)) continue;
          const stream = streams.at(source, block);
          const { row } = sink;
          row.reserve(BLOCK);
          if (sink.distances.length < BLOCK) sink.distances = new Float64Array(BLOCK);
          const endGroup = Math.min((block + 1) * PER_BLOCK, near.ends.length);
          let count = 0;
          for (let group = block * PER_BLOCK; group < endGroup; group++) {
            const limit = most(near.fromGroup(x, y, group));
            if (limit === 0) continue;
            const none = Math.log1p(-limit);
            for (let i = group * GROUP; ; i++) {
              if (limit < 1) i += Math.floor(Math.log1p(-stream.uniform()) / none);
              if (!(i < near.ends[group])) break;
              const target = near.order[i];
              const d = distance(source, target);
              if (stream.uniform() * limit >= probability(d) || (skipSelf && target === source)) continue;
              row.targets[row.length + count] = sink.offset + target;
              sink.distances[count++] = d;
            }
          }
          if (count > 0) sink.take(stream, count);
        }
      },
    }),
  };
}

/** Math.hypot guards against overflow, which costs many times the square root. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function samePositions(a: Positions, b: Positions): boolean {
  return a.x.every((x, n) => x === b.x[n]) && a.y.every((y, n) => y === b.y[n]);
}

/** Mean over random pairs, with a margin for its own error. */
function meanProbability(
  preSize: number,
  postSize: number,
  seed: number,
  name: string,
  probability: (source: number, target: number) => number,
): number {
  if (preSize * postSize === 0) return 0;
  const stream = randomStream(seed, `${name} mean`);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < TRIALS; i++) {
    const p = probability(uniformInteger(stream, preSize), uniformInteger(stream, postSize));
    sum += p;
    squares += p * p;
  }
  return Math.min(1, (sum + 3 * Math.sqrt(squares) + 1) / TRIALS);
}
