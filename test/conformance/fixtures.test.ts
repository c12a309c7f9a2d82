/**
 * The committed reference cases of the suites `kernels` and `forward`, one test per case; and, where the folder of all
 * references lies beside the repository, its other cases (those on published reconstructions, which are not committed).
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { caseFiles, readCase } from './read.ts';
import { suites } from './suites.ts';
import type { Suite } from './suite.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const nameOf = (file: string) => file.replace(/^.*[\\/]/, '').replace(/\.json(\.gz)?$/, '');

async function check(suite: Suite, file: string): Promise<void> {
  const reference = readCase(file);
  expect(suites.filter((s) => s.claims(reference)).map((s) => s.name)).toEqual([suite.name]);
  const checks = await suite.run(reference);
  expect(checks.length).toBeGreaterThan(0);
  // NaN is no pass.
  const failed = checks.filter(({ error, tolerance }) => !(error <= tolerance));
  expect(failed.map((c) => `${c.quantity}: ${c.error} > ${c.tolerance}`)).toEqual([]);
}

const suiteNamed = (name: string) => suites.find((s) => s.name === name)!;

describe.each(['kernels', 'forward'])('suite %s', (name) => {
  const committed = caseFiles(folder(`./fixtures/${name}`));
  it('has committed cases', () => expect(committed.length).toBeGreaterThan(0));
  it.each(committed.map((file) => [nameOf(file), file]))('%s', (_, file) => check(suiteNamed(name), file));

  const elsewhere = folder(`../../../shared/reference/${name}`);
  const known = new Set(committed.map(nameOf));
  if (existsSync(elsewhere)) {
    // Cases of formats that no suite claims yet are not this test's business.
    const others = caseFiles(elsewhere).filter(
      (file) => !known.has(nameOf(file)) && suiteNamed(name).claims(readCase(file)),
    );
    if (others.length > 0)
      it.each(others.map((file) => [nameOf(file), file]))('not committed: %s', (_, file) =>
        check(suiteNamed(name), file),
      );
  } else it.skip(`cases that are not committed: ../shared/reference/${name} does not exist here`, () => {});
});

describe('a wrong number', () => {
  it('fails the case', async () => {
    const file = caseFiles(folder('./fixtures/kernels')).find((f) => nameOf(f) === 'small-y')!;
    const reference = readCase(file);
    reference.output.k_in[0] *= 1 + 1e-8;
    const checks = await suiteNamed('kernels').run(reference);
    expect(checks.filter((c) => !(c.error <= c.tolerance)).map((c) => c.quantity)).toEqual(['k_in']);
  });
});
