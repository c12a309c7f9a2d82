/**
 * The stationary rates of a network in mean field: every neuron sees Gaussian noise whose mean and variance follow from the rates of all
 * populations, and fires at the rate that Siegert's formula gives for it; the rates that reproduce themselves are sought.
 *
 * Source: D. J. Amit, N. Brunel (1997), Cereb. Cortex 7:237; N. Brunel (2000), J. Comput. Neurosci. 8:183, eqs. 19-22. It holds for asynchronous
 * irregular activity of many weakly coupled neurons; oscillations, synchrony, large synapses and regular firing move the rates. A network
 * may have several such states: the one found is that at which rates come to rest from `start`, by default from silence.
 */
import { ParameterError } from '../../errors.ts';
import { fixedPoint } from '../../numerics/optimise/fixedPoint.ts';
import type { NetworkSpec } from '../populations.ts';
import { populationInputs, type PopulationInput } from './inputMoments.ts';
import { siegertRate } from './siegert.ts';

export interface MeanFieldOptions {
  /** Rates to begin with by population, spikes/s, >= 0; default 0. */
  readonly start?: Readonly<Record<string, number>>;
  /** The largest difference |F(r) - r|/(1 + r) between rates (spikes/s) and those that follow from them; default 1e-8. */
  readonly tolerance?: number;
  /** Steps at most; default 200. */
  readonly steps?: number;
}

/** Mean field of a population. */
export interface PopulationMeanField {
  readonly population: string;
  /** Spikes/s. */
  readonly rate: number;
  /** Mean of the potential without threshold, mV. */
  readonly mu: number;
  /** Standard deviation of the potential without threshold under white noise of the strength of the input, mV. */
  readonly sd: number;
}

/** The self-consistent state. */
export interface MeanField {
  /** In the order of the network. */
  readonly populations: readonly PopulationMeanField[];
  /** The largest |F(r) - r|/(1 + r). */
  readonly residual: number;
  readonly steps: number;
}

/**
 * The self-consistent rates of a network of `iaf_psc_delta`, `iaf_psc_exp` or `iaf_psc_alpha`.
 * @throws ParameterError on what has no mean field (see populationInputs), and where no state of rest is reached: try another `start`
 */
export function meanFieldRates(spec: NetworkSpec, options: MeanFieldOptions = {}): MeanField {
  const { start = {}, tolerance = 1e-8, steps } = options;
  const inputs = populationInputs(spec);
  for (const name of Object.keys(start))
    if (!inputs.some((p) => p.name === name))
      throw new ParameterError(
        'start',
        `rates of populations of the network (${inputs.map((p) => p.name).join(', ')})`,
        name,
      );
  const found = fixedPoint((rates) => inputs.map((p) => respond(p, rates).rate), {
    start: inputs.map(({ name }) => start[name] ?? 0),
    tolerance,
    ...(steps === undefined ? {} : { steps }),
  });
  if (!found.converged)
    throw new ParameterError(
      'network',
      `a network whose mean-field rates come to rest in ${found.steps} steps`,
      `a residual of ${found.residual.toPrecision(2)}`,
      'give other rates to start with, or more steps',
    );
  const populations = inputs.map((p, i) => ({ ...respond(p, found.x), rate: found.x[i] }));
  return { populations, residual: found.residual, steps: found.steps };
}

/** What a population does when all fire at given rates, spikes/s. */
function respond(p: PopulationInput, rates: ArrayLike<number>): PopulationMeanField {
  let mu = 0;
  let variance = 0;
  let coloured = 0;
  const add = (mean: number, part: number, tau: number): void => {
    mu += mean;
    variance += part;
    coloured += part * tau;
  };
  for (const { mean, variance: part, tau } of p.external) add(mean, part, tau);
  for (const { source, mean, variance: part, tau } of p.recurrent)
    add(rates[source] * mean, rates[source] * part, tau);
  const { tau_m, t_ref, V_th, V_reset } = p.parameters;
  const sd = Math.sqrt(variance);
  // Colours mix by the strength of their noise.
  const tau_syn = variance > 0 ? coloured / variance : 0;
  return { population: p.name, rate: siegertRate({ tau_m, t_ref, V_th, V_reset, mu, sd, tau_syn }), mu, sd };
}
