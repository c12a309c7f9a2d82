/** What a LIF network in a study file is made of: neuron models with their parameters, connections, input from outside. */
import { z } from 'zod';
import { neuronModels } from '../../network/point/models/index.ts';
import type { NeuronModel, ParameterDefinition } from '../../network/point/model.ts';
import { continuousDistribution, continuousLaw, type ContinuousDistributionSpec } from './distribution.ts';
import { count, fraction, name, nonNegative, positive } from './values.ts';

/** One number for all neurons, a list of one per neuron, or a law. */
export type NeuronValue = number | readonly number[] | ContinuousDistributionSpec;

function neuronValue(what: string, unit: string, one: z.ZodNumber = z.number()) {
  return z
    .union([one, z.array(z.number()), continuousDistribution])
    .describe(
      `${what}${unit === '' ? '' : ` (${unit})`}: one number, a list of one per neuron, or a law to draw from`,
    );
}

function parameter(definition: ParameterDefinition) {
  const { rule, description, unit } = definition;
  if (rule === 'boolean')
    return z
      .boolean()
      .default(definition.default !== 0)
      .describe(description);
  const one =
    rule === 'positive' ? z.number().gt(0) : rule === 'nonNegative' ? z.number().gte(0) : z.number();
  const value = neuronValue(description, unit, one);
  // What is nothing by default may be left out; everything else is said.
  return definition.default === 0 && rule === undefined ? value.default(0) : value;
}

/** A population's neurons: the model's parameters by their names, V_m, and other initial values. */
function neuronsOf(model: NeuronModel) {
  const others = Object.entries(model.state).filter(([variable]) => variable !== 'V_m');
  return z
    .strictObject({
      model: z.literal(model.name),
      ...Object.fromEntries(
        Object.entries(model.parameters).map(([key, definition]) => [key, parameter(definition)]),
      ),
      V_m: neuronValue('Initial potential', 'mV').optional().describe('Initial potential (mV); default E_L'),
      ...(others.length === 0
        ? {}
        : {
            initial: z
              .strictObject(
                Object.fromEntries(
                  others.map(([variable, { description, unit }]) => [
                    variable,
                    neuronValue(description, unit).optional(),
                  ]),
                ),
              )
              .optional()
              .describe('Initial values of other state variables'),
          }),
    })
    .describe(model.description);
}

/** Neurons of a population, defaults filled in. */
export interface NeuronsFile {
  readonly model: string;
  readonly V_m?: NeuronValue;
  readonly initial?: Readonly<Record<string, NeuronValue | undefined>>;
  readonly [parameter: string]: unknown;
}

const [firstModel, ...otherModels] = neuronModels.map(neuronsOf);

/** The neurons of a population. */
export const neurons = z.discriminatedUnion('model', [
  firstModel!,
  ...otherModels,
]) as unknown as z.ZodType<NeuronsFile>;

const autapses = z.boolean().default(true).describe('Whether a neuron may connect to itself');
const multapses = z.boolean().default(true).describe('Whether a pair may be connected more than once');

const layout = z.discriminatedUnion('layout', [
  z
    .strictObject({ layout: z.literal('grid'), columns: count('Columns of the grid', 1) })
    .describe('On a grid, row by row'),
  z.strictObject({ layout: z.literal('random') }).describe('Drawn uniformly; the same in every projection'),
  z
    .strictObject({
      layout: z.literal('given'),
      x: z.array(z.number()).describe('um, one per neuron'),
      y: z.array(z.number()).describe('um, one per neuron'),
    })
    .describe('Given'),
]);

