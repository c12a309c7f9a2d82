/**
 * Connection rules: which neurons connect, drawn source by source so that a row can be made, or made again, on its own. The random
 * numbers of a row come from one stream per (source, block of targets), so that neither the order of the sources nor a division of the
 * targets among threads changes a synapse.
 */
import { InternalError, ParameterError, finite, integer, nonNegative } from '../errors.ts';
import { LookupSampler, SPARE } from '../numerics/lookupSampler.ts';
import { randomStream } from '../numerics/random.ts';
import { delaySteps } from './grid.ts';
import { LONGEST_DELAY, delaySampler, weightSampler } from './laws.ts';
import type { ProjectionSpec } from './populations.ts';

/** Every ordered pair of neurons connects with probability p. */
export interface PairwiseBernoulli {
  readonly rule: 'pairwise_bernoulli';
  /** 0 to 1. */
  readonly p: number;
  /** Whether a neuron may connect to itself; default true, as in NEST. */
  readonly autapses?: boolean;
}

/** A list of connections; weights and delays belong to it. Pairs may repeat. */
export interface ExplicitConnections {
  readonly rule: 'explicit';
  /** Indices within the populations, 0 .. size - 1. */
  readonly sources: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** pA. */
  readonly weights: ArrayLike<number>;
  /** ms. */
  readonly delays: ArrayLike<number>;
}

export type ConnectionRule = PairwiseBernoulli | ExplicitConnections;

/** The synapses of one source, unsorted; grows as needed. */
export class SynapseRow {
  length = 0;
  /** Global indices of the targets. */
  targets = new Int32Array(64);
  /** Steps. */
  delays = new Uint16Array(64);
  /** pA. */
  weights = new Float64Array(64);

