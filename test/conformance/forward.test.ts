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
