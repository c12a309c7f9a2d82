/**
 * Every source draws its targets uniformly, with replacement (multapses) or without. The targets of a source are one draw, which a part of the
 * targets repeats and sifts: that costs little beside delays and weights, which are drawn span by span.
 */
import { integer } from '../../errors.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { fillIntegers, fillSubset } from '../../numerics/uniformIntegers.ts';
import { checkDegree, spans, targetsIn, withoutAutapses, type RuleSetting, type TargetRule } from './rule.ts';

export interface FixedOutdegree {
  readonly rule: 'fixed_outdegree';
  /** Targets per source, >= 0. */
  readonly outdegree: number;
  /** Whether a neuron may connect to itself; default true. */
  readonly autapses?: boolean;
  /** Whether a pair may be connected more than once; default true. */
  readonly multapses?: boolean;
}

/** Throws ParameterError if the degree is no integer >= 0, or larger than the number of targets without multapses. */
export function fixedOutdegree(setting: RuleSetting, rule: FixedOutdegree): TargetRule {
  const { name, preSize, postSize, seed } = setting;
  const { multapses = true } = rule;
  const degree = integer(`${name}.rule.outdegree`, rule.outdegree, 0, 0x7fffffff);
  const skipSelf = withoutAutapses(setting, rule.autapses);
  const possible = skipSelf ? postSize - 1 : postSize;
  if (preSize > 0) checkDegree(`${name}.rule.outdegree`, degree, possible, 'target', multapses);
  const { size: span, count: spanCount, touched } = spans(postSize, degree);
  const choices = new StreamFamily(seed, `${name} targets`);
  const streams = new StreamFamily(seed, name);
  return {
    expected: (first, end) => (preSize * degree * targetsIn(postSize, first, end)) / Math.max(1, postSize),
    mostPerTarget: multapses ? preSize * degree : Math.min(preSize, preSize * degree),
    rowsAlone: true,
    span,
    part(first, end) {
      const [firstSpan, endSpan] = touched(first, end);
      const drawn = new Int32Array(degree);
      const marks = new Uint8Array(multapses ? 0 : possible);
      const ends = new Uint32Array(spanCount + 1);
      const sorted = new Int32Array(degree);
      return {
        append(source, sink) {
          const choice = choices.at(source, 0);
          if (multapses) fillIntegers(choice, possible, drawn, degree);
          else fillSubset(choice, possible, degree, drawn, marks);
          if (skipSelf) for (let i = 0; i < degree; i++) if (drawn[i] >= source) drawn[i]++;
          // In the order of the spans, within each as drawn.
          ends.fill(0);
          for (let i = 0; i < degree; i++) ends[Math.floor(drawn[i] / span) + 1]++;
          for (let s = 0; s < spanCount; s++) ends[s + 1] += ends[s];
          for (let i = 0; i < degree; i++) sorted[ends[Math.floor(drawn[i] / span)]++] = drawn[i];
          const { row } = sink;
          for (let s = firstSpan; s < endSpan; s++) {
            const start = s === 0 ? 0 : ends[s - 1];
            const count = ends[s] - start;
            if (count === 0) continue;
            row.reserve(count);
            for (let i = 0; i < count; i++) row.targets[row.length + i] = sink.offset + sorted[start + i];
            sink.take(streams.at(source, s), count);
          }
        },
      };
    },
  };
}
