/** The representative cell of a population in a study file: morphology, segments, membrane, place, external synapses. */
import { z } from 'zod';
import { ION_CHANNELS } from '../../cable/mechanisms/registry.ts';
import { count, fraction, nonNegative, path, positive, quantity } from './values.ts';
import { synapse } from './synapse.ts';

const section = z.strictObject({
  name: z
    .string()
    .min(1)
    .describe('Unique name, e.g. "soma[0]"; lists of sections elsewhere select by fragments of it'),
  parent: z.string().min(1).optional().describe('Name of the parent section; absent for the root only'),
  parent_x: fraction('Where on the parent this section is attached').default(1),
  type: z
    .string()
    .min(1)
    .optional()
    .describe('What the section is: soma, axon, dend, apic or another word; derived from the name if absent'),
  child_end: z
    .union([z.literal(0), z.literal(1)])
    .optional()
    .describe(
      'Which end of this section is attached to the parent; 0 if absent. With 1, x runs towards the parent, points still away from it',
    ),
  wire: z
    .tuple([z.number(), z.number(), z.number()])
    .optional()
    .describe('Place on the parent (x, y, z, um) to which a wire without resistance joins the first point'),
  arc: z
    .array(z.number())
    .min(2)
    .optional()
    .describe('Arc length (um) at every point, where it shall not be measured along the points'),
  points: z
    .array(z.tuple([z.number(), z.number(), z.number(), z.number().gt(0)]))
    .min(2)
    .describe(
      'x, y, z, diameter (um) from the end at the parent to the free end, in coordinates of the cell with z up whatever depth_axis says',
    ),
});

const sections = z.array(section).min(1).describe('The sections; exactly one has no parent');

/** A morphology written out; the content of a morphology file, too. */
export const morphologySections = z.strictObject({ sections });

const morphology = z
  .union([
    morphologySections,
    z.strictObject({
      file: path(
        'File .json {"sections": [...]} of the same form as written here, .swc, or Neurolucida .asc',
      ),
      sections_as: z
        .enum(['chains', 'nrn'])
        .optional()
        .describe(
          '.swc, .asc: chains (default) takes every edge of the file as a frustum; nrn makes the sections of the import of NEURON, its moved points and single precision included',
        ),
      soma: z
        .enum(['auto', 'frusta', 'contour'])
        .optional()
        .describe(
          '.swc: how the points of the soma are understood; auto (default): one or three points as a sphere, others as a row of frusta, but no outline',
        ),
      roots: z
        .enum(['error', 'wire'])
        .optional()
        .describe(
          '.swc, .asc: what to do about several trees: error (default), or wire: join them to the soma by wires',
        ),
      zero_radius: z
        .enum(['error', 'parent'])
        .optional()
        .describe('.swc: a radius of 0 is an error (default), or becomes that of the point before'),
      extra_columns: z
        .enum(['error', 'ignore'])
        .optional()
        .describe(
          '.swc: more than seven columns are an error (default), or what comes after the seventh is left out',
        ),
    }),
  ])
  .describe('Sections of 3-d points, written here or in a file');

function perSection(what: string, unit: string) {
  return z
    .union([positive(what, unit), z.record(z.string().min(1), z.number().gt(0))])
    .describe(
      `${what} (${unit}): one number, or one per fragment of section names, of which the longest that fits a section holds`,
    );
}

/** Sections chosen by fragments of their names. */
export const sectionList = z
  .array(z.string().min(1))
  .min(1)
  .or(z.literal('all'))
  .describe('Fragments of section names, e.g. ["soma", "apic"], or "all"');

const segments = z
  .union([
    z.strictObject({
      counts: z
        .record(z.string().min(1), count('Number of segments', 1))
        .describe(
          'Number of segments per fragment of section names; the longest fragment that fits a section holds',
        ),
    }),
    z.strictObject({ max_length: positive('Greatest length of a segment', 'um') }),
    z.strictObject({
      d_lambda: positive('Greatest length as a fraction of the AC length constant', ''),
      frequency: positive('Frequency of that length constant', 'Hz').default(100),
    }),
  ])
  .describe('How sections are cut into segments');

const leak = z
  .strictObject({
    type: z.literal('pas'),
    sections: sectionList,
    conductance: positive('Leak conductance', 'S/cm2'),
    reversal: quantity(
      'Reversal potential; only where uniform_rest is false or rest is "steady_state"',
      'mV',
    ).optional(),
  })
  .describe('Passive leak');

const form = z
  .enum(['frozen', 'quasi_active'])
  .describe(
    'frozen: gates held at their steady state at `rest`; quasi_active: linearised to first order around it',
  );

const channel = z
  .strictObject({
    type: z
      .enum(Object.keys(ION_CHANNELS))
      .describe('Name of the channel (Hay et al. 2011; hh_na, hh_k, hh_leak: those of the squid axon)'),
    form,
    sections: sectionList,
    density: nonNegative('Maximal conductance per area', 'S/cm2'),
    reversal: quantity(
      "Reversal potential; if absent that of the channel's ion, or the channel's own",
      'mV',
    ).optional(),
  })
  .describe('Voltage-gated channel, linearised around `rest`');

