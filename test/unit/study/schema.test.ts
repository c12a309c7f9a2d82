import { describe, expect, test } from 'vitest';
import { ION_CHANNELS } from '../../../src/cable/mechanisms/registry.ts';
import { distributionNames } from '../../../src/numerics/distributions/index.ts';
import { parseStudy } from '../../../src/study/load.ts';
import { representativeCell } from '../../../src/study/models.ts';
import { distribution } from '../../../src/study/schema/distribution.ts';
import { studyJsonSchema, studyJsonSchemaText } from '../../../src/study/schema/jsonSchema.ts';
import { objects } from '../../support/jsonSchemaObjects.ts';
import { problemsOf, changed } from './helpers.ts';

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
  const membraneOf = (change: (membrane: any) => void) => changed((s) => change(s.kernels.cells.E.membrane));
  const ions = { na: 50, k: -85, ca: 120 };

  test('knows the channels of the registry, in both forms', async () => {
    for (const type of Object.keys(ION_CHANNELS))
      for (const form of ['frozen', 'quasi_active']) {
        const study = membraneOf((membrane) => {
          Object.assign(membrane.mechanisms[1], { type, form });
          membrane.ions = ions;
        });
        expect(await problemsOf(study)).toEqual([]);
      }
    const [message] = await problemsOf(membraneOf((membrane) => (membrane.mechanisms[1].type = 'Kv')));
    for (const type of Object.keys(ION_CHANNELS)) expect(message).toContain(`"${type}"`);
  });

  test('asks for the reversal potential that a quasi-active channel needs', async () => {
    const change = { type: 'SKv3_1', form: 'quasi_active' };
    const bare = membraneOf((membrane) => Object.assign(membrane.mechanisms[1], change));
    expect((await problemsOf(bare)).join()).toMatch(/mechanisms\[1\]\.reversal.*missing.*membrane\.ions\.k/);
    const own = membraneOf((membrane) => Object.assign(membrane.mechanisms[1], change, { reversal: -85 }));
    expect(await problemsOf(own)).toEqual([]);
  });

  test('knows hh, which needs sodium and potassium', async () => {
    const hh = { type: 'hh', form: 'quasi_active', sections: 'all', gna: 0.1 };
    const study = membraneOf((membrane) => {
      membrane.mechanisms.push(hh);
      membrane.ions = ions;
      membrane.temperature = 16;
    });
    expect(await problemsOf(study)).toEqual([]);
    const { kernels } = await parseStudy(JSON.stringify(study), 'study.json');
    const membrane = kernels!.cells.find(({ population }) => population === 'E')!.membrane;
    expect(membrane).toMatchObject({ ions, temperature: 16 });
    expect(membrane.mechanisms.at(-1)).toEqual(hh);
    expect(representativeCell(kernels!.cells[0]).membrane.gates.some(({ name }) => name === 'n_hh_k')).toBe(
      true,
    );
    const without = membraneOf((m) => m.mechanisms.push(hh));
    expect((await problemsOf(without)).join()).toMatch(/ions\.na.*missing/);
  });

  test('knows the laws that can be built', () => {
    const { error } = distribution.safeParse({ distribution: '?' });
    expect((error!.issues[0] as any).options.toSorted()).toEqual(distributionNames.toSorted());
  });
});
