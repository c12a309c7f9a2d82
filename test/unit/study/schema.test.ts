import { describe, expect, test } from 'vitest';
import { CHANNELS } from '../../../src/cable/mechanisms/index.ts';
import { distributionNames } from '../../../src/numerics/distributions/index.ts';
import { distribution } from '../../../src/study/schema/distribution.ts';
import { studyJsonSchema, studyJsonSchemaText } from '../../../src/study/schema/jsonSchema.ts';
import { problemsOf, changed } from './helpers.ts';

/** Every object in a JSON value, with its path. */
function* objects(value: unknown, path = ''): Generator<[string, any]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value];
  for (const [key, child] of Object.entries(value)) yield* objects(child, `${path}/${key}`);
}

describe('study.schema.json', () => {
  test('is the schema that the code checks (to renew it: npx vitest run test/unit/study/schema.test.ts -u)', async () => {
    await expect(studyJsonSchemaText()).toMatchFileSnapshot('../../../study.schema.json');
  });

  test('refuses unknown keys in every object with keys of its own', () => {
    for (const [path, schema] of objects(studyJsonSchema()))
      if (schema.type === 'object' && schema.properties !== undefined)
        expect(schema.additionalProperties, path).toBe(false);
  });

  test('describes every key', () => {
    for (const [path, schema] of objects(studyJsonSchema())) {
      if (typeof schema.properties !== 'object' || schema.type !== 'object') continue;
      for (const [key, property] of Object.entries<any>(schema.properties)) {
        const target =
          property.$ref === undefined ? property : (studyJsonSchema().$defs as any)[property.$ref.slice(8)];
        if (property.const !== undefined) continue;
        const texts = [target.description, ...(target.oneOf ?? []).map((o: any) => o.description ?? o.$ref)];
        expect(
          texts.some((text) => text !== undefined),
          `${path}/properties/${key}`,
        ).toBe(true);
      }
    }
  });

  test('needs only a name where the rest can come from another study', () => {
    const schema = studyJsonSchema();
    expect(schema.required).toEqual(['name']);
    expect(schema.then).toEqual({ required: ['depth_axis', 'populations'] });
  });
});

describe('the schema', () => {
  test('knows the channels of the registry', async () => {
    for (const type of Object.keys(CHANNELS)) {
      const study = changed((s) => (s.kernels.cells.E.membrane.mechanisms[1].type = type));
      expect(await problemsOf(study)).toEqual([]);
    }
    const study = changed((s) => (s.kernels.cells.E.membrane.mechanisms[1].type = 'Kv'));
    const [message] = await problemsOf(study);
    for (const type of Object.keys(CHANNELS)) expect(message).toContain(`"${type}"`);
  });

  test('knows the laws that can be built', () => {
    const { error } = distribution.safeParse({ distribution: '?' });
    expect((error!.issues[0] as any).options.toSorted()).toEqual(distributionNames.toSorted());
  });
});
