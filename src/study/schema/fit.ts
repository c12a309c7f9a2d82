/** The file of a fit: which numbers of a study may change, between which bounds, and what its network is to do. */
import { z } from 'zod';
import { count, name, nonNegative, positive, quantity } from './values.ts';

const place = z
  .string()
  .min(1)
  .describe('Place of a number in the study, e.g. dynamics.projections[0].weight.mean');

const variable = z
  .strictObject({
    name: z.string().min(1).optional().describe('Name in tables and records; default the path'),
    path: place,
    min: quantity('Smallest value', 'unit of the number'),
    max: quantity('Largest value', 'unit of the number'),
    scale: z
      .enum(['linear', 'log'])
      .default('linear')
      .describe('How values are spread between the bounds; log needs bounds of one sign'),
    reference: quantity(
      'Value known from elsewhere, shown beside the one found; the search does not use it',
      'unit of the number',
    ).optional(),
    also: z
      .array(
        z.strictObject({
          path: place,
          factor: quantity('Value there by value of the variable', '').default(1),
        }),
      )
      .default([])
      .describe('Other places that go with it, e.g. the sd of a weight'),
  })
  .describe('A number of the study that the fit may change');

const file = z.strictObject({
  file: z.string().min(1).describe('Path relative to this file'),
  start: nonNegative('Where the window begins that counts; default the start of the file', 'ms').optional(),
});
const COUNTS = 'rates.h5 of an earlier run, or counts as JSON';
const population = name('Population of the network');
const label = z
  .string()
  .min(1)
  .optional()
  .describe('Name in tables and records; default type and population');

const rate = z
  .strictObject({
    type: z.literal('rate'),
    name: label,
    population,
    target: z
      .union([positive('Mean rate', 'spikes/s'), file])
      .describe(`Mean rate (spikes/s), or a file: ${COUNTS}`),
  })
  .describe('Relative difference of the mean rate, |rate - target|/target');

const spectrum = z
  .strictObject({
    type: z.literal('spectrum'),
    name: label,
    population,
    target: file.describe(`File with the activity to match: ${COUNTS}`),
    bin: positive('Bins of the rate', 'ms').default(1),
    segment: positive('Length of the segments of Welch, the inverse of the resolution', 'ms').default(256),
    min_frequency: nonNegative('Smallest frequency that counts', 'Hz').default(0),
    max_frequency: positive('Largest frequency that counts', 'Hz').default(200),
  })
  .describe(
    'Distance of the spectra of the population rate: root mean square over frequencies of log10(P/P_target)',
  );

const cv = z
  .strictObject({
    type: z.literal('cv'),
    name: label,
    population,
    target: z
      .union([nonNegative('CV', ''), file])
      .describe(
        'Mean CV of inter-spike intervals of the neurons with at least 5 spikes, or a file: spikes.h5 of an earlier run, in windows of the length of the simulation (a number must be one of such windows, since few intervals make a CV too small)',
      ),
  })
  .describe('Difference of the mean CV of inter-spike intervals; no neuron with 5 spikes counts as CV 0');

const runaway = z
  .union([
    z.literal(false).describe('Every network runs to its end'),
    z
      .strictObject({
        factor: z
          .number()
          .gte(10)
          .default(20)
          .describe('Times the rate wanted above which a rate is one of a network that runs away'),
        window: positive('Windows of the rate, from the start of the network', 'ms').default(100),
      })
      .describe('What counts as running away'),
  ])
  .describe(
    'A network is stopped at the end of the first window in which a population with a known target has more than `factor` times its rate, and more than 3 spikes per neuron. All of its objectives are then the number of times the rate was too high, which is more than those of networks that run to their end. false: none is stopped',
  );

const patience = z
  .strictObject({
    generations: count('Generations without improvement after which the fit ends', 1),
    improvement: nonNegative(
      'Relative growth of the hypervolume in that time that is no improvement any more',
      '',
    ).default(0.01),
  })
  .describe(
    'When to end before the last generation: the hypervolume (the share of objectives between 0 and the worst of the first generation that the networks tried so far dominate) is not 0 and has not grown enough. Default: never',
  );

/** The file of a fit. */
export const fit = z
  .strictObject({
    $schema: z.string().optional().describe('For editors: the path of fit.schema.json'),
    name: name('Name of the fit').default('fit'),
    description: z
      .string()
      .optional()
      .describe('What it is about and where its bounds and targets come from'),
    study: z
      .string()
      .min(1)
      .describe('The study file, whose dynamics are a network (lif); relative to this file'),
    variables: z.array(variable).min(1).describe('What may change'),
    objectives: z
      .array(z.discriminatedUnion('type', [rate, spectrum, cv]))
      .min(1)
      .describe('What is to become small'),
    generations: count('Generations, the first one included', 1).default(30),
    population: count('Points per generation, even', 4).default(40),
    evaluations: count(
      'Networks tried at most, the last generation being cut short; default those of all generations',
      1,
    ).optional(),
    patience: patience.optional(),
    runaway: runaway.prefault({}),
    seed: count('Seed of the search; networks are drawn with the seed of the study', 0).default(1),
    screening: count(
      'Random points per member of the first generation, of which those are taken whose mean-field rates fit best; 1 for none',
      1,
    ).default(50),
    output: z
      .string()
      .min(1)
      .optional()
      .describe('Folder of the results, relative to this file; default results/<name>'),
  })
  .describe('A fit of spikefield');

/** The file with all defaults filled in. */
export type FitFile = z.output<typeof fit>;
export type VariableFile = FitFile['variables'][number];
export type ObjectiveFile = FitFile['objectives'][number];