const hodgkinHuxley = z
  .strictObject({
    type: z.literal('hh'),
    form,
    sections: sectionList,
    gna: nonNegative('Maximal conductance of sodium; 0.12 if absent', 'S/cm2').optional(),
    gk: nonNegative('Maximal conductance of potassium; 0.036 if absent', 'S/cm2').optional(),
    gl: nonNegative('Leak conductance; 0.0003 if absent', 'S/cm2').optional(),
    el: quantity('Reversal potential of that leak; -54.3 if absent', 'mV').optional(),
  })
  .describe('The membrane of Hodgkin and Huxley (1952), linearised around `rest`');

const calcium = z
  .strictObject({
    type: z.literal('CaDynamics_E2'),
    sections: sectionList,
    gamma: fraction('Share of the calcium current that enters the shell under the membrane'),
    decay: positive('Time constant with which calcium is removed', 'ms'),
    depth: positive('Depth of the shell; 0.1 if absent', 'um').optional(),
    minimum: positive('Concentration to which calcium decays; 1e-4 if absent', 'mM').optional(),
    outside: positive('Concentration outside the cell; 2 if absent', 'mM').optional(),
  })
  .describe(
    'Calcium under the membrane, held at what is steady at `rest`: SK_E2 depends on it, and the reversal potential of calcium follows it',
  );

const ions = z
  .strictObject({
    na: quantity('Reversal potential of sodium', 'mV').optional(),
    k: quantity('Reversal potential of potassium', 'mV').optional(),
    ca: quantity('Reversal potential of calcium', 'mV').optional(),
  })
  .describe('Reversal potentials of ions, for channels that give none of their own');

const membrane = z
  .strictObject({
    rest: z
      .union([z.number(), z.literal('steady_state')])
      .describe(
        'Potential around which the membrane is linearised (mV); or "steady_state": where the cell settles, every segment at a potential of its own, if all channels are active and nothing comes in',
      ),
    uniform_rest: z
      .boolean()
      .default(true)
      .describe(
        'Set the reversal potential of the leak such that `rest` is the resting potential of every segment; with false the reversal potentials are taken as given, as they always are where `rest` is "steady_state"',
      ),
    mechanisms: z
      .array(z.discriminatedUnion('type', [leak, channel, hodgkinHuxley, calcium]))
      .min(1)
      .describe('Leak and channels; a mechanism may come several times, for different sections'),
    ions: ions.optional(),
    temperature: quantity(
      'Temperature, felt by hh and by the reversal potential of calcium; 6.3 if absent',
      'degC',
    ).optional(),
  })
  .describe('Membrane of the cell');

const external = z
  .strictObject({
    synapses: nonNegative('Number of external synapses per cell, spread by membrane area', ''),
    rate: nonNegative('Mean rate of each of them', 'spikes/s'),
    synapse,
  })
  .describe(
    'Conductance synapses from outside the network: they load the membrane where effective_conductance is true',
  );

const factor = z.number().gt(0);

const scaling = z
  .union([
    factor,
    z.strictObject({
      coordinates: z
        .union([factor, z.tuple([factor, factor, factor])])
        .describe('Factor of the coordinates: one number, or one for each of x, y, z'),
      diameters: factor.describe('Factor of the diameters'),
    }),
  ])
  .describe(
    'Factor by which the morphology is scaled before anything else, against shrinkage of the tissue, say: of all lengths, or of coordinates and diameters apart; a number > 0',
  );

const angle = (axis: string) => quantity(`Rotation about ${axis}`, 'rad').default(0);

/** The representative cell of one population. */
export const cell = z
  .strictObject({
    morphology,
    axial_resistivity: perSection('Axial resistivity', 'Ohm cm'),
    capacitance: perSection('Membrane capacitance', 'uF/cm2'),
    segments,
    membrane,
    depth: quantity("Mean depth of the population's somata, along depth_axis", 'um'),
    depth_sd: nonNegative("Standard deviation of the somata's depth", 'um').default(0),
    radius: positive(
      'Radius of the disc over which the population spreads; needed by probes that give no radius of their own',
      'um',
    ).optional(),
    scale: scaling.optional(),
    mirror: z
      .enum(['x', 'y', 'z'])
      .optional()
      .describe(
        'Axis along which the morphology is turned over, after it is scaled: that coordinate changes its sign',
      ),
    rotation: z
      .strictObject({
        x: angle('x'),
        y: angle('y'),
        z: angle('z'),
        order: z
          .enum(['xyz', 'xzy', 'yxz', 'yzx', 'zxy', 'zyx'])
          .optional()
          .describe('About which of the fixed axes first, second, third; xyz if absent'),
      })
      .default({ x: 0, y: 0, z: 0 })
      .describe(
        'Rotation about the soma, after it is scaled and mirrored: about the fixed axes, right-handed',
      ),
    driving_potential: z
      .union([z.number(), z.array(z.number()).min(1)])
      .optional()
      .describe(
        'Potential at which the driving force of synapses is taken (mV): one number or one per segment; default the rest of every segment',
      ),
    external: external.optional(),
  })
  .describe('The one multicompartment cell that stands for the population');
