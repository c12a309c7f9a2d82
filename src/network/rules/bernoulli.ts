/** Every ordered pair of neurons connects with probability p; pairs without a connection are skipped by geometrically distributed gaps. */
import { ParameterError, finite } from '../../errors.ts';
import { LookupSampler, SPARE } from '../../numerics/lookupSampler.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { spans, targetsIn, withoutAutapses, type RuleSetting, type TargetRule } from './rule.ts';

export interface PairwiseBernoulli {
  readonly rule: 'pairwise_bernoulli';
  /** 0 to 1. */
  readonly p: number;
  /** Whether a neuron may connect to itself; default true, as in NEST. */
  readonly autapses?: boolean;
}

/** Gaps drawn at once where those drawn first do not reach the end of a span. */
const MORE = 32;

/** Gaps up to this are drawn by look-up; longer ones in several parts. */
const LONGEST_GAP = 1024;

/** Throws ParameterError on a probability outside [0, 1]. */
export function pairwiseBernoulli(setting: RuleSetting, rule: PairwiseBernoulli): TargetRule {
  const { name, preSize, postSize, seed } = setting;
  const p = finite(`${name}.rule.p`, rule.p);
  if (p < 0 || p > 1) throw new ParameterError(`${name}.rule.p`, 'a probability from 0 to 1', p);
  const skipSelf = withoutAutapses(setting, rule.autapses);
  const { size: span, count: spanCount, touched } = spans(postSize, p * postSize);
  const streams = new StreamFamily(seed, name);
  const longest = Math.min(LONGEST_GAP, span);
  const gaps = new LookupSampler(gapProbabilities(p, longest));
  const firstBatch = Math.min(span, Math.ceil(p * span + 2 * Math.sqrt(p * (1 - p) * span)) + 1);
  const skips = new Uint16Array(Math.max(MORE, firstBatch) + SPARE);
  return {
    expected: (first, end) => p * preSize * targetsIn(postSize, first, end),
    mostPerTarget: p === 0 ? 0 : preSize,
    rowsAlone: true,
    span,
    part(first, end) {
      const [firstSpan, endSpan] = p === 0 ? [0, 0] : touched(first, end);
      return {
        append(source, sink) {
          const { row } = sink;
          for (let s = firstSpan; s < endSpan; s++) {
            const stream = streams.at(source, s);
            const size = s === spanCount - 1 ? postSize - s * span : span;
            const offset = sink.offset + s * span;
            let count = 0;
            let batch = firstBatch;
            for (let at = 0; at < size; batch = MORE) {
              gaps.fill(stream, skips, batch);
              row.reserve(count + batch);
              const { targets } = row;
              let to = row.length + count;
              for (let i = 0; i < batch; i++) {
                const gap = skips[i];
                at += gap;
                if (at >= size) break;
                if (gap < longest) targets[to++] = offset + at++;
              }
              count = to - row.length;
            }
            if (skipSelf)
              count = without(row.targets, row.length, row.length + count, sink.offset + source) - row.length;
            if (count > 0) sink.take(stream, count);
          }
        },
      };
    },
  };
}

/** P(k) = (1 - p)^k p of the pairs skipped before a connection; the last value stands for "no connection among so many". */
function gapProbabilities(p: number, longest: number): Float64Array {
  const none = Math.log1p(-p);
  const probabilities = new Float64Array(longest + 1);
  for (let k = 0; k < longest; k++) probabilities[k] = k === 0 ? p : p * Math.exp(k * none);
  probabilities[longest] = Math.exp(longest * none);
  return probabilities;
}

/** Removes `value` from numbers[start .. end - 1], which ascend; returns the new end. */
function without(numbers: Int32Array, start: number, end: number, value: number): number {
  const at = numbers.subarray(start, end).indexOf(value);
  if (at < 0) return end;
  numbers.copyWithin(start + at, start + at + 1, end);
  return end - 1;
}
