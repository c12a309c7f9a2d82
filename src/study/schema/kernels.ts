/** The part `kernels` of a study file: the multicompartment description from which the kernels are computed. */
import { z } from 'zod';
import { cell, sectionList } from './cell.ts';
import { anyLaw, continuousDistribution, continuousLaw } from './distribution.ts';
import { synapse } from './synapse.ts';
import { fraction, name, named, nonNegative, positive, quantity } from './values.ts';

const layer = z.strictObject({
  depth: continuousDistribution.describe(
    'Law of the depth (um, along depth_axis, counted from where relative_to says)',
  ),
  weight: nonNegative("This layer's share, relative to the others", '').default(1),
});

const placement = z
  .strictObject({
    sections: sectionList,
    relative_to: z
      .enum(['origin', 'soma'])
      .default('origin')
      .describe(
        'Whether depths are absolute ("origin") or counted from the soma, so that they move with the population ("soma")',
      ),
    depth_min: quantity(
      'Segments whose centre has a smaller z get no synapse; along depth_axis',
      'um',
    ).optional(),
    depth_max: quantity(
      'Segments whose centre has a greater z get no synapse; along depth_axis',
      'um',
    ).optional(),
    layers: z
      .array(layer)
      .min(1)
      .optional()
      .describe(
        "Depth laws, mixed by weight and widened by the population's depth_sd; synapses per membrane area follow them. Absent: uniform per area",
      ),
  })
  .describe('Where on the cell the synapses are');

const connection = z.strictObject({
  pre: name('Presynaptic population X'),
  post: name('Postsynaptic population Y; needs a cell'),
  probability: fraction('Probability that a pair of neurons is connected'),
  autapses: z
    .boolean()
    .default(true)
    .describe('Where pre is post: whether a neuron may connect to itself, so that all pairs count'),
  multapse: anyLaw('Synapses per connection, 1 or more', 'count')
    .prefault(1)
    .describe('Synapses per connection: a law or one number; a continuous law is sampled at 1 ... 99'),
  delay: continuousLaw('Delay of the connection', 'ms'),
  synapse,
  placement,
});

const rates = z
  .strictObject({
    unit: z.literal('spikes/s').describe('Mean rate of one neuron'),
    values: named(z.number().gte(0), 'Rate of every presynaptic population (spikes/s)'),
  })
  .describe('Assumed mean rates, which load the membrane where effective_conductance is true');

/** The part `kernels`. */
export const kernels = z
  .strictObject({
    set: name(
      'Name of a published kernel set to use if its recipe is this one, e.g. "hagen-2022"',
    ).optional(),
    dt: positive('Time step of the kernels, also that of the spike counts', 'ms'),
    tau: positive('Largest lag, a multiple of dt', 'ms'),
    solver: z
      .enum(['exact', 'nrn'])
      .default('exact')
      .describe(
        'exact: the linear system solved without time-step error; nrn: the fixed implicit Euler step of NEURON',
      ),
    delay_rule: z
      .enum(['binned', 'grid', 'point'])
      .default('binned')
      .describe(
        'binned: mass of the delay law in every bin; grid: delays rounded to the grid as a network simulator does; point: density sampled at the grid (only for parity with LFPykernels)',
      ),
    synapses: z
      .enum(['conductance', 'current'])
      .describe('Whether the weights of synapses are conductances (uS) or currents (nA)'),
    effective_conductance: z
      .boolean()
      .describe('Add the mean conductance of all synapses at the assumed rates to the leak (g_eff)'),
    rates: rates.optional(),
    cells: named(cell, 'The representative cell of every postsynaptic population'),
    connections: z.array(connection).min(1).describe('One per pathway pre -> post'),
  })
  .describe('Multicompartment description from which spike-signal kernels are computed');

/** The part `kernels`, defaults filled in. */
export type KernelsFile = z.output<typeof kernels>;
/** One cell of it. */
export type CellFile = z.output<typeof cell>;
