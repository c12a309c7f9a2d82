/** What a LIF network in a study file records beside its spikes: traces of neurons, sums over populations, LFP proxies. Spikes depend on none of it. */
import { z } from 'zod';
import { WEIGHTED_SUM } from '../../network/proxies.ts';
import { count, name, nonNegative, positive, quantity } from './values.ts';

const population = name('Population, one that is simulated');
const interval = positive('Time between samples, a multiple of dt; default dt', 'ms').optional();
const quantities = (what: string) =>
  z
    .array(z.string().min(1))
    .describe(
      `${what}, by the names of the neuron model: V_m (mV), I_syn_ex and I_syn_in (pA), for conductances also g_ex and g_in (nS), for adaptation w (pA)`,
    );

const traces = z
  .strictObject({
    population,
    neurons: z
      .union([
        z.array(count('Index within the population, from 0', 0)).min(1),
        z.strictObject({ first: count('So many neurons from the first one on', 1) }),
      ])
      .describe('Which neurons: a list of indices from 0, or the first so many'),
    quantities: quantities('What is recorded').min(1),
    interval,
  })
  .describe('Time courses of some neurons of a population, from the start of the simulation');

const sums = z
  .strictObject({
    population,
    quantities: quantities('What is summed').default([]),
    magnitudes: quantities('Of what the magnitudes are summed').default([]),
    interval,
  })
  .describe('Sums over all neurons of a population, from the start of the simulation');

const proxies = z
  .strictObject({
    population,
    interval: positive('Time between samples, a multiple of dt; sampling at every step is slow', 'ms'),
    delay: nonNegative(
      'Delay of the excitatory currents in the weighted sum, a multiple of the interval',
      'ms',
    ).default(WEIGHTED_SUM.delay),
    alpha: quantity('Weight of the inhibitory currents in the weighted sum', '').default(WEIGHTED_SUM.alpha),
  })
  .describe(
    'LFP proxies of Mazzoni et al. (2015) of a population, after the transient: sums of synaptic currents and of their magnitudes, the weighted sum, the mean potential',
  );

/** What is recorded beside spikes. */
export const record = z
  .strictObject({
    traces: z.array(traces).default([]).describe('Time courses of neurons'),
    sums: z.array(sums).default([]).describe('Sums over populations'),
    proxies: z.array(proxies).default([]).describe('LFP proxies'),
  })
  .describe('What is recorded beside spikes; the spikes are the same');

/** What is recorded, defaults filled in. */
export type RecordFile = z.output<typeof record>;
