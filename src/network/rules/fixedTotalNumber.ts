/**
 * A given number of connections, each with source and target drawn uniformly, with replacement (multapses) or without. The total is divided
 * among spans of targets, the share of a span among sources, each by one draw from the law of that division; the targets of a source within
 * a span follow uniformly. So every row can be made alone, from a table of counts per source and span.
 */
import { ParameterError, integer } from '../../errors.ts';
import { divide } from '../../numerics/drawCounts.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { fillIntegers, fillSubset } from '../../numerics/uniformIntegers.ts';
import { spans, targetsIn, withoutAutapses, type RuleSetting, type TargetRule } from './rule.ts';

export interface FixedTotalNumber {
  readonly rule: 'fixed_total_number';
  /** Number of connections, >= 0. */
  readonly N: number;
  /** Whether a neuron may connect to itself; default true. */
  readonly autapses?: boolean;
  /** Whether a pair may be connected more than once; default true. */
  readonly multapses?: boolean;
}

/** Throws ParameterError if the number is no integer >= 0, or larger than the number of pairs without multapses. */
export function fixedTotalNumber(setting: RuleSetting, rule: FixedTotalNumber): TargetRule {
  const { name, preSize, postSize, seed } = setting;
  const { multapses = true } = rule;
  const total = integer(`${name}.rule.N`, rule.N, 0, 0xffffffff);
  const skipSelf = withoutAutapses(setting, rule.autapses);
  const pairs = preSize * postSize - (skipSelf ? preSize : 0);
  if (total > 0 && pairs === 0)
    throw new ParameterError(`${name}.rule.N`, '0, as there is no possible pair', total);
  if (!multapses && total > pairs)
    throw new ParameterError(
      `${name}.rule.N`,
      `at most ${pairs}, the number of pairs`,
      total,
      'or allow multapses',
    );
  const { size: span, count: spanCount, touched } = spans(postSize, total / Math.max(1, preSize));
  const spanSize = (s: number): number => Math.min(span, postSize - s * span);
  const counts = new StreamFamily(seed, `${name} counts`);
  const streams = new StreamFamily(seed, name);
  /** Pairs of a span. */
  const pairsOf = (s: number): number => (preSize - (skipSelf ? 1 : 0)) * spanSize(s);

  return {
    expected: (first, end) => (total * targetsIn(postSize, first, end)) / Math.max(1, postSize),
    mostPerTarget: multapses ? total : Math.min(total, preSize),
    rowsAlone: true,
    span,
    part(first, end) {
      const [firstSpan, endSpan] = total === 0 ? [0, 0] : touched(first, end);
      const columns = endSpan - firstSpan;
      const table = new Uint32Array(preSize * columns);
      const inSpan = new Float64Array(spanCount);
      divide(counts.at(0, 0), total, spanCount, pairsOf, pairs, multapses, (s, count) => {
        inSpan[s] = count;
      });
      for (let s = firstSpan; s < endSpan; s++) {
        const size = spanSize(s);
        const selfFrom = skipSelf ? s * span : Infinity;
        divide(
          counts.at(1, s),
          inSpan[s],
          preSize,
          (source) => (source >= selfFrom && source < selfFrom + size ? size - 1 : size),
          pairsOf(s),
          multapses,
          (source, count) => {
            table[source * columns + s - firstSpan] = count;
          },
        );
      }
      const marks = new Uint8Array(multapses ? 0 : span);
      return {
        append(source, sink) {
          const { row } = sink;
          for (let s = firstSpan; s < endSpan; s++) {
            const count = table[source * columns + s - firstSpan];
            if (count === 0) continue;
            const stream = streams.at(source, s);
            const from = s * span;
            const size = spanSize(s);
            const self = skipSelf && source >= from && source < from + size ? source - from : size;
            const possible = self < size ? size - 1 : size;
            row.reserve(count);
            const { targets, length } = row;
            if (multapses) fillIntegers(stream, possible, targets, count, length);
            else fillSubset(stream, possible, count, targets, marks, length);
            const offset = sink.offset + from;
            for (let i = length; i < length + count; i++)
              targets[i] += targets[i] >= self ? offset + 1 : offset;
            sink.take(stream, count);
          }
        },
      };
    },
  };
}
