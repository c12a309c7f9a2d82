/** Neuron i connects to neuron i. */
import { ParameterError } from '../../errors.ts';
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { BLOCK, targetsIn, type RuleSetting, type TargetRule } from './rule.ts';

export interface OneToOne {
  readonly rule: 'one_to_one';
}

/** Throws ParameterError if the populations differ in size. */
export function oneToOne({ name, preSize, postSize, seed }: RuleSetting, _rule: OneToOne): TargetRule {
  if (preSize !== postSize)
    throw new ParameterError(
      `${name}.rule`,
      'populations of equal size for one_to_one',
      `${preSize} sources and ${postSize} targets`,
    );
  const streams = new StreamFamily(seed, name);
  return {
    expected: (first, end) => targetsIn(postSize, first, end),
    mostPerTarget: 1,
    rowsAlone: true,
    span: 1,
    part: (first, end) => ({
      append(source, sink) {
        if (source < first * BLOCK || source >= end * BLOCK) return;
        sink.row.reserve(1);
        sink.row.targets[sink.row.length] = sink.offset + source;
        sink.take(streams.at(source, 0), 1);
      },
    }),
  };
}
