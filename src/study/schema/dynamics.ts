/** The part `dynamics` of a study file: where the spikes come from: a LIF network, spike files, or spike counts. */
import { z } from 'zod';
import { drive } from './drives.ts';
import { neurons, projection } from './network.ts';
import { record } from './record.ts';
import { count, name, named, nonNegative, path, positive } from './values.ts';

const dt = positive('Time step; equal to kernels.dt', 'ms');

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
    neurons: named(neurons, 'Neuron model of every simulated population'),
    projections: z.array(projection).default([]).describe('Connections between populations'),
    drives: z.array(drive).default([]).describe('Input from outside'),
    connectivity: z
      .enum(['stored', 'procedural'])
      .default('stored')
      .describe(
        'procedural: synapses are made again at every spike instead of stored, for networks that do not fit into memory; the same spikes',
      ),
    separate_currents: z
      .boolean()
      .default(false)
      .describe(
        'Keep excitatory and inhibitory currents of iaf_psc_exp apart where their time constants are equal, so that each can be recorded: slower, the same potentials to rounding, after which spikes may differ',
      ),
    record: record.optional(),
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
