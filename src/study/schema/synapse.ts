/** Synapses in a study file: time course, weight, reversal potential. */
import { z } from 'zod';
import { positive, quantity } from './values.ts';

const weight = quantity(
  'Peak conductance (uS, >= 0) or, in a connection where kernels.synapses is "current", peak current (nA, inward positive)',
  '',
);
const reversal = quantity('Reversal potential of a conductance; absent for a current', 'mV').optional();

/** A synapse; its peak is `weight`. */
export const synapse = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('double_exponential'),
        weight,
        tau1: positive('Rise time constant', 'ms'),
        tau2: positive('Decay time constant, > tau1', 'ms'),
        reversal,
      })
      .describe('exp(-t/tau2) - exp(-t/tau1), scaled to its peak'),
    z
      .strictObject({
        type: z.literal('exponential'),
        weight,
        tau: positive('Decay time constant', 'ms'),
        reversal,
      })
      .describe('exp(-t/tau)'),
    z
      .strictObject({
        type: z.literal('alpha'),
        weight,
        tau: positive('Time to peak', 'ms'),
        reversal,
      })
      .describe('(t/tau) exp(1 - t/tau)'),
  ])
  .meta({ id: 'synapse', description: 'Time course and strength of a synapse' });

/** A synapse as written after defaults are filled in. */
export type SynapseSpec = z.output<typeof synapse>;