const rule = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('pairwise_bernoulli'),
      probability: fraction('Probability that a pair of neurons is connected'),
      autapses: z.boolean().describe('Whether a neuron may connect to itself'),
    })
    .describe('Every ordered pair independently'),
  z
    .strictObject({
      type: z.literal('fixed_indegree'),
      indegree: count('Sources per target', 0),
      autapses,
      multapses,
    })
    .describe('Every target draws so many sources'),
  z
    .strictObject({
      type: z.literal('fixed_outdegree'),
      outdegree: count('Targets per source', 0),
      autapses,
      multapses,
    })
    .describe('Every source draws so many targets'),
  z
    .strictObject({
      type: z.literal('fixed_total_number'),
      number: count('Number of connections', 0),
      autapses,
      multapses,
    })
    .describe('So many connections, each with a source and a target drawn uniformly'),
  z
    .strictObject({ type: z.literal('one_to_one') })
    .describe('Neuron i to neuron i of a population of equal size'),
  z.strictObject({ type: z.literal('all_to_all'), autapses }).describe('Every neuron to every neuron'),
  z
    .strictObject({
      type: z.literal('explicit'),
      sources: z
        .array(count('Index', 0))
        .describe('Indices within the presynaptic population, from 0, one per connection'),
      targets: z
        .array(count('Index', 0))
        .describe('Indices within the postsynaptic population, from 0, one per connection'),
      weights: z.array(z.number()).optional().describe('One per connection, instead of `weight`'),
      delays: z.array(z.number().gt(0)).optional().describe('One per connection (ms), instead of `delay`'),
    })
    .describe('A list of connections'),
  z
    .strictObject({
      type: z.literal('distance_dependent'),
      sheet: z
        .strictObject({
          width: positive('Width', 'um'),
          height: positive('Height', 'um'),
          periodic: z.boolean().default(false).describe('Whether opposite edges touch'),
        })
        .describe('Rectangle centred on (0, 0) in which both populations lie'),
      pre_positions: layout.describe('Where the presynaptic neurons lie'),
      post_positions: layout.describe('Where the postsynaptic neurons lie'),
      profile: z
        .enum(['gaussian', 'exponential', 'linear', 'box'])
        .describe(
          'How the probability falls with distance d: exp(-d²/2w²), exp(-d/w), 1 - d/w, or 1 up to w',
        ),
      p0: fraction('Probability at distance 0'),
      width: positive('Width w of the profile', 'um'),
      cutoff: positive('No connections beyond this distance', 'um').optional(),
      autapses,
    })
    .describe('Every pair with a probability that falls with distance'),
]);

const clipped = z
  .strictObject({
    clipped: continuousDistribution.describe('The law'),
    min: z.number().optional().describe('Smaller numbers become this one'),
    max: z.number().optional().describe('Larger numbers become this one'),
  })
  .describe('A law whose numbers beyond a bound are set to it');

const distanceDelay = z
  .strictObject({
    offset: nonNegative('Delay at distance 0', 'ms'),
    velocity: positive('Velocity', 'um/ms'),
  })
  .describe('On a sheet: offset + distance / velocity');

const WEIGHT =
  'Weight: peak of the current (pA), jump of the potential (mV) or of the conductance (nS), as the model of the targets has it; > 0 excites, < 0 inhibits';

/** Connections between two populations. */
export const projection = z.strictObject({
  pre: name('Presynaptic population'),
  post: name('Postsynaptic population'),
  rule: rule.describe('Which neurons connect'),
  weight: z
    .union([continuousLaw('Weight', 'unit of the receptor'), clipped])
    .optional()
    .describe(`${WEIGHT}: a law, or one number. Only a list of connections can do without`),
  delay: z
    .union([continuousLaw('Delay', 'ms'), clipped, distanceDelay])
    .optional()
    .describe(
      'Delay (ms), rounded to the nearest step, at least one: a law, or one number. Only a list can do without',
    ),
  receptor: z
    .union([z.string(), z.int().gte(0)])
    .optional()
    .describe('Receptor of the targets, by name or index; default: the one for the sign of each weight'),
});

/** Connections, defaults filled in. */
export type ProjectionFile = z.output<typeof projection>;
