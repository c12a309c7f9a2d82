import { describe, expect, test } from 'vitest';
import { fitJsonSchema, fitJsonSchemaText } from '../../../../src/study/schema/fitJsonSchema.ts';
import { objects } from '../../../support/jsonSchemaObjects.ts';
import { tinyFit } from './tinyFit.ts';

describe('fit.schema.json', () => {
  test('is the schema that the code checks (to renew it: npx vitest run test/unit/study/fit/schema.test.ts -u)', async () => {
    await expect(fitJsonSchemaText()).toMatchFileSnapshot('../../../../fit.schema.json');
  });

  test('refuses unknown keys in every object, and describes every key', () => {
    let keys = 0;
    for (const [path, schema] of objects(fitJsonSchema())) {
      if (schema.type !== 'object' || typeof schema.properties !== 'object') continue;
      expect(schema.additionalProperties, path).toBe(false);
      for (const [key, property] of Object.entries<any>(schema.properties)) {
        if (property.const !== undefined) continue;
        expect(property.description, `${path}/properties/${key}`).toBeTypeOf('string');
        keys++;
      }
    }
    expect(keys).toBeGreaterThan(30);
  });

  test('needs a study, variables and objectives only', () => {
    expect(fitJsonSchema().required).toEqual(['study', 'variables', 'objectives']);
  });
});

/** All messages of a fit that is refused. */
async function problemsOf(change: (fit: any) => void): Promise<string[]> {
  try {
    await tinyFit(change);
    return [];
  } catch (error) {
    const { problems } = error as { problems?: readonly Error[] };
    return (problems ?? [error as Error]).map(({ message }) => message);
  }
}

describe('a bad fit', () => {
  test.each<[string, (fit: any) => void, string]>([
    ['no study', (f) => delete f.study, 'fit.json: study: missing; expected a text'],
    [
      'variables as an object',
      (f) => (f.variables = {}),
      'fit.json: variables: expected a list, but received {}',
    ],
    [
      'a variable without bounds',
      (f) => delete f.variables[1].max,
      'fit.json: variables[1].max: missing; expected a finite number',
    ],
    [
      'a bound in words',
      (f) => (f.variables[0].min = 'low'),
      'fit.json: variables[0].min: expected a finite number, but received "low"',
    ],
    [
      'a reference beyond the bounds',
      (f) => (f.variables[0].reference = 300),
      'fit.json: variables[0].reference: expected a number from min = 20 to max = 200, but received 300',
    ],
    [
      'a misspelt scale',
      (f) => (f.variables[0].scale = 'logg'),
      'fit.json: variables[0].scale: expected "linear" or "log", but received "logg"; did you mean "log"?',
    ],
    [
      'a misspelt key in a place',
      (f) => (f.variables[0].also = [{ path: 'x', factr: 1 }]),
      'fit.json: variables[0].also[0].factr: unknown key; did you mean "factor"?',
    ],
    [
      'an unknown objective',
      (f) => (f.objectives[0].type = 'rates'),
      'fit.json: objectives[0].type: expected "rate", "spectrum" or "cv", but received "rates"; did you mean "rate"?',
    ],
    [
      'a rate of 0',
      (f) => (f.objectives[0].target = 0),
      'fit.json: objectives[0].target: expected a number > 0, but received 0',
    ],
    [
      'a target without a file',
      (f) => (f.objectives[1].target = {}),
      'fit.json: objectives[1].target.file: missing; expected a text',
    ],
    [
      'a small population',
      (f) => (f.population = 2),
      'fit.json: population: expected an integer >= 4, but received 2',
    ],
    [
      'no evaluation',
      (f) => (f.evaluations = 0),
      'fit.json: evaluations: expected an integer >= 1, but received 0',
    ],
    [
      'patience without a number of generations',
      (f) => (f.patience = { improvement: 0.1 }),
      'fit.json: patience.generations: missing; expected a finite number',
    ],
    [
      'a factor that stops networks worth having',
      (f) => (f.runaway = { factor: 2 }),
      'fit.json: runaway.factor: expected a number >= 10, but received 2',
    ],
    [
      'runaway: true',
      (f) => (f.runaway = true),
      'fit.json: runaway: expected false or an object, but received true',
    ],
    [
      'a window off the grid',
      (f) => (f.runaway = { window: 0.7 }),
      'fit.json: runaway.window: expected a multiple of the step of 0.5 ms, but received 0.7',
    ],
    [
      'a window shorter than a step',
      (f) => (f.runaway = { window: 1e-12 }),
      'fit.json: runaway.window: expected a multiple of the step of 0.5 ms, but received 1e-12',
    ],
  ])('%s', async (_, change, message) => {
    expect(await problemsOf(change)).toEqual([expect.stringContaining(message)]);
  });

  test('all faults are told at once', async () => {
    const problems = await problemsOf((f) => {
      f.seed = -1;
      f.variables[0].min = '1';
      f.objectives[1].bins = 2;
    });
    expect(problems).toHaveLength(3);
  });
});
