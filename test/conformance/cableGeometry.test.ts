/** The committed geometry cases of the suite `cable`, as tests; and those of published reconstructions where the reference folder is present. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { caseFiles, readCase } from './read.ts';
import { cable } from './suites/cableGeometry.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const committed = caseFiles(folder('fixtures/cable')).map(readCase).filter(cable.claims);
const further = folder('../../../shared/reference/cable');
const reconstructions = existsSync(further)
  ? caseFiles(further)
      .filter((file) => /geometry-(mainen|swc-(C010398B|single))/.test(file))
      .map(readCase)
  : [];

describe('conformance of cell geometry', () => {
  it('finds its fixtures', () => {
    expect(committed.length).toBeGreaterThanOrEqual(12);
  });

  it.each([...committed, ...reconstructions])('$name', async (reference) => {
    expect(cable.claims(reference)).toBe(true);
    const checks = await cable.run(reference);
    expect(checks.length).toBeGreaterThan(25);
    expect(checks.filter((c) => !(c.error <= c.tolerance))).toEqual([]);
  });

  it('notices wrong numbers', async () => {
    const reference = committed.find((c) => c.name === 'geometry-mid-soma')!;
    const output = structuredClone(reference.output);
    output.by_nseg_rule.lambda100.segments.area_um2[27] *= 1 + 1e-8;
    output.by_nseg_rule.lambda100.segments.start_um[29][1] += 1e-4;
    output.moved.rotated.end_um[3][2] += 1e-4;
    const input = structuredClone(reference.input);
    input.sections[5].child_end = 0;
    const checks = await cable.run({ ...reference, input, output });
    expect(checks.filter((c) => !(c.error <= c.tolerance)).map((c) => c.quantity)).toEqual([
      'attachments of sections',
      'area, lambda100',
      'start (um), lambda100',
      'end (um), rotated',
    ]);
  });
});
