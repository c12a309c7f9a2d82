/** The part `dynamics` of a study file: where the spikes come from: a LIF network, spike files, or spike counts. */
import { z } from 'zod';
import { continuousLaw } from './distribution.ts';
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
  weight: continuousLaw('Peak of the postsynaptic current; > 0 excites, < 0 inhibits', 'pA'),
  delay: continuousLaw('Delay, rounded to the nearest step, at least one', 'ms'),
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

const start = nonNegative(
  'Start of the signals (exclusive), in the time of the file; a multiple of dt. Spikes before it count as the past that the signals still feel',
  'ms',
);
const stop = positive('End of the signals (inclusive), in the time of the file; a multiple of dt', 'ms');
const timeUnit = z.enum(['ms', 's']).describe('Unit of the times in the file');
const fileList = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((files) => (typeof files === 'string' ? [files] : files));
const ids = named(
  z.strictObject({
    first: count('Id of its first neuron', 0),
    last: count('Id of its last neuron', 0),
  }),
  'Ids of every population in the files; last - first + 1 is its size',
);
const offGrid = z
  .enum(['error', 'end_of_step'])
  .default('error')
  .describe(
    'What becomes of a time that is no multiple of dt: an error, or the spike counts at the end of its step',
  );

const csvSpikes = z
  .strictObject({
    type: z.literal('spikes'),
    format: z.literal('csv'),
    files: fileList.describe('One or several files; relative to this study file'),
    time_unit: timeUnit,
    dt,
    start,
    stop,
    off_grid: offGrid,
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
    off_grid: offGrid,
    ids,
  })
  .describe('Spikes as written by spike recorders of NEST (the column line states the unit of time)');

const hdf5Spikes = z
  .strictObject({
    type: z.literal('spikes'),
    format: z.literal('hdf5'),
    file: path('A spikes file written by spikefield; it states its time step'),
    start,
    stop,
  })
  .describe('Spikes of an earlier run of spikefield');

const unit = z
  .literal('spikes_per_bin')
  .describe('Spikes of the whole population in each bin of dt; convert rates in spikes/s first');
const countsStart = nonNegative(
  'Start of the signals, in the time of the file; a multiple of dt. Counts before it are the past that the signals still feel; default where the file starts',
  'ms',
).optional();
const countedPopulations = z
  .array(name('A population'))
  .min(1)
  .optional()
  .describe('Populations to read from the file; default all of the study');

const jsonCounts = z
  .strictObject({
    type: z.literal('counts'),
    format: z.literal('json'),
    file: path('{"input": {"dt", "t0", "t1"}, "output": {"E": {"N", "counts"}, ...}}, may be gzipped'),
    unit,
    dt,
    start: countsStart,
    populations: countedPopulations,
  })
  .describe(
    'Spike counts as JSON, which states the window: counts[n] holds the spikes in (t0 + n dt, t0 + (n+1) dt]',
  );

const csvCounts = z
  .strictObject({
    type: z.literal('counts'),
    format: z.literal('csv'),
    file: path('Columns time (the end of each bin) and one per population'),
    unit,
    time_unit: timeUnit,
    dt,
    start: countsStart,
    populations: countedPopulations,
  })
  .describe('Spike counts as CSV with a header line');

const hdf5Counts = z
  .strictObject({
    type: z.literal('counts'),
    format: z.literal('hdf5'),
    file: path('A rates file written by spikefield; it states its time step and window'),
    start: countsStart,
  })
  .describe('Spike counts of an earlier run of spikefield');

/** The part `dynamics`. */
export const dynamics = z
  .discriminatedUnion('type', [
    lif,
    z.discriminatedUnion('format', [csvSpikes, nestSpikes, hdf5Spikes]),
    z.discriminatedUnion('format', [jsonCounts, csvCounts, hdf5Counts]),
  ])
  .describe('Where the spikes come from');

/** The part `dynamics`, defaults filled in. */
export type DynamicsFile = z.output<typeof dynamics>;
