/**
 * A projection, ready to give the synapses of any source onto any range of targets: a rule says which neurons connect (`rules/`), the laws of the
 * projection give each synapse its delay and weight, and its weight the receptor. Delays and weights are drawn from the stream of the source and
 * the span of targets, after what the rule has drawn from it, so every part of a projection is what it is in the whole.
 */
import { ParameterError } from '../errors.ts';
import { Dresser, type SynapseSampler } from './dresser.ts';
import { delaySampler, weightSampler } from './laws.ts';
import type { ConnectionRule, ProjectionSpec } from './projectionSpec.ts';
import { allToAll } from './rules/allToAll.ts';
import { pairwiseBernoulli } from './rules/bernoulli.ts';
import { distanceDelaySampler, distanceDependent, type SheetRule } from './rules/distanceDependent.ts';
import { explicitConnections, listSampler, type ListRule } from './rules/explicit.ts';
import { fixedIndegree } from './rules/fixedIndegree.ts';
import { fixedOutdegree } from './rules/fixedOutdegree.ts';
import { fixedTotalNumber } from './rules/fixedTotalNumber.ts';
import { oneToOne } from './rules/oneToOne.ts';
import { BLOCK, type RuleSetting, type TargetRule, type TargetRows } from './rules/rule.ts';
import { synapseKinds, type SynapseKind } from './synapseKind.ts';
import type { SynapseRow } from './synapseRow.ts';

/** Where a projection leads from and to. */
export interface Ends {
  readonly preSize: number;
  readonly postSize: number;
  /** Index of target 0 in the input of the network, or of a share of it, where it may be negative. */
  readonly firstTarget: number;
  /** The receptor that takes a weight of this sign; default: 0 for weights >= 0, 1 for others. May throw ParameterError. */
  readonly receptor?: (weight: number) => number;
}

export interface Projection {
  readonly name: string;
  readonly pre: string;
  readonly post: string;
  readonly rule: ConnectionRule['rule'];
  /** Number of blocks of 256 targets. */
  readonly blocks: number;
  /** Shortest and longest possible delay, steps. */
  readonly minDelay: number;
  readonly maxDelay: number;
  /** One or two: of weights >= 0, and of weights < 0, as far as they occur and go to receptors of their own. */
  readonly kinds: readonly SynapseKind[];
  /** No neuron receives more synapses than this. */
  readonly mostPerTarget: number;
  /** Whether the row of a source can be drawn without those of all others. */
  readonly rowsAlone: boolean;
  /** Synapses to expect onto all targets; exact for lists. */
  readonly expected: number;
  /** The synapses onto the targets of the blocks first .. end - 1; default: onto all. */
  part(firstBlock?: number, endBlock?: number): ProjectionPart;
}

/** The synapses of a projection onto some of its targets. */
export interface ProjectionPart {
  readonly projection: Projection;
  readonly expected: number;
  /** Appends the synapses of one source: those of kinds[i] to rows[i]. Where the weight is constant rows need none. */
  append(source: number, rows: readonly SynapseRow[]): void;
  /** Gives back the memory that making rows takes; for rules that draw target by target it is some bytes per synapse. */
  release(): void;
}

/**
 * Resolves and checks a projection.
 * @param name of the projection, for errors and as part of the names of its random streams, e.g. `projections[0] E>I`
 * @throws ParameterError on what the rule may not be, a missing weight or delay, an impossible law
 */
