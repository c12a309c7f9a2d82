/**
 * What the synapses and drives of a network do to the free membrane of a neuron, per population that it receives from: how the mean and the
 * variance of its potential grow with the rate of the sources (D. J. Amit, N. Brunel (1997), Cereb. Cortex 7:237, eqs. 3-5, with in-degrees and moments of
 * the weights in place of one number each).
 *
 * An input of charge q (pA ms) moves the potential by J = q/C_m: w for `iaf_psc_delta`, w tau_syn/C_m for `iaf_psc_exp`, e w tau_syn/C_m for
 * `iaf_psc_alpha`. K inputs per neuron at rate r give mu = tau_m K E[J] r and sd^2 = tau_m K E[J^2] r/2: white noise; `tau_syn` carries
 * its colour. Left out: differences between the neurons of a population (in-degrees, parameters), correlations, drives that change in time.
 */
import { InternalError, ParameterError } from '../../errors.ts';
import type { NetworkSpec } from '../populations.ts';
import { resolveProjection } from '../projection.ts';
import type { ProjectionSpec } from '../projectionSpec.ts';
import type { Values } from '../point/model.ts';
import {
  findPopulation,
  receptorsOf,
  resolveNetwork,
  type ResolvedPopulation,
} from '../point/resolveNetwork.ts';
import type { Drive } from '../stimuli.ts';
import { weightMoments } from './weightMoments.ts';

/** A share of the input of a population: `mean`, mV, and `variance`, mV^2, both times the rate of the source where it has one. */
export interface InputShare {
  readonly mean: number;
  readonly variance: number;
  /** Time constant of the noise, ms; 0 is white. */
  readonly tau: number;
}

/** A population of identical neurons and what it receives. */
export interface PopulationInput {
  readonly name: string;
  readonly size: number;
  /** tau_m, V_th, ... of every neuron. */
  readonly parameters: Values;
  /** From populations of the network, per spike/s of a source. */
  readonly recurrent: readonly (InputShare & { readonly source: number })[];
  /** From outside, and the constant current. */
  readonly external: readonly InputShare[];
}

/** Models whose mean field is known, and the correlation time of their synaptic current as a multiple of tau_syn. */
const COLOUR: Readonly<Record<string, number>> = {
  iaf_psc_delta: 0,
  iaf_psc_exp: 1,
  // The exponential correlation that leaves, to first order in tau_syn/tau_m, the same variance of the potential.
  iaf_psc_alpha: 1.5,
};

/**
 * @returns one entry per population of the network
 * @throws ParameterError on a network that cannot be, other models, neurons that differ within a population, drives that change in time or reach
 * a part of the neurons only
 */
export function populationInputs(spec: NetworkSpec): PopulationInput[] {
  const { populations, dt } = resolveNetwork(spec, {});
  const recurrent = populations.map((): (InputShare & { source: number })[] => []);
  (spec.projections ?? []).forEach((projection, i) => {
    const path = `projections[${i}]`;
    const pre = findPopulation(`${path}.pre`, populations, projection.pre);
    const post = findPopulation(`${path}.post`, populations, projection.post);
    if (post.size === 0) return;
    const degree = indegree(path, projection, pre, post, dt);
    for (const { share, mean, square, sign } of weightMoments(path, projection)) {
      const jump = jumpOf(path, populations[post.index], sign, projection.receptor);
      recurrent[post.index].push({
        source: pre.index,
        ...shotNoise(post, jump, degree * share, mean, square),
      });
    }
  });
  const external = populations.map((p, i): InputShare[] => {
    const { tau_m, C_m, E_L, I_e } = parametersOf(`populations[${i}]`, p);
    return [{ mean: E_L + (tau_m / C_m) * I_e, variance: 0, tau: 0 }];
  });
  (spec.drives ?? []).forEach((drive, i) => {
    const path = `drives[${i}]`;
    const post = findPopulation(`${path}.post`, populations, drive.post);
    external[post.index].push(driveShare(path, drive, populations[post.index]));
  });
  return populations.map((p, i) => ({
    name: p.name,
    size: p.size,
    parameters: parametersOf(`populations[${i}]`, p),
    recurrent: recurrent[i],
    external: external[i],
  }));
}

