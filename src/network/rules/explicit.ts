/** A list of connections, with weights and delays of their own or drawn from the laws of the projection. */
import { ParameterError, finite, integer, nonNegative } from '../../errors.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import type { SynapseSampler } from '../dresser.ts';
import { delaySteps } from '../grid.ts';
import { LONGEST_DELAY } from '../laws.ts';
import { BLOCK, spans, type RuleSetting, type TargetRule } from './rule.ts';

/** Pairs may repeat. */
export interface ExplicitConnections {
  readonly rule: 'explicit';
  /** Indices within the populations, 0 .. size - 1. */
  readonly sources: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** In the unit of the receptor, e.g. pA; default: the projection's `weight`. */
  readonly weights?: ArrayLike<number>;
  /** ms; default: the projection's `delay`. */
  readonly delays?: ArrayLike<number>;
  /**
   * Default `double`: weights are kept exactly, which takes 10 bytes per synapse unless single precision holds them all. `single` rounds them, as drawn ones:
   * 6 bytes.
   */
  readonly precision?: 'single' | 'double';
}

/** The rule, and the delays in steps, if the list has them. */
export interface ListRule extends TargetRule {
  readonly delays: Uint16Array | undefined;
}

/** What takes weights or delays from a list. */
export function listSampler<T extends Float64Array | Uint16Array>(
  values: ArrayLike<number>,
): SynapseSampler<T> & { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
  }
  return {
    min,
    max,
    fill(_stream, out, count, at, { indices }) {
      for (let i = 0; i < count; i++) out[at + i] = values[indices[i]];
    },
  };
}

/** Throws ParameterError on unequal lengths, indices out of range, weights that are not finite, negative or too long delays. */
export function explicitConnections(
  { name, preSize, postSize, seed }: RuleSetting,
  rule: ExplicitConnections,
  dt: number,
): ListRule {
  const { sources, targets, weights, delays, precision = 'double' } = rule;
  if (precision !== 'single' && precision !== 'double')
    throw new ParameterError(`${name}.rule.precision`, 'single or double', precision);
  const n = sources.length;
  for (const [part, values] of Object.entries({ targets, weights, delays }))
    if (values !== undefined && values.length !== n)
      throw new ParameterError(
        `${name}.rule.${part}`,
        `${n} values, one per source`,
        `${values.length} values`,
      );
  const steps = delays === undefined ? undefined : new Uint16Array(n);
  const perTarget = new Uint32Array(postSize);
  const perBlock = new Uint32Array(Math.ceil(postSize / BLOCK));
  for (let i = 0; i < n; i++) {
    integer(`${name}.rule.sources[${i}]`, sources[i], 0, preSize - 1);
    integer(`${name}.rule.targets[${i}]`, targets[i], 0, postSize - 1);
    perTarget[targets[i]]++;
    perBlock[Math.floor(targets[i] / BLOCK)]++;
    if (weights !== undefined) finite(`${name}.rule.weights[${i}]`, weights[i]);
    if (steps === undefined) continue;
    const d = delaySteps(nonNegative(`${name}.rule.delays[${i}]`, delays![i]), dt);
    if (d > LONGEST_DELAY)
      throw new ParameterError(`${name}.rule.delays[${i}]`, `at most ${LONGEST_DELAY} steps`, delays![i]);
    steps[i] = d;
  }
  const { size: span } = spans(postSize, n / Math.max(1, preSize));
  const streams = new StreamFamily(seed, name);
  const { order, starts } = inRows(sources, targets, preSize, postSize, span);
  return {
    expected: (first, end) => perBlock.subarray(first, end).reduce((sum, count) => sum + count, 0),
    mostPerTarget: perTarget.reduce((most, count) => Math.max(most, count), 0),
    rowsAlone: true,
    span,
    delays: steps,
    part: (first, end) => ({
      append(source, sink) {
        const stop = starts[source + 1];
        for (let i = starts[source]; i < stop;) {
          const index = Math.floor(targets[order[i]] / span);
          const from = i;
          while (i < stop && targets[order[i]] < (index + 1) * span) i++;
          // A span partly in the range is given as a whole, as its draws belong together.
          if ((index + 1) * span <= first * BLOCK || index * span >= end * BLOCK) continue;
          const count = i - from;
          sink.row.reserve(count);
          if (sink.indices.length < count) sink.indices = new Uint32Array(2 * count);
          for (let j = 0; j < count; j++) {
            sink.indices[j] = order[from + j];
            sink.row.targets[sink.row.length + j] = sink.offset + targets[order[from + j]];
          }
          sink.take(streams.at(source, index), count);
        }
      },
    }),
  };
}

/** The list sorted by source, then span of targets, stable: two rounds of sorting by counting. */
function inRows(
  sources: ArrayLike<number>,
  targets: ArrayLike<number>,
  preSize: number,
  postSize: number,
  span: number,
): { order: Uint32Array; starts: Uint32Array } {
  const n = sources.length;
  const next = new Uint32Array(Math.ceil(postSize / span) + 1);
  for (let i = 0; i < n; i++) next[Math.floor(targets[i] / span) + 1]++;
  for (let s = 1; s < next.length; s++) next[s] += next[s - 1];
  const bySpan = new Uint32Array(n);
  for (let i = 0; i < n; i++) bySpan[next[Math.floor(targets[i] / span)]++] = i;
  const starts = new Uint32Array(preSize + 1);
  for (let i = 0; i < n; i++) starts[sources[i] + 1]++;
  for (let s = 0; s < preSize; s++) starts[s + 1] += starts[s];
  const place = starts.slice();
  const order = new Uint32Array(n);
  for (const i of bySpan) order[place[sources[i]]++] = i;
  return { order, starts };
}
