/**
 * Smaller networks with the input statistics of the full one (S. J. van Albada, M. Helias, M. Diesmann (2015), "Scalability of asynchronous networks is
 * limited by one-to-one mapping between effective connectivity and correlations", PLoS Comput. Biol. 11:e1004490): with a fraction k of the
 * synapses per neuron, weights grow by 1/sqrt(k), which keeps the variance of the input, and a constant current replaces the mean input
 * that is missing. Correlations are not kept: they grow as networks shrink.
 */
import { ParameterError, positive } from '../errors.ts';
import { distribution, type DistributionSpec } from '../numerics/distributions/index.ts';
import type { NetworkSpec, ParameterValue, PopulationSpec } from './populations.ts';
import type { ConnectionRule, Law } from './projectionSpec.ts';
import type { PoissonDrive } from './stimuli.ts';

export interface DownscaleOptions {
  /** Fraction of neurons that is kept, in (0, 1]. */
  readonly neurons: number;
  /** Fraction of synapses per neuron that is kept, in (0, 1]; default 1. */
  readonly indegrees?: number;
  /** Rates of the full network by population, spikes/s: needed where `indegrees` < 1. */
  readonly rates?: Readonly<Record<string, number>>;
}

/**
 * A smaller network. Understood are populations of `iaf_psc_exp`, `iaf_psc_alpha` and `iaf_psc_delta` whose membrane parameters are numbers, Poisson drives, and
 * all rules but lists and sheets.
 * @throws ParameterError on fractions outside (0, 1], a missing rate, in-degrees larger than what is left, and on what is not understood
 */
export function downscale(spec: NetworkSpec, options: DownscaleOptions): NetworkSpec {
  const { neurons, indegrees: k = 1, rates = {} } = options;
  for (const [name, value] of Object.entries({ neurons, indegrees: k }))
    if (!(positive(name, value) <= 1)) throw new ParameterError(name, 'a fraction in (0, 1]', value);
  const size = new Map(spec.populations.map((p) => [p.name, p.size]));
  const smaller = (name: string): number => halfEven(neurons * size.get(name)!);
  const gain = 1 / Math.sqrt(k);
  const missing = new Map<string, number>(spec.populations.map((p) => [p.name, 0]));
  const lack = (post: string, current: number): void => void missing.set(post, missing.get(post)! + current);

  const projections = (spec.projections ?? []).map((p, i) => {
    const path = `projections[${i}]`;
    if (p.weight === undefined) throw new ParameterError(`${path}.weight`, 'a number or a law', p.weight);
    const [pre, post] = [size.get(p.pre), size.get(p.post)];
    if (pre === undefined || post === undefined)
      throw new ParameterError(path, 'populations of the network', `${p.pre} > ${p.post}`);
    const { rule, indegree } = thinned(path, p.rule, { pre, post }, { neurons, k });
    if (k < 1) {
      const rate = rates[p.pre];
      if (!(rate >= 0))
        throw new ParameterError(`rates.${p.pre}`, 'the rate of the full network, spikes/s', rate);
      lack(p.post, (1 - Math.sqrt(k)) * indegree * rate * charge(spec, p.post, meanOf(p.weight)));
    }
    return { ...p, rule, weight: scaled(p.weight, gain) };
  });
  const drives = (spec.drives ?? []).map((d, i) => {
    if (k === 1) return d;
    if (d.type !== 'poisson')
      throw new ParameterError(`drives[${i}].type`, 'poisson, in a network whose in-degrees shrink', d.type);
    const { rate, neurons: some, start = 0, stop } = d;
    if (typeof rate !== 'number' || some !== undefined || start > 0 || stop !== undefined)
      throw new ParameterError(
        `drives[${i}]`,
        'one rate onto all neurons at all times, in a network whose in-degrees shrink',
        d,
      );
    lack(d.post, (1 - Math.sqrt(k)) * rate * charge(spec, d.post, d.weight));
    return { ...d, rate: k * rate, weight: gain * d.weight } satisfies PoissonDrive;
  });
  const populations = spec.populations.map((p): PopulationSpec => {
    const current = missing.get(p.name)!;
    const added = current === 0 ? {} : { I_e: number(p, 'I_e', 0) + current };
    return { ...p, size: smaller(p.name), params: { ...p.params, ...added } };
  });
  return { ...spec, populations, projections, drives };
}

