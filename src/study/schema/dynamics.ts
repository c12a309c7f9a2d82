/** The part `dynamics` of a study file: where the spikes come from: a LIF network, spike files, or spike counts. */
import { z } from 'zod';
import { anyLaw, continuousLaw } from './distribution.ts';
import { count, fraction, name, named, nonNegative, path, positive, quantity } from './values.ts';

const dt = positive('Time step; equal to kernels.dt', 'ms');

const iafPscExp = z
  .strictObject({
    model: z.literal('iaf_psc_exp'),
    C_m: positive('Membrane capacitance', 'pF'),
    tau_m: positive('Membrane time constant', 'ms'),
    E_L: quantity('Resting potential', 'mV'),
    V_th: quantity('Threshold', 'mV'),
    V_reset: quantity('Reset potential, below V_th', 'mV'),
    t_ref: nonNegative('Refractory period', 'ms'),
    tau_syn_ex: positive('Time constant of excitatory currents', 'ms'),
    tau_syn_in: positive('Time constant of inhibitory currents', 'ms'),
    I_e: quantity('Constant current', 'pA').default(0),
    V_m: continuousLaw('Initial potential', 'mV').optional().describe('Initial potential (mV); default E_L'),
  })
  .describe('Leaky integrate-and-fire neuron with exponential currents, parameters as in NEST');

const projection = z.strictObject({
  pre: name('Presynaptic population'),
  post: name('Postsynaptic population'),
  rule: z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('pairwise_bernoulli'),
        probability: fraction('Probability that a pair of neurons is connected'),
        autapses: z.boolean().describe('Whether a neuron may connect to itself'),
      })
      .describe('Every ordered pair independently'),
  ]),
  weight: anyLaw('Peak of the postsynaptic current; > 0 excites, < 0 inhibits', 'pA'),
  delay: anyLaw('Delay, rounded to the nearest step, at least one', 'ms'),
});

const drive = z.discriminatedUnion('type', [
  z
    .strictObject({
      post: name('Population that receives it'),
      type: z.literal('poisson'),
      rate: nonNegative('Rate per neuron', 'spikes/s'),
      weight: quantity('Peak of the postsynaptic current', 'pA'),
      delay: positive('Delay', 'ms'),
    })
    .describe('An independent Poisson train to every neuron'),
]);

const lif = z
  .strictObject({
    type: z.literal('lif'),
    dt,
    duration: positive('Simulated biological time, transient included; a multiple of dt', 'ms'),
    transient: nonNegative(
      'Time left out of rates, signals and figures at the start; a multiple of dt',
      'ms',
    ).default(0),
    seed: z.int().gte(0).lte(4294967295).default(1).describe('Seed of all random numbers'),
    neurons: named(z.discriminatedUnion('model', [iafPscExp]), 'Neuron model of every simulated population'),
    projections: z.array(projection).default([]).describe('Connections between populations'),
    drives: z.array(drive).default([]).describe('Input from outside'),
  })
  .describe('A network of point neurons, simulated');

const start = quantity('Start of the window (exclusive), in the time of the file', 'ms');
const stop = quantity('End of the window (inclusive), in the time of the file', 'ms');
const fileList = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const ids = named(
  z.strictObject({
    first: count('Id of its first neuron', 0),
    last: count('Id of its last neuron', 0),
  }),
  'Ids of every population in the file; last - first + 1 is its size',
);

const csvSpikes = z
  .strictObject({
    type: z.literal('spikes'),
    format: z.literal('csv'),
    files: fileList.describe('One or several files; relative to this study file'),
    time_unit: z.enum(['ms', 's', 'steps']).describe('Unit of the times in the file'),
    dt,
    start,
    stop,
    ids: ids
      .optional()
      .describe(
        'Given: the files have the columns time,id, and these are the ids of each population. Absent: the columns are time,population',
      ),
  })
  .describe('Spikes as CSV with a header line');

const nestSpikes = z
  .strictObject({
    type: z.literal('spikes'),
    format: z.literal('nest'),
    files: fileList.describe(
      'The .dat files of the recorders, one per thread, merged; relative to this study file',
    ),
    dt,
    start,
    stop,
    ids,
  })
  .describe('Spikes as written by spike recorders of NEST (the column line states the time unit)');

const hdf5Spikes = z
  .strictObject({
    type: z.literal('spikes'),
    format: z.literal('hdf5'),
    file: path('A spikes file written by spikefield; it states its time step and window'),
  })
  .describe('Spikes of an earlier run of spikefield');

const countsUnit = z
  .enum(['spikes_per_bin', 'spikes_per_second_per_neuron'])
  .describe(
    'spikes_per_bin: spikes of the whole population in each bin of dt; spikes_per_second_per_neuron: mean rate of one neuron in each bin',
  );

const counts = z
  .strictObject({
    type: z.literal('counts'),
    format: z.enum(['json', 'csv', 'hdf5']).describe('Format of the file; json may be gzipped'),
    file: path('File of the counts'),
    unit: countsUnit,
    dt,
    start: quantity(
      'Time at which the first bin starts: value n counts the spikes in (start + n dt, start + (n+1) dt]',
      'ms',
    ),
    series: named(
      z.string().min(1),
      'Where each population is found: a path of keys (json, e.g. "output.E.counts"), a column (csv), a data set (hdf5)',
    ),
  })
  .describe('Spike counts or rates per time bin');

/** The part `dynamics`. */
export const dynamics = z
  .discriminatedUnion('type', [
    lif,
    z.discriminatedUnion('format', [csvSpikes, nestSpikes, hdf5Spikes]),
    counts,
  ])
  .describe('Where the spikes come from');

/** The part `dynamics`, defaults filled in. */
export type DynamicsFile = z.output<typeof dynamics>;
