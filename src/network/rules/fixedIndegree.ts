/**
 * Every target draws its sources uniformly, with replacement (multapses) or without: target by target, from one stream per block of
 * targets. A part turns the draws round into rows of sources, which it keeps; so no row can be made alone.
 */
import { integer } from '../../errors.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { fillIntegers, fillSubset } from '../../numerics/uniformIntegers.ts';
import {
  BLOCK,
  checkDegree,
  spans,
  targetsIn,
  withoutAutapses,
  type RuleSetting,
  type TargetRule,
} from './rule.ts';
import { appendSpans, bySource } from './turned.ts';

export interface FixedIndegree {
  readonly rule: 'fixed_indegree';
  /** Sources per target, >= 0. */
  readonly indegree: number;
  /** Whether a neuron may connect to itself; default true. */
  readonly autapses?: boolean;
  /** Whether a pair may be connected more than once; default true. */
  readonly multapses?: boolean;
}

/** Throws ParameterError if the degree is no integer >= 0, or larger than the number of sources without multapses. */
export function fixedIndegree(setting: RuleSetting, rule: FixedIndegree): TargetRule {
  const { name, preSize, postSize, seed } = setting;
  const { multapses = true } = rule;
  const degree = integer(`${name}.rule.indegree`, rule.indegree, 0, 0x7fffffff);
  const skipSelf = withoutAutapses(setting, rule.autapses);
  const possible = skipSelf ? preSize - 1 : preSize;
  if (postSize > 0) checkDegree(`${name}.rule.indegree`, degree, possible, 'source', multapses);
  const span = spans(postSize, (degree * postSize) / Math.max(1, preSize));
  const choices = new StreamFamily(seed, `${name} sources`);
  const streams = new StreamFamily(seed, name);
  return {
    expected: (first, end) => degree * targetsIn(postSize, first, end),
    mostPerTarget: degree,
    rowsAlone: false,
    span: span.size,
    part(first, end) {
      const [firstSpan, endSpan] = degree === 0 ? [0, 0] : span.touched(first, end);
      const begin = firstSpan * span.size;
      const stop = Math.min(endSpan * span.size, postSize);
      const sources = new (preSize > 0x10000 ? Uint32Array : Uint16Array)(Math.max(0, stop - begin) * degree);
      const marks = new Uint8Array(multapses ? 0 : possible);
      for (let block = begin; block < stop; block += BLOCK) {
        const choice = choices.at(block / BLOCK, 0);
        const blockEnd = Math.min(block + BLOCK, stop);
        const from = (block - begin) * degree;
        if (multapses) fillIntegers(choice, possible, sources, (blockEnd - block) * degree, from);
        for (let target = block, at = from; target < blockEnd; target++, at += degree) {
          if (!multapses) fillSubset(choice, possible, degree, sources, marks, at);
          if (skipSelf) for (let i = at; i < at + degree; i++) if (sources[i] >= target) sources[i]++;
        }
      }
      const rows = bySource(sources, preSize, postSize, (turn) => {
        for (let target = begin, at = 0; target < stop; target++)
          for (const next = at + degree; at < next; at++) turn(sources[at], target);
      });
      return { append: (source, sink) => appendSpans(rows, source, span.size, streams, sink) };
    },
  };
}
