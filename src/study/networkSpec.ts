/** The network of a study in the terms of the simulator. */
import type { NetworkSpec, ParameterValue } from '../network/populations.ts';
import type { ClippedLaw, ConnectionRule, ProjectionSpec } from '../network/projectionSpec.ts';
import type { Drive } from '../network/stimuli.ts';
import { distribution, type ContinuousDistribution } from '../numerics/distributions/index.ts';
import type { ResolvedLif, ResolvedProjection } from './resolved.ts';
import type { ContinuousDistributionSpec } from './schema/distribution.ts';
import type { NeuronValue } from './schema/network.ts';

const lawOf = (spec: ContinuousDistributionSpec): ContinuousDistribution =>
  distribution(spec) as ContinuousDistribution;

/** @throws ParameterError on laws whose parameters contradict each other */
export function networkSpec({ dt, neurons, projections, drives }: ResolvedLif): NetworkSpec {
  return {
    dt,
    populations: neurons.map(({ population, size, model, params, V_m, initial }) => ({
      name: population,
      size,
      model,
      params: mapValues(params),
      ...(V_m === undefined ? {} : { V_m: valueOf(V_m) }),
      ...(initial === undefined ? {} : { initial: mapValues(initial) }),
    })),
    projections: projections.map(projectionSpec),
    drives: drives.map(driveSpec),
  };
}

function valueOf(value: NeuronValue | boolean): ParameterValue {
  return typeof value === 'object' && 'distribution' in value ? lawOf(value) : value;
}

const mapValues = (
  values: Readonly<Record<string, NeuronValue | boolean | undefined>>,
): Record<string, ParameterValue> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, valueOf(value)]])),
  );

function projectionSpec({ pre, post, rule, weight, delay, receptor }: ResolvedProjection): ProjectionSpec {
  return {
    pre,
    post,
    rule: connectionRule(rule),
    ...(weight === undefined ? {} : { weight: bounded(weight) }),
    ...(delay === undefined ? {} : { delay: 'velocity' in delay ? delay : bounded(delay) }),
    ...(receptor === undefined ? {} : { receptor }),
  };
}

type Bounded = Exclude<NonNullable<ResolvedProjection['weight']>, undefined>;

function bounded(law: Bounded): ContinuousDistribution | ClippedLaw {
  if (!('clipped' in law)) return lawOf(law);
  return { ...withoutUndefined(law), clipped: lawOf(law.clipped) } as ClippedLaw;
}

function connectionRule(rule: ResolvedProjection['rule']): ConnectionRule {
  switch (rule.type) {
    case 'pairwise_bernoulli':
      return { rule: rule.type, p: rule.probability, autapses: rule.autapses };
    case 'fixed_total_number':
      return { rule: rule.type, N: rule.number, autapses: rule.autapses, multapses: rule.multapses };
    case 'distance_dependent': {
      const { type, pre_positions: prePositions, post_positions: postPositions, ...rest } = rule;
      return withoutUndefined({ rule: type, prePositions, postPositions, ...rest }) as ConnectionRule;
    }
    default: {
      const { type, ...rest } = rule;
      return withoutUndefined({ rule: type, ...rest }) as ConnectionRule;
    }
  }
}

function driveSpec(drive: ResolvedLif['drives'][number]): Drive {
  if (drive.type !== 'correlated_poisson') return withoutUndefined(drive) as Drive;
  const { mother_rate: motherRate, copy_probability: copyProbability, ...rest } = drive;
  return withoutUndefined({ ...rest, motherRate, copyProbability }) as Drive;
}

/** An object without members that are undefined, which optional parts of a study file may be. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
