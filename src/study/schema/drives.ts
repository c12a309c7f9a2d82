/** Input from outside in a LIF network of a study file: every drive of the simulator (network/stimuli.ts), under its names in snake_case. */
import { z } from 'zod';
import { count, fraction, name, nonNegative, positive, quantity } from './values.ts';

const driven = {
  post: name('Population that receives it'),
  neurons: z
    .array(count('Index within the population', 0))
    .optional()
    .describe('Which neurons, each once; default all'),
  start: nonNegative('It acts in start < t <= stop; default 0', 'ms').optional(),
  stop: nonNegative('Default never', 'ms').optional(),
};

/** `start` and `stop` are those of the trains, before the delay. */
const spikes = {
  ...driven,
  weight: quantity('Weight, as those of projections', 'unit of the receptor'),
  delay: positive('Delay', 'ms'),
  receptor: z
    .string()
    .optional()
    .describe('Receptor of the targets, by name; default: the one for the sign of the weight'),
};

const frequency = nonNegative('Frequency', 'Hz');
const phase = quantity('Phase at t = 0', 'degrees').default(0);
const shared = z
  .boolean()
  .default(false)
  .describe('Whether all neurons get the same current; default each its own');
const interval = positive('Time for which a value is held, a multiple of dt; default dt', 'ms').optional();

const poisson = z
  .strictObject({
    type: z.literal('poisson'),
    ...spikes,
    rate: z
      .union([z.number().gte(0), z.array(z.number().gte(0))])
      .describe('Rate per neuron (spikes/s): one number, or a list of one per neuron driven'),
  })
  .describe('An independent Poisson train to every neuron');

const inhomogeneousPoisson = z
  .strictObject({
    type: z.literal('inhomogeneous_poisson'),
    ...spikes,
    times: z.array(z.number().gte(0)).describe('Times (ms) on the grid, ascending'),
    rates: z
      .array(z.number().gte(0))
      .describe('Rate per neuron (spikes/s) from each time to the next; 0 before the first'),
  })
  .describe('Independent Poisson trains of a rate that is constant between given times');

const sinusoidalPoisson = z
  .strictObject({
    type: z.literal('sinusoidal_poisson'),
    ...spikes,
    rate: nonNegative('Mean rate per neuron', 'spikes/s'),
    amplitude: nonNegative('Amplitude of the rate, at most the mean', 'spikes/s'),
    frequency,
    phase,
  })
  .describe('Independent Poisson trains of rate + amplitude sin(2 pi frequency t + phase)');

const correlatedPoisson = z
  .strictObject({
    type: z.literal('correlated_poisson'),
    ...spikes,
    mother_rate: nonNegative('Rate of the mother train', 'spikes/s'),
    copy_probability: fraction('Probability that a neuron keeps a spike of it: the correlation of counts'),
  })
  .describe('Correlated Poisson trains (multiple interaction process), of rate mother_rate copy_probability');

const sharedPoisson = z
  .strictObject({
    type: z.literal('shared_poisson'),
    ...spikes,
    rate: nonNegative('Rate of the train', 'spikes/s'),
    fraction: fraction('Part of the neurons that it reaches').default(1),
  })
  .describe('One Poisson train that reaches a fixed part of the neurons');

const trains = z
  .strictObject({
    type: z.literal('spikes'),
    ...spikes,
    trains: z
      .array(z.array(z.number().gte(0)))
      .describe('Times (ms) on the grid: one train per neuron driven, in order'),
  })
  .describe('Given spike trains');

const current = z
  .strictObject({
    type: z.literal('current'),
    ...driven,
    times: z.array(z.number().gte(0)).describe('Times (ms) on the grid, ascending'),
    amplitudes: z.array(z.number()).describe('Current (pA) from each time to the next; 0 before the first'),
  })
  .describe('A current that is constant between given times');

const dc = z
  .strictObject({
    type: z.literal('dc'),
    ...driven,
    amplitude: z
      .union([z.number(), z.array(z.number())])
      .describe('Current (pA): one number, or a list of one per neuron driven'),
  })
  .describe('A constant current: with start a step, with stop a pulse');

const ac = z
  .strictObject({
    type: z.literal('ac'),
    ...driven,
    amplitude: quantity('Amplitude', 'pA'),
    offset: quantity('Mean current', 'pA').default(0),
    frequency,
    phase,
  })
  .describe('The current offset + amplitude sin(2 pi frequency t + phase)');

const noise = z
  .strictObject({
    type: z.literal('noise'),
    ...driven,
    mean: quantity('Mean', 'pA').default(0),
    std: nonNegative('Standard deviation', 'pA'),
    interval,
    shared,
  })
  .describe('Gaussian white noise, held for an interval');

const ornsteinUhlenbeck = z
  .strictObject({
    type: z.literal('ornstein_uhlenbeck'),
    ...driven,
    mean: quantity('Mean', 'pA').default(0),
    sigma: nonNegative('Standard deviation', 'pA'),
    tau: positive('Time constant', 'ms'),
    initial: quantity('Current at start; default drawn from the stationary law', 'pA').optional(),
    interval,
    shared,
  })
  .describe('A current that is an Ornstein-Uhlenbeck process');

const sampledCurrent = z
  .strictObject({
    type: z.literal('sampled_current'),
    ...driven,
    values: z
      .union([z.array(z.number()), z.array(z.array(z.number()))])
      .describe('Samples (pA) for all neurons driven, or a list of samples for each of them'),
    interval,
  })
  .describe('Given currents, from start on');

/** Input from outside. */
export const drive = z.discriminatedUnion('type', [
  poisson,
  inhomogeneousPoisson,
  sinusoidalPoisson,
  correlatedPoisson,
  sharedPoisson,
  trains,
  current,
  dc,
  ac,
  noise,
  ornsteinUhlenbeck,
  sampledCurrent,
]);

/** Input from outside, defaults filled in. */
export type DriveFile = z.output<typeof drive>;
