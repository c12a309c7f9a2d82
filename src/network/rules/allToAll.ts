/** Every ordered pair of neurons connects once. */
import { StreamFamily } from '../../numerics/streamFamily.ts';
import { BLOCK, targetsIn, withoutAutapses, type RuleSetting, type TargetRule } from './rule.ts';

export interface AllToAll {
  readonly rule: 'all_to_all';
  /** Whether a neuron connects to itself; default true, as in NEST. */
  readonly autapses?: boolean;
}

export function allToAll(setting: RuleSetting, rule: AllToAll): TargetRule {
  const { name, preSize, postSize, seed } = setting;
  const skipSelf = withoutAutapses(setting, rule.autapses);
  const streams = new StreamFamily(seed, name);
  return {
    expected: (first, end) => (preSize - (skipSelf ? 1 : 0)) * targetsIn(postSize, first, end),
    mostPerTarget: preSize - (skipSelf ? 1 : 0),
    rowsAlone: true,
    span: BLOCK,
    part: (first, end) => ({
      append(source, sink) {
        const { row, offset } = sink;
        for (let block = first; block < end; block++) {
          const stop = Math.min((block + 1) * BLOCK, postSize);
          row.reserve(BLOCK);
          let to = row.length;
          for (let target = block * BLOCK; target < stop; target++)
            if (!skipSelf || target !== source) row.targets[to++] = offset + target;
          if (to > row.length) sink.take(streams.at(source, block), to - row.length);
        }
      },
    }),
  };
}