export function resolveProjection(
  name: string,
  spec: ProjectionSpec,
  ends: Ends,
  dt: number,
  seed: number,
): Projection {
  const { preSize, postSize, firstTarget } = ends;
  const rule = targetRule({ name, preSize, postSize, pre: spec.pre, post: spec.post, seed }, spec.rule, dt);
  const delay = delays(name, spec, rule, dt);
  const weight = weights(name, spec);
  const kinds = synapseKinds(weight.of, ends.receptor ?? ((w) => (w >= 0 ? 0 : 1)));
  const blocks = Math.ceil(postSize / BLOCK);
  const expected = (first: number, end: number): number => (preSize === 0 ? 0 : rule.expected(first, end));
  const projection: Projection = {
    name,
    pre: spec.pre,
    post: spec.post,
    rule: spec.rule.rule,
    blocks,
    minDelay: delay.min,
    maxDelay: delay.max,
    kinds,
    mostPerTarget: rule.mostPerTarget,
    rowsAlone: rule.rowsAlone,
    expected: expected(0, blocks),
    part(first = 0, end = blocks) {
      const begin = first * BLOCK;
      const stop = Math.min(end * BLOCK, postSize);
      const whole = begin % rule.span === 0 && (stop % rule.span === 0 || stop === postSize);
      const range = whole ? undefined : ([begin, stop] as const);
      const dresser = new Dresser(delay, weight.sampler, firstTarget, range, kinds.length === 2);
      let targets: TargetRows | undefined;
      return {
        projection,
        expected: expected(first, end),
        append(source, rows) {
          targets ??= rule.part(first, end);
          dresser.begin(rows);
          targets.append(source, dresser);
        },
        release() {
          targets = undefined;
        },
      };
    },
  };
  return projection;
}

function targetRule(setting: RuleSetting, rule: ConnectionRule, dt: number): TargetRule {
  switch (rule.rule) {
    case 'pairwise_bernoulli':
      return pairwiseBernoulli(setting, rule);
    case 'fixed_indegree':
      return fixedIndegree(setting, rule);
    case 'fixed_outdegree':
      return fixedOutdegree(setting, rule);
    case 'fixed_total_number':
      return fixedTotalNumber(setting, rule);
    case 'one_to_one':
      return oneToOne(setting, rule);
    case 'all_to_all':
      return allToAll(setting, rule);
    case 'explicit':
      return explicitConnections(setting, rule, dt);
    case 'distance_dependent':
      return distanceDependent(setting, rule);
    default:
      throw new ParameterError(
        `${setting.name}.rule`,
        'pairwise_bernoulli, fixed_indegree, fixed_outdegree, fixed_total_number, one_to_one, all_to_all, explicit or distance_dependent',
        (rule as { rule?: unknown }).rule,
      );
  }
}

type BoundedSampler<T> = SynapseSampler<T> & { readonly min: number; readonly max: number };

function delays(
  name: string,
  spec: ProjectionSpec,
  rule: TargetRule,
  dt: number,
): BoundedSampler<Uint16Array> {
  const listed = spec.rule.rule === 'explicit' ? (rule as ListRule).delays : undefined;
  if (listed !== undefined) return listSampler(listed);
  const { delay } = spec;
  if (delay === undefined) throw new ParameterError(`${name}.delay`, 'a number or a law', delay);
  if (typeof delay === 'number' || !('velocity' in delay)) return delaySampler(`${name}.delay`, delay, dt);
  if (spec.rule.rule !== 'distance_dependent')
    throw new ParameterError(
      `${name}.delay`,
      `a number or a law, as ${spec.rule.rule} knows no distances`,
      delay,
      'use distance_dependent',
    );
  return distanceDelaySampler(`${name}.delay`, delay, (rule as SheetRule).longestDistance, dt);
}

/** What weights are, and what draws them. */
function weights(
  name: string,
  { rule, weight }: ProjectionSpec,
): { of: Parameters<typeof synapseKinds>[0]; sampler: SynapseSampler<Float64Array> } {
  const listed = rule.rule === 'explicit' ? rule.weights : undefined;
  if (listed !== undefined) {
    const single = rule.rule === 'explicit' && rule.precision === 'single';
    // The numbers as they will be kept.
    const kept = single ? Float32Array.from(listed) : listed;
    return { of: kept, sampler: listSampler(kept) };
  }
  if (weight === undefined) throw new ParameterError(`${name}.weight`, 'a number or a law', weight);
  return { of: weight, sampler: weightSampler(`${name}.weight`, weight) };
}