/** A rule with fewer neurons and synapses, and the mean in-degree before. */
function thinned(
  path: string,
  rule: ConnectionRule,
  size: { readonly pre: number; readonly post: number },
  { neurons, k }: { readonly neurons: number; readonly k: number },
): { rule: ConnectionRule; indegree: number } {
  switch (rule.rule) {
    case 'pairwise_bernoulli': {
      const p = (rule.p * k) / neurons;
      if (p > 1)
        throw new ParameterError(
          'indegrees',
          `at most ${neurons / rule.p}, for ${path} to have as many sources`,
          k,
        );
      return { rule: { ...rule, p }, indegree: rule.p * size.pre };
    }
    case 'fixed_indegree':
      return { rule: { ...rule, indegree: halfEven(k * rule.indegree) }, indegree: rule.indegree };
    case 'fixed_outdegree':
      return {
        rule: { ...rule, outdegree: halfEven(k * rule.outdegree) },
        indegree: (rule.outdegree * size.pre) / size.post,
      };
    case 'fixed_total_number':
      return { rule: { ...rule, N: halfEven(k * neurons * rule.N) }, indegree: rule.N / size.post };
    default:
      throw new ParameterError(
        `${path}.rule`,
        'pairwise_bernoulli, fixed_indegree, fixed_outdegree or fixed_total_number',
        rule.rule,
      );
  }
}

/** Mean current (pA) that one input per second of a weight makes. */
function charge(spec: NetworkSpec, post: string, weight: number): number {
  const p = spec.populations.find(({ name }) => name === post)!;
  const tau = (): number => (weight < 0 ? number(p, 'tau_syn_in', 2) : number(p, 'tau_syn_ex', 2));
  switch (p.model) {
    case 'iaf_psc_exp':
      return (weight * tau()) / 1000;
    case 'iaf_psc_alpha':
      return (Math.E * weight * tau()) / 1000;
    case 'iaf_psc_delta':
      return (weight * number(p, 'C_m', 250)) / 1000;
    default:
      throw new ParameterError(
        `model of ${post}`,
        'iaf_psc_exp, iaf_psc_alpha or iaf_psc_delta',
        typeof p.model === 'string' ? p.model : p.model.name,
      );
  }
}

/** A parameter that is one number. */
function number(p: PopulationSpec, name: string, otherwise: number): number {
  const value: ParameterValue = p.params?.[name] ?? otherwise;
  if (typeof value !== 'number')
    throw new ParameterError(`params.${name} of ${p.name}`, 'one number for all neurons', value);
  return value;
}

/** Mean of a law as it is meant, without the little that redrawing adds. */
function meanOf(law: Law): number {
  if (typeof law === 'number') return law;
  const inner = 'clipped' in law ? law.clipped : law;
  return inner.parameters.mean ?? inner.mean;
}

/** The law of gain times a number of a law. */
function scaled(law: Law, gain: number): Law {
  if (typeof law === 'number') return gain * law;
  if ('clipped' in law)
    return {
      clipped: scaled(law.clipped, gain) as typeof law.clipped,
      ...(law.min === undefined ? {} : { min: gain * law.min }),
      ...(law.max === undefined ? {} : { max: gain * law.max }),
    };
  if (!['normal', 'truncated_normal', 'uniform', 'constant', 'exponential'].includes(law.name))
    throw new ParameterError('weight', 'a number, or a normal, uniform or exponential law', law.name);
  const parameters = Object.fromEntries(
    Object.entries(law.parameters).map(([name, value]) => [name, value === null ? null : gain * value]),
  );
  return distribution({ distribution: law.name, ...parameters } as DistributionSpec) as typeof law;
}

/** The nearest integer, of two the even one. */
function halfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}
