/** The committed reference cases of the suite `forward`, as tests: each claimed, each quantity within its tolerance. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { caseFiles, readCase } from './read.ts';
import { forward } from './suites/forward.ts';

const cases = caseFiles(fileURLToPath(new URL('fixtures/forward', import.meta.url))).map(readCase);

describe('conformance of forward models', () => {
  it('finds its fixtures', () => {
    expect(cases.length).toBeGreaterThanOrEqual(19);
  });

  it.each(cases)('$name', async (reference) => {
    expect(forward.claims(reference)).toBe(true);
    const checks = await forward.run(reference);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter((c) => !(c.error <= c.tolerance))).toEqual([]);
  });

  it('reads arrays in either form', async () => {
    const shapeOf = (value: any): number[] =>
      Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
    const packed = (value: any): any => {
      if (typeof value !== 'object' || value === null) return value;
      const shape = shapeOf(value);
      if (shape.length > 0 && typeof value.flat(Infinity)[0] === 'number')
        return { shape, data: value.flat(Infinity) };
      return Array.isArray(value)
        ? value.map(packed)
        : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, packed(member)]));
    };
    for (const reference of cases.filter(({ name }) => /random1|-1$|homogeneous/.test(name))) {
      const { input, output } = reference;
      const again = await forward.run({ ...reference, input: packed(input), output: packed(output) });
      expect(again).toEqual(await forward.run(reference));
    }
  });

  it('compares lengths and areas too', async () => {
    const checks = await forward.run(cases.find(({ name }) => name === 'point-line-random1')!);
    const quantities = checks.map(({ quantity }) => quantity);
    expect(quantities).toEqual(
      expect.arrayContaining(['length_um', 'area_um2', 'area_with_two_diameters_um2']),
    );
  });

  it('claims no other case', () => {
    for (const input of [{}, null, { geometry: {}, contacts_um: [] }, { runs: [{ R_um: 1 }] }])
      expect(forward.claims({ file: '', name: 'gauss-cylinder', description: '', input, output: {} })).toBe(
        false,
      );
  });

  it('notices a wrong number', async () => {
    const reference = cases.find((c) => c.name.startsWith('infinite-meg'))!;
    const output = structuredClone(reference.output);
    output.runs[1].spherical_H_per_um2[0][0][0] *= 1.001;
    const checks = await forward.run({ ...reference, output });
    expect(checks.filter((c) => !(c.error <= c.tolerance)).map((c) => c.quantity)).toEqual([
      'spherical H, dipole 1',
    ]);
  });
});