  /** Makes room for `count` more. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.targets.length) return;
    const capacity = Math.max(needed, 2 * this.targets.length);
    const grown = <T extends Int32Array | Uint16Array | Float64Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.targets = grown(new Int32Array(capacity), this.targets);
    this.delays = grown(new Uint16Array(capacity), this.delays);
    this.weights = grown(new Float64Array(capacity), this.weights);
  }

  push(target: number, delay: number, weight: number): void {
    this.reserve(1);
    this.targets[this.length] = target;
    this.delays[this.length] = delay;
    this.weights[this.length++] = weight;
  }
}

/** A projection, ready to give the synapses of any source. */
export interface ProjectionRows {
  readonly pre: string;
  /** Synapses to expect in total; exact for lists. */
  readonly expected: number;
  /** Shortest and longest possible delay, steps. */
  readonly minDelay: number;
  readonly maxDelay: number;
  /** Which receptors occur: any weight >= 0 (excitatory), any < 0 (inhibitory). */
  readonly receptors: readonly [boolean, boolean];
  /** Whether weights are given numbers, which must be kept in double precision, rather than draws. */
  readonly givenWeights: boolean;
  /** Appends the synapses of one source to the row of their receptor (0 excitatory, 1 inhibitory). */
  append(source: number, rows: readonly [SynapseRow, SynapseRow]): void;
}

/** Where a projection leads from and to. */
export interface Ends {
  readonly preSize: number;
  readonly postSize: number;
  /** Global index of the first target. */
  readonly firstTarget: number;
}

/**
 * Resolves and checks a projection.
 * @param name of the projection, for errors and as part of the names of its random streams, e.g. `projections[0] E>I`
 * @throws ParameterError on a probability outside [0, 1], unequal lengths, indices out of range, missing weight or delay
 */
export function projectionRows(
  name: string,
  spec: ProjectionSpec,
  ends: Ends,
  dt: number,
  seed: number,
): ProjectionRows {
  switch (spec.rule.rule) {
    case 'pairwise_bernoulli':
      return bernoulliRows(name, spec, spec.rule, ends, dt, seed);
    case 'explicit':
      return explicitRows(name, spec, spec.rule, ends, dt);
    default:
      throw new ParameterError(
        `${name}.rule`,
        'pairwise_bernoulli or explicit',
        (spec.rule as { rule?: unknown }).rule,
      );
  }
}

/** Targets per random stream. */
const BLOCK = 1024;

function bernoulliRows(
  name: string,
  spec: ProjectionSpec,
  rule: PairwiseBernoulli,
  { preSize, postSize, firstTarget }: Ends,
  dt: number,
  seed: number,
): ProjectionRows {
  const p = finite(`${name}.rule.p`, rule.p);
  if (p < 0 || p > 1) throw new ParameterError(`${name}.rule.p`, 'a probability from 0 to 1', p);
  if (spec.weight === undefined) throw new ParameterError(`${name}.weight`, 'a number or a law', spec.weight);
  if (spec.delay === undefined) throw new ParameterError(`${name}.delay`, 'a number or a law', spec.delay);
  const weight = weightSampler(`${name}.weight`, spec.weight);
  const delay = delaySampler(`${name}.delay`, spec.delay, dt);
  const skip = new LookupSampler(skipProbabilities(p));
  const skipSelf = rule.autapses === false && spec.pre === spec.post;
  const blocks = Math.ceil(postSize / BLOCK);
  const skips = new Uint16Array(BLOCK + SPARE);
  const targets = new Int32Array(BLOCK);
  const delays = new Uint16Array(BLOCK + SPARE);
  const weights = new Float64Array(BLOCK);

  return {
    pre: spec.pre,
    expected: p * preSize * postSize,
    minDelay: delay.min,
    maxDelay: delay.max,
    receptors: [weight.min >= 0 || weight.max > 0, weight.min < 0],
    givenWeights: weight.min === weight.max,
    append(source, rows) {
      for (let block = 0; block < blocks; block++) {
        const stream = randomStream(seed, name, source * blocks + block);
        const first = block * BLOCK;
        const size = Math.min(BLOCK, postSize - first);
        // Pairs without a connection are skipped: the gap to the next connection is geometrically distributed.
        let count = 0;
        let batch = Math.min(BLOCK, Math.ceil(p * size + 2 * Math.sqrt(p * (1 - p) * size)) + 1);
        for (let at = -1; at < size; batch = 32) {
          skip.fill(stream, skips, batch);
          for (let i = 0; i < batch; i++) {
            at += 1 + skips[i];
            if (at >= size) break;
            targets[count++] = at;
          }
        }
        if (skipSelf) count = without(targets, count, source - first);
        delay.fill(stream, delays, count);
        weight.fill(stream, weights, count);
        const offset = firstTarget + first;
        if (weight.min >= 0 || weight.max <= 0) {
          const row = rows[weight.min >= 0 ? 0 : 1];
          row.reserve(count);
          const n = row.length;
          for (let i = 0; i < count; i++) row.targets[n + i] = offset + targets[i];
          row.delays.set(delays.subarray(0, count), n);
          row.weights.set(weights.subarray(0, count), n);
          row.length += count;
        } else
          for (let i = 0; i < count; i++)
            rows[weights[i] >= 0 ? 0 : 1].push(offset + targets[i], delays[i], weights[i]);
      }
    },
  };
}

/** P(k) = (1 - p)^k p of the pairs skipped before a connection; the last value stands for "none within a block". */
function skipProbabilities(p: number): Float64Array {
  const none = Math.log1p(-p);
  const probabilities = new Float64Array(BLOCK + 1);
  for (let k = 0; k < BLOCK; k++) probabilities[k] = k === 0 ? p : p * Math.exp(k * none);
  probabilities[BLOCK] = Math.exp(BLOCK * none);
  return probabilities;
}

/** Removes `value` from the ascending list of `count` numbers; returns the new count. */
function without(numbers: Int32Array, count: number, value: number): number {
  const at = numbers.subarray(0, count).indexOf(value);
  if (at < 0) return count;
  numbers.copyWithin(at, at + 1, count);
  return count - 1;
}

function explicitRows(
  name: string,
  spec: ProjectionSpec,
  rule: ExplicitConnections,
  { preSize, postSize, firstTarget }: Ends,
  dt: number,
): ProjectionRows {
  const { sources, targets, weights, delays } = rule;
  const n = sources.length;
  for (const [part, values] of Object.entries({ targets, weights, delays }))
    if (values.length !== n)
      throw new ParameterError(
        `${name}.rule.${part}`,
        `${n} values, one per source`,
        `${values.length} values`,
      );
  const steps = new Uint16Array(n);
  // Connections of one source, in the order of the list: `order[starts[s] .. starts[s + 1]]`.
  const starts = new Uint32Array(preSize + 1);
  let minDelay = Infinity;
  let maxDelay = 0;
  const receptors: [boolean, boolean] = [false, false];
  for (let i = 0; i < n; i++) {
    starts[integer(`${name}.rule.sources[${i}]`, sources[i], 0, preSize - 1) + 1]++;
    integer(`${name}.rule.targets[${i}]`, targets[i], 0, postSize - 1);
    receptors[finite(`${name}.rule.weights[${i}]`, weights[i]) >= 0 ? 0 : 1] = true;
    const d = delaySteps(nonNegative(`${name}.rule.delays[${i}]`, delays[i]), dt);
    if (d > LONGEST_DELAY)
      throw new ParameterError(`${name}.rule.delays[${i}]`, `at most ${LONGEST_DELAY} steps`, delays[i]);
    steps[i] = d;
    minDelay = Math.min(minDelay, d);
    maxDelay = Math.max(maxDelay, d);
  }
  for (let s = 0; s < preSize; s++) starts[s + 1] += starts[s];
  const next = starts.slice();
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[next[sources[i]!]++] = i;
  if (starts[preSize] !== n) throw new InternalError('explicitRows: connections were lost');
  return {
    pre: spec.pre,
    expected: n,
    minDelay,
    maxDelay,
    receptors,
    givenWeights: true,
    append(source, rows) {
      for (let j = starts[source]; j < starts[source + 1]; j++) {
        const i = order[j];
        rows[weights[i]! >= 0 ? 0 : 1].push(firstTarget + targets[i]!, steps[i], weights[i]!);
      }
    },
  };
}
