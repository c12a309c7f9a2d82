/** The committed simulations of the suite `cable`, one test per case. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { caseFiles, readCase } from '../../conformance/read.ts';
import { cable } from '../../conformance/suites/cableDynamics.ts';

const folder = fileURLToPath(new URL('../../conformance/fixtures/cable', import.meta.url));
const cases = caseFiles(folder).filter((file) => cable.claims(readCase(file)));

it('has cases of every kind', () => {
  for (const kind of ['passive', 'hh', 'hay', 'channel', 'ephaptic', 'convergence'])
    expect(cases.some((file) => file.includes(`/${kind}-`))).toBe(true);
});

it.each(cases.map((file) => [file.replace(/^.*\//, ''), file]))('%s', async (_, file) => {
  const checks = await cable.run(readCase(file));
  expect(checks.length).toBeGreaterThan(3);
  // NaN is no pass.
  const failed = checks.filter(({ error, tolerance }) => !(error <= tolerance));
  expect(failed.map((c) => `${c.quantity}: ${c.error} > ${c.tolerance}`)).toEqual([]);
});
