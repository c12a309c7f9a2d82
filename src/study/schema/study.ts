/** The study file as a whole. The JSON Schema that editors use is generated from this (jsonSchema.ts). */
import { z } from 'zod';
import { dynamics } from './dynamics.ts';
import { kernels } from './kernels.ts';
import { headModel, probe } from './probes.ts';
import { count, name, named, path } from './values.ts';

const output = z
  .strictObject({
    folder: path('Folder of the results').optional(),
    csv: z
      .boolean()
      .default(true)
      .describe('Write signals.csv and channels.csv, and tables of what is recorded, beside the HDF5 files'),
    figure: z.boolean().default(true).describe('Draw the figure, SVG and PNG'),
    pathways: z
      .boolean()
      .default(true)
      .describe('Keep the contribution of every pathway pre -> post beside the sum'),
  })
  .describe('What is written where; default: everything into results/<name> beside this study file');

/** Keys that a study which `extends` another takes over from it, each as a whole. */
export const INHERITED = ['depth_axis', 'populations', 'kernels', 'dynamics', 'probes', 'head'] as const;

/** Keys that every study needs, of its own or from the study it extends. */
export const NEEDED = ['depth_axis', 'populations'] as const;

/** The study file. Every object refuses unknown keys. */
export const study = z
  .strictObject({
    $schema: z.string().optional().describe('For editors: the path of study.schema.json'),
    extends: path(
      'Another study file, from which depth_axis, populations, kernels, dynamics, probes and head are taken where they are absent here; a key given here replaces that of the other study as a whole',
    ).optional(),
    name: name('Name of the study'),
    title: z.string().min(1).optional().describe('Title, for figures; default the name'),
    description: z.string().optional().describe('What it is about and where its numbers come from'),
    depth_axis: z
      .enum(['up', 'down'])
      .describe(
        'Direction of all depths in this file: up (z grows towards the pia) or down (depth below the pia)',
      ),
    populations: named(
      z.strictObject({ size: count('Number of neurons', 1) }),
      'Populations of the network and of the field, under their names',
    ),
    kernels: kernels.optional(),
    dynamics: dynamics.optional(),
    probes: named(probe, 'Signals predicted at electrodes, under names of your choice').default({}),
    head: named(headModel, 'EEG and MEG, under names of your choice').default({}),
    output: output.prefault({}),
  })
  .describe('A study of spikefield');

/** The study file with all defaults filled in. */
export type StudyFile = z.output<typeof study>;
/** The study file as a user may write it. */
export type StudyInput = z.input<typeof study>;