function parametersOf(path: string, { model, parameters, size }: ResolvedPopulation): Values {
  if (!Object.hasOwn(COLOUR, model.name))
    throw new ParameterError(
      `${path}.model`,
      `one of ${Object.keys(COLOUR).join(', ')} for a mean field`,
      model.name,
    );
  const { uniform } = parameters;
  if (uniform === undefined)
    throw new ParameterError(
      `${path}.params`,
      `the same values for all neurons, for a mean field`,
      `${size} neurons that differ`,
    );
  return uniform;
}

/** Mean number of synapses onto a neuron, by the rule itself. */
function indegree(
  path: string,
  projection: ProjectionSpec,
  pre: ResolvedPopulation,
  post: ResolvedPopulation,
  dt: number,
): number {
  const name = `${path} ${projection.pre}>${projection.post}`;
  const ends = { preSize: pre.size, postSize: post.size, firstTarget: 0, receptor: () => 0 };
  // Weights and delays do not matter here, and their laws take time to prepare.
  const bare = { pre: projection.pre, post: projection.post, rule: projection.rule, weight: 1, delay: dt };
  return resolveProjection(name, bare, ends, dt, 0).expected / post.size;
}

/** Jump of the potential (mV) per unit of weight, and the colour of its noise, for a weight of this sign. */
function jumpOf(
  path: string,
  population: ResolvedPopulation,
  sign: number,
  receptor: string | number | undefined,
): { readonly jump: number; readonly tau: number } {
  const { model } = population;
  const p = parametersOf(path, population);
  const index = receptorsOf({ ...population, merged: false })(path, sign, receptor);
  if (model.name === 'iaf_psc_delta') return { jump: 1, tau: 0 };
  const name = { ex: 'tau_syn_ex', in: 'tau_syn_in' }[model.receptors[index].name];
  if (name === undefined) throw new InternalError(`${model.name}: unknown receptor ${index}`);
  const tau_syn = p[name];
  const area = model.name === 'iaf_psc_alpha' ? Math.E * tau_syn : tau_syn;
  return { jump: area / p.C_m, tau: COLOUR[model.name] * tau_syn };
}

/** The share of `inputs` per neuron and spike/s, whose weights have these moments. */
function shotNoise(
  { parameters }: ResolvedPopulation,
  { jump, tau }: { readonly jump: number; readonly tau: number },
  inputs: number,
  mean: number,
  square: number,
): InputShare {
  const perSecond = (parameters.uniform!.tau_m * inputs) / 1000;
  return { mean: perSecond * jump * mean, variance: (perSecond * jump * jump * square) / 2, tau };
}

/** Share of a stationary drive onto all neurons. */
function driveShare(path: string, drive: Drive, post: ResolvedPopulation): InputShare {
  const { tau_m, C_m } = parametersOf(path, post);
  if (drive.neurons !== undefined || (drive.start ?? 0) > 0 || drive.stop !== undefined)
    throw new ParameterError(path, 'a drive of all neurons at all times, for a mean field', drive.type);
  const one = (name: string, value: number | ArrayLike<number>): number => {
    if (typeof value === 'number') return value;
    throw new ParameterError(`${path}.${name}`, 'one number for all neurons, for a mean field', value);
  };
  // A white current of strength S (pA^2 ms) makes a variance S tau_m/(2 C_m^2) of the potential.
  const current = (mean: number, strength: number, tau: number): InputShare => ({
    mean: (mean * tau_m) / C_m,
    variance: (strength * tau_m) / (2 * C_m * C_m),
    tau,
  });
  switch (drive.type) {
    case 'poisson': {
      const { weight } = drive;
      const jump = jumpOf(path, post, weight, drive.receptor);
      return shotNoise(post, jump, one('rate', drive.rate), weight, weight * weight);
    }
    case 'dc':
      return current(one('amplitude', drive.amplitude), 0, 0);
    case 'ornstein_uhlenbeck':
      if (drive.shared === true) break;
      return current(drive.mean ?? 0, 2 * drive.sigma ** 2 * drive.tau, drive.tau);
  }
  throw new ParameterError(
    `${path}.type`,
    'poisson, dc or ornstein_uhlenbeck (not shared), for a mean field',
    drive.type,
  );
}
